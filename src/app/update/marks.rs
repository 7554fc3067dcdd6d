//! Selecting episodes, marking them as played, undoing that, writing them to a file.
//!
//! Rows show a mark at once; the library writes it and is read again.

use super::{keep, prompts};
use crate::{
    app::{
        Problem, RequestId, Slot, State, Step, Tone,
        input::command::Main,
        list::{ItemRef, Load},
        marks::{Marks, played, toggled},
        overlays::{Act, Overlay, Prompt, Question},
        requests::{
            effect::Write,
            event::{ImportStep, LibraryChange},
        },
        undo::Undoable,
    },
    domain::{EpisodeAt, Mark, ShelfEpisode, ShelfShow, ShowKey, count::counted, width::truncate},
};

/// Why episodes of the catalogue are refused.
pub(super) const NOT_ON_DISK: &str = "Episodes in Discover cannot be marked or exported";

/// Marks as played, or as before. In a list it goes on to the next row, unless several are selected.
pub(super) fn mark(state: &mut State) {
    let is_single = state.views.focused().list().is_some_and(|list| list.selection.is_empty());
    if let Some(list) = state.views.focused_mut().list_mut() {
        list.selection.end_range();
    }
    let selected = state.views.subject();
    let targets = state.targets();
    let marks = toggled(&targets, &state.cx.marking.before);
    let has_targets = !targets.is_empty();
    write(state, marks, targets);
    // Where the list shows no played ones, the next row has taken the place of this one.
    if is_single && has_targets && !state.cx.session.is_read_only && state.views.subject() == selected {
        state.views.focused_mut().step(&mut state.cx, Step::Down);
    }
}

/// Asks whether to mark everything from the selected row down as played.
pub(super) fn ask_down(state: &mut State) {
    let view = state.views.focused();
    if let Some(ItemRef::Show(show)) = view.subject().as_ref().and_then(|subject| view.item(subject)) {
        let question = ask_show(state, show);
        return match question {
            Some(question) => state.open(Overlay::Question(question)),
            None => state.cx.note("Every episode of this show on disk is played already"),
        };
    }
    let Some(list) = view.list() else { return };
    if list.is_empty() {
        return state.note_without_row("No episode is selected");
    }
    let below = list.selected().unwrap_or(0)..list.len();
    let episodes = below.filter_map(|row| view.episode_at(row)).filter(|item| !item.is_played());
    let episodes: Vec<_> = episodes.cloned().collect();
    let read_to = read_to(state);
    if episodes.is_empty() {
        let listed = if read_to.is_some() { ", as far as it is listed," } else { "" };
        return state.cx.note(format!("Everything from here down{listed} is played already"));
    }
    let what = counted(episodes.len(), "episode is", "episodes are");
    let undo = state.cx.main_key(Main::Undo).map(|key| format!("; {key} undoes them")).unwrap_or_default();
    let to =
        read_to.map(|last| format!(" to {last}, the last one listed so far; what is further down stays unchanged"));
    let to = to.unwrap_or_default();
    let question = format!("{what} not played yet from the selected row down{to}. The marks are local{undo}.");
    state.open(Overlay::Question(Question::mark_played(question, Act::MarkPlayed(episodes))));
}

/// The question whether to mark all of a show as played; `None` if it is.
fn ask_show(state: &State, show: &ShelfShow) -> Option<Question> {
    let open = show.counts.unplayed + show.counts.in_progress;
    let what = counted(open, "episode is", "episodes are");
    let undo = state.cx.main_key(Main::Undo).map(|key| format!("; {key} undoes them")).unwrap_or_default();
    let name = show.show.name.as_str();
    let question = format!("{what} not played yet in \"{name}\", as far as it is on disk. The marks are local{undo}.");
    (open > 0).then(|| Question::mark_played(question, Act::MarkShow(show.show.key.clone())))
}

/// The question was answered with yes.
pub(super) fn mark_show(state: &mut State, show: ShowKey) {
    state.cx.note("Marking every episode of the show");
    let id = state.cx.request(Write::MarkShow(show));
    state.cx.marking.undo.push(Undoable::Marks(id));
}

/// The last row that was read, if there are more: rows out of sight are not marked.
fn read_to(state: &State) -> Option<String> {
    /// The most columns of a title in a question.
    const TITLE: usize = 30;
    let view = state.views.focused();
    let rows = view.list().filter(|list| list.load == Load::Partial)?.len();
    let last = view.episode_at(rows.checked_sub(1)?)?;
    let date = last.episode.released.map(|date| format!(" of {date}")).unwrap_or_default();
    Some(format!("\"{}\"{date}", truncate(last.episode.name.as_str(), TITLE, state.cx.ellipsis())))
}

/// The question was answered with yes.
pub(super) fn mark_down(state: &mut State, episodes: Vec<ShelfEpisode>) {
    write(state, played(&episodes), episodes);
}

/// Marks episodes: on the screen at once, and in the library.
fn write(state: &mut State, marks: Marks, targets: Vec<ShelfEpisode>) {
    if marks.is_empty() {
        return;
    }
    if state.cx.session.is_read_only {
        // The answer says why.
        state.cx.ask(Write::Mark(marks));
        return;
    }
    let text = message(state, &targets, &marks);
    state.cx.show(text.clone(), Tone::Info);
    let id = state.cx.request(Write::Mark(marks.clone()));
    state.cx.marking.add(id, marks, targets, text);
    state.views.show_marks(&state.cx);
}

/// The message about marks, with the key that undoes them, within the columns of the smallest terminal.
fn message(state: &State, before: &[ShelfEpisode], marks: &Marks) -> String {
    let before = |at: &EpisodeAt| before.iter().find(|one| one.at() == *at);
    let is_played = marks.iter().take(1).any(|(at, mark)| match mark {
        Some(mark) => *mark == Mark::Played,
        None => before(at).is_some_and(|one| !one.is_played()),
    });
    let how = if is_played { "played" } else { "unplayed" };
    let what = match marks.len() {
        1 => "Marked".to_owned(),
        count => format!("{count} marked"),
    };
    format!("{what} {how} (local){}", undo_key(state))
}

/// The end of a message about marks.
fn undo_key(state: &State) -> String {
    state.cx.main_key(Main::Undo).map(|key| format!(", {key} undoes")).unwrap_or_default()
}

/// Undoes what was done last: marks, a follow, saves.
pub(super) fn undo(state: &mut State) {
    if !state.cx.may_read() {
        return;
    }
    match state.cx.marking.undo.pop() {
        None => state.cx.ask(Write::FindImport),
        Some(Undoable::Marks(marks)) => {
            state.cx.marking.before.clear();
            let id = state.cx.request(Write::UndoMark(marks));
            state.cx.marking.undo.undoes(id, marks);
        }
        Some(Undoable::Keep(requests, kept)) => {
            if !keep::undo(state, kept.clone()) {
                state.cx.marking.undo.push(Undoable::Keep(requests, kept));
            }
        }
    }
}

/// The library has looked for an import of marks by the command line, since there was nothing else to undo. It is asked first:
/// it may be weeks ago and thousands of marks.
pub(super) fn import_found(state: &mut State, found: Option<ImportStep>) {
    let Some(ImportStep { made, marks }) = found else { return state.cx.note("There is nothing to undo") };
    if state.is_typing() || !state.overlays.is_empty() {
        return;
    }
    let day = made.to_zoned_datetime(state.cx.now.time_zone().clone()).date();
    let what = counted(marks, "mark", "marks");
    let question = format!(
        "{what} came from an import on {day}. Each episode gets the mark it had before, unless it was marked since."
    );
    state.open(Overlay::Question(Question::undo_import(question)));
}

/// The library wrote marks, or failed to. `Ok` has the number of changed episodes.
pub(super) fn marked(state: &mut State, id: RequestId, slot: Slot, result: Result<usize, Problem>) {
    let undone = slot == Slot::Undo;
    let message = state.cx.marking.done(id, result.is_err());
    if undone {
        state.cx.marking.undo.undone(id, result.is_err());
    } else if !matches!(result, Ok(1..)) {
        state.cx.marking.undo.not_marked(id);
    }
    state.views.read_soon();
    match result {
        Ok(0) if undone => return state.cx.note("There is nothing to undo"),
        Ok(0) => state.cx.notify("Not marked: the episode was removed", Tone::Warning),
        // An event about the change follows.
        Ok(count) => {
            if undone {
                state.cx.notify(format!("Undone: {}", counted(count, "episode", "episodes")), Tone::Info);
            } else if slot == Slot::MarkShow {
                let text = format!("{count} marked played (local){}", undo_key(state));
                state.cx.notify(text, Tone::Info);
            } else if let Some(message) = message {
                // It was shown with the key.
                state.cx.keep(message, Tone::Info);
            }
            return;
        }
        Err(problem) => state.cx.notify_problem(&problem),
    }
    // Rows show marks that do not exist.
    state.views.stale(&state.cx, &LibraryChange::Anything);
}

/// Begins a range at the selected row, or ends it.
pub(super) fn select_range(state: &mut State) {
    let item = state.views.focused().episode().cloned();
    let ended = state.views.focused_mut().list_mut().is_some_and(|list| list.selection.end_range());
    if ended {
        return state.cx.note("The range is selected");
    }
    let Some(item) = item else {
        return state.note_without_row("Only episodes can be selected");
    };
    if let Some(list) = state.views.focused_mut().list_mut() {
        list.selection.begin_range(&item);
    }
}

/// Selects or deselects the row, and goes to the next. Ends a range instead.
pub(super) fn select(state: &mut State) {
    if state.views.focused().list().is_some_and(|list| list.selection.is_range()) {
        return select_range(state);
    }
    let Some(item) = state.views.focused().episode().cloned() else {
        return state.note_without_row("Only episodes can be selected");
    };
    let view = state.views.focused_mut();
    if let Some(list) = view.list_mut() {
        list.selection.toggle(&item);
    }
    view.step(&mut state.cx, Step::Down);
}

/// Asks for the name of the file to write episodes to.
pub(super) fn ask_export(state: &mut State) {
    let name = match state.views.focused().list().map_or(0, |list| list.selection.len()) {
        0 | 1 => state.views.focused().episode().map(|item| file_name(item.episode.name.as_str())),
        _ => None,
    };
    let episodes: Vec<EpisodeAt> = state.views.targets().iter().map(ShelfEpisode::at).collect();
    // The field takes the letters that follow, which would be commands.
    let prompt = if !state.views.is_on_disk() {
        Prompt::nothing_to_export(NOT_ON_DISK.into())
    } else if episodes.is_empty() {
        Prompt::nothing_to_export(state.without_row("No episode is selected"))
    } else {
        let name = name.unwrap_or_else(|| format!("podcast-episodes-{}.md", state.cx.now.date()));
        Prompt::export(&name, episodes)
    };
    state.open(Overlay::Prompt(prompt));
}

/// A file name made of a title: what every file system takes, and no shell has to quote.
fn file_name(title: &str) -> String {
    /// The most characters of the title.
    const MOST: usize = 60;
    let is_kept = |c: char| c.is_alphanumeric();
    let words = title.split(|c| !is_kept(c)).filter(|word| !word.is_empty());
    let name: String = words.collect::<Vec<_>>().join("-").to_lowercase().chars().take(MOST).collect();
    if name.is_empty() { "episode.md".into() } else { format!("{}.md", name.trim_end_matches('-')) }
}

/// Writes episodes to a file.
pub(super) fn export(state: &mut State, episodes: Vec<EpisodeAt>, name: String, replace: bool) {
    state.cx.note(format!("Writing {} to a file", counted(episodes.len(), "episode", "episodes")));
    let id = state.cx.request(Write::Export { episodes, name, replace });
    prompts::wait(state, id);
}

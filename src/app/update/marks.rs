//! What the person says of episodes: picking them, marking them as played, taking that back, writing them to a file.
//!
//! Rows show a mark at once; the library writes it and is read again. Start with [`command`].

use crate::app::{
    Command, Effect, Problem, State,
    cursor::Step,
    event::LibraryChange,
    feed::FeedKind,
    keymap::Context,
    layout::{rows, search_rows},
    ledger::Purpose,
    overlay::Overlay,
    panes::{Main, Pane, Subject},
    picked::{self, Standing},
    search::HitRow,
    state::Tone,
    tab::Tab,
};
use crate::domain::{
    CleanText, EpisodeAt, Mark, Private, ShelfEpisode,
    width::{truncate, width},
};

use super::{library, notes, open};

/// A command about marks or about what is picked; `None` where it is about something else.
pub(super) fn command(state: &mut State, command: Command) -> Option<Vec<Effect>> {
    match command {
        Command::Mark => Some(mark(state)),
        Command::MarkDown => {
            ask_down(state);
            Some(Vec::new())
        }
        Command::UndoMark => Some(undo(state)),
        Command::Export => Some(export(state)),
        Command::Pick => {
            pick(state);
            Some(Vec::new())
        }
        // What is typed is left first, and nothing is picked in the notes.
        Command::Back if in_list(state) && state.main.picked_mut().is_some_and(picked::Picked::clear) => {
            Some(Vec::new())
        }
        _ => None,
    }
}

/// Whether a list of episodes has the keys.
fn in_list(state: &State) -> bool {
    state.contexts().contains(&Context::EpisodeList)
}

/// The selected episode of the list that has the keys.
fn selected(main: &Main) -> Option<&ShelfEpisode> {
    match main.tab {
        Tab::Shows => {
            let episodes = main.open_episodes().filter(|_| main.focus == Pane::Episodes)?;
            episodes.list.selected_item(&episodes.items)
        }
        Tab::New | Tab::InProgress => main.feed()?.selected().map(|row| &row.episode),
        Tab::Search => match main.search.selected()? {
            HitRow::Episode(episode) => Some(episode),
            HitRow::Show(_) => None,
        },
    }
}

/// What a command is about: the episode that is read, else what is picked, else what is selected. Says so where there is
/// nothing.
fn targets(state: &mut State) -> Vec<Standing> {
    let main = &state.main;
    let targets = match (main.focus, main.picked().filter(|picked| !picked.is_empty())) {
        (Pane::Notes, _) => {
            let subject = main.notes.subject.as_ref().filter(|subject| matches!(subject, Subject::Episode(..)));
            subject.and_then(|subject| main.subject_episode(subject)).map(Standing::from).into_iter().collect()
        }
        (Pane::Shows | Pane::Episodes, Some(picked)) => picked.standings(),
        (Pane::Shows | Pane::Episodes, None) => selected(main).map(Standing::from).into_iter().collect(),
    };
    if targets.is_empty() {
        state.say("No episode is selected", Tone::Note);
    }
    targets
}

/// `m`: played, or as it was.
fn mark(state: &mut State) -> Vec<Effect> {
    let targets = targets(state);
    if targets.is_empty() {
        return Vec::new();
    }
    let marks = picked::toggled(&targets, &state.main.marking.before);
    write(state, targets, marks)
}

/// `M`: asks whether everything from the selected row down is played.
fn ask_down(state: &mut State) {
    let main = &state.main;
    let below: Vec<Standing> = match main.tab {
        Tab::Shows => main.open_episodes().map_or_else(Vec::new, |episodes| {
            let from = episodes.list.cursor.selected(episodes.list.rows.len()).unwrap_or(0);
            let rows = episodes.list.rows.iter().skip(from);
            rows.filter_map(|row| episodes.items.get(row.index)).map(Standing::from).collect()
        }),
        Tab::New | Tab::InProgress => main.feed().map_or_else(Vec::new, |feed| {
            let rows = feed.list.selected().unwrap_or(0)..feed.list.len();
            rows.filter_map(|at| feed.row(at)).map(|row| Standing::from(&row.episode)).collect()
        }),
        Tab::Search => {
            let rows = main.search.list.selected().unwrap_or(0)..main.search.len();
            let episode = |at| match main.search.row(at)? {
                HitRow::Episode(episode) => Some(Standing::from(episode)),
                HitRow::Show(_) => None,
            };
            rows.filter_map(episode).collect()
        }
    };
    let read_to = read_to(state);
    let episodes: Vec<Standing> = below.into_iter().filter(|one| !one.is_played()).collect();
    if episodes.is_empty() {
        let listed = if read_to.is_some() { ", as far as it is listed," } else { "" };
        return state.say(format!("Everything from here down{listed} is played already"), Tone::Note);
    }
    let what = match episodes.len() {
        1 => "1 episode is".to_owned(),
        count => format!("{count} episodes are"),
    };
    let undo = state.keymap.key_of(&[Context::Main], Command::UndoMark);
    let undo = undo.map(|key| format!(", and {key} takes it back")).unwrap_or_default();
    let to = read_to.map(|last| format!(" to {last}, the last one listed so far; what is further down stays as it is"));
    let to = to.unwrap_or_default();
    let question = format!("{what} not played yet from the selected row down{to}. Spotify is not told{undo}.");
    state.overlay = Some(Overlay::MarkDown { question, episodes });
}

/// Down to which row the list has been read, where there is more of it: nothing is marked that nobody could see.
fn read_to(State { main, look, .. }: &State) -> Option<String> {
    /// The most columns of a title in a question.
    const TITLE: usize = 30;
    let last = match main.tab {
        Tab::Shows => None,
        Tab::New | Tab::InProgress => {
            let feed = main.feed().filter(|feed| feed.more)?;
            feed.row(feed.list.len().checked_sub(1)?).map(|row| &row.episode)
        }
        Tab::Search => main.search.found.episodes.last().filter(|_| main.search.may_have_more()),
    }?;
    let date = last.episode.released.map(|date| format!(" of {date}")).unwrap_or_default();
    let dots = if look.ascii { ".." } else { "…" };
    Some(format!("\"{}\"{date}", truncate(last.episode.name.as_str(), TITLE, dots)))
}

/// The question was answered with yes.
pub(super) fn mark_down(state: &mut State, episodes: Vec<Standing>) -> Vec<Effect> {
    let marks = picked::played(&episodes);
    write(state, episodes, marks)
}

/// Marks episodes: on the screen at once, and in the library.
fn write(state: &mut State, targets: Vec<Standing>, marks: Vec<(EpisodeAt, Option<Mark>)>) -> Vec<Effect> {
    if marks.is_empty() {
        return Vec::new();
    }
    let id = state.ledger.begin(Purpose::Mark);
    state.main.marking.before = targets;
    state.main.marking.add(&marks);
    show(state);
    say_marked(state, &marks);
    vec![Effect::Mark { id, marks }]
}

/// Says what was done, that it is local, and the way back, in as few columns as the smallest terminal has.
fn say_marked(state: &mut State, marks: &[(EpisodeAt, Option<Mark>)]) {
    let before = |at: &EpisodeAt| state.main.marking.before.iter().find(|one| one.at == *at);
    let played = marks.iter().take(1).any(|(at, mark)| match mark {
        Some(mark) => *mark == Mark::Played,
        None => before(at).is_some_and(|one| !one.is_played()),
    });
    let how = if played { "played" } else { "unplayed" };
    let what = match marks.len() {
        1 => "Marked".to_owned(),
        count => format!("{count} marked"),
    };
    let undo = state.keymap.key_of(&[Context::Main], Command::UndoMark);
    let undo = undo.map(|key| format!(", {key} undoes")).unwrap_or_default();
    state.say(format!("{what} {how} (local){undo}"), Tone::Info);
}

/// Sets the marks that are being written on every row that is there.
fn show(state: &mut State) {
    let height = rows(state.size);
    let main = &mut state.main;
    let marking = &main.marking;
    for show in marking.shows() {
        let is_open = main.open.as_ref() == Some(show);
        if let Some(episodes) = main.episodes.get_mut(show) {
            marking.apply(episodes.items.iter_mut());
            marking.apply_to(&mut episodes.picked);
            if is_open {
                episodes.rebuild(height);
            }
        }
    }
    for kind in [FeedKind::New, FeedKind::InProgress] {
        let feed = main.feeds.of_mut(kind);
        marking.apply(feed.rows.iter_mut().map(|row| &mut row.episode));
        marking.apply_to(&mut feed.picked);
    }
    marking.apply(main.search.found.episodes.iter_mut());
    marking.apply_to(&mut main.search.picked);
    marking.apply(main.notes.item.iter_mut().map(AsMut::as_mut));
    notes::out_of_date(&mut main.notes);
}

/// `U`: the last marks go.
fn undo(state: &mut State) -> Vec<Effect> {
    if !library::may_read(state) {
        return Vec::new();
    }
    state.main.marking.before.clear();
    let id = state.ledger.begin(Purpose::UndoMark);
    vec![Effect::UndoMark { id }]
}

/// The library wrote marks, or could not: it counts what it holds.
pub(super) fn marked(state: &mut State, purpose: Option<Purpose>, result: Result<usize, Problem>) -> Vec<Effect> {
    let undone = purpose == Some(Purpose::UndoMark);
    state.ledger.end(if undone { Purpose::UndoMark } else { Purpose::Mark });
    if !undone {
        state.main.marking.done();
    }
    library::read_soon(state);
    // The library tells what has changed; where nothing has, rows show what is not so.
    match result {
        Ok(0) if undone => {
            state.say("There is no mark to take back", Tone::Note);
            return Vec::new();
        }
        Ok(0) => state.say("Nothing was marked: the library does not hold it any more", Tone::Warning),
        Ok(count) => {
            if undone {
                let what = if count == 1 { "1 episode is".into() } else { format!("{count} episodes are") };
                state.say(format!("{what} marked as before"), Tone::Info);
            }
            return Vec::new();
        }
        Err(problem) => {
            state.main.marking.before.clear();
            state.say(problem.status_line(), Tone::Error);
        }
    }
    library::changed(state, &LibraryChange::Anything)
}

/// `v`: picks what is selected, and goes on to the next row.
fn pick(state: &mut State) {
    let (height, found) = (rows(state.size), search_rows(state.size));
    let Some(item) = selected(&state.main).cloned() else {
        return state.say("Only episodes can be selected", Tone::Note);
    };
    let main = &mut state.main;
    if let Some(picked) = main.picked_mut() {
        picked.toggle(&item);
    }
    match main.tab {
        Tab::Shows => {
            if let Some(episodes) = main.open_episodes_mut() {
                episodes.list.step(&episodes.items, Step::Down, height);
            }
        }
        Tab::New | Tab::InProgress => {
            if let Some(feed) = main.feed_mut() {
                feed.list.step(Step::Down, height);
                feed.choose();
            }
        }
        Tab::Search => {
            main.search.list.step(Step::Down, found);
            main.search.choose();
        }
    }
}

/// `x`: to a file.
fn export(state: &mut State) -> Vec<Effect> {
    let episodes: Vec<EpisodeAt> = targets(state).into_iter().map(|target| target.at).collect();
    if episodes.is_empty() {
        return Vec::new();
    }
    let what = if episodes.len() == 1 { "1 episode".into() } else { format!("{} episodes", episodes.len()) };
    state.say(format!("Writing {what} to a file"), Tone::Note);
    let id = state.ledger.begin(Purpose::Export);
    vec![Effect::Export { id, episodes }]
}

/// A file was written, or not. A path that is longer than the status line is shown whole above it.
pub(super) fn exported(state: &mut State, result: Result<String, Problem>) -> Vec<Effect> {
    /// What stands around a message.
    const AROUND: usize = 4;
    state.ledger.end(Purpose::Export);
    match result {
        Ok(path) => {
            let path = CleanText::new(&path).to_string();
            let said = format!("Written to {path}");
            let fits = width(&said) + AROUND <= usize::from(state.size.width);
            let typing = state.contexts().first().is_some_and(|context| context.is_text());
            state.say(said, Tone::Info);
            if !fits && !typing && state.overlay.is_none() {
                state.message = None;
                state.overlay = Some(Overlay::Written(path));
            }
        }
        Err(problem) => state.say(problem.status_line(), Tone::Error),
    }
    Vec::new()
}

/// Copies the path of what was written.
pub(super) fn copy_path(state: &mut State, path: &str) -> Vec<Effect> {
    open::copy(state, Private::new(path))
}

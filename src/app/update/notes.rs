//! The notes pane: whose notes it shows, and how far they are scrolled.

use std::time::Duration;

use crate::app::{
    Effect, Problem, State,
    cursor::{Cursor, Step},
    details::{Manner, header},
    layout::{geometry, page, rows},
    ledger::Purpose,
    overlay::Overlay,
    panes::{Main, NotesPane, Pane, Reading, Subject},
    state::{Screen, Tone},
    tab::Tab,
};
use crate::domain::{Notes, RichText};

use super::{library, search};

/// Keeps the notes pane with the selection: in a list it shows what is selected there, in the notes what is being read.
/// Notes that are not in view are neither read nor laid out. What is in view stays until the library has answered.
pub(super) fn follow(state: &mut State) -> Vec<Effect> {
    let mut effects = Vec::new();
    if !held(state) {
        let wanted = wanted(&state.main);
        if state.main.notes.subject != wanted {
            state.main.notes.subject = wanted;
            state.main.notes.read = Reading::Never;
        }
        effects.extend(turn(state));
        if state.main.notes.read == Reading::Stale && !state.ledger.runs(Purpose::ReadNotes) {
            effects.extend(ask(state));
        }
    }
    lay_out(state);
    search::mark(state);
    let last = last_scroll(state);
    let notes = &mut state.main.notes;
    notes.scroll = notes.scroll.min(last);
    effects
}

/// Links are numbered by the notes they were listed from, whatever comes in meanwhile.
fn held(state: &State) -> bool {
    matches!(state.overlay, Some(Overlay::Links(_) | Overlay::ConfirmLink { .. }))
}

/// Asks for the notes of a subject that has not been read, and clears what nobody would recognise as another's.
fn turn(state: &mut State) -> Vec<Effect> {
    if state.main.notes.read != Reading::Never {
        return Vec::new();
    }
    let in_view = state.notes_in_view();
    let notes = &mut state.main.notes;
    if notes.shown != notes.subject && (!in_view || notes.subject.is_none() || notes.width == 0) {
        let subject = notes.subject.clone();
        let (links_asked, item) = (notes.links_asked, notes.item.take());
        *notes = NotesPane { shown: subject.clone(), subject, links_asked, item, ..NotesPane::default() };
    }
    ask(state)
}

/// Asks the library, where the answer will be seen. Whatever was asked about another subject does not count any more.
fn ask(state: &mut State) -> Vec<Effect> {
    let wanted = state.main.notes.subject.clone().filter(|_| state.notes_in_view() || state.main.notes.links_asked);
    if state.main.notes.asked.is_some() && state.main.notes.asked == wanted {
        return Vec::new();
    }
    let mut effects = library::supersede(state, Purpose::ReadNotes);
    state.main.notes.asked.clone_from(&wanted);
    if let Some(subject) = wanted {
        let id = state.ledger.begin(Purpose::ReadNotes);
        state.rereads.notes = library::asked_now(state);
        effects.push(Effect::ReadNotes { id, subject });
    }
    effects
}

/// The library answered.
pub(super) fn answered(state: &mut State, subject: &Subject, notes: &Notes) -> Vec<Effect> {
    state.ledger.end(Purpose::ReadNotes);
    let (held, asked) = (held(state), state.main.notes.asked.take());
    if asked.as_ref() != Some(subject) || state.main.notes.subject.as_ref() != Some(subject) {
        return Vec::new();
    }
    if held {
        state.main.notes.read = Reading::Stale;
        return Vec::new();
    }
    let duration = state.main.subject_episode(subject).map_or(Duration::ZERO, |item| item.episode.duration);
    let pane = &mut state.main.notes;
    if pane.shown.as_ref() != Some(subject) {
        pane.scroll = 0;
        pane.shown = Some(subject.clone());
    }
    pane.text = RichText::read(notes, duration);
    pane.read = Reading::Done;
    pane.width = 0;
    if std::mem::take(&mut pane.links_asked) {
        list_links(state);
    }
    Vec::new()
}

/// The library could not be read: details are shown all the same.
pub(super) fn failed(state: &mut State, problem: Problem) {
    let pane = &mut state.main.notes;
    if pane.shown != pane.subject {
        let item = pane.item.take();
        *pane = NotesPane { shown: pane.subject.clone(), subject: pane.subject.clone(), item, ..NotesPane::default() };
    }
    (pane.asked, pane.links_asked) = (None, false);
    pane.read = Reading::Failed(problem);
    pane.width = 0;
}

/// Moves about in the notes.
pub(super) fn step(state: &mut State, step: Step) {
    let (last, height) = (last_scroll(state), rows(state.size));
    let scroll = &mut state.main.notes.scroll;
    *scroll = step.target(*scroll, last, height);
}

/// Scrolls by lines, down where positive.
pub(super) fn scroll(state: &mut State, lines: isize) {
    let last = last_scroll(state);
    let scroll = &mut state.main.notes.scroll;
    *scroll = scroll.saturating_add_signed(lines).min(last);
}

/// Lists the links as soon as the notes have been read.
pub(super) fn ask_links(state: &mut State) {
    match state.main.notes.read {
        Reading::Done | Reading::Stale => list_links(state),
        Reading::Never | Reading::Failed(_) => {
            // Asked for by `follow`, though they may not be in view.
            state.main.notes.links_asked = state.main.notes.subject.is_some();
            state.main.notes.read = Reading::Never;
        }
    }
}

/// Lists the links, where there are any.
fn list_links(state: &mut State) {
    if state.main.notes.text.links.is_empty() {
        state.say("There are no links in these notes", Tone::Note);
    } else if state.overlay.is_none() && matches!(state.screen, Screen::Main) {
        state.overlay = Some(Overlay::Links(Cursor::default()));
    }
}

/// The item of the notes came anew: its details are laid out again.
pub(super) fn out_of_date(notes: &mut NotesPane) {
    if notes.shown == notes.subject {
        notes.width = 0;
    }
}

/// What could not be read is read again.
pub(super) fn retry(notes: &mut NotesPane) {
    if matches!(notes.read, Reading::Failed(_)) {
        notes.read = Reading::Never;
    }
}

/// The library holds other notes: they are read again, but not while their links are listed, which would be other links
/// then.
pub(super) fn stale(notes: &mut NotesPane) {
    if notes.read == Reading::Done {
        notes.read = Reading::Stale;
    }
}

/// The last first line: there, the end of the notes is at the bottom of the pane.
fn last_scroll(state: &State) -> usize {
    state.main.notes.len().saturating_sub(rows(state.size).max(1))
}

fn wanted(main: &Main) -> Option<Subject> {
    match main.focus {
        Pane::Notes if main.notes.subject.is_some() => main.notes.subject.clone(),
        Pane::Notes | Pane::Episodes if main.tab != Tab::Shows => main.selected_in_tab(),
        Pane::Notes | Pane::Episodes => episode_or_show(main),
        Pane::Shows => main.current(),
    }
}

/// The selected episode; the open show where it has none.
fn episode_or_show(main: &Main) -> Option<Subject> {
    let open = main.open.as_ref()?;
    let episodes = main.episodes.get(open)?;
    let item = episodes.list.selected_item(&episodes.items);
    Some(match item {
        Some(item) => Subject::Episode(open.clone(), item.episode.key.clone()),
        None => Subject::Show(open.clone()),
    })
}

/// Lays header and notes out for the pane, once per subject, width and day.
fn lay_out(state: &mut State) {
    let Some(pane) = geometry(state.size, state.main.tab, state.main.focus).pane(Pane::Notes) else { return };
    let width = page(pane).width;
    let day = state.now.date();
    let notes = &mut state.main.notes;
    if notes.width == width && notes.day == Some(day) {
        return;
    }
    if notes.shown != notes.subject {
        // What was in view cannot be laid out again, for its item may be gone.
        *notes = NotesPane {
            shown: notes.subject.clone(),
            subject: notes.subject.clone(),
            asked: notes.asked.clone(),
            links_asked: notes.links_asked,
            item: notes.item.take(),
            ..NotesPane::default()
        };
    }
    let item = state.main.notes.subject.as_ref().and_then(|subject| state.main.subject_episode(subject));
    state.main.notes.item = item.cloned().map(Box::new);
    let manner = Manner { width, now: &state.now, look: state.look };
    let header = state.main.notes.subject.as_ref().map(|subject| header(&state.main, subject, manner));
    let notes = &mut state.main.notes;
    notes.header = header.unwrap_or_default();
    notes.lines = if width == 0 { Vec::new() } else { notes.text.lay_out(width) };
    if let Some(matches) = &mut notes.matches {
        matches.fresh = false;
    }
    notes.width = width;
    notes.day = Some(day);
}

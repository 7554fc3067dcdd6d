//! The notes pane: whose notes it shows, and how far they are scrolled.

use crate::app::{
    State,
    cursor::{Cursor, Step},
    details::{Manner, header},
    layout::{geometry, page, rows},
    overlay::Overlay,
    panes::{Main, NotesPane, Pane, Reading, Subject},
    state::Tone,
};
use crate::domain::RichText;

/// Keeps the notes pane with the selection: in a list it shows what is selected there, in the notes what is being read.
/// Notes that are not in view are neither read nor laid out.
pub(super) fn follow(state: &mut State) {
    // Links are numbered by the notes they were listed from, whatever comes in meanwhile.
    let held = matches!(state.overlay, Some(Overlay::Links(_) | Overlay::ConfirmLink { .. }));
    if !held {
        let wanted = wanted(&state.main);
        if state.main.notes.subject != wanted {
            state.main.notes = NotesPane { subject: wanted, ..NotesPane::default() };
        }
        if state.main.notes.read == Reading::Stale {
            state.main.notes.read = Reading::Never;
            state.main.notes.width = 0;
        }
    }
    lay_out(state);
    let last = last_scroll(state);
    let notes = &mut state.main.notes;
    notes.scroll = notes.scroll.min(last);
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

/// Lists the links, where there are any.
pub(super) fn links(state: &mut State) {
    read(&mut state.main);
    if state.main.notes.text.links.is_empty() {
        state.say("There are no links in these notes", Tone::Info);
    } else {
        state.overlay = Some(Overlay::Links(Cursor::default()));
    }
}

/// The item of the notes came anew: they are read and laid out again, but not while their links are listed, which would
/// be other links then.
pub(super) fn out_of_date(notes: &mut NotesPane) {
    notes.read = Reading::Stale;
}

/// The last first line: there, the end of the notes is at the bottom of the pane.
fn last_scroll(state: &State) -> usize {
    state.main.notes.len().saturating_sub(rows(state.size).max(1))
}

fn wanted(main: &Main) -> Option<Subject> {
    match main.focus {
        Pane::Notes if main.notes.subject.is_some() => main.notes.subject.clone(),
        Pane::Notes | Pane::Episodes => episode_or_show(main),
        Pane::Shows => main.current(),
    }
}

/// The selected episode; the open show where it has none.
fn episode_or_show(main: &Main) -> Option<Subject> {
    let open = main.open.as_ref()?;
    let episodes = main.episodes.get(open)?;
    let episode = episodes.list.selected_item(&episodes.items);
    Some(match episode {
        Some(episode) => Subject::Episode(open.clone(), episode.key.clone()),
        None => Subject::Show(open.clone()),
    })
}

/// Reads the notes of the subject, once.
fn read(main: &mut Main) {
    if main.notes.read != Reading::Never {
        return;
    }
    let text = main.notes.subject.as_ref().and_then(|subject| match subject {
        Subject::Show(_) => {
            main.subject_show(subject).map(|show| RichText::read(&show.notes, std::time::Duration::ZERO))
        }
        Subject::Episode(..) => {
            main.subject_episode(subject).map(|episode| RichText::read(&episode.notes, episode.duration))
        }
    });
    main.notes.read = Reading::Done;
    main.notes.text = text.unwrap_or_default();
}

/// Lays header and notes out for the pane, once per subject, width and day.
fn lay_out(state: &mut State) {
    let Some(pane) = geometry(state.size, state.main.focus).pane(Pane::Notes) else { return };
    let width = page(pane).width;
    let day = state.now.date();
    if state.main.notes.width == width && state.main.notes.day == Some(day) {
        return;
    }
    read(&mut state.main);
    let manner = Manner { width, now: &state.now, look: state.look };
    let header = state.main.notes.subject.as_ref().map(|subject| header(&state.main, subject, manner));
    let notes = &mut state.main.notes;
    notes.header = header.unwrap_or_default();
    notes.lines = if width == 0 { Vec::new() } else { notes.text.lay_out(width) };
    notes.width = width;
    notes.day = Some(day);
}

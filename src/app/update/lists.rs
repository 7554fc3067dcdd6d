//! The main screen: moving about, filtering, sorting, opening.

use crate::app::{
    Command, Effect, State,
    cursor::{Cursor, Step},
    effect::Remember,
    key::Key,
    layout::{geometry, rows},
    list::Filter,
    overlay::Overlay,
    panes::{Main, Pane, Subject},
    state::Tone,
    tab::Tab,
};

use super::{library, marks, notes, open, sync, tabs};

/// A command on the main screen.
pub(super) fn command(state: &mut State, command: Command) -> Vec<Effect> {
    if let Some(effects) = marks::command(state, command) {
        return effects;
    }
    if let Some(effects) = tabs::command(state, command) {
        return effects;
    }
    if let Some(step) = step_of(command) {
        step_in(state, step);
        return Vec::new();
    }
    match command {
        Command::Open | Command::PaneRight => return go_in(state),
        Command::Refresh => return sync::refresh(state),
        Command::RefreshAll => return sync::asked(state),
        Command::PauseSync => return sync::pause(state),
        Command::OpenOnSpotify => return open::on_spotify(state),
        Command::CopyLink => return open::copy_link(state),
        Command::PaneLeft => pane_left(state),
        Command::NextPane => focus(state, next_pane(state.main.focus)),
        Command::PreviousPane => focus(state, next_pane(next_pane(state.main.focus))),
        Command::Back => back(state),
        Command::Accept => keep_filter(state),
        Command::Filter => edit_filter(state),
        Command::Sort => return sort(state),
        Command::StateFilter => return next_state(state),
        Command::Details => details(state),
        Command::Links => notes::ask_links(state),
        Command::Account => state.overlay = Some(Overlay::Account(Cursor::default())),
        _ => {}
    }
    Vec::new()
}

/// The step a command makes, where it moves a cursor.
pub(super) fn step_of(command: Command) -> Option<Step> {
    match command {
        Command::Up => Some(Step::Up),
        Command::Down => Some(Step::Down),
        Command::HalfPageUp => Some(Step::HalfPageUp),
        Command::HalfPageDown => Some(Step::HalfPageDown),
        Command::PageUp => Some(Step::PageUp),
        Command::PageDown => Some(Step::PageDown),
        Command::First => Some(Step::First),
        Command::Last => Some(Step::Last),
        _ => None,
    }
}

fn step_in(state: &mut State, step: Step) {
    let height = rows(state.size);
    let main = &mut state.main;
    match main.focus {
        Pane::Shows => main.shows.list.step(&main.shows.items, step, height),
        Pane::Episodes => {
            if let Some(episodes) = main.open_episodes_mut() {
                episodes.list.step(&episodes.items, step, height);
            }
        }
        Pane::Notes => notes::step(state, step),
    }
}

/// Opens what is selected, in the pane to the right.
pub(super) fn go_in(state: &mut State) -> Vec<Effect> {
    match (state.main.focus, state.main.current()) {
        (Pane::Shows, Some(Subject::Show(key))) => library::open_show(state, &key),
        (Pane::Episodes, Some(_)) => {
            details(state);
            Vec::new()
        }
        (Pane::Shows | Pane::Episodes | Pane::Notes, _) => Vec::new(),
    }
}

/// Gives a pane the keys; a filter that is being typed is kept.
pub(super) fn focus(state: &mut State, pane: Pane) {
    keep_filter(state);
    choose(state);
    state.main.focus = pane;
}

fn next_pane(pane: Pane) -> Pane {
    match pane {
        Pane::Shows => Pane::Episodes,
        Pane::Episodes => Pane::Notes,
        Pane::Notes => Pane::Shows,
    }
}

/// Holds on to what is selected: somebody acted on it.
fn choose(state: &mut State) {
    match state.main.focus {
        Pane::Shows => state.main.shows.list.choose(&state.main.shows.items),
        Pane::Episodes => {
            if let Some(episodes) = state.main.open_episodes_mut() {
                episodes.list.choose(&episodes.items);
            }
        }
        Pane::Notes => {}
    }
}

/// To the left: where the episodes are in view, the notes are to their right; else back to where it was opened.
fn pane_left(state: &mut State) {
    let in_view = geometry(state.size, state.main.tab, state.main.focus).pane(Pane::Episodes).is_some();
    match state.main.focus {
        Pane::Shows => {}
        Pane::Episodes => focus(state, Pane::Shows),
        Pane::Notes if in_view && state.main.open.is_some() => focus(state, Pane::Episodes),
        Pane::Notes => leave_notes(state),
    }
}

/// Steps out: of the filter, of the notes, of the episodes.
fn back(state: &mut State) {
    if !clear_filter(state) {
        match state.main.focus {
            Pane::Shows => {}
            Pane::Episodes => focus(state, Pane::Shows),
            Pane::Notes => leave_notes(state),
        }
    }
}

fn leave_notes(state: &mut State) {
    let list = match &state.main.notes.subject {
        Some(Subject::Episode(..)) => Pane::Episodes,
        Some(Subject::Show(_)) | None => Pane::Shows,
    };
    focus(state, list);
}

fn details(state: &mut State) {
    if let Some(subject) = state.main.current() {
        focus(state, Pane::Notes);
        if state.main.notes.subject.as_ref() != Some(&subject) {
            state.main.notes.subject = Some(subject);
            state.main.notes.read = crate::app::panes::Reading::Never;
        }
    }
}

fn sort(state: &mut State) -> Vec<Effect> {
    let height = rows(state.size);
    let (label, remember) = match state.main.focus {
        Pane::Shows => {
            let shows = &mut state.main.shows;
            shows.sort = shows.sort.next();
            shows.rebuild(height);
            (shows.sort.label(), Some(Remember::Shows(shows.sort, shows.state)))
        }
        Pane::Episodes => {
            let Some(episodes) = state.main.open_episodes_mut() else { return Vec::new() };
            episodes.sort = episodes.sort.next();
            episodes.rebuild(height);
            (episodes.sort.label(), looked_at(&state.main))
        }
        Pane::Notes => return Vec::new(),
    };
    state.say(format!("Sorted by {label}"), Tone::Note);
    remember.map(Effect::Remember).into_iter().collect()
}

fn next_state(state: &mut State) -> Vec<Effect> {
    let height = rows(state.size);
    if state.main.focus == Pane::Shows {
        let shows = &mut state.main.shows;
        shows.state = shows.state.next();
        shows.rebuild(height);
        let (label, count) = (shows.state.label_of_shows(), shows.list.rows.len());
        let remember = Remember::Shows(shows.sort, shows.state);
        state.say(format!("{label}: {count}"), Tone::Note);
        return vec![Effect::Remember(remember)];
    }
    let Some(episodes) = state.main.open_episodes_mut() else { return Vec::new() };
    episodes.state = episodes.state.next();
    episodes.rebuild(height);
    let (label, count) = (episodes.state.label(), episodes.list.rows.len());
    let remember = looked_at(&state.main);
    state.say(format!("{label} episodes: {count}"), Tone::Note);
    remember.map(Effect::Remember).into_iter().collect()
}

/// How the open show is looked at, to be remembered.
fn looked_at(main: &Main) -> Option<Remember> {
    let episodes = main.open_episodes()?;
    Some(Remember::Episodes(main.open.clone()?, episodes.sort, episodes.state))
}

/// The filter of the list that has the keys.
fn filter(state: &mut State) -> Option<&mut Filter> {
    match state.main.focus {
        Pane::Shows => Some(&mut state.main.shows.list.filter),
        Pane::Episodes => state.main.open_episodes_mut().map(|episodes| &mut episodes.list.filter),
        Pane::Notes => None,
    }
}

fn rebuild(state: &mut State) {
    let height = rows(state.size);
    match state.main.focus {
        Pane::Shows => state.main.shows.rebuild(height),
        Pane::Episodes => {
            if let Some(episodes) = state.main.open_episodes_mut() {
                episodes.rebuild(height);
            }
        }
        Pane::Notes => {}
    }
}

fn edit_filter(state: &mut State) {
    if let Some(filter) = filter(state) {
        *filter = match std::mem::take(filter) {
            Filter::Off => Filter::Typing(crate::app::login::Field::default()),
            Filter::Typing(field) | Filter::Kept(field) => Filter::Typing(field),
        };
    }
}

/// A key into the filter that is being typed.
pub(super) fn type_filter(state: &mut State, key: Key) -> Vec<Effect> {
    if state.main.tab != Tab::Shows {
        return tabs::type_into(state, key);
    }
    if let Some(Filter::Typing(field)) = filter(state)
        && field.edit(key)
    {
        rebuild(state);
    }
    Vec::new()
}

/// Pasted text into the filter that is being typed.
pub(super) fn paste_filter(state: &mut State, text: &str) -> Vec<Effect> {
    if state.main.tab != Tab::Shows {
        return tabs::paste(state, text);
    }
    if let Some(Filter::Typing(field)) = filter(state) {
        field.insert_words(text);
        rebuild(state);
    }
    Vec::new()
}

/// Keeps the filter that is being typed; a blank one is none.
fn keep_filter(state: &mut State) {
    let Some(filter) = filter(state) else { return };
    match std::mem::take(filter) {
        Filter::Typing(field) if !field.0.value().trim().is_empty() => {
            *filter = Filter::Kept(field);
            choose(state);
        }
        Filter::Typing(_) | Filter::Off => {}
        kept @ Filter::Kept(_) => *filter = kept,
    }
}

/// Clears the filter; says whether there was one.
fn clear_filter(state: &mut State) -> bool {
    let was_on = filter(state).is_some_and(|filter| std::mem::take(filter) != Filter::Off);
    if was_on {
        rebuild(state);
    }
    was_on
}

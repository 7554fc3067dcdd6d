//! The tabs: going from one to another, and what their keys do outside the first, where there is a list and the notes.
//!
//! Start with [`command`]. What is special to the feeds is in `feed`, to the search in `search`.

use super::{feed, library, lists, notes, reveal, search, sync};
use crate::app::{
    Command, Effect, State,
    cursor::Step,
    key::Key,
    layout::{rows, search_rows},
    list::Filter,
    panes::{Pane, Subject},
    state::Screen,
    tab::Tab,
};

/// A command that is about tabs, or about a tab that is not the first; `None` where it is the first tab's, or means the
/// same in all of them.
pub(super) fn command(state: &mut State, command: Command) -> Option<Vec<Effect>> {
    match command {
        Command::ShowsTab => return Some(open(state, Tab::Shows)),
        Command::NewTab => return Some(open(state, Tab::New)),
        Command::InProgressTab => return Some(open(state, Tab::InProgress)),
        Command::SearchTab => return Some(open(state, Tab::Search)),
        Command::GoToShow => return Some(reveal::go_to_show(state)),
        Command::NextUnplayed => return Some(reveal::next_unplayed(state, false)),
        Command::PreviousUnplayed => return Some(reveal::next_unplayed(state, true)),
        _ if state.main.tab == Tab::Shows => return None,
        _ => {}
    }
    if let Some(step) = lists::step_of(command) {
        step_in(state, step);
        return Some(Vec::new());
    }
    match command {
        Command::Open | Command::PaneRight => return Some(go_in(state)),
        Command::Details => focus(state, Pane::Notes),
        Command::PaneLeft => focus(state, Pane::Episodes),
        Command::NextPane | Command::PreviousPane => match state.main.focus {
            Pane::Notes => focus(state, Pane::Episodes),
            Pane::Shows | Pane::Episodes => focus(state, Pane::Notes),
        },
        Command::Back => return Some(back(state)),
        Command::Accept => keep_typed(state),
        Command::Filter => edit(state),
        Command::Sort => feed::sort(state),
        Command::StateFilter => return Some(feed::next_state(state)),
        Command::OnePerShow => return Some(feed::one_per_show(state)),
        Command::NextMatch => search::step_match(state, true),
        Command::PreviousMatch => search::step_match(state, false),
        Command::Refresh => return Some(refresh(state)),
        _ => return None,
    }
    Some(Vec::new())
}

/// `r`: what is listed here is of all shows, so all of them are looked at; what could not be read is read again.
fn refresh(state: &mut State) -> Vec<Effect> {
    notes::retry(&mut state.main.notes);
    let mut effects = match state.main.tab {
        Tab::Shows => Vec::new(),
        Tab::New | Tab::InProgress => feed::retry(state),
        Tab::Search => search::retry(state),
    };
    effects.extend(sync::asked(state));
    effects
}

/// Opens a tab. Once more, it leads back to its list.
pub(super) fn open(state: &mut State, tab: Tab) -> Vec<Effect> {
    if state.main.tab == tab {
        match tab {
            Tab::Shows => lists::focus(state, Pane::Shows),
            Tab::New | Tab::InProgress => focus(state, Pane::Episodes),
            Tab::Search => {
                focus(state, Pane::Episodes);
                state.main.search.typing = true;
            }
        }
        return Vec::new();
    }
    let mut effects = leave(state);
    let main = &mut state.main;
    main.tab = tab;
    main.notes.subject = None;
    main.focus = match tab {
        Tab::Shows => main.focus_in_shows,
        Tab::New | Tab::InProgress | Tab::Search => Pane::Episodes,
    };
    fit(state);
    match tab.feed() {
        Some(kind) => effects.extend(feed::open(state, kind)),
        None if tab == Tab::Search => search::open(state),
        None => {}
    }
    effects
}

/// Opens a tab that is not open.
pub(super) fn open_unless_open(state: &mut State, tab: Tab) -> Vec<Effect> {
    if state.main.tab == tab { Vec::new() } else { open(state, tab) }
}

/// Leaves the open tab: what is being typed is kept.
fn leave(state: &mut State) -> Vec<Effect> {
    match state.main.tab {
        Tab::Shows => {
            let focus = state.main.focus;
            lists::focus(state, focus);
            state.main.focus_in_shows = match focus {
                Pane::Notes if state.main.open.is_some() => Pane::Episodes,
                Pane::Notes | Pane::Shows => Pane::Shows,
                Pane::Episodes => Pane::Episodes,
            };
            Vec::new()
        }
        Tab::New | Tab::InProgress | Tab::Search => {
            keep_typed(state);
            feed::leave(state)
        }
    }
}

/// Leaves the program.
pub(super) fn quit(state: &mut State) -> Vec<Effect> {
    let seen = if state.screen == Screen::Main { feed::leave(state) } else { Vec::new() };
    seen.into_iter().chain([Effect::Quit]).collect()
}

/// What comes of any event: what is to be read because of where the list is scrolled, or because the library changed.
pub(super) fn follow(state: &mut State) -> Vec<Effect> {
    if state.screen != Screen::Main || !library::may_read(state) {
        return Vec::new();
    }
    match state.main.tab {
        Tab::Shows => Vec::new(),
        Tab::New | Tab::InProgress => feed::follow(state),
        Tab::Search => search::follow(state),
    }
}

/// The library holds something else now.
pub(super) fn changed(state: &mut State) {
    let main = &mut state.main;
    for reread in [&mut main.feeds.new.reread, &mut main.feeds.in_progress.reread, &mut main.search.reread] {
        reread.wanted = true;
    }
}

/// Scrolls the selections back into view after the terminal changed its size.
pub(super) fn fit(state: &mut State) {
    let (height, found) = (rows(state.size), search_rows(state.size));
    state.main.feeds.new.list.fit(height);
    state.main.feeds.in_progress.list.fit(height);
    state.main.search.list.fit(found);
}

fn step_in(state: &mut State, step: Step) {
    if state.main.focus == Pane::Notes {
        return notes::step(state, step);
    }
    let (height, found) = (rows(state.size), search_rows(state.size));
    let main = &mut state.main;
    match main.tab {
        Tab::Search => main.search.list.step(step, found),
        Tab::Shows | Tab::New | Tab::InProgress => {
            if let Some(feed) = main.feed_mut() {
                feed.list.step(step, height);
            }
        }
    }
    choose(state);
}

/// Scrolls a pane by lines, down where positive.
pub(super) fn scroll(state: &mut State, pane: Pane, by: isize) {
    let (height, found) = (rows(state.size), search_rows(state.size));
    let main = &mut state.main;
    match (pane, main.tab) {
        (Pane::Notes, _) => return notes::scroll(state, by),
        (_, Tab::Search) => main.search.list.scroll(by, found),
        (_, Tab::Shows | Tab::New | Tab::InProgress) => {
            if let Some(feed) = main.feed_mut() {
                feed.list.scroll(by, height);
            }
        }
    }
    choose(state);
}

/// A click on a line of the list: selects its row, or opens it where it is selected and had the keys already.
pub(super) fn click(state: &mut State, pane: Pane, line: Option<usize>) -> Vec<Effect> {
    let had_keys = state.main.focus == pane && !state.main.is_typing();
    if pane == Pane::Notes {
        focus(state, pane);
        return Vec::new();
    }
    let header = rows(state.size) - search_rows(state.size);
    if state.main.tab == Tab::Search && line == Some(0) {
        focus(state, pane);
        state.main.search.typing = true;
        return Vec::new();
    }
    focus(state, pane);
    let (list, line, height) = match state.main.tab {
        Tab::Search => {
            let line = line.and_then(|line| line.checked_sub(header));
            (&mut state.main.search.list, line, search_rows(state.size))
        }
        Tab::Shows | Tab::New | Tab::InProgress => {
            let height = rows(state.size);
            let Some(feed) = state.main.feed_mut() else { return Vec::new() };
            (&mut feed.list, line, height)
        }
    };
    let Some(row) = line.and_then(|line| list.row_at(list.top() + line)) else { return Vec::new() };
    let again = list.selected() == Some(row);
    list.select(row, height);
    choose(state);
    if again && had_keys { go_in(state) } else { Vec::new() }
}

/// Holds on to what is selected.
fn choose(state: &mut State) {
    match state.main.tab {
        Tab::Search => state.main.search.choose(),
        Tab::Shows | Tab::New | Tab::InProgress => {
            if let Some(feed) = state.main.feed_mut() {
                feed.choose();
            }
        }
    }
}

/// Gives a pane the keys; what is being typed is kept.
fn focus(state: &mut State, pane: Pane) {
    keep_typed(state);
    choose(state);
    state.main.focus = pane;
}

/// Opens what is selected: notes at the right, a show among the shows.
fn go_in(state: &mut State) -> Vec<Effect> {
    match (state.main.focus, state.main.current()) {
        (Pane::Episodes, Some(Subject::Show(_))) => reveal::go_to_show(state),
        (Pane::Episodes, Some(Subject::Episode(..))) => {
            focus(state, Pane::Notes);
            Vec::new()
        }
        (Pane::Shows | Pane::Episodes | Pane::Notes, _) => Vec::new(),
    }
}

/// Steps out: of the field, of the notes, of the filter, of the search.
fn back(state: &mut State) -> Vec<Effect> {
    match (state.main.focus, state.main.tab) {
        (Pane::Notes, _) => {
            focus(state, Pane::Episodes);
            Vec::new()
        }
        (_, Tab::Search) => search::back(state),
        (_, Tab::Shows | Tab::New | Tab::InProgress) => feed::clear_filter(state),
    }
}

/// Types into the search, or the filter.
fn edit(state: &mut State) {
    if state.main.tab == Tab::Search {
        focus(state, Pane::Episodes);
        state.main.search.typing = true;
    } else if let Some(feed) = state.main.feed_mut() {
        feed.filter = match std::mem::take(&mut feed.filter) {
            Filter::Off => {
                feed.unfiltered = feed.rows.len();
                Filter::Typing(crate::app::login::Field::default())
            }
            Filter::Typing(field) | Filter::Kept(field) => Filter::Typing(field),
        };
    }
}

/// Keeps what is being typed; a blank filter is none.
fn keep_typed(state: &mut State) {
    state.main.search.typing = false;
    if let Some(feed) = state.main.feed_mut() {
        match std::mem::take(&mut feed.filter) {
            Filter::Typing(field) if !field.0.value().trim().is_empty() => {
                feed.filter = Filter::Kept(field);
                feed.choose();
            }
            Filter::Typing(_) | Filter::Off => {}
            kept @ Filter::Kept(_) => feed.filter = kept,
        }
    }
}

/// A key into what is being typed.
pub(super) fn type_into(state: &mut State, key: Key) -> Vec<Effect> {
    match state.main.tab {
        Tab::Search if state.main.search.typing && state.main.search.field.edit(key) => search::typed(state),
        Tab::New | Tab::InProgress => feed::type_filter(state, |field| field.edit(key)),
        Tab::Shows | Tab::Search => Vec::new(),
    }
}

/// Pasted text into what is being typed.
pub(super) fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    let into = |field: &mut crate::app::login::Field| {
        field.insert_words(text);
        true
    };
    match state.main.tab {
        Tab::Search if state.main.search.typing => {
            into(&mut state.main.search.field);
            search::typed(state)
        }
        Tab::New | Tab::InProgress => feed::type_filter(state, into),
        Tab::Shows | Tab::Search => Vec::new(),
    }
}

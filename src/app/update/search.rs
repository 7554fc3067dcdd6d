//! The search: asked with every key, the latest answer counts.

use crate::app::{
    Effect, Problem, State,
    layout::{rows, search_rows},
    ledger::Purpose,
    matches::Matches,
    panes::{Reading, Subject},
    search::{Search, SearchFound, SearchStage, Snippets},
    state::Tone,
    sync::Reread,
    tab::Tab,
};

use super::library;

/// So many rows below those in view, at least, are there before somebody comes to them.
const AHEAD: usize = 15;

/// The search was opened: one types at once.
pub(super) fn open(state: &mut State) {
    state.main.search.typing = true;
    // Notes of another tab say nothing about a search that has found nothing yet.
    state.main.notes.read = Reading::Never;
}

/// What is typed changed.
pub(super) fn typed(state: &mut State) -> Vec<Effect> {
    let text = state.main.search.field.0.value().trim();
    if text.is_empty() {
        state.main.search.forget();
        return stop(state);
    }
    ask(state, Search::FIRST)
}

/// Searches for what is typed; what was asked before does not count any more.
fn ask(state: &mut State, limit: u32) -> Vec<Effect> {
    let (now, today) = (state.now.timestamp(), state.now.date());
    let search = &mut state.main.search;
    // A blank at the end is meant: it says that the last word is whole.
    search.asked = search.field.0.value().trim_start().to_owned();
    search.limit = limit;
    search.reread = Reread { wanted: false, asked_at: Some(now) };
    let query = search.asked.clone();
    if !library::may_read(state) {
        return Vec::new();
    }
    let id = state.ledger.begin(Purpose::Search);
    vec![Effect::Search { id, query, today, limit }]
}

/// Stops what is being searched.
fn stop(state: &mut State) -> Vec<Effect> {
    [library::supersede(state, Purpose::Search), library::supersede(state, Purpose::Snippets)].concat()
}

/// Esc: out of the field, then the search is cleared.
pub(super) fn back(state: &mut State) -> Vec<Effect> {
    let search = &mut state.main.search;
    if search.typing {
        search.typing = false;
        return Vec::new();
    }
    search.field = crate::app::login::Field::default();
    search.forget();
    stop(state)
}

/// What a search found.
pub(super) fn found(state: &mut State, mut found: SearchFound) -> Vec<Effect> {
    state.ledger.end(Purpose::Search);
    let height = search_rows(state.size);
    state.main.marking.apply(found.episodes.iter_mut());
    let search = &mut state.main.search;
    search.picked.refresh(found.episodes.iter());
    let another = search.asked != search.of;
    search.take(found, state.now.date(), height);
    if another { library::supersede(state, Purpose::Snippets) } else { Vec::new() }
}

/// The library could not be searched.
pub(super) fn failed(state: &mut State, problem: Problem) {
    let search = &mut state.main.search;
    search.forget();
    search.stage = SearchStage::Failed(problem);
}

/// Searches again, where the library could not be read.
pub(super) fn retry(state: &mut State) -> Vec<Effect> {
    let failed = matches!(state.main.search.stage, SearchStage::Failed(_));
    if failed { typed(state) } else { Vec::new() }
}

/// Pieces of notes came. An episode without one has none, and is not asked for again.
pub(super) fn snippets(state: &mut State, snippets: Snippets) -> Vec<Effect> {
    state.ledger.end(Purpose::Snippets);
    let search = &mut state.main.search;
    for at in std::mem::take(&mut search.snippets_asked) {
        search.snippets.entry(at).or_default();
    }
    search.snippets.extend(snippets);
    Vec::new()
}

/// What comes of any event while the search is open: it is asked again where the library changed, more is asked where the
/// end comes near, and pieces of notes for what is in view.
pub(super) fn follow(state: &mut State) -> Vec<Effect> {
    let height = search_rows(state.size);
    let now = state.now.timestamp();
    let mut effects = Vec::new();
    let search = &state.main.search;
    let is_found = search.stage == SearchStage::Found;
    // What was typed while it was not known whose rows may be shown.
    let unasked = search.stage == SearchStage::Idle;
    if state.ledger.current(Purpose::Search).is_none() && !search.asked.is_empty() {
        let seen = search.list.row_at(search.list.top() + height).unwrap_or(search.len());
        if unasked || search.reread.due().is_some_and(|due| due <= now) {
            let limit = search.limit;
            effects.extend(ask(state, limit));
        } else if is_found && search.may_have_more() && search.len() - seen < AHEAD {
            let limit = search.limit.saturating_mul(4).min(Search::MOST);
            effects.extend(ask(state, limit));
        }
    }
    let search = &mut state.main.search;
    if is_found && state.ledger.current(Purpose::Snippets).is_none() {
        let episodes = search.without_snippet(height);
        if !episodes.is_empty() {
            search.snippets_asked.clone_from(&episodes);
            let query = search.of.clone();
            let id = state.ledger.begin(Purpose::Snippets);
            effects.push(Effect::ReadSnippets { id, query, episodes });
        }
    }
    effects
}

/// Finds the words of the search in the notes that are laid out, once for each search, subject and layout, and scrolls to
/// them once for each search and subject.
pub(super) fn mark(state: &mut State) {
    let height = rows(state.size);
    let main = &mut state.main;
    let (notes, search) = (&mut main.notes, &main.search);
    let read = matches!(notes.read, Reading::Done | Reading::Stale) && notes.shown == notes.subject;
    let wanted = main.tab == Tab::Search && read && matches!(notes.subject, Some(Subject::Episode(..)));
    if !wanted {
        // Until others are there, what is in view stays as it is.
        if main.tab != Tab::Search {
            notes.matches = None;
        }
        return;
    }
    let same = notes.matches.as_ref().filter(|old| old.of == search.of && old.subject == notes.subject);
    let at = same.map(|old| old.current);
    if same.is_some_and(|old| old.fresh) {
        return;
    }
    let found = Matches::find(&search.of, &search.query, &notes.lines);
    let current = at.map_or(found.current, |at| at.min(found.len().saturating_sub(1)));
    notes.matches = Some(Matches { subject: notes.subject.clone(), current, ..found });
    if at.is_none() {
        notes.scroll = notes.scroll_of_match(height).unwrap_or(notes.scroll);
    }
}

/// Goes to the next match in the notes, or the one before.
pub(super) fn step_match(state: &mut State, forward: bool) {
    let height = rows(state.size);
    let notes = &mut state.main.notes;
    let Some(matches) = notes.matches.as_mut().filter(|matches| !matches.is_empty()) else {
        let named = matches!(notes.subject, Some(Subject::Episode(..))) && !state.main.search.query.pieces.is_empty();
        let said = if named { "Found in the title, not in the notes" } else { "No match in these notes" };
        return state.say(said, Tone::Note);
    };
    matches.step(forward);
    let line = notes.header.len() + matches.line().unwrap_or(0);
    let said = format!("Match {} of {} in the notes", matches.current + 1, matches.len());
    if line < notes.scroll || line >= notes.scroll + height {
        notes.scroll = line.saturating_sub(height / 3);
    }
    state.say(said, Tone::Note);
}

//! New and In progress: read in parts, as far as somebody looks.

use crate::domain::EpisodeState;
use crate::{
    app::{
        Effect, Problem, State,
        effect::Remember,
        feed::{Feed, FeedKind, FeedPage, FeedQuery, FeedStage},
        layout::rows,
        ledger::Purpose,
        list::Filter,
        login::Field,
        state::Tone,
    },
    domain::StateFilter,
};

use super::library;

/// So many rows below those in view, at least, are there before somebody comes to them.
const AHEAD: usize = 100;

/// Under which purpose a feed is read.
pub(super) fn purpose(kind: FeedKind) -> Purpose {
    match kind {
        FeedKind::New => Purpose::ReadNew,
        FeedKind::InProgress => Purpose::ReadInProgress,
    }
}

/// A feed was opened: what was read before is shown, and all of it is read again.
pub(super) fn open(state: &mut State, kind: FeedKind) -> Vec<Effect> {
    state.main.feeds.of_mut(kind).visited = false;
    read(state, kind)
}

/// A tab was left. What New showed has been looked at.
pub(super) fn leave(state: &mut State) -> Vec<Effect> {
    let now = state.now.timestamp();
    match state.main.feed_mut() {
        Some(feed) if feed.kind == FeedKind::New && feed.visited && !feed.rows.is_empty() => {
            feed.left_at = Some(now);
            vec![Effect::Remember(Remember::NewSeen)]
        }
        Some(_) | None => Vec::new(),
    }
}

/// Reads a feed from its beginning, as far as somebody has scrolled and a part more.
fn read(state: &mut State, kind: FeedKind) -> Vec<Effect> {
    let (now, height) = (state.now.timestamp(), rows(state.size));
    let feed = state.main.feeds.of_mut(kind);
    feed.reread = crate::app::sync::Reread { wanted: false, asked_at: Some(now) };
    let seen = feed.list.row_at(feed.list.top() + height).unwrap_or(feed.rows.len());
    let sorted = feed.sort != crate::domain::FeedSort::Newest;
    let scrolled = if sorted { feed.rows.len() } else { (seen + AHEAD).min(feed.rows.len()) };
    let unfiltered = if feed.filter == Filter::Off { std::mem::take(&mut feed.unfiltered) } else { 0 };
    let scrolled = scrolled.max(unfiltered);
    let parts = scrolled.div_ceil(Feed::PART).max(1);
    ask(state, kind, None, parts * Feed::PART)
}

/// Asks for a part of a feed; what was asked of it before does not count any more.
fn ask(state: &mut State, kind: FeedKind, after: Option<crate::domain::EpisodeAt>, limit: usize) -> Vec<Effect> {
    if !library::may_read(state) {
        return Vec::new();
    }
    let id = state.ledger.begin(purpose(kind));
    let feed = state.main.feeds.of(kind);
    let states = match (kind, feed.state) {
        (FeedKind::InProgress, _) => Some(EpisodeState::InProgress),
        (FeedKind::New, StateFilter::Only(state)) => Some(state),
        (FeedKind::New, StateFilter::All) => None,
    };
    let skip = if after.is_some() { feed.rows.len() } else { 0 };
    let query = FeedQuery {
        kind,
        one_per_show: feed.one_per_show,
        state: states,
        filter: feed.filter.text().trim().to_owned(),
        after,
        skip: u32::try_from(skip).unwrap_or(u32::MAX),
        limit: u32::try_from(limit).unwrap_or(u32::MAX),
    };
    vec![Effect::ReadFeed { id, query }]
}

/// Reads the open feed again where the library changed, or a part more where its end comes near: one of them at a time.
pub(super) fn follow(state: &mut State) -> Vec<Effect> {
    let height = rows(state.size);
    let now = state.now.timestamp();
    let Some(feed) = state.main.feed() else { return Vec::new() };
    let kind = feed.kind;
    if state.ledger.current(purpose(kind)).is_some() {
        return Vec::new();
    }
    // One that was opened before it was known whose rows may be shown has not been read at all.
    if feed.stage == FeedStage::Never || feed.reread.due().is_some_and(|due| due <= now) {
        return read(state, kind);
    }
    let seen = feed.list.row_at(feed.list.top() + height).unwrap_or(feed.list.len());
    let near = feed.list.len() - seen < AHEAD;
    let failed = matches!(feed.stage, FeedStage::Failed(_));
    match feed.rows.last().filter(|_| near && feed.more && !failed) {
        Some(last) => {
            let after = last.episode.at();
            ask(state, kind, Some(after), Feed::PART)
        }
        None => Vec::new(),
    }
}

/// A part of a feed came.
pub(super) fn came(state: &mut State, kind: FeedKind, mut page: FeedPage) -> Vec<Effect> {
    state.ledger.end(purpose(kind));
    let height = rows(state.size);
    let open = state.main.feed().is_some_and(|feed| feed.kind == kind);
    let main = &mut state.main;
    let feed = main.feeds.of_mut(kind);
    main.marking.apply(page.rows.iter_mut().map(|row| &mut row.episode));
    feed.picked.refresh(page.rows.iter().map(|row| &row.episode));
    // A part without rows has none behind it either; asking on would never end.
    page.more &= !page.rows.is_empty();
    let first = !feed.visited;
    feed.take(page, height, &state.now);
    if first && open && kind == FeedKind::New { vec![Effect::Remember(Remember::NewSeen)] } else { Vec::new() }
}

/// A feed could not be read. What was read before stays.
pub(super) fn failed(state: &mut State, kind: FeedKind, problem: Problem) {
    state.main.feeds.of_mut(kind).stage = FeedStage::Failed(problem);
}

/// Reads the open feed again, where it could not be read.
pub(super) fn retry(state: &mut State) -> Vec<Effect> {
    match state.main.feed() {
        Some(Feed { kind, stage: FeedStage::Failed(_), .. }) => read(state, *kind),
        Some(_) | None => Vec::new(),
    }
}

/// `s`: the next order, of the rows read so far.
pub(super) fn sort(state: &mut State) {
    let height = rows(state.size);
    let now = state.now.clone();
    let Some(feed) = state.main.feed_mut().filter(|feed| feed.kind == FeedKind::InProgress) else { return };
    feed.sort = feed.sort.next();
    feed.rearrange(height, &now);
    let label = feed.sort.label();
    state.say(format!("Sorted by {label}"), Tone::Note);
}

/// `f`: the next states.
pub(super) fn next_state(state: &mut State) -> Vec<Effect> {
    let Some(feed) = state.main.feed_mut().filter(|feed| feed.kind == FeedKind::New) else { return Vec::new() };
    feed.state = feed.state.next();
    let label = feed.state.label();
    state.say(format!("{label} episodes"), Tone::Note);
    looked_at_otherwise(state)
}

/// Only the newest of each show, or all.
pub(super) fn one_per_show(state: &mut State) -> Vec<Effect> {
    let Some(feed) = state.main.feed_mut().filter(|feed| feed.kind == FeedKind::New) else { return Vec::new() };
    feed.one_per_show = !feed.one_per_show;
    let said = if feed.one_per_show { "Only the newest episode of each show" } else { "All episodes of each show" };
    state.say(said, Tone::Note);
    looked_at_otherwise(state)
}

/// Remembers how the open feed is looked at, and reads it so.
fn looked_at_otherwise(state: &mut State) -> Vec<Effect> {
    let Some(feed) = state.main.feed() else { return Vec::new() };
    let kind = feed.kind;
    let remember = Effect::Remember(Remember::Feed(kind, feed.one_per_show, feed.state));
    let mut effects = vec![remember];
    effects.extend(read(state, kind));
    effects
}

/// The filter that is being typed changes; every change is read at once, the latest counts.
pub(super) fn type_filter(state: &mut State, change: impl FnOnce(&mut Field) -> bool) -> Vec<Effect> {
    let Some(feed) = state.main.feed_mut() else { return Vec::new() };
    let kind = feed.kind;
    let changed = match &mut feed.filter {
        Filter::Typing(field) => change(field),
        Filter::Off | Filter::Kept(_) => false,
    };
    if changed { ask(state, kind, None, Feed::PART) } else { Vec::new() }
}

/// Clears the filter, where there is one.
pub(super) fn clear_filter(state: &mut State) -> Vec<Effect> {
    let Some(feed) = state.main.feed_mut() else { return Vec::new() };
    let kind = feed.kind;
    let had_text = !feed.filter.text().trim().is_empty();
    feed.filter = Filter::Off;
    if had_text { read(state, kind) } else { Vec::new() }
}

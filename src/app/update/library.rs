//! What is read from the library: the shows, the episodes of the open show; and when they are read again.
//!
//! A person who opens something is answered at once. What changes under the screen is read again at most once a second,
//! however fast a synchronisation writes; what is not in view, when it comes into view.

use crate::domain::{ShelfEpisode, ShelfShow, ShowKey};
use crate::{
    app::{
        Effect, Problem, State,
        event::LibraryChange,
        feed::FeedKind,
        layout::rows,
        ledger::Purpose,
        panes::{Episodes, Main, Pane, Stock, Subject},
        state::Tone,
    },
    domain::{EpisodeSort, StateFilter},
};

use super::{feed, notes, search, sync, tabs};

/// Reads the shows, unless there is nobody whose they would be.
pub(super) fn read_shows(state: &mut State) -> Vec<Effect> {
    if !may_read(state) {
        return Vec::new();
    }
    let mut effects = supersede(state, Purpose::ReadShows);
    let id = state.ledger.begin(Purpose::ReadShows);
    state.rereads.shows = asked_now(state);
    effects.push(Effect::ReadShows { id });
    effects
}

/// Opens a show: its episodes as they are on disk, and a look at whether Spotify has others.
pub(super) fn open_show(state: &mut State, key: &ShowKey) -> Vec<Effect> {
    let mut effects = list_show(state, key);
    effects.extend(sync::opened(state, key));
    effects
}

/// Lists the episodes of a show as they are on disk. Spotify is not asked: whoever goes through many of them would spend
/// a request on each.
pub(super) fn list_show(state: &mut State, key: &ShowKey) -> Vec<Effect> {
    let height = rows(state.size);
    let main = &mut state.main;
    main.shows.list.choose(&main.shows.items);
    main.focus = Pane::Episodes;
    main.opened.retain(|opened| opened != key);
    main.opened.push(key.clone());
    if main.open.replace(key.clone()).is_none_or(|before| before != *key) {
        (main.open_name, main.open_total, main.open_complete) = (None, None, false);
    }
    main.episodes.entry(key.clone()).or_default().list.fit(height);
    name_open(main);
    forget_oldest(main);
    read_episodes(state)
}

/// Reads the episodes of the open show.
pub(super) fn read_episodes(state: &mut State) -> Vec<Effect> {
    let Some(show) = state.main.open.clone().filter(|_| may_read(state)) else { return Vec::new() };
    let mut effects = supersede(state, Purpose::ReadEpisodes);
    let id = state.ledger.begin(Purpose::ReadEpisodes);
    state.rereads.episodes = asked_now(state);
    effects.push(Effect::ReadEpisodes { id, show });
    effects
}

/// Every show, in Spotify's order.
pub(super) fn shows_read(state: &mut State, items: Vec<ShelfShow>) -> Vec<Effect> {
    state.ledger.end(Purpose::ReadShows);
    if items.is_empty() {
        // Nobody waits a second for the first ones.
        state.rereads.shows.asked_at = None;
    }
    let (height, listing) = (rows(state.size), state.is_listing());
    let main = &mut state.main;
    main.shows.items = items;
    main.shows.stock = Stock::Whole;
    if let Some(show) = main.awaited.take() {
        main.shows.list.selected = Some(show);
    }
    main.shows.rebuild(height);
    // While the list is filled for the first time, the top stays in view until somebody chooses.
    if !listing {
        main.shows.list.choose(&main.shows.items);
    }
    name_open(main);
    if matches!(main.notes.subject, Some(Subject::Show(_))) {
        notes::out_of_date(&mut main.notes);
    }
    Vec::new()
}

/// The episodes of a show. How they were looked at counts for the first time only: the person may have changed it since.
pub(super) fn episodes_read(
    state: &mut State,
    show: &ShowKey,
    mut items: Vec<ShelfEpisode>,
    (sort, filter): (EpisodeSort, StateFilter),
) -> Vec<Effect> {
    if state.main.open.as_ref() != Some(show) {
        return Vec::new();
    }
    state.ledger.end(Purpose::ReadEpisodes);
    if items.is_empty() {
        state.rereads.episodes.asked_at = None;
    }
    let height = rows(state.size);
    let main = &mut state.main;
    let Some(episodes) = main.episodes.get_mut(show) else { return Vec::new() };
    if episodes.stock == Stock::Never {
        (episodes.sort, episodes.state) = (sort, filter);
    }
    main.marking.apply(items.iter_mut());
    episodes.picked.retain_among(&items);
    episodes.picked.refresh(items.iter());
    episodes.items = items;
    episodes.stock = Stock::Whole;
    episodes.rebuild(height);
    if let Some(at) = main.reveal.take_if(|at| at.show == *show) {
        episodes.reveal(&at.episode, height);
    }
    episodes.list.choose(&episodes.items);
    if matches!(&main.notes.subject, Some(Subject::Episode(read, _)) if read == show) {
        notes::out_of_date(&mut main.notes);
    }
    forget_oldest(main);
    Vec::new()
}

/// The library could not be read. What is there stays.
pub(super) fn read_failed(state: &mut State, purpose: Option<Purpose>, problem: Problem) -> Vec<Effect> {
    let Some(purpose) = purpose else { return Vec::new() };
    state.ledger.end(purpose);
    state.say(problem.status_line(), Tone::Error);
    match purpose {
        Purpose::ReadShows => state.main.shows.stock = Stock::Failed(problem),
        Purpose::ReadEpisodes => {
            if let Some(episodes) = state.main.open_episodes_mut() {
                episodes.stock = Stock::Failed(problem);
            }
        }
        Purpose::ReadNotes => notes::failed(state, problem),
        Purpose::ReadNew => feed::failed(state, FeedKind::New, problem),
        Purpose::ReadInProgress => feed::failed(state, FeedKind::InProgress, problem),
        Purpose::Search => search::failed(state, problem),
        // A row without its piece of notes is still a row.
        Purpose::Snippets => return search::snippets(state, Vec::new()),
        _ => {}
    }
    Vec::new()
}

/// The library holds something else now.
pub(super) fn changed(state: &mut State, change: &LibraryChange) -> Vec<Effect> {
    if may_read(state) {
        let (episodes, notes) = match change {
            LibraryChange::Shows => (false, matches!(state.main.notes.subject, Some(Subject::Show(_)))),
            LibraryChange::Anything => (true, true),
            LibraryChange::Episodes(show) => (
                state.main.open.as_ref() == Some(show),
                matches!(&state.main.notes.subject, Some(Subject::Episode(read, _)) if read == show),
            ),
        };
        // Episodes that come or go change what the list of shows counts.
        state.rereads.shows.wanted = true;
        tabs::changed(state);
        state.rereads.episodes.wanted |= episodes && state.main.open.is_some();
        state.rereads.notes.wanted |= notes && state.main.notes.subject.is_some();
    }
    Vec::new()
}

/// The person changed what the library holds, which tells so next: nobody waits for the pause between two reads then.
pub(super) fn read_soon(state: &mut State) {
    let main = &mut state.main;
    let lists = [&mut main.feeds.new.reread, &mut main.feeds.in_progress.reread, &mut main.search.reread];
    let rereads = &mut state.rereads;
    for reread in lists.into_iter().chain([&mut rereads.shows, &mut rereads.episodes, &mut rereads.notes]) {
        reread.asked_at = None;
    }
}

/// Reads again what changed, once its time has come and the last answer is there.
pub(super) fn reread(state: &mut State) -> Vec<Effect> {
    let now = state.now.timestamp();
    let due = state.rereads_due();
    let is_due = |at: Option<jiff::Timestamp>| at.is_some_and(|at| at <= now);
    let mut effects = Vec::new();
    if is_due(due.shows) {
        effects.extend(read_shows(state));
    }
    if is_due(due.episodes) {
        effects.extend(read_episodes(state));
    }
    if is_due(due.notes) {
        state.rereads.notes.wanted = false;
        notes::stale(&mut state.main.notes);
    }
    effects
}

/// Whether rows may be shown: it is known whose they are.
pub(super) fn may_read(state: &State) -> bool {
    state.owner.is_some() && state.aside.is_none()
}

/// Ends whatever is read: its answers are about rows that are not shown any more.
pub(super) fn stop(state: &mut State) -> Vec<Effect> {
    state.rereads = crate::app::sync::Rereads::default();
    let tabs = [Purpose::ReadNew, Purpose::ReadInProgress, Purpose::Search, Purpose::Snippets];
    [Purpose::ReadShows, Purpose::ReadEpisodes, Purpose::ReadNotes]
        .into_iter()
        .chain(tabs)
        .flat_map(|purpose| supersede(state, purpose))
        .collect()
}

/// Ends what runs for a purpose.
pub(super) fn supersede(state: &mut State, purpose: Purpose) -> Vec<Effect> {
    state.ledger.end(purpose).map(Effect::Cancel).into_iter().collect()
}

/// Nothing is to be read again but what changes from now on.
pub(super) fn asked_now(state: &State) -> crate::app::sync::Reread {
    crate::app::sync::Reread { wanted: false, asked_at: Some(state.now.timestamp()) }
}

/// Keeps what every frame says of the open show with the list of shows.
fn name_open(main: &mut Main) {
    let found = main.open.as_ref().and_then(|open| main.show(open));
    let about = found.map(|show| (show.show.name.clone(), show.show.total_episodes, show.complete));
    if let Some((name, total, complete)) = about {
        (main.open_name, main.open_total, main.open_complete) = (Some(name), total, complete);
    }
}

/// Forgets the episodes of the shows opened longest ago, while more are kept than [`Main::KEPT`]; how they were looked at
/// is remembered by the library.
fn forget_oldest(main: &mut Main) {
    let kept_of = |main: &Main, key: &ShowKey| main.episodes.get(key).map_or(0, |episodes| episodes.items.len());
    let mut kept: usize = main.opened.iter().map(|key| kept_of(main, key)).sum();
    while kept > Main::KEPT
        && let Some(oldest) = main.opened.iter().position(|key| main.open.as_ref() != Some(key))
    {
        let oldest = main.opened.remove(oldest);
        kept -= main.episodes.remove(&oldest).map_or(0, |Episodes { items, .. }| items.len());
    }
}

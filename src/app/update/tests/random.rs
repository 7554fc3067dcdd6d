//! Whatever happens in whatever order: nothing panics, and what the screens rely on holds after each event.

use std::time::Duration;

use proptest::{prelude::*, sample::select};

use super::harness::*;
use crate::{
    app::{
        Context, EventKind, Reply, RequestId,
        event::{Browser, ClientSaved, LibraryChange, LoginLost, LoginNotStarted, LoginOpened},
        feed::{Feed, FeedKind, FeedPage, FeedRow},
        key::{
            Key,
            MouseKind::{Click, WheelDown, WheelUp},
        },
        keymap::TABLE,
        layout::{rows, search_rows},
        ledger::Purpose,
        list::{Item, ListView},
        login::LoginPhase,
        overlay::Overlay,
        panes::Pane,
        search::SearchFound,
        state::{Screen, Startup},
        tab::Tab,
    },
    domain::{
        CleanText, Episode, LoginState, Mark, Notes, Private, Progress, Quota, ShelfShow, ShowKey, Snippet, SyncEnd,
        SyncProgress, SyncStage,
    },
};

#[derive(Debug, Clone)]
enum Happening {
    Key(String),
    Char(char),
    Paste(String),
    Mouse(u8, u16, u16),
    Resize(u16, u16),
    After(i64),
    /// An answer to the request that runs for a purpose, or to one that does not.
    Reply(u8, u8, bool),
    Quota(u8, i64),
    Changed(u8),
}

fn happening() -> impl Strategy<Value = Happening> {
    let keys: Vec<String> = TABLE.iter().flat_map(|binding| binding.keys).map(|key| (*key).to_owned()).collect();
    let side = || prop_oneof![Just(0u16), 1u16..4, 10u16..150, Just(u16::MAX)];
    prop_oneof![
        12 => select(keys).prop_map(Happening::Key),
        3 => prop_oneof![any::<char>(), select(vec!['a', '1', ' ', 'ü', '日'])].prop_map(Happening::Char),
        1 => "(https://|[0-9a-f]{32}|\\PC{0,9}|\\s)".prop_map(Happening::Paste),
        2 => (any::<u8>(), side(), side()).prop_map(|(kind, x, y)| Happening::Mouse(kind, x, y)),
        1 => (side(), side()).prop_map(|(width, height)| Happening::Resize(width, height)),
        2 => prop_oneof![0i64..5, 200i64..400, Just(200_000)].prop_map(Happening::After),
        8 => (any::<u8>(), any::<u8>(), prop::bool::weighted(0.9)).prop_map(|(a, b, c)| Happening::Reply(a, b, c)),
        1 => (any::<u8>(), -5i64..500).prop_map(|(kind, seconds)| Happening::Quota(kind, seconds)),
        2 => any::<u8>().prop_map(Happening::Changed),
    ]
}

fn some_shows(from: u8) -> Vec<ShelfShow> {
    let name = |number: u8| ["Alpha", "Bêta", "日本語", "a/b", "", "Zed"][usize::from(number % 6)].to_owned();
    (from..from.saturating_add(from % 7)).map(|number| show(&format!("{} {}", name(number), number % 20))).collect()
}

fn some_episodes(from: u8) -> Vec<Episode> {
    let progress = [Progress::Unplayed, Progress::InProgress { position: Duration::from_secs(9) }, Progress::Played];
    let one = |number: u8| {
        let date = ["2026-11-01", "2026", "", "2026-11-23"][usize::from(number % 4)];
        episode(&format!("E {}", number % 20), date, u64::from(number), progress[usize::from(number % 3)])
    };
    (from..from.saturating_add(from % 7)).map(one).collect()
}

/// A part of a feed, from its beginning or not.
fn some_rows(seed: u8) -> FeedPage {
    let row = |(number, episode): (u8, Episode)| {
        let show = ["A", "Alpha 1", "a/b"][usize::from(number % 3)];
        let hits = if seed.is_multiple_of(3) && !episode.name.is_empty() { vec![0] } else { Vec::new() };
        FeedRow { episode: shelved(show, episode), hits }
    };
    let episodes = some_episodes(seed).into_iter().chain(some_episodes(seed.rotate_left(4)));
    FeedPage {
        rows: (seed..=u8::MAX).zip(episodes).map(row).collect(),
        from_start: !seed.is_multiple_of(4),
        more: seed.is_multiple_of(2),
        seen_at: (seed % 8 > 2).then(|| startup().now.timestamp()),
        total: u32::from(seed),
    }
}

fn snippet() -> Snippet {
    Snippet { text: CleanText::new("… 日本 hum …"), hits: vec![4..10, 11..14] }
}

/// Answers to what the person says of episodes.
fn said_of_episodes(kind: u8, seed: u8) -> Reply {
    match kind {
        29 => Reply::NextUnplayed(
            some_rows(seed).rows.pop().map(|row| Box::new(row.episode)).filter(|_| !seed.is_multiple_of(4)),
            seed.is_multiple_of(2),
        ),
        30 => Reply::Marked(if seed < 200 { Ok(usize::from(seed % 3)) } else { Err(problem("no")) }),
        _ => Reply::Exported(if seed < 200 { Ok("/tmp/x\u{1b}".repeat(9)) } else { Err(problem("no")) }),
    }
}

fn answer(session: &Session, kind: u8, seed: u8) -> Reply {
    let open = session.state.main.open.clone().unwrap_or_else(|| show_key("A"));
    let end =
        [SyncEnd::Complete, SyncEnd::Failed, SyncEnd::Busy, SyncEnd::Budget { until: None }][usize::from(seed % 4)];
    match kind % 33 {
        0 => Reply::LoginOpened(LoginOpened {
            url: Private::new("https://accounts.example/authorize"),
            deadline: session.moment(i64::from(seed)),
            browser: Browser::Remote,
        }),
        1 => Reply::LoginNotStarted(LoginNotStarted::PortInUse { port: 1 }),
        2 => Reply::LoginNotStarted(LoginNotStarted::Failed(problem("no"))),
        3 => Reply::PasteRefused(problem("no")),
        4 => Reply::CallbackArrived,
        5 => Reply::LoginDone(Ok(logged_in())),
        6 => Reply::LoginDone(Err(problem("no"))),
        7 => Reply::LoggedOut(if seed < 128 { Ok(()) } else { Err(problem("no")) }),
        8 => Reply::ClientSaved(Ok(ClientSaved {
            redirect_uri: "http://127.0.0.1/".into(),
            path: "\u{1b}".into(),
            login: if seed < 128 { startup().session.login } else { LoginState::LoggedOut },
        })),
        9 => Reply::ClientSaved(Err(problem("no"))),
        10 | 11 => Reply::Shows(some_shows(seed)),
        12 => Reply::ReadFailed(problem("no")),
        13 => Reply::Synced(outcome(end)),
        14 => match on_disk("A", some_episodes(seed)) {
            Reply::Episodes(_, items, sort, state) => Reply::Episodes(open, items, sort, state),
            other => other,
        },
        15 => Reply::ShowSynced(open, outcome(end)),
        16 => Reply::SyncProgress(SyncProgress {
            stage: SyncStage::Shows { done: u32::from(seed), total: None },
            requests: 1,
            left: None,
        }),
        21 | 22 => match session.state.main.notes.subject.clone() {
            Some(subject) => Reply::Notes(subject, Notes::default()),
            None => Reply::Copied(Ok(())),
        },
        23 | 24 => Reply::Feed(FeedKind::New, some_rows(seed)),
        25 => Reply::Feed(FeedKind::InProgress, some_rows(seed)),
        26 | 27 => Reply::Found(SearchFound {
            shows: some_shows(seed.rotate_left(3)),
            episodes: some_rows(seed).rows.into_iter().map(|row| row.episode).collect(),
            cut_short: seed.is_multiple_of(5),
        }),
        28 => {
            Reply::Snippets(session.state.main.search.snippets_asked.iter().map(|at| (at.clone(), snippet())).collect())
        }
        29..=31 => said_of_episodes(kind % 33, seed),
        17 if seed < 32 => Reply::LoginLost(LoginLost::Expired),
        18 => Reply::Opened(if seed < 128 { Ok(()) } else { Err(problem("no")) }),
        19 => Reply::Account((seed < 128).then(|| account("grace"))),
        20 => Reply::LoginBrowser(if seed < 128 { Browser::Opened } else { Browser::Remote }),
        _ => Reply::Copied(Ok(())),
    }
}

fn happen(session: &mut Session, happening: &Happening) {
    match happening {
        Happening::Key(name) => session.keys(name),
        Happening::Char(c) => session.send(EventKind::Key(Key::plain(crate::app::key::KeyCode::Char(*c)))),
        Happening::Paste(text) => session.paste(text),
        Happening::Mouse(kind, x, y) => session.mouse([Click, WheelUp, WheelDown][usize::from(kind % 3)], *x, *y),
        Happening::Resize(width, height) => session.resize(*width, *height),
        Happening::After(seconds) => session.after(*seconds),
        Happening::Reply(kind, seed, fresh) => {
            let reply = answer(session, *kind, *seed);
            let mut running = PURPOSES.into_iter().filter(|purpose| super::super::answers(*purpose, &reply));
            let id = running.find_map(|purpose| session.state.ledger.current(purpose));
            match id.filter(|_| *fresh) {
                Some(id) => session.send(EventKind::Reply(id, reply)),
                None => session.send(EventKind::Reply(RequestId(u64::from(*seed)), reply)),
            }
        }
        Happening::Quota(kind, seconds) => {
            let until = session.moment(*seconds);
            let quota = [Quota::Open, Quota::Waiting { until }, Quota::Blocked { until }][usize::from(kind % 3)];
            session.send(EventKind::Quota(quota))
        }
        Happening::Changed(kind) => session.send(EventKind::LibraryChanged(match kind % 3 {
            0 => LibraryChange::Shows,
            1 => LibraryChange::Anything,
            _ => LibraryChange::Episodes(session.state.main.open.clone().unwrap_or_else(|| ShowKey::from_remote("x"))),
        })),
    };
}

fn list_holds<T: Item>(list: &ListView<T::Key>, items: &[T], height: usize) -> Result<(), TestCaseError> {
    prop_assert!(list.rows.iter().all(|row| row.index < items.len()));
    for row in &list.rows {
        let length = items[row.index].title().chars().count();
        prop_assert!(row.hits.iter().all(|hit| (*hit as usize) < length));
    }
    match list.cursor.selected(list.rows.len()) {
        None => prop_assert!(list.rows.is_empty()),
        Some(row) => {
            prop_assert!(row < list.rows.len());
            prop_assert!(list.cursor.top() <= row && row < list.cursor.top() + height.max(1));
        }
    }
    Ok(())
}

/// The selected row is there, and in view where anything can be.
fn blocks_hold(list: &crate::app::blocks::Blocks, rows: usize, height: usize) -> Result<(), TestCaseError> {
    prop_assert_eq!(list.len(), rows);
    let Some(selected) = list.selected() else { return Ok(()) };
    let block = list.block(selected);
    prop_assert!(selected < rows);
    prop_assert!(height < 3 || (block.end > list.top() && block.end <= list.top() + height), "{:?} {:?}", block, list);
    Ok(())
}

fn feed_holds(feed: &Feed, height: usize) -> Result<(), TestCaseError> {
    prop_assert_eq!(feed.order.len(), feed.rows.len());
    prop_assert!(feed.order.iter().all(|at| *at < feed.rows.len()));
    for at in 0..feed.list.len() {
        prop_assert_eq!(feed.list.block(at).len(), 1 + feed.above(at).lines(), "row {}", at);
    }
    blocks_hold(&feed.list, feed.rows.len(), height)
}

fn tabs_hold(session: &Session) -> Result<(), TestCaseError> {
    let (state, main) = (&session.state, &session.state.main);
    feed_holds(&main.feeds.new, rows(state.size))?;
    feed_holds(&main.feeds.in_progress, rows(state.size))?;
    blocks_hold(&main.search.list, main.search.len(), search_rows(state.size))?;
    prop_assert!(main.tab == Tab::Shows || main.focus != Pane::Shows, "only the first tab has three panes");
    prop_assert!(!main.search.typing || main.tab == Tab::Search);
    if let Some(Overlay::MarkDown { episodes, .. }) = &state.overlay {
        prop_assert!(!episodes.is_empty() && episodes.iter().all(|one| !one.is_played()));
    }
    let listed = main.feeds.new.rows.iter().map(|row| &row.episode).chain(&main.search.found.episodes);
    for item in listed {
        let counts = item.mark.map_or(item.remote, Mark::progress);
        prop_assert_eq!(item.episode.progress, counts, "a mark counts before Spotify's word");
    }
    for piece in main.notes.matches.iter().filter(|matches| matches.fresh).flat_map(|matches| &matches.pieces) {
        let line: String = main.notes.lines[piece.line].runs.iter().map(|run| run.text.as_str()).collect();
        prop_assert!(line.get(piece.range.clone()).is_some());
    }
    Ok(())
}

fn holds(session: &Session) -> Result<(), TestCaseError> {
    let state = &session.state;
    let main = &state.main;
    let height = rows(state.size);
    list_holds(&main.shows.list, &main.shows.items, height)?;
    if let Some(episodes) = main.open_episodes() {
        list_holds(&episodes.list, &episodes.items, height)?;
    }
    tabs_hold(session)?;
    prop_assert!(state.owner.is_some() || main.shows.items.is_empty(), "rows are somebody's");
    prop_assert!(state.aside.is_none() || main.shows.items.is_empty(), "rows that are put aside are not shown");
    prop_assert_eq!(state.ledger.runs(Purpose::Sync), state.sync.intent.is_some());
    prop_assert_eq!(state.ledger.runs(Purpose::SyncShow), state.sync.visiting.is_some());
    prop_assert_eq!(state.ledger.runs(Purpose::ReadNotes), main.notes.asked.is_some());
    prop_assert!(state.sync.waiting.is_none() || state.ledger.runs(Purpose::Account));
    let logged_in = matches!(state.session.login, LoginState::LoggedIn { .. });
    prop_assert!(logged_in || !(state.ledger.runs(Purpose::Sync) || state.ledger.runs(Purpose::SyncShow)));
    prop_assert!(main.notes.scroll <= main.notes.len());
    prop_assert_eq!(state.contexts().last().copied(), Some(Context::Global));
    prop_assert!(state.wakeup().is_none_or(|due| due > state.now.timestamp()));
    let login = match &state.screen {
        Screen::Login(login) => match &login.phase {
            LoginPhase::Idle | LoginPhase::PortInUse { .. } => None,
            LoginPhase::Starting { id, .. } | LoginPhase::Exchanging { id } => Some(*id),
            LoginPhase::Waiting(waiting) => Some(waiting.id),
        },
        Screen::Setup(_) | Screen::Main => None,
    };
    prop_assert_eq!(state.ledger.current(Purpose::Login), login, "a login runs exactly while its screen says so");
    Ok(())
}

proptest! {
    #[test]
    fn whatever_happens_the_state_holds(start in 0..4u8, happenings in prop::collection::vec(happening(), 1..120)) {
        let mut startup = match start {
            0 => Startup { session: crate::app::state::Session { client_id: None, ..logged_out().session }, ..logged_out() },
            1 => logged_out(),
            _ => startup(),
        };
        startup.session.demo = start == 3;
        startup.interval = (start > 1).then(|| jiff::SignedDuration::from_mins(15));
        startup.shelf = (start == 2).then(|| shelf("ada", &["Alpha 1", "Zed 2"]));
        let mut session = Session::with(startup);
        session.reads_notes = start == 3;
        session.send(EventKind::Start);
        holds(&session)?;
        for happening in &happenings {
            happen(&mut session, happening);
            holds(&session)?;
        }
    }
}

#[test]
fn every_size_is_survived_on_every_screen() {
    let sides = [0, 1, 2, 3, 39, 40, 79, 80, 119, 120, 500, u16::MAX];
    let mut start = logged_out();
    start.session.client_id = None;
    let notes = vec![episode("One", "2026-11-01", 1, Progress::Unplayed)];
    for mut session in [Session::with(start), Session::with(logged_out()), Session::reading(80, 24, notes)] {
        for (width, height) in sides.iter().flat_map(|width| sides.iter().map(move |height| (*width, *height))) {
            session.resize(width, height).keys("Tab i ? G PgUp Esc L j Esc u Esc Enter PgDn").mouse(Click, 1, 1);
            session.keys("Esc");
        }
    }
}

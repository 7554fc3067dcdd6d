//! Whatever happens in whatever order: nothing panics, and what the screens rely on holds after each event.

use std::time::Duration;

use proptest::{prelude::*, sample::select};

use super::harness::*;
use crate::{
    app::{
        Context,
        input::{
            key::{
                Key, KeyCode,
                MouseKind::{Click, WheelDown, WheelUp},
            },
            keymap::TABLE,
        },
        overlays::Act,
        requests::event::{Browser, ClientSaved, LibraryChange, LoginLost, LoginNotStarted, LoginOpened, SearchFound},
        session::{LoginPhase, Owner},
        views::Views,
    },
    domain::{
        CleanText, Episode, Mark, Notes, Private, Progress, ShelfShow, ShowKey, Snippet, SyncEnd, SyncProgress,
        SyncStage,
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
        shelved(show, episode)
    };
    let episodes = some_episodes(seed).into_iter().chain(some_episodes(seed.rotate_left(4)));
    FeedPage {
        rows: (seed..=u8::MAX).zip(episodes).map(row).collect(),
        from_end: seed.is_multiple_of(11),
        is_first: !seed.is_multiple_of(4),
        more: seed.is_multiple_of(2),
        is_closest: seed.is_multiple_of(3),
        is_cut_short: seed.is_multiple_of(5),
        is_least: seed.is_multiple_of(7),
        seen_at: (seed % 8 > 2).then(|| startup().now.timestamp()),
        total: u32::from(seed),
        read_at: None,
    }
}

fn snippet() -> Snippet {
    Snippet { text: CleanText::new("… 日本 hum …"), hits: vec![4..10, 11..14] }
}

/// Answers to what the person does to episodes.
fn of_episodes(kind: u8, seed: u8) -> Reply {
    match kind {
        29 => Reply::NextUnplayed {
            found: some_rows(seed).rows.pop().map(Box::new).filter(|_| !seed.is_multiple_of(4)),
            newer: seed.is_multiple_of(2),
        },
        30 => WriteReply::Marked(if seed < 200 { Ok(usize::from(seed % 3)) } else { Err(problem("no")) }).into(),
        _ => {
            let path = "/tmp/x\u{1b}".repeat(9);
            let exists = FileAnswer::Exists { path: path.clone() };
            let written = FileAnswer::Written { path };
            WriteReply::Exported(match seed {
                ..99 => Ok(written),
                99..200 => Ok(exists),
                200.. => Err(problem("no")),
            })
            .into()
        }
    }
}

fn answer(session: &Session, kind: u8, seed: u8) -> Reply {
    let open = session.open().cloned().unwrap_or_else(|| show_key("A"));
    let end =
        [SyncEnd::Complete, SyncEnd::Failed, SyncEnd::Busy, SyncEnd::Budget { until: None }][usize::from(seed % 4)];
    let result = || if seed < 128 { Ok(()) } else { Err(problem("no")) };
    match kind % 33 {
        0..=9 | 19 | 20 => of_login(session, kind % 33, seed).into(),
        10 | 11 => ReadReply::Shows(some_shows(seed)).into(),
        12 => ReadReply::Failed(problem("no")).into(),
        13 => SyncReply::Done(outcome(end)).into(),
        14 => match on_disk("A", some_episodes(seed)) {
            ReadReply::Episodes(_, items, sort, state) if seed.is_multiple_of(3) => {
                ReadReply::FirstEpisodes(open, items, 20, sort, state).into()
            }
            ReadReply::Episodes(_, items, sort, state) => ReadReply::Episodes(open, items, sort, state).into(),
            other => other.into(),
        },
        15 => SyncReply::Visited(open, outcome(end)).into(),
        16 => SyncReply::Progress(SyncProgress {
            stage: SyncStage::Shows { done: u32::from(seed), total: None },
            requests: 1,
            left: None,
        })
        .into(),
        21 | 22 => match session.subject() {
            Some(subject) => ReadReply::Notes(subject, Notes::default()).into(),
            None => Reply::System(Ok(())),
        },
        23..=25 => ReadReply::Feed(some_rows(seed)).into(),
        26 | 27 => ReadReply::Found(SearchFound {
            shows: some_shows(seed.rotate_left(3)),
            episodes: some_rows(seed).rows,
            cut_short: seed.is_multiple_of(5),
        })
        .into(),
        28 => {
            let episodes = some_rows(seed).rows.into_iter().map(|row| row.at());
            ReadReply::Snippets(episodes.map(|at| (at, snippet())).collect()).into()
        }
        29..=31 => of_episodes(kind % 33, seed),
        18 if seed < 128 => super::discover::some_answer(session, seed),
        18 => SyncReply::SavedRead(outcome(end)).into(),
        32 => super::keep::some_answer(seed),
        17 if seed < 32 => Reply::LoginLost(LoginLost::Expired),
        _ => Reply::System(result()),
    }
}

fn of_login(session: &Session, kind: u8, seed: u8) -> LoginReply {
    match kind {
        0 => LoginReply::Opened(LoginOpened {
            url: Private::new("https://accounts.example/authorize"),
            deadline: session.moment(i64::from(seed)),
            browser: Browser::Remote,
        }),
        1 => LoginReply::NotStarted(LoginNotStarted::PortInUse { port: 1 }),
        2 => LoginReply::NotStarted(LoginNotStarted::Failed(problem("no"))),
        3 => LoginReply::PasteRefused(problem("no")),
        4 => LoginReply::CallbackArrived,
        5 => LoginReply::Done(Ok(logged_in())),
        6 => LoginReply::Done(Err(problem("no"))),
        7 => LoginReply::LoggedOut(if seed < 128 { Ok(()) } else { Err(problem("no")) }),
        8 => LoginReply::ClientSaved(Ok(ClientSaved {
            redirect_uri: "http://127.0.0.1/".into(),
            path: "\u{1b}".into(),
            login: if seed < 128 { startup().session.login } else { LoginState::LoggedOut },
        })),
        9 => LoginReply::ClientSaved(Err(problem("no"))),
        19 => LoginReply::Account((seed < 128).then(|| account("grace"))),
        _ => LoginReply::Browser(if seed < 128 { Browser::Opened } else { Browser::Remote }),
    }
}

fn happen(session: &mut Session, happening: &Happening) {
    match happening {
        Happening::Key(name) => session.keys(name),
        Happening::Char(c) => session.send(EventKind::Key(Key::plain(KeyCode::Char(*c)))),
        Happening::Paste(text) => session.paste(text),
        Happening::Mouse(kind, x, y) => session.mouse([Click, WheelUp, WheelDown][usize::from(kind % 3)], *x, *y),
        Happening::Resize(width, height) => session.resize(*width, *height),
        Happening::After(seconds) => session.after(*seconds),
        Happening::Reply(kind, seed, fresh) => {
            let reply = answer(session, *kind, *seed);
            let id = session.running(&reply).filter(|_| *fresh);
            session.answer(id.unwrap_or(RequestId(u64::from(*seed))), reply)
        }
        Happening::Quota(kind, seconds) => {
            let until = session.moment(*seconds);
            let quota = [Quota::Open, Quota::Waiting { until }, Quota::Blocked { until }][usize::from(kind % 3)];
            session.send(EventKind::Quota(quota))
        }
        Happening::Changed(kind) => session.send(EventKind::LibraryChanged(match kind % 3 {
            0 => LibraryChange::Shows,
            1 => LibraryChange::Anything,
            _ => LibraryChange::Episodes(session.open().cloned().unwrap_or_else(|| ShowKey::from_remote("x"))),
        })),
    };
}

/// Presses a key: it changes the state, gives an effect or leaves a message, and no message says that nothing happened where
/// something did.
fn press(session: &mut Session, name: &str) -> Result<(), TestCaseError> {
    // What other panes are about to read is no effect of the key.
    session.rest().send(EventKind::Wake).effects();
    let key: Key = name.parse().expect("a key");
    let before = session.state().clone();
    let is_text = before.cx.keymap.command(&before.contexts(), key).is_none() && before.is_typing();
    session.keys(name);
    let has_effects = !session.effects().is_empty();
    let unlike = |state: &crate::app::State| {
        let mut state = state.clone();
        state.cx.messages = crate::app::messages::Messages::default();
        state.cx.layout = crate::app::layout::Layout::default();
        state
    };
    let message = session.message();
    let is_silent = !is_text && !has_effects && message.is_empty();
    prop_assert!(!is_silent || unlike(&before) != unlike(session.state()), "{name} is silent");
    let denies = message.contains(" does nothing here")
        || message.starts_with("This is the ")
        || message.starts_with("There is no");
    let is_told = denies && before.cx.messages.current().is_none_or(|before| before.text != message);
    let seen = |state: &crate::app::State| {
        let list = state.views.focused().list().map(|list| (list.selected(), list.selection.len()));
        let overlay = state.overlays.last().map(|open| (state.overlays.len(), open.selected(), open.top()));
        (state.views.focus(), list, state.views.notes.top(), overlay, state.screen.clone())
    };
    let is_idle = seen(&before) == seen(session.state()) && !has_effects;
    // Enter in the palette closes it, whatever the command then says.
    let is_by_name = before.overlays.last().is_some_and(|open| matches!(open.overlay, Overlay::Palette(_)));
    prop_assert!(!is_told || is_idle || is_by_name, "{name} did something: {message}");
    Ok(())
}

/// Every row has an item, and the selected one is in view if anything can be.
fn list_holds(session: &Session, id: ViewId) -> Result<(), TestCaseError> {
    let view = session.views().get(id);
    let Some(list) = view.list() else { return Ok(()) };
    prop_assert_eq!(list.len(), list.lines().len());
    for row in 0..list.len() {
        let Some(shown) = view.row(row) else { return Err(TestCaseError::fail("a row without an item")) };
        let (title, item) = match shown.item {
            ItemRef::Show(show) => (&show.show.name, None),
            ItemRef::Episode(item) => (&item.episode.name, Some(item)),
        };
        let length = title.as_str().chars().count();
        prop_assert!(shown.hits.iter().all(|hit| (*hit as usize) < length));
        if let Some(item) = item {
            let counts = item.mark.map_or(item.remote, Mark::progress);
            prop_assert_eq!(item.episode.progress, counts, "a mark counts before Spotify's progress");
        }
        if matches!(id, ViewId::Feed(_)) {
            prop_assert_eq!(list.lines().block(row).len(), 1 + shown.above.lines(), "row {}", row);
        }
    }
    let Some(selected) = list.selected() else { return Ok(()) };
    let (block, top, height) = (list.lines().block(selected), list.lines().top(), session.height(id));
    prop_assert!(selected < list.len());
    prop_assert!(height < 3 || (block.end > top && block.end <= top + height), "{:?} {} {}", block, top, height);
    Ok(())
}

fn views_hold(session: &Session) -> Result<(), TestCaseError> {
    let views = session.views();
    for (tab, ..) in views.tabs() {
        for id in Views::of_tab(tab) {
            list_holds(session, id)?;
            let typing = views.get(id).list().is_some_and(|list| list.filter.is_typing());
            prop_assert!(!typing || views.focus() == id || id != ViewId::Search);
        }
    }
    prop_assert!(views.panes().contains(&views.focus()), "the focus is on a pane of the open tab");
    if let Some(Overlay::Question(question)) = session.overlay()
        && let Some(Act::MarkPlayed(episodes)) = question.act()
    {
        prop_assert!(!episodes.is_empty() && episodes.iter().all(|one| !one.is_played()));
    }
    for piece in session.matches().iter().filter(|matches| matches.is_fresh).flat_map(|matches| &matches.pieces) {
        let line: String = views.notes.lines()[piece.line].runs.iter().map(|run| run.text.as_str()).collect();
        prop_assert!(line.get(piece.range.clone()).is_some());
    }
    Ok(())
}

fn holds(session: &Session) -> Result<(), TestCaseError> {
    let state = session.state();
    views_hold(session)?;
    let is_empty = state.views.shows.items().is_empty();
    prop_assert!(state.cx.session.owner.is_known() || is_empty, "rows belong to an account");
    prop_assert!(state.hidden.is_none() || is_empty, "hidden rows are not shown");
    prop_assert!(state.hidden.is_none() || matches!(state.cx.session.owner, Owner::Unconfirmed(_)));
    prop_assert_eq!(
        session.runs(Slot::Keep),
        state.cx.marking.keeping.is_pending(),
        "each follow and save is answered"
    );
    prop_assert!(session.runs(Slot::Mark) || !state.cx.marking.is_pending(), "each mark is answered");
    prop_assert_eq!(session.runs(Slot::Sync), session.sync().intent.is_some());
    prop_assert_eq!(session.runs(Slot::Visit), session.sync().visiting.is_some());
    prop_assert_eq!(session.runs(Slot::Saved), session.sync().saved.is_some());
    prop_assert!(session.sync().waiting.is_none() || session.runs(Slot::Account));
    let logged_in = matches!(session.login(), LoginState::LoggedIn { .. });
    let runs = [Slot::Sync, Slot::Visit, Slot::Saved].iter().any(|slot| session.runs(*slot));
    prop_assert!(logged_in || !runs);
    let (header, lines) = session.notes_lines();
    prop_assert!(session.notes_scroll() <= header + lines);
    prop_assert_eq!(state.contexts().last().copied(), Some(Context::Global));
    prop_assert!(session.wakeup().is_none_or(|due| due > state.cx.now.timestamp()));
    let login = match session.screen() {
        Screen::Login(login) => match &login.phase {
            LoginPhase::Idle | LoginPhase::PortInUse { .. } => false,
            LoginPhase::Starting { .. } | LoginPhase::Waiting(_) | LoginPhase::Exchanging => true,
        },
        Screen::Setup(_) | Screen::Main => false,
    };
    prop_assert_eq!(session.runs(Slot::Login), login, "a login runs exactly while its screen shows it");
    prop_assert!(state.cx.effects.is_empty(), "every effect was handed out");
    Ok(())
}

proptest! {
    #[test]
    fn whatever_happens_the_state_holds(start in 0..4u8, happenings in prop::collection::vec(happening(), 1..120)) {
        let mut startup = match start {
            0 => logged_out().session(|session| session.client_id = None),
            1 => logged_out(),
            _ => startup(),
        };
        startup.session.is_demo = start == 3;
        startup.interval = (start > 1).then(|| jiff::SignedDuration::from_mins(15));
        startup.shelf = (start == 2).then(|| shelf("ada", &["Alpha 1", "Zed 2"]));
        let mut session = Session::with(startup);
        session.reads_notes = start == 3;
        session.send(EventKind::Start);
        holds(&session)?;
        for happening in &happenings {
            if let Happening::Key(name) = happening {
                press(&mut session, name)?;
            } else {
                happen(&mut session, happening);
            }
            holds(&session)?;
        }
    }
}

/// At each of these a pane comes or goes, or the screen is too small.
const WIDTHS: [u16; 9] = [0, 1, 39, 40, 79, 80, 119, 120, u16::MAX];
const HEIGHTS: [u16; 7] = [0, 1, 3, 9, 10, 40, u16::MAX];

#[test]
fn at_every_size_the_state_of_every_screen_holds() -> Result<(), TestCaseError> {
    let setup = logged_out().session(|session| session.client_id = None);
    let notes = vec![episode("One", "2026-11-01", 1, Progress::Unplayed)];
    let sessions: [fn(Startup, Vec<Episode>) -> Session; 3] = [
        |setup, _| Session::with(setup),
        |_, _| Session::with(logged_out()),
        |_, notes| Session::reading(80, 24, notes),
    ];
    for begin in sessions {
        let mut session = begin(setup.clone(), notes.clone());
        let screen = session.screen().clone();
        for (width, height) in WIDTHS.iter().flat_map(|width| HEIGHTS.map(|height| (*width, height))) {
            session.resize(width, height);
            holds(&session)?;
            for keys in ["Tab i ? G PgUp", "Esc L j", "Esc u", "Esc Enter PgDn"] {
                session.keys(keys);
                holds(&session)?;
            }
            session.mouse(Click, 1, 1).keys("Esc");
            holds(&session)?;
        }
        prop_assert_eq!(std::mem::discriminant(session.screen()), std::mem::discriminant(&screen), "another screen");
    }
    Ok(())
}

//! States to draw: every screen, in every condition it can be in.

use std::time::Duration;

use jiff::{civil::date, tz::TimeZone};
use ratatui::layout::Size;

use super::data;
use crate::{
    app::{
        Event, EventKind, Keymap, Reply, RequestId, State,
        cursor::{Cursor, Step},
        details::{self, Manner},
        event::Browser,
        layout,
        ledger::Purpose,
        list::Filter,
        login::{Field, LoginPhase, LoginReason},
        overlay::{Help, Overlay},
        panes::{Episodes, Pane, Reading, Stock, Subject},
        state::{Look, Session, Startup, Tone},
        update,
    },
    domain::{
        Account, CleanText, EpisodeSort, EpisodeState, LoginState, Quota, RichText, Scope, ShelfEpisode, ShelfShow,
        StateFilter, WebLink,
    },
};

mod entry;
mod filling;

use entry::{login, login_demo, login_paste, login_problem, setup_empty, setup_problem, setup_typing, waiting};
use filling::{
    main_asking, main_episodes_blocked, main_episodes_fetched, main_episodes_incomplete, main_episodes_not_read,
    main_filling, main_first_frame, main_first_sync, main_gap, main_logged_out, main_no_answer, main_no_shows,
    main_offline_and_empty, main_sync_paused,
};

/// A condition of the program, built for a terminal of any size.
pub(crate) type Scene = (&'static str, fn(Size) -> State);

/// Every scene there is.
pub(crate) const SCENES: &[Scene] = &[
    ("setup_empty", setup_empty),
    ("setup_typing", setup_typing),
    ("setup_problem", setup_problem),
    ("login_first", |size| login(size, LoginReason::First, LoginPhase::Idle)),
    ("login_expired_with_problem", login_problem),
    ("login_starting", |size| {
        login(size, LoginReason::First, LoginPhase::Starting { id: RequestId(1), approved: false })
    }),
    ("login_waiting", |size| waiting(size, Browser::Opened, None)),
    ("login_waiting_remote_paste", login_paste),
    ("login_waiting_demo", login_demo),
    ("login_exchanging", |size| login(size, LoginReason::First, LoginPhase::Exchanging { id: RequestId(1) })),
    ("login_port_in_use", |size| login(size, LoginReason::First, LoginPhase::PortInUse { port: 8899 })),
    ("main_first_frame", main_first_frame),
    ("main_asking_account", main_asking),
    ("main_filling", main_filling),
    ("main_first_sync", main_first_sync),
    ("main_no_answer", main_no_answer),
    ("main_no_shows", main_no_shows),
    ("main_nothing_fetched", |size| with_shows(size, Vec::new())),
    ("main_offline_and_empty", main_offline_and_empty),
    ("main_logged_out", main_logged_out),
    ("main_shows", |size| main(size, Pane::Shows)),
    ("main_shows_gap_and_quota", main_gap),
    ("main_shows_gap_and_filter", main_filter_gap),
    ("main_shows_filter_typing", main_filter),
    ("main_shows_no_match", main_no_match),
    ("main_shows_in_progress", |size| quiet(keyed(main(size, Pane::Shows), "f f"))),
    ("main_shows_none_in_state", |size| {
        quiet(keyed(with_shows(size, data::shows().into_iter().take(1).collect()), "f"))
    }),
    ("main_episodes", |size| main(size, Pane::Episodes)),
    ("main_episodes_unplayed_filtered", main_episodes_filtered),
    ("main_episodes_incomplete_offline", main_episodes_incomplete),
    ("main_episodes_being_fetched", main_episodes_fetched),
    ("main_episodes_blocked", main_episodes_blocked),
    ("main_episodes_not_read", main_episodes_not_read),
    ("main_sync_paused", main_sync_paused),
    ("main_episodes_selected", |size| quiet(pressed(size, "g v j v v"))),
    ("main_episodes_marked", |size| pressed(size, "g j v v m")),
    ("main_mark_down", |size| pressed(size, "g j M")),
    ("main_exported", main_exported),
    ("main_notes", main_notes),
    ("main_show_details", main_show_details),
    ("main_ascii", main_ascii),
    ("main_message", main_message),
    ("main_message_long", main_message_long),
    ("main_message_folded", |size| send(main_message_long(size), EventKind::Key("j".parse().expect("a key")))),
    ("messages", messages),
    ("help", |size| overlay(size, Overlay::Help(Help::default()))),
    ("help_search", help_search),
    ("links", links),
    ("confirm_link", confirm),
    ("account", account),
    ("account_logged_out", account_logged_out),
    ("account_delete_asked", |size| pressed(size, "L G Enter")),
];

pub(crate) fn base(size: Size) -> State {
    State::new(startup(size))
}

fn startup(size: Size) -> Startup {
    let now = date(2026, 11, 23).at(14, 30, 0, 0).to_zoned_datetime(TimeZone::UTC).expect("a time");
    let session = Session {
        login: LoginState::LoggedIn {
            account: Some(Account {
                id: "ada".into(),
                display_name: Some("Demo listener".into()),
                premium: Some(true),
            }),
            missing: Vec::new(),
            ends: "2027-05-20T10:00:00Z".parse().expect("a time"),
        },
        client_id: Some("0123456789abcdef0123456789abcdef".into()),
        redirect_uri: "http://127.0.0.1:8899/callback".into(),
        demo: false,
    };
    Startup {
        shelf: None,
        interval: None,
        now,
        size,
        session,
        keymap: Keymap::default(),
        look: Look::default(),
        warnings: Vec::new(),
        quota: Quota::Open,
        problem: None,
    }
}

fn field(text: &str) -> Field {
    Field(text.into())
}

/// Shows loaded, the fifth selected, the first opened, its episodes and notes there.
pub(crate) fn main(size: Size, focus: Pane) -> State {
    let mut state = with_shows(size, data::shows());
    open(&mut state, data::episodes());
    state.main.focus = focus;
    read_episode(&mut state);
    state
}

/// A state with these shows, all read.
pub(crate) fn with_shows(size: Size, shows: Vec<ShelfShow>) -> State {
    let mut state = base(size);
    let height = layout::rows(size);
    state.main.shows.items = shows;
    state.main.shows.stock = Stock::Whole;
    state.main.shows.rebuild(height);
    let (items, list) = (&state.main.shows.items, &mut state.main.shows.list);
    list.select(items, 4, height);
    state
}

fn open(state: &mut State, items: Vec<ShelfEpisode>) {
    let height = layout::rows(state.size);
    let Some(show) = state.main.shows.items.first().map(|show| show.show.key.clone()) else { return };
    let mut episodes = Episodes { items, sort: EpisodeSort::Newest, stock: Stock::Whole, ..Episodes::default() };
    episodes.rebuild(height);
    episodes.list.select(&episodes.items, 2, height);
    state.main.opened.push(show.clone());
    state.main.open_name = state.main.show(&show).map(|show| show.show.name.clone());
    state.main.open_total = u32::try_from(episodes.items.len()).ok();
    state.main.open = Some(show.clone());
    state.main.episodes.insert(show, episodes);
}

fn read(state: &mut State, subject: Subject) {
    let geometry = layout::geometry(state.size, state.main.tab, Pane::Notes);
    let width = geometry.pane(Pane::Notes).map_or(0, |rect| layout::page(rect).width);
    let manner = Manner { width, now: &state.now, look: state.look };
    state.main.notes.header = details::header(&state.main, &subject, manner);
    let duration = state.main.subject_episode(&subject).map_or(Duration::ZERO, |item| item.episode.duration);
    state.main.notes.text = RichText::read(&data::notes(), duration);
    state.main.notes.read = Reading::Done;
    state.main.notes.shown = Some(subject.clone());
    state.main.notes.lines = state.main.notes.text.lay_out(width);
    state.main.notes.width = width;
    state.main.notes.subject = Some(subject);
}

fn read_episode(state: &mut State) {
    let Some(show) = state.main.open.clone() else { return };
    let selected = state.main.open_episodes().and_then(|episodes| episodes.list.selected_item(&episodes.items));
    if let Some(key) = selected.map(|item| item.episode.key.clone()) {
        read(state, Subject::Episode(show, key));
    }
}

fn filter_shows(state: &mut State, filter: Filter) {
    state.main.shows.list.filter = filter;
    state.main.shows.rebuild(layout::rows(state.size));
}

fn main_filter(size: Size) -> State {
    let mut state = main(size, Pane::Shows);
    filter_shows(&mut state, Filter::Typing(field("the")));
    state
}

fn main_filter_gap(size: Size) -> State {
    let mut state = main_gap(size);
    filter_shows(&mut state, Filter::Kept(field("the")));
    state
}

fn main_no_match(size: Size) -> State {
    let mut state = main(size, Pane::Shows);
    filter_shows(&mut state, Filter::Kept(field("zzzzz")));
    state
}

fn main_episodes_filtered(size: Size) -> State {
    let mut state = main(size, Pane::Episodes);
    let height = layout::rows(size);
    if let Some(episodes) = state.main.open_episodes_mut() {
        episodes.state = StateFilter::Only(EpisodeState::Unplayed);
        episodes.list.filter = Filter::Kept(field("part"));
        episodes.rebuild(height);
    }
    state
}

/// The episodes, after some keys.
fn pressed(size: Size, keys: &str) -> State {
    keyed(main(size, Pane::Episodes), keys)
}

fn keyed(state: State, keys: &str) -> State {
    keys.split(' ').fold(state, |state, key| send(state, EventKind::Key(key.parse().expect("a key"))))
}

fn send(mut state: State, kind: EventKind) -> State {
    let at = state.now.clone();
    let _ = update(&mut state, Event { at, kind });
    match (state.ledger.current(Purpose::ReadNotes), state.main.notes.asked.clone()) {
        (Some(id), Some(subject)) => send(state, EventKind::Reply(id, Reply::Notes(subject, data::notes()))),
        _ => state,
    }
}

fn quiet(mut state: State) -> State {
    state.message = None;
    state
}

fn main_exported(size: Size) -> State {
    let state = pressed(size, "x");
    let path = "/home/listener/podcasts/notes to keep/spotpods-export-2026-11-23-1.md";
    let id = state.ledger.current(Purpose::Export).expect("it is being written");
    send(state, EventKind::Reply(id, Reply::Exported(Ok(path.into()))))
}

fn main_notes(size: Size) -> State {
    let mut state = main(size, Pane::Notes);
    state.main.notes.scroll = 3;
    state
}

fn main_show_details(size: Size) -> State {
    let mut state = main(size, Pane::Notes);
    if let Some(key) = state.main.shows.items.get(1).map(|show| show.show.key.clone()) {
        read(&mut state, Subject::Show(key));
    }
    state
}

fn main_ascii(size: Size) -> State {
    let mut state = main(size, Pane::Episodes);
    state.look = Look { ascii: true, iso_dates: true };
    read_episode(&mut state);
    state
}

fn main_message(size: Size) -> State {
    let mut state = main(size, Pane::Shows);
    state.say("The link was copied", Tone::Info);
    state
}

fn main_message_long(size: Size) -> State {
    let mut state = main(size, Pane::Shows);
    let said = "The library cannot be written: the disk is full. Make room, then press R. Nothing of what was on disk is \
                lost, and what is new is fetched again";
    state.say(said, Tone::Error);
    state
}

fn messages(size: Size) -> State {
    let mut state = main_message_long(size);
    state.say("Marked played (local), U undoes", Tone::Info);
    state.quota = Quota::Blocked { until: "2026-11-23T18:40:00Z".parse().expect("a time") };
    send(state, EventKind::Key("!".parse().expect("a key")))
}

fn overlay(size: Size, overlay: Overlay) -> State {
    let mut state = main(size, Pane::Episodes);
    state.overlay = Some(overlay);
    state
}

fn help_search(size: Size) -> State {
    overlay(size, Overlay::Help(Help { search: field("filter"), typing: true, ..Help::default() }))
}

fn links(size: Size) -> State {
    let mut cursor = Cursor::default();
    cursor.step(Step::Down, 5, 5);
    let mut state = overlay(size, Overlay::Links(cursor));
    state.main.notes.text.links = data::links();
    state
}

fn confirm(size: Size) -> State {
    let url = "https://open.spotify.com.listen.example/episode/512ojhOuo1ktJprKbVcKyQ?utm_source=show-notes&utm_medium=\
               podcast&utm_campaign=autumn-of-letters";
    let link = WebLink::parse(url).expect("a link");
    overlay(size, Overlay::ConfirmLink { link, back: None })
}

fn account(size: Size) -> State {
    let mut state = overlay(size, Overlay::Account(Cursor::default()));
    if let LoginState::LoggedIn { missing, ends, account } = &mut state.session.login {
        missing.push(Scope::PlaybackPosition);
        *ends = "2026-11-30T10:00:00Z".parse().expect("a time");
        if let Some(account) = account {
            account.display_name = Some(CleanText::new("Demo listener"));
        }
    }
    state
}

fn account_logged_out(size: Size) -> State {
    let mut state = overlay(size, Overlay::Account(Cursor::default()));
    state.session.login = LoginState::LoggedOut;
    state
}

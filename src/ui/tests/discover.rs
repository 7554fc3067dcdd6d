//! Discover as it is drawn, in every condition.

use jiff::SignedDuration;
use ratatui::layout::Size;

use super::{
    Drawn, MIDDLE, SMALL, WIDE, data,
    fixtures::{self, Scene, Script},
};
use crate::{
    app::{
        EventKind, Problem, Reply, State,
        list::ItemRef,
        place::ViewId,
        requests::{Slot, event::CatalogueReply},
        views::View as _,
    },
    domain::{CleanText, Episode, Found, LoginState, Page, Show, ShowKey, StateCounts},
};

/// Every condition of the tab.
pub(super) const SCENES: &[Scene] = &[
    ("discover_empty", |size| open(size).state),
    ("discover_left", |size| open(size).keys("Esc").state),
    ("discover_searching", |size| searching(size).state),
    ("discover_found", |size| found(size).keys("j j").state),
    ("discover_nothing", |size| answered(size, Ok((Vec::new(), Vec::new()))).state),
    ("discover_refused", |size| {
        answered(size, Err(Problem::new("Spotify cannot be reached", "Nothing is lost", "Check the network"))).state
    }),
    ("discover_logged_out", |size| {
        let startup = fixtures::startup(size).session(|session| session.login = LoginState::LoggedOut);
        let shelf = fixtures::opened(size, ViewId::Shows).state.views;
        let mut state = State::new(startup.session(|session| session.login = fixtures::startup(size).session.login));
        (state.views, state.cx.session.login) = (shelf, LoginState::LoggedOut);
        Script::of(state).keys("6").later().state
    }),
    ("discover_show_reading", |size| found(size).keys("Enter").later().state),
    ("discover_show", |size| show(size).keys("j j").state),
    ("discover_show_notes", |size| show(size).keys("j j Enter").state),
];

fn open(size: Size) -> Script {
    fixtures::listing(fixtures::startup(size), data::shows()).keys("6")
}

fn searching(size: Size) -> Script {
    let mut script = open(size).text("harbour");
    script.state.cx.now = script.state.cx.now.saturating_add(SignedDuration::from_millis(400));
    script.send(EventKind::Wake)
}

fn page<T>(items: Vec<T>) -> Page<T> {
    let received = u32::try_from(items.len()).expect("few");
    Page { items: (0..).zip(items).collect(), skipped: 0, offset: 0, limit: 10, received, total: None, has_next: false }
}

fn answered(size: Size, answer: Result<(Vec<Show>, Vec<Episode>), Problem>) -> Script {
    let found = answer.map(|(shows, episodes)| Box::new(Found { shows: page(shows), episodes: page(episodes) }));
    searching(size).reply(Slot::Catalogue, Reply::Catalogue(CatalogueReply::Found(found)))
}

/// A show that is not followed, a followed one, and one with a long name.
fn shows() -> Vec<Show> {
    let other = |key: &str, name: &str, total| Show {
        key: ShowKey::from_remote(key),
        total_episodes: Some(total),
        notes: data::notes(),
        ..data::show(0, name, None).show
    };
    let followed = data::shows().swap_remove(0).show;
    let long = "Harbour masters of the world, and everybody who ever asked one of them for a berth";
    vec![other("other1", "Harbour Lights", 84), followed, other("other2", long, 1_500)]
}

fn episodes() -> Vec<Episode> {
    data::episodes().into_iter().take(8).map(|item| Episode { notes: data::notes(), ..item.episode }).collect()
}

fn found(size: Size) -> Script {
    answered(size, Ok((shows(), episodes()))).keys("Enter")
}

/// The episodes of the first show found.
fn show(size: Size) -> Script {
    let script = found(size).keys("Enter");
    let Some(show) = script.state.views.discover.open_show().and_then(|key| key.id().cloned()) else { return script };
    let page = CatalogueReply::Episodes(show, Ok(Page { has_next: true, limit: 50, ..page(episodes()) }));
    script.reply(Slot::CatalogueShow, Reply::Catalogue(page))
}

/// A tab all of whose texts are hostile.
pub(super) fn hostile(size: Size, corpus: &[String]) -> State {
    let shows = corpus.iter().enumerate().map(|(number, text)| Show {
        publisher: Some(CleanText::new(text)),
        key: ShowKey::from_remote(&format!("hostile{number}")),
        ..data::show(number, text, Some(9)).show
    });
    let named = |(item, text): (Episode, &String)| Episode { name: CleanText::new(text), ..item };
    let episodes = episodes().into_iter().zip(corpus).map(named).collect();
    answered(size, Ok((shows.collect(), episodes))).keys("Enter Enter").state
}

#[test]
fn an_empty_pane_tells_why_it_is_empty_and_the_way_out() {
    for (name, text) in [
        (
            "discover_empty",
            "/ Searches Spotify's catalogue for shows and episodes as you type. A show's episodes and notes can be read \
             before you follow it. Nothing of it is kept on disk",
        ),
        ("discover_searching", "/ harbour Searching Spotify…"),
        ("discover_nothing", "/ harbour Spotify found nothing. Fewer or other words find more, Esc twice clears it"),
        ("discover_refused", "/ harbour Spotify cannot be reached Nothing is lost Check the network r tries again"),
        ("discover_logged_out", "/ Spotify's catalogue cannot be searched now Not logged in: L logs in"),
        ("discover_show_reading", "Fetching the episodes…"),
    ] {
        let drawn = Drawn::scene(name, WIDE).pane(ViewId::Discover).text();
        assert_eq!(drawn, text, "{name}");
    }
}

#[test]
fn results_name_publisher_count_and_what_is_followed_as_far_as_there_is_room() {
    let wide = Drawn::scene("discover_found", WIDE).pane(ViewId::Discover);
    assert_eq!(wide.head, "Discover · 3 shows · 8 episodes 3/11");
    let lines = wide.lines;
    assert!(lines[1].contains("Harbour Lights") && lines[1].ends_with("Harbour Audio  84 episodes"), "{lines:?}");
    assert!(lines[2].contains("★ followed"), "{lines:?}");
    let narrow = Drawn::scene("discover_found", SMALL).pane(ViewId::Discover).lines;
    assert!(narrow[1].contains("Show Harbour Lights") && narrow[1].ends_with("84"), "{narrow:?}");
    assert!(narrow[2].ends_with('★'), "{narrow:?}");
}

#[test]
fn a_show_that_is_not_followed_has_its_episodes_and_notes_in_the_same_panes() {
    insta::assert_snapshot!("discover_found", Drawn::scene("discover_found", WIDE).screen());
    for size in [WIDE, MIDDLE, SMALL] {
        let drawn = Drawn::scene("discover_show_notes", size).screen();
        insta::assert_snapshot!(format!("discover_show_{}", size.0), drawn);
    }
}

#[test]
fn a_show_of_the_catalogue_claims_nothing_about_the_disk() {
    let state = super::scene("discover_found", Size { width: 140, height: 40 });
    assert!(!state.views.notes.header().iter().any(|line| line.text.contains("on disk")));
    let row = state.views.discover.row(0).expect("a row");
    let ItemRef::Show(show) = row.item else { panic!("{row:?}") };
    assert_eq!(show.counts, StateCounts { total: 84, ..StateCounts::default() });
}

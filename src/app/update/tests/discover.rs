//! Discover: the catalogue as you type, the episodes of a show before it is followed, and refusals.

use super::harness::*;
use crate::{
    app::requests::event::{LoginLost, Refusal, Refused},
    domain::{
        CleanText, Episode, EpisodeId, Found, Html, Notes, Page, PlayerCommand, Progress, Show, ShowId, SpotifyLink,
    },
};

/// A page as the client gives it.
pub(super) fn page<T>(offset: u32, limit: u32, items: Vec<T>, has_next: bool) -> Page<T> {
    let received = u32::try_from(items.len()).expect("few");
    let items: Vec<(u32, T)> = (offset..).zip(items).collect();
    Page { items, skipped: 0, offset, limit, received, total: None, has_next }
}

pub(super) fn offered(name: &str) -> Show {
    let notes = Notes::Html(Html::new(&format!("<p>About {name}, at <a href=\"https://x.example/\">x</a></p>")));
    Show { publisher: Some(CleanText::new("Publisher")), notes, total_episodes: Some(120), ..show(name).show }
}

pub(super) fn episodes(names: &[&str]) -> Vec<Episode> {
    let one = |name: &&str| {
        let notes = Notes::Html(Html::new(&format!("<p>Notes of {name}: 01:30 it begins</p>")));
        Episode { notes, ..episode(name, "2026-11-01", 30, Progress::Unplayed) }
    };
    names.iter().map(one).collect()
}

pub(super) fn found(offset: u32, shows: &[&str], names: &[&str], has_next: bool) -> CatalogueReply {
    let shows = page(offset, 10, shows.iter().map(|name| offered(name)).collect(), has_next);
    CatalogueReply::Found(Ok(Box::new(Found { shows, episodes: page(offset, 10, episodes(names), false) })))
}

fn of_show(name: &str, offset: u32, names: &[&str], has_next: bool) -> CatalogueReply {
    CatalogueReply::Episodes(id(name), Ok(page(offset, 50, episodes(names), has_next)))
}

fn id(name: &str) -> ShowId {
    ShowId::parse(name).expect("an id")
}

/// What was asked of the catalogue since the last call.
pub(super) fn asked(session: &mut Session) -> Vec<Catalogue> {
    let asked = |effect| match effect {
        Effect::Catalogue(_, request) => Some(request),
        _ => None,
    };
    session.effects().into_iter().filter_map(asked).collect()
}

fn search(query: &str, offset: u32) -> Catalogue {
    Catalogue::Search { query: query.into(), offset }
}

fn page_of(name: &str, offset: u32) -> Catalogue {
    Catalogue::Episodes { show: id(name), offset }
}

/// Discover opened, and this found; the first result is selected.
fn finding(width: u16, shows: &[&str], names: &[&str]) -> Session {
    let mut session = Session::listing(width, 24, &["Followed"]);
    session.keys("6").text("tide").after_ms(400).reply(found(0, shows, names, false)).keys("Enter");
    session.effects();
    session
}

/// Which of the results are marked as followed.
fn followed(session: &Session) -> Vec<bool> {
    let view = &session.views().discover;
    let rows = (0..session.offered().len()).filter_map(|row| view.row(row));
    rows.map(|row| row.style == RowStyle::Catalogue { is_followed: true }).collect()
}

/// Any answer of the catalogue.
pub(super) fn some_answer(session: &Session, seed: u8) -> Reply {
    let names = ["Alpha", "B", "C", "D", "E", "F"];
    let some = |by: u8| &names[..usize::from(seed.rotate_left(by.into()) % 6)];
    let offset = u32::from(seed % 3) * 10;
    let open = session.views().discover.open_show().and_then(|key| key.id().cloned()).unwrap_or_else(|| id("Alpha"));
    match seed % 5 {
        0 => found(offset, some(1), some(3), seed.is_multiple_of(2)).into(),
        1 => CatalogueReply::Found(Err(problem("no"))).into(),
        2 => CatalogueReply::Episodes(open, Ok(page(offset, 10, episodes(some(2)), seed.is_multiple_of(2)))).into(),
        3 if seed < 128 => CatalogueReply::Episodes(open, Err(problem("no"))).into(),
        3 => CatalogueReply::Fetched(Ok(Fetched::Show(Box::new(offered("Alpha"))))).into(),
        _ => {
            let show = seed.is_multiple_of(2).then(|| Box::new(offered("Beta")));
            let episode = Box::new(episodes(&["A"]).remove(0));
            CatalogueReply::Fetched(if seed < 200 { Ok(Fetched::Episode(episode, show)) } else { Err(problem("no")) })
                .into()
        }
    }
}

#[test]
fn a_request_goes_out_after_a_pause_in_typing_and_typing_on_cancels_it() {
    let mut session = Session::listing(140, 24, &["A"]);
    session.keys("6").text("tid").after_ms(399);
    assert_eq!(asked(&mut session), []);
    assert_eq!(session.wakeup(), Some(session.moment(0) + jiff::SignedDuration::from_millis(1)));
    session.after_ms(1);
    assert_eq!(asked(&mut session), [search("tid", 0)]);
    let first = session.id(Slot::Catalogue);
    session.text("e");
    assert!(session.effects().contains(&Effect::Cancel(first)));
    session.answer(first, found(0, &["Late"], &[], false));
    assert_eq!(session.offered(), [""; 0], "what was superseded is dropped");
    session.after_ms(400).reply(found(0, &["Tide", "Followed"], &["One"], false));
    assert_eq!(asked(&mut session), [search("tide", 0)]);
    assert_eq!(session.offered(), [">[Tide]", "[Followed]", "One"]);
    session.send(EventKind::Key("Backspace".parse().expect("a key"))).text("e").after_ms(400);
    assert_eq!(asked(&mut session), [], "these are the results of the text");
}

#[test]
fn nothing_is_asked_before_something_is_typed() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("6").text("  ").after(1);
    assert_eq!(asked(&mut session), []);
    assert!(session.empty(ViewId::Discover).starts_with("Searches Spotify's catalogue"));
    session.keys("Esc r");
    assert_eq!(session.message(), "Type what to search for first");
    assert_eq!(asked(&mut session), []);
}

#[test]
fn pages_follow_while_the_selection_nears_the_end_and_move_no_row() {
    let mut session = Session::listing(140, 40, &["A"]);
    let names = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
    session.keys("6").text("x").after_ms(400).reply(found(0, &names, &["E1"], true)).keys("Enter");
    assert_eq!(asked(&mut session), [search("x", 0)]);
    session.keys("j j j j j");
    assert_eq!(asked(&mut session), []);
    session.keys("j");
    assert_eq!(asked(&mut session), [search("x", 10)]);
    assert!(session.heading(ViewId::Discover).ends_with("10 shows · 1 episode · more below"));
    // One of them was there before.
    session.reply(found(10, &["10", "11"], &["E2"], true));
    assert_eq!(session.offered().len(), 13);
    assert_eq!((session.offered()[6].as_str(), session.offered()[11].as_str()), (">[7]", "[11]"));
    session.keys("G");
    assert_eq!(asked(&mut session), [search("x", 20)], "to the last of those that were read");
    session.reply(found(20, &["11"], &[], true));
    assert!(!session.heading(ViewId::Discover).contains("more below"), "a page that repeats is the last");
    session.keys("k j");
    assert_eq!(asked(&mut session), []);
}

#[test]
fn a_page_of_nulls_is_passed_over_but_not_for_ever() {
    let mut session = Session::listing(140, 40, &["A"]);
    let nulls = |offset| {
        let page = |has_next| Page { received: 10, skipped: 10, ..page(offset, 10, Vec::new(), has_next) };
        let shows = Page { items: Vec::new(), ..page(true) };
        let Page { skipped, offset, limit, received, total, has_next, .. } = page(true);
        let shows: Page<Show> = shows;
        let episodes = Page { items: Vec::new(), skipped, offset, limit, received, total, has_next };
        CatalogueReply::Found(Ok(Box::new(Found { shows, episodes })))
    };
    session.keys("6").text("x").after_ms(400).reply(nulls(0)).reply(nulls(10)).reply(nulls(20));
    assert_eq!(asked(&mut session), [search("x", 0), search("x", 10), search("x", 20)]);
    assert!(session.empty(ViewId::Discover).starts_with("Spotify found nothing"));
}

#[test]
fn a_show_is_entered_before_it_is_followed_and_left_again() {
    for (back, width) in [("Esc", 140), ("h", 140), ("Esc", 40), ("h", 40)] {
        let mut session = finding(width, &["Other", "Tide"], &["One"]);
        session.keys("j Enter");
        assert_eq!(asked(&mut session), [page_of("Tide", 0)]);
        assert_eq!(session.subject(), Some(Subject::Show(show_key("Tide"))), "its details until there are episodes");
        session.reply(of_show("Tide", 0, &["E1", "E2", "E3"], true));
        assert_eq!(session.offered(), [">E1", "E2", "E3"]);
        assert_eq!(session.heading(ViewId::Discover), "Tide|3 of 120 fetched");
        assert_eq!(asked(&mut session), [page_of("Tide", 50)], "the end is near");
        session.reply(of_show("Tide", 50, &["E3", "E4"], false)).keys("j");
        assert_eq!(session.offered(), ["E1", ">E2", "E3", "E4"]);
        let selected = session.episode(ViewId::Discover).expect("an episode");
        assert_eq!((&selected.show, selected.show_name.as_str()), (&show_key("Tide"), "Tide"));
        session.keys("Enter");
        assert_eq!(session.focus(), ViewId::Notes);
        assert!(session.header_has("E2") && session.notes_are_read());
        session.keys(back);
        assert_eq!((session.focus(), session.offered().len()), (ViewId::Discover, 4));
        session.keys(back);
        assert_eq!(session.message(), "", "{back} at {width}");
        assert_eq!(session.offered(), ["[Other]", ">[Tide]", "One"]);
        assert_eq!(session.tab(), Tab::Discover);
    }
}

#[test]
fn notes_come_out_of_the_answers_and_the_library_is_not_asked() {
    let mut session = finding(140, &["Tide"], &["One"]);
    session.reads_notes = false;
    assert!(session.header_has("Publisher") && session.facts().starts_with("120 episodes"));
    assert_eq!(session.links(), ["x"]);
    session.keys("u");
    assert!(matches!(session.overlay(), Some(Overlay::Links(_))));
    session.keys("Esc j").keys("t");
    assert!(session.header_has("One") && session.notes_are_read());
    session.keys("Enter Enter");
    assert!(session.message().starts_with("From 1:30"), "{}", session.message());
    let reads = session.effects().into_iter().any(|effect| matches!(effect, Effect::Read(..)));
    assert!(!reads);
    // Where the notes are out of sight, their links are listed all the same.
    let mut session = finding(40, &["Tide"], &[]);
    session.keys("u");
    assert!(matches!(session.overlay(), Some(Overlay::Links(_))));
}

#[test]
fn a_followed_show_is_marked_and_gone_to_in_its_tab() {
    let mut session = finding(140, &["Tide", "Followed"], &[]);
    assert_eq!(followed(&session), [false, true]);
    session.keys("j Enter");
    assert_eq!((session.tab(), session.open()), (Tab::Shows, Some(&show_key("Followed"))));
    assert_eq!(asked(&mut session), []);
    session.keys("Backspace");
    assert_eq!((session.tab(), session.offered()), (Tab::Discover, vec!["[Tide]".into(), ">[Followed]".into()]));
    // The list of shows says so at once, without a search.
    session.send(EventKind::LibraryChanged(crate::app::requests::event::LibraryChange::Shows)).after(2);
    session.reply(shows(&["Tide"]));
    assert_eq!(followed(&session), [true, false]);
}

#[test]
fn an_episode_is_played_opened_and_copied_and_its_show_is_fetched() {
    let mut session = finding(140, &[], &["One", "Two"]);
    session.keys("Space");
    let plays = session.effects().into_iter().find_map(|effect| match effect {
        Effect::Player(_, Player::Send { command: PlayerCommand::Play { episodes, .. }, .. }) => Some(episodes),
        _ => None,
    });
    let ids = ["One", "Two"].map(|name| EpisodeId::parse(name).expect("an id"));
    assert_eq!(plays, Some(ids.to_vec()));
    session.keys("o y");
    let link = SpotifyLink::Episode(ids[0].clone());
    let effects = session.effects();
    assert!(effects.iter().any(|effect| matches!(effect, Effect::System(_, System::OpenSpotify(to)) if *to == link)));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::System(_, System::Copy(_)))));
    session.keys("e").reply(Reply::Located(link.clone(), None));
    assert_eq!(asked(&mut session), [Catalogue::Fetch(link)]);
    let fetched = Fetched::Episode(Box::new(episodes(&["One"]).remove(0)), Some(Box::new(offered("Tide"))));
    session.reply(CatalogueReply::Fetched(Ok(fetched)));
    assert_eq!((session.offered(), asked(&mut session)), (vec![">One".into()], vec![page_of("Tide", 0)]));
    session.reply(of_show("Tide", 0, &["E1", "E2"], true));
    assert_eq!(session.offered(), [">One", "E1", "E2"]);
    session.reply(of_show("Tide", 50, &["E3", "One", "E4"], false));
    assert_eq!(session.offered(), ["E1", "E2", "E3", ">One", "E4"], "it takes its place, and stays selected");
}

#[test]
fn nothing_of_the_catalogue_is_marked_or_exported() {
    let mut session = finding(140, &[], &["One"]);
    let why = "Episodes in Discover cannot be marked or exported";
    for name in ["mark played", "select-range", "mark-show"] {
        session.keys(":").text(name).keys("Enter");
        assert_eq!(session.message(), why, "{name}");
    }
    session.keys(":").text("export").keys("Enter");
    assert_eq!(session.overlay_lines(), [why]);
    session.keys("Esc");
    session.keys("Enter m");
    assert_eq!(session.focus(), ViewId::Notes);
    assert!(session.message().starts_with("m does nothing here"), "{}", session.message());
    assert!(!session.effects().iter().any(|effect| matches!(effect, Effect::Write(..))));
}

#[test]
fn refusals_are_one_sentence_with_the_way_out_and_r_asks_again() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("6").text("x").after_ms(400).reply(CatalogueReply::Found(Err(problem("Spotify cannot be reached"))));
    assert_eq!(session.empty(ViewId::Discover), "Spotify cannot be reached `r` tries again");
    session.after(5).effects();
    session.keys("Esc r");
    assert_eq!(asked(&mut session), [search("x", 0)], "not by itself");
    session.reply(found(0, &["Tide"], &[], true));
    assert_eq!(asked(&mut session), [search("x", 10)]);
    session.reply(CatalogueReply::Found(Err(problem("Too slow"))));
    assert_eq!(session.offered(), [">[Tide]"], "what was found stays");
    assert!(session.notice(ViewId::Discover).contains("Too slow: r asks again"));
    session.keys("r");
    assert_eq!(asked(&mut session), [search("x", 10)]);
    session.reply(found(10, &[], &[], false)).keys("Enter");
    session.reply(CatalogueReply::Episodes(id("Tide"), Err(problem("Gone"))));
    assert_eq!(session.empty(ViewId::Discover), "Gone `r` tries again");
    session.effects();
    session.keys("r");
    assert_eq!(asked(&mut session), [page_of("Tide", 0)]);
}

#[test]
fn while_no_request_can_go_out_the_pane_says_why_and_the_search_goes_out_later() {
    let mut session = Session::with(Startup { shelf: Some(shelf("ada", &["A"])), ..logged_out() });
    session.send(EventKind::Start).keys("6").text("x").after(1);
    assert_eq!(asked(&mut session), []);
    assert!(session.empty(ViewId::Discover).ends_with("Not logged in: `L` logs in"));
    let mut session = Session::listing(80, 24, &["A"]);
    let until = session.moment(600);
    session.send(EventKind::Quota(Quota::Blocked { until })).keys("6").text("x").after(1);
    assert_eq!(asked(&mut session), []);
    assert!(session.empty(ViewId::Discover).ends_with("Rate limited by Spotify until 12:10"));
    session.keys("Esc r");
    assert_eq!(session.message(), "Rate limited by Spotify until 12:10");
    assert_eq!(asked(&mut session), []);
    session.after(600);
    assert_eq!(asked(&mut session), [search("x", 0)]);
}

#[test]
fn a_show_that_cannot_be_fetched_or_is_empty_says_so() {
    let mut session = finding(80, &["a/b", "Tide"], &[]);
    session.keys("Enter");
    assert!(session.empty(ViewId::Discover).starts_with("This show cannot be fetched"));
    session.keys("Esc j Enter");
    assert_eq!(asked(&mut session), [page_of("Tide", 0)]);
    assert_eq!(session.empty(ViewId::Discover), "Fetching the episodes…");
    session.reply(of_show("Tide", 0, &[], false));
    assert_eq!(session.empty(ViewId::Discover), "This show has no episodes");
}

#[test]
fn the_episodes_of_a_show_are_filtered_without_a_request() {
    let mut session = finding(80, &["Tide"], &[]);
    session.keys("Enter").reply(of_show("Tide", 0, &["Alder", "Birch", "Cedar"], false)).effects();
    session.keys("/").text("bir").keys("Enter");
    assert_eq!(session.offered(), [">Birch"]);
    session.keys("/").text("zz").keys("Enter");
    assert_eq!(session.empty(ViewId::Discover), "No episodes match: `Esc` clears the filter");
    session.keys("Esc");
    assert_eq!((session.offered().len(), asked(&mut session)), (3, vec![]));
    session.keys("Esc");
    assert_eq!(session.offered(), [">[Tide]"]);
}

#[test]
fn another_account_leaves_nothing_of_the_search() {
    let mut session = finding(80, &["Tide"], &[]);
    session.keys("Enter").reply(of_show("Tide", 0, &["E1"], true)).keys("R");
    assert_eq!(session.offered(), [">E1"]);
    let (late, replaced) = (session.id(Slot::CatalogueShow), session.id(Slot::Sync));
    session.answer(replaced, Reply::LoginLost(LoginLost::AnotherAccount));
    let discover = &session.views().discover;
    assert_eq!((session.offered(), discover.open_show(), discover.text()), (vec![], None, ""));
    session.answer(late, of_show("Tide", 50, &["E2"], false));
    assert_eq!(session.offered(), [""; 0]);
}

#[test]
fn what_is_followed_is_marked_at_once_asked_for_once_and_taken_back_if_it_is_refused() {
    let keeps = |session: &mut Session| {
        session.effects().into_iter().filter(|effect| matches!(effect, Effect::Keep(..))).count()
    };
    let refused = || Reply::Keep(Err(Refused { why: Refusal::Other, problem: problem("No") }));
    let mut session = finding(140, &["Tide", "Followed"], &[]);
    session.keys("F");
    assert_eq!((keeps(&mut session), followed(&session)), (1, vec![true, true]));
    assert_eq!(session.shows(), ["Tide", ">Followed"], "the list of shows has it too");
    session.keys("F");
    assert!(matches!(session.overlay(), Some(Overlay::Question(_))), "the second key asks whether to unfollow");
    assert_eq!(keeps(&mut session), 0);
    session.keys("Esc").reply(refused());
    assert_eq!((followed(&session), session.shows()), (vec![false, true], vec![">Followed".into()]));
    session.keys("j F y");
    assert_eq!(followed(&session), [false, false]);
    session.reply(refused());
    assert_eq!(followed(&session), [false, true]);
    session.keys("F y").reply(Reply::Keep(Ok(None)));
    assert_eq!(followed(&session), [false, false]);
}

#[test]
fn an_episode_that_is_being_saved_is_so_in_the_next_results_and_in_its_show() {
    let is_saved = |session: &Session| session.views().discover.episode_at(0).map(|item| item.saved);
    let mut session = finding(140, &[], &["One"]);
    session.keys("a 6").text("s").after_ms(400).reply(found(0, &["Tide"], &["One"], false));
    let row = session.views().discover.episode_at(1).expect("the episode");
    assert!(row.saved);
    session.keys("Enter Enter").reply(of_show("Tide", 0, &["One"], false));
    assert_eq!((session.offered(), is_saved(&session)), (vec![">One".into()], Some(true)));
    session.reply(Reply::Keep(Err(Refused { why: Refusal::Other, problem: problem("No") })));
    assert_eq!(is_saved(&session), Some(false));
}

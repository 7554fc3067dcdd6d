//! Links to Spotify: pasted outside a field, or opened from the palette.

use super::{
    discover::{asked, episodes, offered, page},
    harness::*,
};
use crate::domain::{EpisodeId, Progress, ShowId, SpotifyLink};

fn show_link(id: &str) -> SpotifyLink {
    SpotifyLink::Show(ShowId::parse(id).expect("an id"))
}

fn episode_link(id: &str) -> SpotifyLink {
    SpotifyLink::Episode(EpisodeId::parse(id).expect("an id"))
}

/// A session at 140 columns with this show on disk.
fn listing() -> Session {
    let mut session = Session::listing(140, 24, &["Kept"]);
    session.effects();
    session
}

#[test]
fn every_kind_of_link_to_a_show_that_is_not_on_disk_is_fetched() {
    for link in [
        "https://open.spotify.com/show/Tide",
        "https://open.spotify.com/intl-de/show/Tide?si=abc123",
        "spotify:show:Tide",
        "  open.spotify.com/show/Tide\r\n",
    ] {
        let mut session = listing();
        session.paste(link);
        assert_eq!(asked(&mut session), [Catalogue::Fetch(show_link("Tide"))], "{link}");
        session.reply(CatalogueReply::Fetched(Ok(Fetched::Show(Box::new(offered("Tide"))))));
        assert_eq!((session.tab(), session.focus()), (Tab::Discover, ViewId::Discover));
        let show = ShowId::parse("Tide").expect("an id");
        assert_eq!(asked(&mut session), [Catalogue::Episodes { show: show.clone(), offset: 0 }]);
        session.reply(CatalogueReply::Episodes(show, Ok(page(0, 50, episodes(&["One"]), false))));
        assert_eq!(session.offered(), [">One"]);
        session.keys("Backspace");
        assert_eq!(session.tab(), Tab::Shows, "a jump");
    }
}

#[test]
fn a_link_to_what_is_on_disk_goes_there_without_a_request() {
    let mut session = listing();
    session.keys("2").paste("spotify:show:Kept");
    assert_eq!((session.tab(), session.open()), (Tab::Shows, Some(&show_key("Kept"))));
    assert_eq!(asked(&mut session), []);
    for width in [140, 40] {
        let mut session = Session::listing(width, 24, &["Kept"]);
        session.paste("https://open.spotify.com/episode/Two?si=1");
        assert!(matches!(session.effects().last(), Some(Effect::Read(_, Read::Find(_)))));
        let two = shelved("Kept", episode("Two", "2026-11-01", 9, Progress::Unplayed));
        session.reply(Reply::Located(episode_link("Two"), Some(Box::new(two.clone()))));
        assert_eq!(asked(&mut session), []);
        let focus = if width == 140 { ViewId::Episodes } else { ViewId::Notes };
        assert_eq!((session.tab(), session.focus()), (Tab::Shows, focus));
        session.reply(on_disk("Kept", vec![episode("One", "2026-11-02", 9, Progress::Unplayed), two.episode]));
        assert_eq!(session.episodes(), ["One", ">Two"]);
    }
}

#[test]
fn a_link_to_an_episode_that_is_not_on_disk_opens_its_show_at_it() {
    for width in [140, 40] {
        let mut session = Session::listing(width, 24, &["Kept"]);
        // On disk because it is saved, but its show is not followed.
        let saved = shelved("Other", episode("Two", "2026-11-01", 9, Progress::Unplayed));
        session.paste("spotify:episode:Two").reply(Reply::Located(episode_link("Two"), Some(Box::new(saved))));
        assert_eq!(asked(&mut session), [Catalogue::Fetch(episode_link("Two"))]);
        let two = Box::new(episodes(&["Two"]).remove(0));
        session.reply(CatalogueReply::Fetched(Ok(Fetched::Episode(two, Some(Box::new(offered("Other")))))));
        assert_eq!(session.offered(), [">Two"]);
        assert!(session.header_has("Two") && session.notes_are_read(), "at {width}");
        assert_eq!(session.focus(), if width == 140 { ViewId::Discover } else { ViewId::Notes });
    }
    let mut session = listing();
    session.paste("spotify:episode:Two").reply(Reply::Located(episode_link("Two"), None));
    let two = Box::new(episodes(&["Two"]).remove(0));
    session.reply(CatalogueReply::Fetched(Ok(Fetched::Episode(two, None))));
    assert_eq!(session.offered(), [">Two"], "Spotify did not name its show");
}

#[test]
fn what_is_no_such_link_is_one_sentence() {
    for (text, sentence) in [
        ("hello", "This is not a link to a show or an episode on Spotify"),
        ("https://open.spotify.com/show/../me", "This link does not lead to a show or an episode on Spotify"),
        ("spotify:track:abc", "This link does not lead to a show or an episode on Spotify"),
        ("https://example.org/show/abc", "This link does not lead to a show or an episode on Spotify"),
        ("https://spotify.link/AbC", "Open this short link in a browser and copy the open.spotify.com address"),
        ("\u{1b}]8;;https://x\u{1b}\\", "This is not a link to a show or an episode on Spotify"),
        (&"Zq:".repeat(100_000), "This is not a link to a show or an episode on Spotify"),
    ] {
        let mut session = listing();
        session.paste(text);
        assert_eq!(session.message(), sentence);
        assert_eq!(asked(&mut session), []);
        session.keys(":").paste(text).keys("Enter");
        assert!(session.overlay().is_some(), "the text can be changed");
    }
}

#[test]
fn a_refused_link_is_a_message_and_without_a_login_nothing_is_asked() {
    let mut session = listing();
    session.paste("spotify:show:Tide").reply(CatalogueReply::Fetched(Err(problem("Spotify has nothing there"))));
    assert_eq!((session.message(), session.tab()), ("Spotify has nothing there", Tab::Shows));
    let mut session = Session::with(Startup { shelf: Some(shelf("ada", &["Kept"])), ..logged_out() });
    session.send(EventKind::Start).paste("spotify:show:Tide");
    assert_eq!(session.message(), "Not logged in: L logs in");
    assert_eq!(asked(&mut session), []);
    session.paste("spotify:show:Kept");
    assert_eq!(session.open(), Some(&show_key("Kept")));
}

#[test]
fn the_palette_opens_links_with_and_without_the_word() {
    for typed in ["open spotify:show:Tide", "https://open.spotify.com/intl-fr/show/Tide?si=1"] {
        let mut session = listing();
        session.keys(":").text(typed);
        assert_eq!(session.overlay_lines().len(), 1);
        assert!(session.overlay_lines()[0].starts_with("open LINK"), "{:?}", session.overlay_lines());
        session.keys("Enter");
        assert!(session.overlay().is_none());
        assert_eq!(asked(&mut session), [Catalogue::Fetch(show_link("Tide"))]);
    }
    let mut session = listing();
    session.keys(":").text("open on spotify");
    assert!(session.overlay_lines()[0].starts_with("open-on-spotify"), "{:?}", session.overlay_lines());
    session.keys("Ctrl-u").text("open LINK").keys("Enter");
    assert_eq!(session.message(), "Type or paste the link: open LINK");
    session.keys("Ctrl-u").text("open nonsense").keys("Enter");
    assert_eq!(session.message(), "This is not a link to a show or an episode on Spotify");
}

#[test]
fn in_a_field_a_link_is_text_and_in_that_of_discover_enter_opens_it() {
    let mut session = listing();
    session.keys("/").paste("spotify:show:Kept");
    assert_eq!(session.filter(ViewId::Shows).text(), "spotify:show:Kept");
    session.keys("Esc 6").paste("spotify:show:Tide").after(1);
    assert_eq!(asked(&mut session), [], "it is not searched for");
    assert_eq!(session.empty(ViewId::Discover), "`Enter` opens this link");
    session.keys("Enter");
    assert_eq!(asked(&mut session), [Catalogue::Fetch(show_link("Tide"))]);
}

#[test]
fn an_answer_that_comes_under_an_overlay_or_after_another_link_moves_nothing() {
    let mut session = listing();
    session.paste("spotify:show:One");
    let first = session.id(Slot::Fetch);
    session.paste("spotify:show:Two");
    assert!(session.effects().contains(&Effect::Cancel(first)));
    session.keys("?").reply(CatalogueReply::Fetched(Ok(Fetched::Show(Box::new(offered("Two"))))));
    assert_eq!(session.tab(), Tab::Shows);
}

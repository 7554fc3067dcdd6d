use super::harness::*;
use crate::app::input::key::MouseKind;

#[test]
fn each_tab_has_a_key_and_keeps_what_was_left_in_it() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("j Enter");
    for (key, tab, view) in [
        ("2", Tab::Feed(FeedId::NEW), ViewId::Feed(FeedId::NEW)),
        ("3", Tab::Feed(FeedId::IN_PROGRESS), ViewId::Feed(FeedId::IN_PROGRESS)),
        ("4", Tab::Feed(FeedId::SAVED), ViewId::Feed(FeedId::SAVED)),
        ("5", Tab::Search, ViewId::Search),
        ("Esc", Tab::Search, ViewId::Search),
        ("6", Tab::Discover, ViewId::Discover),
    ] {
        session.keys(key);
        assert_eq!((session.tab(), session.focus()), (tab, view));
    }
    session.keys("Esc 1");
    assert_eq!((session.tab(), session.focus()), (Tab::Shows, ViewId::Episodes));
    session.keys("1");
    assert_eq!((session.shows(), session.focus()), (vec!["A".into(), ">B".into()], ViewId::Shows));
}

#[test]
fn a_tab_is_opened_with_a_click_on_its_name_at_every_width() {
    for width in [40, 60, 80, 140] {
        let feeds = [FeedId::NEW, FeedId::IN_PROGRESS, FeedId::SAVED].map(Tab::Feed);
        for tab in feeds.into_iter().chain([Tab::Shows, Tab::Search, Tab::Discover]) {
            let mut session = Session::listing(width, 24, &["A"]);
            let label = session.tab_labels().iter().find(|label| label.tab == tab).cloned().expect("a label");
            assert!(label.area.right() <= width && label.area.width > 0, "{width}: {label:?}");
            session.mouse(MouseKind::Click, label.area.x + 1, 0);
            assert_eq!(session.tab(), tab);
        }
    }
}

#[test]
fn tab_and_arrows_go_between_list_and_notes() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("2").reply_feed(FeedId::NEW, super::feed::page(vec![super::feed::row("A", "One", "2026-11-01")]));
    let list = ViewId::Feed(FeedId::NEW);
    for (keys, pane) in [
        ("Tab", ViewId::Notes),
        ("Tab", list),
        ("l", ViewId::Notes),
        ("h", list),
        ("Right", ViewId::Notes),
        ("Esc", list),
        ("Esc", list),
        ("i", ViewId::Notes),
        ("2", list),
    ] {
        session.keys(keys);
        assert_eq!(session.focus(), pane, "{keys}");
    }
    assert_eq!(session.tab(), Tab::Feed(FeedId::NEW));
}

#[test]
fn r_asks_spotify_for_everything_where_everything_is_listed() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("2").effects();
    session.keys("r");
    assert!(matches!(&session.effects()[..], [Effect::Sync(_, Sync::Library(_))]));
}

#[test]
fn nothing_is_read_while_it_is_not_known_whose_rows_may_be_shown() {
    let mut start = startup();
    if let LoginState::LoggedIn { account, .. } = &mut start.session.login {
        *account = None;
    }
    let mut session = Session::with(start);
    session.send(EventKind::Start).keys("2").keys("5").text("word").keys("Esc 2");
    let reads = |session: &mut Session| {
        let effects = session.effects();
        effects.iter().filter(|effect| matches!(effect, Effect::Read(_, Read::Feed(_) | Read::Search { .. }))).count()
    };
    assert_eq!(reads(&mut session), 0);
    session.reply(LoginReply::Account(Some(account("ada")))).keys("2");
    assert_eq!(reads(&mut session), 1);
}

#[test]
fn another_account_sees_nothing_of_what_was_listed_or_searched() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("2 5").text("word").keys("Esc").effects();
    session.keys("L Enter").effects();
    let running = |session: &Session| [Slot::Feed(FeedId::NEW), Slot::Search].map(|slot| session.runs(slot));
    assert_eq!(running(&session), [true, true]);
    session.keys("Enter");
    session.reply(LoginReply::Done(Ok(logged_in())));
    assert_eq!((running(&session), session.search()), ([false, false], ""));
}

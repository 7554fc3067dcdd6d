use super::harness::*;
use crate::app::{Effect, Reply, feed::FeedKind, key::MouseKind, ledger::Purpose, panes::Pane, tab::Tab};

#[test]
fn each_tab_has_a_key_and_keeps_what_was_left_in_it() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("j Enter");
    for (key, tab) in [("2", Tab::New), ("3", Tab::InProgress), ("5", Tab::Search)] {
        session.keys(key);
        assert_eq!((session.state.main.tab, session.state.main.focus), (tab, Pane::Episodes));
    }
    session.keys("Esc 1");
    assert_eq!((session.state.main.tab, session.state.main.focus), (Tab::Shows, Pane::Episodes));
    session.keys("1");
    assert_eq!((session.shows(), session.state.main.focus), (vec!["A".into(), ">B".into()], Pane::Shows));
}

#[test]
fn a_tab_is_opened_with_a_click_on_its_name_at_every_width() {
    for width in [40, 60, 80, 140] {
        for tab in Tab::ALL {
            let mut session = Session::listing(width, 24, &["A"]);
            let label = session.state.tab_labels().into_iter().find(|label| label.tab == tab).expect("a label");
            assert!(label.area.right() <= width && label.area.width > 0, "{width}: {label:?}");
            session.mouse(MouseKind::Click, label.area.x + 1, 0);
            assert_eq!(session.state.main.tab, tab);
        }
    }
}

#[test]
fn tab_and_arrows_go_between_list_and_notes() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("2").reply(Reply::Feed(
        FeedKind::New,
        crate::app::feed::FeedPage {
            rows: vec![super::feed::row("A", "One", "2026-11-01")],
            from_start: true,
            more: false,
            seen_at: None,
            total: 1,
        },
    ));
    for (keys, pane) in [
        ("Tab", Pane::Notes),
        ("Tab", Pane::Episodes),
        ("l", Pane::Notes),
        ("h", Pane::Episodes),
        ("Right", Pane::Notes),
        ("Esc", Pane::Episodes),
        ("Esc", Pane::Episodes),
        ("i", Pane::Notes),
        ("2", Pane::Episodes),
    ] {
        session.keys(keys);
        assert_eq!(session.state.main.focus, pane, "{keys}");
    }
    assert_eq!(session.state.main.tab, Tab::New);
}

#[test]
fn r_asks_spotify_for_everything_where_everything_is_listed() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("2").effects();
    session.keys("r");
    assert!(matches!(&session.effects()[..], [Effect::Sync { .. }]));
}

#[test]
fn nothing_is_read_while_it_is_not_known_whose_rows_may_be_shown() {
    let mut session = Session::with(crate::app::state::Startup {
        session: crate::app::state::Session {
            login: match startup().session.login {
                crate::domain::LoginState::LoggedIn { missing, ends, .. } => {
                    crate::domain::LoginState::LoggedIn { account: None, missing, ends }
                }
                other => other,
            },
            ..startup().session
        },
        ..startup()
    });
    session.send(crate::app::EventKind::Start).keys("2").keys("5").text("word").keys("Esc 2");
    let reads = |session: &mut Session| {
        let effects = session.effects();
        effects.iter().filter(|effect| matches!(effect, Effect::ReadFeed { .. } | Effect::Search { .. })).count()
    };
    assert_eq!(reads(&mut session), 0);
    session.reply(Reply::Account(Some(account("ada")))).keys("2");
    assert_eq!(reads(&mut session), 1);
}

#[test]
fn another_account_sees_nothing_of_what_was_listed_or_searched() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("2 5").text("word").keys("Esc").effects();
    session.keys("L Enter").effects();
    let asked = [Purpose::ReadNew, Purpose::Search].map(|purpose| session.state.ledger.current(purpose));
    assert!(asked.iter().all(Option::is_some), "{asked:?}");
    session.keys("Enter");
    session.reply(Reply::LoginDone(Ok(logged_in())));
    let asked = [Purpose::ReadNew, Purpose::Search].map(|purpose| session.state.ledger.current(purpose));
    assert_eq!((asked, session.state.main.search.asked.as_str()), ([None, None], ""));
}

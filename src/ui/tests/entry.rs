//! The screens before there is anything to list, by their lines.

use ratatui::layout::Size;

use super::{Drawn, MIDDLE, SMALL, WIDE, fixtures};
use crate::domain::LoginState;

/// The row that has this text.
fn row_of(drawn: &Drawn, text: &str) -> u16 {
    let area = drawn.buffer.area;
    let row = |y: u16| (0..area.width).map(|x| drawn.buffer[(x, y)].symbol()).collect::<String>();
    (0..area.height).find(|y| row(*y).contains(text)).expect("it is drawn")
}

#[test]
fn the_setup_takes_a_client_id_and_hides_the_secret() {
    let drawn = Drawn::scene("setup_typing", MIDDLE);
    assert_eq!(drawn.header(), "spotpods-tui › Set up                                            not logged in");
    assert_eq!(
        drawn.body()[11..],
        [
            "To look around first, d opens the demo without an account; q leads back.",
            "▎ Client ID  0123456789abcdef0123456789ab",
            "Secret     ••••••••••••••••••••••••••••••••",
        ]
    );
    assert_eq!(drawn.cursor.map(|at| (at.x, at.y)), Some((43, row_of(&drawn, "Client ID  "))));
    let drawn = Drawn::scene("setup_typing", SMALL);
    assert_eq!(
        drawn.body(),
        [
            "1  o opens Spotify's dashboard",
            "2  Create an app \"My podcast shelf\"",
            "3  http://127.0.0.1:8899/callback as",
            "its redirect URI: y copies",
            "4  Tick Web API; you need Premium",
            "5  Enter: paste the app's client ID",
            "▎ Client ID  456789abcdef0123456789ab",
            "Secret     •••••••••••••••••••••••••",
        ]
    );
    assert_eq!(drawn.cursor.map(|at| (at.x, at.y)), Some((38, row_of(&drawn, "Client ID  "))));
}

#[test]
fn what_is_wrong_with_a_client_id_stands_below_the_field() {
    let drawn = Drawn::scene("setup_problem", MIDDLE);
    assert_eq!(
        drawn.body()[11..],
        [
            "To look around first, d opens the demo without an account; q leads back.",
            "▎ Client ID  0123456789abcdef0123456789ab",
            "Secret     ••••••••••••••••••••••••••••••••",
            "▲ This is too short",
            "It has 28 characters, a client ID has 32",
            "Copy it from your app's settings in the dashboard",
        ]
    );
    assert_eq!(drawn.cursor.map(|at| (at.x, at.y)), Some((43, row_of(&drawn, "Client ID  "))));
    assert_eq!(
        Drawn::scene("setup_problem", SMALL).body(),
        [
            "1  o opens Spotify's dashboard",
            "2  Create an app \"My podcast shelf\"",
            "▎ Client ID  456789abcdef0123456789ab",
            "Secret     •••••••••••••••••••••••••",
            "▲ This is too short",
            "It has 28 characters, a client ID has",
            "32",
            "Copy it from your app's settings in",
            "the dashboard",
        ]
    );
}

#[test]
fn the_first_login_tells_what_it_is_for() {
    let drawn = Drawn::scene("login_first", MIDDLE);
    assert_eq!(drawn.header(), "spotpods-tui › Log in                                            not logged in");
    assert_eq!(
        drawn.body(),
        [
            "Log in with Spotify",
            "Your shows, episodes and where you stopped are read from your account.",
            "You agree once, in your browser; your password stays with Spotify.",
            "Enter opens the browser",
            "To look around first, d opens the demo without an account; q leads back.",
            "Client ID: 0123456789abcdef0123456789abcdef",
            "Redirect URI: http://127.0.0.1:8899/callback",
        ]
    );
    assert_eq!(drawn.cursor, None);
    assert_eq!(
        Drawn::scene("login_first", SMALL).body(),
        [
            "Log in with Spotify",
            "Your shows, episodes and where you",
            "stopped are read from your account.",
            "You agree once, in your browser; your",
            "password stays with Spotify.",
            "Enter opens the browser",
            "Redirect URI:",
            "http://127.0.0.1:8899/callback",
        ]
    );
}

#[test]
fn a_login_that_ended_tells_so_and_what_went_wrong_since() {
    let drawn = Drawn::scene("login_expired_with_problem", MIDDLE);
    assert_eq!(
        drawn.body(),
        [
            "Log in with Spotify",
            "Spotify has ended the login: it was withdrawn, or it is six months old.",
            "Nothing is lost.",
            "You agree once, in your browser; your password stays with Spotify.",
            "Enter opens the browser",
            "Client ID: 0123456789abcdef0123456789abcdef",
            "Redirect URI: http://127.0.0.1:8899/callback",
            "▲ Spotify says that access was declined",
            "Nothing was stored.",
            "Press Enter to try again and choose Agree in the browser.",
        ]
    );
    assert_eq!(
        Drawn::scene("login_expired_with_problem", SMALL).body(),
        [
            "Log in with Spotify",
            "Spotify has ended the login: it was",
            "withdrawn, or it is six months old.",
            "Nothing is lost.",
            "Enter opens the browser",
            "▲ Spotify says that access was",
            "declined",
            "Press Enter to try again and choose",
            "Agree in the browser.",
        ]
    );
}

#[test]
fn a_login_on_its_way_tells_how_far_it_is() {
    assert_eq!(Drawn::scene("login_starting", MIDDLE).body(), ["Opening the browser…",]);
    assert_eq!(
        Drawn::scene("login_exchanging", MIDDLE).body(),
        ["Logging in…", "Spotify answered; fetching the login and your account.",]
    );
    assert_eq!(
        Drawn::scene("login_exchanging", SMALL).body(),
        ["Logging in…", "Spotify answered; fetching the login", "and your account.",]
    );
}

#[test]
fn a_login_that_waits_keeps_its_url_in_sight_on_a_small_terminal() {
    assert_eq!(
        Drawn::scene("login_waiting", SMALL).body(),
        [
            "Waiting for your browser          4:32",
            "Your browser was asked to open; agree",
            "there and come back.",
            "The URL needs a larger window; y",
            "copies it.",
            "Browser on another computer? Agree",
            "there, then press p and paste the",
            "address it ends on.",
        ]
    );
}

#[test]
fn in_a_remote_session_the_redirect_url_is_pasted_and_hidden() {
    let drawn = Drawn::scene("login_waiting_remote_paste", MIDDLE);
    let body = drawn.body();
    assert_eq!(
        body[..3],
        [
            "Waiting for your browser                                                4:32",
            "This is a remote session: open the URL in the browser of the computer in",
            "front of you, then paste the address it ends on.",
        ]
    );
    assert_eq!(
        body[9..14],
        [
            "▎ Redirect URL  •••••••••••••••••••••••••••••••••••••••",
            "Paste the whole address from the browser's address bar, even if its page",
            "failed.",
            "▲ That URL belongs to another login",
            "Paste the address that the browser shows after you agreed to this one.",
        ]
    );
    assert_eq!(drawn.cursor.map(|at| (at.x, at.y)), Some((57, 11)));
    let drawn = Drawn::scene("login_waiting_remote_paste", SMALL);
    assert_eq!(
        drawn.body(),
        [
            "Waiting for your browser          4:32",
            "The URL needs a larger window; y",
            "copies it.",
            "▎ Redirect URL  •••••••••••••••••••••",
            "▲ That URL belongs to another login",
            "Paste the address that the browser",
            "shows after you agreed to this one.",
        ]
    );
    assert_eq!(drawn.cursor.map(|at| (at.x, at.y)), Some((38, 3)));
}

#[test]
fn the_demo_names_the_key_that_agrees() {
    let drawn = Drawn::scene("login_waiting_demo", WIDE);
    assert_eq!(
        drawn.header(),
        "spotpods-tui › Log in                                                                                                                 demo"
    );
    assert_eq!(
        drawn.body()[..3],
        [
            "Waiting for your browser                                                4:32",
            "Your browser w3m needs this terminal: open the URL in another one.",
            "This is the demo: a agrees without a browser.",
        ]
    );
    assert_eq!(
        Drawn::scene("login_waiting_demo", SMALL).body(),
        [
            "Waiting for your browser          4:32",
            "Your browser w3m needs this terminal:",
            "open the URL in another one.",
            "This is the demo: a agrees without a",
            "browser.",
            "The URL needs a larger window; y",
            "copies it.",
        ]
    );
}

#[test]
fn a_port_that_is_taken_is_named_with_two_ways_on() {
    assert_eq!(
        Drawn::scene("login_port_in_use", MIDDLE).body(),
        [
            "Log in with Spotify",
            "▲ Port 8899 is taken by another program",
            "Enter tries it again, once that program has ended.",
            "p uses a port that is free. Spotify accepts it only if the redirect URI is",
            "registered without a port: http://127.0.0.1/callback",
        ]
    );
    assert_eq!(
        Drawn::scene("login_port_in_use", SMALL).body(),
        [
            "Log in with Spotify",
            "▲ Port 8899 is taken by another",
            "program",
            "Enter tries it again, once that",
            "program has ended.",
            "p uses a port that is free. Spotify",
            "accepts it only if the redirect URI is",
            "registered without a port:",
            "http://127.0.0.1/callback",
        ]
    );
}

#[test]
fn the_demo_offers_no_other_client_id() {
    let status = |is_demo| {
        let startup = fixtures::startup(Size { width: 80, height: 24 }).session(|session| {
            session.login = LoginState::LoggedOut;
            session.is_demo = is_demo;
        });
        Drawn::of(fixtures::Script::start(startup).state).status()
    };
    assert!(status(false).contains("c change the client ID"));
    assert!(!status(true).contains("client ID"));
}

use jiff::Timestamp;

use super::*;
use crate::{
    app::{Keymap, Remedy, input::keymap::Rebinding},
    domain::Scope,
};

fn now() -> ZonedDateTime {
    "2026-03-01T12:00:00+01:00[Europe/Berlin]".parse().expect("a time")
}

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn every_api_error() -> Vec<ApiError> {
    let text = || CleanText::new("why");
    vec![
        ApiError::LoggedOut,
        ApiError::LoginExpired,
        ApiError::AnotherAccount,
        ApiError::InvalidClient,
        ApiError::Unreachable(text()),
        ApiError::Timeout,
        ApiError::Blocked { until: moment("2026-03-01T17:40:00Z") },
        ApiError::SignInPage,
        ApiError::Redirected,
        ApiError::MissingScope(None),
        ApiError::MissingScope(Some(Scope::PlaybackModify)),
        ApiError::OwnerNeedsPremium,
        ApiError::UserNotRegistered,
        ApiError::NoActiveDevice,
        ApiError::DeviceNotFound,
        ApiError::PremiumRequired,
        ApiError::DeviceRestricted,
        ApiError::Restricted,
        ApiError::Forbidden(text()),
        ApiError::NotFound,
        ApiError::Server(502),
        ApiError::Status { status: 418, message: text() },
        ApiError::Unreadable(text()),
        ApiError::Storage(text()),
        ApiError::Keyring(text()),
    ]
}

#[test]
fn a_service_that_is_not_reached_reads_the_same_whether_the_request_was_sent_or_not() {
    let why = || CleanText::new("why");
    assert_eq!(api(&ApiError::NotConnected(why()), &now()), api(&ApiError::Unreachable(why()), &now()));
}

#[test]
fn every_error_says_what_happened_what_became_of_things_and_what_to_do() {
    let now = now();
    let mut titles = std::collections::HashSet::new();
    for error in every_api_error() {
        let problem = api(&error, &now);
        assert!(!problem.detail.is_empty() && problem.remedy != Remedy::None, "{error:?}: {problem:?}");
        assert!(titles.insert(problem.title.clone()), "{error:?} reads as another: {problem:?}");
        let of_login = login(&LoginError::Api(error.clone()), &now);
        assert!(!of_login.title.is_empty() && of_login.remedy != Remedy::None, "{error:?}: {of_login:?}");
    }
}

#[test]
fn no_remedy_for_a_link_is_to_refresh_a_list() {
    let now = now();
    for error in every_api_error() {
        let remedy = link(&error, &now).remedy.on_screen(&Keymap::default());
        assert!(
            !remedy.is_empty() && !remedy.contains("refresh") && !remedy.contains("Refresh"),
            "{error:?}: {remedy}"
        );
    }
    let cut_off = ApiError::Status { status: 400, message: CleanText::new("Invalid base62 id") };
    for error in [ApiError::NotFound, cut_off] {
        let remedy = link(&error, &now).remedy.on_screen(&Keymap::default());
        assert_eq!(remedy, "Copy the whole link again, or search for the title in Discover");
    }
}

#[test]
fn c6_a_missing_scope_is_named_with_what_it_prevents() {
    let line = api(&ApiError::MissingScope(Some(Scope::PlaybackModify)), &now()).line();
    assert_eq!(
        line,
        "The permission user-modify-playback-state is missing. Without it nothing can be played from here. Run \
         `spotpods-tui auth login` and agree to everything"
    );
}

#[test]
fn a_block_names_the_local_time_and_the_day_unless_it_is_today() {
    let title = |until| api(&ApiError::Blocked { until: moment(until) }, &now()).title.into_owned();
    assert_eq!(title("2026-03-01T17:40:00Z"), "Rate limited by Spotify until 18:40");
    assert_eq!(title("2026-03-02T11:00:00Z"), "Rate limited by Spotify until 2026-03-02 12:00");
}

#[test]
fn i1_a_sign_in_page_is_named_as_one() {
    let problem = api(&ApiError::SignInPage, &now()).line();
    assert!(problem.contains("sign-in page") && problem.contains("Nothing is lost"), "{problem}");
}

#[test]
fn a_refused_paste_leaves_the_login_waiting() {
    for error in [
        PasteError::NotAUrl,
        PasteError::AuthorizePage,
        PasteError::Elsewhere,
        PasteError::Damaged,
        PasteError::WrongState,
        PasteError::WrongIssuer,
        PasteError::NoCode,
    ] {
        assert_eq!(paste(error).detail, "The login goes on waiting", "{error:?}");
    }
    assert_eq!(paste(PasteError::Ended).detail, "");
}

#[test]
fn g6_a_missing_terminal_is_named_with_the_way_out() {
    for error in [NoTerminal::Output, NoTerminal::Input, NoTerminal::Unset, NoTerminal::Dumb] {
        let line = no_terminal(error).line();
        assert!(line.contains("spotpods-tui auth status"), "{line}");
    }
    assert!(no_terminal(NoTerminal::Dumb).line().contains("TERM=dumb"));
}

#[test]
fn f9_a_link_that_was_not_opened_can_be_copied() {
    let link = crate::domain::WebLink::parse("https://example.org/").expect("a link");
    let link = Address::from(&link);
    assert_eq!(browser(&Browser::Opened, &link), Ok(()));
    let text = Browser::TextBrowser("w3m".to_owned());
    let problem = browser(&text, &link).expect_err("not opened");
    assert_eq!(problem.detail, "w3m would draw over the program");
    assert_eq!(problem.remedy, Action::CopyLink.into());
    let failed = browser(&Browser::Failed("No graphical session".to_owned()), &link).expect_err("not opened");
    let yank = Rebinding { context: "main", name: "copy-link", keys: &["Y".to_owned()] };
    assert_eq!(failed.status_line(&Keymap::default()), "No graphical session. Copy the link (y)");
    let keymap = Keymap::default().rebound(&[yank]).0;
    assert_eq!(failed.status_line(&keymap), "No graphical session. Copy the link (Y)");
    let dashboard = browser(&text, &Address::dashboard()).expect_err("not opened");
    let remedy = Remedy::from("Open https://developer.spotify.com/dashboard in a browser yourself");
    assert_eq!(dashboard.remedy, remedy);
}

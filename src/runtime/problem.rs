//! Every error as a person reads it: what happened, whether anything is lost, what to do.
//!
//! One exhaustive match per error type, so that a new cause cannot be forgotten. The same sentences serve the screen
//! and the command line. Nothing in here is secret: errors carry clean text and no token, code or state.

mod library;

use std::borrow::Cow;

use jiff::ZonedDateTime;

use super::{
    browser::{self, Address},
    clipboard::CopyError,
    terminal::{NoTerminal, WorkerPanic},
};
use crate::{
    app::{Problem, event::Browser, login::timed_out_problem},
    auth::{LoginError, PasteError, RedirectUriError, StartError, VaultError},
    config::SaveError,
    domain::{CleanText, moment::clock_time},
    spotify::ApiError,
};

pub use library::{library, notice, sync};

const NOTHING_LOST: &str = "Nothing is lost";
const REFRESH: &str = "Refresh the list to try again (r)";
const LOG_IN: &str = "Log in again";
const DASHBOARD: &str = "Compare them with the app's page at https://developer.spotify.com/dashboard";

/// Why Spotify brought nothing. `now` gives the time zone, and the day that needs no name.
#[must_use]
#[expect(clippy::too_many_lines, reason = "a table: one arm for each cause")]
pub fn api(error: &ApiError, now: &ZonedDateTime) -> Problem {
    match error {
        ApiError::LoggedOut => Problem::new("You are not logged in", NOTHING_LOST, "Log in (L)"),
        ApiError::LoginExpired => Problem::new(
            "Spotify has ended this login",
            "It was revoked, or it is six months old. Nothing else is lost",
            "Log in again (L)",
        ),
        ApiError::AnotherAccount => Problem::new(
            "Another account has logged in meanwhile",
            "Another copy of the program did that. What was fetched is kept for the account it belongs to",
            "Synchronise again (R)",
        ),
        ApiError::InvalidClient => {
            Problem::new("Spotify does not know this client ID or its secret", "The login is kept", DASHBOARD)
        }
        ApiError::Unreachable(why) => {
            let remedy = "Check the network, then refresh the list (r)";
            Problem::new(Problem::UNREACHABLE, format!("{why}. {NOTHING_LOST}"), remedy)
        }
        ApiError::Timeout => Problem::new("Spotify did not answer in time", NOTHING_LOST, REFRESH),
        ApiError::Blocked { until } => Problem::new(
            format!("Spotify asks to wait until {}", clock_time(*until, now)),
            "This app has asked for a lot. Nothing is lost, and nothing is asked before then",
            "Refresh the list after that time (r)",
        ),
        ApiError::SignInPage => Problem::new(
            "This network answers in Spotify's place",
            "A web page came where data was due, most often the sign-in page of a network. Nothing is lost",
            "Open any page in a browser, sign in to the network, then refresh the list (r)",
        ),
        ApiError::Redirected => Problem::new(
            "The answer leads to another address",
            "Redirects are never followed, because they could take the login elsewhere. Nothing is lost",
            "Check the network or the proxy, then refresh the list (r)",
        ),
        ApiError::MissingScope => Problem::new("A permission is missing", NOTHING_LOST, "Log in again and agree (L)"),
        ApiError::OwnerNeedsPremium => Problem::new(
            "The owner of the Spotify app needs Premium",
            "Spotify serves an app only while the account that registered it has Premium. Nothing is lost",
            "Use the client ID of an app whose owner has Premium",
        ),
        ApiError::UserNotRegistered => Problem::new(
            "This account may not use the Spotify app yet",
            NOTHING_LOST,
            "Add it under User Management on the app's page at https://developer.spotify.com/dashboard",
        ),
        ApiError::Forbidden(why) => Problem::new("Spotify refused", said(why), REFRESH),
        ApiError::NotFound => Problem::new("Spotify does not find it", "It may have been removed", REFRESH),
        ApiError::Server(status) => {
            let detail = format!("It failed with status {status} several times. {NOTHING_LOST}");
            Problem::new("Spotify has trouble of its own", detail, "Wait a little, then refresh the list (r)")
        }
        ApiError::Status { status, message } => {
            Problem::new(format!("Spotify answered with status {status}"), said(message), REFRESH)
        }
        ApiError::Unreadable(why) => {
            Problem::new("Spotify's answer could not be read", format!("{why}. {NOTHING_LOST}"), REFRESH)
        }
        ApiError::Storage(why) => Problem::new(
            "The login could not be kept",
            why.to_string(),
            "See that the data folder can be written to, then try again",
        ),
    }
}

/// Why a login could not start. A port in use is its own case of `app` and has a sentence here for the command line.
#[must_use]
pub fn start(error: &StartError) -> Problem {
    match error {
        StartError::PortInUse { port } => Problem::new(
            format!("Port {port} is used by another program"),
            "Spotify cannot lead back to this program",
            "Close the other program, or log in with another port; it needs http://127.0.0.1/callback, without a port, \
             in the dashboard",
        ),
        StartError::Bind { addr, reason } => Problem::new(
            format!("Nothing can listen on {addr}"),
            CleanText::new(&reason.to_string()).to_string(),
            "Use a redirect URI with a port above 1023",
        ),
        StartError::Random(cause) => {
            Problem::new("The login cannot be made safe", said_by_system(cause), "Restart the computer")
        }
        StartError::Thread(cause) => {
            Problem::new("The login could not start", said_by_system(cause), "Close other programs and try again")
        }
    }
}

/// Why a code brought no login.
#[must_use]
pub fn login(error: &LoginError, now: &ZonedDateTime) -> Problem {
    match error {
        LoginError::CodeRefused => Problem::new(
            "Spotify no longer takes this code",
            "It was too old, or was used before. Nothing was stored",
            LOG_IN,
        ),
        LoginError::Api(ApiError::InvalidClient) => {
            Problem::new("Spotify does not know this client ID or its secret", "Nothing was stored", DASHBOARD)
        }
        LoginError::Api(error) => {
            let Problem { title, detail, .. } = api(error, now);
            Problem::new(title, detail, LOG_IN)
        }
        LoginError::Vault(error) => vault(error),
    }
}

/// The person said no.
#[must_use]
pub fn declined() -> Problem {
    Problem::new("You declined on Spotify's page", "Nothing was stored", "Log in when you like")
}

/// Spotify, or the listener, reported another error.
#[must_use]
pub fn callback_failed(why: &CleanText) -> Problem {
    Problem::new("The login failed", format!("Spotify says: {why}. Nothing was stored"), LOG_IN)
}

/// Nothing came back in time; the screen says so by itself with the same words.
#[must_use]
pub fn login_timed_out() -> Problem {
    timed_out_problem()
}

/// Why a pasted address was not taken. The login goes on waiting.
#[must_use]
pub fn paste(error: PasteError) -> Problem {
    const WHOLE: &str = "Copy the whole line of the browser's address bar";
    let (title, remedy) = match error {
        PasteError::NotAUrl => ("This is not an address", WHOLE),
        PasteError::AuthorizePage => {
            ("This is the page to log in with", "Open it, agree, and paste the address it leads to")
        }
        PasteError::Elsewhere => ("This is not the address Spotify leads back to", WHOLE),
        PasteError::Damaged => ("This address is damaged", WHOLE),
        PasteError::WrongState => ("This address belongs to another login", "Use the page that was opened last"),
        PasteError::WrongIssuer => ("This address comes from another service", "Use the page that was opened last"),
        PasteError::NoCode => ("This address carries no code", WHOLE),
        PasteError::Ended => ("This login has ended", LOG_IN),
    };
    let detail = if error == PasteError::Ended { "" } else { "The login goes on waiting" };
    Problem::new(title, detail, remedy)
}

/// Why the tokens could not be read or written.
#[must_use]
pub fn vault(error: &VaultError) -> Problem {
    match error {
        VaultError::Symlink(file) => Problem::new(
            format!("{file} is a symbolic link"),
            "A login is kept in a file of its own; neither link nor target was touched",
            "Remove the link",
        ),
        VaultError::ForeignOwner(file) => Problem::new(
            format!("{file} belongs to another user"),
            "It is not used, and was not touched",
            "Remove the file, or give it back to you",
        ),
        VaultError::NotAFile(file) => Problem::new(
            format!("{file} is not a file"),
            "A login is kept in a file; this was not touched",
            "Move it away",
        ),
        VaultError::Io { path, reason } => Problem::new(
            "The login could not be read or written",
            format!("{path}: {reason}"),
            "See that there is room, and that the folder is yours",
        ),
    }
}

/// Why the client ID was not saved.
#[must_use]
pub fn save(error: &SaveError) -> Problem {
    match error {
        SaveError::NotAClientId(why) => {
            Problem::new(format!("The client ID {}", CleanText::new(why)), "", "Copy it from the app's page")
        }
        SaveError::Io { path, cause } => Problem::new(
            "The client ID could not be saved",
            format!("{}: {}", CleanText::new(&path.to_string_lossy()), said_by_system(cause)),
            "Set SPOTIFY_CLIENT_ID instead, or see that the folder can be written to",
        ),
    }
}

/// Why the redirect URI cannot be used. Setup and login go on with the usual one.
#[must_use]
pub fn redirect(error: RedirectUriError) -> String {
    format!("redirect_uri is ignored: {error}")
}

/// What to say of a link that was not opened; `None` for one that was.
#[must_use]
pub fn browser(outcome: &Browser, address: &Address) -> Option<Problem> {
    let (title, detail) = match outcome {
        Browser::Opening | Browser::Opened => return None,
        Browser::Remote => ("Not opened: this is a remote session", String::new()),
        Browser::TextBrowser(name) => (
            "Not opened: $BROWSER wants this terminal for itself",
            format!("{} would draw over the program", CleanText::new(name)),
        ),
        Browser::Failed(why) => ("The browser could not be opened", CleanText::new(why).to_string()),
    };
    let remedy = if *address == Address::dashboard() {
        format!("Open {} in a browser yourself", browser::DASHBOARD).into()
    } else {
        Cow::Borrowed("Copy the link instead (y)")
    };
    Some(Problem::new(title, detail, remedy))
}

/// Why a text was not copied.
#[must_use]
pub fn copy(error: &CopyError) -> Problem {
    match error {
        CopyError::TooLong => Problem::new("This is longer than a terminal copies", "Nothing was copied", ""),
        CopyError::Control => Problem::new("This cannot be copied", "It holds control characters", ""),
    }
}

/// The terminal takes nothing any more.
#[must_use]
pub fn terminal_gone() -> Problem {
    Problem::new("The terminal does not answer", NOTHING_LOST, "")
}

/// There is nothing to draw on.
#[must_use]
pub fn no_terminal(error: NoTerminal) -> Problem {
    let (title, remedy) = match error {
        NoTerminal::Output => ("The screen needs a terminal, and the output is not one", "Do not redirect the output"),
        NoTerminal::Input => ("The screen needs a terminal, and the input is not one", "Do not redirect the input"),
        NoTerminal::Unset => ("TERM is not set, so nothing is known of this terminal", "Set TERM, as in TERM=xterm"),
        NoTerminal::Dumb => (
            "TERM=dumb says that this terminal cannot move its cursor",
            "Use another terminal, or set TERM to what this one is",
        ),
    };
    Problem::new(title, "", format!("{remedy}; `spotpods-tui auth status` and the other commands work anywhere"))
}

/// The terminal is there and cannot be set.
#[must_use]
pub fn terminal(error: &std::io::Error) -> Problem {
    Problem::new("The terminal cannot be used", said_by_system(error), "Use another terminal")
}

/// A part of the program failed.
#[must_use]
pub fn worker(panic: &WorkerPanic) -> Problem {
    Problem::new(
        "The program has a fault and had to end",
        format!("{} failed at {}. Nothing is lost", panic.thread, panic.place),
        "Start it again; please report it with this line",
    )
}

fn said(message: &CleanText) -> String {
    if message.is_empty() { NOTHING_LOST.to_owned() } else { format!("It says: {message}. {NOTHING_LOST}") }
}

fn said_by_system(cause: &impl std::fmt::Display) -> String {
    CleanText::new(&cause.to_string()).to_string()
}

#[cfg(test)]
mod tests;

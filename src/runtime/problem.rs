//! Errors as messages: what happened, whether data is lost, what to do.
//!
//! One exhaustive match per error type, for the screen and the command line. Errors carry no secrets.

mod library;

use jiff::ZonedDateTime;

use super::{
    browser::{self, Address},
    clipboard::CopyError,
    connect::ConnectError,
    terminal::{NoTerminal, WorkerPanic},
};
use crate::{
    app::{
        Problem, Remedy,
        problem::{Action, Cause},
        requests::event::Browser,
        session::timed_out_problem,
    },
    auth::{AuthorizationCode, Callback, LoginError, PasteError, Pending, StartError, VaultError},
    config::SaveError,
    domain::{CleanText, moment::clock_time},
    spotify::ApiError,
};

pub use library::{library, notice, sync};

const NOTHING_LOST: &str = "Nothing is lost";
const REFRESH: Action = Action::Refresh;
const KEYRING: &str = "Start or unlock the keyring and try again, or set login.store to \"file\" and log in again";
const HELD_BY_KEYRING: &str = "It holds the login. Nothing is lost";
const LOG_IN: &str = "Log in again";
const DASHBOARD: &str = "Compare them with the app's page at https://developer.spotify.com/dashboard";

/// A failed request. `now` gives the time zone and the day.
#[expect(clippy::too_many_lines, reason = "a table: one arm for each cause")]
pub fn api(error: &ApiError, now: &ZonedDateTime) -> Problem {
    match error {
        ApiError::LoggedOut => Problem::new("You are not logged in", NOTHING_LOST, Action::LogIn),
        ApiError::LoginExpired => Problem::new(
            "Spotify has ended this login",
            "It was revoked, or it is six months old. Nothing else is lost",
            Action::LogInAgain,
        ),
        ApiError::AnotherAccount => Problem::new(
            "Another account has logged in meanwhile",
            "Another copy of the program did that. What was fetched is kept for the account it belongs to",
            Action::Synchronise,
        ),
        ApiError::InvalidClient => {
            Problem::new("Spotify does not know this client ID or its secret", "The login is kept", DASHBOARD)
        }
        ApiError::NotConnected(why) | ApiError::Unreachable(why) => {
            let remedy = Remedy::After("Check the network".into(), Action::Refresh);
            Problem::new("Spotify cannot be reached", format!("{why}. {NOTHING_LOST}"), remedy)
                .caused_by(Cause::Unreachable)
        }
        ApiError::Timeout => Problem::new("Spotify did not answer in time", NOTHING_LOST, REFRESH),
        ApiError::Blocked { until } => Problem::new(
            format!("Rate limited by Spotify until {}", clock_time(*until, now)),
            "Nothing is lost, and no request is sent before then",
            Remedy::After("Wait until then".into(), Action::Refresh),
        ),
        ApiError::SignInPage => Problem::new(
            "This network answers in Spotify's place",
            "Received a web page instead of data, probably the sign-in page of a network. Nothing is lost",
            Remedy::After("Open any page in a browser, sign in to the network".into(), Action::Refresh),
        ),
        ApiError::Redirected => Problem::new(
            "The answer leads to another address",
            "Redirects are never followed, because they could take the login elsewhere. Nothing is lost",
            Remedy::After("Check the network or the proxy".into(), Action::Refresh),
        ),
        ApiError::MissingScope(None) => Problem::new("A permission is missing", NOTHING_LOST, Action::Agree),
        ApiError::MissingScope(Some(scope)) => Problem::new(
            format!("The permission {} is missing", scope.as_str()),
            format!("Without it {}", scope.without()),
            Action::Agree,
        ),
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
        ApiError::NoActiveDevice => Problem::new(
            "No device is active",
            "Spotify did nothing",
            "Choose a device, or start Spotify on one, then try again",
        ),
        ApiError::DeviceNotFound => Problem::new(
            "Spotify does not find this device",
            "It is off, or has a new id. Spotify did nothing",
            "Start Spotify on it, or choose another device",
        ),
        ApiError::PremiumRequired => Problem::new(
            "Playing from here needs Premium",
            "Spotify takes commands to its players from Premium accounts only",
            "Open the episode on Spotify instead",
        ),
        ApiError::DeviceRestricted => Problem::new(
            "This device does not accept commands from apps",
            "Spotify lists it as restricted, and did nothing",
            "Choose another device, or use the device itself",
        ),
        ApiError::Restricted => Problem::new(
            "The player does not allow this now",
            "It may be in that state already, or an ad plays. Nothing was changed",
            "Look at what plays, then try again",
        ),
        ApiError::Forbidden(why) => Problem::new("Spotify refused", quoted(why), REFRESH),
        ApiError::NotFound => Problem::new("Spotify does not find it", "It may have been removed", REFRESH),
        ApiError::Server(status) => {
            let detail = format!("It failed with status {status} several times. {NOTHING_LOST}");
            Problem::new(
                "Spotify has trouble of its own",
                detail,
                Remedy::After("Wait a little".into(), Action::Refresh),
            )
        }
        ApiError::Status { status, message } => {
            Problem::new(format!("Spotify answered with status {status}"), quoted(message), REFRESH)
        }
        ApiError::Unreadable(why) => {
            Problem::new("Spotify's answer could not be read", format!("{why}. {NOTHING_LOST}"), REFRESH)
        }
        ApiError::Storage(why) => Problem::new(
            "The login could not be kept",
            why.to_string(),
            "See that the data folder can be written to, then try again",
        ),
        ApiError::Keyring(why) => Problem::new(sentence(why.as_str()), HELD_BY_KEYRING, KEYRING),
    }
}

/// A failed request for what a link or an id names, which is in no list to be refreshed.
pub fn link(error: &ApiError, now: &ZonedDateTime) -> Problem {
    // An id that lost characters is refused as a bad request.
    if !matches!(error, ApiError::NotFound | ApiError::Status { status: 400, .. }) {
        return api(error, now).of_command();
    }
    Problem::new(
        "Spotify does not find it",
        "It was removed, is not available in your country, or the link is cut off",
        "Copy the whole link again, or search for the title in Discover",
    )
}

/// A player on this computer that could not be used.
pub fn connect(error: &ConnectError, now: &ZonedDateTime) -> Problem {
    const ELSEWHERE: &str = "Start Spotify on a phone, a computer or a speaker instead";
    match error {
        ConnectError::Api(error) => api(error, now),
        ConnectError::NoneInstalled => Problem::new(
            "No player is installed on this computer",
            "",
            "Install spotifyd or the Spotify app, or set player.start_command",
        ),
        ConnectError::Failed(_) | ConnectError::Cancelled => Problem::new(sentence(&error.to_string()), "", ELSEWHERE),
    }
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

/// A login that could not start. `app` handles a port in use itself.
pub fn start(error: &StartError) -> Problem {
    match error {
        StartError::PortInUse { port } => Problem::new(
            format!("Port {port} is taken by another program"),
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
            Problem::new("The login cannot be made safe", clean(cause), "Restart the computer")
        }
        StartError::Thread(cause) => {
            Problem::new("The login could not start", clean(cause), "Close other programs and try again")
        }
    }
}

/// A failed exchange of the code.
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

/// The code of a callback, and the browser that waits for the outcome.
///
/// # Errors
/// Why there is none; `None` if the login was cancelled.
pub fn code_of(callback: Callback) -> Result<(AuthorizationCode, Pending), Option<Problem>> {
    Err(match callback {
        Callback::Code { code, pending } => return Ok((code, pending)),
        Callback::Declined => {
            Some(Problem::new("You declined on Spotify's page", "Nothing was stored", "Log in when you like"))
        }
        Callback::Failed(why) => {
            Some(Problem::new("The login failed", format!("Spotify says: {why}. Nothing was stored"), LOG_IN))
        }
        Callback::TimedOut => Some(timed_out_problem()),
        Callback::Cancelled => None,
    })
}

/// A rejected address. The login goes on.
pub fn paste(error: PasteError) -> Problem {
    const WHOLE: &str = "Copy the whole line of the browser's address bar";
    let (title, remedy) = match error {
        PasteError::NotAUrl => ("This is not an address", WHOLE),
        PasteError::AuthorizePage => {
            ("This is the page to log in with", "Open it, agree, and paste the address it leads to")
        }
        PasteError::Elsewhere => ("This is not the redirect address", WHOLE),
        PasteError::Damaged => ("This address is damaged", WHOLE),
        PasteError::WrongState => ("This address belongs to another login", "Use the page that was opened last"),
        PasteError::WrongIssuer => ("This address comes from another service", "Use the page that was opened last"),
        PasteError::NoCode => ("This address carries no code", WHOLE),
        PasteError::Ended => ("This login has ended", LOG_IN),
    };
    let detail = if error == PasteError::Ended { "" } else { "The login goes on waiting" };
    Problem::new(title, detail, remedy)
}

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
        VaultError::Keyring(why) => Problem::new(sentence(&why.to_string()), "", KEYRING),
        VaultError::CopyLeft(why) => Problem::new(
            "Logged out, but a copy of the login is left in the keyring",
            sentence(&why.to_string()),
            "Start or unlock the keyring, then run `spotpods-tui auth logout` again",
        ),
        VaultError::Io { path, reason } => Problem::new(
            "The login could not be read or written",
            format!("{path}: {reason}"),
            "See that there is room, and that the folder is yours",
        ),
    }
}

/// A file of the person's choice was not written.
pub fn file(path: &str, why: &str) -> Problem {
    Problem::new(format!("{path} was not written: {why}"), "", "Choose another name or folder")
}

/// A key was not saved.
pub fn setting(error: &SaveError) -> Problem {
    match error {
        SaveError::Value { .. } => Problem::new(CleanText::new(&error.to_string()).to_string(), "", ""),
        SaveError::Io { path, cause } => Problem::new(
            "The configuration could not be saved",
            format!("{}: {}. {NOTHING_LOST}", CleanText::new(&path.to_string_lossy()), CleanText::of_error(cause)),
            "",
        ),
    }
}

pub fn save(error: &SaveError) -> Problem {
    match error {
        SaveError::Value { why, .. } => {
            Problem::new(format!("The client ID {}", CleanText::new(why)), "", "Copy it from the app's page")
        }
        SaveError::Io { path, cause } => Problem::new(
            "The client ID could not be saved",
            format!("{}: {}", CleanText::new(&path.to_string_lossy()), CleanText::of_error(cause)),
            "Set SPOTIFY_CLIENT_ID instead, or see that the folder can be written to",
        ),
    }
}

/// Whether a link was opened.
///
/// # Errors
/// Why not.
pub fn browser(outcome: &Browser, address: &Address) -> Result<(), Problem> {
    let remedy = if *address == Address::dashboard() {
        Remedy::from(format!("Open {} in a browser yourself", browser::DASHBOARD))
    } else {
        Action::CopyLink.into()
    };
    let (title, detail) = match outcome {
        Browser::Opening | Browser::Opened => return Ok(()),
        Browser::Remote => ("Not opened: this is a remote session".to_owned(), String::new()),
        Browser::TextBrowser(name) => (
            "Not opened: $BROWSER wants this terminal for itself".to_owned(),
            format!("{} would draw over the program", CleanText::new(name)),
        ),
        Browser::Failed(why) => (CleanText::new(why).to_string(), String::new()),
    };
    Err(Problem::new(title, detail, remedy))
}

pub fn copy(error: &CopyError) -> Problem {
    match error {
        CopyError::TooLong => Problem::new("This is longer than a terminal copies", "Nothing was copied", ""),
        CopyError::Control => Problem::new("This cannot be copied", "It holds control characters", ""),
    }
}

pub fn no_clipboard() -> Problem {
    let remedy = "Install wl-clipboard, xclip or xsel, or set ui.clipboard to \"osc52\"";
    Problem::new("There is no program to copy with", "Nothing was copied", remedy)
}

pub fn not_copied(why: &CleanText) -> Problem {
    Problem::new("The text was not copied", why.to_string(), "")
}

pub fn terminal_gone() -> Problem {
    Problem::new("The terminal does not answer", NOTHING_LOST, "")
}

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

pub fn terminal(error: &std::io::Error) -> Problem {
    Problem::new("The terminal cannot be used", clean(error), "Use another terminal")
}

pub fn worker(panic: &WorkerPanic) -> Problem {
    Problem::new(
        "The program has a fault and had to end",
        format!("{} failed at {}. Nothing is lost", panic.thread, panic.place),
        "Start it again; please report it with this line",
    )
}

fn quoted(message: &CleanText) -> String {
    if message.is_empty() { NOTHING_LOST.to_owned() } else { format!("{message}. {NOTHING_LOST}") }
}

fn clean(cause: &impl std::fmt::Display) -> String {
    CleanText::new(&cause.to_string()).to_string()
}

#[cfg(test)]
mod tests;

//! `auth login`: the browser, or the address it was led to pasted on stdin, whichever comes first.
//!
//! Everything said goes to stderr. The address holds the state and nothing else that is secret; a pasted line holds
//! the code and is never repeated.

use std::{
    io::{self, BufRead as _, Read as _},
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use tokio::sync::mpsc;

use crate::{
    app::event,
    auth::{
        Access, Attempt, AuthorizationCode, Callback, LoggedIn, LoginError, Outcome, Pending, PortChoice,
        SwitchAccount, Vault, ask_account, log_in,
    },
    cli::{Exit, app, exit::Failure, output::Output},
    config::Environment,
    domain::{Account, Private},
    library::{Library, LibraryError},
    runtime::{
        browser::{Address, Browser},
        clock::Clock,
        problem,
    },
    spotify::ApiError,
};

/// How long the command waits to hear whose login it is. The login is stored by then.
const ACCOUNT_LIMIT: Duration = Duration::from_secs(10);

/// The flags.
#[derive(Debug, Clone)]
pub(super) struct How {
    pub(super) no_browser: bool,
    pub(super) switch_account: bool,
    /// Where the login will be kept.
    pub(super) vault: Vault,
    /// The library's file, which from the login on is this account's.
    pub(super) library: PathBuf,
}

pub(super) fn run(
    access: &Access,
    how: How,
    environment: &Environment,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    how.vault.try_room().map_err(|cause| problem::vault(&cause))?;
    let tokio = app::tokio()?;
    let exit = tokio.block_on(log_in_once(access, how, environment, output));
    // A browser that runs in this terminal, or nothing typed on stdin, must not hold up the end.
    tokio.shutdown_background();
    exit
}

async fn log_in_once(
    access: &Access,
    how: How,
    environment: &Environment,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    let deadline = Instant::now() + Attempt::LIMIT;
    let switch = if how.switch_account { SwitchAccount::Yes } else { SwitchAccount::No };
    let (attempt, receiver) = Attempt::start(&access.settings, PortChoice::AsConfigured, switch, deadline)
        .map_err(|cause| problem::start(&cause))?;

    output.note("Open this address in your browser and agree:")?;
    output.note("")?;
    output.note(format_args!("  {}", attempt.authorize_url()))?;
    output.note("")?;
    output.note(
        "If that browser is on another computer, it ends on an error page: paste the address of that page here.",
    )?;

    let opening = open_browser(&attempt, &how, environment);
    match wait(&attempt, receiver.recv(), opening, deadline, output).await? {
        Callback::Code { code, pending } => {
            let outcome = exchange(code, pending, access).await;
            attempt.served().await;
            let logged_in = outcome.map_err(|cause| not_logged_in(&cause))?;
            // Asked only now: neither the login nor the page in the browser waits for it.
            let asking = ask_account(&access.session, &access.client);
            let account = tokio::time::timeout(ACCOUNT_LIMIT, asking).await.unwrap_or(Err(ApiError::Timeout));
            welcome(&logged_in, &account, output)?;
            if let Ok(account) = account
                && let Err(cause) = introduce(how.library, account).await
            {
                output.note(format_args!("The library cannot be used yet: {cause}."))?;
            }
            Ok(Exit::Done)
        }
        Callback::Declined => Err(problem::declined().into()),
        Callback::Failed(why) => Err(problem::callback_failed(&why).into()),
        Callback::TimedOut => Err(problem::login_timed_out().into()),
        Callback::Cancelled => Err(Failure::new(Exit::Failed, "cancelled; nothing was stored")),
    }
}

/// Opens the browser, unless that is not wanted; what to say of it, if anything.
async fn open_browser(attempt: &Attempt, how: &How, environment: &Environment) -> Option<String> {
    let address = Address::authorize(attempt.authorize_url()).filter(|_| !how.no_browser)?;
    match Browser::of(environment).open(address).await {
        event::Browser::Opened => None,
        other => Some(other.sentence()),
    }
}

/// Waits for the callback; meanwhile opens the browser, takes pasted lines, counts down and listens for Ctrl-C.
async fn wait(
    attempt: &Attempt,
    receiving: impl Future<Output = Callback>,
    opening: impl Future<Output = Option<String>>,
    deadline: Instant,
    output: &mut Output<'_>,
) -> Result<Callback, Failure> {
    let mut pasted = lines_of_stdin();
    let mut reading = true;
    let mut minute = tokio::time::interval(Duration::from_mins(1));
    let interrupted = tokio::signal::ctrl_c();
    let mut opened = false;
    tokio::pin!(receiving, opening, interrupted);
    loop {
        tokio::select! {
            callback = &mut receiving => return Ok(callback),
            said = &mut opening, if !opened => {
                opened = true;
                if let Some(said) = said {
                    output.note(said)?;
                }
            }
            line = pasted.recv(), if reading => match line {
                None => reading = false,
                Some(line) if line.expose().trim().is_empty() => {}
                Some(line) => if let Err(why) = attempt.submit_pasted(line.expose()) {
                    output.note(format_args!("Not taken: {why}"))?;
                },
            },
            _ = minute.tick() => {
                let left = deadline.saturating_duration_since(Instant::now()).as_secs().div_ceil(60);
                output.note(format_args!("Waiting, {left} min left. Ctrl-C cancels."))?;
            }
            _ = &mut interrupted => return Ok(Callback::Cancelled),
        }
    }
}

/// Exchanges the code, then tells the browser how that went: the page must be true.
async fn exchange(code: AuthorizationCode, pending: Pending, access: &Access) -> Result<LoggedIn, LoginError> {
    let outcome = log_in(code, &access.session).await;
    pending.answer(if outcome.is_ok() { Outcome::Done } else { Outcome::Failed });
    outcome
}

/// Makes the account the one whose library is shown: from now on nobody takes another's for it.
async fn introduce(path: PathBuf, account: Account) -> Result<(), LibraryError> {
    let known = tokio::task::spawn_blocking(move || {
        Library::open(&path)?.library.use_account(&account, Timestamp::now()).wait().map(drop)
    });
    known.await.unwrap_or(Err(LibraryError::Closed))
}

fn welcome(logged_in: &LoggedIn, account: &Result<Account, ApiError>, output: &mut Output<'_>) -> io::Result<()> {
    match account {
        Ok(account) => output.note(format_args!("Logged in as {}.", account.name()))?,
        Err(why) => output.note(format_args!("Logged in. Spotify did not say as whom: {why}."))?,
    }
    for scope in &logged_in.missing {
        output.note(format_args!("Without the permission {}, {}.", scope.as_str(), scope.without()))?;
    }
    Ok(())
}

fn not_logged_in(cause: &LoginError) -> Failure {
    let exit = match cause {
        LoginError::Api(error) => Exit::from(error),
        LoginError::CodeRefused | LoginError::Vault(_) => Exit::Failed,
    };
    Failure::new(exit, problem::login(cause, &Clock::system().now()).line())
}

/// Lines typed or pasted, on a thread of their own: reading stdin cannot be interrupted, the thread ends with the
/// program.
fn lines_of_stdin() -> mpsc::Receiver<Private> {
    /// An address is never longer; what is comes in pieces, none of which is taken.
    const MAX_LINE: u64 = 16 << 10;
    let (sender, receiver) = mpsc::channel(1);
    thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        loop {
            let mut line = Vec::new();
            match stdin.by_ref().take(MAX_LINE).read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => break,
                Ok(_) => {
                    let line = Private::new(String::from_utf8_lossy(&line));
                    if sender.blocking_send(line).is_err() {
                        break;
                    }
                }
            }
        }
    });
    receiver
}

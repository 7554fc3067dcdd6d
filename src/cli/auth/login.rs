//! `auth login`: waits for the browser, or for the address it was sent to, pasted on stdin.
//!
//! All messages go to stderr. The printed address holds the state and no other secret; a pasted line holds the code and is
//! never printed.

use std::{
    io::{self, BufRead as _, Read as _},
    thread,
    time::{Duration, Instant},
};

use tokio::sync::mpsc;

use crate::{
    app::requests::event,
    auth::{
        Access, Attempt, AuthorizationCode, Callback, LoggedIn, LoginError, Outcome, Pending, PortChoice, StartError,
        ask_account, log_in,
    },
    cli::{Context, Exit, Failure, Output, Result, app, arguments::LoginArguments},
    domain::{Account, CleanText, Private},
    library::{Library, LibraryError},
    runtime::{
        browser::{Address, Browser},
        problem,
        signals::EndSignal,
    },
    spotify::ApiError,
};

/// How long to wait for the account. The login is stored by then.
const ACCOUNT_LIMIT: Duration = Duration::from_secs(10);

pub(super) fn run(access: &Access, flags: LoginArguments, context: &Context, output: &mut Output<'_>) -> Result<Exit> {
    context.vault().try_room().map_err(|cause| problem::vault(&cause))?;
    let tokio = app::tokio()?;
    let exit = tokio.block_on(log_in_once(access, flags, context, output));
    // Waits for neither the browser nor stdin.
    tokio.shutdown_background();
    exit
}

async fn log_in_once(
    access: &Access,
    flags: LoginArguments,
    context: &Context,
    output: &mut Output<'_>,
) -> Result<Exit> {
    let deadline = Instant::now() + Attempt::LIMIT;
    let start = |port| Attempt::start(&access.settings, port, flags.switch_account, Attempt::LIMIT);
    let (started, unbound) = match start(PortChoice::AsConfigured) {
        Err(cause @ (StartError::PortInUse { .. } | StartError::Bind { .. })) => {
            (start(PortChoice::PasteOnly), Some(cause))
        }
        started => (started, None),
    };
    let (attempt, receiver) = started.map_err(|cause| problem::start(&cause))?;
    if let Some(cause) = &unbound {
        output.note(no_listener(cause))?;
    }
    let hint = match unbound {
        None => {
            "If the browser runs on another computer, it ends on an error page: paste the address of that page here."
        }
        Some(_) => "It ends on an error page or a page of that program: paste the address of that page here.",
    };
    output
        .note(format_args!("Open this address in your browser and agree:\n\n  {}\n\n{hint}", attempt.authorize_url))?;

    let opening = open_browser(&attempt, flags, context);
    let callback = match wait(&attempt, receiver.recv(), opening, (deadline, unbound), output).await? {
        Ok(callback) => callback,
        Err(EndSignal::Interrupt) => Callback::Cancelled,
        Err(signal) => return Ok(Exit::Signal(signal)),
    };
    let arrived = problem::code_of(callback);
    let (code, pending) =
        arrived.map_err(|why| why.map_or_else(|| Failure::failed("login cancelled"), Failure::from))?;
    let outcome = exchange(code, pending, access).await;
    attempt.served().await;
    let logged_in = outcome.map_err(|cause| not_logged_in(&cause, context))?;
    // Requested last: neither the login nor the page in the browser waits for it.
    let asking = ask_account(&access.session, &access.client);
    let account = tokio::time::timeout(ACCOUNT_LIMIT, asking).await.unwrap_or(Err(ApiError::Timeout));
    welcome(&logged_in, &account, output)?;
    if let Ok(account) = account
        && let Err(cause) = select(context, account).await
    {
        output.note(format_args!("Cannot open the library: {cause}"))?;
    }
    Ok(Exit::Done)
}

/// Why only a pasted address can end this login, and the option that avoids it.
fn no_listener(cause: &StartError) -> String {
    let why = CleanText::new(&cause.to_string());
    format!(
        "No browser can return here: {why}. To use a free port instead, set SPOTIFY_REDIRECT_URI (`redirect_uri` in \
         config.toml) to http://127.0.0.1/callback, without a port, here and in the Spotify dashboard"
    )
}

/// Opens the browser, unless `--no-browser` is set. Returns why it was not opened.
async fn open_browser(attempt: &Attempt, flags: LoginArguments, context: &Context) -> Option<String> {
    let address = Address::authorize(&attempt.authorize_url).filter(|_| !flags.no_browser)?;
    let outcome = Browser::of(&context.environment).open(address).await;
    (outcome != event::Browser::Opened).then(|| outcome.sentence())
}

/// Waits for the callback or a signal; meanwhile opens the browser, reads pasted lines and counts down.
async fn wait(
    attempt: &Attempt,
    receiving: impl Future<Output = Callback>,
    opening: impl Future<Output = Option<String>>,
    (deadline, unbound): (Instant, Option<StartError>),
    output: &mut Output<'_>,
) -> Result<Result<Callback, EndSignal>> {
    let mut pasted = lines_of_stdin();
    let (mut reading, mut is_pasted) = (true, false);
    let mut minute = tokio::time::interval(Duration::from_mins(1));
    let mut signals = app::signals()?;
    let mut opened = false;
    tokio::pin!(receiving, opening);
    loop {
        tokio::select! {
            callback = &mut receiving => return Ok(Ok(callback)),
            failure = &mut opening, if !opened => {
                opened = true;
                if let Some(failure) = failure {
                    output.note(failure)?;
                }
            }
            line = pasted.recv(), if reading => match line {
                None => {
                    reading = false;
                    // Neither a browser nor a pasted address can come.
                    if let Some(cause) = unbound.as_ref().filter(|_| !is_pasted) {
                        return Err(problem::start(cause).into());
                    }
                }
                Some(line) if line.expose().trim().is_empty() => {}
                Some(line) => match attempt.submit_pasted(line.expose()) {
                    Ok(()) => is_pasted = true,
                    Err(why) => output.note(format_args!("Rejected: {why}"))?,
                },
            },
            _ = minute.tick() => {
                let left = deadline.saturating_duration_since(Instant::now()).as_secs().div_ceil(60);
                output.note(format_args!("Waiting for {left} min, Ctrl-C to cancel"))?;
            }
            signal = signals.next() => return Ok(Err(signal)),
        }
    }
}

/// Exchanges the code, then shows the true outcome in the browser.
async fn exchange(code: AuthorizationCode, pending: Pending, access: &Access) -> Result<LoggedIn, LoginError> {
    let outcome = log_in(code, &access.session).await;
    pending.answer(if outcome.is_ok() { Outcome::Done } else { Outcome::Failed });
    outcome
}

/// Selects the account in the library.
async fn select(context: &Context, account: Account) -> Result<(), LibraryError> {
    let (path, now) = (context.config.paths.library_file(), context.clock.timestamp());
    let selected =
        tokio::task::spawn_blocking(move || Library::open(&path)?.library.use_account(&account, now).wait().map(drop));
    selected.await.unwrap_or(Err(LibraryError::Closed))
}

fn welcome(logged_in: &LoggedIn, account: &Result<Account, ApiError>, output: &mut Output<'_>) -> io::Result<()> {
    match account {
        Ok(account) => output.note(format_args!("Logged in as {}", account.name()))?,
        Err(why) => output.note(format_args!("Logged in, account unknown: {why}"))?,
    }
    if let Some(notice) = &logged_in.notice {
        output.note(notice)?;
    }
    for scope in &logged_in.missing {
        output.note(format_args!("Missing permission {}: {}", scope.as_str(), scope.without()))?;
    }
    Ok(())
}

fn not_logged_in(cause: &LoginError, context: &Context) -> Failure {
    let exit = match cause {
        LoginError::Api(error) => Exit::from(error),
        LoginError::CodeRefused | LoginError::Vault(_) => Exit::Failed,
    };
    Failure::new(exit, problem::login(cause, &context.clock.now()).line())
}

/// Lines of stdin, read on a thread: the read cannot be interrupted, and the thread ends with the program.
fn lines_of_stdin() -> mpsc::Receiver<Private> {
    /// Longer than any address; a longer line is split, and its parts are rejected.
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

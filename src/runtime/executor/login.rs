//! One login, from its listener to the stored tokens: a task that takes orders and holds the code.

use std::{sync::Arc, time::Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc::UnboundedReceiver;

use super::{Job, Shared, sync::Syncing};
use crate::{
    app::{
        Problem, Reply,
        effect::PortChoice,
        event::{self, LoggedIn, LoginNotStarted, LoginOpened},
    },
    auth::{self, Access, Attempt, AuthorizationCode, Callback, Outcome, Pending, StartError, SwitchAccount},
    demo::DemoServer,
    domain::{LoginState, Private},
    runtime::{
        browser::{Address, Browser},
        clock::Clock,
        problem,
    },
};

/// What the person wants of a login that runs.
#[derive(Debug)]
pub(super) enum Order {
    /// Check a pasted redirect URL.
    Paste(Private),
    /// Exchange the code that has arrived.
    Exchange,
    /// Open the browser once more.
    OpenBrowser,
    /// In the demo: agree in the person's place.
    Approve,
}

/// What a login is started with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    pub(super) port: PortChoice,
    pub(super) switch_account: bool,
}

/// What a login works with.
#[derive(Debug)]
pub(super) struct Kit {
    pub(super) browser: Browser,
    pub(super) demo: Option<Arc<DemoServer>>,
    pub(super) clock: Clock,
    /// What must not go on with the tokens of somebody else.
    pub(super) syncing: Syncing,
}

/// Runs a login to its end. The port is closed when this returns or is cancelled.
pub(super) async fn run(job: Job, shared: Arc<Shared>, kit: Kit, start: Start, orders: UnboundedReceiver<Order>) {
    let opened = tokio::task::spawn_blocking(move || {
        let access = shared.access_for_login()?;
        // Told now, and not to somebody who has agreed for nothing.
        shared.vault().try_room().map_err(|error| problem::vault(&error))?;
        Ok(access)
    });
    let access = match opened.await {
        Ok(Ok(access)) => access,
        Ok(Err(problem)) => return job.reply(Reply::LoginNotStarted(LoginNotStarted::Failed(problem))),
        Err(_) => return,
    };
    let cancelled = job.cancel().clone();
    // Whatever waits in there is dropped by a cancel, and with it the listener.
    let _ = cancelled.run_until_cancelled(log_in(&job, &access, &kit, start, orders)).await;
}

async fn log_in(job: &Job, access: &Access, kit: &Kit, start: Start, mut orders: UnboundedReceiver<Order>) {
    let port = match start.port {
        PortChoice::AsConfigured => auth::PortChoice::AsConfigured,
        PortChoice::Dynamic => auth::PortChoice::Dynamic,
    };
    let switch = if start.switch_account { SwitchAccount::Yes } else { SwitchAccount::No };
    let started = Attempt::start(&access.settings, port, switch, Instant::now() + Attempt::LIMIT);
    let (attempt, receiver) = match started {
        Ok(started) => started,
        Err(error) => return job.reply(Reply::LoginNotStarted(not_started(&error))),
    };
    let deadline = SignedDuration::try_from(Attempt::LIMIT).ok();
    let deadline = deadline.and_then(|limit| kit.clock.now().timestamp().checked_add(limit).ok());
    let deadline = deadline.unwrap_or(Timestamp::MAX);
    // The listener accepts by now, so the browser may come at once (security A2).
    let url = Private::new(attempt.authorize_url().as_str());
    job.reply(Reply::LoginOpened(LoginOpened { url, deadline, browser: event::Browser::Opening }));
    match &kit.demo {
        // Consent without the page needs no browser either.
        Some(demo) if demo.approves() => approve(job, &attempt, demo),
        Some(_) | None => open(job, &attempt, kit),
    }

    let callback = receiver.recv();
    tokio::pin!(callback);
    let (code, pending) = loop {
        tokio::select! {
            arrived = &mut callback => match arrived {
                Callback::Code { code, pending } => break (code, pending),
                Callback::Declined => return job.reply(Reply::LoginDone(Err(problem::declined()))),
                Callback::Failed(why) => return job.reply(Reply::LoginDone(Err(problem::callback_failed(&why)))),
                Callback::TimedOut => return job.reply(Reply::LoginDone(Err(problem::login_timed_out()))),
                Callback::Cancelled => return,
            },
            Some(order) = orders.recv() => obey(job, &attempt, kit, order),
        }
    };
    job.reply(Reply::CallbackArrived);
    while let Some(order) = orders.recv().await {
        match order {
            Order::Exchange => break,
            Order::Paste(_) => job.reply(Reply::PasteRefused(problem::paste(auth::PasteError::Ended))),
            Order::OpenBrowser | Order::Approve => {}
        }
    }
    // Whose login comes is not known yet, and a synchronisation writes to the library of one account.
    kit.syncing.stop().await;
    job.reply(Reply::LoginDone(exchange(code, pending, access, &kit.clock).await));
    attempt.served().await;
}

/// Does what can be done while the browser is awaited.
fn obey(job: &Job, attempt: &Attempt, kit: &Kit, order: Order) {
    match order {
        Order::Paste(url) => paste(job, attempt, url.expose()),
        Order::OpenBrowser => open(job, attempt, kit),
        Order::Approve => {
            if let Some(demo) = &kit.demo {
                approve(job, attempt, demo);
            }
        }
        // Nothing has arrived yet that could be exchanged.
        Order::Exchange => {}
    }
}

/// Agrees in the person's place; what the demo answers goes through the checks of a pasted URL.
fn approve(job: &Job, attempt: &Attempt, demo: &DemoServer) {
    match demo.approve(attempt.authorize_url().as_str()) {
        Ok(redirect) => paste(job, attempt, &redirect),
        Err(why) => job.reply(Reply::PasteRefused(Problem::new("The demo refused", why, "Log in again"))),
    }
}

fn paste(job: &Job, attempt: &Attempt, url: &str) {
    if let Err(error) = attempt.submit_pasted(url) {
        job.reply(Reply::PasteRefused(problem::paste(error)));
    }
}

/// Opens the browser on a task of its own, for the desktop may take seconds, and says what became of it.
fn open(job: &Job, attempt: &Attempt, kit: &Kit) {
    let (job, browser) = (job.clone(), kit.browser.clone());
    let address = Address::authorize(attempt.authorize_url());
    tokio::spawn(async move {
        let outcome = match address {
            Some(address) => browser.open(address).await,
            None => event::Browser::Failed("the address is not one of a web page".to_owned()),
        };
        job.reply(Reply::LoginBrowser(outcome));
    });
}

/// Exchanges the code, then tells the browser how that went: the page must be true (security B13).
async fn exchange(
    code: AuthorizationCode,
    pending: Pending,
    access: &Access,
    clock: &Clock,
) -> Result<LoggedIn, Problem> {
    match auth::log_in(code, &access.session).await {
        Ok(done) => {
            pending.answer(Outcome::Done);
            let ends = match access.session.state() {
                LoginState::LoggedIn { ends, .. } => ends,
                // Withdrawn in the same moment: the next request tells.
                LoginState::LoggedOut | LoginState::Ended { .. } => clock.now().timestamp(),
            };
            Ok(LoggedIn { missing: done.missing, ends })
        }
        Err(error) => {
            pending.answer(Outcome::Failed);
            Err(problem::login(&error, &clock.now()))
        }
    }
}

fn not_started(error: &StartError) -> LoginNotStarted {
    match error {
        StartError::PortInUse { port } => LoginNotStarted::PortInUse { port: *port },
        StartError::Bind { .. } | StartError::Random(_) | StartError::Thread(_) => {
            LoginNotStarted::Failed(problem::start(error))
        }
    }
}

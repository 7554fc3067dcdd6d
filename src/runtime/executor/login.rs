//! One login, from its listener to the stored tokens: a task that receives orders and holds the code.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc::UnboundedReceiver;

use super::{Job, Shared, sync::Syncing};
use crate::{
    app::{
        Problem, Reply,
        requests::effect::{LoginStep, PortChoice},
        requests::event::LoginReply,
        requests::event::{self, LoggedIn, LoginNotStarted, LoginOpened},
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

#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    pub(super) port: PortChoice,
    pub(super) switch_account: bool,
}

#[derive(Debug)]
pub(super) struct LoginDeps {
    pub(super) browser: Browser,
    pub(super) demo: Option<Arc<DemoServer>>,
    pub(super) clock: Clock,
    /// Stopped before the tokens are replaced.
    pub(super) syncing: Syncing,
}

/// Runs a login. Closes the port when it returns or is cancelled.
pub(super) async fn run(
    job: Job,
    shared: Arc<Shared>,
    deps: LoginDeps,
    start: Start,
    orders: UnboundedReceiver<LoginStep>,
) {
    let opened = tokio::task::spawn_blocking(move || {
        let access = shared.access_for_login()?;
        // Checked before the user consents.
        shared.vault().try_room().map_err(|error| problem::vault(&error))?;
        Ok(access)
    });
    let access = match opened.await {
        Ok(Ok(access)) => access,
        Ok(Err(problem)) => return job.reply(Reply::Login(LoginReply::NotStarted(LoginNotStarted::Failed(problem)))),
        Err(_) => return,
    };
    let cancelled = job.cancel().clone();
    // A cancel drops the listener.
    let _ = cancelled.run_until_cancelled(log_in(&job, &access, &deps, start, orders)).await;
}

async fn log_in(job: &Job, access: &Access, deps: &LoginDeps, start: Start, mut orders: UnboundedReceiver<LoginStep>) {
    let port = match start.port {
        PortChoice::AsConfigured => auth::PortChoice::AsConfigured,
        PortChoice::Dynamic => auth::PortChoice::Dynamic,
    };
    let switch = if start.switch_account { SwitchAccount::Yes } else { SwitchAccount::No };
    let started = Attempt::start(&access.settings, port, switch, Attempt::LIMIT);
    let (attempt, receiver) = match started {
        Ok(started) => started,
        Err(error) => return job.reply(Reply::Login(LoginReply::NotStarted(not_started(&error)))),
    };
    let deadline = SignedDuration::try_from(Attempt::LIMIT).ok();
    let deadline = deadline.and_then(|limit| deps.clock.timestamp().checked_add(limit).ok());
    let deadline = deadline.unwrap_or(Timestamp::MAX);
    // The listener accepts by now, so the browser may come at once (security A2).
    let url = Private::new(attempt.authorize_url().as_str());
    job.reply(Reply::Login(LoginReply::Opened(LoginOpened { url, deadline, browser: event::Browser::Opening })));
    match &deps.demo {
        // Consent without the page needs no browser either.
        Some(demo) if demo.approves() => approve(job, &attempt, demo),
        Some(_) | None => open(job, &attempt, deps),
    }

    let callback = receiver.recv();
    tokio::pin!(callback);
    let (code, pending) = loop {
        tokio::select! {
            arrived = &mut callback => match arrived {
                Callback::Code { code, pending } => break (code, pending),
                Callback::Declined => return job.reply(Reply::Login(LoginReply::Done(Err(problem::declined())))),
                Callback::Failed(why) => return job.reply(Reply::Login(LoginReply::Done(Err(problem::callback_failed(&why))))),
                Callback::TimedOut => return job.reply(Reply::Login(LoginReply::Done(Err(problem::login_timed_out())))),
                Callback::Cancelled => return,
            },
            Some(order) = orders.recv() => obey(job, &attempt, deps, order),
        }
    };
    job.reply(Reply::Login(LoginReply::CallbackArrived));
    while let Some(order) = orders.recv().await {
        match order {
            LoginStep::ExchangeCode => break,
            LoginStep::SubmitRedirect(_) => {
                job.reply(Reply::Login(LoginReply::PasteRefused(problem::paste(auth::PasteError::Ended))));
            }
            LoginStep::ReopenBrowser | LoginStep::ApproveInDemo => {}
        }
    }
    // The account is not known yet, and a synchronisation writes to the library of one account.
    deps.syncing.stop().await;
    job.reply(Reply::Login(LoginReply::Done(exchange(code, pending, access, &deps.clock).await)));
    attempt.served().await;
}

/// Handles an order while waiting for the browser.
fn obey(job: &Job, attempt: &Attempt, deps: &LoginDeps, order: LoginStep) {
    match order {
        LoginStep::SubmitRedirect(url) => paste(job, attempt, url.expose()),
        LoginStep::ReopenBrowser => open(job, attempt, deps),
        LoginStep::ApproveInDemo => {
            if let Some(demo) = &deps.demo {
                approve(job, attempt, demo);
            }
        }
        // No code has arrived.
        LoginStep::ExchangeCode => {}
    }
}

/// Consents in the demo; its answer is checked as a pasted URL.
fn approve(job: &Job, attempt: &Attempt, demo: &DemoServer) {
    match demo.approve(attempt.authorize_url().as_str()) {
        Ok(redirect) => paste(job, attempt, &redirect),
        Err(why) => {
            job.reply(Reply::Login(LoginReply::PasteRefused(Problem::new("The demo refused", why, "Log in again"))));
        }
    }
}

fn paste(job: &Job, attempt: &Attempt, url: &str) {
    if let Err(error) = attempt.submit_pasted(url) {
        job.reply(Reply::Login(LoginReply::PasteRefused(problem::paste(error))));
    }
}

/// Opens the browser on a task of its own, which may take seconds, and reports the outcome.
fn open(job: &Job, attempt: &Attempt, deps: &LoginDeps) {
    let (job, browser) = (job.clone(), deps.browser.clone());
    let address = Address::authorize(attempt.authorize_url());
    tokio::spawn(async move {
        let outcome = match address {
            Some(address) => browser.open(address).await,
            None => event::Browser::Failed("the address is not one of a web page".to_owned()),
        };
        job.reply(Reply::Login(LoginReply::Browser(outcome)));
    });
}

/// Exchanges the code, then shows the true outcome in the browser (security B13).
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
                // Revoked at once: the next request reports it.
                LoginState::LoggedOut | LoginState::Ended { .. } => clock.timestamp(),
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

//! One login, from its listener to the stored tokens: a task that receives orders and holds the code.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc::UnboundedReceiver;

use super::{Deps, Job, sync::Syncing};
use crate::{
    app::{
        Problem, Reply,
        requests::{
            effect::{LoginStep, PortChoice},
            event::{self, LoggedIn, LoginNotStarted, LoginOpened, LoginReply},
        },
    },
    auth::{self, Access, Attempt, AuthorizationCode, Outcome, PasteError, Pending, StartError},
    demo::DemoServer,
    domain::{LoginState, Private},
    runtime::{browser::Address, problem},
};

/// A login that runs.
struct Login<'a> {
    job: &'a Job,
    deps: &'a Arc<Deps>,
    attempt: Attempt,
}

/// Runs a login. Closes the port when it returns or is cancelled.
pub(super) async fn run(
    job: Job,
    deps: Arc<Deps>,
    syncing: Syncing,
    start: (PortChoice, bool),
    orders: UnboundedReceiver<LoginStep>,
) {
    let opening = Arc::clone(&deps);
    let opened = tokio::task::spawn_blocking(move || {
        let access = opening.shared.access_for_login()?;
        // Checked before the user consents.
        opening.shared.vault.try_room().map_err(|error| problem::vault(&error))?;
        Ok(access)
    });
    let access = match opened.await {
        Ok(Ok(access)) => access,
        Ok(Err(problem)) => return job.reply(Reply::Login(LoginReply::NotStarted(LoginNotStarted::Failed(problem)))),
        Err(_) => return,
    };
    // A cancel drops the listener.
    let logging_in = log_in(&job, &deps, &access, &syncing, start, orders);
    let _ = job.cancel.run_until_cancelled(logging_in).await;
}

async fn log_in(
    job: &Job,
    deps: &Arc<Deps>,
    access: &Access,
    syncing: &Syncing,
    (port, switch_account): (PortChoice, bool),
    mut orders: UnboundedReceiver<LoginStep>,
) {
    let port = match port {
        PortChoice::AsConfigured => auth::PortChoice::AsConfigured,
        PortChoice::Dynamic => auth::PortChoice::Dynamic,
    };
    let started = Attempt::start(&access.settings, port, switch_account, Attempt::LIMIT);
    let (attempt, receiver) = match started {
        Ok(started) => started,
        Err(error) => return job.reply(Reply::Login(LoginReply::NotStarted(not_started(&error)))),
    };
    let login = Login { job, deps, attempt };
    login.begin();

    let callback = receiver.recv();
    tokio::pin!(callback);
    let callback = loop {
        tokio::select! {
            callback = &mut callback => break callback,
            Some(order) = orders.recv() => login.obey(order),
        }
    };
    let (code, pending) = match problem::code_of(callback) {
        Ok(arrived) => arrived,
        Err(Some(problem)) => return login.reply(LoginReply::Done(Err(problem))),
        Err(None) => return,
    };
    login.reply(LoginReply::CallbackArrived);
    while let Some(order) = orders.recv().await {
        match order {
            LoginStep::ExchangeCode => break,
            LoginStep::SubmitRedirect(_) => login.reply(LoginReply::PasteRefused(problem::paste(PasteError::Ended))),
            LoginStep::ReopenBrowser | LoginStep::ApproveInDemo => {}
        }
    }
    // The account is not known yet, and a synchronisation writes to the library of one account.
    syncing.stop().await;
    login.reply(LoginReply::Done(login.exchange(code, pending, access).await));
    login.attempt.served().await;
}

impl Login<'_> {
    fn reply(&self, reply: LoginReply) {
        self.job.reply(Reply::Login(reply));
    }

    /// Reports the URL and opens the browser. The listener accepts by now, so the browser may come at once (security A2).
    fn begin(&self) {
        let deadline = SignedDuration::try_from(Attempt::LIMIT).ok();
        let deadline = deadline.and_then(|limit| self.deps.clock.timestamp().checked_add(limit).ok());
        let deadline = deadline.unwrap_or(Timestamp::MAX);
        let url = Private::new(self.attempt.authorize_url.as_str());
        self.reply(LoginReply::Opened(LoginOpened { url, deadline, browser: event::Browser::Opening }));
        match &self.deps.demo {
            // Consent without the page needs no browser either.
            Some(demo) if demo.approves => self.approve(demo),
            Some(_) | None => self.open(),
        }
    }

    /// Handles an order while waiting for the browser.
    fn obey(&self, order: LoginStep) {
        match order {
            LoginStep::SubmitRedirect(url) => self.paste(url.expose()),
            LoginStep::ReopenBrowser => self.open(),
            LoginStep::ApproveInDemo => self.deps.demo.iter().for_each(|demo| self.approve(demo)),
            // No code has arrived.
            LoginStep::ExchangeCode => {}
        }
    }

    /// Consents in the demo; its answer is checked as a pasted URL.
    fn approve(&self, demo: &DemoServer) {
        match demo.approve(self.attempt.authorize_url.as_str()) {
            Ok(redirect) => self.paste(&redirect),
            Err(why) => {
                self.reply(LoginReply::PasteRefused(Problem::new("The demo refused", why, "Log in again")));
            }
        }
    }

    fn paste(&self, url: &str) {
        if let Err(error) = self.attempt.submit_pasted(url) {
            self.reply(LoginReply::PasteRefused(problem::paste(error)));
        }
    }

    /// Opens the browser on a task of its own, which may take seconds, and reports the outcome.
    fn open(&self) {
        let (job, deps) = (self.job.clone(), Arc::clone(self.deps));
        let address = Address::authorize(&self.attempt.authorize_url);
        tokio::spawn(async move {
            let outcome = match address {
                Some(address) => deps.browser.open(address).await,
                None => event::Browser::Failed("The address is not one of a web page".to_owned()),
            };
            job.reply(Reply::Login(LoginReply::Browser(outcome)));
        });
    }

    /// Exchanges the code, then shows the true outcome in the browser (security B13).
    async fn exchange(&self, code: AuthorizationCode, pending: Pending, access: &Access) -> Result<LoggedIn, Problem> {
        let clock = &self.deps.clock;
        match auth::log_in(code, &access.session).await {
            Ok(done) => {
                pending.answer(Outcome::Done);
                let ends = match access.session.state() {
                    LoginState::LoggedIn { ends, .. } => ends,
                    // Revoked at once: the next request reports it.
                    LoginState::LoggedOut | LoginState::Ended { .. } => clock.timestamp(),
                };
                Ok(LoggedIn { missing: done.missing, ends, notice: done.notice })
            }
            Err(error) => {
                pending.answer(Outcome::Failed);
                Err(problem::login(&error, &clock.now()))
            }
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

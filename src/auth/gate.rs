//! The one place where an attempt ends: whoever comes first, socket, paste, deadline or cancel, takes the outcome.
//!
//! The state is good once (security B10): taking the outcome and using up the state are the same step, under one lock.

use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;

use super::{
    AuthorizationCode, Callback, PasteError, Pending, RedirectUri,
    callback::{self, Refusal, Reply},
    pkce::Verifier,
    state::State,
};
use crate::spotify::Origin;

/// What an attempt expects, and the receiver of its outcome as long as there is none.
#[derive(Debug)]
pub(super) struct Gate {
    state: State,
    accounts: Origin,
    redirect: RedirectUri,
    open: Mutex<Option<Open>>,
}

/// What is used up by the outcome.
#[derive(Debug)]
struct Open {
    verifier: Verifier,
    outcome: oneshot::Sender<Callback>,
}

/// What a good callback did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrival {
    /// It brought the code; the answer to the browser comes later.
    Code,
    /// It brought a refusal of the person.
    Declined,
    /// It brought another error.
    Failed,
    /// It has the right state, and the attempt had its outcome before.
    Again,
}

impl Gate {
    /// Expects a callback with this state at this redirect URI (whose port is the bound one).
    pub(super) fn new(
        state: State,
        verifier: Verifier,
        accounts: Origin,
        redirect: RedirectUri,
    ) -> (Self, oneshot::Receiver<Callback>) {
        let (outcome, receiver) = oneshot::channel();
        let open = Mutex::new(Some(Open { verifier, outcome }));
        (Self { state, accounts, redirect, open }, receiver)
    }

    /// Takes the query of a callback from the socket. `pending` makes the handle with which the browser is answered.
    pub(super) fn offer(&self, query: &str, pending: impl FnOnce() -> Pending) -> Result<Arrival, Refusal> {
        let reply = callback::check(query, &self.state, &self.accounts)?;
        let Some(open) = self.take() else { return Ok(Arrival::Again) };
        let arrival = match reply {
            Reply::Code(_) => Arrival::Code,
            Reply::Declined => Arrival::Declined,
            Reply::Failed(_) => Arrival::Failed,
        };
        self.deliver(open, reply, pending);
        Ok(arrival)
    }

    /// Takes a pasted address; no browser waits for an answer then.
    pub(super) fn offer_pasted(&self, pasted: &str, pending: impl FnOnce() -> Pending) -> Result<(), PasteError> {
        let query = callback::query_of_paste(pasted, &self.redirect, &self.accounts)?;
        let reply = callback::check(&query, &self.state, &self.accounts)?;
        let open = self.take().ok_or(PasteError::Ended)?;
        self.deliver(open, reply, pending);
        Ok(())
    }

    /// Ends the attempt without a callback. Whether it was this call that ended it.
    pub(super) fn end(&self, how: Callback) -> bool {
        let Some(open) = self.take() else { return false };
        // Nobody listening is fine: the attempt has ended either way.
        let _ = open.outcome.send(how);
        true
    }

    fn take(&self) -> Option<Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn deliver(&self, open: Open, reply: Reply, pending: impl FnOnce() -> Pending) {
        let callback = match reply {
            Reply::Code(code) => {
                let code = AuthorizationCode::new(code, open.verifier, self.redirect.clone());
                Callback::Code { code, pending: pending() }
            }
            Reply::Declined => Callback::Declined,
            Reply::Failed(error) => Callback::Failed(error),
        };
        // Where the receiver is gone the callback comes back and is dropped, and with it the pending answer, which
        // then tells the browser that the login failed.
        let _ = open.outcome.send(callback);
    }
}

//! Decides the outcome of an attempt: the first of socket, paste, deadline and cancel wins.
//!
//! The state is valid once (security B10): taking the outcome and using up the state are one step under one lock.

use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;

use super::{
    AuthorizationCode, Callback, Outcome, PasteError, Pending, RedirectUri,
    callback::{self, Reply},
    pkce::Verifier,
    state::State,
};
use crate::spotify::Origin;

/// What an attempt expects, and the sender of its outcome until there is one.
#[derive(Debug)]
pub(super) struct Gate {
    state: State,
    accounts: Origin,
    redirect: RedirectUri,
    open: Mutex<Option<Open>>,
}

/// What the outcome uses up.
#[derive(Debug)]
struct Open {
    verifier: Verifier,
    outcome: oneshot::Sender<Callback>,
}

/// The effect of a callback with the right state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrival {
    /// It brought the code. The browser gets its answer after the exchange.
    Code,
    /// It brought an error, which is the outcome.
    Ended(Outcome),
    /// The attempt had its outcome before.
    Again,
}

impl Gate {
    /// Expects a callback with this state at this redirect URI, whose port is the bound one.
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

    /// Takes the query of a callback. `pending` makes the handle that answers the browser.
    pub(super) fn offer(&self, query: &str, pending: impl FnOnce() -> Pending) -> Result<Arrival, PasteError> {
        let reply = callback::check(query, &self.state, &self.accounts)?;
        let Some(Open { verifier, outcome }) = self.take() else { return Ok(Arrival::Again) };
        let (arrival, callback) = match reply {
            Reply::Code(code) => {
                let code = AuthorizationCode { code, verifier, redirect: self.redirect.clone() };
                (Arrival::Code, Callback::Code { code, pending: pending() })
            }
            Reply::Declined => (Arrival::Ended(Outcome::Declined), Callback::Declined),
            Reply::Failed(error) => (Arrival::Ended(Outcome::Failed), Callback::Failed(error)),
        };
        // Without a receiver the callback is dropped, and its `Pending` then sends the browser to the failure page.
        let _ = outcome.send(callback);
        Ok(arrival)
    }

    /// Takes a pasted address. No browser waits for an answer then.
    pub(super) fn offer_pasted(&self, pasted: &str) -> Result<(), PasteError> {
        let query = callback::query_of_paste(pasted, &self.redirect, &self.accounts)?;
        match self.offer(&query, || Pending(None))? {
            Arrival::Again => Err(PasteError::Ended),
            Arrival::Code | Arrival::Ended(_) => Ok(()),
        }
    }

    /// Ends the attempt without a callback. Returns whether it was still open.
    pub(super) fn end(&self, how: Callback) -> bool {
        let Some(open) = self.take() else { return false };
        // A missing receiver changes nothing: the attempt has ended.
        let _ = open.outcome.send(how);
        true
    }

    fn take(&self) -> Option<Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

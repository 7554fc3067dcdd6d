//! One try to log in.

use std::{net::SocketAddr, time::Instant};

use url::Url;

use super::{AuthorizationCode, LoginSettings, PasteError, Pending, SwitchAccount, state::RandomError};
use crate::domain::CleanText;

/// A login that is under way: the port is bound, the address is ready, nothing has been opened yet.
///
/// Dropping it before the callback came closes the port at once. After that it no longer matters: what is left is
/// the answer to the browser, which [`Pending`] gives.
#[derive(Debug)]
pub struct Attempt(());

impl Attempt {
    /// Binds the port, starts the listener thread and draws state and verifier. `deadline` is when it gives up,
    /// usually [`Attempt::LIMIT`] from now.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn start(
        settings: &LoginSettings,
        port: PortChoice,
        switch_account: SwitchAccount,
        deadline: Instant,
    ) -> Result<(Self, CallbackReceiver), StartError> {
        let _ = (settings, port, switch_account, deadline);
        unimplemented!()
    }

    /// How long a login may take.
    pub const LIMIT: std::time::Duration = std::time::Duration::from_secs(300);

    /// The page to open. It holds the state: hand it to the browser and the screen, and to nothing else.
    #[must_use]
    pub fn authorize_url(&self) -> &Url {
        unimplemented!()
    }

    /// Where the listener is bound.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        unimplemented!()
    }

    /// Takes the address the browser was led to, pasted by hand. It passes the same checks as the callback.
    ///
    /// # Errors
    /// [`PasteError`] says why it was not taken; the attempt goes on.
    pub fn submit_pasted(&self, pasted: &str) -> Result<(), PasteError> {
        let _ = pasted;
        unimplemented!()
    }

    /// Ends the attempt: the port is closed and the thread is gone when this returns. The receiver yields
    /// [`Callback::Cancelled`] unless another outcome came first.
    pub fn cancel(self) {}

    /// Waits until the browser has the page that tells the outcome, at most a few seconds. For programs that are
    /// about to end; others just drop the attempt.
    pub async fn served(self) {}
}

/// Which port to listen on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PortChoice {
    /// The one of the redirect URI; a dynamic one where that has none.
    #[default]
    AsConfigured,
    /// One that is free, whatever is configured: the way out when the port is in use. Spotify has to have the
    /// redirect URI registered without a port.
    Dynamic,
}

/// Yields the one outcome of an attempt.
#[derive(Debug)]
pub struct CallbackReceiver(());

impl CallbackReceiver {
    /// Waits for the outcome. Cancel-safe only in that a dropped receiver loses it.
    pub async fn recv(self) -> Callback {
        unimplemented!()
    }
}

/// How the wait for the callback ended.
#[derive(Debug)]
pub enum Callback {
    /// The code arrived. Exchange it (see [`super::log_in`]), then answer the browser.
    Code {
        /// What to exchange.
        code: AuthorizationCode,
        /// The browser that waits for the answer.
        pending: Pending,
    },
    /// The person chose Cancel on the consent page; the browser has been told.
    Declined,
    /// Spotify, or the listener, reports another error; the browser has been told.
    Failed(CleanText),
    /// The deadline passed.
    TimedOut,
    /// [`Attempt::cancel`] was called, or the attempt was dropped.
    Cancelled,
}

/// Why an attempt cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program, or another login, has the port.
    #[error("port {port} is in use")]
    PortInUse {
        /// The port.
        port: u16,
    },
    /// The port may not be bound: privileged, or forbidden by a sandbox.
    #[error("listening on {addr} is not possible: {reason}")]
    Bind {
        /// What was to be bound.
        addr: SocketAddr,
        /// What the system said.
        reason: std::io::Error,
    },
    /// There is no randomness, so no state and no verifier.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// No thread, or no pipe to wake it.
    #[error("the listener cannot be started: {0}")]
    Thread(std::io::Error),
}

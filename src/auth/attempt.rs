//! One try to log in: from the bound port to the code.
//!
//! The port is bound before anybody can open the page (security A2); state and verifier are drawn for this attempt
//! alone. What ends it, callback, paste, deadline or cancel, is decided by `gate`. Start with [`Attempt::start`].

use std::{
    fmt, io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    thread::JoinHandle,
    time::{Duration, Instant},
};

use tokio::sync::oneshot;
use url::Url;

use super::{
    AuthorizationCode, LoginSettings, PasteError, Pending, SwitchAccount,
    authorize::authorize_url,
    gate::Gate,
    listener::{self, Command, Control},
    pkce::Verifier,
    state::{RandomError, State},
};
use crate::domain::CleanText;

/// A login that is under way: the port is bound, the address is ready, nothing has been opened yet.
///
/// Dropped before it has an outcome, it closes the port at once and yields [`Callback::Cancelled`]. Dropped later it
/// changes nothing: what is left is the answer to the browser, which [`Pending`] gives and the thread bounds.
pub struct Attempt {
    url: Url,
    local_addr: SocketAddr,
    gate: Arc<Gate>,
    control: Arc<Control>,
    ended: oneshot::Receiver<()>,
    thread: Option<JoinHandle<()>>,
}

impl Attempt {
    /// How long a login may take.
    pub const LIMIT: Duration = Duration::from_mins(5);

    /// Binds the port, draws state and verifier, and starts the listener thread. `deadline` is when it gives up,
    /// usually [`Attempt::LIMIT`] from now.
    ///
    /// # Errors
    /// [`StartError`]; nothing is left bound then.
    pub fn start(
        settings: &LoginSettings,
        port: PortChoice,
        switch_account: SwitchAccount,
        deadline: Instant,
    ) -> Result<(Self, CallbackReceiver), StartError> {
        let wanted = match port {
            PortChoice::AsConfigured => settings.redirect.clone(),
            PortChoice::Dynamic => settings.redirect.with_port(None),
        };
        let listener = bind(wanted.socket_addr())?;
        let local_addr = listener.local_addr().map_err(StartError::Thread)?;
        let redirect = wanted.with_port(Some(local_addr.port()));

        let state = State::random()?;
        let verifier = Verifier::random()?;
        let url = authorize_url(settings, &redirect, &state, &verifier.challenge(), switch_account);
        let (gate, receiver) = Gate::new(state, verifier, settings.origins.accounts.clone(), redirect.clone());
        let gate = Arc::new(gate);
        let running = listener::spawn(listener, Arc::clone(&gate), &redirect, deadline).map_err(StartError::Thread)?;
        let attempt = Self {
            url,
            local_addr,
            gate,
            control: running.control,
            ended: running.ended,
            thread: Some(running.thread),
        };
        Ok((attempt, CallbackReceiver(receiver)))
    }

    /// The page to open. It holds the state: it is for the browser and the screen, and for nothing else.
    #[must_use]
    pub fn authorize_url(&self) -> &Url {
        &self.url
    }

    /// Where the listener is bound.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// Takes the address the browser was led to, pasted by hand. It passes the same checks as the callback; when it is
    /// taken, the port is closed and the receiver has its outcome.
    ///
    /// # Errors
    /// [`PasteError`] says why it was not taken; the attempt goes on.
    pub fn submit_pasted(&self, pasted: &str) -> Result<(), PasteError> {
        self.gate.offer_pasted(pasted, Pending::nobody)?;
        self.control.send(Command::Close);
        Ok(())
    }

    /// Ends the attempt: the port is closed and the thread is gone when this returns. The receiver yields
    /// [`Callback::Cancelled`] unless there was an outcome before; then this changes nothing.
    pub fn cancel(self) {
        drop(self);
    }

    /// Waits until the browser has the page that tells the outcome, at most a few seconds after [`Pending::answer`].
    /// For programs that end after the login; others drop the attempt. Without an outcome it is the same as
    /// [`Attempt::cancel`].
    pub async fn served(mut self) {
        self.end();
        // An error says that the sender is gone, and with it the thread.
        let _ = (&mut self.ended).await;
    }

    /// Ends the attempt if nothing else has.
    fn end(&mut self) {
        if self.gate.end(Callback::Cancelled) {
            self.control.send(Command::Close);
            if let Some(thread) = self.thread.take() {
                // A panic of the thread has been reported by its hook; there is nothing to add.
                let _ = thread.join();
            }
        }
    }
}

/// Without the address, which holds the state.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attempt({}, [redacted])", self.local_addr)
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        self.end();
    }
}

/// Binds a loopback address. The standard library sets `SO_REUSEADDR`, so that a port on which connections of the last
/// login linger (`TIME_WAIT`) is free again; two listeners on one port stay impossible.
fn bind(addr: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(addr).map_err(|reason| match reason.kind() {
        io::ErrorKind::AddrInUse => StartError::PortInUse { port: addr.port() },
        _ => StartError::Bind { addr, reason },
    })
}

/// Which port to listen on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PortChoice {
    /// The one of the redirect URI; a dynamic one where that has none.
    #[default]
    AsConfigured,
    /// One that is free, whatever is configured: the way out when the port is in use. Spotify takes it where the
    /// redirect URI is registered without a port.
    Dynamic,
}

/// Yields the one outcome of an attempt.
#[derive(Debug)]
pub struct CallbackReceiver(oneshot::Receiver<Callback>);

impl CallbackReceiver {
    /// Waits for the outcome. Dropping the future loses it; the browser is then told that the login failed.
    pub async fn recv(self) -> Callback {
        self.0.await.unwrap_or(Callback::Cancelled)
    }

    /// As [`CallbackReceiver::recv`], for a thread without a runtime.
    #[must_use]
    pub fn recv_blocking(self) -> Callback {
        self.0.blocking_recv().unwrap_or(Callback::Cancelled)
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
    /// The person chose Cancel on the consent page; the browser is being told.
    Declined,
    /// Spotify, or the listener, reports another error; the browser is being told.
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
    /// The address may not be bound: a privileged port, or no such address here.
    #[error("listening on {addr} is not possible: {reason}")]
    Bind {
        /// What was to be bound.
        addr: SocketAddr,
        /// What the system said.
        reason: io::Error,
    },
    /// There is no randomness, so no state and no verifier.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// No thread, or no pipe to wake it.
    #[error("the listener cannot be started: {0}")]
    Thread(io::Error),
}

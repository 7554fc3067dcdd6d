//! One login attempt: from the bound port to the code.
//!
//! The port is bound before the authorization page can be opened (security A2); state and verifier are drawn for this
//! attempt alone. `gate` decides which of callback, paste, deadline and cancel ends it. Start with [`Attempt::start`].

use std::{
    fmt, io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use tokio::sync::oneshot;
use url::Url;

use super::{
    AuthorizationCode, LoginSettings, PasteError, Pending, RandomError,
    authorize::authorize_url,
    gate::Gate,
    listener::{self, Command, Running},
    pkce::Verifier,
    state::State,
};
use crate::domain::CleanText;

/// An open login attempt: the port is bound and the address is ready, but no page was opened yet.
///
/// Dropped before its outcome, it closes the port, waits for the thread and yields [`Callback::Cancelled`]. Dropped later, it
/// changes nothing: only the answer to the browser is left, which [`Pending`] sends.
pub struct Attempt {
    /// The authorization page. The address holds the state: pass it to the browser and the screen only.
    pub authorize_url: Url,
    /// The address of the listener.
    pub local_addr: SocketAddr,
    gate: Arc<Gate>,
    running: Running,
}

impl Attempt {
    /// Time limit of a login.
    pub const LIMIT: Duration = Duration::from_mins(5);

    /// Binds the port, draws state and verifier, and starts the listener thread. The attempt ends after `limit`, usually
    /// [`Attempt::LIMIT`]; [`Duration::MAX`] means never.
    ///
    /// # Errors
    /// [`StartError`]; nothing stays bound.
    pub fn start(
        settings: &LoginSettings,
        port: PortChoice,
        switch_account: bool,
        limit: Duration,
    ) -> Result<(Self, CallbackReceiver), StartError> {
        let wanted = match port {
            PortChoice::AsConfigured => settings.redirect.clone(),
            PortChoice::Dynamic | PortChoice::PasteOnly => settings.redirect.with_port(None),
        };
        let listener = bind(wanted.socket_addr())?;
        let local_addr = listener.local_addr().map_err(StartError::Thread)?;
        let redirect = match port {
            PortChoice::AsConfigured | PortChoice::Dynamic => wanted.with_port(Some(local_addr.port())),
            PortChoice::PasteOnly => settings.redirect.clone(),
        };

        let state = State::random()?;
        let verifier = Verifier::random()?;
        let authorize_url = authorize_url(settings, &redirect, &state, &verifier.challenge(), switch_account);
        let (gate, receiver) = Gate::new(state, verifier, settings.origins.accounts.clone(), redirect.clone());
        let gate = Arc::new(gate);
        let running = listener::spawn(listener, Arc::clone(&gate), &redirect, limit, listener::PATIENCE)
            .map_err(StartError::Thread)?;
        Ok((Self { authorize_url, local_addr, gate, running }, CallbackReceiver(receiver)))
    }

    /// Submits the address that the browser was redirected to. It passes the same checks as the callback. On success the
    /// port is closed and the receiver has its outcome.
    ///
    /// # Errors
    /// [`PasteError`]; the attempt goes on.
    pub fn submit_pasted(&self, pasted: &str) -> Result<(), PasteError> {
        self.gate.offer_pasted(pasted)?;
        self.running.control.send(Command::Close);
        Ok(())
    }

    /// Waits until the browser has the page of the outcome, at most a few seconds after [`Pending::answer`]. For programs
    /// that exit after the login. Without an outcome, the same as dropping it.
    pub async fn served(mut self) {
        self.end();
        // The error means that the thread has ended.
        let _ = (&mut self.running.ended).await;
    }

    /// Ends the attempt if it is still open.
    fn end(&mut self) {
        if self.gate.end(Callback::Cancelled) {
            self.running.control.send(Command::Close);
            if let Some(thread) = self.running.thread.take() {
                // The panic hook has reported a panic of the thread.
                let _ = thread.join();
            }
        }
    }
}

/// Omits the address, which holds the state.
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

/// Binds a loopback address. The standard library sets `SO_REUSEADDR`, so connections of the last login in `TIME_WAIT` do
/// not block the port, while two listeners on one port stay impossible.
fn bind(addr: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(addr).map_err(|reason| match reason.kind() {
        io::ErrorKind::AddrInUse => StartError::PortInUse { port: addr.port() },
        _ => StartError::Bind { addr, reason },
    })
}

/// Which port to listen on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PortChoice {
    /// The port of the redirect URI, or a dynamic one if it has none.
    #[default]
    AsConfigured,
    /// A free port, for when the configured one is in use. Spotify accepts it if the redirect URI is registered without a
    /// port.
    Dynamic,
    /// The configured port is in the redirect URI and another program has it. The browser ends there, and only a pasted address
    /// reaches this attempt, which listens on an unannounced free port.
    PasteOnly,
}

/// Yields the outcome of an attempt.
#[derive(Debug)]
pub struct CallbackReceiver(oneshot::Receiver<Callback>);

impl CallbackReceiver {
    /// Waits for the outcome. Dropping the future loses it, and the browser is sent to the failure page.
    pub async fn recv(self) -> Callback {
        self.0.await.unwrap_or(Callback::Cancelled)
    }
}

/// The outcome of an attempt.
#[derive(Debug)]
pub enum Callback {
    /// The code arrived. Exchange it (see [`super::log_in`]), then answer the browser.
    Code {
        code: AuthorizationCode,
        /// The browser that waits for the answer.
        pending: Pending,
    },
    /// The person cancelled on the consent page. The browser has its answer.
    Declined,
    /// Spotify or the listener reported another error. The browser has its answer.
    Failed(CleanText),
    /// The deadline passed.
    TimedOut,
    /// The attempt was dropped.
    Cancelled,
}

/// Why an attempt could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program, or another login, uses the port.
    #[error("port {port} is taken by another program")]
    PortInUse { port: u16 },
    /// A privileged port, or an address that does not exist here.
    #[error("cannot listen on {addr}: {reason}")]
    Bind { addr: SocketAddr, reason: io::Error },
    #[error(transparent)]
    Random(#[from] RandomError),
    /// No thread, or no pipe to wake it.
    #[error("cannot start the listener: {0}")]
    Thread(io::Error),
}

//! The world on a socket: 127.0.0.1 only, in the tokio runtime that starts it.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, MutexGuard},
    time::Duration,
};

use axum::serve::ListenerExt as _;
use jiff::{Timestamp, ZonedDateTime};
use serde_json::json;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle, time::timeout};
use tokio_util::sync::DropGuard;

use super::{
    Change, ChangeError, DemoOptions, FaultScript, Listener, Logged, World,
    http::router,
    live::{Live, Shared},
    world::{CLIENT_ID, CONFIDENTIAL},
};

/// How long [`DemoServer::stop`] waits for open connections.
const PATIENCE: Duration = Duration::from_secs(1);

/// A running demo service. Dropping it stops it.
#[derive(Debug)]
pub struct DemoServer {
    address: SocketAddr,
    /// Whether it consents without showing the page.
    pub approves: bool,
    shared: Arc<Shared>,
    task: JoinHandle<io::Result<()>>,
    guard: DropGuard,
}

impl DemoServer {
    /// Listens on `127.0.0.1:port` (`None` for any free port) and answers from then on. Without
    /// [`DemoOptions::today`] the data is dated from the local day.
    ///
    /// # Errors
    /// The port cannot be bound.
    pub async fn start(mut options: DemoOptions, port: Option<u16>) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port.unwrap_or(0))).await?;
        let address = listener.local_addr()?;
        options.today.get_or_insert_with(|| ZonedDateTime::now().date());
        let world = World::new(&options, &format!("http://{address}"), Timestamp::now());
        let approves = options.approve;
        let shared = Arc::new(Shared::new(world, options.latency, address.port()));
        let (stop, guard) = (shared.stop.clone(), shared.stop.clone().drop_guard());
        // Small answers must not wait for an acknowledgement. Without the option they are slower.
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        let serving = axum::serve(listener, router(Arc::clone(&shared)));
        let serving = serving.with_graceful_shutdown(stop.cancelled_owned());
        let task = tokio::spawn(serving.into_future());
        Ok(Self { address, approves, shared, task, guard })
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn accounts_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// `http://127.0.0.1:PORT/v1`.
    pub fn api_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The id of the client without a secret.
    pub fn client_id(&self) -> &'static str {
        CLIENT_ID
    }

    /// The one line of JSON that `demo serve` prints first, without the line break.
    pub fn announcement(&self) -> String {
        json!({
            "accounts_url": self.accounts_url(),
            "api_url": self.api_url(),
            "client_id": CLIENT_ID,
            "confidential": { "client_id": CONFIDENTIAL.client_id, "client_secret": CONFIDENTIAL.client_secret },
        })
        .to_string()
    }

    /// Consents to an authorize URL as the Agree button does, without a browser, as the listener logged in at the website
    /// (see [`World::browse_as`]). Returns the callback URL.
    ///
    /// # Errors
    /// The sentence the browser page shows instead of calling back.
    pub fn approve(&self, authorize_url: &str) -> Result<String, String> {
        let (_, query) = authorize_url.split_once('?').unwrap_or((authorize_url, ""));
        let mut live = self.live();
        let now = live.now();
        live.world.approve(query, now)
    }

    /// The last [`super::world::Log::MAX`] requests, oldest first.
    pub fn requests(&self) -> Vec<Logged> {
        self.live().world.log.since(0).cloned().collect()
    }

    /// Watches the number of requests handled.
    pub fn handled(&self) -> watch::Receiver<usize> {
        self.shared.handled.subscribe()
    }

    /// Adds scripted answers; the text form is described in [`super::script`].
    ///
    /// # Errors
    /// Where and why a line is malformed; nothing is added.
    pub fn script(&self, lines: &str) -> Result<(), String> {
        let script: FaultScript = lines.parse()?;
        self.live().world.faults.extend(script);
        Ok(())
    }

    /// Applies a change, to the first listener's library or player if it concerns one. Returns the id of the show, of the
    /// device, or of the listener.
    ///
    /// # Errors
    /// [`ChangeError`]; nothing has changed then.
    pub fn change(&self, change: &Change) -> Result<String, ChangeError> {
        let mut live = self.live();
        let now = live.now();
        live.world.change(Listener::First, change, now)
    }

    /// The world behind the service, and its clock; requests wait meanwhile.
    pub fn live(&self) -> MutexGuard<'_, Live> {
        self.shared.live()
    }

    /// Stops and waits, for at most a second, until the port is closed and open requests are answered.
    pub async fn stop(self) {
        let Self { task, guard, .. } = self;
        drop(guard);
        // A late task ends with the runtime.
        drop(timeout(PATIENCE, task).await);
    }
}

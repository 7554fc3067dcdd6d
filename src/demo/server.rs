//! The world on a socket: 127.0.0.1 only, in the tokio runtime that starts it.

use std::{io, net::SocketAddr, time::Duration};

use super::{DemoOptions, Logged, script::ScriptError};

/// The id of the client without a secret, the one to log in with.
pub const CLIENT_ID: &str = "5bd0c1de5bd0c1de5bd0c1de00000001";
/// The client that has a secret and must show it.
pub const CONFIDENTIAL: ConfidentialClient = ConfidentialClient {
    client_id: "5bd0c1de5bd0c1de5bd0c1de00000002",
    client_secret: "0000000000000000c0ffee0000000002",
};

/// A client ID and its secret; neither opens anything but the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfidentialClient {
    /// The client ID, 32 hexadecimal digits.
    pub client_id: &'static str,
    /// The client secret, 32 hexadecimal digits.
    pub client_secret: &'static str,
}

/// A running demo service. Dropping it stops it.
#[derive(Debug)]
pub struct DemoServer {
    address: SocketAddr,
}

impl DemoServer {
    /// Listens on `127.0.0.1:port` (any free port where there is none) and answers from then on.
    ///
    /// # Errors
    /// The port cannot be bound.
    pub async fn start(options: DemoOptions, port: Option<u16>) -> io::Result<Self> {
        let _ = options;
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port.unwrap_or(0))).await?;
        Ok(Self { address: listener.local_addr()? })
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    #[must_use]
    pub fn accounts_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// `http://127.0.0.1:PORT/v1`.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The id of the client without a secret.
    #[must_use]
    pub fn client_id(&self) -> &'static str {
        CLIENT_ID
    }

    /// The client that has a secret.
    #[must_use]
    pub fn confidential(&self) -> ConfidentialClient {
        CONFIDENTIAL
    }

    /// The one line of JSON that `demo serve` prints first.
    #[must_use]
    pub fn announcement(&self) -> String {
        String::new()
    }

    /// Consents to an authorize URL as the Agree button does, without a browser. Returns the callback URL.
    ///
    /// # Errors
    /// Where no callback would come: the sentence the browser page would show.
    pub fn approve(&self, authorize_url: &str) -> Result<String, String> {
        Err(authorize_url.to_owned())
    }

    /// Every request so far, oldest first (the last 100,000).
    #[must_use]
    pub fn requests(&self) -> Vec<Logged> {
        Vec::new()
    }

    /// Adds scripted answers; the text form is described in [`super::script`].
    ///
    /// # Errors
    /// [`ScriptError`] where a line does not read.
    pub fn script(&self, lines: &str) -> Result<(), ScriptError> {
        let _ = lines;
        Ok(())
    }

    /// Moves the service's clock forward.
    pub fn advance(&self, by: Duration) {
        let _ = by;
    }

    /// Refuses every access token given out so far (401), as if it had expired.
    pub fn expire_access_tokens(&self) {}

    /// Refuses every refresh token and access token given out so far, as if the person had removed the app's access.
    pub fn revoke_logins(&self) {}

    /// Stops and waits until the port is closed.
    pub async fn stop(self) {}
}

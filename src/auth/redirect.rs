//! The redirect URI: where the browser brings the code. A loopback literal, never a name.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
};

use url::{Host, Url};

/// A checked redirect URI: `http` on `127.0.0.1` or `[::1]`, a path, and a port or none (a dynamic one).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectUri {
    ip: IpAddr,
    port: Option<u16>,
    path: String,
}

impl RedirectUri {
    /// The redirect URI where none is configured; it has to be registered exactly so at Spotify.
    pub const DEFAULT: &str = "http://127.0.0.1:8899/callback";

    /// Checks a redirect URI. A missing path becomes `/callback`; a missing port means a dynamic one.
    ///
    /// # Errors
    /// [`RedirectUriError`] says which rule it breaks.
    pub fn parse(raw: &str) -> Result<Self, RedirectUriError> {
        let url = Url::parse(raw.trim()).map_err(|_| RedirectUriError::NotAUrl)?;
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
            return Err(RedirectUriError::Extra);
        }
        if url.scheme() != "http" {
            return Err(RedirectUriError::NotHttp);
        }
        let ip = match url.host() {
            Some(Host::Domain(name)) if name.eq_ignore_ascii_case("localhost") => {
                return Err(RedirectUriError::Localhost);
            }
            Some(Host::Ipv4(ip)) if ip == std::net::Ipv4Addr::LOCALHOST => IpAddr::V4(ip),
            Some(Host::Ipv6(ip)) if ip == std::net::Ipv6Addr::LOCALHOST => IpAddr::V6(ip),
            Some(_) | None => return Err(RedirectUriError::NotLoopback),
        };
        let path = match url.path() {
            "" | "/" => "/callback",
            path => path,
        };
        if RESERVED.contains(&path) {
            return Err(RedirectUriError::ReservedPath);
        }
        // `Url` hides port 80, http's own; nobody without privileges can bind it, so it reads as a dynamic one.
        Ok(Self { ip, port: url.port(), path: path.to_owned() })
    }

    /// The loopback address to bind.
    #[must_use]
    pub fn ip(&self) -> IpAddr {
        self.ip
    }

    /// The port to bind; `None` for a dynamic one.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The path, with its slash.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The same URI with another port, `None` for a dynamic one.
    #[must_use]
    pub fn with_port(&self, port: Option<u16>) -> Self {
        Self { ip: self.ip, port, path: self.path.clone() }
    }

    /// What to bind; port 0 lets the system choose.
    #[must_use]
    pub fn socket_addr(&self) -> SocketAddr {
        SocketAddr::new(self.ip, self.port.unwrap_or(0))
    }

    /// Host and port as the `Host` header names them, such as `127.0.0.1:8899`.
    #[must_use]
    pub fn authority(&self) -> String {
        match self.port {
            Some(port) => SocketAddr::new(self.ip, port).to_string(),
            None if self.ip.is_ipv6() => format!("[{}]", self.ip),
            None => self.ip.to_string(),
        }
    }
}

impl Default for RedirectUri {
    fn default() -> Self {
        Self { ip: IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), port: Some(8899), path: "/callback".to_owned() }
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}{}", self.authority(), self.path)
    }
}

/// Paths the listener needs for its own pages.
const RESERVED: [&str; 4] = ["/done", "/declined", "/failed", "/favicon.ico"];

/// Why a redirect URI is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RedirectUriError {
    /// It does not read as an address.
    #[error("not an address such as {}", RedirectUri::DEFAULT)]
    NotAUrl,
    /// Another scheme than http: the callback ends on this machine, where there is no certificate.
    #[error("the redirect URI starts with http://, as in {}", RedirectUri::DEFAULT)]
    NotHttp,
    /// `localhost`, which Spotify refuses since April 2025.
    #[error("Spotify refuses localhost as a redirect URI; write 127.0.0.1 here and in the dashboard")]
    Localhost,
    /// A host other than this machine's loopback literals.
    #[error("the redirect URI names 127.0.0.1 or [::1]; nothing else stays on this machine")]
    NotLoopback,
    /// It carries a user name, a query or a fragment.
    #[error("a redirect URI has no user name, ? or #")]
    Extra,
    /// Its path is one of the pages that tell how the login ended.
    #[error("this path is taken by the pages that tell how the login ended; /callback is a good one")]
    ReservedPath,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a3_a_redirect_uri_is_a_loopback_literal() {
        for (raw, shown, port) in [
            ("http://127.0.0.1:8899/callback", "http://127.0.0.1:8899/callback", Some(8899)),
            (" http://127.0.0.1:8899\n", "http://127.0.0.1:8899/callback", Some(8899)),
            ("http://127.0.0.1/callback", "http://127.0.0.1/callback", None),
            ("http://[::1]:9000/cb", "http://[::1]:9000/cb", Some(9000)),
            ("http://[::1]/", "http://[::1]/callback", None),
        ] {
            let uri = RedirectUri::parse(raw).expect(raw);
            assert_eq!((uri.to_string().as_str(), uri.port()), (shown, port));
        }
        assert_eq!(RedirectUri::default().to_string(), RedirectUri::DEFAULT);
        assert_eq!(RedirectUri::parse(RedirectUri::DEFAULT), Ok(RedirectUri::default()));
    }

    #[test]
    fn a3_localhost_and_everything_else_is_refused_with_the_reason() {
        for (raw, error) in [
            ("http://localhost:8899/callback", RedirectUriError::Localhost),
            ("http://LOCALHOST/callback", RedirectUriError::Localhost),
            ("http://127.0.0.2:8899/callback", RedirectUriError::NotLoopback),
            ("http://0.0.0.0:8899/callback", RedirectUriError::NotLoopback),
            ("http://192.168.1.2/callback", RedirectUriError::NotLoopback),
            ("http://127.0.0.1.evil.example/", RedirectUriError::NotLoopback),
            ("https://127.0.0.1:8899/callback", RedirectUriError::NotHttp),
            ("http://127.0.0.1:8899/callback?a=b", RedirectUriError::Extra),
            ("http://127.0.0.1:8899/callback#", RedirectUriError::Extra),
            ("http://me@127.0.0.1:8899/callback", RedirectUriError::Extra),
            ("http://127.0.0.1:8899/done", RedirectUriError::ReservedPath),
            ("8899", RedirectUriError::NotAUrl),
            ("http://127.0.0.1:99999/", RedirectUriError::NotAUrl),
        ] {
            assert_eq!(RedirectUri::parse(raw), Err(error), "{raw}");
        }
    }
}

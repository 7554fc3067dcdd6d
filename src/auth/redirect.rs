//! The redirect URI, to which the browser brings the code: a loopback literal, never a name.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
};

use url::{Host, Url};

use crate::domain::link::is_bare;

/// `http` on `127.0.0.1` or `[::1]`, with a path and an optional port (none means a dynamic one).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectUri {
    ip: IpAddr,
    port: Option<u16>,
    path: String,
}

impl RedirectUri {
    /// The default. It must be registered at Spotify exactly as it is here.
    pub const DEFAULT: &str = "http://127.0.0.1:8899/callback";

    /// Parses a redirect URI. A missing path becomes `/callback`.
    ///
    /// # Errors
    /// [`RedirectUriError`] names the rule broken.
    pub fn parse(raw: &str) -> Result<Self, RedirectUriError> {
        let url = Url::parse(raw.trim()).map_err(|_| RedirectUriError::NotAUrl)?;
        if !is_bare(&url) {
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
        // `Url` hides port 80, the default of http, so it counts as dynamic: binding it needs privileges anyway.
        Ok(Self { ip, port: url.port(), path: path.to_owned() })
    }

    /// The port to bind, or `None` for a dynamic one.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The path, with its leading slash.
    pub fn path(&self) -> &str {
        &self.path
    }

    #[must_use]
    pub fn with_port(&self, port: Option<u16>) -> Self {
        Self { ip: self.ip, port, path: self.path.clone() }
    }

    /// The address to bind. Port 0 lets the system choose.
    pub fn socket_addr(&self) -> SocketAddr {
        SocketAddr::new(self.ip, self.port.unwrap_or(0))
    }

    /// The value of the `Host` header, such as `127.0.0.1:8899`.
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

/// Paths of the listener's own pages.
const RESERVED: [&str; 4] = ["/done", "/declined", "/failed", "/favicon.ico"];

/// Why a redirect URI is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RedirectUriError {
    #[error("not an address such as {}", RedirectUri::DEFAULT)]
    NotAUrl,
    /// The listener has no certificate, so https cannot work.
    #[error("the redirect URI must start with http://, as in {}", RedirectUri::DEFAULT)]
    NotHttp,
    /// Spotify rejects `localhost` since April 2025.
    #[error("Spotify rejects localhost as a redirect URI; use 127.0.0.1 here and in the dashboard")]
    Localhost,
    #[error("the host of the redirect URI must be 127.0.0.1 or [::1]")]
    NotLoopback,
    /// It has a user name, a query or a fragment.
    #[error("a redirect URI must not have a user name, ? or #")]
    Extra,
    /// Its path is that of a page of the listener.
    #[error("this path is reserved for the result page of the login; use /callback")]
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

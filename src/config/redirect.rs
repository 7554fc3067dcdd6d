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
    /// The rule that is broken; completes "`redirect_uri` …".
    pub fn parse(raw: &str) -> Result<Self, String> {
        let refused = |why: &str| format!("{why}; write {}", Self::DEFAULT);
        let raw = raw.trim();
        // `Url` ignores line breaks and encodes the rest.
        let printable = raw.bytes().all(|b| b.is_ascii_graphic());
        let url = Url::parse(raw).ok().filter(|_| printable).ok_or_else(|| refused("is not an address"))?;
        let ip = match url.host() {
            // Spotify rejects it since April 2025.
            Some(Host::Domain("localhost")) => return Err(refused("names localhost, which Spotify refuses")),
            Some(Host::Ipv4(ip)) if ip == std::net::Ipv4Addr::LOCALHOST => IpAddr::V4(ip),
            Some(Host::Ipv6(ip)) if ip == std::net::Ipv6Addr::LOCALHOST => IpAddr::V6(ip),
            Some(_) | None => return Err(refused("does not lead to this computer")),
        };
        // The listener has no certificate.
        if url.scheme() != "http" {
            return Err(refused("must begin with http:// on a loopback address"));
        }
        if !is_bare(&url) {
            return Err(refused("must have no user name, ? and #"));
        }
        let path = match url.path() {
            "" | "/" => "/callback",
            path => path,
        };
        if RESERVED.contains(&path) {
            return Err(refused("has the path of a page of the login"));
        }
        // `Url` hides port 80, the default of http, so it counts as dynamic: binding it needs privileges anyway.
        Ok(Self { ip, port: url.port(), path: path.to_owned() })
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
            assert_eq!((uri.to_string().as_str(), uri.port), (shown, port));
        }
        assert_eq!(RedirectUri::default().to_string(), RedirectUri::DEFAULT);
        assert_eq!(RedirectUri::parse(RedirectUri::DEFAULT), Ok(RedirectUri::default()));
    }

    #[test]
    fn a3_localhost_and_everything_else_is_refused_with_the_reason() {
        for (raw, why) in [
            ("http://localhost:8899/callback", "names localhost"),
            ("http://LOCALHOST/callback", "names localhost"),
            ("http://127.0.0.2:8899/callback", "does not lead to this computer"),
            ("http://0.0.0.0:8899/callback", "does not lead to this computer"),
            ("http://192.168.1.2/callback", "does not lead to this computer"),
            ("http://127.0.0.1.evil.example/", "does not lead to this computer"),
            ("https://127.0.0.1:8899/callback", "must begin with http://"),
            ("http://127.0.0.1:8899/callback?a=b", "must have no user name, ? and #"),
            ("http://127.0.0.1:8899/callback#", "must have no user name, ? and #"),
            ("http://me@127.0.0.1:8899/callback", "must have no user name, ? and #"),
            ("http://127.0.0.1:8899/done", "has the path of a page"),
            ("8899", "is not an address"),
            ("http://127.0.0.1:99999/", "is not an address"),
            ("http://127.0.0.1/call\nback", "is not an address"),
            ("http://127.0.0.1/\u{1b}[31m", "is not an address"),
        ] {
            let refused = RedirectUri::parse(raw).expect_err(raw);
            assert!(
                refused.starts_with(why) && refused.ends_with("; write http://127.0.0.1:8899/callback"),
                "{refused}"
            );
        }
    }
}

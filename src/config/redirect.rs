//! The redirect URI, to which the browser brings the code: a loopback literal, never a name.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
};

use url::{Host, Url};

use crate::domain::{link::is_bare, near::quoted};

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
        let raw = raw.trim();
        let refused = |why: &str| format!("is {}, which {why}; write {}", shown(raw), Self::DEFAULT);
        let read = Self::read(raw).map_err(refused)?;
        // Spotify compares letter by letter. `Url` drops `..`, zeros and the port 80, and reads numbers as addresses.
        let sent = read.to_string();
        let is_sent = sent == raw || sent.strip_suffix("/callback") == Some(raw.trim_end_matches('/'));
        if is_sent { Ok(read) } else { Err(refused(&format!("is sent to Spotify as {sent}"))) }
    }

    /// The error completes "…, which …".
    fn read(raw: &str) -> Result<Self, &'static str> {
        // `Url` ignores line breaks and encodes the rest.
        let printable = raw.bytes().all(|b| b.is_ascii_graphic());
        let url = Url::parse(raw).ok().filter(|_| printable).ok_or("is not an address")?;
        let ip = match url.host() {
            // Spotify rejects it since April 2025.
            Some(Host::Domain("localhost")) => return Err("names localhost, which Spotify refuses"),
            Some(Host::Ipv4(ip)) if ip == std::net::Ipv4Addr::LOCALHOST => IpAddr::V4(ip),
            Some(Host::Ipv6(ip)) if ip == std::net::Ipv6Addr::LOCALHOST => IpAddr::V6(ip),
            Some(_) | None => return Err("does not lead to this computer"),
        };
        // The listener has no certificate.
        if url.scheme() != "http" {
            return Err("must begin with http:// on a loopback address");
        }
        if !is_bare(&url) {
            return Err("must have no user name, ? and #");
        }
        if url.port() == Some(0) {
            return Err("has the port 0, but Spotify sends the browser to the port itself");
        }
        let path = match url.path() {
            "" | "/" => "/callback",
            path => path,
        };
        // A browser may decode it, and the listener compares letter by letter.
        if path.contains('%') {
            return Err("must have no % in its path");
        }
        if path.len() > LONGEST_PATH {
            return Err("has a path that is too long");
        }
        if RESERVED.iter().any(|page| page.eq_ignore_ascii_case(path.trim_end_matches('/'))) {
            return Err("has the path of a page of the login");
        }
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

/// An address for a message, without a user name and a password.
fn shown(raw: &str) -> String {
    if raw.contains('@') { "an address with a user name".to_owned() } else { quoted(raw) }
}

/// The path is part of a request head, with the query.
const LONGEST_PATH: usize = 256;

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
            ("http://127.0.0.1:8899/done/", "has the path of a page"),
            ("http://127.0.0.1:8899/DONE", "has the path of a page"),
            ("http://127.0.0.1:8899/./Failed", "has the path of a page"),
            ("http://127.0.0.1:8899/%64one", "must have no % in its path"),
            ("http://127.0.0.1:8899/%63allback", "must have no % in its path"),
            ("http://127.0.0.1:0/callback", "has the port 0"),
            ("http://[::1]:0", "has the port 0"),
            ("http://127.0.0.1:80/callback", "is sent to Spotify as http://"),
            ("http://127.1:8899/callback", "is sent to Spotify as http://"),
            ("http://127.0.0.1:08899/callback", "is sent to Spotify as http://"),
            ("http://127.0.0.1:8899/a/../callback", "is sent to Spotify as http://"),
            ("http://127.0.0.1:8899\\callback", "is sent to Spotify as http://"),
            ("HTTP://127.0.0.1:8899/callback", "is sent to Spotify as http://"),
            ("http://[0::1]:8899/callback", "is sent to Spotify as http://"),
            ("8899", "is not an address"),
            ("http://127.0.0.1:99999/", "is not an address"),
            ("http://127.0.0.1/call\nback", "is not an address"),
            ("http://127.0.0.1/\u{1b}[31m", "is not an address"),
        ] {
            let refused = RedirectUri::parse(raw).expect_err(raw);
            let shown = refused.strip_suffix("; write http://127.0.0.1:8899/callback").expect(&refused);
            assert!(shown.starts_with("is ") && shown.contains(&format!(", which {why}")), "{refused}");
            let is_shown = shown.contains(&format!("`{}`", raw.replace(char::is_control, " ")));
            assert_eq!(is_shown, !raw.contains('@'), "{refused}");
        }
        let long = RedirectUri::parse(&format!("http://127.0.0.1:8899/{}", "a".repeat(400))).expect_err("too long");
        assert!(long.contains("aaa…`, which has a path that is too long") && long.len() < 200, "{long}");
    }
}

//! Which service is spoken to. https, or http on a loopback literal that somebody set explicitly; nothing else.

use std::fmt;

use url::{Host, Url};

/// The base address of a service, checked: https, or http on `127.0.0.0/8` or `[::1]`; no query, fragment or user info.
#[derive(Clone, PartialEq, Eq)]
pub struct Origin(Url);

impl Origin {
    /// Checks an address.
    ///
    /// # Errors
    /// [`OriginError`] says which rule it breaks.
    pub fn parse(raw: &str) -> Result<Self, OriginError> {
        let mut url = Url::parse(raw.trim()).map_err(|_| OriginError::NotAUrl)?;
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
            return Err(OriginError::Extra);
        }
        let loopback = match url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(_)) => false,
            None => return Err(OriginError::NotAUrl),
        };
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            _ => return Err(OriginError::NotSecure),
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }

    /// The address of `path`, which starts with a slash, below this base.
    #[must_use]
    pub fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.0.path().trim_end_matches('/')));
        url
    }

    /// Whether `url` has this scheme, host and port.
    #[must_use]
    pub fn covers(&self, url: &Url) -> bool {
        url.origin() == self.0.origin()
    }

    /// Whether this is a loopback address, for which no proxy is ever used.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            _ => false,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Origin({self})")
    }
}

/// The two services of Spotify.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origins {
    /// The Web API, `https://api.spotify.com/v1` unless set.
    pub api: Origin,
    /// The accounts service, `https://accounts.spotify.com` unless set.
    pub accounts: Origin,
}

impl Origins {
    /// The Web API's address where none is set.
    pub const API: &str = "https://api.spotify.com/v1";
    /// The accounts service's address where none is set.
    pub const ACCOUNTS: &str = "https://accounts.spotify.com";
}

/// Why an address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// It does not read as an address with a host.
    #[error("not an address such as {}", Origins::API)]
    NotAUrl,
    /// Neither https nor http on a loopback literal.
    #[error("only https is accepted, or http on a loopback address such as http://127.0.0.1:8000")]
    NotSecure,
    /// It carries a user name, a query or a fragment.
    #[error("an address without user name, ? and #")]
    Extra,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c2_http_is_accepted_on_a_loopback_literal_only() {
        for raw in ["http://127.0.0.1:9", "http://[::1]:9/v1", "https://api.spotify.com/v1/", "http://127.9.9.9"] {
            assert!(Origin::parse(raw).is_ok(), "{raw}");
        }
        for raw in
            ["http://localhost:9", "http://api.spotify.com", "ftp://127.0.0.1", "http://10.0.0.1", "http://0.0.0.0"]
        {
            assert_eq!(Origin::parse(raw), Err(OriginError::NotSecure), "{raw}");
        }
        assert_eq!(Origin::parse("https://a:b@host"), Err(OriginError::Extra));
        assert_eq!(Origin::parse("api.spotify.com"), Err(OriginError::NotAUrl));
    }

    #[test]
    fn e10_another_port_is_another_origin() {
        let origin = Origin::parse("http://127.0.0.1:9/v1").expect("valid");
        let covers = |raw| origin.covers(&Url::parse(raw).expect("valid"));
        assert!(covers("http://127.0.0.1:9/v1/me/shows?offset=50"));
        assert!(!covers("http://127.0.0.1:10/v1/me/shows"));
        assert!(!covers("https://127.0.0.1:9/v1/me/shows"));
        assert!(!covers("http://127.0.0.1.evil.example:9/"));
    }

    #[test]
    fn a_path_is_joined_below_the_base() {
        let origin = Origin::parse("https://api.spotify.com/v1/").expect("valid");
        assert_eq!(origin.join("/me/shows").as_str(), "https://api.spotify.com/v1/me/shows");
        assert_eq!(origin.to_string(), "https://api.spotify.com/v1");
    }
}

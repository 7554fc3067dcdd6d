//! The base addresses of the services: https, or http on an explicit loopback literal.

use std::fmt;

use url::{Host, Url};

use crate::domain::link::is_bare;

/// The base address of a service: https, or http on `127.0.0.0/8` or `[::1]`, without query, fragment and user info.
#[derive(Clone, PartialEq, Eq)]
pub struct Origin(Url);

impl Origin {
    /// # Errors
    /// [`OriginError`] names the rule broken.
    pub fn parse(raw: &str) -> Result<Self, OriginError> {
        let mut url = Url::parse(raw.trim()).map_err(|_| OriginError::NotAUrl)?;
        if !is_bare(&url) {
            return Err(OriginError::Extra);
        }
        if !url.has_host() {
            return Err(OriginError::NotAUrl);
        }
        if !(url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url)) {
            return Err(OriginError::NotSecure);
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }

    /// The address of `path`, which starts with a slash, below this base.
    pub fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.0.path().trim_end_matches('/')));
        url
    }

    /// Whether `url` has this scheme, host and port.
    pub fn covers(&self, url: &Url) -> bool {
        url.origin() == self.0.origin()
    }

    /// Whether this is a loopback address, for which no proxy is used.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(_)) | None => false,
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

/// The base addresses of both services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origins {
    pub api: Origin,
    pub accounts: Origin,
}

impl Origins {
    /// Default of `api`.
    pub const API: &str = "https://api.spotify.com/v1";
    /// Default of `accounts`.
    pub const ACCOUNTS: &str = "https://accounts.spotify.com";
}

/// Why an address is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    #[error("not a URL such as {}", Origins::API)]
    NotAUrl,
    #[error("the URL must use https, or http on a loopback address such as http://127.0.0.1:8000")]
    NotSecure,
    /// It has a user name, a query or a fragment.
    #[error("the URL must not have a user name, ? or #")]
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

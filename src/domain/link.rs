//! Links that may be handed to a browser or a clipboard: rebuilt from a valid id, or http(s) and checked.

use std::fmt;

use url::Url;

use super::{EpisodeId, ShowId};

/// `https://open.spotify.com/{show,episode}/{id}`, always rebuilt from a valid id, never taken from an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpotifyLink {
    /// A show's page.
    Show(ShowId),
    /// An episode's page.
    Episode(EpisodeId),
}

impl fmt::Display for SpotifyLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show(id) => write!(f, "https://open.spotify.com/show/{id}"),
            Self::Episode(id) => write!(f, "https://open.spotify.com/episode/{id}"),
        }
    }
}

/// An http or https URL found in notes, in the normal form that `url` gives it: printable ASCII without spaces.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WebLink(Box<str>);

impl WebLink {
    /// The longest link kept, in bytes.
    pub const MAX: usize = 2048;

    /// Accepts an absolute http or https URL with a host and no user name or password; `None` for everything else
    /// (`javascript:`, `file:`, `-flag`, text with spaces or line breaks).
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let raw = raw.trim_matches(' ');
        if raw.len() > Self::MAX || raw.bytes().any(|b| b <= b' ' || b == 0x7f) {
            return None;
        }
        let url = Url::parse(raw).ok()?;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| !host.is_empty())
            && url.username().is_empty()
            && url.password().is_none();
        let normal = url.as_str();
        let printable = normal.len() <= Self::MAX && normal.bytes().all(|b| b.is_ascii_graphic());
        (plain && printable).then(|| Self(normal.into()))
    }

    /// The URL, printable ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WebLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f8_only_http_and_https_links_are_kept() {
        for raw in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "-flag",
            "--incognito",
            "https://a b",
            "https://a\nb",
            "https://user:pw@host/",
            "data:text/html,x",
            "mailto:a@b.example",
            "/relative",
            "https://",
            "\u{1b}]8;;https://x",
        ] {
            assert_eq!(WebLink::parse(raw), None, "{raw:?}");
        }
    }

    #[test]
    fn f8_a_link_is_normal_and_printable() {
        let link = WebLink::parse("HTTPS://Exämple.org/ä?q=ü").map(|l| l.to_string());
        assert_eq!(link.as_deref(), Some("https://xn--exmple-cua.org/%C3%A4?q=%C3%BC"));
    }

    #[test]
    fn f8_a_spotify_link_is_rebuilt_from_the_id() {
        let link = EpisodeId::parse("abc123").map(SpotifyLink::Episode).map(|l| l.to_string());
        assert_eq!(link.as_deref(), Some("https://open.spotify.com/episode/abc123"));
    }
}

//! Links that are safe for a browser or a clipboard: rebuilt from a valid id, or checked http(s).

use std::fmt;

use url::Url;

use super::{EpisodeId, ShowId};

/// The hosts of the short links that Spotify's apps share. Where one leads is known to Spotify alone.
const SHORT: [&str; 2] = ["spotify.link", "spotify.app.link"];

/// `https://open.spotify.com/{show,episode}/{id}`, rebuilt from a valid id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpotifyLink {
    Show(ShowId),
    Episode(EpisodeId),
}

impl SpotifyLink {
    /// Parses `spotify:show:…` or a link to open.spotify.com, with or without `intl-xx/` and a query.
    ///
    /// # Errors
    /// [`NoLink`].
    pub fn parse(raw: &str) -> Result<Self, NoLink> {
        let raw = raw.trim();
        if let [scheme, kind, id] = raw.split(':').collect::<Vec<_>>().as_slice()
            && scheme.eq_ignore_ascii_case("spotify")
        {
            // A title may start like this: "Spotify: A Story".
            let shaped = ShowId::parse(kind).is_some() && ShowId::parse(id).is_some();
            return if shaped { Self::of(kind, id) } else { Err(NoLink::Text) };
        }
        let is_short = |host: &str| SHORT.contains(&host.strip_prefix("www.").unwrap_or(host));
        let start = raw.split_once('/').map(|(start, _)| start.to_ascii_lowercase());
        let bare = start.is_some_and(|start| start == "open.spotify.com" || is_short(&start));
        let url =
            Url::parse(&if bare { format!("https://{raw}") } else { raw.to_owned() }).map_err(|_| NoLink::Text)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(NoLink::Text);
        }
        match url.host_str() {
            Some("open.spotify.com") => {}
            Some(host) if is_short(host) => return Err(NoLink::Short),
            Some(_) | None => return Err(NoLink::Elsewhere),
        }
        let mut parts: Vec<&str> = url.path().split('/').filter(|part| !part.is_empty()).collect();
        if parts.first().is_some_and(|part| part.starts_with("intl-")) {
            parts.remove(0);
        }
        match parts.as_slice() {
            [kind, id] | ["embed", kind, id] => Self::of(kind, id),
            _ => Err(NoLink::Elsewhere),
        }
    }

    /// `spotify:show:…` or `spotify:episode:…`.
    pub fn uri(&self) -> String {
        match self {
            Self::Show(id) => format!("spotify:show:{id}"),
            Self::Episode(id) => format!("spotify:episode:{id}"),
        }
    }

    fn of(kind: &str, id: &str) -> Result<Self, NoLink> {
        match kind {
            "show" => ShowId::parse(id).map(Self::Show).ok_or(NoLink::Elsewhere),
            "episode" => EpisodeId::parse(id).map(Self::Episode).ok_or(NoLink::Elsewhere),
            _ => Err(NoLink::Elsewhere),
        }
    }
}

/// Why a text is not a link to a show or an episode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoLink {
    /// Not a link, but perhaps an id or a title.
    Text,
    /// A link to something else.
    Elsewhere,
    /// A short link of Spotify, which leads to whatever was shared.
    Short,
}

impl NoLink {
    /// The same as a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Text => "This is not a link to a show or an episode on Spotify",
            Self::Elsewhere => "This link does not lead to a show or an episode on Spotify",
            Self::Short => "Open this short link in a browser and copy the open.spotify.com address",
        }
    }
}

impl fmt::Display for SpotifyLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show(id) => write!(f, "https://open.spotify.com/show/{id}"),
            Self::Episode(id) => write!(f, "https://open.spotify.com/episode/{id}"),
        }
    }
}

/// Whether an address is nothing but scheme, host, port and path.
pub fn is_bare(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none()
}

/// An http or https URL from notes, normalised by `url`: printable ASCII without spaces.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WebLink(Box<str>);

impl WebLink {
    /// Longest link accepted, in bytes.
    pub const MAX: usize = 2048;

    /// Parses an absolute http or https URL with a host and without user info. `None` for anything else, such as
    /// `javascript:`, `file:`, `-flag`, and text with spaces or line breaks.
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
    fn what_people_paste_is_read_as_a_link() {
        let show = ShowId::parse("Show1").map(SpotifyLink::Show).ok_or(NoLink::Text);
        let episode = EpisodeId::parse("Ep2").map(SpotifyLink::Episode).ok_or(NoLink::Text);
        for raw in [
            "spotify:show:Show1",
            " https://open.spotify.com/show/Show1 ",
            "https://open.spotify.com/intl-de/show/Show1?si=abc&nd=1",
            "http://OPEN.spotify.com/show/Show1/#top",
            "open.spotify.com/show/Show1",
        ] {
            assert_eq!(SpotifyLink::parse(raw), show, "{raw}");
        }
        for raw in ["spotify:episode:Ep2", "https://open.spotify.com/embed/episode/Ep2?t=10"] {
            assert_eq!(SpotifyLink::parse(raw), episode, "{raw}");
        }
    }

    #[test]
    fn f8_a_link_elsewhere_differs_from_a_title() {
        for raw in [
            "spotify:track:abc",
            "https://open.spotify.com/playlist/abc",
            "https://open.spotify.com/show/../me",
            "https://open.spotify.com/show/a%20b",
            "https://open.spotify.com.example.org/show/abc",
            "https://example.org/show/abc",
        ] {
            assert_eq!(SpotifyLink::parse(raw), Err(NoLink::Elsewhere), "{raw}");
        }
        for raw in [
            "https://spotify.link/AbC",
            "http://SPOTIFY.link/AbC?x=1",
            "spotify.link/AbC",
            "www.spotify.link/AbC",
            "https://WWW.spotify.link/AbC",
            "www.Spotify.app.link/x",
            "https://spotify.app.link/x",
        ] {
            assert_eq!(SpotifyLink::parse(raw), Err(NoLink::Short), "{raw}");
        }
        for raw in
            ["", "abc", "spotify.link", "Spotify: A Story", "spotify:show:../me", "file:///show/abc", "Ünder: one"]
        {
            assert_eq!(SpotifyLink::parse(raw), Err(NoLink::Text), "{raw}");
        }
    }

    #[test]
    fn f8_a_spotify_link_is_rebuilt_from_the_id() {
        let link = EpisodeId::parse("abc123").map(SpotifyLink::Episode).map(|l| l.to_string());
        assert_eq!(link.as_deref(), Some("https://open.spotify.com/episode/abc123"));
    }
}

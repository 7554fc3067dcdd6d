//! Where a link in notes leads: a web page, or an address that is shown.

use url::Url;

use crate::domain::{SpotifyLink, WebLink};

/// The target of an anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Href {
    Page(WebLink),
    /// An address that no web page has, such as one of mail: it is shown as text.
    Address(String),
    /// A script, a file, a place within a page that is not there, or nothing.
    Nowhere,
}

/// Schemes whose address says nothing to a person, or harms.
const HIDDEN: [&str; 7] = ["javascript", "vbscript", "data", "file", "about", "blob", "view-source"];
/// Endings of file names, which look like those of hosts.
const FILES: [&str; 9] = ["html", "htm", "php", "asp", "aspx", "pdf", "jpg", "png", "mp3"];

impl Href {
    pub(super) fn parse(raw: &str) -> Self {
        // As browsers read an address.
        let raw: String = raw.trim().chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
        let raw = raw.replace(' ', "%20");
        if raw.is_empty() || raw.len() > WebLink::MAX || raw.starts_with(['#', '?', '.']) {
            return Self::Nowhere;
        }
        if raw.starts_with("//") || has_host(&raw) {
            let page = WebLink::parse(&format!("https://{}", raw.trim_start_matches('/')));
            return page.map_or(Self::Address(raw), Self::Page);
        }
        if let Some(page) = WebLink::parse(&raw) {
            return Self::Page(page);
        }
        if let Ok(link) = SpotifyLink::parse(&raw) {
            return WebLink::parse(&link.to_string()).map_or(Self::Nowhere, Self::Page);
        }
        match Url::parse(&raw) {
            Ok(url) if HIDDEN.contains(&url.scheme()) => Self::Nowhere,
            Ok(url) if matches!(url.scheme(), "mailto" | "tel" | "sms") => {
                Self::Address(url.path().replace("%20", " "))
            }
            // A user name may be a password.
            Ok(url) if !url.username().is_empty() || url.password().is_some() => Self::Nowhere,
            Ok(_) => Self::Address(raw),
            Err(_) if raw.contains('@') && !raw.contains('/') => Self::Address(raw),
            Err(_) => Self::Nowhere,
        }
    }
}

/// Whether an address without a scheme begins with the name of a host, such as `example.org:80/x`.
fn has_host(raw: &str) -> bool {
    let host = raw.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let Some((name, last)) = host.rsplit_once('.') else { return false };
    let is_name = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.'));
    let is_file = name != "www" && !name.contains('.') && FILES.contains(&last.to_ascii_lowercase().as_str());
    is_name && !name.is_empty() && last.len() > 1 && last.chars().all(char::is_alphabetic) && !is_file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f8_a_link_without_a_scheme_leads_to_a_page() {
        for (raw, page) in [
            ("https://example.org/a", "https://example.org/a"),
            ("//example.org/a", "https://example.org/a"),
            ("example.org", "https://example.org/"),
            ("www.example.org/a?b#c", "https://www.example.org/a?b#c"),
            ("example.org:8080/a", "https://example.org:8080/a"),
            (" https://example.org/my file ", "https://example.org/my%20file"),
            ("https://exa\nmple.org/", "https://example.org/"),
            ("spotify:show:512ojhOuo1ktJprKbVcKyQ", "https://open.spotify.com/show/512ojhOuo1ktJprKbVcKyQ"),
        ] {
            let found = Href::parse(raw);
            assert!(matches!(&found, Href::Page(link) if link.as_str() == page), "{raw}: {found:?}");
        }
    }

    #[test]
    fn f8_an_address_without_a_page_is_shown_and_a_script_is_not() {
        for (raw, address) in [
            ("mailto:a@example.org?subject=x", "a@example.org"),
            ("MAILTO:a@example.org", "a@example.org"),
            ("tel:+49-30-1", "+49-30-1"),
            ("tel:+49 30 1", "+49 30 1"),
            ("a@example.org", "a@example.org"),
            ("ftp://example.org/a", "ftp://example.org/a"),
        ] {
            assert_eq!(Href::parse(raw), Href::Address(address.to_owned()), "{raw}");
        }
        for raw in [
            "",
            "#top",
            "/relative",
            "page.html",
            "../up",
            "javascript:alert(1)",
            "JavaScript:x",
            "java\nscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "https://user:pw@example.org/",
            "vbscript:x",
        ] {
            assert_eq!(Href::parse(raw), Href::Nowhere, "{raw}");
        }
    }
}

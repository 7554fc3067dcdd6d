//! Opens checked links in the user's browser.
//!
//! Only an [`Address`] can be opened, which is checked or built by this program. Text browsers are not started
//! (security F9), nor is a browser on a remote computer. The child gets no input, no output, and the address as one argument.

mod opener;

pub use opener::COMMAND;

use url::Url;

use crate::{
    app::requests::event,
    config::Environment,
    domain::{
        SpotifyLink, WebLink,
        command_line::{self, BROWSER_SEPARATOR},
    },
};

/// Opens an address with the browser of the desktop, and waits for what starts it. A browser takes over the environment of
/// the process, so this one has to be a child without secrets.
///
/// # Errors
/// No browser was found, or it did not start.
#[expect(clippy::disallowed_methods, reason = "the child that this runs in got a checked address")]
pub fn open_here(address: &str) -> std::io::Result<()> {
    webbrowser::open(address)
}

/// Where Spotify apps are registered.
pub const DASHBOARD: &str = "https://developer.spotify.com/dashboard";

/// Programs that draw in the terminal.
const TEXT_BROWSERS: [&str; 15] = [
    "browsh",
    "carbonyl",
    "chawan",
    "cha",
    "curl",
    "edbrowse",
    "elinks",
    "eww",
    "links",
    "links2",
    "lynx",
    "netrik",
    "retawq",
    "w3m",
    "www-browser",
];

/// An address that may be opened.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    pub fn dashboard() -> Self {
        Self(DASHBOARD.to_owned())
    }

    /// The authorize URL of a login, which holds the state; `None` unless it is http or https.
    pub fn authorize(url: &Url) -> Option<Self> {
        matches!(url.scheme(), "http" | "https").then(|| Self(url.as_str().to_owned()))
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address([redacted])")
    }
}

impl From<&SpotifyLink> for Address {
    fn from(link: &SpotifyLink) -> Self {
        Self(link.to_string())
    }
}

impl From<&WebLink> for Address {
    fn from(link: &WebLink) -> Self {
        Self(link.as_str().to_owned())
    }
}

/// The kind of browser.
#[derive(Debug, Clone)]
pub enum Browser {
    /// One with windows, started in this environment.
    Windowed(Environment),
    Remote,
    /// `$BROWSER` names a text browser.
    Text(String),
    NoDisplay,
}

impl Browser {
    /// By SSH, `BROWSER` and the display.
    pub fn of(environment: &Environment) -> Self {
        let set = |name| environment.var_os(name).is_some();
        let commands = environment.var("BROWSER");
        if environment.is_remote() {
            Self::Remote
        } else if let Some(name) = commands.and_then(text_browser) {
            Self::Text(name)
        } else if commands.is_some() || has_windows(set) {
            Self::Windowed(environment.clone())
        } else {
            Self::NoDisplay
        }
    }

    /// Opens an address. Never blocks the caller's thread.
    pub async fn open(&self, address: Address) -> event::Browser {
        match self {
            Self::Windowed(environment) => match opener::open(&address.0, environment).await {
                Ok(()) => event::Browser::Opened,
                Err(why) => event::Browser::Failed(why),
            },
            Self::Remote => event::Browser::Remote,
            Self::Text(name) => event::Browser::TextBrowser(name.clone()),
            Self::NoDisplay => event::Browser::Failed("No graphical session".to_owned()),
        }
    }
}

/// The first text browser of a `$BROWSER` list, any of which may be started.
fn text_browser(value: &str) -> Option<String> {
    command_line::commands(value, BROWSER_SEPARATOR).ok()?.into_iter().find_map(|command| {
        let name = command.first()?.rsplit('/').next()?;
        TEXT_BROWSERS.contains(&name).then(|| name.to_owned())
    })
}

/// Without a display the desktop's opener falls back to text browsers.
fn has_windows(set: impl Fn(&'static str) -> bool) -> bool {
    cfg!(target_os = "macos") || ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].into_iter().any(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(variables: &[(&str, &str)]) -> Browser {
        let bare = Environment::bare("/");
        Browser::of(&variables.iter().fold(bare, |environment, (name, value)| environment.with(*name, *value)))
    }

    #[test]
    fn f9_a_text_browser_is_never_started() {
        for commands in
            ["w3m", "/usr/bin/lynx", "links2 -g %s", "firefox:elinks", "'carbonyl'", "eww", "retawq", "curl -L %s"]
        {
            let known = known(&[("BROWSER", commands), ("DISPLAY", ":0")]);
            assert!(matches!(known, Browser::Text(_)), "{commands}: {known:?}");
        }
        assert!(matches!(known(&[("BROWSER", "firefox")]), Browser::Windowed(_)));
    }

    #[test]
    fn a_remote_session_opens_no_browser() {
        assert!(matches!(known(&[("SSH_CONNECTION", "a 1 b 2"), ("DISPLAY", ":10")]), Browser::Remote));
        assert!(matches!(known(&[("SSH_TTY", "/dev/pts/1"), ("BROWSER", "firefox")]), Browser::Remote));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn without_a_display_nothing_is_opened() {
        assert!(matches!(known(&[]), Browser::NoDisplay));
        assert!(matches!(known(&[("WAYLAND_DISPLAY", "wayland-0")]), Browser::Windowed(_)));
    }

    #[test]
    fn f8_an_authorize_url_is_http_or_https() {
        let address = |raw| Address::authorize(&Url::parse(raw).expect("a URL"));
        assert!(address("https://accounts.spotify.com/authorize?state=x").is_some());
        assert_eq!(address("file:///etc/passwd"), None);
        assert_eq!(address("javascript:alert(1)"), None);
    }

    #[test]
    fn a7_an_address_prints_nothing() {
        let url = Url::parse("https://accounts.spotify.com/authorize?state=canary").expect("a URL");
        assert!(!format!("{:?}", Address::authorize(&url)).contains("canary"));
    }
}

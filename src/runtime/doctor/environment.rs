//! The environment: services, proxies and the terminal.

use rustix::termios::{isatty, tcgetwinsize};
use serde_json::{Map, Value, json};
use url::Url;

use super::Section;
use crate::{
    config::{ColorMode, Config, Environment, keys},
    domain::{CleanText, Multiplexer},
    runtime::{
        browser::Browser,
        clipboard::{Clipboard, Way},
    },
    spotify::Origins,
};

const PROXIES: [&str; 8] =
    ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"];

/// The services and the proxies.
pub(super) fn network(origins: &Result<Origins, String>, environment: &Environment) -> Section {
    let mut section = Section::new("network", "Network");
    let origins = origins.as_ref().map_err(|why| section.problem(why)).ok();
    let (api, accounts) = origins.map(|origins| (origins.api.to_string(), origins.accounts.to_string())).unzip();
    section.row("Web API", api.as_deref().unwrap_or("refused"));
    section.row("accounts", accounts.as_deref().unwrap_or("refused"));
    let proxies: Vec<_> = PROXIES
        .into_iter()
        .filter_map(|name| {
            let value = environment.var(name)?;
            let is_address = !name.eq_ignore_ascii_case("NO_PROXY");
            Some((name, if is_address { redacted(value) } else { CleanText::new(value).to_string() }))
        })
        .collect();
    for (name, value) in &proxies {
        section.row(*name, value);
    }
    if proxies.is_empty() {
        section.row("proxy", "none set");
    }
    let proxies: Map<_, Value> = proxies.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    section.values(json!({ "api_url": api, "accounts_url": accounts, "proxies": proxies }));
    section
}

/// A proxy's address without its password, or its user name if that stands alone and may be a token (security C9).
fn redacted(raw: &str) -> String {
    const UNREADABLE: &str = "invalid address";
    // Without a scheme, `user:` must not be read as one.
    let whole = if raw.contains("://") { raw.to_owned() } else { format!("http://{raw}") };
    let Some(url) = Url::parse(&whole).ok() else { return UNREADABLE.to_owned() };
    let Some(host) = url.host_str() else { return UNREADABLE.to_owned() };
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    let user = match (url.username(), url.password()) {
        ("", None) => String::new(),
        (_, None) => "[redacted]@".to_owned(),
        (name, Some(_)) => format!("{name}:[redacted]@"),
    };
    CleanText::new(&format!("{}://{user}{host}{port}", url.scheme())).to_string()
}

/// The terminal, the clipboard and the browser.
pub(super) fn terminal(config: &Config, environment: &Environment) -> Section {
    let mut section = Section::new("terminal", "Terminal");
    let stdout = isatty(std::io::stdout());
    let size = tcgetwinsize(std::io::stdout()).ok().filter(|_| stdout).map(|size| (size.ws_col, size.ws_row));
    let text = |name| environment.var(name).map(|value| CleanText::new(value).to_string());
    let term = text("TERM");
    let utf8 = !environment.lacks_utf8();
    let copying = Clipboard::of(config.get(keys::CLIPBOARD), environment);
    let multiplexer = copying.multiplexer.map(|multiplexer| match multiplexer {
        Multiplexer::Tmux(_) => "tmux",
        Multiplexer::Screen => "screen",
    });
    let clipboard = clipboard(&copying);
    let browser = match Browser::of(environment) {
        Browser::Windowed(_) => "opens a window".to_owned(),
        Browser::Remote => "not opened: remote session".to_owned(),
        Browser::Text(name) => format!("not opened: {} is a text browser", CleanText::new(&name)),
        Browser::NoDisplay => "not opened: no graphical session".to_owned(),
    };
    section.row("TERM", term.as_deref().unwrap_or("not set"));
    section.row("size", size.map_or_else(|| "unknown".to_owned(), |(columns, rows)| format!("{columns}×{rows}")));
    section.fact("stdin terminal", "stdin", isatty(std::io::stdin()));
    section.fact("stdout terminal", "stdout", stdout);
    section.fact("stderr terminal", "stderr", isatty(std::io::stderr()));
    section.fact("colours", "colors", config.get(keys::COLOR) != ColorMode::Never);
    section.fact("UTF-8", "utf8", utf8);
    section.fact("ASCII only", "ascii", config.get(keys::ASCII) || !utf8);
    section.row("multiplexer", multiplexer.unwrap_or("none"));
    section.fact("clipboard", "clipboard", clipboard);
    section.fact("browser", "browser", browser);
    section.values(json!({
        "term": term,
        "colorterm": text("COLORTERM"),
        "columns": size.map(|(columns, _)| columns),
        "rows": size.map(|(_, rows)| rows),
        "multiplexer": multiplexer,
    }));
    section
}

/// How text is copied.
fn clipboard(Clipboard { multiplexer, way }: &Clipboard) -> String {
    let terminal = match multiplexer {
        Some(Multiplexer::Tmux(_)) => "OSC 52, if tmux has set-clipboard or allow-passthrough on",
        Some(Multiplexer::Screen) => "OSC 52, wrapped for screen",
        None => "OSC 52, if the terminal supports it",
    };
    match way {
        Way::Terminal => terminal.to_owned(),
        Way::Program(Some(program)) => format!("with {}", program.name),
        Way::Program(None) => "none: no program for it was found".to_owned(),
        Way::Both(program) => format!("{terminal}, and with {}", program.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ClipboardWay;

    #[test]
    fn the_way_of_the_clipboard_is_the_one_that_is_configured() {
        let tmux = Clipboard { multiplexer: Some(Multiplexer::Tmux(None)), way: Way::Terminal };
        assert!(clipboard(&tmux).starts_with("OSC 52, if tmux"));
        let none = Clipboard { way: Way::Program(None), ..tmux };
        assert!(clipboard(&none).starts_with("none"));
        let bare = Clipboard::of(ClipboardWay::Command, &Environment::bare("/"));
        assert_eq!(clipboard(&bare), clipboard(&none));
    }

    #[test]
    fn c9_no_password_of_a_proxy_is_shown() {
        for (raw, shown) in [
            ("http://proxy.example:3128", "http://proxy.example:3128"),
            ("http://me:canary@proxy.example:3128/x?canary", "http://me:[redacted]@proxy.example:3128"),
            ("me:canary@proxy.example:3128", "http://me:[redacted]@proxy.example:3128"),
            ("http://canary@proxy.example", "http://[redacted]@proxy.example"),
            ("socks5://me:can%40ary@[::1]:9", "socks5://me:[redacted]@[::1]:9"),
            ("http://:canary@proxy.example", "http://:[redacted]@proxy.example"),
            ("me:canary@:::", "invalid address"),
            ("canary canary", "invalid address"),
        ] {
            assert_eq!(redacted(raw), shown, "{raw}");
        }
    }
}

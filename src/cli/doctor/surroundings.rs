//! What the program runs in: the network's proxies, and the terminal.

use rustix::termios::{isatty, tcgetwinsize};
use serde_json::{Map, json};
use url::Url;

use super::Section;
use crate::{
    cli::{exit::Failure, settings},
    config::{ColorMode, Config, Environment},
    domain::CleanText,
    runtime::browser::Browser,
};

/// What names a proxy, or what needs none, as everybody honours them.
const PROXIES: [&str; 6] = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
const WITHOUT: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// The services spoken to, and the way there.
pub(super) fn network(config: &Config, environment: &Environment) -> Section {
    let mut section = Section::new("network", "Network");
    let (mut api, mut accounts) = (None, None);
    match settings::origins(config) {
        Ok(origins) => (api, accounts) = (Some(origins.api.to_string()), Some(origins.accounts.to_string())),
        Err(Failure::Told { message, exit: _ }) => section.problems.push(message),
        Err(Failure::NobodyReads) => {}
    }
    section.row("Web API", api.as_deref().unwrap_or("refused"));
    section.row("accounts", accounts.as_deref().unwrap_or("refused"));
    let mut proxies = Map::new();
    for name in PROXIES {
        if let Some(value) = environment.var(name) {
            proxies.insert(name.to_owned(), redacted(value).into());
        }
    }
    for name in WITHOUT {
        if let Some(value) = environment.var(name) {
            proxies.insert(name.to_owned(), CleanText::new(value).as_str().into());
        }
    }
    for (name, value) in &proxies {
        section.row(name.as_str(), value.as_str().unwrap_or_default());
    }
    if proxies.is_empty() {
        section.row("proxy", "none set");
    }
    section.value = json!({ "api_url": api, "accounts_url": accounts, "proxies": proxies });
    section
}

/// A proxy's address without what lets anybody in: no password, and no name that stands alone, which may be a token
/// (security C9).
fn redacted(raw: &str) -> String {
    const UNREADABLE: &str = "set, but not an address";
    // A scheme may be left out; `user:password@host` must not be taken for one.
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

/// What the terminal can show, and what else serves it.
pub(super) fn terminal(config: &Config, environment: &Environment) -> Section {
    let mut section = Section::new("terminal", "Terminal");
    let (stdin, stdout, stderr) = (isatty(std::io::stdin()), isatty(std::io::stdout()), isatty(std::io::stderr()));
    let size = tcgetwinsize(std::io::stdout()).ok().filter(|_| stdout).map(|size| (size.ws_col, size.ws_row));
    let text = |name| environment.var(name).map(|value| CleanText::new(value).to_string());
    let (term, depth) = (text("TERM"), text("COLORTERM"));
    let colours = config.color != ColorMode::Never;
    let utf8 = !environment.lacks_utf8();
    let multiplexer =
        if environment.var_os("TMUX").is_some() { Some("tmux") } else { environment.var_os("STY").map(|_| "screen") };
    let clipboard = match multiplexer {
        Some("tmux") => "OSC 52, where tmux has set-clipboard or allow-passthrough on",
        Some(_) => "OSC 52, wrapped for screen",
        None => "OSC 52, where the terminal takes it",
    };
    let browser = match Browser::of(environment) {
        Browser::Windowed => "opens a window".to_owned(),
        Browser::Remote => "not opened: this is a remote session".to_owned(),
        Browser::Text(name) => format!("not opened: {} would draw in this terminal", CleanText::new(&name)),
        Browser::NoDisplay => "not opened: there is no graphical session".to_owned(),
    };
    let yes = |yes: bool| if yes { "yes" } else { "no" };
    section.row("TERM", term.as_deref().unwrap_or("not set"));
    section.row("size", size.map_or_else(|| "not known".to_owned(), |(columns, rows)| format!("{columns}×{rows}")));
    section.row("a terminal", format_args!("input {}, output {}, errors {}", yes(stdin), yes(stdout), yes(stderr)));
    section.row("colours", yes(colours));
    section.row("UTF-8", yes(utf8));
    section.row("marks", if config.ascii || !utf8 { "ASCII" } else { "Unicode" });
    section.row("multiplexer", multiplexer.unwrap_or("none"));
    section.row("clipboard", clipboard);
    section.row("browser", &browser);
    section.value = json!({
        "term": term,
        "colorterm": depth,
        "stdin": stdin,
        "stdout": stdout,
        "stderr": stderr,
        "columns": size.map(|(columns, _)| columns),
        "rows": size.map(|(_, rows)| rows),
        "colors": colours,
        "utf8": utf8,
        "ascii": config.ascii || !utf8,
        "multiplexer": multiplexer,
        "clipboard": clipboard,
        "browser": browser,
    });
    section
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c9_no_password_of_a_proxy_is_shown() {
        for (raw, shown) in [
            ("http://proxy.example:3128", "http://proxy.example:3128"),
            ("http://me:canary@proxy.example:3128/x?canary", "http://me:[redacted]@proxy.example:3128"),
            ("me:canary@proxy.example:3128", "http://me:[redacted]@proxy.example:3128"),
            ("http://canary@proxy.example", "http://[redacted]@proxy.example"),
            ("socks5://me:can%40ary@[::1]:9", "socks5://me:[redacted]@[::1]:9"),
            ("http://:canary@proxy.example", "http://:[redacted]@proxy.example"),
            ("me:canary@:::", "set, but not an address"),
            ("canary canary", "set, but not an address"),
        ] {
            assert_eq!(redacted(raw), shown, "{raw}");
        }
    }
}

//! `docs/CONFIGURATION.md` as it should be, drawn from the table of keys.

use std::fmt::Write as _;

use spotpods_tui::{
    config::{KEYS, Kind, Row},
    domain::ThemeName,
};

/// What a value may be, in Markdown.
fn values(kind: Kind) -> String {
    let words = |words: &[&str]| words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(", ");
    match kind {
        Kind::ClientId => "32 hexadecimal digits".into(),
        Kind::Secret => "1 to 256 visible ASCII characters; shown nowhere".into(),
        Kind::Redirect => "`http://127.0.0.1:PORT/PATH` or `http://[::1]:PORT/PATH`, with or without the port".into(),
        Kind::Text | Kind::CommandLine => "text".into(),
        Kind::Switch => "`true`, `false`".into(),
        Kind::Choice(choices) => words(choices),
        Kind::Theme => {
            let names = ThemeName::ALL.map(|(word, _)| word);
            format!("{}, or a table with `name` and styles of roles ([THEMES](THEMES.md))", words(&names))
        }
        Kind::Count { least, most, word } => {
            let word = word.map(|word| format!(", or `\"{word}\"`")).unwrap_or_default();
            format!("a whole number from {least} to {most}{word}")
        }
        Kind::Keymap => "a table per context, in it a command with its key or list of keys ([KEYS](KEYS.md))".into(),
        Kind::Commands => "a table per command ([COMMANDS](COMMANDS.md))".into(),
    }
}

fn entry(page: &mut String, row: &Row) {
    let _ = write!(page, "### `{}`\n\n{}\n\n| | |\n|---|---|\n", row.name(), row.help);
    let mut line = |name: &str, text: String| {
        let _ = writeln!(page, "| {name} | {text} |");
    };
    line("values", values(row.kind));
    let is_bare = matches!(row.kind, Kind::Switch) || row.default.parse::<u32>().is_ok();
    line(
        "default",
        match (row.default, is_bare) {
            ("", _) => "none".into(),
            (default, true) => format!("`{default}`"),
            (default, false) => format!("`\"{default}\"`"),
        },
    );
    if let Some(flag) = row.flag {
        line("flag", format!("`{flag}`"));
    }
    if let Some(variable) = row.variable {
        let means = row.variable_means.map(|means| format!("; set to anything it means `{means}`")).unwrap_or_default();
        let place = if row.dotenv { ", also in `.env`" } else { "" };
        line("variable", format!("`{variable}`{place}{means}"));
    }
    if row.file.is_some() && !row.kind.is_tables() {
        let when = if row.live { "at once" } else { "at the next start" };
        line("in `:settings`", format!("a change counts {when}"));
    }
    page.push('\n');
}

pub(super) fn page() -> String {
    let mut page = "# Configuration\n\n\
        Drawn from the table of keys, like `assets/config.toml` and the settings on the screen (`:settings`), which change the\n\
        file and keep its comments. Every key is optional.\n\n\
        ## What counts before what\n\n\
        1. a flag of the command line\n\
        2. a variable of the environment\n\
        3. `.env` in the working directory, for the variables that say so\n\
        4. `config.toml`\n\
        5. the default\n\n\
        A wrong key or value is reported with its line and ignored, so what comes next counts; it never blocks the start.\n\
        `spotpods-tui doctor` and `:doctor` list every one. An address of a service that is not safe ends the program.\n\n\
        ## Files\n\n\
        | file | where on Linux | what |\n|---|---|---|\n\
        | `config.toml` | `$XDG_CONFIG_HOME/spotpods-tui`, else `~/.config/spotpods-tui` | this configuration |\n\
        | `library.db`, `credentials.json` | `$XDG_DATA_HOME/spotpods-tui`, else `~/.local/share/spotpods-tui` | the library, the login |\n\
        | `spotpods-tui.log`, `quota.json` | `$XDG_STATE_HOME/spotpods-tui`, else `~/.local/state/spotpods-tui` | the log, the rate limit |\n\n\
        `--profile-dir DIR` keeps all of them below `DIR/config`, `DIR/data`, `DIR/cache` and `DIR/state`; `--config FILE` reads\n\
        another configuration. `spotpods-tui doctor` prints the paths. A client secret has no place in `config.toml`: the setup\n\
        keeps it beside the login, with mode 0600.\n\n\
        ## Keys of `config.toml`\n\n"
        .to_owned();
    for row in KEYS.iter().filter(|row| row.file.is_some()) {
        entry(&mut page, row);
    }
    page.push_str("## Flags and variables only\n\n");
    for row in KEYS.iter().filter(|row| row.file.is_none()) {
        entry(&mut page, row);
    }
    page.push_str(
        "## The environment\n\n\
         | variable | what it does |\n|---|---|\n\
         | `BROWSER` | the browser that opens links and the login |\n\
         | `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY` | the proxy; never used for loopback addresses |\n\
         | `LC_ALL`, `LC_TIME`, `LANG` | the language of dates with `dates.style = \"locale\"`; without UTF-8 everything is ASCII |\n\
         | `SSH_CONNECTION` | no browser is opened in a remote session |\n\
         | `TZ` | the time zone |\n\
         | `XDG_CONFIG_HOME`, `XDG_DATA_HOME`, `XDG_CACHE_HOME`, `XDG_STATE_HOME` | the folders above |\n\n\
         An empty variable counts as unset.\n",
    );
    page
}

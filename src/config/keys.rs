//! The table of configuration keys. Parsing, precedence, documentation and [`save()`](super::save()) follow from it.
//!
//! To add a setting, add its row here and read it with [`Config::get`](super::Config::get).

use clap::ValueEnum;

use super::{
    RedirectUri,
    kind::Kind,
    value::{ClipboardWay, ColorMode, DateStyle, LogLevel, LoginStore, When},
};
use crate::domain::{Preset, Private, Protocol, ThemeName, choice::of_word};

/// A key whose value is a `T`.
#[derive(Debug)]
pub struct Key<T> {
    pub row: Row,
    /// Reads a text that passed the check of the row's kind.
    pub(super) read: fn(&str) -> T,
}

/// One key without its type: what documentation and a settings screen list.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub kind: Kind,
    /// The flag, with its dashes.
    pub flag: Option<&'static str>,
    /// The environment variable.
    pub variable: Option<&'static str>,
    /// The value that the variable stands for whatever its text is.
    pub variable_means: Option<&'static str>,
    /// Whether `.env` may set the variable.
    pub dotenv: bool,
    /// The path in `config.toml`, with dots.
    pub file: Option<&'static str>,
    /// The default as it would be written; empty if there is none.
    pub default: &'static str,
    /// One or two sentences.
    pub help: &'static str,
    /// Whether a change counts at once, without a restart.
    pub live: bool,
}

impl Row {
    const fn new(kind: Kind) -> Self {
        Self {
            kind,
            flag: None,
            variable: None,
            variable_means: None,
            dotenv: false,
            file: None,
            default: "",
            help: "",
            live: false,
        }
    }

    /// The path in the file, else the variable, else the flag. No two rows share it.
    pub fn name(&self) -> &'static str {
        self.file.or(self.variable).or(self.flag).unwrap_or_default()
    }
}

/// A kind of value and its type.
struct Type<T> {
    kind: Kind,
    read: fn(&str) -> T,
}

const CLIENT: Type<String> = Type { kind: Kind::ClientId, read: str::to_owned };
const SECRET: Type<Private> = Type { kind: Kind::Secret, read: |text| Private::new(text) };
const REDIRECT: Type<RedirectUri> =
    Type { kind: Kind::Redirect, read: |text| RedirectUri::parse(text).unwrap_or_default() };
const TEXT: Type<String> = Type { kind: Kind::Text, read: str::to_owned };
const COMMAND_LINE: Type<String> = Type { kind: Kind::CommandLine, read: str::to_owned };
const SWITCH: Type<bool> = Type { kind: Kind::Switch, read: |text| text == "true" };
const STYLES: Type<ThemeName> = Type { kind: Kind::Theme, read: ThemeName::of_word };
const BINDINGS: Type<()> = Type { kind: Kind::Keymap, read: |_| () };
const PRESET: Type<Preset> = Type {
    kind: Kind::Choice(&["vim", "emacs", "arrows"]),
    read: |text| of_word(&Preset::ALL, text).unwrap_or_default(),
};
/// `None` for `auto`.
const PROTOCOL: Type<Option<Protocol>> = Type {
    kind: Kind::Choice(&["auto", "kitty", "iterm2", "sixel", "blocks"]),
    read: |text| of_word(&Protocol::ALL, text),
};
const OWN: Type<()> = Type { kind: Kind::Commands, read: |_| () };

const fn choice<T: ValueEnum + Default>(words: &'static [&'static str]) -> Type<T> {
    Type { kind: Kind::Choice(words), read: word }
}

fn word<T: ValueEnum + Default>(text: &str) -> T {
    T::from_str(text, true).unwrap_or_default()
}

const fn count(least: u32, most: u32) -> Type<u32> {
    Type { kind: Kind::Count { least, most, word: None }, read: |text| text.parse().unwrap_or_default() }
}

/// A number, or `word` for `None`.
const fn bound(least: u32, most: u32, word: &'static str) -> Type<Option<u32>> {
    Type { kind: Kind::Count { least, most, word: Some(word) }, read: |text| text.parse().ok() }
}

macro_rules! keys {
    ($($name:ident: $type:ty = $of:expr, { $($field:ident: $value:expr),* $(,)? })*) => {
        $(pub const $name: &Key<$type> = {
            const OF: Type<$type> = $of;
            &Key { row: Row { $($field: $value,)* ..Row::new(OF.kind) }, read: OF.read }
        };)*

        /// Every key, in the order of the documentation.
        pub const KEYS: &[&Row] = &[$(&$name.row),*];
    };
}

keys! {
    CLIENT_ID: String = CLIENT, {
        variable: Some("SPOTIFY_CLIENT_ID"),
        dotenv: true,
        file: Some("client_id"),
        help: "The client ID of the app you registered at https://developer.spotify.com/dashboard.",
    }
    CLIENT_SECRET: Private = SECRET, {
        variable: Some("SPOTIFY_CLIENT_SECRET"),
        dotenv: true,
        help: "The app's client secret. Optional: the login is protected by PKCE with and without it.",
    }
    REDIRECT_URI: RedirectUri = REDIRECT, {
        variable: Some("SPOTIFY_REDIRECT_URI"),
        dotenv: true,
        file: Some("redirect_uri"),
        default: "http://127.0.0.1:8899/callback",
        help: "The redirect URI you registered for the app, letter by letter. Without a port, a free one is taken at \
               each login.",
    }
    API_URL: String = TEXT, {
        variable: Some("SPOTPODS_API_URL"),
        default: "https://api.spotify.com/v1",
        help: "Another Web API: https, or http on a loopback address. Anything else ends the program with code 2.",
    }
    ACCOUNTS_URL: String = TEXT, {
        variable: Some("SPOTPODS_ACCOUNTS_URL"),
        default: "https://accounts.spotify.com",
        help: "Another accounts service: https, or http on a loopback address. Anything else ends the program with \
               code 2.",
    }
    PROFILE: String = TEXT, {
        flag: Some("--profile"),
        help: "Use the account of this name, with a login and a library of its own.",
    }
    PROFILE_DIR: String = TEXT, {
        flag: Some("--profile-dir"),
        help: "Keep everything below this folder instead of the platform's folders.",
    }
    CONFIG_FILE: String = TEXT, {
        flag: Some("--config"),
        help: "Read this configuration file.",
    }
    THEME: ThemeName = STYLES, {
        file: Some("theme"),
        default: "terminal",
        help: "The theme: \"terminal\" takes the terminal's own colours, \"auto\" is dark or light as its background. A table [theme] with a `name` and styles changes \
               single roles; docs/THEMES.md lists them.",
        live: true,
    }
    COLOR: ColorMode = choice(&["auto", "always", "never"]), {
        flag: Some("--color"),
        variable: Some("NO_COLOR"),
        variable_means: Some("never"),
        default: "auto",
        help: "Use colours. NO_COLOR, set to anything, means never.",
    }
    LOGIN_STORE: LoginStore = choice(&["auto", "keyring", "file"]), {
        file: Some("login.store"),
        default: "auto",
        help: "Where a login's tokens are stored: in the \"keyring\" of a Linux desktop (Secret Service), or in a \"file\" \
               of mode 0600; \"auto\" takes the keyring if it is open at the login, else the file.",
    }
    ASCII: bool = SWITCH, {
        flag: Some("--ascii"),
        file: Some("ui.ascii"),
        default: "false",
        help: "Draw frames and marks in ASCII only.",
        live: true,
    }
    ASK_TERMINAL: bool = SWITCH, {
        file: Some("ui.ask_terminal"),
        default: "true",
        help: "Ask the terminal for its background, the size of a cell and the pictures it can draw, when the program \
               takes it.",
    }
    LOG_LEVEL: LogLevel = choice(&["off", "error", "warn", "info", "debug", "trace"]), {
        flag: Some("--log-level"),
        default: "info",
        help: "How much goes into the log file.",
    }
    MOUSE: bool = SWITCH, {
        file: Some("ui.mouse"),
        default: "true",
        help: "Take clicks, drags and the wheel. The terminal itself selects text while Shift is held; without this it \
               always does.",
    }
    HYPERLINKS: When = choice(&["auto", "always", "never"]), {
        file: Some("ui.hyperlinks"),
        default: "auto",
        help: "Write the links in notes and details as terminal hyperlinks (OSC 8), which open with a click: \"auto\" on terminals \
               known to support them, \"always\" or \"never\".",
        live: true,
    }
    CLIPBOARD: ClipboardWay = choice(&["auto", "osc52", "command"]), {
        file: Some("ui.clipboard"),
        default: "auto",
        help: "How text is copied: \"osc52\" through the terminal, \"command\" with wl-copy, xclip, xsel or pbcopy, \
               \"auto\" both, and over SSH through the terminal alone.",
    }
    TITLE: bool = SWITCH, {
        file: Some("ui.title"),
        default: "true",
        help: "Set the title of the window to the open view or the episode that plays.",
    }
    LINEAR: bool = SWITCH, {
        file: Some("ui.linear"),
        default: "false",
        help: "For screen readers: write a line for each change instead of drawing the screen; docs/ACCESSIBILITY.md.",
    }
    DATES: DateStyle = choice(&["relative", "locale", "iso"]), {
        file: Some("dates.style"),
        default: "relative",
        help: "How dates are written: \"relative\" says \"3d\" or \"12 Nov\", \"locale\" the same in the order and with the names of \
               LC_TIME, \"iso\" always writes 2026-03-01.",
        live: true,
    }
    ARTWORK: When = choice(&["auto", "always", "never"]), {
        file: Some("artwork.show"),
        default: "auto",
        help: "Show covers. \"auto\" does not over SSH, in ASCII, without colours, and on a terminal that answers no question.",
        live: true,
    }
    ARTWORK_PROTOCOL: Option<Protocol> = PROTOCOL, {
        file: Some("artwork.protocol"),
        default: "auto",
        help: "How covers are drawn: \"auto\" asks the terminal, \"blocks\" are half blocks, which work everywhere.",
        live: true,
    }
    ARTWORK_CACHE: u32 = count(0, 10_000), {
        file: Some("artwork.cache_mb"),
        default: "50",
        help: "The most megabytes of covers kept on disk, for 30 days; 0 for none.",
    }
    DAILY_BUDGET: Option<u32> = bound(0, 1_000_000, "unlimited"), {
        file: Some("sync.daily_budget"),
        default: "600",
        help: "How many requests synchronising may make in 24 hours, all copies of the program together: a number, 0 for \
               none, or \"unlimited\".",
        live: true,
    }
    RESERVE: u32 = count(0, 1_000_000), {
        file: Some("sync.reserve"),
        default: "400",
        help: "How many requests you may cause yourself beyond that, by opening a show for instance.",
        live: true,
    }
    DEPTH: Option<u32> = bound(1, 1_000_000, "all"), {
        file: Some("sync.depth"),
        default: "all",
        help: "How many episodes of each show are fetched, the newest first: a number, or \"all\".",
        live: true,
    }
    INTERVAL: u32 = count(0, 10_080), {
        file: Some("sync.interval"),
        default: "60",
        help: "Minutes between synchronisations while the program is open; 0 for none by itself.",
        live: true,
    }
    START_PLAYER: String = COMMAND_LINE, {
        file: Some("player.start_command"),
        help: "The command that starts a Connect player on this computer, in words as a shell quotes them. Without it, \
               spotifyd, librespot, soloist or spotify is looked for; docs/PLAYER.md.",
    }
    MARKS_FOLDER: String = TEXT, {
        file: Some("marks.folder"),
        help: "A folder in which your computers share their local marks, such as one of Syncthing or Dropbox; `~` is the \
               home folder. Each computer writes a file of its own there; docs/MARKS.md.",
    }
    KEY_PRESET: Preset = PRESET, {
        file: Some("keymap.preset"),
        default: "vim",
        help: "The keys to begin with: \"vim\", \"emacs\" or \"arrows\". Keys of your own count before them.",
    }
    KEYMAP: () = BINDINGS, {
        file: Some("keymap"),
        help: "Keys of your own: a table per context, in it a command with its key or list of keys. Keys with \
               spaces between them are a sequence, \"g g\"; an empty list, [], takes a command its keys. docs/KEYS.md names the commands.",
    }
    COMMANDS: () = OWN, {
        file: Some("commands"),
        help: "Commands of your own: a table per command, [commands.NAME], with `run` for sh, `key`, `contexts`, `mode` \
               (\"background\", \"terminal\" or \"pipe\") and `help`; docs/COMMANDS.md.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words<T: ValueEnum>() -> Vec<String> {
        let values = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        values.map(|value| value.get_name().to_owned()).collect()
    }

    fn listed<T>(all: &[(&str, T)]) -> Vec<String> {
        all.iter().map(|(word, _)| (*word).to_owned()).collect()
    }

    #[test]
    fn each_choice_lists_the_words_of_its_type() {
        for (key, words) in [
            (&COLOR.row, words::<ColorMode>()),
            (&LOG_LEVEL.row, words::<LogLevel>()),
            (&DATES.row, words::<DateStyle>()),
            (&HYPERLINKS.row, words::<When>()),
            (&CLIPBOARD.row, words::<ClipboardWay>()),
            (&ARTWORK.row, words::<When>()),
            (&ARTWORK_PROTOCOL.row, [vec!["auto".to_owned()], listed(&Protocol::ALL)].concat()),
            (&KEY_PRESET.row, listed(&Preset::ALL)),
            (&LOGIN_STORE.row, words::<LoginStore>()),
        ] {
            let is_same = matches!(key.kind, Kind::Choice(listed) if listed == words);
            assert!(is_same, "{}", key.name());
        }
    }

    #[test]
    fn every_default_passes_the_check_of_its_key() {
        for key in KEYS.iter().filter(|key| !key.default.is_empty()) {
            assert_eq!(key.kind.check(key.default).as_deref(), Ok(key.default), "{}", key.name());
        }
    }
}

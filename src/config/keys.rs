//! The table of every key: what it is called as a flag, a variable and in the file, what it means, what it is without.
//!
//! `assets/config.toml`, `.env.example` and the documentation are checked against it.

/// Names a row of [`KEYS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// The app's client ID.
    ClientId,
    /// The app's client secret.
    ClientSecret,
    /// Where the browser comes back to.
    RedirectUri,
    /// Another Web API.
    ApiUrl,
    /// Another accounts service.
    AccountsUrl,
    /// The folder of the profile.
    ProfileDir,
    /// The configuration file.
    ConfigFile,
    /// Colours.
    Color,
    /// Frames and marks in ASCII.
    Ascii,
    /// The log's level.
    LogLevel,
    /// How dates are written.
    Dates,
    /// Requests of synchronisations within a day.
    DailyBudget,
    /// Requests of the person beyond them.
    Reserve,
    /// Episodes of a show.
    Depth,
    /// Time between synchronisations.
    Interval,
    /// Keys.
    Keymap,
}

/// What a value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A client ID: 32 hexadecimal digits.
    ClientId,
    /// A secret: 1 to 256 visible ASCII characters; never printed.
    Secret,
    /// `http://127.0.0.1:PORT/PATH` or `http://[::1]:PORT/PATH`.
    Redirect,
    /// An address, checked by who speaks to it.
    Address,
    /// A file or folder.
    Path,
    /// `true` or `false`.
    Switch,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A whole number.
    Count {
        /// The smallest one.
        least: u32,
        /// The largest one.
        most: u32,
        /// What may stand instead, for no bound.
        word: Option<&'static str>,
    },
    /// Tables of a context, in which a command has a key or a list of keys.
    Keymap,
}

/// One key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Which one.
    pub name: Name,
    /// What its value may be.
    pub kind: Kind,
    /// The flag, with its dashes.
    pub flag: Option<&'static str>,
    /// The environment variable.
    pub variable: Option<&'static str>,
    /// Whether `.env` may set the variable.
    pub dotenv: bool,
    /// The path in `config.toml`, with dots.
    pub file: Option<&'static str>,
    /// What counts when nothing sets it, as it would be written; empty where there is none.
    pub default: &'static str,
    /// One or two sentences.
    pub help: &'static str,
}

impl Key {
    /// The row of a name.
    #[must_use]
    pub fn of(name: Name) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }
}

/// Every key, in the order in which they are documented.
pub const KEYS: &[Key] = &[
    Key {
        name: Name::ClientId,
        kind: Kind::ClientId,
        flag: None,
        variable: Some("SPOTIFY_CLIENT_ID"),
        dotenv: true,
        file: Some("client_id"),
        default: "",
        help: "The client ID of the app you registered at https://developer.spotify.com/dashboard.",
    },
    Key {
        name: Name::ClientSecret,
        kind: Kind::Secret,
        flag: None,
        variable: Some("SPOTIFY_CLIENT_SECRET"),
        dotenv: true,
        file: None,
        default: "",
        help: "The app's client secret. Optional: the login is protected by PKCE with and without it.",
    },
    Key {
        name: Name::RedirectUri,
        kind: Kind::Redirect,
        flag: None,
        variable: Some("SPOTIFY_REDIRECT_URI"),
        dotenv: true,
        file: Some("redirect_uri"),
        default: "http://127.0.0.1:8899/callback",
        help: "The redirect URI you registered for the app, letter by letter. Without a port, a free one is taken at \
               each login.",
    },
    Key {
        name: Name::ApiUrl,
        kind: Kind::Address,
        flag: None,
        variable: Some("SPOTPODS_API_URL"),
        dotenv: false,
        file: None,
        default: "https://api.spotify.com/v1",
        help: "Another Web API: https, or http on a loopback address. Anything else ends the program with code 2.",
    },
    Key {
        name: Name::AccountsUrl,
        kind: Kind::Address,
        flag: None,
        variable: Some("SPOTPODS_ACCOUNTS_URL"),
        dotenv: false,
        file: None,
        default: "https://accounts.spotify.com",
        help: "Another accounts service: https, or http on a loopback address. Anything else ends the program with \
               code 2.",
    },
    Key {
        name: Name::ProfileDir,
        kind: Kind::Path,
        flag: Some("--profile-dir"),
        variable: None,
        dotenv: false,
        file: None,
        default: "",
        help: "Keep everything below this folder instead of the platform's folders.",
    },
    Key {
        name: Name::ConfigFile,
        kind: Kind::Path,
        flag: Some("--config"),
        variable: None,
        dotenv: false,
        file: None,
        default: "",
        help: "Read this configuration file.",
    },
    Key {
        name: Name::Color,
        kind: Kind::Choice(&["auto", "always", "never"]),
        flag: Some("--color"),
        variable: Some("NO_COLOR"),
        dotenv: false,
        file: None,
        default: "auto",
        help: "Use colours. NO_COLOR, set to anything, means never.",
    },
    Key {
        name: Name::Ascii,
        kind: Kind::Switch,
        flag: Some("--ascii"),
        variable: None,
        dotenv: false,
        file: Some("ui.ascii"),
        default: "false",
        help: "Draw frames and marks in ASCII only.",
    },
    Key {
        name: Name::LogLevel,
        kind: Kind::Choice(&["off", "error", "warn", "info", "debug", "trace"]),
        flag: Some("--log-level"),
        variable: None,
        dotenv: false,
        file: None,
        default: "info",
        help: "How much goes into the log file.",
    },
    Key {
        name: Name::Dates,
        kind: Kind::Choice(&["relative", "iso"]),
        flag: None,
        variable: None,
        dotenv: false,
        file: Some("dates.style"),
        default: "relative",
        help: "How dates are written: \"relative\" says \"3 days ago\" for recent ones, \"iso\" always writes \
               2026-03-01.",
    },
    Key {
        name: Name::DailyBudget,
        kind: Kind::Count { least: 0, most: 1_000_000, word: Some("unlimited") },
        flag: None,
        variable: None,
        dotenv: false,
        file: Some("sync.daily_budget"),
        default: "600",
        help: "How many requests synchronising may make in 24 hours, all copies of the program together: a number, 0 for \
               none, or \"unlimited\".",
    },
    Key {
        name: Name::Reserve,
        kind: Kind::Count { least: 0, most: 1_000_000, word: None },
        flag: None,
        variable: None,
        dotenv: false,
        file: Some("sync.reserve"),
        default: "400",
        help: "How many requests you may cause yourself beyond that, by opening a show for instance.",
    },
    Key {
        name: Name::Depth,
        kind: Kind::Count { least: 1, most: 1_000_000, word: Some("all") },
        flag: None,
        variable: None,
        dotenv: false,
        file: Some("sync.depth"),
        default: "all",
        help: "How many episodes of each show are fetched, the newest first: a number, or \"all\".",
    },
    Key {
        name: Name::Interval,
        kind: Kind::Count { least: 0, most: 10_080, word: None },
        flag: None,
        variable: None,
        dotenv: false,
        file: Some("sync.interval"),
        default: "60",
        help: "Minutes between synchronisations while the program is open; 0 for none by itself.",
    },
    Key {
        name: Name::Keymap,
        kind: Kind::Keymap,
        flag: None,
        variable: None,
        dotenv: false,
        file: Some("keymap"),
        default: "",
        help: "Keys of your own: a table per context, in it a command with its key or list of keys. \
               docs/KEYS.md names the commands.",
    },
];

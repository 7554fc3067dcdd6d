//! Configuration: files with their expected outcome in comments, the layers, and that the documented files are true.
//!
//! In `tests/data/config/{valid,invalid}/*.toml` a line `#= name = value` says what is read, `#! LINE: message` what is
//! reported, and `#~ BYTES` how large the file is made with comments. What is said about a file that is no text stands beside it, in
//! `*.expected`.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use pretty_assertions::assert_eq;
use spotpods_tui::config::{
    ColorMode, Config, Environment, Flags, KEYS, Kind, NoConfig, Row, Source,
    keys::{self, ACCOUNTS_URL, API_URL, CLIENT_ID, CLIENT_SECRET, COLOR, REDIRECT_URI},
};
use spotpods_tui::runtime::appearance;

const FILE: &str = "f11ef11ef11ef11ef11ef11ef11ef11e";
const DOTENV: &str = "d07e0000d07e0000d07e0000d07e0000";
const REAL: &str = "0123456789abcdef0123456789abcdef";

/// A profile in a temporary folder, and a working directory beside it.
struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a temporary folder") }
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("it can be written");
        self
    }

    fn environment(&self) -> Environment {
        Environment::bare(self.dir.path())
    }

    fn load(&self) -> Config {
        load(&self.environment())
    }

    /// The warnings, without the folder
    fn warnings(&self, config: &Config) -> Vec<String> {
        let folder = format!("{}/", self.dir.path().display());
        config.warnings.iter().map(|warning| warning.to_string().replace(&folder, "")).collect()
    }
}

fn load(environment: &Environment) -> Config {
    let flags = Flags { profile_dir: Some("p".into()), ..Flags::default() };
    Config::load(&flags, environment).expect("a profile folder is given")
}

fn cases(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/config").join(kind);
    let entries = fs::read_dir(folder).expect("the folder exists").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    files.sort();
    assert!(files.len() >= 3, "{kind} has too few files");
    files
}

fn marked(text: &str, mark: &str) -> String {
    text.lines().filter_map(|line| line.strip_prefix(mark)).fold(String::new(), |all, line| all + line + "\n")
}

fn values(config: &Config) -> String {
    let id = config.set(CLIENT_ID).map_or_else(|| "none".to_owned(), |id| id.value);
    let interval = Some(config.get(keys::INTERVAL)).filter(|minutes| *minutes > 0);
    let mut text = format!(
        "client_id = {id}\nredirect_uri = {}\nascii = {}\ndates = {:?}\nsync = {:?} {} {:?} {:?}\n",
        config.get(REDIRECT_URI),
        config.get(keys::ASCII),
        config.get(keys::DATES),
        config.get(keys::DAILY_BUDGET),
        config.get(keys::RESERVE),
        config.get(keys::DEPTH),
        interval.map(|minutes| Duration::from_mins(minutes.into())),
    );
    let roles: Vec<_> = config.roles.iter().map(|line| format!("{}={}", line.role, line.style)).collect();
    let _ = writeln!(text, "{}", format!("theme = {:?} {}", config.get(keys::THEME), roles.join(" ")).trim_end());
    for line in &config.keymap {
        let _ = writeln!(text, "keymap {}.{} = {:?}", line.context, line.command, line.keys);
    }
    text
}

/// Everything that is wrong, by line: what the configuration itself finds, then what keymap and theme find.
fn mistakes(place: &Place, config: &Config) -> Vec<String> {
    let folder = format!("{}/", place.dir.path().display());
    let all = config.warnings.iter().map(ToString::to_string).chain(appearance::warnings(config));
    all.map(|warning| warning.replace(&folder, "").replace("p/config/config.toml:", "").trim_start().to_owned())
        .collect()
}

#[test]
fn a_valid_file_is_read_without_a_warning() {
    for case in cases("valid") {
        let text = fs::read_to_string(&case).expect("it can be read");
        let place = Place::new();
        let config = place.file("p/config/config.toml", &text).load();
        assert_eq!(mistakes(&place, &config), Vec::<String>::new(), "{}", case.display());
        assert_eq!(values(&config), marked(&text, "#= "), "{}", case.display());
    }
}

#[test]
fn every_mistake_in_a_file_is_reported_with_its_line_and_the_rest_counts() {
    for case in cases("invalid") {
        let mut bytes = fs::read(&case).expect("it can be read");
        let expected = fs::read_to_string(case.with_extension("expected"));
        let text = expected.unwrap_or_else(|_| String::from_utf8(bytes.clone()).expect("text, or what is expected"));
        if let Ok(size) = marked(&text, "#~ ").trim().parse() {
            bytes.resize(size, b'#');
        }
        let place = Place::new();
        let config = place.file("p/config/config.toml", &bytes).load();
        let found = mistakes(&place, &config);
        assert!(!found.concat().contains("canary"));
        let expected = marked(&text, "#! ");
        assert_eq!(found, expected.lines().collect::<Vec<_>>(), "{}", case.display());
        let read = values(&config);
        for expected in marked(&text, "#= ").lines() {
            assert!(read.lines().any(|line| line == expected), "{}: {expected} is not in\n{read}", case.display());
        }
    }
}

#[test]
fn the_environment_counts_before_dotenv_before_the_file() {
    let place = Place::new();
    place.file("p/config/config.toml", format!("client_id = \"{FILE}\"\n"));
    assert_eq!(place.load().set(CLIENT_ID).expect("it is set").value, FILE);

    place.file(".env", format!("# mine\nSPOTIFY_CLIENT_ID={DOTENV}\n"));
    let found = place.load().set(CLIENT_ID).expect("it is set");
    assert_eq!(found.value, DOTENV);
    assert!(matches!(found.source, Source::DotEnv(at) if at.line == Some(2)));

    let found = load(&place.environment().with("SPOTIFY_CLIENT_ID", REAL)).set(CLIENT_ID).expect("it is set");
    assert_eq!((found.value.as_str(), found.source), (REAL, Source::Variable("SPOTIFY_CLIENT_ID")));
}

#[test]
fn a_bad_value_leaves_the_next_layer_in_place() {
    let place = Place::new();
    place.file("p/config/config.toml", format!("client_id = \"{FILE}\"\n"));
    let config = load(&place.environment().with("SPOTIFY_CLIENT_ID", "not an id"));
    assert_eq!(config.set(CLIENT_ID).expect("it is set").value, FILE);
    assert_eq!(
        place.warnings(&config),
        [
            "the environment variable SPOTIFY_CLIENT_ID: `SPOTIFY_CLIENT_ID` is not a client ID: it must be 32 hexadecimal \
          characters"
        ]
    );
}

#[test]
fn a_command_of_the_browser_that_cannot_be_read_is_reported_at_once() {
    let place = Place::new();
    let warnings = |value: &str| place.warnings(&load(&place.environment().with("BROWSER", value)));
    assert_eq!(warnings("w3m:'my browser' %s"), Vec::<String>::new());
    for (value, why) in [("'my browser", "has a quote that is not closed"), ("w3m\\", "ends in a backslash")] {
        let said = format!("the environment variable BROWSER: `BROWSER` is `{value}`, which {why}");
        assert_eq!(warnings(value), [said]);
    }
}

#[test]
fn dotenv_sets_the_three_variables_of_spotify_and_nothing_else() {
    let place = Place::new();
    place.file(
        ".env",
        "SPOTPODS_API_URL=https://evil.example\nSPOTIFY_CLIENT_ID=0123456789abcdef0123456789abcdef\nSPOTIFY_CLIENT_SECRET=canary\nSPOTIFY_ID=1\n\
         SPOTIFY_REDIRECT_URI=\nDATABASE=canary\nNO_COLOR=1\nSPOTPODS_ANYTHING=canary\ncanary canary\nexport SPOTIFY_CLIENT_ID canary\n",
    );
    let config = place.load();
    assert_eq!(config.set(CLIENT_ID).expect("it is set").value, REAL);
    assert_eq!(config.set(CLIENT_SECRET).expect("it is set").value.expose(), "canary");
    assert_eq!(config.set(API_URL), None);
    assert_eq!(
        place.warnings(&config),
        [
            ".env:1: `SPOTPODS_API_URL` is ignored here; set it in the environment",
            ".env:4: `SPOTIFY_ID` is ignored; .env may set `SPOTIFY_CLIENT_ID`, `SPOTIFY_CLIENT_SECRET`, \
             `SPOTIFY_REDIRECT_URI`",
            ".env:8: `SPOTPODS_ANYTHING` is ignored; .env may set `SPOTIFY_CLIENT_ID`, `SPOTIFY_CLIENT_SECRET`, \
             `SPOTIFY_REDIRECT_URI`",
            ".env:10: the line does not read as NAME=value and is ignored",
        ]
    );
    assert!(!format!("{config:?}").contains("canary"));
}

#[test]
fn another_address_comes_from_the_environment_as_it_was_written() {
    let place = Place::new();
    let config = load(&place.environment().with("SPOTPODS_API_URL", "http://127.0.0.1:9/v1"));
    let found = config.set(API_URL).expect("it is set");
    assert_eq!((found.value.as_str(), found.source), ("http://127.0.0.1:9/v1", Source::Variable("SPOTPODS_API_URL")));
    assert_eq!(config.set(ACCOUNTS_URL), None);
}

#[test]
fn no_color_holds_unless_a_flag_says_otherwise() {
    let place = Place::new();
    let environment = place.environment().with("NO_COLOR", "1");
    assert_eq!(load(&environment).get(COLOR), ColorMode::Never);
    let flags = Flags { profile_dir: Some("p".into()), color: Some(ColorMode::Always), ..Flags::default() };
    assert_eq!(Config::load(&flags, &environment).expect("a profile").get(COLOR), ColorMode::Always);
    assert_eq!(place.load().get(COLOR), ColorMode::Auto);
}

#[test]
fn a_file_that_cannot_be_read_never_blocks_the_start() {
    let place = Place::new();
    place.file("p/config/config.toml", [0xff, 0xfe, 0x00]);
    assert_eq!(place.warnings(&place.load()), ["p/config/config.toml: the file is not UTF-8 text and is ignored"]);
    let flags = Flags { profile_dir: Some("p".into()), config: Some("p".into()), ..Flags::default() };
    let config = Config::load(&flags, &place.environment()).expect("a profile");
    assert_eq!(place.warnings(&config), ["p: this is not a file and is ignored"]);
}

#[test]
fn a_file_that_was_named_has_to_be_there() {
    let place = Place::new();
    let flags = Flags { profile_dir: Some("p".into()), config: Some("absent.toml".into()), ..Flags::default() };
    let Err(why @ NoConfig::Missing(_)) = Config::load(&flags, &place.environment()) else { panic!("it was loaded") };
    assert!(why.to_string().ends_with("absent.toml: the file does not exist"), "{why}");
    place.file("absent.toml", "");
    assert!(Config::load(&flags, &place.environment()).is_ok());
}

#[test]
fn d5_no_mutation_of_a_file_blocks_the_start() {
    let text = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/config/valid/everything.toml"));
    let text = text.expect("it can be read");
    let place = Place::new();
    let noise = b"\"'[]=\n#\\\x00\xff.{";
    for round in 0..1000_usize {
        let mut mutant = text.clone();
        let at = round * 7919 % mutant.len();
        if round % 3 == 0 {
            mutant.truncate(at);
        } else {
            mutant[at] = noise[round % noise.len()];
        }
        let config = place.file("p/config/config.toml", mutant).load();
        assert!(config.get(REDIRECT_URI).to_string().starts_with("http://"));
    }
}

/// `assets/config.toml` as the table says it.
fn default_file() -> String {
    let mut text = String::from(
        "# The configuration of spotpods-tui. Every key is optional; a line that begins with # shows the default.\n\
         # A flag counts before an environment variable, that before .env in the working directory, that before this file.\n",
    );
    let mut section = "";
    for row in KEYS {
        let Some(path) = row.file else { continue };
        let (table, name) = if row.kind.is_tables() { (path, "") } else { path.rsplit_once('.').unwrap_or(("", path)) };
        let _ = writeln!(text);
        if table != section {
            let _ = writeln!(text, "[{table}]");
            section = table;
        }
        let _ = writeln!(text, "# {}", row.help);
        let bare = row.kind == Kind::Switch || row.default.parse::<u32>().is_ok();
        match (name, bare) {
            ("", _) => {}
            (name, true) => drop(writeln!(text, "# {name} = {}", row.default)),
            (name, false) => drop(writeln!(text, "# {name} = \"{}\"", row.default)),
        }
    }
    text
}

#[test]
fn the_default_file_is_what_the_table_says_and_says_what_holds_without_it() {
    let text = include_str!("../../assets/config.toml");
    assert_eq!(text, default_file());
    let place = Place::new();
    let config = place.file("p/config/config.toml", text).load();
    assert_eq!(place.warnings(&config), Vec::<String>::new());

    // Uncommented, it changes nothing.
    let spoken: String = text
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|rest| rest.contains(" = ")).unwrap_or(line))
        .fold(String::new(), |all, line| all + line + "\n");
    let place = Place::new();
    let config = place.file("p/config/config.toml", spoken.replace("client_id = \"\"\n", "")).load();
    assert_eq!(place.warnings(&config), Vec::<String>::new());
    assert_eq!(values(&config), values(&Place::new().load()));
}

/// `.env.example` as the table says it, but for the list of variables that it may not set.
fn example_of_dotenv() -> String {
    let mut text = String::from(
        "# Copy to .env in the folder you start spotpods-tui from. Only these three variables are read from it; the real\n\
         # environment counts before it, and config.toml after it.\n",
    );
    for (place, row) in KEYS.iter().filter(|row| row.dotenv).enumerate() {
        let mark = if place == 0 { "" } else { "# " };
        let _ = writeln!(text, "\n# {}\n{mark}{}={}", row.help, row.variable.unwrap_or_default(), row.default);
    }
    text
}

#[test]
fn the_example_of_dotenv_is_what_the_table_says() {
    let text = include_str!("../../.env.example");
    let (settable, others) = text.split_once("\n# Read from the real environment only").expect("both parts");
    assert_eq!(settable, example_of_dotenv());
    for row in KEYS.iter().filter(|row| !row.dotenv) {
        assert!(row.variable.is_none_or(|variable| others.contains(variable)), "{}", row.name());
    }
    let place = Place::new();
    let config = place.file(".env", text).load();
    assert_eq!(place.warnings(&config), Vec::<String>::new());
    assert!(config.set(CLIENT_ID).is_none());
}

#[test]
fn no_two_keys_share_a_name() {
    let mut names: Vec<&str> = KEYS.iter().map(|row| Row::name(row)).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), KEYS.len());
    assert!(!names.contains(&""));
}

#[test]
fn a_flag_counts_before_everything_else_and_is_named_as_the_source() {
    let place = Place::new();
    place.file("p/config/config.toml", "[ui]\nascii = false\n");
    let flags = Flags { profile_dir: Some("p".into()), ascii: true, ..Flags::default() };
    let config = Config::load(&flags, &place.environment()).expect("a profile");
    assert_eq!(config.set(keys::ASCII).map(|set| (set.value, set.source)), Some((true, Source::Flag("--ascii"))));
}

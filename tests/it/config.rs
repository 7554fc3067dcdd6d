//! Configuration: files with their expected outcome in comments, the layers, and that the documented files are true.
//!
//! In `config/{valid,invalid}/*.toml` a line `#= name = value` says what is read, `#! LINE: message` what is reported.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use pretty_assertions::assert_eq;
use spotpods_tui::config::{ColorMode, Config, Environment, Flags, KEYS, Kind, Name, NoConfig, Paths, Source};

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

    /// The warnings without the folder's name.
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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/config").join(kind);
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the folder exists").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    assert!(files.len() >= 3, "{kind} has too few files");
    files
}

fn marked(text: &str, mark: &str) -> String {
    text.lines().filter_map(|line| line.strip_prefix(mark)).fold(String::new(), |all, line| all + line + "\n")
}

fn values(config: &Config) -> String {
    let id = config.client_id.as_ref().map_or("none", |id| id.value.as_str());
    let mut text = format!(
        "client_id = {id}\nredirect_uri = {}\nascii = {}\ndates = {:?}\n",
        config.redirect_uri.value, config.ascii, config.dates
    );
    let sync = &config.sync;
    let _ =
        writeln!(text, "sync = {:?} {} {:?} {:?}", sync.daily_budget.value, sync.reserve, sync.depth, sync.interval);
    for line in &config.keymap {
        let _ = writeln!(text, "keymap {}.{} = {:?}", line.context, line.command, line.keys);
    }
    text
}

#[test]
fn a_valid_file_is_read_without_a_word() {
    for case in cases("valid") {
        let text = fs::read_to_string(&case).expect("it can be read");
        let place = Place::new();
        let config = place.file("p/config/config.toml", &text).load();
        assert_eq!(place.warnings(&config), Vec::<String>::new(), "{}", case.display());
        assert_eq!(values(&config), marked(&text, "#= "), "{}", case.display());
    }
}

#[test]
fn what_is_wrong_in_a_file_is_reported_with_its_line_and_the_rest_counts() {
    for case in cases("invalid") {
        let text = fs::read_to_string(&case).expect("it can be read");
        let place = Place::new();
        let config = place.file("p/config/config.toml", &text).load();
        let found: String =
            place.warnings(&config).iter().map(|warning| warning.replace("p/config/config.toml:", "") + "\n").collect();
        assert_eq!(found, marked(&text, "#! "), "{}", case.display());
        let read = values(&config);
        for expected in marked(&text, "#= ").lines() {
            assert!(read.lines().any(|line| line == expected), "{}: {expected} is not in\n{read}", case.display());
        }
        assert!(!found.contains("canary"));
    }
}

#[test]
fn the_environment_counts_before_dotenv_before_the_file() {
    let place = Place::new();
    place.file("p/config/config.toml", format!("client_id = \"{FILE}\"\n"));
    assert_eq!(place.load().client_id.expect("it is set").value, FILE);

    place.file(".env", format!("# mine\nSPOTIFY_CLIENT_ID={DOTENV}\n"));
    let found = place.load().client_id.expect("it is set");
    assert_eq!(found.value, DOTENV);
    assert!(matches!(found.source, Source::DotEnv(at) if at.line == Some(2)));

    let found = load(&place.environment().with("SPOTIFY_CLIENT_ID", REAL)).client_id.expect("it is set");
    assert_eq!((found.value.as_str(), found.source), (REAL, Source::Variable("SPOTIFY_CLIENT_ID")));
}

#[test]
fn a_bad_value_leaves_the_next_layer_in_place() {
    let place = Place::new();
    place.file("p/config/config.toml", format!("client_id = \"{FILE}\"\n"));
    let config = load(&place.environment().with("SPOTIFY_CLIENT_ID", "not an id"));
    assert_eq!(config.client_id.as_ref().expect("it is set").value, FILE);
    assert_eq!(
        place.warnings(&config),
        ["the environment variable SPOTIFY_CLIENT_ID: `SPOTIFY_CLIENT_ID` is not a client ID, which is 32 \
          letters a-f and digits"]
    );
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
    assert_eq!(config.client_id.as_ref().expect("it is set").value, REAL);
    assert_eq!(config.client_secret.as_ref().expect("it is set").value.expose(), "canary");
    assert_eq!(config.api_url, None);
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
    let found = config.api_url.expect("it is set");
    assert_eq!((found.value.as_str(), found.source), ("http://127.0.0.1:9/v1", Source::Variable("SPOTPODS_API_URL")));
    assert_eq!(config.accounts_url, None);
}

#[test]
fn no_color_holds_unless_a_flag_says_otherwise() {
    let place = Place::new();
    let environment = place.environment().with("NO_COLOR", "1");
    assert_eq!(load(&environment).color, ColorMode::Never);
    let flags = Flags { profile_dir: Some("p".into()), color: Some(ColorMode::Always), ..Flags::default() };
    assert_eq!(Config::load(&flags, &environment).expect("a profile").color, ColorMode::Always);
    assert_eq!(place.load().color, ColorMode::Auto);
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
    let text = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/config/valid/everything.toml"));
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
        assert!(config.redirect_uri.value.starts_with("http://"));
    }
}

#[test]
fn the_default_file_documents_every_key_of_the_file_with_its_default() {
    let text = include_str!("../../assets/config.toml");
    let place = Place::new();
    let config = place.file("p/config/config.toml", text).load();
    assert_eq!(place.warnings(&config), Vec::<String>::new());
    for key in KEYS {
        let Some(path) = key.file else { continue };
        assert!(text.contains(&format!("# {}\n", key.help)), "the help of {path} is missing");
        let (section, name) = path.rsplit_once('.').map_or((None, path), |(section, name)| (Some(section), name));
        let line = match key.kind {
            Kind::Keymap => format!("[{path}]"),
            Kind::Switch => format!("# {name} = {}", key.default),
            Kind::Count { .. } if key.default.parse::<u32>().is_ok() => format!("# {name} = {}", key.default),
            _ => format!("# {name} = \"{}\"", key.default),
        };
        assert!(text.lines().any(|found| found == line), "{line} is missing");
        if let Some(section) = section {
            assert!(text.contains(&format!("[{section}]\n")), "[{section}] is missing");
        }
    }

    // Without the marks, the file says what is so anyway.
    let spoken: String = text
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|rest| rest.contains(" = ")).unwrap_or(line))
        .fold(String::new(), |all, line| all + line + "\n");
    let place = Place::new();
    let config = place.file("p/config/config.toml", spoken.replace("client_id = \"\"\n", "")).load();
    assert_eq!(place.warnings(&config), Vec::<String>::new());
    assert_eq!(values(&config), values(&Place::new().load()));
}

#[test]
fn the_example_of_dotenv_names_every_variable() {
    let text = include_str!("../../.env.example");
    for key in KEYS {
        let Some(variable) = key.variable else { continue };
        assert!(text.contains(variable), "{variable} is missing");
        if key.dotenv {
            assert!(text.contains(&format!("# {}\n", key.help)), "the help of {variable} is missing");
            let line = text
                .lines()
                .map(|line| line.trim_start_matches("# "))
                .any(|line| line == format!("{variable}={}", key.default));
            assert!(line, "{variable}={} is missing", key.default);
        }
    }
    let place = Place::new();
    let config = place.file(".env", text).load();
    assert_eq!(place.warnings(&config), Vec::<String>::new());
    assert!(config.client_id.is_none());
}

#[test]
fn the_table_has_every_name_once() {
    let mut names: Vec<Name> = KEYS.iter().map(|key| key.name).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), KEYS.len());
    assert_eq!(Paths::below(Path::new("/p")).config_file, Path::new("/p/config/config.toml"));
}

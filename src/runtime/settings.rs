//! The configuration while the program runs: its keys for the screen, and changes that are saved.

use std::{
    path::PathBuf,
    sync::{PoisonError, RwLock},
};

use super::{appearance, artwork, connect::Connect, sync::budget};
use crate::{
    app::settings::{Live, Setting, SettingKind, SettingPlace},
    config::{self, Config, Environment, KEYS, Kind, Listed, SaveError, Source, keys},
    domain::{CleanText, ThemeName},
    marks::MarksFolder,
    sync::Budget,
};

/// The configuration, read again after every change.
#[derive(Debug)]
pub struct Settings {
    pub(super) environment: Environment,
    config: RwLock<Config>,
    /// Whether the screen was opened in linear mode, which no change of the file ends.
    is_linear: bool,
}

impl Settings {
    pub fn new(config: Config, environment: Environment) -> Self {
        let is_linear = config.get(keys::LINEAR);
        Self { environment, config: RwLock::new(config), is_linear }
    }

    /// The configuration as it is now.
    pub fn config(&self) -> Config {
        self.config.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What a synchronisation that begins now may spend.
    pub(super) fn budget(&self) -> Budget {
        budget(&self.config.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Every key, those of the file first.
    pub(super) fn rows(&self) -> Vec<Setting> {
        let mut rows: Vec<_> = self.config().listed().iter().map(setting).collect();
        rows.sort_by_key(|row| row.place == SettingPlace::Elsewhere);
        rows
    }

    /// What the screen takes over at once.
    pub(super) fn live(&self) -> Live {
        let mut config = self.config();
        config.replace(keys::LINEAR, Some(if self.is_linear { "true" } else { "false" }));
        let display = appearance::display(&config, &self.environment, &mut Vec::new());
        let artwork = artwork::options(&config, &self.environment, &display);
        Live { display, artwork, interval: appearance::interval(&config) }
    }

    /// Saves a key in the file, or removes it there, and reads everything again. Returns the copy of a file that was not
    /// valid. Blocks on the disk.
    ///
    /// # Errors
    /// The value is none of this key, or the file cannot be written. Nothing is changed.
    pub(super) fn set(&self, name: &str, value: Option<&str>) -> Result<Option<PathBuf>, SaveError> {
        let Some(row) = KEYS.iter().find(|row| row.name() == name) else { return Ok(None) };
        let mut config = self.config.write().unwrap_or_else(PoisonError::into_inner);
        let path = config.paths.config_file.clone();
        let copy = match value {
            Some(value) => config::save(&path, row, value)?,
            None => config::unset(&path, row).map(|()| None)?,
        };
        // A file that `--config` names was there a moment ago.
        if let Ok(read) = config.reloaded(&self.environment) {
            *config = read;
        }
        Ok(copy)
    }

    /// What keeps the value of a key from being used now, as its user would say. Blocks on the disk.
    pub(super) fn doubt(&self, name: &str) -> Option<String> {
        let config = self.config();
        if name == keys::MARKS_FOLDER.row.name() {
            let folder = config.marks_folder(&self.environment)?;
            return Some(MarksFolder::new(folder, config.paths.data_dir).check()?.to_string());
        }
        if name == keys::START_PLAYER.row.name()
            && config.set(keys::START_PLAYER).is_some_and(|set| !set.value.is_empty())
        {
            return Some(Connect::new(&config, &self.environment).find().err()?.to_string());
        }
        None
    }
}

fn setting(listed: &Listed) -> Setting {
    let Listed { row, default, value, source, in_file } = listed;
    let is_stronger = match source {
        Source::Flag(_) | Source::Variable(_) | Source::DotEnv(_) => true,
        Source::Default | Source::File(_) => false,
    };
    let place = match (row.file, is_stronger) {
        (None, _) => SettingPlace::Elsewhere,
        (Some(_), true) => SettingPlace::Overridden,
        (Some(_), false) => SettingPlace::File,
    };
    let clean = |text: &str| CleanText::new(text).to_string();
    Setting {
        name: row.name(),
        kind: kind(row.kind),
        value: clean(value),
        default,
        help: row.help,
        source: match source {
            // The name of the file is enough: there is one.
            Source::File(place) => place.line.map_or_else(
                || "the configuration file".to_owned(),
                |line| format!("{}:{line}", clean(&place.file.file_name().unwrap_or_default().to_string_lossy())),
            ),
            Source::Default | Source::Flag(_) | Source::Variable(_) | Source::DotEnv(_) => source.to_string(),
        },
        in_file: in_file.as_ref().map(|set| clean(&set.value)),
        place,
        is_live: row.live,
    }
}

fn kind(kind: Kind) -> SettingKind {
    match kind {
        Kind::Switch => SettingKind::Switch,
        Kind::Choice(words) => SettingKind::Choice(words.to_vec()),
        Kind::Theme => SettingKind::Choice(ThemeName::ALL.iter().map(|(word, _)| *word).collect()),
        Kind::ClientId
        | Kind::Secret
        | Kind::Redirect
        | Kind::Text
        | Kind::CommandLine
        | Kind::Count { .. }
        | Kind::Keymap
        | Kind::Commands => SettingKind::Text,
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::config::Flags;

    fn settings(folder: &std::path::Path, text: &str, flags: Flags) -> Settings {
        let file = folder.join("config/config.toml");
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, text).expect("written");
        let environment = Environment::bare(folder).with("NO_COLOR", "1").with("SPOTIFY_CLIENT_SECRET", "canary");
        let flags = Flags { profile_dir: Some(folder.to_owned()), ..flags };
        Settings::new(Config::load(&flags, &environment).expect("a folder"), environment)
    }

    fn row(settings: &Settings, name: &str) -> Setting {
        settings.rows().into_iter().find(|row| row.name == name).expect(name)
    }

    #[test]
    fn a_change_is_in_the_file_with_its_comments_and_counts_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = settings(folder.path(), "# mine\n[dates]\nstyle = \"relative\" # so\n", Flags::default());
        assert_eq!(settings.set("dates.style", Some("ISO")).expect("saved"), None);
        settings.set("sync.daily_budget", Some("7")).expect("saved");
        let text = fs::read_to_string(folder.path().join("config/config.toml")).expect("text");
        assert!(
            text.starts_with("# mine\n[dates]\nstyle = \"iso\" # so\n") && text.contains("daily_budget = 7"),
            "{text}"
        );
        assert!(settings.live().display.iso_dates);
        assert_eq!((settings.budget().daily, row(&settings, "dates.style").source), (Some(7), "config.toml:3".into()));
        settings.set("dates.style", None).expect("removed");
        assert!(!settings.live().display.iso_dates);
        assert_eq!(row(&settings, "dates.style").in_file, None);
    }

    #[test]
    fn covers_and_links_count_at_once_and_linear_mode_at_the_next_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let environment = Environment::bare(folder.path()).with("LANG", "C.UTF-8");
        let flags = Flags { profile_dir: Some(folder.path().to_owned()), ..Flags::default() };
        let settings = Settings::new(Config::load(&flags, &environment).expect("a folder"), environment);
        settings.set("ui.hyperlinks", Some("always")).expect("saved");
        settings.set("artwork.show", Some("always")).expect("saved");
        settings.set("ui.linear", Some("true")).expect("saved");
        let live = settings.live();
        assert!(live.display.hyperlinks && !live.display.ascii, "{live:?}");
        assert_eq!(live.artwork.is_on, cfg!(feature = "images"));
        assert!(live.artwork.is_always && live.artwork.has_blocks, "{live:?}");
        settings.set("ui.ascii", Some("true")).expect("saved");
        assert!(!settings.live().artwork.has_blocks);
        assert!(row(&settings, "ui.hyperlinks").is_live && !row(&settings, "ui.linear").is_live);
    }

    #[test]
    fn a_wrong_value_changes_nothing_and_says_what_is_right() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = settings(folder.path(), "", Flags::default());
        let why = settings.set("sync.reserve", Some("many")).expect_err("it is refused").to_string();
        assert_eq!(why, "`sync.reserve` is `many`, but must be a whole number from 0 to 1000000");
        assert_eq!(fs::read_to_string(folder.path().join("config/config.toml")).expect("text"), "");
    }

    #[test]
    fn what_cannot_be_used_now_is_doubtful() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = settings(folder.path(), "", Flags::default());
        let doubt = |name: &str, value: &Path| {
            settings.set(name, value.to_str()).expect("saved");
            settings.doubt(name)
        };
        let none = folder.path().join("none");
        let why = format!("the marks folder {} does not exist", none.display());
        assert_eq!(doubt("marks.folder", &none), Some(why));
        assert_eq!(doubt("marks.folder", folder.path()), None);
        assert!(!none.exists(), "it is not created: its disk may not be mounted");
        let why = format!("player.start_command names {}, which is not an installed program", none.display());
        assert_eq!(doubt("player.start_command", &none), Some(why));
        assert_eq!(doubt("player.start_command", &std::env::current_exe().expect("a test")), None);
        assert_eq!(doubt("player.start_command", Path::new("")), None);
        assert_eq!(doubt("dates.style", Path::new("iso")), None);
    }

    #[test]
    fn what_counts_before_the_file_is_named_and_a_secret_is_not_shown() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = settings(folder.path(), "[ui]\nascii = false\n", Flags { ascii: true, ..Flags::default() });
        let ascii = row(&settings, "ui.ascii");
        assert_eq!((ascii.place, ascii.source.as_str()), (SettingPlace::Overridden, "--ascii"));
        assert_eq!((ascii.value.as_str(), ascii.of_file(), ascii.turned()), ("true", "false", "true"));
        let color = row(&settings, "NO_COLOR");
        assert_eq!((color.place, color.value.as_str()), (SettingPlace::Elsewhere, "never"));
        assert_eq!(row(&settings, "SPOTIFY_CLIENT_SECRET").value, "set");
        assert!(!format!("{:?}", settings.rows()).contains("canary"));
    }

    #[test]
    fn what_was_replaced_stays_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = settings(folder.path(), "", Flags::default());
        let mut config = settings.config();
        config.replace(keys::DAILY_BUDGET, Some("unlimited"));
        let settings = Settings::new(config, settings.environment.clone());
        settings.set("sync.reserve", Some("5")).expect("saved");
        assert_eq!((settings.budget().daily, settings.budget().reserve), (None, 5));
    }

    #[test]
    fn another_default_is_shown_and_comes_back_when_a_value_is_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let of_profile = settings(folder.path(), "[sync]\ndaily_budget = 9\n", Flags::default());
        let mut config = of_profile.config();
        config.replace_default(keys::DAILY_BUDGET, "unlimited");
        let settings = Settings::new(config, of_profile.environment.clone());
        let shown = |value: Option<&str>| {
            settings.set("sync.daily_budget", value).expect("saved");
            let row = row(&settings, "sync.daily_budget");
            (settings.budget().daily, row.value, row.default)
        };
        assert_eq!(shown(Some("5")), (Some(5), "5".to_owned(), "unlimited"));
        assert_eq!(shown(None), (None, "unlimited".to_owned(), "unlimited"));
        assert_eq!(shown(Some("600")), (Some(600), "600".to_owned(), "unlimited"));
    }
}

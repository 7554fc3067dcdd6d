//! The folder in which computers share their marks, as a path.

use std::path::PathBuf;

use super::{Config, Environment, keys};

impl Config {
    /// `marks.folder`, if it is set: `~` is the home folder, and a relative path starts at the folder of the file.
    pub fn marks_folder(&self, environment: &Environment) -> Option<PathBuf> {
        let set = self.set(keys::MARKS_FOLDER)?.value;
        if set.is_empty() {
            return None;
        }
        let home = environment.var_os("HOME").map(PathBuf::from);
        let below = if set == "~" { Some("") } else { set.strip_prefix("~/") };
        Some(match (below, home) {
            (Some(""), Some(home)) => home,
            (Some(below), Some(home)) => home.join(below),
            _ => self.paths.config_file.parent().map_or_else(|| PathBuf::from(&set), |folder| folder.join(&set)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Flags;

    #[test]
    fn k8_the_folder_of_marks_is_absolute_or_starts_at_home_or_at_the_file() {
        let flags = Flags { profile_dir: Some("/p".into()), ..Flags::default() };
        let environment = Environment::bare("/w").with("HOME", "/home/me");
        let mut config = Config::load(&flags, &environment).expect("a profile is given");
        assert_eq!(config.marks_folder(&environment), None);
        for (set, path) in [
            ("~/Sync/marks", "/home/me/Sync/marks"),
            ("~", "/home/me"),
            ("/mnt/marks", "/mnt/marks"),
            ("marks", "/p/config/marks"),
            ("~other/marks", "/p/config/~other/marks"),
        ] {
            config.replace(keys::MARKS_FOLDER, Some(set));
            assert_eq!(config.marks_folder(&environment), Some(path.into()), "{set}");
        }
        config.replace(keys::MARKS_FOLDER, Some(""));
        assert_eq!(config.marks_folder(&environment), None);
    }
}

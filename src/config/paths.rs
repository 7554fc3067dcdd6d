//! The files and folders of a profile.

use std::{
    fs::DirBuilder,
    io,
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
};

use directories::ProjectDirs;

use super::{DanglingLink, Flags};
use crate::domain::CleanText;

/// The paths of a profile. Nothing is created before the first write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// `config.toml`, or what `--config` names.
    pub config_file: PathBuf,
    /// The folder of the login and of the library, 0700.
    pub data_dir: PathBuf,
    /// The folder of data that can be fetched again.
    pub cache_dir: PathBuf,
    /// The folder of the log, 0700.
    pub state_dir: PathBuf,
}

impl Paths {
    /// Paths below `--profile-dir`, else those of the `platform`; `--config` replaces the file. Relative paths start at
    /// the working directory.
    ///
    /// # Errors
    /// There is neither a profile folder nor a home folder.
    pub(super) fn resolve(flags: &Flags, cwd: &Path, platform: Option<&Self>) -> Result<Self, NoHome> {
        let mut paths = match &flags.profile_dir {
            Some(dir) => Self::below(&cwd.join(dir)),
            None => platform.cloned().ok_or(NoHome)?,
        };
        if let Some(file) = &flags.config {
            paths.config_file = cwd.join(file);
        }
        Ok(paths)
    }

    /// The paths of a profile in one folder.
    pub fn below(profile: &Path) -> Self {
        Self {
            config_file: profile.join("config").join("config.toml"),
            data_dir: profile.join("data"),
            cache_dir: profile.join("cache"),
            state_dir: profile.join("state"),
        }
    }

    /// The platform's folders; on Linux they honour `XDG_*`.
    pub(super) fn of_platform() -> Option<Self> {
        let dirs = ProjectDirs::from("", "", "spotpods-tui")?;
        Some(Self {
            config_file: dirs.config_dir().join("config.toml"),
            data_dir: dirs.data_dir().to_path_buf(),
            cache_dir: dirs.cache_dir().to_path_buf(),
            // macOS has no folder for state.
            state_dir: dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_path_buf(),
        })
    }

    /// Checks that the data folder is there or can be created, before anything is concluded from missing files: a disk that
    /// is not mounted is no logout and no empty library.
    ///
    /// # Errors
    /// Which link leads nowhere, or why the folder cannot be looked at.
    pub fn check_data_dir(&self) -> Result<(), String> {
        use io::ErrorKind::{NotADirectory, NotFound, PermissionDenied};
        let why = match DanglingLink::before(&self.data_dir) {
            Some(link) => link.to_string(),
            None => match self.data_dir.metadata() {
                // Whatever uses the folder reports these.
                Err(error) if !matches!(error.kind(), NotFound | PermissionDenied | NotADirectory) => error.to_string(),
                Ok(_) | Err(_) => return Ok(()),
            },
        };
        Err(format!("cannot use the data folder {}: {why}", CleanText::new(&self.data_dir.to_string_lossy())))
    }

    /// `credentials.json`: the login, 0600.
    pub fn credentials_file(&self) -> PathBuf {
        self.data_dir.join("credentials.json")
    }

    /// `library.db`, 0600.
    pub fn library_file(&self) -> PathBuf {
        self.data_dir.join("library.db")
    }

    /// `spotpods-tui.log`, 0600.
    pub fn log_file(&self) -> PathBuf {
        self.state_dir.join("spotpods-tui.log")
    }

    /// The port of the demo's service in a kept profile.
    pub fn demo_port_file(&self) -> PathBuf {
        self.state_dir.join("demo-port")
    }

    /// `player.json`, 0600: the Connect player that this program started, locked while it runs, and its device.
    pub fn player_file(&self) -> PathBuf {
        self.state_dir.join("player.json")
    }

    /// `quota.json`, 0600: the end of a rate limit, shared by the screen and the command line.
    pub fn quota_file(&self) -> PathBuf {
        self.state_dir.join("quota.json")
    }
}

/// Creates a folder and its missing parents with mode 0700, whatever the umask. An existing folder keeps its mode: it may
/// be shared on purpose.
///
/// # Errors
/// The system's error, or the link that leads nowhere.
pub fn create_folder(dir: &Path) -> io::Result<()> {
    let created = DirBuilder::new().recursive(true).mode(0o700).create(dir);
    created.map_err(|error| DanglingLink::before(dir).map_or(error, io::Error::other))
}

/// There is no folder for the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no home folder is known: set HOME, or name a folder with --profile-dir")]
pub struct NoHome;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_folder_holds_everything_and_is_relative_to_the_working_directory() {
        let flags = Flags { profile_dir: Some("p".into()), ..Flags::default() };
        let paths = Paths::resolve(&flags, Path::new("/w"), None).expect("a profile folder is given");
        assert_eq!(paths.config_file, Path::new("/w/p/config/config.toml"));
        assert_eq!(paths.credentials_file(), Path::new("/w/p/data/credentials.json"));
        assert_eq!(paths.cache_dir, Path::new("/w/p/cache"));
        assert_eq!(paths.log_file(), Path::new("/w/p/state/spotpods-tui.log"));
    }

    #[test]
    fn config_names_another_file_and_leaves_the_folders() {
        let flags = Flags { config: Some("mine.toml".into()), ..Flags::default() };
        let platform = Paths::below(Path::new("/home/p"));
        let paths = Paths::resolve(&flags, Path::new("/w"), Some(&platform)).expect("a home folder is known");
        assert_eq!(paths.config_file, Path::new("/w/mine.toml"));
        assert_eq!(paths.data_dir, Path::new("/home/p/data"));
    }

    #[test]
    fn without_a_home_the_way_out_is_named() {
        let error = Paths::resolve(&Flags::default(), Path::new("/"), None).expect_err("there is no home");
        assert!(error.to_string().contains("--profile-dir"));
    }

    #[test]
    fn d1_a_new_folder_is_for_this_user_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().expect("a temporary folder");
        let inner = dir.path().join("a").join("b");
        create_folder(&inner).expect("it can be created");
        for made in [inner.as_path(), &dir.path().join("a")] {
            assert_eq!(made.metadata().expect("it exists").permissions().mode() & 0o777, 0o700);
        }
        create_folder(&inner).expect("it may exist already");
    }
}

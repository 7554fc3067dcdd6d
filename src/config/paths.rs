//! The files and folders of a profile.

use std::{
    fs::DirBuilder,
    io,
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
};

use directories::ProjectDirs;
use sha2::{Digest as _, Sha256};

use super::{DanglingLink, Flags};
use crate::domain::{CleanText, Profile};

/// The paths of a profile. Nothing is created before the first write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// `config.toml`, or what `--config` names.
    pub config_file: PathBuf,
    /// Whose login and library these are.
    pub profile: Profile,
    /// The data folder of the default profile, with those of the others.
    root: PathBuf,
    /// The folder of the login and of the library, 0700.
    pub data_dir: PathBuf,
    /// The folder of data that can be fetched again, shared by all profiles.
    pub cache_dir: PathBuf,
    /// The folder of the log and of what counts for the whole computer, 0700, shared by all profiles.
    pub state_dir: PathBuf,
    /// Whether all is below one folder, as with `--profile-dir`.
    is_below: bool,
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
        Ok(paths.of_profile(&flags.profile.clone().unwrap_or_default()))
    }

    /// The paths of a profile in one folder.
    pub fn below(profile: &Path) -> Self {
        Self {
            config_file: profile.join("config").join("config.toml"),
            profile: Profile::default(),
            root: profile.join("data"),
            data_dir: profile.join("data"),
            cache_dir: profile.join("cache"),
            state_dir: profile.join("state"),
            is_below: true,
        }
    }

    /// The platform's folders; on Linux they honour `XDG_*`.
    pub(super) fn of_platform() -> Option<Self> {
        let dirs = ProjectDirs::from("", "", "spotpods-tui")?;
        Some(Self {
            config_file: dirs.config_dir().join("config.toml"),
            profile: Profile::default(),
            root: dirs.data_dir().to_path_buf(),
            data_dir: dirs.data_dir().to_path_buf(),
            cache_dir: dirs.cache_dir().to_path_buf(),
            // macOS has no folder for state.
            state_dir: dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_path_buf(),
            is_below: false,
        })
    }

    /// The same for another profile: it has another data folder.
    #[must_use]
    pub fn of_profile(&self, profile: &Profile) -> Self {
        let data_dir = match profile.named() {
            Some(name) => self.profiles_dir().join(name),
            None => self.root.clone(),
        };
        Self { profile: profile.clone(), data_dir, ..self.clone() }
    }

    /// Whether all is below one folder, as with `--profile-dir`, so that nothing of the person's desktop is used.
    pub fn is_below(&self) -> bool {
        self.is_below
    }

    /// The folder with the data folders of the profiles that have a name.
    pub fn profiles_dir(&self) -> PathBuf {
        self.root.join("profiles")
    }

    /// The profiles on this computer: the default one, then those that have a folder, by name. Blocks on the disk.
    pub fn profiles(&self) -> Vec<Profile> {
        let entries = std::fs::read_dir(self.profiles_dir()).into_iter().flatten().flatten();
        let named = |entry: std::fs::DirEntry| {
            let profile: Profile = entry.file_name().to_str()?.parse().ok()?;
            (profile.named().is_some() && entry.path().is_dir()).then_some(profile)
        };
        let mut profiles: Vec<_> = entries.filter_map(named).collect();
        // Listed before its folder is made by the first write.
        profiles.extend([Profile::default(), self.profile.clone()]);
        profiles.sort();
        profiles.dedup();
        profiles
    }

    /// Checks that the data folder is there or can be created, before anything is concluded from missing files: a disk that
    /// is not mounted is no logout and no empty library.
    ///
    /// # Errors
    /// Which link leads nowhere, which file is in its place, or why the folder cannot be looked at.
    pub fn check_data_dir(&self) -> Result<(), String> {
        use io::ErrorKind::{NotFound, PermissionDenied};
        let dir = &self.data_dir;
        let why = if let Some(link) = DanglingLink::before(dir) {
            link.to_string()
        } else if let Some(file) = dir.ancestors().find(|path| path.exists()).filter(|path| !path.is_dir()) {
            format!("{} is not a folder: move it away", CleanText::new(&file.to_string_lossy()))
        } else {
            match dir.metadata() {
                // Whatever uses the folder reports these.
                Err(error) if !matches!(error.kind(), NotFound | PermissionDenied) => error.to_string(),
                Ok(_) | Err(_) => return Ok(()),
            }
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

    /// The covers, shared by all profiles, 0700.
    pub fn covers_dir(&self) -> PathBuf {
        self.cache_dir.join("covers")
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

    /// `tour`, empty: the tour was shown to this person, in whatever profile.
    pub fn tour_file(&self) -> PathBuf {
        self.state_dir.join("tour")
    }

    /// `quota-….json`, 0600: the end of a rate limit of this client ID, shared by all processes and profiles.
    pub fn quota_file(&self, client_id: Option<&str>) -> PathBuf {
        self.state_dir.join(format!("quota-{}.json", digest(client_id)))
    }

    /// `requests-….json`, 0600: how many requests were made with this client ID, by the hour.
    pub fn requests_file(&self, client_id: Option<&str>) -> PathBuf {
        self.state_dir.join(format!("requests-{}.json", digest(client_id)))
    }
}

/// Deletes the covers: they show what the library was about. What cannot be deleted stays, and is logged.
pub fn delete_covers(paths: &Paths) {
    match std::fs::remove_dir_all(paths.covers_dir()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => tracing::warn!(%error, "cannot delete the covers"),
        Ok(()) | Err(_) => {}
    }
}

/// Tells client IDs apart in the names of files, in any spelling.
fn digest(client_id: Option<&str>) -> String {
    let hash = Sha256::digest(client_id.unwrap_or_default().trim().to_ascii_lowercase());
    hash.iter().take(8).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
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
    fn d9_no_cover_stays_when_the_library_is_deleted() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = Paths::below(folder.path());
        delete_covers(&paths);
        create_folder(&paths.covers_dir()).expect("created");
        std::fs::write(paths.covers_dir().join("one"), "a picture").expect("written");
        delete_covers(&paths);
        assert!(!paths.covers_dir().exists() && paths.cache_dir.exists());
    }

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
    fn a_named_profile_has_a_data_folder_of_its_own_and_shares_the_rest() {
        let flags = Flags { profile_dir: Some("p".into()), profile: "work".parse().ok(), ..Flags::default() };
        let paths = Paths::resolve(&flags, Path::new("/w"), None).expect("a profile folder is given");
        assert_eq!(paths.library_file(), Path::new("/w/p/data/profiles/work/library.db"));
        assert_eq!(paths.config_file, Path::new("/w/p/config/config.toml"));
        assert_eq!(paths.log_file(), Path::new("/w/p/state/spotpods-tui.log"));
        let default = paths.of_profile(&Profile::default());
        assert_eq!(default, Paths::below(Path::new("/w/p")));
        assert_eq!(default.of_profile(&paths.profile), paths);
    }

    #[test]
    fn profiles_are_the_default_one_and_the_folders_with_a_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = Paths::below(folder.path());
        let names = |paths: &Paths| paths.profiles().iter().map(Profile::to_string).collect::<Vec<_>>();
        assert_eq!(names(&paths), ["default"]);
        for name in ["work", "kids", "no name", "default"] {
            create_folder(&paths.profiles_dir().join(name)).expect("made");
        }
        std::fs::write(paths.profiles_dir().join("file"), "").expect("written");
        assert_eq!(names(&paths), ["default", "kids", "work"]);
        let new = paths.of_profile(&"new".parse().expect("a name"));
        assert_eq!(names(&new), ["default", "kids", "new", "work"]);
    }

    #[test]
    fn i3_the_files_of_the_quota_are_those_of_the_client_and_not_of_the_profile() {
        let paths = Paths::below(Path::new("/p"));
        let work = paths.of_profile(&"work".parse().expect("a name"));
        let (one, two) = (Some("0123456789abcdef0123456789ABCDEF"), Some("1123456789abcdef0123456789abcdef"));
        assert_eq!(paths.quota_file(one), work.quota_file(Some("0123456789abcdef0123456789abcdef")));
        assert_eq!(paths.requests_file(one), work.requests_file(one));
        assert_ne!(paths.quota_file(one), paths.quota_file(two));
        assert!(!paths.quota_file(one).to_string_lossy().contains("0123456789"));
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
    fn a_file_in_place_of_a_folder_is_named_wherever_it_is_on_the_way() {
        let folder = tempfile::tempdir().expect("a folder");
        for (file, profile) in [("p", "p"), ("q/data", "q"), ("r", "r/inner")] {
            let file = folder.path().join(file);
            create_folder(file.parent().expect("a folder")).expect("made");
            let paths = Paths::below(&folder.path().join(profile));
            assert_eq!(paths.check_data_dir(), Ok(()), "it can be made");
            std::fs::write(&file, "").expect("written");
            let why = paths.check_data_dir().expect_err("it cannot be made");
            assert!(why.ends_with(&format!(": {} is not a folder: move it away", file.display())), "{why}");
        }
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

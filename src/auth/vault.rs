//! Stores the login: `credentials.json` (the tokens) and `client.json` (the client secret). The tokens may be in the keyring
//! of the desktop instead; then `credentials.json` says so and has all but the tokens, so that it tells other processes of a
//! change as before.
//!
//! Both have mode 0600 in a folder of mode 0700 and are replaced as a whole, never modified. The login is bound to the
//! service and client that it was granted for. The client secret has its own file because it is not part of the login: it
//! survives a logout, and a token refresh never rewrites it. Start with `Vault::try_lock`; `folder` does the disk I/O,
//! `store` decides between file and keyring.

mod folder;
mod keyring;
mod store;
mod stored;

use std::{
    fs::File,
    io::{self, Write as _},
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use secrecy::SecretString;

pub use self::keyring::KeyringError;
use self::{folder::Folder, keyring::Keyring};
pub(super) use self::{
    store::Occasion,
    stored::{About, Binding, Credentials},
};
use super::{ClientId, LoginSettings};
use crate::{
    config::LoginStore,
    domain::{Account, CleanText},
    files,
    spotify::ApiError,
};

const CREDENTIALS: &str = "credentials.json";
const CLIENT: &str = "client.json";
/// Locked while the login is read, refreshed and replaced. A separate file, because the login's is renamed over.
const LOCK: &str = "credentials.lock";

/// The login and the client secret of a data folder. All methods block on the disk; those of a `LockedVault` may wait for
/// the keyring too. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Vault {
    folder: PathBuf,
    wanted: LoginStore,
    keyring: Keyring,
    /// What the person should know about the store of the login.
    notice: Arc<Mutex<Option<String>>>,
}

/// Where a login's tokens are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenStore {
    File,
    Keyring,
}

impl Vault {
    /// The vault in the data folder, which the first write creates, with tokens in a file.
    pub fn new(data_dir: &Path) -> Self {
        Self::choosing(data_dir, LoginStore::File, None, false)
    }

    /// The same with tokens where `wanted` says. `bus` is the address of the session bus, if there is one; a locked keyring
    /// is unlocked by a prompt only if `has_person`.
    pub fn choosing(data_dir: &Path, wanted: LoginStore, bus: Option<String>, has_person: bool) -> Self {
        let keyring = Keyring::on(bus, has_person);
        Self { folder: data_dir.to_owned(), wanted, keyring, notice: Arc::default() }
    }

    /// What happened to the store of the login and was not told yet, as a sentence.
    pub fn take_notice(&self) -> Option<String> {
        self.notice.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The client secret stored for this client ID. A damaged file is quarantined.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn client_secret(&self, client_id: &ClientId) -> Result<Option<SecretString>, VaultError> {
        let Some(folder) = Folder::open(&self.folder)? else { return Ok(None) };
        let Some(bytes) = folder.read(CLIENT)? else { return Ok(None) };
        if let Ok(secret) = stored::read_secret(&bytes, client_id) {
            return Ok(secret);
        }
        folder.quarantine(CLIENT)?;
        Ok(None)
    }

    /// Stores the client secret of this client ID, in place of any other.
    ///
    /// # Errors
    /// [`VaultError`]; the former one stays.
    pub fn store_client_secret(&self, client_id: &ClientId, secret: &SecretString) -> Result<(), VaultError> {
        Folder::create(&self.folder)?.replace(CLIENT, &stored::write_secret(client_id, secret))
    }

    /// # Errors
    /// # Errors
    /// [`VaultError`].
    pub fn remove_client_secret(&self) -> Result<(), VaultError> {
        Folder::open(&self.folder)?.map_or(Ok(()), |folder| folder.remove(CLIENT).map(drop))
    }

    /// Removes the login and every copy of it, for any client (security D9). Keeps the client secret. Returns the names of
    /// the files removed.
    ///
    /// # Errors
    /// [`VaultError`], also if another process holds the lock longer than `limit`.
    pub async fn remove_login(&self, limit: Duration) -> Result<Vec<CleanText>, VaultError> {
        if Folder::open(&self.folder)?.is_none() {
            return Ok(Vec::new());
        }
        self.lock(limit).await?.remove()
    }

    /// Checks before a login that it can be stored.
    ///
    /// # Errors
    /// The [`VaultError`] that storing it would return.
    pub fn try_room(&self) -> Result<(), VaultError> {
        let folder = Folder::create(&self.folder)?;
        let tried = tempfile::tempfile_in(&self.folder).and_then(|mut file| file.write_all(&[0; 4096]));
        tried.map_err(|error| folder.error(CREDENTIALS, error))
    }

    /// Waits for the lock without blocking a thread: if a process holds it and is stopped, this returns an error and leaves
    /// no stuck thread.
    pub(super) async fn lock(&self, limit: Duration) -> Result<LockedVault, VaultError> {
        /// First and longest pause between two tries. The lock is held for one file access or one refresh.
        const PAUSES: [Duration; 2] = [Duration::from_millis(1), Duration::from_millis(25)];
        let attempts = async {
            let [mut pause, longest] = PAUSES;
            loop {
                let vault = self.clone();
                let tried = tokio::task::spawn_blocking(move || vault.try_lock()).await;
                if let Some(lock) = tried.unwrap_or_else(|_| Err(VaultError::interrupted()))? {
                    return Ok(lock);
                }
                tokio::time::sleep(pause).await;
                pause = longest.min(pause * 2);
            }
        };
        tokio::time::timeout(limit, attempts).await.unwrap_or_else(|_| Err(VaultError::held()))
    }

    /// The login stored for these settings, if it is readable. Locks, creates and quarantines nothing.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn kept_login(&self, settings: &LoginSettings) -> Result<Option<KeptLogin>, VaultError> {
        Ok(match self.load(&Binding::new(&settings.origins.accounts, &settings.client_id))? {
            Found::Login(Credentials { about, .. }) | Found::Sealed(about) => {
                Some(KeptLogin { account: about.account })
            }
            Found::Nothing | Found::Corrupt => None,
        })
    }

    /// The login stored for any service and client, without its tokens. Locks, creates and quarantines nothing.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn look(&self) -> Result<Kept, VaultError> {
        let Some(folder) = Folder::open(&self.folder)? else { return Ok(Kept::Nothing) };
        let Some(bytes) = folder.read(CREDENTIALS)? else { return Ok(Kept::Nothing) };
        Ok(stored::read_account(&bytes).map_or(Kept::Damaged, |(account, _)| Kept::Login(KeptLogin { account })))
    }

    /// Where the tokens of the stored login are, for any service and client; `None` without one.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn token_store(&self) -> Result<Option<TokenStore>, VaultError> {
        let Some(folder) = Folder::open(&self.folder)? else { return Ok(None) };
        let Some(bytes) = folder.read(CREDENTIALS)? else { return Ok(None) };
        let store = |in_keyring| if in_keyring { TokenStore::Keyring } else { TokenStore::File };
        Ok(stored::read_account(&bytes).ok().map(|(_, in_keyring)| store(in_keyring)))
    }

    /// What tells one file of the login from the next; `None` without one.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] if not even the folder is there: its disk may have been removed, which is no logout.
    pub(super) fn stamp(&self) -> io::Result<Option<Stamp>> {
        match self.folder.join(CREDENTIALS).symlink_metadata() {
            Ok(data) => Ok(Some(Stamp {
                file: (data.dev(), data.ino(), data.size()),
                written: (data.mtime(), data.mtime_nsec()),
            })),
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.folder.exists() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads the login without a lock, and without the keyring. It is whole at any moment, but may be replaced right after.
    pub(super) fn load(&self, binding: &Binding) -> Result<Found, VaultError> {
        let Some(folder) = Folder::open(&self.folder)? else { return Ok(Found::Nothing) };
        Ok(match store::read(&folder, binding)? {
            Found::Login(login) if self.has_to_move(&folder)? => Found::Sealed(login.about),
            found => found,
        })
    }

    /// Whether a login in the file is wanted in the keyring, or may have a copy there.
    fn has_to_move(&self, folder: &Folder) -> Result<bool, VaultError> {
        Ok(self.wanted == LoginStore::Keyring || store::item_of(folder)?.is_some())
    }

    /// Takes the lock that stops other processes from refreshing. `None` while another process holds it.
    pub(super) fn try_lock(&self) -> Result<Option<LockedVault>, VaultError> {
        let folder = Folder::create(&self.folder)?;
        let lock = folder.lock_file(LOCK)?;
        let is_locked = files::try_lock(&lock).map_err(|error| folder.error(LOCK, error))?;
        Ok(is_locked.then(|| LockedVault { vault: self.clone(), folder, _lock: lock }))
    }
}

/// Identifies a file of the login: it is only ever replaced, by a rename.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Device, number and size.
    file: (u64, u64, u64),
    /// Seconds and nanoseconds.
    written: (i64, i64),
}

/// The contents of the vault, without tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    Nothing,
    Login(KeptLogin),
    /// An unreadable file, which [`super::Session::open`] quarantines.
    Damaged,
}

/// A login in the vault, without its tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptLogin {
    /// `None` until Spotify has named it.
    pub account: Option<Account>,
}

/// The vault while this process alone may change the login. Dropping it releases the lock. `store` has its methods.
#[derive(Debug)]
pub(super) struct LockedVault {
    vault: Vault,
    folder: Folder,
    _lock: File,
}

/// The login that the vault holds.
#[derive(Debug)]
pub(super) enum Found {
    /// No login, or one of another service or client, which is neither used nor changed (security D4).
    Nothing,
    Login(Credentials),
    /// A login that only [`LockedVault::load`] gives with its tokens.
    Sealed(About),
    /// An unreadable file.
    Corrupt,
}

/// Why the vault could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// Neither the link nor its target is changed.
    #[error("{0} is a symbolic link")]
    Symlink(CleanText),
    #[error("{0} belongs to another user")]
    ForeignOwner(CleanText),
    #[error("{0} is not a regular file")]
    NotAFile(CleanText),
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// After a logout.
    #[error("a copy of the login is left in the keyring: {0}")]
    CopyLeft(KeyringError),
    #[error("{path}: {reason}")]
    Io { path: CleanText, reason: CleanText },
}

impl VaultError {
    /// The task ended before the work was done.
    pub(super) fn interrupted() -> Self {
        Self::Io { path: CleanText::new("the login"), reason: CleanText::new("interrupted") }
    }

    /// The folder is gone.
    pub(super) fn no_folder(vault: &Vault) -> Self {
        Self::Io { path: CleanText::new(&vault.folder.to_string_lossy()), reason: CleanText::new("the folder is gone") }
    }

    /// The lock was not released in time.
    fn held() -> Self {
        Self::Io { path: CleanText::new(LOCK), reason: CleanText::new("locked by another process") }
    }
}

impl From<VaultError> for ApiError {
    fn from(error: VaultError) -> Self {
        let text = CleanText::new(&error.to_string());
        match error {
            VaultError::Keyring(_) | VaultError::CopyLeft(_) => Self::Keyring(text),
            VaultError::Symlink(_) | VaultError::ForeignOwner(_) | VaultError::NotAFile(_) | VaultError::Io { .. } => {
                Self::Storage(text)
            }
        }
    }
}

#[cfg(test)]
mod tests;

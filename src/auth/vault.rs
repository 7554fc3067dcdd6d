//! Stores the login: `credentials.json` (the tokens) and `client.json` (the client secret).
//!
//! Both have mode 0600 in a folder of mode 0700 and are replaced as a whole, never modified. The login is bound to the
//! service and client that it was granted for. The client secret has its own file because it is not part of the login: it
//! survives a logout, and a token refresh never rewrites it. Start with `Vault::try_lock`; `folder` does the disk I/O.

mod folder;
mod stored;

use std::{
    fs::{File, TryLockError},
    io::{self, Write as _},
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use secrecy::SecretString;

use self::folder::Folder;
pub(super) use self::stored::{Binding, Credentials};
use super::{ClientId, LoginSettings};
use crate::{
    domain::{Account, CleanText},
    spotify::ApiError,
};

const CREDENTIALS: &str = "credentials.json";
const CLIENT: &str = "client.json";
/// Locked while the login is read, refreshed and replaced. A separate file, because the login's is renamed over.
const LOCK: &str = "credentials.lock";

/// The files of the login, in the data folder. All methods block on the disk.
#[derive(Debug, Clone)]
pub struct Vault(PathBuf);

impl Vault {
    /// The vault in the data folder, which the first write creates.
    pub fn new(data_dir: &Path) -> Self {
        Self(data_dir.to_owned())
    }

    /// The client secret stored for this client ID. A damaged file is quarantined.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn client_secret(&self, client_id: &ClientId) -> Result<Option<SecretString>, VaultError> {
        let Some(folder) = Folder::open(&self.0)? else { return Ok(None) };
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
        Folder::create(&self.0)?.replace(CLIENT, &stored::write_secret(client_id, secret))
    }

    /// # Errors
    /// # Errors
    /// [`VaultError`].
    pub fn remove_client_secret(&self) -> Result<(), VaultError> {
        Folder::open(&self.0)?.map_or(Ok(()), |folder| folder.remove(CLIENT).map(drop))
    }

    /// Removes the login and every copy of it, for any client (security D9). Keeps the client secret. Returns the names of
    /// the files removed.
    ///
    /// # Errors
    /// [`VaultError`], also if another process holds the lock longer than `limit`.
    pub async fn remove_login(&self, limit: Duration) -> Result<Vec<CleanText>, VaultError> {
        if Folder::open(&self.0)?.is_none() {
            return Ok(Vec::new());
        }
        self.lock(limit).await?.remove()
    }

    /// Checks before a login that it can be stored.
    ///
    /// # Errors
    /// The [`VaultError`] that storing it would return.
    pub fn try_room(&self) -> Result<(), VaultError> {
        let folder = Folder::create(&self.0)?;
        let tried = tempfile::tempfile_in(&self.0).and_then(|mut file| file.write_all(&[0; 4096]));
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
            Found::Login(credentials) => Some(KeptLogin { account: credentials.account }),
            Found::Nothing | Found::OfAnother | Found::Corrupt => None,
        })
    }

    /// The login stored for any service and client, without its tokens. Locks, creates and quarantines nothing.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn look(&self) -> Result<Kept, VaultError> {
        let Some(folder) = Folder::open(&self.0)? else { return Ok(Kept::Nothing) };
        let Some(bytes) = folder.read(CREDENTIALS)? else { return Ok(Kept::Nothing) };
        Ok(stored::read_account(&bytes).map_or(Kept::Damaged, |account| Kept::Login(KeptLogin { account })))
    }

    /// What tells one file of the login from the next; `None` without one.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] if not even the folder is there: its disk may have been removed, which is no logout.
    pub(super) fn stamp(&self) -> io::Result<Option<Stamp>> {
        match self.0.join(CREDENTIALS).symlink_metadata() {
            Ok(data) => Ok(Some(Stamp {
                file: (data.dev(), data.ino(), data.size()),
                written: (data.mtime(), data.mtime_nsec()),
            })),
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.0.exists() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads the login without a lock. It is whole at any moment, but may be replaced right after.
    pub(super) fn load(&self, binding: &Binding) -> Result<Found, VaultError> {
        let Some(folder) = Folder::open(&self.0)? else { return Ok(Found::Nothing) };
        read(&folder, binding)
    }

    /// Takes the lock that stops other processes from refreshing. `None` while another process holds it.
    pub(super) fn try_lock(&self) -> Result<Option<LockedVault>, VaultError> {
        let folder = Folder::create(&self.0)?;
        let lock = folder.lock_file(LOCK)?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(LockedVault { folder, _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(folder.error(LOCK, error)),
        }
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

/// The vault while this process alone may change the login. Dropping it releases the lock.
#[derive(Debug)]
pub(super) struct LockedVault {
    folder: Folder,
    _lock: File,
}

impl LockedVault {
    pub(super) fn load(&self, binding: &Binding) -> Result<Found, VaultError> {
        read(&self.folder, binding)
    }

    /// Replaces the login. It is on the disk when this returns.
    pub(super) fn store(&self, binding: &Binding, credentials: &Credentials) -> Result<(), VaultError> {
        self.folder.replace(CREDENTIALS, &credentials.write(binding))
    }

    /// Renames a damaged login. Returns its new name.
    pub(super) fn quarantine(&self) -> Result<CleanText, VaultError> {
        self.folder.quarantine(CREDENTIALS)
    }

    /// Removes the login and every copy of it (security D9). Returns the names of the files removed.
    pub(super) fn remove(&self) -> Result<Vec<CleanText>, VaultError> {
        self.folder.remove(CREDENTIALS)
    }
}

/// The login that the vault holds.
#[derive(Debug)]
pub(super) enum Found {
    Nothing,
    Login(Credentials),
    /// A login of another service or client, which is neither used nor changed (security D4).
    OfAnother,
    /// An unreadable file.
    Corrupt,
}

fn read(folder: &Folder, binding: &Binding) -> Result<Found, VaultError> {
    let Some(bytes) = folder.read(CREDENTIALS)? else { return Ok(Found::Nothing) };
    Ok(match Credentials::read(&bytes, binding) {
        Ok(Some(credentials)) => Found::Login(credentials),
        Ok(None) => Found::OfAnother,
        Err(stored::Corrupt) => Found::Corrupt,
    })
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
        Self::Io { path: CleanText::new(&vault.0.to_string_lossy()), reason: CleanText::new("the folder is gone") }
    }

    /// The lock was not released in time.
    fn held() -> Self {
        Self::Io { path: CleanText::new(LOCK), reason: CleanText::new("locked by another process") }
    }
}

impl From<VaultError> for ApiError {
    fn from(error: VaultError) -> Self {
        Self::Storage(CleanText::new(&error.to_string()))
    }
}

#[cfg(test)]
mod tests;

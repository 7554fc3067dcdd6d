//! Where the login is kept: `credentials.json` (the tokens) and `client.json` (the client secret).
//!
//! Both have mode 0600 in a folder of mode 0700 and are replaced as a whole, never written into. The login is bound to
//! the service and client it was granted for. The client secret is a file of its own because it is no login: it
//! outlives a logout unless its removal is asked for, and a token refresh never rewrites it. Start with
//! `Vault::try_lock`; what touches the disk is in `folder`.

mod folder;
mod stored;

use std::{
    fs::{File, TryLockError},
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use secrecy::{SecretString, zeroize::Zeroizing};

use self::folder::Folder;
pub(super) use self::stored::{Binding, Credentials};
use super::{ClientId, LoginSettings};
use crate::{
    domain::{Account, CleanText},
    spotify::ApiError,
};

/// The login's file.
const CREDENTIALS: &str = "credentials.json";
/// The client secret's file.
const CLIENT: &str = "client.json";
/// Locked while the login is read, refreshed and replaced. Never the file itself: that one is renamed over.
const LOCK: &str = "credentials.lock";

/// The files of the login, in the data folder. All methods block on the disk.
#[derive(Debug, Clone)]
pub struct Vault(PathBuf);

impl Vault {
    /// The vault in the data folder, which is created when something is stored.
    #[must_use]
    pub fn new(data_dir: &Path) -> Self {
        Self(data_dir.to_owned())
    }

    /// The client secret kept for this client ID. It survives logout unless its removal is asked for.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn client_secret(&self, client_id: &ClientId) -> Result<Option<SecretString>, VaultError> {
        let Some(folder) = Folder::open(&self.0)? else { return Ok(None) };
        let Some(bytes) = folder.read(CLIENT)? else { return Ok(None) };
        if let Ok(secret) = stored::read_secret(&bytes, client_id) {
            return Ok(secret);
        }
        folder.set_aside(CLIENT)?;
        Ok(None)
    }

    /// Keeps the client secret of this client ID, in place of any other.
    ///
    /// # Errors
    /// [`VaultError`]; what was kept before is still there then.
    pub fn store_client_secret(&self, client_id: &ClientId, secret: &SecretString) -> Result<(), VaultError> {
        Folder::create(&self.0)?.replace(CLIENT, &stored::write_secret(client_id, secret))
    }

    /// Removes the client secret.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn remove_client_secret(&self) -> Result<(), VaultError> {
        Folder::open(&self.0)?.map_or(Ok(()), |folder| folder.remove(CLIENT).map(drop))
    }

    /// Removes the login with every copy of it, whichever client it was granted to, and whatever the configuration says
    /// (security D9). The names of the files that were there; the client secret is none of them.
    ///
    /// # Errors
    /// [`VaultError`], also when another copy of the program holds the lock longer than `limit`.
    pub async fn remove_login(&self, limit: Duration) -> Result<Vec<CleanText>, VaultError> {
        if Folder::open(&self.0)?.is_none() {
            return Ok(Vec::new());
        }
        self.lock(limit).await?.remove()
    }

    /// Tries whether a login could be stored, so that nobody logs in for nothing.
    ///
    /// # Errors
    /// [`VaultError`], what storing one would meet.
    pub fn try_room(&self) -> Result<(), VaultError> {
        let folder = Folder::create(&self.0)?;
        let tried = tempfile::tempfile_in(&self.0).and_then(|mut file| file.write_all(&[0; 4096]));
        tried.map_err(|error| folder.error(CREDENTIALS, &error))
    }

    /// Takes the lock as soon as it is free, without occupying a thread meanwhile: a process that is stopped while it
    /// holds the lock costs an error here, and never a thread that cannot be ended.
    pub(super) async fn lock(&self, limit: Duration) -> Result<LockedVault, VaultError> {
        /// How long until the lock is tried again: at first, and at most. It is held for as long as a file is read, or
        /// for as long as a refresh takes.
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

    /// The login that is kept for these settings, as far as it matters to who only reads what is on disk. Nothing is
    /// locked, created or set aside; a damaged login is none.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn kept_login(&self, settings: &LoginSettings) -> Result<Option<KeptLogin>, VaultError> {
        Ok(match self.load(&Binding::new(&settings.origins.accounts, &settings.client_id))? {
            Found::Login(credentials) => Some(KeptLogin { account: credentials.account }),
            Found::Nothing | Found::OfAnother | Found::Corrupt => None,
        })
    }

    /// What is kept here, whichever service and client it is for, without its tokens. Nothing is locked, created or set
    /// aside.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn look(&self) -> Result<Kept, VaultError> {
        let Some(folder) = Folder::open(&self.0)? else { return Ok(Kept::Nothing) };
        let Some(bytes) = folder.read(CREDENTIALS)? else { return Ok(Kept::Nothing) };
        Ok(stored::read_account(&bytes).map_or(Kept::Damaged, |account| Kept::Login(KeptLogin { account })))
    }

    /// Reads the login without a lock: it is whole at any moment, and may be replaced in the next.
    pub(super) fn load(&self, binding: &Binding) -> Result<Found, VaultError> {
        let Some(folder) = Folder::open(&self.0)? else { return Ok(Found::Nothing) };
        read(&folder, binding)
    }

    /// Takes the lock that keeps other processes from refreshing; `None` while another holds it.
    pub(super) fn try_lock(&self) -> Result<Option<LockedVault>, VaultError> {
        let folder = Folder::create(&self.0)?;
        let lock = folder.lock_file(LOCK)?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(LockedVault { folder, _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(folder.error(LOCK, &error)),
        }
    }
}

/// What a look into the vault found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// No login.
    Nothing,
    /// A login.
    Login(KeptLogin),
    /// A file that cannot be read as a login; it is set aside when a login is opened.
    Damaged,
}

/// A login in the vault, without its tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptLogin {
    /// Whose it is, where that has been asked.
    pub account: Option<Account>,
}

/// The vault while this process alone may change the login. Dropping it gives the lock back.
#[derive(Debug)]
pub(super) struct LockedVault {
    folder: Folder,
    _lock: File,
}

impl LockedVault {
    /// Reads the login.
    pub(super) fn load(&self, binding: &Binding) -> Result<Found, VaultError> {
        read(&self.folder, binding)
    }

    /// Replaces the login; it is on the disk when this returns.
    pub(super) fn store(&self, binding: &Binding, credentials: &Credentials) -> Result<(), VaultError> {
        self.folder.replace(CREDENTIALS, &credentials.write(binding))
    }

    /// Puts a damaged login out of the way; its new name.
    pub(super) fn set_aside(&self) -> Result<CleanText, VaultError> {
        self.folder.set_aside(CREDENTIALS)
    }

    /// Removes the login and every copy of it (security D9); the names of the files that were there.
    pub(super) fn remove(&self) -> Result<Vec<CleanText>, VaultError> {
        self.folder.remove(CREDENTIALS)
    }
}

/// What the vault holds.
#[derive(Debug)]
pub(super) enum Found {
    /// No login.
    Nothing,
    /// The login of this service and client.
    Login(Credentials),
    /// A login of another service or client, which is neither sent nor touched (security D4).
    OfAnother,
    /// A file that cannot be read as a login.
    Corrupt,
}

fn read(folder: &Folder, binding: &Binding) -> Result<Found, VaultError> {
    let bytes: Option<Zeroizing<Vec<u8>>> = folder.read(CREDENTIALS)?;
    let Some(bytes) = bytes else { return Ok(Found::Nothing) };
    Ok(match Credentials::read(&bytes, binding) {
        Ok(Some(credentials)) => Found::Login(credentials),
        Ok(None) => Found::OfAnother,
        Err(stored::Corrupt) => Found::Corrupt,
    })
}

/// Why the vault could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The file is a symbolic link; neither it nor its target is touched.
    #[error("{0} is a symbolic link")]
    Symlink(CleanText),
    /// The file or folder belongs to another user.
    #[error("{0} belongs to another user")]
    ForeignOwner(CleanText),
    /// It is neither a file nor a folder.
    #[error("{0} is no regular file")]
    NotAFile(CleanText),
    /// The disk said no.
    #[error("{path}: {reason}")]
    Io {
        /// The file or folder.
        path: CleanText,
        /// What the system said.
        reason: CleanText,
    },
}

impl VaultError {
    /// The thread that was to do it has gone.
    pub(super) fn interrupted() -> Self {
        Self::Io { path: CleanText::new("the login"), reason: CleanText::new("interrupted") }
    }

    /// The lock was not given back in time.
    fn held() -> Self {
        let reason = CleanText::new("another copy of the program holds it");
        Self::Io { path: CleanText::new("the lock of the login"), reason }
    }
}

impl From<VaultError> for ApiError {
    fn from(error: VaultError) -> Self {
        Self::Storage(CleanText::new(&error.to_string()))
    }
}

#[cfg(test)]
mod tests;

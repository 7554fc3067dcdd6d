//! Where the login is kept on disk.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::ClientId;
use crate::domain::CleanText;

/// `credentials.json` (the login) and `client.json` (the client secret), mode 0600 in a folder of mode 0700.
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
    /// [`VaultError`]. Blocks on the disk.
    pub fn client_secret(&self, client_id: &ClientId) -> Result<Option<SecretString>, VaultError> {
        let _ = client_id;
        unimplemented!()
    }

    /// Keeps the client secret of this client ID, in place of any other.
    ///
    /// # Errors
    /// [`VaultError`]. Blocks on the disk.
    pub fn store_client_secret(&self, client_id: &ClientId, secret: &SecretString) -> Result<(), VaultError> {
        let _ = (client_id, secret);
        unimplemented!()
    }

    /// Removes the client secret.
    ///
    /// # Errors
    /// [`VaultError`]. Blocks on the disk.
    pub fn remove_client_secret(&self) -> Result<(), VaultError> {
        unimplemented!()
    }
}

/// Why the vault could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The file is a symbolic link; neither it nor its target is touched.
    #[error("{0} is a symbolic link")]
    Symlink(CleanText),
    /// The file belongs to another user.
    #[error("{0} belongs to another user")]
    ForeignOwner(CleanText),
    /// The disk said no.
    #[error("{path}: {reason}")]
    Io {
        /// The file or folder.
        path: CleanText,
        /// What the system said.
        reason: CleanText,
    },
}

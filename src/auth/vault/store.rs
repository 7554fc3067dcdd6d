//! Where the tokens go: the file, or the keyring with a file that says so.
//!
//! `keyring.id` names the item of this data folder. It is written before the item and removed after it, so that no copy is
//! ever forgotten. A move writes the new copy, reads it back, and removes the old one; a process that is killed in between
//! leaves both, and the next locked read keeps the newer (security K9).

use super::{
    CREDENTIALS, Found, KeyringError, LockedVault, VaultError,
    folder::Folder,
    keyring::Prompt,
    stored::{Binding, Credentials},
};
use crate::{auth::RandomError, config::LoginStore, domain::CleanText};

const ITEM: &str = "keyring.id";
/// The copy in the keyring, as a logout names it.
const IN_KEYRING: &str = "the copy in the keyring";

/// Why a login is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::auth) enum Occasion {
    /// A person has just logged in: the store is chosen.
    Login,
    /// A token was refreshed: the store does not change.
    Refresh,
}

/// Reads the file.
pub(super) fn read(folder: &Folder, binding: &Binding) -> Result<Found, VaultError> {
    Ok(folder.read(CREDENTIALS)?.map_or(Found::Nothing, |bytes| Found::read(&bytes, binding)))
}

/// The item of this folder, if there may be one in the keyring.
pub(super) fn item_of(folder: &Folder) -> Result<Option<String>, VaultError> {
    let bytes = folder.read(ITEM)?;
    let id = bytes.and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
    Ok(id.filter(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_hexdigit())))
}

impl LockedVault {
    /// The login as the file has it, without the keyring.
    pub(in crate::auth) fn look(&self, binding: &Binding) -> Result<Found, VaultError> {
        read(&self.folder, binding)
    }

    /// Loads the login with its tokens, moves it to the configured store, and removes a leftover copy.
    pub(in crate::auth) fn load(&self, binding: &Binding) -> Result<Found, VaultError> {
        let item = item_of(&self.folder)?;
        match (read(&self.folder, binding)?, item) {
            (Found::Sealed(_), Some(item)) => self.unsealed(binding, &item),
            (Found::Login(login), item) => self.settled(binding, login, item).map(Found::Login),
            // Without its name the item cannot be found.
            (Found::Sealed(_), None) => Ok(Found::Nothing),
            (found, _) => Ok(found),
        }
    }

    /// Stores a login in place of the former one. It is stored when this returns.
    pub(in crate::auth) fn store(
        &self,
        binding: &Binding,
        login: &Credentials,
        occasion: Occasion,
    ) -> Result<(), VaultError> {
        let stored = match (occasion, self.vault.wanted) {
            (Occasion::Login, LoginStore::File) => return self.to_file(binding, login),
            (Occasion::Login, LoginStore::Keyring) => return self.to_keyring(binding, login, Prompt::Once),
            (Occasion::Login, LoginStore::Auto) => self.to_keyring(binding, login, Prompt::Never),
            (Occasion::Refresh, _) => match read(&self.folder, binding)? {
                Found::Sealed(_) => self.to_keyring(binding, login, Prompt::Never),
                Found::Nothing | Found::Login(_) | Found::Corrupt => {
                    return self.to_file(binding, login);
                }
            },
        };
        match stored {
            // Announced, never silent (security D8). A rotated token that is stored nowhere would end the login.
            Err(VaultError::Keyring(why)) => {
                self.to_file(binding, login)?;
                self.notify(format!("The login is stored in a file that only you can read, because {why}"));
                Ok(())
            }
            stored => stored,
        }
    }

    /// Renames a damaged login. Returns its new name.
    pub(in crate::auth) fn quarantine(&self) -> Result<CleanText, VaultError> {
        self.folder.quarantine(CREDENTIALS)
    }

    /// Removes the login and every copy of it (security D9). Returns their names.
    ///
    /// # Errors
    /// A copy in the keyring could not be removed, which the next attempt tries again. The login is not used in any case.
    pub(in crate::auth) fn remove(&self) -> Result<Vec<CleanText>, VaultError> {
        let mut removed = self.folder.remove(CREDENTIALS)?;
        if let Some(item) = item_of(&self.folder)? {
            self.forget(&item, Prompt::Once).map_err(|error| match error {
                VaultError::Keyring(why) => VaultError::CopyLeft(why),
                other => other,
            })?;
            removed.push(CleanText::new(IN_KEYRING));
        }
        Ok(removed)
    }

    fn unsealed(&self, binding: &Binding, item: &str) -> Result<Found, VaultError> {
        // The keyring may have lost it, as with a new user database.
        let Some(secret) = self.vault.keyring.get(item, Prompt::Once)? else { return Ok(Found::Nothing) };
        Ok(match Found::read(&secret, binding) {
            Found::Login(login) => {
                if self.vault.wanted == LoginStore::File {
                    self.to_file(binding, &login)?;
                    self.notify("The login was moved from the keyring to a file that only you can read".to_owned());
                }
                Found::Login(login)
            }
            // The item has the tokens.
            Found::Sealed(_) => Found::Corrupt,
            found @ (Found::Nothing | Found::Corrupt) => found,
        })
    }

    /// A login of the file, after a move that may be due. If the keyring refuses, it stays in the file.
    fn settled(&self, binding: &Binding, login: Credentials, item: Option<String>) -> Result<Credentials, VaultError> {
        let Some(item) = item else {
            if self.vault.wanted == LoginStore::Keyring {
                self.moved(binding, &login)?;
            }
            return Ok(login);
        };
        // Two copies: one move or another was interrupted.
        let copy = match self.vault.keyring.get(&item, Prompt::Never) {
            Ok(copy) => copy.map(|secret| Found::read(&secret, binding)),
            Err(_) => return Ok(login),
        };
        let login = match copy {
            Some(Found::Login(copy)) if copy.about.obtained_at > login.about.obtained_at => copy,
            Some(_) | None => login,
        };
        if self.vault.wanted == LoginStore::Keyring {
            self.moved(binding, &login)?;
        } else {
            self.to_file(binding, &login)?;
        }
        Ok(login)
    }

    /// Moves a login to the keyring, if that takes it.
    fn moved(&self, binding: &Binding, login: &Credentials) -> Result<(), VaultError> {
        match self.to_keyring(binding, login, Prompt::Once) {
            Ok(()) => self.notify("The login was moved from its file to the keyring".to_owned()),
            Err(VaultError::Keyring(why)) => self.notify(format!("The login stays in its file, because {why}")),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Writes the file with the tokens, then removes what the keyring has. A copy that cannot be removed now is removed later.
    fn to_file(&self, binding: &Binding, login: &Credentials) -> Result<(), VaultError> {
        let written = login.write(binding);
        self.folder.replace(CREDENTIALS, &written)?;
        if let Some(item) = item_of(&self.folder)?
            && self.folder.read(CREDENTIALS)?.as_deref() == Some(&*written)
            && let Err(error) = self.forget(&item, Prompt::Never)
        {
            tracing::warn!(%error, "a copy of the login stays in the keyring for now");
        }
        Ok(())
    }

    /// Writes the item and reads it back, then writes the file without the tokens.
    fn to_keyring(&self, binding: &Binding, login: &Credentials, prompt: Prompt) -> Result<(), VaultError> {
        let known = item_of(&self.folder)?;
        let item = known.clone().map_or_else(new_item, Ok).map_err(|_| VaultError::interrupted())?;
        self.folder.replace(ITEM, item.as_bytes())?;
        if let Err(why) = self.vault.keyring.put(&item, &login.write(binding), prompt) {
            // Later starts look for no item that is surely not there.
            if known.is_none() && why != KeyringError::Lost {
                self.folder.remove(ITEM)?;
            }
            return Err(why.into());
        }
        self.folder.replace(CREDENTIALS, &login.about.write(binding))
    }

    /// Removes the item, then its name.
    fn forget(&self, item: &str, prompt: Prompt) -> Result<(), VaultError> {
        self.vault.keyring.remove(item, prompt)?;
        self.folder.remove(ITEM).map(drop)
    }

    fn notify(&self, notice: String) {
        tracing::warn!(notice, "store of the login");
        *self.vault.notice.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(notice);
    }
}

/// A name that no other folder has.
fn new_item() -> Result<String, RandomError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| RandomError)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

//! Deletes the library of an account.

use std::path::Path;

use crate::{
    domain::Account,
    library::{self, Library, LibraryError, Notice},
};

/// What was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    /// The files.
    Files,
    /// Everything in the file, which another process has open.
    Contents,
    /// This account's rows; other accounts have some.
    Account,
    /// Nothing: only other accounts have rows.
    Nothing,
}

/// Deletes an account's rows, and the files if no account is left and no other process has them open. Blocks; this process
/// must have closed the library.
///
/// # Errors
/// The library cannot be opened or written.
pub fn delete(path: &Path, account: Option<&Account>) -> Result<Deleted, LibraryError> {
    if !Library::is_there(path) {
        // Quarantined files may be there all the same.
        Library::erase_unless_open(path)?;
        return Ok(Deleted::Files);
    }
    let library::Opened { library, notices } = Library::open(path)?;
    for notice in notices {
        match notice {
            Notice::Quarantined { .. } | Notice::Empty => {}
            Notice::ReadOnly(reason) => return Err(LibraryError::ReadOnly(reason)),
            Notice::InMemory(why) => return Err(LibraryError::Io(why)),
        }
    }
    let reader = library.reader()?;
    let found = account.map(|account| reader.find_account(&account.id)).transpose()?.flatten();
    let has_others = match found.map_or(Ok(()), |account| library.wipe(account).wait()) {
        // A damaged library is read by no account.
        Err(LibraryError::Damaged(_)) => false,
        // `Gone`: another process deleted it first.
        Err(LibraryError::Gone) | Ok(()) => reader.last_account()?.is_some(),
        Err(error) => return Err(error),
    };
    drop(reader);
    if has_others && found.is_none() {
        return Ok(Deleted::Nothing);
    }
    drop(library);
    if !has_others && Library::erase_unless_open(path)? {
        return Ok(Deleted::Files);
    }
    Library::erase_quarantined(path)?;
    Library::open(path)?.library.compact().wait()?;
    Ok(if has_others { Deleted::Account } else { Deleted::Contents })
}

//! `auth logout`: removes the login from this computer, and the library with it unless that is to be kept.
//!
//! It needs no client ID and no configuration that makes sense: whatever login is stored here is removed. The library goes
//! only where the login says whose it is.

use std::{path::Path, time::Duration};

use crate::{
    auth::{Kept, KeptLogin, Vault},
    cli::{Exit, app, exit::Failure, output::Output},
    domain::{Account, CleanText},
    library::{Library, LibraryError, Notice},
    runtime::problem,
};

/// How long another copy of the program may keep the login locked while it refreshes it.
const LIMIT: Duration = Duration::from_secs(30);

/// What becomes of the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// It stays as it is, and can be read without a login.
    Keep,
    /// What is on disk of the account that logs out is deleted.
    Delete,
}

/// Removes the login, if there is one, and the library where that is asked for. Not being logged in is no error: that is
/// what was asked for. The library stays then: nobody who is not logged in expects a logout to delete anything.
pub(super) fn run(vault: &Vault, library: &Path, rest: Rest, output: &mut Output<'_>) -> Result<Exit, Failure> {
    // Read before the login goes: what cannot be read is nobody's.
    let account = match vault.look() {
        Ok(Kept::Login(KeptLogin { account })) => account,
        Ok(Kept::Nothing | Kept::Damaged) | Err(_) => None,
    };
    let path = CleanText::new(&library.to_string_lossy());
    let removed = app::tokio()?.block_on(vault.remove_login(LIMIT));
    let removed = removed.map_err(|cause| problem::vault(&cause))?;
    let there = library.try_exists().unwrap_or(true);
    if removed.is_empty() {
        output.line("Nobody is logged in.")?;
        if there {
            output
                .line(format_args!("The library stays: it can be read without a login. To delete it, remove {path}"))?;
        }
        return Ok(Exit::Done);
    }
    let names = removed.iter().map(CleanText::as_str).collect::<Vec<_>>().join(", ");
    output.line(format_args!("Logged out. Removed from this computer: {names}."))?;
    match rest {
        Rest::Keep if there => output.line("The library is kept; it can be read without a login.")?,
        Rest::Keep => {}
        Rest::Delete => match account {
            Some(account) => {
                let told = delete(library, &account).map_err(|cause| not_deleted(library, &cause))?;
                if there {
                    output.line(told.sentence())?;
                }
            }
            // It may be somebody else's.
            None if there => output.line(format_args!(
                "The library stays: the login did not say whose it was. To delete it, remove {path}"
            ))?,
            None => {}
        },
    }
    output.line("To end the app's access at Spotify too: https://www.spotify.com/account/apps")?;
    Ok(Exit::Done)
}

/// What was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Deleted {
    /// The files.
    Files,
    /// Everything in the file, which another copy of the program has open.
    Contents,
    /// What was there of one account; there is more of others.
    One,
    /// There was nothing of this account, and something of others.
    NothingOfThis,
}

impl Deleted {
    fn sentence(&self) -> &'static str {
        match self {
            Self::Files => "The library was deleted.",
            Self::Contents => "The library was emptied; another copy of the program has its file open.",
            Self::One => "The library of this account was deleted; those of other accounts are kept.",
            Self::NothingOfThis => "There was no library of this account; those of other accounts are kept.",
        }
    }
}

/// Deletes what is on disk of an account.
fn delete(path: &Path, account: &Account) -> Result<Deleted, LibraryError> {
    if !path.try_exists().unwrap_or(true) {
        // Damaged ones may lie beside it all the same.
        Library::erase_unless_open(path)?;
        return Ok(Deleted::Files);
    }
    let opened = Library::open(path)?;
    for notice in opened.notices {
        match notice {
            // It is deleted with the rest.
            Notice::SetAside { .. } => {}
            Notice::ReadOnly(reason) => return Err(LibraryError::ReadOnly(reason)),
            Notice::InMemory(why) => return Err(LibraryError::Io(why)),
        }
    }
    let library = opened.library;
    let reader = library.reader()?;
    let found = reader.find_account(&account.id)?;
    if let Some(account) = found {
        library.wipe(account).wait()?;
    }
    if reader.last_account()?.is_some() {
        return Ok(if found.is_some() { emptied(&library, Deleted::One)? } else { Deleted::NothingOfThis });
    }
    drop((reader, library));
    if Library::erase_unless_open(path)? {
        return Ok(Deleted::Files);
    }
    Library::erase_set_aside(path)?;
    emptied(&Library::open(path)?.library, Deleted::Contents)
}

fn emptied(library: &Library, deleted: Deleted) -> Result<Deleted, LibraryError> {
    library.compact().wait()?;
    Ok(deleted)
}

fn not_deleted(path: &Path, cause: &LibraryError) -> Failure {
    let path = CleanText::new(&path.to_string_lossy());
    Failure::new(Exit::Failed, format_args!("the library was not deleted: {cause}\nDelete it yourself: {path}"))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use jiff::Timestamp;

    use super::*;

    fn said(vault: &Vault, library: &Path, rest: Rest) -> String {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = run(vault, library, rest, &mut Output::new(&mut out, &mut err)).expect("logged out");
        assert_eq!((exit, err.len()), (Exit::Done, 0));
        String::from_utf8(out).expect("text")
    }

    fn account(id: &str) -> Account {
        Account { id: CleanText::new(id), display_name: None, premium: None }
    }

    /// The file of a login.
    fn login(account: &str) -> String {
        let time = "2026-11-03T12:00:00Z";
        serde_json::json!({
            "issuer": "https://accounts.spotify.com", "client_id": "0123456789abcdef0123456789abcdef",
            "access_token": "AT", "obtained_at": time, "expires_at": time, "scope": "", "authorized_at": time,
            "account": { "id": account, "name": null, "premium": null },
        })
        .to_string()
    }

    /// A library in which these accounts were used, the last one last.
    fn library(folder: &Path, accounts: &[&str]) -> PathBuf {
        let path = folder.join("library.db");
        let library = Library::open(&path).expect("opens").library;
        for (second, id) in (0..).zip(accounts) {
            let now = Timestamp::from_second(second).expect("a time");
            library.use_account(&account(id), now).wait().expect("written");
        }
        path
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("there");
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
        names.retain(|name| name.starts_with("library.db") && name != "library.db.lock");
        names.sort();
        names
    }

    #[test]
    fn d9_every_copy_of_any_login_is_removed_and_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = ["credentials.json", "credentials.json.new", "credentials.json.corrupt-1"];
        for name in names {
            fs::write(folder.path().join(name), "of nobody knows which client").expect("written");
        }
        fs::write(folder.path().join("client.json"), "{}").expect("written");
        let (vault, library) = (Vault::new(folder.path()), folder.path().join("library.db"));
        let text = said(&vault, &library, Rest::Delete);
        assert!(names.iter().all(|name| text.contains(name)), "{text}");
        assert!(text.contains("https://www.spotify.com/account/apps"), "{text}");
        assert!(names.iter().all(|name| !folder.path().join(name).exists()));
        assert!(folder.path().join("client.json").exists(), "it is no login");
        assert_eq!(said(&vault, &library, Rest::Delete), "Nobody is logged in.\n");
    }

    #[test]
    fn without_a_data_folder_nobody_is_logged_in_and_none_is_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        for rest in [Rest::Keep, Rest::Delete] {
            assert_eq!(said(&Vault::new(&data), &data.join("library.db"), rest), "Nobody is logged in.\n");
        }
        assert!(!data.exists());
    }

    #[test]
    fn d9_the_library_goes_with_all_that_was_set_aside_or_stays_as_chosen() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = library(folder.path(), &["me"]);
        fs::write(folder.path().join("library.db.corrupt-1"), "of old").expect("written");
        let vault = Vault::new(folder.path());
        let log_in = || fs::write(folder.path().join("credentials.json"), login("me")).expect("written");
        log_in();
        let text = said(&vault, &path, Rest::Keep);
        assert!(text.contains("\nThe library is kept; it can be read without a login.\n"), "{text}");
        assert_eq!(names(folder.path()), ["library.db", "library.db.corrupt-1"]);
        log_in();
        let text = said(&vault, &path, Rest::Delete);
        assert!(text.contains("\nThe library was deleted.\n"), "{text}");
        assert_eq!(names(folder.path()), Vec::<String>::new());
    }

    #[test]
    fn d9_of_a_login_that_does_not_say_whose_it_is_the_library_stays_and_its_place_is_told() {
        for (name, text) in [
            ("credentials.json", "damaged".to_owned()),
            ("credentials.json.corrupt-1", login("me")),
            ("credentials.json", login("me").replace(r#""account""#, r#""of""#)),
        ] {
            let folder = tempfile::tempdir().expect("a folder");
            let path = library(folder.path(), &["me"]);
            fs::write(folder.path().join(name), text).expect("written");
            let said = said(&Vault::new(folder.path()), &path, Rest::Delete);
            assert!(said.starts_with(&format!("Logged out. Removed from this computer: {name}.\n")), "{said}");
            assert!(said.contains("The library stays: the login did not say whose it was."), "{said}");
            assert!(said.contains(&format!("remove {}\n", path.display())), "{said}");
            assert_eq!(names(folder.path()), ["library.db"]);
        }
    }

    #[test]
    fn where_nobody_is_logged_in_the_library_stays_and_its_place_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = library(folder.path(), &["me"]);
        for rest in [Rest::Keep, Rest::Delete] {
            let text = said(&Vault::new(folder.path()), &path, rest);
            assert!(text.starts_with("Nobody is logged in.\nThe library stays: "), "{text}");
            assert!(text.ends_with(&format!("remove {}\n", path.display())), "{text}");
            assert_eq!(names(folder.path()), ["library.db"]);
        }
    }

    #[test]
    fn d9_only_the_library_of_the_account_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = library(folder.path(), &["other", "me"]);
        assert_eq!(delete(&path, &account("nobody")), Ok(Deleted::NothingOfThis));
        assert_eq!(delete(&path, &account("me")), Ok(Deleted::One));
        let last = Library::open(&path).expect("opens").library.reader().expect("reads").last_account();
        assert_eq!(last.expect("reads").expect("one is left").1.id.as_str(), "other");
        assert_eq!(delete(&path, &account("other")), Ok(Deleted::Files));
    }

    #[test]
    fn h4_a_library_that_another_copy_has_open_is_emptied() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = library(folder.path(), &["a-name-to-look-for"]);
        let other = Library::open(&path).expect("opens").library;
        assert_eq!(delete(&path, &account("a-name-to-look-for")), Ok(Deleted::Contents));
        assert_eq!(other.reader().expect("reads").last_account(), Ok(None));
        for name in names(folder.path()) {
            let bytes = fs::read(folder.path().join(&name)).expect("there");
            assert!(!String::from_utf8_lossy(&bytes).contains("a-name-to-look-for"), "{name}");
        }
    }

    #[test]
    fn a_damaged_library_is_deleted_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("library.db");
        fs::write(&path, "no database at all, whatever its name says").expect("written");
        assert_eq!(delete(&path, &account("me")), Ok(Deleted::Files));
        assert_eq!(names(folder.path()), Vec::<String>::new());
    }
}

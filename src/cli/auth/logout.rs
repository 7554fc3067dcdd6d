//! `auth logout`: removes the login from this computer, and the account's library unless it is to be kept.
//!
//! It needs neither a client ID nor a valid configuration.

use std::{path::Path, time::Duration};

use crate::{
    auth::{Kept, KeptLogin, Vault},
    cli::{Exit, Failure, Output, Result, app},
    domain::CleanText,
    library::Library,
    runtime::{
        library_host::{Deleted, delete},
        problem,
    },
};

/// How long another process may keep the login locked while it refreshes it.
const LIMIT: Duration = Duration::from_secs(30);

/// Logging out without a login succeeds and deletes no library.
pub(super) fn run(vault: &Vault, library: &Path, keep_library: bool, output: &mut Output<'_>) -> Result<Exit> {
    // Read before it is removed.
    let account = match vault.look() {
        Ok(Kept::Login(KeptLogin { account })) => account,
        Ok(Kept::Nothing | Kept::Damaged) | Err(_) => None,
    };
    let path = CleanText::new(&library.to_string_lossy());
    let removed = app::tokio()?.block_on(vault.remove_login(LIMIT)).map_err(|cause| problem::vault(&cause))?;
    let has_library = Library::is_there(library);
    let kept = format!("Library kept; to delete it, remove {path}");
    if removed.is_empty() {
        output.line("Not logged in")?;
        if has_library {
            output.line(kept)?;
        }
        return Ok(Exit::Done);
    }
    let names = removed.iter().map(CleanText::as_str).collect::<Vec<_>>().join(", ");
    output.line(format_args!("Logged out, removed {names}"))?;
    let message = match account {
        _ if keep_library => "Library kept; it can be read without a login",
        // It may be another account's.
        None => &format!("{kept} (the login named no account)"),
        Some(account) => match delete(library, Some(&account)) {
            Ok(Deleted::Files) => "Library deleted",
            Ok(Deleted::Contents) => "Library emptied; another process has its file open",
            Ok(Deleted::Account) => "Library of this account deleted; other accounts are kept",
            Ok(Deleted::Nothing) => "No library of this account; other accounts are kept",
            Err(cause) => {
                let message = format_args!("cannot delete the library: {cause}\nDelete it yourself: {path}");
                return Err(Failure::failed(message));
            }
        },
    };
    if has_library {
        output.line(message)?;
    }
    output.line("To revoke access at Spotify too, open https://www.spotify.com/account/apps")?;
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use jiff::Timestamp;

    use super::*;
    use crate::domain::Account;

    fn printed(vault: &Vault, library: &Path, keep_library: bool) -> String {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = run(vault, library, keep_library, &mut Output::new(&mut out, &mut err)).expect("logged out");
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
    fn d9_logging_out_removes_and_names_every_copy_of_a_login() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = ["credentials.json", "credentials.json.new", "credentials.json.corrupt-1"];
        for name in names {
            fs::write(folder.path().join(name), "of some client").expect("written");
        }
        fs::write(folder.path().join("client.json"), "{}").expect("written");
        let (vault, library) = (Vault::new(folder.path()), folder.path().join("library.db"));
        let text = printed(&vault, &library, false);
        assert!(names.iter().all(|name| text.contains(name)), "{text}");
        assert!(text.contains("https://www.spotify.com/account/apps"), "{text}");
        assert!(names.iter().all(|name| !folder.path().join(name).exists()));
        assert!(folder.path().join("client.json").exists(), "it is no login");
        assert_eq!(printed(&vault, &library, false), "Not logged in\n");
    }

    #[test]
    fn logging_out_creates_no_data_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        for keep in [true, false] {
            assert_eq!(printed(&Vault::new(&data), &data.join("library.db"), keep), "Not logged in\n");
        }
        assert!(!data.exists());
    }

    #[test]
    fn d9_the_library_is_deleted_with_its_quarantined_files_or_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = library(folder.path(), &["me"]);
        fs::write(folder.path().join("library.db.corrupt-1"), "of old").expect("written");
        let vault = Vault::new(folder.path());
        let log_in = || fs::write(folder.path().join("credentials.json"), login("me")).expect("written");
        log_in();
        let text = printed(&vault, &path, true);
        assert!(text.contains("\nLibrary kept; it can be read without a login\n"), "{text}");
        assert_eq!(names(folder.path()), ["library.db", "library.db.corrupt-1"]);
        log_in();
        let text = printed(&vault, &path, false);
        assert!(text.contains("\nLibrary deleted\n"), "{text}");
        assert_eq!(names(folder.path()), Vec::<String>::new());
    }

    #[test]
    fn d9_a_login_without_an_account_keeps_the_library_and_prints_its_path() {
        for (name, stored) in [
            ("credentials.json", "damaged".to_owned()),
            ("credentials.json.corrupt-1", login("me")),
            ("credentials.json", login("me").replace(r#""account""#, r#""of""#)),
        ] {
            let folder = tempfile::tempdir().expect("a folder");
            let path = library(folder.path(), &["me"]);
            fs::write(folder.path().join(name), stored).expect("written");
            let text = printed(&Vault::new(folder.path()), &path, false);
            assert!(text.starts_with(&format!("Logged out, removed {name}\n")), "{text}");
            let kept = format!("Library kept; to delete it, remove {} (the login named no account)\n", path.display());
            assert!(text.contains(&kept), "{text}");
            assert_eq!(names(folder.path()), ["library.db"]);
        }
    }

    #[test]
    fn without_a_login_the_library_is_kept_and_its_path_printed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = library(folder.path(), &["me"]);
        for keep in [true, false] {
            let text = printed(&Vault::new(folder.path()), &path, keep);
            assert!(text.starts_with("Not logged in\nLibrary kept"), "{text}");
            assert!(text.ends_with(&format!("remove {}\n", path.display())), "{text}");
            assert_eq!(names(folder.path()), ["library.db"]);
        }
    }

    #[test]
    fn d9_only_the_account_s_rows_are_deleted() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = library(folder.path(), &["other", "me"]);
        assert_eq!(delete(&path, Some(&account("nobody"))), Ok(Deleted::Nothing));
        assert_eq!(delete(&path, Some(&account("me"))), Ok(Deleted::Account));
        let last = Library::open(&path).expect("opens").library.reader().expect("reads").last_account();
        assert_eq!(last.expect("reads").expect("one is left").1.id.as_str(), "other");
        assert_eq!(delete(&path, Some(&account("other"))), Ok(Deleted::Files));
    }

    #[test]
    fn h4_a_library_that_another_process_has_open_is_emptied() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = library(folder.path(), &["a-name-to-look-for"]);
        let other = Library::open(&path).expect("opens").library;
        assert_eq!(delete(&path, Some(&account("a-name-to-look-for"))), Ok(Deleted::Contents));
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
        assert_eq!(delete(&path, Some(&account("me"))), Ok(Deleted::Files));
        assert_eq!(names(folder.path()), Vec::<String>::new());
    }
}

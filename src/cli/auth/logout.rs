//! `auth logout`: removes the login from this computer.
//!
//! It needs no client ID and no configuration that makes sense: whatever login is stored here is removed.

use std::time::Duration;

use crate::{
    auth::Vault,
    cli::{Exit, app, exit::Failure, output::Output},
    domain::CleanText,
    runtime::problem,
};

/// How long another copy of the program may keep the login locked while it refreshes it.
const LIMIT: Duration = Duration::from_secs(30);

/// Removes the login, if there is one. Not being logged in is no error: that is what was asked for.
pub(super) fn run(vault: &Vault, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let removed = app::tokio()?.block_on(vault.remove_login(LIMIT));
    let removed = removed.map_err(|cause| problem::vault(&cause))?;
    if removed.is_empty() {
        output.line("Nobody is logged in.")?;
    } else {
        let names = removed.iter().map(CleanText::as_str).collect::<Vec<_>>().join(", ");
        output.line(format_args!("Logged out. Removed from this computer: {names}."))?;
        output.line("To end the app's access at Spotify too: https://www.spotify.com/account/apps")?;
    }
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn said(vault: &Vault) -> String {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = run(vault, &mut Output::new(&mut out, &mut err)).expect("logged out");
        assert_eq!((exit, err.len()), (Exit::Done, 0));
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn d9_every_copy_of_any_login_is_removed_and_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = ["credentials.json", "credentials.json.new", "credentials.json.corrupt-1"];
        for name in names {
            fs::write(folder.path().join(name), "of nobody knows which client").expect("written");
        }
        fs::write(folder.path().join("client.json"), "{}").expect("written");
        let vault = Vault::new(folder.path());
        let text = said(&vault);
        assert!(names.iter().all(|name| text.contains(name)), "{text}");
        assert!(names.iter().all(|name| !folder.path().join(name).exists()));
        assert!(folder.path().join("client.json").exists(), "it is no login");
        assert_eq!(said(&vault), "Nobody is logged in.\n");
    }

    #[test]
    fn without_a_data_folder_nobody_is_logged_in_and_none_is_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        assert_eq!(said(&Vault::new(&data)), "Nobody is logged in.\n");
        assert!(!data.exists());
    }
}

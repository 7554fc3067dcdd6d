use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    process::{Command, Stdio},
};

use pretty_assertions::assert_eq;
use spotpods_tui::demo::Listener;

use super::{Home, Said, shelves};

#[test]
fn the_library_knows_whose_it_is_from_the_login_on() {
    let home = Home::small();
    let said = home.log_in("auth login --no-browser");
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.err.contains("Logged in as "), "{said:?}");
    let library = home.data("library.db");
    assert_eq!(shelves(&library).len(), 1);
    assert_eq!(library.metadata().expect("there").permissions().mode() & 0o777, 0o600);
}

#[test]
fn h3_if_no_login_can_be_stored_none_is_requested() {
    let home = Home::small();
    let line = home.command("auth login --no-browser");
    // Files can be made, and nothing written to them.
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -f 0; exec \"$@\"", "sh"]).arg(line.get_program()).args(line.get_args()).env_clear();
    shell.envs(line.get_envs().filter_map(|(name, value)| Some((name, value?)))).stdin(Stdio::null());
    let said = Said::from(shell.output().expect("it starts"));
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("/data/credentials.json: File too large"), "{said:?}");
    assert!(!said.err.contains("http"), "{said:?}");
}

#[test]
fn another_account_has_a_library_of_its_own() {
    let home = Home::logged_in(super::small());
    let first = shelves(&home.data("library.db"));
    home.demo.live().world.browse_as(Listener::Second);
    assert_eq!(home.log_in("auth login --no-browser --switch-account").code, Some(0));
    let second = shelves(&home.data("library.db"));
    assert_ne!(first[0].0, second[0].0);

    let said = home.run("auth logout");
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("other accounts are kept"), "{said:?}");
    assert_eq!(shelves(&home.data("library.db")), first);
}

#[test]
fn d9_logging_out_deletes_the_library_and_says_how_to_end_the_access() {
    let home = Home::logged_in(super::small());
    fs::write(home.data("library.db.corrupt-20260101T000000Z"), "old").expect("written");
    let said = home.run("auth logout");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    for part in ["credentials.json", "Library deleted", "https://www.spotify.com/account/apps"] {
        assert!(said.out.contains(part), "{part} is missing in {said:?}");
    }
    let left: Vec<_> = fs::read_dir(home.profile().join("data"))
        .expect("there")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .filter(|name| !name.contains(".lock"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
    assert_eq!(home.run("auth status").code, Some(3));
}

#[test]
fn d9_the_library_stays_where_that_is_chosen() {
    let home = Home::logged_in(super::small());
    let before = shelves(&home.data("library.db"));
    let said = home.run("auth logout --keep-library");
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("Library kept"), "{said:?}");
    assert!(!home.data("credentials.json").exists());
    assert_eq!(shelves(&home.data("library.db")), before);
}

#[test]
fn a_second_logout_deletes_nothing() {
    let home = Home::logged_in(super::small());
    let before = shelves(&home.data("library.db"));
    home.run("auth logout --keep-library");
    let said = home.run("auth logout");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    assert!(said.out.starts_with("Not logged in\nLibrary kept"), "{said:?}");
    assert_eq!(shelves(&home.data("library.db")), before);
}

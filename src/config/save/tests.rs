use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::*;
use crate::config::keys::{ASCII, CLIENT_ID, CLIENT_SECRET, DAILY_BUDGET, DATES, THEME};

const ID: &str = "0123456789abcdef0123456789abcdef";

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn set(path: &Path, id: &str) -> Result<Option<PathBuf>, SaveError> {
    save(path, &CLIENT_ID.row, id)
}

fn saved(old: &str) -> String {
    let dir = folder();
    let path = dir.path().join("config.toml");
    fs::write(&path, old).expect("it can be written");
    set(&path, ID).expect("it can be saved");
    fs::read_to_string(&path).expect("it can be read")
}

#[test]
fn a_value_is_replaced_where_it_stands_and_nothing_else_changes() {
    let old = "# mine\nredirect_uri = \"http://127.0.0.1/callback\" # dynamic\nclient_id   =   'old' # keep me\n\n[ui]\nascii = true\n";
    assert_eq!(saved(old), old.replace("'old'", &format!("\"{ID}\"")));
}

#[test]
fn a_commented_key_gets_its_line_below() {
    assert_eq!(
        saved("# a\n# client_id = \"\"\n\n[ui]\n"),
        format!("# a\n# client_id = \"\"\nclient_id = \"{ID}\"\n\n[ui]\n")
    );
}

#[test]
fn another_theme_keeps_the_roles_of_its_table() {
    for (old, new) in [
        ("theme = \"dark\"\n", "theme = \"light\"\n"),
        (
            "[theme]\naccent = \"cyan\"\nname = \"dark\" # mine\n",
            "[theme]\naccent = \"cyan\"\nname = \"light\" # mine\n",
        ),
        ("[theme]\naccent = \"cyan\"\n", "[theme]\naccent = \"cyan\"\nname = \"light\"\n"),
    ] {
        let dir = folder();
        let path = dir.path().join("config.toml");
        fs::write(&path, old).expect("it can be written");
        save(&path, &THEME.row, "light").expect("it can be saved");
        assert_eq!(fs::read_to_string(&path).expect("it can be read"), new);
    }
}

#[test]
fn the_key_stays_a_root_key_whatever_the_file_holds() {
    for old in [
        "[ui]\nascii = true\n",
        "[ui]\n# client_id = \"\"\nascii = true\n",
        "\u{feff}[ui]\nascii = true\n",
        "",
        "# client_id = \"\"",
        "redirect_uri = '''\n# client_id = \"\"\n'''\n",
    ] {
        let new = saved(old);
        let document: DocumentMut = new.parse().expect(old);
        assert_eq!(document["client_id"].as_str(), Some(ID), "{old:?} became {new:?}");
        assert_eq!(document.contains_key("ui"), old.contains("[ui]"));
    }
}

#[test]
fn d1_a_first_save_makes_the_commented_default_for_this_user_alone() {
    let dir = folder();
    let path = dir.path().join("spotpods-tui").join("config.toml");
    assert_eq!(set(&path, &format!(" {ID} ")).expect("it can be saved"), None);
    let text = fs::read_to_string(&path).expect("it exists");
    assert!(text.contains(&format!("client_id = \"{ID}\"\n")) && text.contains("# redirect_uri"), "{text}");
    let mode = |path: &Path| path.metadata().expect("it exists").permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().expect("a folder"))), (0o600, 0o700));
}

#[test]
fn d5_a_file_that_is_not_toml_is_quarantined() {
    let dir = folder();
    let path = dir.path().join("config.toml");
    fs::write(&path, "client_id = = \"x\"\n").expect("it can be written");
    let aside = set(&path, ID).expect("it can be saved").expect("it was broken");
    assert_eq!(fs::read_to_string(aside).expect("it is kept"), "client_id = = \"x\"\n");
    assert!(fs::read_to_string(&path).expect("it exists").parse::<DocumentMut>().is_ok());
}

#[test]
fn a_file_kept_elsewhere_stays_there() {
    let dir = folder();
    let (real, link) = (dir.path().join("dotfiles.toml"), dir.path().join("config.toml"));
    fs::write(&real, "client_id = \"old\"\n").expect("it can be written");
    symlink(&real, &link).expect("it can be linked");
    set(&link, ID).expect("it can be saved");
    assert!(link.is_symlink());
    assert_eq!(fs::read_to_string(&real).expect("it exists"), format!("client_id = \"{ID}\"\n"));
}

#[test]
fn text_that_is_no_client_id_is_not_written() {
    let dir = folder();
    let path = dir.path().join("config.toml");
    for bad in ["", "a\"b", "a\nb", "https://open.spotify.com", &"a".repeat(33)] {
        assert!(matches!(set(&path, bad), Err(SaveError::Value { .. })), "{bad:?}");
    }
    assert!(!path.exists());
}

#[test]
fn a_key_of_any_kind_goes_into_its_section_and_every_other_line_stays() {
    for (old, row, value, new) in [
        (
            "# a\n[ui]\n# ascii = false\n\n[sync]\n",
            &ASCII.row,
            "TRUE",
            "# a\n[ui]\n# ascii = false\nascii = true\n\n[sync]\n",
        ),
        ("ui = { ascii = true } # b\n", &ASCII.row, "false", "ui = { ascii = false } # b\n"),
        ("ui.ascii = true\n", &ASCII.row, "false", "ui.ascii = false\n"),
        ("[sync]\ndaily_budget = 0x10 # c\n", &DAILY_BUDGET.row, "70", "[sync]\ndaily_budget = 70 # c\n"),
        (
            "[sync]\n# d\nreserve = 1\n",
            &DAILY_BUDGET.row,
            "unlimited",
            "[sync]\n# d\nreserve = 1\ndaily_budget = \"unlimited\"\n",
        ),
        ("# e\nclient_id = \"x\"\n", &DATES.row, "iso", "# e\nclient_id = \"x\"\n\n[dates]\nstyle = \"iso\"\n"),
    ] {
        let value = literal(row.kind, &row.kind.check(value).expect("valid"));
        assert_eq!(with_value(old, row.file.expect("in the file"), &value).as_deref(), Some(new));
    }
}

#[test]
fn c5_a_secret_is_not_written_into_the_file() {
    let dir = folder();
    let path = dir.path().join("config.toml");
    assert!(matches!(save(&path, &CLIENT_SECRET.row, "canary"), Err(SaveError::Value { .. })));
    assert!(!path.exists());
}

#[test]
fn an_unset_key_leaves_every_comment_and_every_other_key() {
    for (old, new) in [
        (
            "# a\n# style = \"relative\"\nstyle = 1\n[dates]\n# how\nstyle = \"iso\" # mine\n# end\n",
            "# a\n# style = \"relative\"\nstyle = 1\n[dates]\n# how\n# mine\n# end\n",
        ),
        ("# a\ndates.style = \"iso\" # b\nui.ascii = true\n", "# a\n# b\nui.ascii = true\n"),
        ("[dates] # a\nstyle = \"iso\"\t#b\n\n[ui]\nascii = true\n", "[dates] # a\n#b\n\n[ui]\nascii = true\n"),
        ("[dates]\n  # a\n  style = \"\"\"\niso\"\"\"  # b\n", "[dates]\n  # a\n  # b\n"),
        ("[dates]\r\nstyle = \"iso\" # b\r\n", "[dates]\r\n# b\r\n"),
        ("# a\ndates = { style = \"iso\" } # b\n", "# a\ndates = {} # b\n"),
        ("dates = { style = \"iso\", x = 1 } # b\n", "dates = { x = 1 } # b\n"),
        ("dates = {\n  x = 1,\n  # a\n  style = \"iso\", # b\n} # c\n", "dates = {\n  x = 1,\n  # a\n  # b\n} # c\n"),
        ("dates.style = \"iso\"\nui.ascii = true\n", "ui.ascii = true\n"),
        ("dates = { style = \"iso\" }\n", "dates = {}\n"),
        ("[dates]\nstyle = \"iso\"", "[dates]\n"),
        ("[dates]\nstyle = \"iso\" # b", "[dates]\n# b"),
        ("[ui]\nascii = true\n", "[ui]\nascii = true\n"),
    ] {
        let dir = folder();
        let path = dir.path().join("config.toml");
        fs::write(&path, old).expect("it can be written");
        unset(&path, &DATES.row).expect("it can be saved");
        let found = fs::read_to_string(&path).expect("it can be read");
        assert_eq!(found.replace("{ }", "{}"), new, "{old}");
        save(&path, &DATES.row, "iso").expect("it can be saved");
        unset(&path, &DATES.row).expect("it can be saved");
        let again = fs::read_to_string(&path).expect("it can be read");
        let comments = |text: &str| text.matches('#').count();
        assert_eq!(comments(&again), comments(old), "{again}");
    }
}

#[test]
fn an_unset_theme_keeps_the_roles_of_its_table() {
    let dir = folder();
    let path = dir.path().join("config.toml");
    fs::write(&path, "[theme]\nname = \"dark\" # mine\naccent = \"cyan\"\n").expect("it can be written");
    unset(&path, &THEME.row).expect("it can be saved");
    assert_eq!(fs::read_to_string(&path).expect("it can be read"), "[theme]\n# mine\naccent = \"cyan\"\n");
}

#[test]
fn nothing_is_unset_in_a_file_that_is_not_there_or_not_valid() {
    let dir = folder();
    let path = dir.path().join("config.toml");
    unset(&path, &DATES.row).expect("there is nothing to do");
    assert!(!path.exists());
    fs::write(&path, "[dates\nstyle = \"iso\"\n").expect("it can be written");
    assert!(unset(&path, &DATES.row).is_err());
    assert_eq!(fs::read_to_string(&path).expect("it can be read"), "[dates\nstyle = \"iso\"\n");
}

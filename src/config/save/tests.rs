use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::*;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn saved(old: &str, id: &str) -> String {
    let dir = folder();
    let path = dir.path().join("config.toml");
    fs::write(&path, old).expect("it can be written");
    save_client_id(&path, id).expect("it can be saved");
    fs::read_to_string(&path).expect("it can be read")
}

#[test]
fn a_value_is_replaced_where_it_stands_and_nothing_else_changes() {
    let old = "# mine\nredirect_uri = \"http://127.0.0.1/callback\" # dynamic\nclient_id   =   'old' # keep me\n\n[ui]\nascii = true\n";
    assert_eq!(saved(old, "new1"), old.replace("'old'", "\"new1\""));
}

#[test]
fn a_commented_key_gets_its_line_below() {
    assert_eq!(
        saved("# a\n# client_id = \"\"\n\n[ui]\n", "x9"),
        "# a\n# client_id = \"\"\nclient_id = \"x9\"\n\n[ui]\n"
    );
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
        let new = saved(old, "x9");
        let span = file::root_value(&new, "client_id").expect(old);
        assert_eq!(new.get(span), Some("\"x9\""), "{old:?} became {new:?}");
        assert_eq!(file::root_value(&new, "ui").is_some(), old.contains("[ui]"));
    }
}

#[test]
fn d1_a_first_save_makes_the_commented_default_for_this_user_alone() {
    let dir = folder();
    let path = dir.path().join("spotpods-tui").join("config.toml");
    assert_eq!(save_client_id(&path, " abc ").expect("it can be saved"), Saved { set_aside: None });
    let text = fs::read_to_string(&path).expect("it exists");
    assert!(text.contains("client_id = \"abc\"\n") && text.contains("# redirect_uri"), "{text}");
    let mode = |path: &Path| path.metadata().expect("it exists").permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().expect("a folder"))), (0o600, 0o700));
}

#[test]
fn d5_a_file_that_is_not_toml_is_put_aside() {
    let dir = folder();
    let path = dir.path().join("config.toml");
    fs::write(&path, "client_id = = \"x\"\n").expect("it can be written");
    let aside = save_client_id(&path, "abc").expect("it can be saved").set_aside.expect("it was broken");
    assert_eq!(fs::read_to_string(aside).expect("it is kept"), "client_id = = \"x\"\n");
    assert!(file::is_sound(&fs::read_to_string(&path).expect("it exists")));
}

#[test]
fn a_file_kept_elsewhere_stays_there() {
    let dir = folder();
    let (real, link) = (dir.path().join("dotfiles.toml"), dir.path().join("config.toml"));
    fs::write(&real, "client_id = \"old\"\n").expect("it can be written");
    symlink(&real, &link).expect("it can be linked");
    save_client_id(&link, "new1").expect("it can be saved");
    assert!(link.is_symlink());
    assert_eq!(fs::read_to_string(&real).expect("it exists"), "client_id = \"new1\"\n");
}

#[test]
fn text_that_is_no_client_id_is_not_written() {
    let dir = folder();
    let path = dir.path().join("config.toml");
    for bad in ["", "a\"b", "a\nb", "https://open.spotify.com", &"a".repeat(129)] {
        assert!(matches!(save_client_id(&path, bad), Err(SaveError::NotAClientId(_))), "{bad:?}");
    }
    assert!(!path.exists());
}

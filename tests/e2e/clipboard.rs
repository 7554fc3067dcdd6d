//! Copying through the terminal and with a program.

use std::{
    ffi::OsString,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};

use crate::{
    profile::Profile,
    terminal::{Program, Terminal},
};

/// A `wl-copy` that writes its input and its arguments to files beside it, then runs `after`.
fn fake(profile: &Profile, after: &str) -> PathBuf {
    let folder = profile.folder.path().join("bin");
    fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("wl-copy");
    let script = format!(
        "#!/bin/sh\nset -- \"$#\" \"$*\"\ncat >'{0}/in'\necho \"$@\" >'{0}/arguments'\n{after}\n",
        folder.display()
    );
    fs::write(&path, script).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("is ours");
    folder
}

fn with_path(program: Program, folder: &Path) -> Program {
    let mut path = OsString::from(folder);
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    program.with("PATH", path)
}

/// The texts that OSC 52 puts on the clipboard, and nothing before or after them in the sequence.
fn sent(terminal: &Terminal) -> Vec<String> {
    let bytes = terminal.bytes(0);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let sequences = text.split("\x1b]52;c;").skip(1).map(|part| part.split_once('\x07').expect("it ends").0.to_owned());
    let decoded = sequences.map(|text| BASE64_STANDARD.decode(text).expect("base64"));
    decoded.map(|bytes| String::from_utf8(bytes).expect("text")).collect()
}

/// Copies the link of the first show; the message is `told`. Returns what the terminal and the program got.
fn copy(profile: &Profile, program: Program, told: &str) -> (Vec<String>, Option<String>) {
    let folder = profile.folder.path().join("bin");
    let mut terminal = program.start();
    terminal.lists_shows(6);
    terminal.types("y");
    terminal.shows(told);
    let sent = sent(&terminal);
    terminal.types("q");
    assert!(terminal.ends().success());
    let got = fs::read_to_string(folder.join("in")).ok();
    if got.is_some() {
        assert_eq!(fs::read_to_string(folder.join("arguments")).expect("written").trim(), "0", "nothing is in argv");
        fs::remove_file(folder.join("in")).expect("it is removed");
    }
    (sent, got)
}

#[test]
fn f3_text_is_copied_with_the_program_here_and_through_the_terminal_from_afar() {
    let profile = Profile::synchronised();
    let folder = fake(&profile, "");
    let here = || with_path(profile.screen(), &folder).with("WAYLAND_DISPLAY", "wayland-0");
    let (sent, got) = copy(&profile, here(), "Copied with wl-copy");
    let link = got.expect("the program got it");
    assert!(link.starts_with("https://open.spotify.com/show/"), "{link}");
    assert_eq!(sent, std::slice::from_ref(&link), "the terminal got the same");
    let remote = here().with("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22");
    assert_eq!(copy(&profile, remote, "Copied through the terminal"), (vec![link.clone()], None));
    profile.configure("[ui]\nclipboard = \"osc52\"\n");
    assert_eq!(copy(&profile, here(), "Copied through the terminal"), (vec![link.clone()], None));
    profile.configure("[ui]\nclipboard = \"command\"\n");
    assert_eq!(copy(&profile, here(), "Copied with wl-copy"), (vec![], Some(link)));
}

#[test]
fn a_program_that_fails_leaves_the_copy_of_the_terminal_and_is_named() {
    let profile = Profile::synchronised();
    let folder = fake(&profile, "exit 1");
    let here = || with_path(profile.screen(), &folder).with("WAYLAND_DISPLAY", "wayland-0");
    let (sent, _) = copy(&profile, here(), "Copied through the terminal alone: wl-copy failed");
    assert_eq!(sent.len(), 1);
    profile.configure("[ui]\nclipboard = \"command\"\n");
    let (sent, _) = copy(&profile, here(), "The text was not copied. wl-copy failed");
    assert_eq!(sent.len(), 0);
    // Without a display there is no program that could work.
    let (sent, got) = copy(&profile, with_path(profile.screen(), &folder), "There is no program to copy with");
    assert_eq!((sent.len(), got), (0, None));
}

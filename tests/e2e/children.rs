//! Programs that the program starts: browsers.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    os::unix::fs::PermissionsExt as _,
    path::PathBuf,
    process::{Child, Stdio},
};

use crate::profile::{Profile, fifo};

/// A browser that writes its arguments and its environment to a pipe.
fn browser(profile: &Profile) -> (PathBuf, PathBuf) {
    let folder = profile.folder.path().join("My Browsers");
    let (script, pipe) = (folder.join("open it"), folder.join("pipe"));
    fs::create_dir(&folder).expect("made");
    fifo(&pipe);
    let text = format!("#!/bin/sh\n{{ printf '%s\\n' \"$@\"; env; }} > '{}'\n", pipe.display());
    fs::write(&script, text).expect("written");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o700)).expect("is ours");
    (script, pipe)
}

fn logging_in(profile: &Profile, browser: &str) -> Child {
    let mut command = profile.command("auth login");
    command.env("BROWSER", browser).env("SPOTIFY_CLIENT_SECRET", "canary0123456789").stderr(Stdio::piped());
    command.spawn().expect("it starts")
}

fn ends(mut child: Child) {
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}

#[test]
fn a7_k2_no_secret_is_in_the_environment_of_a_browser() {
    let profile = Profile::logged_in();
    let (script, pipe) = browser(&profile);
    let child = logging_in(&profile, &format!("'{}' --new-window \"%s\"", script.display()));
    let written = fs::read_to_string(pipe).expect("the browser is started");
    ends(child);
    let lines: Vec<_> = written.lines().collect();
    assert_eq!(lines[0], "--new-window");
    assert!(lines[1].contains("/authorize?"), "{written}");
    assert!(lines.contains(&format!("HOME={}", profile.folder.path().display()).as_str()), "{written}");
    assert!(!written.contains("canary") && !written.contains("SPOTIFY_CLIENT_SECRET"), "{written}");
}

#[test]
fn a_browser_that_fails_is_named() {
    let profile = Profile::logged_in();
    for (value, named) in [
        ("/nowhere/firefox", "$BROWSER: /nowhere/firefox was not found"),
        ("sh -c 'exit 3'", "$BROWSER: sh ended with exit code 3"),
        ("/nowhere/a:false", "$BROWSER: /nowhere/a was not found, false ended with exit code 1"),
        ("'/opt/My Browser", "$BROWSER='/opt/My Browser has a quote that is not closed"),
        ("sh -c 'firefox %s'", "$BROWSER=sh -c 'firefox %s' has %s within a word: write it as a word of its own"),
        ("/", "$BROWSER: / did not start: Permission denied (os error 13)"),
    ] {
        let mut child = logging_in(&profile, value);
        let lines = BufReader::new(child.stderr.take().expect("piped")).lines().map(|line| line.expect("text"));
        let line = lines.into_iter().find(|line| line.contains("$BROWSER")).expect("a line");
        assert!(line.contains(named), "{value}: {line}");
        ends(child);
    }
}

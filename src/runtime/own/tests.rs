//! Commands run for real, with everything that a title could hold.

use std::{fs, path::Path};

use jiff::Timestamp;

use super::*;
use crate::domain::{Episode, EpisodeKey, Notes, Progress, ReleaseDate, ShelfEpisode, ShowKey};

const ID: &str = "5Y4tYN6bKJLhQpTzmAbCdE";

pub(in crate::runtime) fn request(text: &str, mode: OwnMode, title: &str) -> Run {
    let episode = Episode {
        key: EpisodeKey::from_remote(ID),
        name: CleanText::new(title),
        released: ReleaseDate::parse("2026-11-01"),
        duration: Duration::from_mins(10),
        explicit: false,
        playable: true,
        languages: Vec::new(),
        position: 0,
        notes: Notes::default(),
        progress: Progress::Unplayed,
    };
    let episode = ShelfEpisode {
        show: ShowKey::from_remote("show"),
        show_name: CleanText::new("A 'show' of $HOME"),
        episode,
        mark: None,
        remote: Progress::Unplayed,
        arrived: Timestamp::UNIX_EPOCH,
        saved: false,
    };
    Run { name: CleanText::new("test"), text: text.to_owned(), mode, episode: Box::new(episode), is_on_disk: true }
}

fn shell() -> Shell {
    let environment = Environment::bare("/")
        .with("PATH", "/usr/local/bin:/usr/bin:/bin")
        .with("SPOTIFY_CLIENT_SECRET", "canary")
        .with("SPOTPODS_NAME", "from outside");
    Shell::new(&environment, KeyGate::none())
}

async fn said(text: &str, mode: OwnMode, notes: Option<&str>) -> (RunEnd, Vec<String>) {
    let ran = shell().run(&request(text, mode, "Title"), notes.map(str::to_owned)).await;
    (ran.end, ran.output.iter().map(ToString::to_string).collect())
}

#[tokio::test]
async fn k2_what_is_selected_reaches_a_command_by_environment_alone_whatever_it_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let canary = folder.path().join("canary");
    for title in [
        format!("\"; touch {}; echo $(id)", canary.display()),
        format!("$(touch {0})`touch {0}`", canary.display()),
        format!("'; touch {}; '", canary.display()),
        format!("\n touch {} \n", canary.display()),
        "-rf $IFS * ~ && | > < \\".to_owned(),
    ] {
        let run = request("printf '%s\\n' \"$SPOTPODS_NAME\" \"$SPOTPODS_SHOW\"", OwnMode::Pipe, &title);
        let command = shell().on_terminal(&run);
        let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
        assert!(words.iter().all(|word| !word.contains("touch") && !word.contains("-rf")), "{words:?}");
        let ran = shell().run(&run, Some(String::new())).await;
        assert_eq!(ran.end, RunEnd::Done, "{ran:?}");
        assert_eq!(ran.output, [CleanText::new(&title), CleanText::new("A 'show' of $HOME")]);
    }
    assert!(!canary.exists() && !Path::new("/id").exists());
}

#[tokio::test]
async fn k2_the_environment_has_the_five_words_and_no_secret() {
    let (end, lines) = said("env", OwnMode::Pipe, None).await;
    assert_eq!(end, RunEnd::Done);
    for line in [
        format!("SPOTPODS_ID={ID}"),
        format!("SPOTPODS_URL=https://open.spotify.com/episode/{ID}"),
        "SPOTPODS_NAME=Title".to_owned(),
        "SPOTPODS_SHOW=A 'show' of $HOME".to_owned(),
        "SPOTPODS_DATE=2026-11-01".to_owned(),
    ] {
        assert!(lines.contains(&line), "{line}: {lines:?}");
    }
    assert!(lines.iter().all(|line| !line.contains("canary") && !line.contains("SECRET")), "{lines:?}");
}

#[tokio::test]
async fn the_notes_are_the_input_and_lines_for_a_terminal_become_text() {
    assert_eq!(said("cat", OwnMode::Pipe, Some("# One\n\ntwo\n")).await.1, ["# One", "", "two"]);
    assert_eq!(said("cat", OwnMode::Background, None).await, (RunEnd::Done, Vec::new()), "there is no input");
    let coloured = r"printf '\033[31mred\033[0m\n\033]0;title\007plain\n10%%\r20%%\r100%%\n\377\n'";
    assert_eq!(said(coloured, OwnMode::Pipe, None).await.1, ["red", "plain", "100%", "\u{fffd}"]);
}

#[tokio::test]
async fn the_end_of_a_command_is_told_with_the_last_lines_of_a_failure() {
    let failing = "for i in 1 2 3 4 5 6; do echo line $i; done; echo why >&2; exit 7";
    let last = ["line 4", "line 5", "line 6", "why"].map(str::to_owned).to_vec();
    assert_eq!(said(failing, OwnMode::Background, None).await, (RunEnd::Code(7), last));
    let (end, lines) = said("no-such-program-anywhere", OwnMode::Background, None).await;
    assert_eq!(end, RunEnd::Code(127));
    assert!(lines[0].contains("no-such-program-anywhere"), "{lines:?}");
    assert_eq!(said("kill -TERM $$", OwnMode::Background, None).await.0, RunEnd::Signal(15));
    assert_eq!(said("kill -TTIN $$", OwnMode::Pipe, None).await.0, RunEnd::WantedTerminal);
    assert_eq!(said("-x; echo", OwnMode::Background, None).await.0, RunEnd::Done, "no option of sh");
}

#[tokio::test]
async fn a_long_output_is_cut_and_a_command_that_leaves_something_running_ends() {
    let (end, lines) = said("seq 1 100000", OwnMode::Pipe, None).await;
    assert_eq!((end, lines.len(), lines[0].as_str()), (RunEnd::Done, MOST_LINES, "1"));
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR).expect("a pipe");
    // What goes on in the background keeps the output open; the command has ended all the same.
    let text = format!("(cat '{}' >/dev/null; echo late) & echo now", pipe.display());
    assert_eq!(said(&text, OwnMode::Pipe, None).await, (RunEnd::Done, vec!["now".to_owned()]));
    fs::write(&pipe, "go on").expect("it still runs");
}

#[tokio::test]
async fn without_sh_a_command_says_that_it_did_not_start() {
    let shell = Shell::new(&Environment::bare("/").with("PATH", "/nowhere"), KeyGate::none());
    let ran = shell.run(&request("true", OwnMode::Background, "Title"), None).await;
    assert!(matches!(&ran.end, RunEnd::NotStarted(why) if why.contains("No such file")), "{ran:?}");
}

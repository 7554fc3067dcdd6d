//! Commands run for real, with everything that a title could hold.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

use super::{
    output::{MOST_BYTES, MOST_LINES},
    *,
};
use crate::{
    app::own::OwnMode,
    domain::{Episode, EpisodeKey, Notes, Progress, ReleaseDate, ShelfEpisode, ShowKey},
};

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

async fn ran(run: &Run) -> Ran {
    match run.mode {
        OwnMode::Pipe => piped(run, "").await,
        OwnMode::Background | OwnMode::Terminal => shell().in_background(run).await,
    }
}

async fn piped(run: &Run, notes: &str) -> Ran {
    shell().pipe(run, notes.to_owned(), &CancellationToken::new()).await.expect("it is not cancelled")
}

/// The end of a command, and the lines that it printed.
fn said(ran: &Ran) -> (RunEnd, Vec<String>) {
    (ran.end.clone(), ran.output.iter().map(ToString::to_string).collect())
}

/// The same of a command in this mode, without notes.
async fn said_in(mode: OwnMode, text: &str) -> (RunEnd, Vec<String>) {
    said(&ran(&request(text, mode, "Title")).await)
}

/// A pipe with a name in a folder.
fn fifo(folder: &Path, name: &str) -> PathBuf {
    let pipe = folder.join(name);
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR).expect("a pipe");
    pipe
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
        let ran = ran(&run).await;
        assert_eq!(ran.end, RunEnd::Done, "{ran:?}");
        assert_eq!(ran.output, [CleanText::new(&title), CleanText::new("A 'show' of $HOME")]);
    }
    assert!(!canary.exists() && !Path::new("/id").exists());
}

#[tokio::test]
async fn k2_the_environment_has_the_five_words_and_no_secret() {
    let (end, lines) = said_in(OwnMode::Pipe, "env").await;
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
    let ran = piped(&request("cat", OwnMode::Pipe, "Title"), "# One\n\ntwo\n").await;
    assert_eq!(said(&ran).1, ["# One", "", "two"]);
    assert_eq!(said_in(OwnMode::Background, "cat").await, (RunEnd::Done, Vec::new()), "there is no input");
    let coloured = r"printf '\033[31mred\033[0m\n\033]0;title\007plain\n10%%\r20%%\r100%%\n\377\n'";
    assert_eq!(said_in(OwnMode::Pipe, coloured).await.1, ["red", "plain", "100%", "\u{fffd}"]);
}

#[tokio::test]
async fn the_end_of_a_command_is_told_with_the_last_lines_of_a_failure() {
    let failing = "for i in 1 2 3 4 5 6; do echo line $i; done; echo why >&2; exit 7";
    let last = ["line 4", "line 5", "line 6", "why"].map(str::to_owned).to_vec();
    assert_eq!(said_in(OwnMode::Background, failing).await, (RunEnd::Code(7), last.clone()));
    let (end, lines) = said_in(OwnMode::Pipe, failing).await;
    assert_eq!((end, lines.len(), lines.ends_with(&last)), (RunEnd::Code(7), 7, true), "all that it printed is read");
    for mode in [OwnMode::Background, OwnMode::Pipe] {
        let (end, lines) = said_in(mode, "no-such-program-anywhere").await;
        assert_eq!(end, RunEnd::Code(127));
        assert!(lines[0].contains("no-such-program-anywhere"), "{lines:?}");
        assert_eq!(said_in(mode, "kill -TERM $$").await.0, RunEnd::Signal(15));
        assert_eq!(said_in(mode, "kill -TTIN $$").await.0, RunEnd::WantedTerminal);
        assert_eq!(said_in(mode, "-x; echo").await.0, RunEnd::Done, "no option of sh");
    }
}

#[tokio::test]
async fn what_is_printed_beyond_the_limits_ends_the_command_with_all_that_it_has_started() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = fifo(folder.path(), "pipe");
    let never = fifo(folder.path(), "never");
    // The one that prints is neither the shell nor in front of it, and nothing but the end of the other closes the pipe.
    let text = format!("exec 3>'{}'; cat <>'{}' & exec 3>&-; yes & wait", pipe.display(), never.display());
    let closed = tokio::task::spawn_blocking(move || fs::read(pipe));
    let (end, lines) = said_in(OwnMode::Pipe, &text).await;
    assert_eq!((end, lines.len(), lines[0].as_str()), (RunEnd::Cut(MOST_LINES.1), MOST_LINES.0, "y"));
    assert_eq!(closed.await.expect("it ends").expect("a pipe"), b"");

    let (end, lines) = said_in(OwnMode::Pipe, "tr '\\0' 'ä' < /dev/zero").await;
    assert_eq!((end, lines.len()), (RunEnd::Cut(MOST_BYTES.1), 1));
    let line = "ä".repeat(40);
    let (end, lines) = said_in(OwnMode::Pipe, &format!("yes {line}")).await;
    let whole = MOST_BYTES.0 / (line.len() + 1);
    assert_eq!((end, lines.len(), lines[0].as_str()), (RunEnd::Cut(MOST_BYTES.1), whole + 1, line.as_str()));
    assert_eq!(lines[whole], "äää", "no half character");
    let (end, lines) = said_in(OwnMode::Pipe, "seq 1 2000").await;
    assert_eq!((end, lines.len()), (RunEnd::Done, 2000), "all of it");
}

#[tokio::test]
async fn a_command_that_fails_by_itself_beyond_the_limit_has_failed() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = fifo(folder.path(), "pipe");
    for (code, said) in
        [(3, (RunEnd::Code(3), MOST_LINES.0, "why")), (0, (RunEnd::Cut(MOST_LINES.1), MOST_LINES.0, "2000"))]
    {
        let text = format!("echo $$ >'{}'; seq 1 2100; echo why; exit {code}", pipe.display());
        let run = request(&text, OwnMode::Pipe, "Title");
        // Blocks this thread: nothing is read until the command has ended.
        let ended = async {
            let number = fs::read_to_string(&pipe).expect("a pipe").trim().parse().expect("a number");
            let number = WaitId::Pid(Pid::from_raw(number).expect("a process"));
            waitid(number, WaitIdOptions::EXITED | WaitIdOptions::NOWAIT).expect("it ends");
        };
        let (ran, ()) = tokio::join!(piped(&run, ""), ended);
        let last = ran.output.last().expect("a line");
        assert_eq!((ran.end.clone(), ran.output.len(), last.as_str()), said);
    }
}

#[tokio::test]
async fn a_cancelled_command_ends_with_all_that_it_has_started_and_says_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = fifo(folder.path(), "pipe");
    let never = fifo(folder.path(), "never");
    // A child of the shell opens the pipe, and nothing but its end closes it.
    for (deaf, patience) in [("", Duration::from_mins(1)), ("trap '' TERM;", Duration::ZERO)] {
        let text = format!("{deaf} cat <>'{}' >'{}' & wait", never.display(), pipe.display());
        let (cancel, path) = (CancellationToken::new(), pipe.clone());
        let shell = Shell { patience, ..shell() };
        let (run, token) = (request(&text, OwnMode::Pipe, "Title"), cancel.clone());
        let running = tokio::spawn(async move { shell.pipe(&run, String::new(), &token).await });
        let opened = tokio::task::spawn_blocking(move || fs::File::open(path));
        let mut end = opened.await.expect("it ends").expect("a pipe");
        cancel.cancel();
        assert_eq!(running.await.expect("it ends"), None);
        assert_eq!(end.read(&mut [0]).expect("its end"), 0);
    }
}

#[tokio::test]
async fn what_a_command_leaves_in_the_background_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let [begin, end] = ["begin", "end"].map(|name| fifo(folder.path(), name));
    // It keeps the output open; the command has ended all the same. What it prints then is more than a pipe holds.
    let late = "read _ <&4; head -c 200000 /dev/zero && echo printed >&3";
    let text = format!("(exec 3>'{}' 4<'{}'; {late}) & echo now", end.display(), begin.display());
    assert_eq!(said_in(OwnMode::Pipe, &text).await, (RunEnd::Done, vec!["now".to_owned()]));
    let ended = tokio::task::spawn_blocking(move || fs::read_to_string(end));
    let writing = tokio::task::spawn_blocking(move || fs::write(begin, "\n"));
    assert_eq!(ended.await.expect("it ends").expect("a pipe"), "printed\n");
    writing.await.expect("it ends").expect("a pipe");
}

#[tokio::test]
async fn without_sh_a_command_says_that_it_did_not_start() {
    let shell = Shell::new(&Environment::bare("/").with("PATH", "/nowhere"), KeyGate::none());
    let ran = shell.in_background(&request("true", OwnMode::Background, "Title")).await;
    assert!(matches!(&ran.end, RunEnd::NotStarted(why) if why.contains("No such file")), "{ran:?}");
}

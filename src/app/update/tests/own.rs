//! Commands of the person's own: what they are about, how they end, and the one that is typed.

use super::harness::*;
use crate::{
    app::{
        Command, Context,
        input::keymap::OwnRow,
        own::{OwnCommand, OwnMode, Ran, Run, RunEnd},
    },
    domain::{CleanText, Progress},
};

/// Two episodes, and a command in each mode on `x`, `X` and without a key.
fn session() -> Session {
    let episodes = vec![
        episode("One", "2026-11-01", 3600, Progress::Unplayed),
        episode("Two", "2026-10-01", 90, Progress::Unplayed),
    ];
    let mut session = Session::reading(120, 30, episodes);
    let own = |name: &str, mode| OwnCommand { name: name.to_owned(), text: format!("{name} \"$SPOTPODS_URL\""), mode };
    let commands = vec![own("fetch", OwnMode::Background), own("edit", OwnMode::Terminal), own("count", OwnMode::Pipe)];
    let said = session.own(commands, &[("fetch", "Alt-f"), ("edit", "g e"), ("count", "")]);
    assert_eq!(said, [vec![], vec!["`g e` begins with `g`, which is `first` in main".to_owned()], vec![]]);
    session
}

fn runs(session: &mut Session) -> Vec<Run> {
    let effects = session.effects().into_iter();
    effects.filter_map(|effect| if let Effect::Run(_, run) = effect { Some(run) } else { None }).collect()
}

fn ran(name: &str, mode: OwnMode, end: RunEnd, output: &[&str]) -> Reply {
    let output = output.iter().map(|line| CleanText::new(line)).collect();
    Reply::Ran(Ran { name: CleanText::new(name), mode, end, output })
}

#[test]
fn a_key_runs_a_command_on_the_selected_episode() {
    let mut session = session();
    session.keys("j Alt-f");
    let [run] = &runs(&mut session)[..] else { panic!("one command") };
    assert_eq!((run.name.as_str(), run.text.as_str()), ("fetch", "fetch \"$SPOTPODS_URL\""));
    assert_eq!((run.episode.episode.name.as_str(), run.mode, run.is_on_disk), ("Two", OwnMode::Background, true));
    assert_eq!(session.message(), "fetch runs in the background");
    session.reply(ran("fetch", OwnMode::Background, RunEnd::Done, &[]));
    assert_eq!(session.message(), "fetch is done");
}

#[test]
fn a_command_without_a_free_key_is_in_the_palette_and_in_the_help() {
    let mut session = session();
    session.keys(":").text("edit").keys("Enter");
    assert_eq!(runs(&mut session).first().map(|run| run.mode), Some(OwnMode::Terminal));
    session.keys("? /").text("alt-f fetch");
    assert!(session.overlay_lines().iter().any(|line| line.contains("Alt-f") && line.contains("Run fetch")));
}

#[test]
fn each_way_to_fail_is_told_with_what_the_command_said() {
    for (end, output, message) in [
        (RunEnd::Code(3), &["no space", "left"][..], "fetch ended with exit code 3: no space · left"),
        (
            RunEnd::Code(127),
            &["sh: mpv: not found"],
            "fetch: the command was not found (exit code 127): sh: mpv: not found",
        ),
        (RunEnd::Signal(9), &[], "fetch was ended by signal 9"),
        (RunEnd::WantedTerminal, &[], "fetch was ended: it needs the terminal, which mode = \"terminal\" gives it"),
        (RunEnd::NotStarted("no sh".into()), &[], "fetch did not start: no sh"),
    ] {
        let mut session = session();
        session.keys("Alt-f").reply(ran("fetch", OwnMode::Background, end, output));
        assert_eq!(session.message(), message);
    }
}

#[test]
fn without_an_episode_nothing_runs_and_it_says_so() {
    let mut session = Session::listing(120, 30, &["Show"]);
    session.own(vec![OwnCommand { name: "x".into(), text: "x".into(), mode: OwnMode::Pipe }], &[("x", "")]);
    session.keys(":").text("x").keys("Enter");
    assert_eq!(session.message(), "No episode is selected");
    assert_eq!(runs(&mut session), Vec::new());
    assert_eq!(refused(session.keys("|")), "No episode is selected");
    // None of the letters is a command.
    session.keys("m q x Enter");
    assert_eq!(session.overlay(), None);
    assert_eq!(session.effects(), Vec::new());
}

#[test]
fn an_episode_whose_id_is_not_spotifys_is_given_to_no_command() {
    let mut session = Session::reading(120, 30, vec![episode("a/../b", "2026-11-01", 60, Progress::Unplayed)]);
    assert_eq!(refused(session.keys("|")), "This episode has no link: Spotify gave it an invalid id");
}

#[test]
fn the_bar_asks_for_a_command_pipes_the_notes_to_it_and_shows_what_it_prints() {
    let mut session = session();
    session.keys("|").text("wc -w").keys("Enter");
    let [run] = &runs(&mut session)[..] else { panic!("one command") };
    assert_eq!((run.name.as_str(), run.text.as_str(), run.mode), ("wc -w", "wc -w", OwnMode::Pipe));
    session.reply(ran("wc -w", OwnMode::Pipe, RunEnd::Done, &["12", "", "words"]));
    assert_eq!(session.overlay_lines(), ["12", "", "words"]);
    session.keys("Esc").keys("|").text("cat").keys("Enter").effects();
    session.keys("j").reply(ran("cat", OwnMode::Pipe, RunEnd::Done, &["first", "second"]));
    assert_eq!((session.overlay(), session.message()), (None, "cat: first (:output shows all)"));
    session.keys(":").text("output").keys("Enter");
    assert_eq!(session.overlay_lines(), ["first", "second"]);
}

#[test]
fn a_command_that_runs_says_so_and_esc_cancels_it() {
    let mut session = session();
    let running = |session: &Session| session.state().notices().first().map(|notice| notice.text.clone());
    session.keys("|").text("cat").keys("Enter");
    let [run] = &session.effects()[..] else { panic!("one effect") };
    let Effect::Run(id, _) = run.clone() else { panic!("{run:?}") };
    assert_eq!(running(&session).as_deref(), Some("cat runs… Esc cancels"));
    assert_eq!(refused(session.keys("|")), "cat still runs: Esc cancels it");
    session.keys("w c Esc :").text("count").keys("Enter");
    assert_eq!(runs(&mut session), []);
    assert_eq!(session.message(), "cat still runs: Esc cancels it");
    // Elsewhere Esc means something else.
    session.keys("?");
    assert_eq!(running(&session).as_deref(), Some("cat runs…"));
    session.keys("Esc /");
    assert_eq!(running(&session).as_deref(), Some("cat runs…"));
    session.keys("Esc").effects();
    session.keys("Esc");
    assert!(session.effects().contains(&Effect::Cancel(id)));
    assert_eq!((session.message(), running(&session)), ("cat was cancelled", None));
    assert_eq!(session.state().cx.ledger.slot_of(id), None, "an answer would be stale");
    session.keys(":").text("cancel-command").keys("Enter");
    assert_eq!(session.message(), "No command runs");
}

#[test]
fn a_long_command_says_on_a_small_screen_that_it_runs_and_how_it_is_cancelled() {
    let mut session = Session::reading(40, 10, vec![episode("One", "2026-11-01", 3600, Progress::Unplayed)]);
    session.keys("|").text("summarize --in 100 words").keys("Enter");
    let notices = session.state().notices();
    assert_eq!(notices.first().map(|notice| notice.text.as_str()), Some("summarize… runs… Esc cancels"));
}

#[test]
fn the_cut_of_an_output_is_told_above_it_and_at_its_end() {
    let mut session = session();
    session.keys("|").text("yes").keys("Enter").reply(ran(
        "yes",
        OwnMode::Pipe,
        RunEnd::Cut("2,000 lines"),
        &["y", "y"],
    ));
    assert_eq!(session.overlay_lines(), ["y", "y", "Cut after 2,000 lines: the command was ended"]);
    let about = session.overlay().map(|overlay| overlay.get().about(&session.state().cx));
    assert_eq!(about.as_deref(), Some("of yes, cut after 2,000 lines"));
    session.keys("Esc").keys("|").text("yes").keys("Enter j");
    session.reply(ran("yes", OwnMode::Pipe, RunEnd::Cut("64 KiB"), &["y"]));
    assert_eq!((session.message(), session.overlay()), ("yes: y (cut after 64 KiB; :output shows all)", None));
}

#[test]
fn a_failed_command_shows_what_it_printed() {
    let mut session = session();
    session.keys("|").text("diff - x").keys("Enter");
    session.reply(ran("diff - x", OwnMode::Pipe, RunEnd::Code(1), &["1c1", "< a", "> b"]));
    assert_eq!(session.overlay_lines(), ["1c1", "< a", "> b"]);
    let about = session.overlay().map(|overlay| overlay.get().about(&session.state().cx));
    assert_eq!(about.as_deref(), Some("of diff - x, exit code 1"));
    session.keys("Esc").keys("|").text("false").keys("Enter").reply(ran("false", OwnMode::Pipe, RunEnd::Code(1), &[]));
    assert_eq!((session.message(), session.overlay()), ("false ended with exit code 1", None));
}

#[test]
fn d9_what_was_typed_and_printed_is_gone_with_a_library_that_is_deleted() {
    let mut session = session();
    session.keys("|").text("wc -w").keys("Enter").reply(ran("wc -w", OwnMode::Pipe, RunEnd::Done, &["12"]));
    assert_eq!(session.overlay_lines(), ["12"]);
    session.keys("Esc L j j j Enter Enter").reply(LoginReply::LoggedOut(Ok(())));
    let own = &session.state().cx.own;
    assert!(own.typed.is_empty() && own.output.is_none() && own.commands.len() == 3);
}

#[test]
fn up_brings_back_what_was_piped_to_before() {
    let mut session = session();
    for text in ["one", "two", "one"] {
        session.keys("|").text(text).keys("Enter").reply(ran(text, OwnMode::Pipe, RunEnd::Done, &[]));
    }
    session.effects();
    session.keys("| Up Up Up Down Down Enter");
    assert!(matches!(session.overlay(), Some(Overlay::Prompt(_))), "the new one is empty");
    assert_eq!(session.message(), "Type the command first, such as wc -w");
    session.keys("Up Up Enter");
    assert_eq!(runs(&mut session).first().map(|run| run.text.clone()).as_deref(), Some("two"));
}

/// Why no command can be typed.
fn refused(session: &Session) -> String {
    let title = session.overlay().map(|overlay| overlay.get().title());
    assert_eq!(title, Some("No notes to pipe now"));
    session.overlay_lines().join(" ")
}

impl Session {
    /// Gives the person commands, each on a key, or on none.
    fn own(&mut self, commands: Vec<OwnCommand>, keys: &[(&str, &str)]) -> Vec<Vec<String>> {
        let helps: Vec<_> = keys.iter().map(|(name, _)| format!("Run {name}")).collect();
        let keys: Vec<(&str, Vec<String>)> = keys
            .iter()
            .map(|(name, key)| (*name, Some((*key).to_owned()).filter(|key| !key.is_empty()).into_iter().collect()))
            .collect();
        let rows: Vec<_> =
            keys.iter().zip(&helps).zip(0..).map(|(((name, keys), help), at)| own_row(name, keys, help, at)).collect();
        self.with_own(commands, &rows)
    }
}

fn own_row<'a>(name: &'a str, keys: &'a [String], help: &'a str, at: u16) -> OwnRow<'a> {
    OwnRow { context: Context::Episode, command: Command::Own(at), name, help, keys }
}

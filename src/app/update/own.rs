//! Commands of the person's own: run, typed, and how they ended.

use std::borrow::Cow;

use crate::{
    app::{
        Command, Context, Screen, Slot, State, Tone,
        input::command::Main,
        overlays::{Output, Overlay, Prompt},
        own::{NOT_FOUND, OwnMode, Printed, Ran, Run, RunEnd},
    },
    domain::{CleanText, ShelfEpisode},
};

/// The most characters of a command that a message names.
const SHORT: usize = 40;

/// Runs a command of the configuration on the selected episode.
pub(super) fn run(state: &mut State, at: u16) {
    let Some(own) = state.cx.own.commands.get(usize::from(at)).cloned() else { return };
    let still_runs = still_runs(state).filter(|_| own.mode == OwnMode::Pipe);
    let episode = match (episode(state), still_runs) {
        (Ok(episode), None) => episode,
        (Err(why), _) => return state.cx.note(why),
        (Ok(_), Some(why)) => return state.cx.note(why),
    };
    let run = request(state, CleanText::new(&own.name), own.text, own.mode, episode);
    if own.mode == OwnMode::Background {
        state.cx.note(format!("{} runs in the background", run.name));
    }
    ask(state, run);
}

/// Asks for a command to pipe the notes to.
pub(super) fn ask_pipe(state: &mut State) {
    let found = still_runs(state).map_or_else(|| episode(state), |why| Err(why.into()));
    // The field takes the letters that follow, which would be commands.
    let prompt = match found {
        Ok(episode) => Prompt::pipe(state.cx.own.typed.clone(), &episode.episode.name),
        Err(why) => Prompt::nothing_to_pipe(why),
    };
    state.open(Overlay::Prompt(prompt));
}

/// Pipes the notes to a command that was typed.
pub(super) fn pipe(state: &mut State, text: String) {
    state.cx.own.remember(&text);
    let episode = match episode(state) {
        Ok(episode) => episode,
        Err(why) => return state.cx.note(why),
    };
    let short: String = text.chars().take(SHORT).collect();
    let end = if short.len() < text.len() { state.cx.ellipsis() } else { "" };
    let run = request(state, CleanText::new(&format!("{short}{end}")), text, OwnMode::Pipe, episode);
    ask(state, run);
}

fn request(state: &State, name: CleanText, text: String, mode: OwnMode, episode: ShelfEpisode) -> Run {
    Run { name, text, mode, episode: Box::new(episode), is_on_disk: state.views.is_on_disk() }
}

fn ask(state: &mut State, run: Run) {
    state.cx.own.is_awaited = true;
    if run.mode == OwnMode::Pipe {
        state.cx.own.piping = Some(run.name.clone());
        // The notice that it runs takes its place.
        state.cx.messages.dismiss();
    }
    state.cx.ask(run);
}

/// That notes are piped to a command already. It might be doing something that the person wants to end well.
fn still_runs(state: &State) -> Option<String> {
    let name = state.cx.own.piping.as_ref()?;
    let key = state.cx.keymap.key_of(&[Context::Running], Command::Main(Main::CancelPipe));
    let way = key.map(|key| format!(": {key} cancels it")).unwrap_or_default();
    Some(format!("{name} still runs{way}"))
}

/// Ends the command that the notes are piped to.
pub(super) fn cancel(state: &mut State) {
    state.cx.cancel(Slot::Pipe);
    match state.cx.own.piping.take() {
        Some(name) => state.cx.notify(format!("{name} was cancelled"), Tone::Info),
        None => state.cx.note("No command runs"),
    }
}

/// The selected episode.
///
/// # Errors
/// There is none, or its id cannot be given to a command.
fn episode(state: &State) -> Result<ShelfEpisode, Cow<'static, str>> {
    let item = state.views.focused().episode().cloned();
    let item = item.ok_or_else(|| state.without_row("No episode is selected"))?;
    match item.episode.key.id() {
        Some(_) => Ok(item),
        None => Err("This episode has no link: Spotify gave it an invalid id".into()),
    }
}

/// A command ended.
pub(super) fn ran(state: &mut State, ran: Ran) {
    let Ran { name, mode, end, output } = ran;
    let is_awaited = std::mem::take(&mut state.cx.own.is_awaited);
    if mode == OwnMode::Pipe {
        state.cx.own.piping = None;
    }
    let lines = state.cx.join(&output.iter().map(CleanText::as_str).collect::<Vec<_>>());
    let with_lines = |text: String| if lines.is_empty() { text } else { format!("{text}: {lines}") };
    let failed = match end {
        RunEnd::Done | RunEnd::Cut(_) => return done(state, mode, Printed { name, lines: output, end }, is_awaited),
        // A comparison or a check fails with what it is read for.
        RunEnd::Code(code) if mode == OwnMode::Pipe && code != NOT_FOUND && !output.is_empty() => {
            return done(state, mode, Printed { name, lines: output, end }, is_awaited);
        }
        RunEnd::Code(NOT_FOUND) => with_lines(format!("{name}: the command was not found (exit code 127)")),
        RunEnd::Code(code) => with_lines(format!("{name} ended with exit code {code}")),
        RunEnd::Signal(number) => with_lines(format!("{name} was ended by signal {number}")),
        RunEnd::WantedTerminal => {
            format!("{name} was ended: it needs the terminal, which mode = \"terminal\" gives it")
        }
        RunEnd::NotStarted(why) => format!("{name} did not start: {why}"),
    };
    state.cx.notify(failed, Tone::Error);
}

fn done(state: &mut State, mode: OwnMode, printed: Printed, is_awaited: bool) {
    let name = printed.name.clone();
    let first = printed.lines.first().cloned().filter(|_| mode == OwnMode::Pipe);
    let Some(first) = first else { return state.cx.notify(format!("{name} is done"), Tone::Info) };
    let how = printed.failure().map(|how| format!("{how}; ")).unwrap_or_default();
    let tone = if matches!(printed.end, RunEnd::Code(_)) { Tone::Error } else { Tone::Info };
    state.cx.own.output = Some(printed);
    let is_free = state.screen == Screen::Main && state.overlays.is_empty() && !state.is_typing();
    if is_awaited && is_free {
        show(state);
    } else {
        // What the person does meanwhile goes on.
        state.cx.notify(format!("{name}: {first} ({how}:output shows all)"), tone);
    }
}

/// Shows what the last command printed.
pub(super) fn show(state: &mut State) {
    match state.cx.own.output.clone() {
        Some(printed) => state.open(Overlay::Output(Output(printed))),
        None => state.cx.note("No command has printed anything yet"),
    }
}

//! Commands of the person's own: run, typed, and how they ended.

use crate::{
    app::{
        State,
        messages::Tone,
        overlays::{Output, Overlay, PipePrompt},
        own::{OwnMode, Ran, Run, RunEnd},
        state::Screen,
    },
    domain::{CleanText, ShelfEpisode},
};

/// The most characters of a command that a message names.
const SHORT: usize = 40;

/// Runs a command of the configuration on the selected episode.
pub(super) fn run(state: &mut State, at: u16) {
    let Some(own) = state.cx.own.commands.get(usize::from(at)).cloned() else { return };
    let Some(episode) = episode(state) else { return };
    let run = request(state, CleanText::new(&own.name), own.text, own.mode, episode);
    if own.mode == OwnMode::Background {
        state.cx.note(format!("{} runs in the background", run.name));
    }
    ask(state, run);
}

/// Asks for a command to pipe the notes to.
pub(super) fn ask_pipe(state: &mut State) {
    if let Some(episode) = episode(state) {
        let prompt = PipePrompt::new(state.cx.own.typed.clone(), &episode.episode.name);
        state.open(Overlay::Pipe(prompt));
    }
}

/// Pipes the notes to a command that was typed.
pub(super) fn pipe(state: &mut State, text: String) {
    state.cx.own.remember(&text);
    let Some(episode) = episode(state) else { return };
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
    state.cx.ask(run);
}

/// The selected episode, if its id can be given to a command; notifies the person otherwise.
fn episode(state: &mut State) -> Option<ShelfEpisode> {
    let Some(item) = state.views.focused().episode().cloned() else {
        state.cx.note("No episode is selected");
        return None;
    };
    if item.episode.key.id().is_none() {
        state.cx.notify("This episode has no link: Spotify gave it an invalid id", Tone::Warning);
        return None;
    }
    Some(item)
}

/// A command ended.
pub(super) fn ran(state: &mut State, ran: Ran) {
    let Ran { name, mode, end, output } = ran;
    let is_awaited = std::mem::take(&mut state.cx.own.is_awaited);
    let lines = state.cx.join(&output.iter().map(CleanText::as_str).collect::<Vec<_>>());
    let with_lines = |text: String| if lines.is_empty() { text } else { format!("{text}: {lines}") };
    let failed = match end {
        RunEnd::Done => return done(state, &name, mode, output, is_awaited),
        RunEnd::Code(127) => with_lines(format!("{name}: the command was not found (exit code 127)")),
        RunEnd::Code(code) => with_lines(format!("{name} ended with exit code {code}")),
        RunEnd::Signal(number) => with_lines(format!("{name} was ended by signal {number}")),
        RunEnd::WantedTerminal => {
            format!("{name} was ended: it needs the terminal, which mode = \"terminal\" gives it")
        }
        RunEnd::NotStarted(why) => format!("{name} did not start: {why}"),
    };
    state.cx.notify(failed, Tone::Error);
}

fn done(state: &mut State, name: &CleanText, mode: OwnMode, output: Vec<CleanText>, is_awaited: bool) {
    let first = output.first().cloned();
    let has_output = mode == OwnMode::Pipe && !output.is_empty();
    if has_output {
        state.cx.own.output = Some((name.clone(), output));
    }
    let is_free = state.screen == Screen::Main && state.overlays.is_empty() && !state.is_typing();
    match first.filter(|_| has_output) {
        Some(_) if is_awaited && is_free => show(state),
        // What the person does meanwhile goes on.
        Some(first) => state.cx.notify(format!("{name}: {first} (:output shows all)"), Tone::Info),
        None => state.cx.notify(format!("{name} is done"), Tone::Info),
    }
}

/// Shows what the last command printed.
pub(super) fn show(state: &mut State) {
    match state.cx.own.output.clone() {
        Some((name, lines)) => state.open(Overlay::Output(Output::new(name, lines))),
        None => state.cx.note("No command has printed anything yet"),
    }
}

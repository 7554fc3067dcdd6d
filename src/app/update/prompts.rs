//! The prompt that waits for an answer: it closes once what was typed has worked out, and keeps what was refused.

use crate::{
    app::{
        Problem, RequestId, State, Tone,
        overlays::{Open, Overlay, Prompt, Question},
        requests::event::FileAnswer,
    },
    domain::width::width,
};

/// The answer to this request goes to the prompt on top, if there is one.
pub(super) fn wait(state: &mut State, id: RequestId) {
    if let Some(Open { overlay: Overlay::Prompt(prompt), .. }) = state.overlays.last_mut() {
        prompt.wait_for(id);
    }
}

fn is_waiting(open: &Open, id: RequestId) -> bool {
    matches!(&open.overlay, Overlay::Prompt(prompt) if prompt.waits_for(id))
}

fn waiting(state: &mut State, id: RequestId) -> Option<&mut Prompt> {
    state.overlays.iter_mut().find_map(|open| match &mut open.overlay {
        Overlay::Prompt(prompt) if prompt.waits_for(id) => Some(prompt),
        _ => None,
    })
}

/// What was typed has worked out.
pub(super) fn close(state: &mut State, id: RequestId) {
    state.overlays.retain(|open| !is_waiting(open, id));
}

/// What was typed was refused: the prompt that is still open shows why, else a message.
pub(super) fn refused(state: &mut State, id: RequestId, problem: &Problem) {
    let why = problem.status_line(&state.cx.keymap);
    match waiting(state, id) {
        Some(prompt) => {
            prompt.refuse(why);
            // Remove the progress message.
            state.cx.messages.dismiss();
        }
        None => state.cx.notify(why, Tone::Error),
    }
}

/// A file that a prompt named was written, or not.
pub(super) fn file_answered(state: &mut State, id: RequestId, answer: Result<FileAnswer, Problem>) {
    match answer {
        Ok(FileAnswer::Written { path }) => {
            close(state, id);
            written(state, path);
        }
        Ok(FileAnswer::Exists { path }) => {
            let is_on_top = state.overlays.last().is_some_and(|open| is_waiting(open, id));
            let replace = waiting(state, id).filter(|_| is_on_top).and_then(|prompt| prompt.act(true).ok());
            match replace {
                Some(replace) => state.open(Overlay::Question(Question::replace(replace, path))),
                None => state.cx.notify(format!("Not written: there is a file {path}"), Tone::Warning),
            }
        }
        Err(problem) => refused(state, id, &problem),
    }
}

/// A path that is longer than the status line is shown whole above it.
fn written(state: &mut State, path: String) {
    /// The columns around a message.
    const AROUND: usize = 4;
    let text = format!("Written to {path}");
    let fits = width(&text) + AROUND <= usize::from(state.cx.layout.size.width);
    state.cx.notify(text, Tone::Info);
    if !fits && !state.is_typing() && state.overlays.is_empty() {
        state.cx.messages.dismiss();
        state.open(Overlay::Question(Question::written(path)));
    }
}

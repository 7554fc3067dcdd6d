//! Undoing an import of marks that the command line made: asked first, because it may be weeks ago and thousands of marks.

use crate::{
    app::{
        State,
        overlays::{Overlay, Question},
        requests::{effect::Write, event::ImportStep},
    },
    domain::count::counted,
};

/// The library has looked for an import, since there was nothing else to undo.
pub(super) fn found(state: &mut State, found: Option<ImportStep>) {
    let Some(ImportStep { made, marks }) = found else { return state.cx.note("There is nothing to undo") };
    if state.is_typing() || !state.overlays.is_empty() {
        return;
    }
    let day = made.to_zoned_datetime(state.cx.now.time_zone().clone()).date();
    let what = counted(marks, "mark", "marks");
    let question = format!(
        "{what} came from an import on {day}. Each episode gets the mark it had before, unless it was marked since."
    );
    state.open(Overlay::Question(Question::undo_import(question)));
}

/// The question was answered with yes.
pub(super) fn undo(state: &mut State) {
    state.cx.ask(Write::UndoImport);
}

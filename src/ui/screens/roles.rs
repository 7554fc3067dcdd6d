//! Text in roles, styled: overlays, and the last row.

use std::borrow::Cow;

use ratatui::{
    style::{Modifier, Style},
    text::{Line, Span},
};

use crate::{
    app::{messages::Tone, overlays::Role},
    domain::wrap::Run,
    ui::Pen,
};

/// A line of text. The text of a mark or a gauge tells how many columns it takes.
pub(super) fn line<'a>(pen: Pen<'_>, runs: &'a [Run<Role>]) -> Line<'a> {
    runs.iter().map(|run| styled(pen, run)).collect()
}

fn styled<'a>(pen: Pen<'_>, run: &'a Run<Role>) -> Span<'a> {
    let (theme, marks, columns) = (pen.theme, pen.marks, run.text.len());
    let text = Cow::from(run.text.as_str());
    let (text, style): (Cow<'a, str>, Style) = match run.look {
        Role::Text => (text, theme.text),
        Role::Muted => (text, theme.muted),
        Role::Key => (text, theme.key),
        Role::Heading => (text, theme.heading),
        Role::Warning => (text, theme.warning),
        Role::Strong => (text, theme.text.add_modifier(Modifier::BOLD | Modifier::UNDERLINED)),
        Role::Tone(of) => (text, tone(pen, of).1),
        Role::Mark(of) => {
            let (mark, style) = tone(pen, of);
            (format!("{mark:<columns$}").into(), style)
        }
        Role::Syncing => (marks.syncing.into(), theme.muted),
        Role::GaugeFull => (marks.gauge_full.repeat(columns).into(), theme.text),
        Role::GaugeEmpty => (marks.gauge_empty.repeat(columns).into(), theme.border),
    };
    Span::styled(text, style)
}

/// The mark and the style of a message.
pub(super) fn tone(pen: Pen<'_>, tone: Tone) -> (&'static str, Style) {
    match tone {
        Tone::Note => (pen.marks.dot, pen.theme.text),
        Tone::Info => (pen.marks.done, pen.theme.text),
        Tone::Warning => (pen.marks.warning, pen.theme.warning),
        Tone::Error => (pen.marks.warning, pen.theme.error),
    }
}

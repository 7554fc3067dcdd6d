//! The signs the program draws by itself, in Unicode or in ASCII (`--ascii`).

use ratatui::symbols::border;

use crate::domain::EpisodeState;

/// One set of signs, one column wide each unless noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// An unplayed episode.
    pub unplayed: &'static str,
    /// An episode in progress.
    pub in_progress: &'static str,
    /// A played episode.
    pub played: &'static str,
    /// After the mark of an episode whose state is a local mark.
    pub local: &'static str,
    /// After the title of an episode in Your Episodes, and of a show of the catalogue that is followed.
    pub kept: &'static str,
    /// Before a row chosen with `v`.
    pub selected: &'static str,
    /// Before the row of the cursor.
    pub cursor: &'static str,
    /// Between two facts on one line.
    pub dot: &'static str,
    /// Where text was cut; up to two columns.
    pub ellipsis: &'static str,
    /// Before a warning.
    pub warning: &'static str,
    /// Before a success.
    pub done: &'static str,
    /// Before an item of a list in notes, with the space after it.
    pub bullet: &'static str,
    /// Between a place and the place inside it.
    pub inside: &'static str,
    /// For each hidden character of a field.
    pub hidden: &'static str,
    /// In place of a character that cannot be drawn.
    pub replacement: &'static str,
    /// The thumb of a scrollbar.
    pub thumb: &'static str,
    /// The part of a gauge that is done.
    pub gauge_full: &'static str,
    /// The part of a gauge that is to come.
    pub gauge_empty: &'static str,
    /// The border of an overlay.
    pub border: border::Set<'static>,
    /// Between two panes.
    pub edge: &'static str,
    /// Below the titles of panes.
    pub rule: &'static str,
    /// Where an edge crosses the rule.
    pub crossing: &'static str,
    /// Before what plays, and before what is paused.
    pub playing: &'static str,
    pub paused: &'static str,
    /// The position on the bar of what plays.
    pub knob: &'static str,
    /// Before the progress of a synchronisation.
    pub syncing: &'static str,
}

/// For terminals and fonts that have Unicode.
pub const UNICODE: Marks = marks(false);

/// For all others.
pub const ASCII: Marks = marks(true);

/// Of each two, the first is in Unicode, the second in ASCII.
const fn marks(is_ascii: bool) -> Marks {
    const fn pick(is_ascii: bool, unicode: &'static str, ascii: &'static str) -> &'static str {
        if is_ascii { ascii } else { unicode }
    }
    Marks {
        unplayed: pick(is_ascii, "●", "*"),
        in_progress: pick(is_ascii, "◐", "~"),
        played: pick(is_ascii, "✓", "x"),
        local: pick(is_ascii, "·", "."),
        kept: pick(is_ascii, "★", "^"),
        selected: "+",
        cursor: pick(is_ascii, "▎", ">"),
        dot: pick(is_ascii, "·", "-"),
        ellipsis: pick(is_ascii, "…", ".."),
        warning: pick(is_ascii, "▲", "!"),
        done: pick(is_ascii, "✓", "+"),
        bullet: pick(is_ascii, "• ", "- "),
        inside: pick(is_ascii, "›", ">"),
        hidden: pick(is_ascii, "•", "*"),
        replacement: pick(is_ascii, "·", "?"),
        thumb: pick(is_ascii, "┃", "#"),
        gauge_full: pick(is_ascii, "━", "="),
        gauge_empty: pick(is_ascii, "─", "."),
        border: if is_ascii { ASCII_BORDER } else { border::ROUNDED },
        edge: pick(is_ascii, "│", "|"),
        rule: pick(is_ascii, "─", "-"),
        crossing: pick(is_ascii, "┼", "+"),
        playing: pick(is_ascii, "▶", ">"),
        paused: pick(is_ascii, "‖", "="),
        knob: pick(is_ascii, "●", "o"),
        syncing: pick(is_ascii, "⟳", "~"),
    }
}

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

impl Marks {
    /// The mark of an episode's state.
    pub fn of(&self, state: EpisodeState) -> &'static str {
        match state {
            EpisodeState::Unplayed => self.unplayed,
            EpisodeState::InProgress => self.in_progress,
            EpisodeState::Played => self.played,
        }
    }
}

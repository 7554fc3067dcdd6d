//! The style of every role. Roles stand over the terminal's own sixteen colours, so that every palette stays the person's.
//!
//! Colour alone carries no meaning: a mark, a border or a word repeats it. [`Theme::no_color`] holds
//! the roles together with bold, reverse, underline and dim.

use ratatui::style::{Color, Modifier, Style};

/// The look of every role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Running text.
    pub text: Style,
    /// Counts, dates, help texts.
    pub muted: Style,
    /// The name of the program and the titles of screens.
    pub title: Style,
    /// The border of the pane that has the keys.
    pub border_focused: Style,
    /// The border of any other pane.
    pub border: Style,
    /// The title of the pane that has the keys.
    pub pane_title_focused: Style,
    /// The title of any other pane.
    pub pane_title: Style,
    /// The selected row of the pane that has the keys.
    pub selected: Style,
    /// The selected row of any other pane.
    pub selected_elsewhere: Style,
    /// Characters that match the filter.
    pub hit: Style,
    /// A key in a text.
    pub key: Style,
    /// An unplayed episode.
    pub unplayed: Style,
    /// An episode in progress.
    pub in_progress: Style,
    /// A played episode.
    pub played: Style,
    /// A heading in notes.
    pub heading: Style,
    /// A link in notes.
    pub link: Style,
    /// A timestamp in notes.
    pub timestamp: Style,
    /// A success.
    pub success: Style,
    /// A warning.
    pub warning: Style,
    /// An error.
    pub error: Style,
    /// The thumb of a scrollbar.
    pub thumb: Style,
}

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
const DIM: Style = Style::new().add_modifier(Modifier::DIM);
const UNDERLINED: Style = Style::new().add_modifier(Modifier::UNDERLINED);
/// Without dim, which is hard to read on a reversed row on many terminals.
const REVERSED: Style = Style::new().add_modifier(Modifier::REVERSED).remove_modifier(Modifier::DIM);

impl Default for Theme {
    fn default() -> Self {
        Self::new(true)
    }
}

impl Theme {
    /// The roles without any colour (`NO_COLOR`, `--color never`).
    pub fn no_color() -> Self {
        Self::new(false)
    }

    /// Each role in colour, and without.
    fn new(has_color: bool) -> Self {
        let either = |color: Style, plain: Style| if has_color { color } else { plain };
        Self {
            text: PLAIN,
            muted: DIM,
            title: either(BOLD.fg(Color::Cyan), BOLD),
            border_focused: either(PLAIN.fg(Color::Cyan), BOLD),
            border: DIM,
            pane_title_focused: either(BOLD.fg(Color::Cyan), BOLD),
            pane_title: PLAIN,
            selected: either(REVERSED.fg(Color::Cyan), REVERSED),
            selected_elsewhere: BOLD,
            hit: either(BOLD.fg(Color::Yellow), BOLD).add_modifier(Modifier::UNDERLINED),
            key: either(BOLD.fg(Color::Cyan), BOLD),
            unplayed: either(PLAIN.fg(Color::Cyan), BOLD),
            in_progress: either(PLAIN.fg(Color::Yellow), BOLD),
            played: DIM,
            heading: BOLD,
            link: either(UNDERLINED.fg(Color::Blue), UNDERLINED),
            timestamp: either(PLAIN.fg(Color::Magenta), BOLD),
            success: either(PLAIN.fg(Color::Green), PLAIN),
            warning: either(PLAIN.fg(Color::Yellow), BOLD),
            error: either(BOLD.fg(Color::Red), BOLD),
            thumb: either(PLAIN.fg(Color::Cyan), BOLD),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(theme: &Theme) -> Vec<Style> {
        vec![
            theme.text,
            theme.muted,
            theme.title,
            theme.border_focused,
            theme.border,
            theme.pane_title_focused,
            theme.pane_title,
            theme.selected,
            theme.selected_elsewhere,
            theme.hit,
            theme.key,
            theme.unplayed,
            theme.in_progress,
            theme.played,
            theme.heading,
            theme.link,
            theme.timestamp,
            theme.success,
            theme.warning,
            theme.error,
            theme.thumb,
        ]
    }

    #[test]
    fn without_colour_no_role_has_one() {
        for style in roles(&Theme::no_color()) {
            assert_eq!((style.fg, style.bg, style.underline_color), (None, None, None), "{style:?}");
        }
    }

    #[test]
    fn colours_are_those_of_the_terminals_own_palette() {
        for style in roles(&Theme::default()) {
            assert!(!matches!(style.fg, Some(Color::Rgb(..) | Color::Indexed(_))), "{style:?}");
            assert_eq!(style.bg, None, "a background would cover the person's own");
        }
    }
}

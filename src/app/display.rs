//! How things are displayed.

use super::theme::Theme;
use crate::domain::DateLocale;

/// How things are displayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DisplayOptions {
    /// Only ASCII is drawn by the program itself (marks, borders, bullets).
    pub ascii: bool,
    /// Dates are never made relative.
    pub iso_dates: bool,
    /// Names and order of dates that are not ISO.
    pub locale: DateLocale,
    pub theme: Theme,
    /// The theme with the person's own styles, to go back to.
    pub own_theme: Option<Theme>,
    /// Colours are off, whatever the theme.
    pub no_color: bool,
    /// Whether the terminal opens links itself (OSC 8).
    pub hyperlinks: bool,
}

//! How things are displayed.

use super::theme::{Follows, Theme};
use crate::domain::DateLocale;

/// How things are displayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "switches that have nothing to do with each other")]
pub struct DisplayOptions {
    /// Only ASCII is drawn by the program itself (marks, borders, bullets).
    pub ascii: bool,
    /// Dates are never made relative.
    pub iso_dates: bool,
    /// Names and order of dates that are not ISO.
    pub locale: DateLocale,
    pub theme: Theme,
    /// How the theme follows the terminal's background, if it does.
    pub follows: Option<Follows>,
    /// The theme with the person's own styles, to go back to.
    pub own_theme: Option<Theme>,
    /// Whether the terminal takes colours of 24 bits.
    pub is_full_color: bool,
    /// Colours are off, whatever the theme.
    pub no_color: bool,
    /// Whether the terminal opens links itself (OSC 8).
    pub hyperlinks: bool,
    /// Whether the terminal's name decides about that.
    pub asks_for_links: bool,
}

//! What the terminal answered about itself.
//!
//! `runtime` asks once when it takes the terminal, and again after a stop. All answers come as one event; without it,
//! nothing is known, and nothing waits for it.

use ratatui::layout::Size;

use crate::domain::CleanText;

/// The answers of the terminal. The default is one that answered nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terminal {
    /// The background (OSC 11).
    pub background: Option<Background>,
    /// Whether it draws pictures of the kitty graphics protocol.
    pub kitty: bool,
    /// Whether it draws sixels (DA1, attribute 4).
    pub sixel: bool,
    /// The size of a cell in pixels (XTWINOPS 16), none of them 0.
    pub cell: Option<Size>,
    /// Its name and version (XTVERSION), such as `WezTerm 20240203` or `XTerm(390)`.
    pub name: Option<CleanText>,
}

/// What is known of the background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    Color(Rgb),
    /// The person chose another one since the terminal was asked.
    Light,
    Dark,
}

impl Background {
    pub fn is_light(self) -> bool {
        match self {
            Self::Color(color) => color.is_light(),
            Self::Light => true,
            Self::Dark => false,
        }
    }
}

/// A colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Whether dark text is easier to read on it than light text: by the relative luminance of Rec. 709.
    pub fn is_light(self) -> bool {
        let Self(red, green, blue) = self;
        2126 * u32::from(red) + 7152 * u32::from(green) + 722 * u32::from(blue) > 10_000 * 127
    }

    /// Mixed with white, or with black if it is light, by `percent`.
    #[must_use]
    pub fn shaded(self, percent: u8) -> Self {
        let end = if self.is_light() { 0 } else { u16::from(u8::MAX) };
        let percent = u16::from(percent.min(100));
        let part = |part: u8| (u16::from(part) * (100 - percent) + end * percent) / 100;
        let Self(red, green, blue) = self;
        let [red, green, blue] = [red, green, blue].map(|of| u8::try_from(part(of)).unwrap_or(u8::MAX));
        Self(red, green, blue)
    }
}

#[cfg(test)]
mod tests {
    use super::Rgb;

    #[test]
    fn a_background_is_light_by_its_luminance() {
        assert!(Rgb(255, 255, 255).is_light() && Rgb(253, 246, 227).is_light() && Rgb(0, 255, 0).is_light());
        assert!(!Rgb(0, 0, 0).is_light() && !Rgb(0, 43, 54).is_light() && !Rgb(0, 0, 255).is_light());
    }

    #[test]
    fn a_shade_is_lighter_on_dark_and_darker_on_light() {
        assert_eq!(Rgb(0, 50, 100).shaded(10), Rgb(25, 70, 115));
        assert_eq!(Rgb(250, 240, 200).shaded(10), Rgb(225, 216, 180));
        assert_eq!((Rgb(0, 0, 0).shaded(200), Rgb(255, 255, 255).shaded(0)), (Rgb(255, 255, 255), Rgb(255, 255, 255)));
    }
}

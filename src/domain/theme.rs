//! The themes by name: a word of the configuration and of the command palette. The styles are in `app::theme`.

/// A theme of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum ThemeName {
    /// The terminal's own palette.
    #[default]
    Terminal,
    /// Dark or light, as the terminal's background is.
    Auto,
    Dark,
    Light,
    HighContrast,
    /// No colours.
    Mono,
}

impl ThemeName {
    /// Every theme with its word.
    pub const ALL: [(&'static str, Self); 6] = [
        ("terminal", Self::Terminal),
        ("auto", Self::Auto),
        ("dark", Self::Dark),
        ("light", Self::Light),
        ("high-contrast", Self::HighContrast),
        ("mono", Self::Mono),
    ];

    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, theme)| *theme == self).map_or("", |(word, _)| word)
    }

    /// The theme with this word; another word gives the default.
    pub fn of_word(word: &str) -> Self {
        Self::ALL.iter().find(|(known, _)| *known == word).map_or_else(Self::default, |(_, theme)| *theme)
    }
}

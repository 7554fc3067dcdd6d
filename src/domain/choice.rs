//! Choices of the configuration that the screen makes too, each with its words.

/// A set of keys to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Preset {
    /// The table as it is.
    #[default]
    Vim,
    Emacs,
    /// No letters to move with.
    Arrows,
}

impl Preset {
    /// Every preset with its word.
    pub const ALL: [(&'static str, Self); 3] = [("vim", Self::Vim), ("emacs", Self::Emacs), ("arrows", Self::Arrows)];
}

/// How a command of the person's own runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OwnMode {
    /// Without input. Its output is shown if it fails.
    #[default]
    Background,
    /// On the terminal, while the program waits.
    Terminal,
    /// With the notes as Markdown for its input. Its output is shown. One at a time; the program ends it.
    Pipe,
}

impl OwnMode {
    /// Every mode with its word.
    pub const ALL: [(&'static str, Self); 3] =
        [("background", Self::Background), ("terminal", Self::Terminal), ("pipe", Self::Pipe)];
}

/// How pictures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    Kitty,
    Iterm2,
    Sixel,
    /// Half blocks, in cells.
    Blocks,
}

impl Protocol {
    /// Every protocol with its word.
    pub const ALL: [(&'static str, Self); 4] =
        [("kitty", Self::Kitty), ("iterm2", Self::Iterm2), ("sixel", Self::Sixel), ("blocks", Self::Blocks)];
}

/// The value of a word.
pub fn of_word<T: Copy>(all: &[(&str, T)], word: &str) -> Option<T> {
    all.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}

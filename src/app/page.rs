//! Pages about the program itself, and their text.

/// A page, or a file, about the program itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Page {
    /// The keys of the configuration.
    Settings,
    /// The end of the log.
    Log,
    /// What the command `doctor` prints.
    Doctor,
    /// A file about this program and this computer, for a report of an error.
    Report,
    /// Version, notices, licences.
    About,
}

impl Page {
    pub fn title(self) -> &'static str {
        match self {
            Self::Settings => "Settings",
            Self::Log => "Log",
            Self::Doctor => "Doctor",
            Self::Report => "Report",
            Self::About => "About",
        }
    }
}

/// A piece of a page, not wrapped yet. The text is clean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paragraph {
    Heading(String),
    Text(String),
    Warning(String),
    /// A label, and a text in a column of its own.
    Fact(String, String),
    Blank,
}

impl Paragraph {
    /// Its text, for a search.
    pub fn text(&self) -> String {
        match self {
            Self::Heading(text) | Self::Text(text) | Self::Warning(text) => text.clone(),
            Self::Fact(label, text) => format!("{label} {text}"),
            Self::Blank => String::new(),
        }
    }
}

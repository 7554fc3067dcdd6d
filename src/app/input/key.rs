//! Keys and mouse as the program sees them, free of any terminal library.

use std::{fmt, str::FromStr};

use ratatui::layout::Position;

use crate::domain::near::nearest;

/// A key press.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub code: KeyCode,
    pub ctrl: bool,
    pub alt: bool,
}

/// A key. A letter with Shift is the capital letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyCode {
    /// A printable character; Space is `' '`.
    Char(char),
    Enter,
    Esc,
    Tab,
    /// Shift and Tab.
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
}

#[cfg(test)]
impl Key {
    /// A key without Ctrl and Alt.
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false }
    }
}

const NAMES: [(&str, KeyCode); 15] = [
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Shift-Tab", KeyCode::BackTab),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
];

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        let name = NAMES.iter().find(|(_, code)| *code == self.code).map(|(name, _)| name);
        if let (KeyCode::Char(c), None) = (self.code, name) {
            return write!(f, "{c}");
        }
        f.write_str(name.unwrap_or(&""))
    }
}

impl FromStr for Key {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (ctrl, text) = text.strip_prefix("Ctrl-").map_or((false, text), |rest| (true, rest));
        let (alt, text) = text.strip_prefix("Alt-").map_or((false, text), |rest| (true, rest));
        let named = NAMES.iter().find(|(name, _)| *name == text).map(|(_, code)| *code);
        let mut chars = text.chars();
        let single = match (chars.next(), chars.next()) {
            (Some(c), None) if !c.is_control() && c != ' ' => Some(KeyCode::Char(c)),
            _ => None,
        };
        named.or(single).map(|code| Self { code, ctrl, alt }).ok_or(())
    }
}

/// Other programs' names of keys and modifiers, as far as they are not near to those here.
const SYNONYMS: [(&str, &str); 15] = [
    ("Return", "Enter"),
    ("CR", "Enter"),
    ("Escape", "Esc"),
    ("Spacebar", "Space"),
    ("BackTab", "Shift-Tab"),
    ("BS", "Backspace"),
    ("Del", "Delete"),
    ("PageUp", "PgUp"),
    ("PageDown", "PgDn"),
    ("PgDown", "PgDn"),
    ("C", "Ctrl"),
    ("Control", "Ctrl"),
    ("M", "Alt"),
    ("Meta", "Alt"),
    ("S", "Shift"),
];

impl Key {
    /// The names of the keys that are no characters.
    pub fn names() -> [&'static str; NAMES.len()] {
        NAMES.map(|(name, _)| name)
    }

    /// The key that a program reads when this one is pressed: a terminal sends Ctrl with a letter as a byte that has no
    /// capitals, and with four of them as the byte of another key.
    #[must_use]
    pub fn sent(self) -> Self {
        let KeyCode::Char(letter) = self.code else { return self };
        let (code, ctrl) = match letter.to_ascii_lowercase() {
            'i' => (KeyCode::Tab, false),
            'j' | 'm' => (KeyCode::Enter, false),
            '[' => (KeyCode::Esc, false),
            letter => (KeyCode::Char(letter), true),
        };
        if self.ctrl { Self { code, ctrl, ..self } } else { self }
    }

    /// The key that a text may mean that is none, such as `Ctr-n`, `ctrl+n`, `<C-n>`, `^N`, `shift-n` or `return`.
    pub fn meant(written: &str) -> Option<Self> {
        let written = written.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(written);
        if let Some(letter) = written.strip_prefix('^') {
            return Self::meant(&format!("Ctrl-{letter}"));
        }
        let (last, _) = written.char_indices().next_back()?;
        let start = written.get(..last)?.rfind(['-', '+']).map_or(0, |sign| sign + 1);
        let (modifiers, name) = written.split_at_checked(start)?;
        let name = if start == last { name } else { near_name(name, &Self::names())? };
        let mut key: Self = name.parse().ok()?;
        for modifier in modifiers.split_terminator(['-', '+']) {
            match near_name(modifier, &["Ctrl", "Alt", "Shift"])? {
                "Ctrl" => key.ctrl = true,
                "Alt" => key.alt = true,
                _ => key.code = shifted(key.code)?,
            }
        }
        Some(key.sent())
    }
}

fn shifted(code: KeyCode) -> Option<KeyCode> {
    if let KeyCode::Char(letter @ 'a'..='z') = code {
        return Some(KeyCode::Char(letter.to_ascii_uppercase()));
    }
    (code == KeyCode::Tab).then_some(KeyCode::BackTab)
}

fn near_name(written: &str, known: &[&'static str]) -> Option<&'static str> {
    let synonym = SYNONYMS.iter().find(|(other, _)| other.eq_ignore_ascii_case(written));
    nearest(synonym.map_or(written, |(_, name)| name), known.iter().copied()).into_iter().next()
}

/// A mouse event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    pub kind: MouseKind,
    /// In cells from the top left.
    pub at: Position,
}

/// The mouse events in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// The left button went down.
    Click,
    /// The mouse moved while the left button was down.
    Drag,
    /// The left button went up.
    Release,
    /// One notch.
    WheelUp,
    WheelDown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_as_it_is_written() {
        for name in ["j", "G", "Ctrl-d", "Alt-x", "Ctrl-Alt-Left", "Space", "PgDn", "Shift-Tab", "?", "-", "é"] {
            assert_eq!(name.parse::<Key>().map(|key| key.to_string()).as_deref(), Ok(name));
        }
    }

    #[test]
    fn what_is_no_key_brings_the_one_that_may_be_meant() {
        for (written, meant) in [
            ("Ctr-n", "Ctrl-n"),
            ("ctrl+n", "Ctrl-n"),
            ("ctrl-+", "Ctrl-+"),
            ("control-Left", "Ctrl-Left"),
            ("Alt-Ctrl-x", "Ctrl-Alt-x"),
            ("<C-n>", "Ctrl-n"),
            ("<C-N>", "Ctrl-n"),
            ("ctrl-N", "Ctrl-n"),
            ("Ctrl-Shift-n", "Ctrl-n"),
            ("^N", "Ctrl-n"),
            ("^n", "Ctrl-n"),
            ("^M", "Enter"),
            ("^[", "Esc"),
            ("^^", "Ctrl-^"),
            ("M-x", "Alt-x"),
            ("shift-n", "N"),
            ("shift+tab", "Shift-Tab"),
            ("esc", "Esc"),
            ("ESCAPE", "Esc"),
            ("return", "Enter"),
            ("pgdown", "PgDn"),
            ("PageUp", "PgUp"),
            ("spacebar", "Space"),
            ("del", "Delete"),
            ("Ctrl-backspce", "Ctrl-Backspace"),
        ] {
            assert_eq!(Key::meant(written).map(|key| key.to_string()).as_deref(), Some(meant), "{written}");
        }
        for written in
            ["", "SS", "F5", "Ctrl-", "Shift-Up", "Shift-5", "Hyper-x", "Ctrl-jj", "<>", "\u{1b}", "Ctrl-\u{1b}"]
        {
            assert_eq!(Key::meant(written), None, "{written:?}");
        }
    }

    #[test]
    fn a_terminal_sends_some_keys_as_others() {
        for (name, sent) in [
            ("Ctrl-N", "Ctrl-n"),
            ("Ctrl-Alt-N", "Ctrl-Alt-n"),
            ("Ctrl-i", "Tab"),
            ("Ctrl-M", "Enter"),
            ("Ctrl-j", "Enter"),
            ("Ctrl-[", "Esc"),
            ("Ctrl-n", "Ctrl-n"),
            ("N", "N"),
            ("Alt-N", "Alt-N"),
            ("Ctrl-Left", "Ctrl-Left"),
            ("Ctrl-Space", "Ctrl-Space"),
        ] {
            assert_eq!(name.parse::<Key>().map(|key| key.sent().to_string()).as_deref(), Ok(sent), "{name}");
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for name in ["", "jj", "Ctrl-", "ctrl-d", "F13", " ", "\u{1b}"] {
            assert_eq!(name.parse::<Key>(), Err(()), "{name:?}");
        }
    }
}

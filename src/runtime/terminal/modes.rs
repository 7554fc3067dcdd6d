//! The modes that are set while the terminal is taken.

/// Alternate screen.
const OPEN: &[u8] = b"\x1b[?1049h";
/// The whole screen scrolls, since another program may have left a part of it to be scrolled by line feeds; cleared;
/// bracketed paste; the focus; a report when the background changes between light and dark.
const SET: &[u8] = b"\x1b[r\x1b[2J\x1b[?2004h\x1b[?1004h\x1b[?2031h";
/// Clicks, drags and wheel in SGR coordinates (moves are not asked for).
const MOUSE: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
/// No line wrap, since a symbol that is drawn too wide at the right edge would scroll the screen; no cursor until a field
/// wants one.
const DRAWN: &[u8] = b"\x1b[?7l\x1b[?25l";
/// The reverse, with every mode that this process could have set. Written last.
const GIVE_BACK: &[u8] =
    b"\x1b[?2026l\x1b[0m\x1b[?2031l\x1b[?1006l\x1b[?1003l\x1b[?1002l\x1b[?1000l\x1b[?1004l\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l\x1b[?25h";

/// Lines of text one below the other: bracketed paste alone. Nothing moves the cursor, which a screen reader follows.
const LINES: &[u8] = b"\x1b[?2004h";
const END_LINES: &[u8] = b"\x1b[0m\x1b[?2004l";

/// XTWINOPS: puts the title of the window on a stack, and takes it back.
const PUSH_TITLE: &[u8] = b"\x1b[22;2t";
const POP_TITLE: &[u8] = b"\x1b[23;2t";

/// Which modes are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Modes {
    pub mouse: bool,
    /// Whether the title of the window is set.
    pub title: bool,
    /// Lines are written instead of a screen.
    pub linear: bool,
}

impl Default for Modes {
    fn default() -> Self {
        Self { mouse: true, title: true, linear: false }
    }
}

impl Modes {
    /// Lines alone.
    pub const LINES: Self = Self { mouse: false, title: false, linear: true };

    /// What opens the screen, or opens it again without having given it back: the title is saved once.
    pub(super) fn open(self, is_again: bool) -> Vec<u8> {
        let title = if self.title && !is_again { PUSH_TITLE } else { b"" };
        [title, if self.linear { b"" } else { OPEN }].concat()
    }

    /// What is set on it.
    pub(super) fn set(self) -> Vec<u8> {
        let mouse = if self.mouse { MOUSE } else { b"" };
        if self.linear { LINES.to_vec() } else { [SET, mouse, DRAWN].concat() }
    }

    /// What undoes both.
    pub(super) fn give_back(self) -> Vec<u8> {
        let title = if self.title { POP_TITLE } else { b"" };
        [title, if self.linear { END_LINES } else { GIVE_BACK }].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        String::from_utf8(bytes.to_vec()).expect("ASCII")
    }

    #[test]
    fn without_the_mouse_no_mouse_mode_is_set() {
        let set = text(&Modes { mouse: false, ..Modes::default() }.set());
        for mode in ["?9h", "?1000h", "?1001h", "?1002h", "?1003h", "?1005h", "?1006h", "?1015h", "?1016h"] {
            assert!(!set.contains(mode), "{mode}");
        }
        assert!(text(&Modes::default().set()).contains("\x1b[?1000h\x1b[?1002h\x1b[?1006h"));
    }

    #[test]
    fn the_title_is_put_aside_and_taken_back_only_if_it_is_set() {
        let (with, without) = (Modes::default(), Modes { title: false, ..Modes::default() });
        assert!(text(&with.open(false)).starts_with("\x1b[22;2t") && text(&with.give_back()).starts_with("\x1b[23;2t"));
        assert!(!text(&with.open(true)).contains(";2t"));
        assert!(!text(&without.open(false)).contains(";2t") && !text(&without.give_back()).contains(";2t"));
    }

    #[test]
    fn lines_need_no_other_screen_and_no_mode_that_moves_the_cursor() {
        let lines = Modes::LINES;
        let all = text(&[lines.open(false), lines.set(), lines.give_back()].concat());
        assert_eq!(all, "\x1b[?2004h\x1b[0m\x1b[?2004l");
    }
}

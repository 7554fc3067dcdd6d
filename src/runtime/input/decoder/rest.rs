//! Bytes that come after a sequence was given up: its rest, or keys. A terminal sends its rest in one read; typing is slower.

/// Whether a read, soon after Esc or Alt with an introducer, is the rest of a reply or of a key.
pub(super) fn follows(introducer: Option<u8>, bytes: &[u8]) -> bool {
    let parts = match (introducer, bytes) {
        // An arrow, or that the terminal has the focus.
        (None, [b'[', b'A'..=b'D' | b'F' | b'H' | b'I' | b'O' | b'Z']) => return true,
        (Some(introducer), [next, _, ..]) => Some((introducer, *next)),
        (None, [introducer, next, ..]) => Some((*introducer, *next)),
        (Some(_) | None, _) => None,
    };
    parts.is_some_and(|(introducer, next)| match introducer {
        b'[' => next.is_ascii_digit() || b"<=>?".contains(&next),
        b'P' => next.is_ascii_digit() || b"!$+>".contains(&next),
        b']' => next.is_ascii_digit(),
        b'_' => next == b'G',
        _ => false,
    })
}

/// Whether a read has the end of a string that was given up.
pub(super) fn ends_string(bytes: &[u8]) -> bool {
    bytes.len() > 1 && bytes.contains(&0x07) || bytes.windows(2).any(|two| two == b"\x1b\\")
}

/// Whether a read begins with the rest of a control sequence that was given up: parameters and a last byte.
pub(super) fn ends_control(bytes: &[u8]) -> bool {
    let parameters = bytes.iter().take_while(|byte| matches!(byte, 0x20..=0x3f)).count();
    parameters > 0 && bytes.get(parameters).is_some_and(|byte| matches!(byte, 0x40..=0x7e))
}

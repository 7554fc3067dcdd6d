//! Values in the replies of a terminal.

use ratatui::layout::Size;

use crate::{
    app::terminal::{Background, Rgb, Terminal},
    domain::CleanText,
};

/// The most bytes of a reply that are read; the rest of a longer one is dropped.
pub(super) const LONGEST: usize = 128;
/// The most characters of a name.
const NAME: usize = 40;

/// Takes over the value of a string sequence, if it has one. `introducer` is the byte after ESC.
pub(super) fn string(introducer: u8, text: &[u8], answers: &mut Terminal) {
    let Ok(text) = std::str::from_utf8(text) else { return };
    match introducer {
        b']' => {
            answers.background = text.strip_prefix("11;").and_then(color).map(Background::Color).or(answers.background);
        }
        b'P' => {
            if let Some(name) = text.strip_prefix(">|") {
                let name: String = name.chars().take(NAME).collect();
                answers.name = Some(CleanText::new(&name)).filter(|name| !name.is_empty());
            }
        }
        b'_' => answers.kitty |= text == format!("Gi={};OK", super::QUERY_ID),
        _ => {}
    }
}

/// Takes over the value of a control sequence. Returns whether it is the answer to the last question.
pub(super) fn control(parameters: &[u8], last: u8, answers: &mut Terminal) -> bool {
    let Ok(text) = std::str::from_utf8(parameters) else { return false };
    match (last, text.strip_prefix('?')) {
        (b'c', Some(attributes)) => {
            answers.sixel = attributes.split(';').any(|attribute| attribute == "4");
            true
        }
        (b't', None) => {
            answers.cell = cell(text).or(answers.cell);
            false
        }
        _ => false,
    }
}

/// The size of a cell, `6;HEIGHT;WIDTH`.
fn cell(text: &str) -> Option<Size> {
    let (height, width) = text.strip_prefix("6;")?.split_once(';')?;
    let size = Size { width: width.parse().ok()?, height: height.parse().ok()? };
    (size.width > 0 && size.height > 0).then_some(size)
}

/// A colour as X11 writes it: `rgb:RR/GG/BB`, with one to four hexadecimal digits each; some terminals write `rgba:`.
fn color(text: &str) -> Option<Rgb> {
    let mut parts = text.strip_prefix("rgb:").or_else(|| text.strip_prefix("rgba:"))?.split('/');
    let mut part = || {
        let digits = parts.next().filter(|digits| (1..=4).contains(&digits.len()))?;
        let most = (1_u32 << (4 * digits.len())) - 1;
        u8::try_from(u32::from_str_radix(digits, 16).ok()? * 255 / most).ok()
    };
    Some(Rgb(part()?, part()?, part()?))
}

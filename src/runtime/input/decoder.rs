//! Bytes of a terminal become keys, clicks and pastes; its replies become values, never keys.
//!
//! A reply (`ESC P >|xterm ESC \`, `ESC ] 11;rgb:… BEL`, `ESC [ ? 62 c`) can arrive long after another program asked for it, and
//! in pieces. It is consumed to its end, known or not, so that no part of it is a command. The values of known ones are
//! collected, and passed on with the reply that comes last. Pure: the caller has the clock, and
//! calls [`Decoder::give_up`] when nothing came within [`Decoder::patience`]. Start with [`Decoder::feed`].

use std::time::Duration;

use ratatui::layout::Position;

mod rest;

use super::reply;
use crate::{
    app::{
        EventKind,
        input::key::{Key, KeyCode, Mouse, MouseKind},
        terminal::Terminal,
    },
    domain::Private,
};

const ESC: u8 = 0x1b;
/// How long Esc waits for the bytes that would make it the start of a sequence.
const ESC_DELAY: Duration = Duration::from_millis(60);
/// The longest pause within a sequence: without its end, keys work again afterwards.
const PAUSE: Duration = Duration::from_millis(500);
/// The same within a paste, whose rest would be commands; and how long the rest of a sequence is known after [`PAUSE`].
const LONG_PAUSE: Duration = Duration::from_secs(5);
/// The most bytes of a paste that are kept, and of a reply that are dropped.
const MOST: usize = 1 << 20;
/// The most bytes of the parameters of a known sequence.
const PARAMETERS: usize = 64;
const PASTE_END: &[u8] = b"\x1b[201~";

/// What has been read of a sequence.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    state: State,
    /// Its parameters, or the bytes of a character, a paste, a click or the begin of a string.
    held: Vec<u8>,
    /// The values of replies since the last event about them.
    answers: Terminal,
    /// How often the terminal has reported its status.
    reports: usize,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between sequences.
    #[default]
    Ground,
    /// After ESC.
    Escape,
    /// After `ESC [`.
    Csi,
    /// After `ESC O`.
    Ss3,
    /// In a string that ends with `ESC \` or BEL: its introducer, its length, and whether its last byte is ESC.
    Text(u8, usize, bool),
    /// In a character of several bytes, with Alt or not.
    Char(bool),
    Paste,
    /// In a click as terminals without SGR coordinates report it.
    Click,
    /// Before the letter of a function key of the Linux console.
    Function,
    /// Esc, or Alt with this introducer, was passed on as a key; the rest of a reply may still follow.
    Late(Option<u8>),
    /// Keys work again after a pause in a control sequence, or in a string with this introducer and length; its rest may
    /// still follow.
    Cut(Option<(u8, usize)>),
}

impl Decoder {
    /// Takes the bytes of one read.
    pub(super) fn feed(&mut self, bytes: &[u8], events: &mut Vec<EventKind>) {
        if let State::Late(introducer) = self.state {
            self.state = State::Ground;
            if rest::follows(introducer, bytes) {
                self.state = State::Escape;
                if let Some(byte) = introducer {
                    self.byte(byte, events);
                }
            }
        } else if let State::Cut(string) = self.state {
            match string {
                Some((introducer, length)) if rest::ends_string(bytes) => {
                    self.state = State::Text(introducer, length, false);
                }
                None if rest::ends_control(bytes) => self.state = State::Csi,
                Some(_) | None => self.start(State::Ground),
            }
        }
        for byte in bytes {
            self.byte(*byte, events);
        }
    }

    /// How often the terminal has reported its status (DSR) since the last call.
    pub(super) fn take_reports(&mut self) -> usize {
        std::mem::take(&mut self.reports)
    }

    /// How long to wait for the next byte; `None` for any time.
    pub(super) fn patience(&self) -> Option<Duration> {
        match self.state {
            State::Ground => None,
            State::Escape | State::Ss3 | State::Text(_, 0, false) => Some(ESC_DELAY),
            State::Csi if self.held.is_empty() => Some(ESC_DELAY),
            State::Csi | State::Text(..) | State::Char(_) | State::Click | State::Function | State::Late(_) => {
                Some(PAUSE)
            }
            State::Paste | State::Cut(_) => Some(LONG_PAUSE),
        }
    }

    /// Nothing came within [`Self::patience`]: Esc was a key, or the sequence has no end.
    pub(super) fn give_up(&mut self, events: &mut Vec<EventKind>) {
        let introducer = match std::mem::take(&mut self.state) {
            State::Escape => None,
            State::Ss3 => Some(b'O'),
            State::Csi if self.held.is_empty() => Some(b'['),
            State::Text(introducer, 0, false) => Some(introducer),
            State::Paste => return self.paste(events),
            State::Csi => return self.state = State::Cut(None),
            State::Text(introducer, length, _) => return self.state = State::Cut(Some((introducer, length))),
            State::Ground | State::Char(_) | State::Click | State::Function | State::Late(_) | State::Cut(_) => {
                return self.held.clear();
            }
        };
        match introducer {
            Some(byte) => self.plain(byte, true, events),
            None => push(KeyCode::Esc, false, false, events),
        }
        self.state = State::Late(introducer);
    }

    fn byte(&mut self, byte: u8, events: &mut Vec<EventKind>) {
        match self.state {
            State::Ground | State::Late(_) | State::Cut(_) => self.plain(byte, false, events),
            State::Escape => self.escape(byte, events),
            State::Csi => self.csi(byte, events),
            State::Ss3 => {
                self.state = State::Ground;
                match final_key(byte, None).or_else(|| (byte == b'M').then_some(KeyCode::Enter)) {
                    Some(code) => push(code, false, false, events),
                    None if byte.is_ascii_graphic() => {}
                    None => self.byte(byte, events),
                }
            }
            State::Text(introducer, length, escaped) => match byte {
                // The end: ST, BEL, CAN, SUB.
                b'\\' if escaped => self.string(introducer),
                0x07 => self.string(introducer),
                0x18 | 0x1a => self.state = State::Ground,
                ESC if escaped => self.state = State::Text(introducer, length + 1, true),
                _ if escaped => self.escape(byte, events),
                _ if length >= MOST => self.state = State::Ground,
                _ => {
                    if byte != ESC && length < reply::LONGEST {
                        self.held.push(byte);
                    }
                    self.state = State::Text(introducer, length + 1, byte == ESC);
                }
            },
            State::Char(alt) => self.character(byte, alt, events),
            State::Paste => {
                self.held.push(byte);
                if self.held.ends_with(PASTE_END) {
                    self.held.truncate(self.held.len() - PASTE_END.len());
                    self.paste(events);
                } else if self.held.len() > 2 * MOST {
                    self.held.drain(MOST..self.held.len() - PASTE_END.len());
                }
            }
            State::Click => {
                self.held.push(byte.wrapping_sub(32));
                if let &[button, x, y] = self.held.as_slice() {
                    events.extend(mouse(button, u16::from(x), u16::from(y)));
                    self.start(State::Ground);
                }
            }
            State::Function => self.state = State::Ground,
        }
    }

    /// Begins a sequence, or ends one.
    fn start(&mut self, state: State) {
        self.held.clear();
        self.state = state;
    }

    /// A byte outside of a sequence, or the one after ESC that begins none: then with Alt.
    fn plain(&mut self, byte: u8, alt: bool, events: &mut Vec<EventKind>) {
        self.state = State::Ground;
        let (code, ctrl) = match byte {
            ESC => return self.start(State::Escape),
            b'\r' | b'\n' => (KeyCode::Enter, false),
            b'\t' => (KeyCode::Tab, false),
            0x7f => (KeyCode::Backspace, false),
            0 => (KeyCode::Char(' '), true),
            0x01..=0x1a => (KeyCode::Char(char::from(byte - 1 + b'a')), true),
            0x1c..=0x1f => (KeyCode::Char(char::from(byte - 0x1c + b'4')), true),
            0x20..=0x7e => (KeyCode::Char(char::from(byte)), false),
            0x80.. => {
                self.start(State::Char(alt));
                return self.character(byte, alt, events);
            }
        };
        push(code, ctrl, alt, events);
    }

    fn character(&mut self, byte: u8, alt: bool, events: &mut Vec<EventKind>) {
        self.held.push(byte);
        match std::str::from_utf8(&self.held) {
            Ok(text) => {
                if let Some(c) = text.chars().next().filter(|c| !c.is_control()) {
                    push(KeyCode::Char(c), false, alt, events);
                }
                self.start(State::Ground);
            }
            // More bytes are to come.
            Err(error) if error.error_len().is_none() => {}
            Err(_) => {
                let began = self.held.len() > 1;
                self.start(State::Ground);
                if began {
                    self.plain(byte, false, events);
                }
            }
        }
    }

    fn escape(&mut self, byte: u8, events: &mut Vec<EventKind>) {
        match byte {
            b'[' => self.start(State::Csi),
            b'O' => self.start(State::Ss3),
            // DCS, SOS, OSC, PM, APC.
            b'P' | b'X' | b']' | b'^' | b'_' => self.start(State::Text(byte, 0, false)),
            // The end of a string that was given up.
            b'\\' => self.start(State::Ground),
            ESC => {
                push(KeyCode::Esc, false, false, events);
                self.start(State::Escape);
            }
            _ => self.plain(byte, true, events),
        }
    }

    fn csi(&mut self, byte: u8, events: &mut Vec<EventKind>) {
        match byte {
            b'[' if self.held.is_empty() => self.start(State::Function),
            b'M' if self.held.is_empty() => self.start(State::Click),
            b'~' if self.held == b"200" => self.start(State::Paste),
            0x20..=0x3f if self.held.len() <= PARAMETERS => self.held.push(byte),
            0x20..=0x3f => {}
            0x40..=0x7e => {
                self.reports += usize::from(self.held == b"0" && byte == b'n');
                if self.held.len() <= PARAMETERS {
                    if reply::control(&self.held, byte, &mut self.answers) {
                        events.push(EventKind::Terminal(Box::new(std::mem::take(&mut self.answers))));
                    }
                    events.extend(sequence(&self.held, byte));
                }
                self.start(State::Ground);
            }
            0x18 | 0x1a => self.start(State::Ground),
            // It has no end.
            _ => {
                self.start(State::Ground);
                self.plain(byte, false, events);
            }
        }
    }

    /// A string has come to its end.
    fn string(&mut self, introducer: u8) {
        reply::string(introducer, &self.held, &mut self.answers);
        self.start(State::Ground);
    }

    fn paste(&mut self, events: &mut Vec<EventKind>) {
        self.state = State::Ground;
        events.push(EventKind::Paste(Private::new(String::from_utf8_lossy(&self.held))));
        self.held.clear();
    }
}

/// The key, click or wheel of a control sequence; `None` for a reply and for a sequence that is not used.
fn sequence(parameters: &[u8], last: u8) -> Option<EventKind> {
    let text = std::str::from_utf8(parameters).ok()?;
    if let Some(click) = text.strip_prefix('<') {
        let numbers: Vec<u16> = click.split(';').map_while(|number| number.parse().ok()).collect();
        let &[button, x, y] = numbers.as_slice() else { return None };
        let button = u8::try_from(button).ok()?;
        return match last {
            b'M' => mouse(button, x, y),
            b'm' if button & !MODIFIERS == 0 => moused(MouseKind::Release, x, y),
            _ => None,
        };
    }
    match (text, last) {
        ("", b'I') => return Some(EventKind::Focus(true)),
        ("", b'O') => return Some(EventKind::Focus(false)),
        // A report of the mode 2031.
        ("?997;1", b'n') => return Some(EventKind::Background { is_light: false }),
        ("?997;2", b'n') => return Some(EventKind::Background { is_light: true }),
        _ => {}
    }
    let mut numbers = text.split(';').map(|part| part.split(':'));
    let mut number = || numbers.next().map(|mut part| (part.next().unwrap_or(""), part.next().unwrap_or("")));
    let first = match number()?.0 {
        "" => None,
        digits => Some(digits.parse::<u32>().ok()?),
    };
    let (modifiers, kind) = number().unwrap_or(("", ""));
    let held = if modifiers.is_empty() { 0 } else { modifiers.parse::<u8>().ok()?.saturating_sub(1) };
    let (shift, alt, ctrl) = (held & 1 != 0, held & 2 != 0, held & 4 != 0);
    // Super, Hyper and Meta belong to others; 3 is a release. The lock keys do not matter.
    if held & 0b11_1000 != 0 || kind == "3" {
        return None;
    }
    let code = match final_key(last, first)? {
        KeyCode::Tab if shift => KeyCode::BackTab,
        KeyCode::Char(c) if shift => KeyCode::Char(c.to_uppercase().next().unwrap_or(c)),
        code => code,
    };
    Some(EventKind::Key(Key { code, ctrl, alt }))
}

/// The key of a sequence by its last byte and its first number.
fn final_key(last: u8, first: Option<u32>) -> Option<KeyCode> {
    Some(match (last, first) {
        (b'A', None | Some(1)) => KeyCode::Up,
        (b'B', None | Some(1)) => KeyCode::Down,
        (b'C', None | Some(1)) => KeyCode::Right,
        (b'D', None | Some(1)) => KeyCode::Left,
        (b'H', None | Some(1)) | (b'~', Some(1 | 7)) => KeyCode::Home,
        (b'F', None | Some(1)) | (b'~', Some(4 | 8)) => KeyCode::End,
        (b'Z', None | Some(1)) => KeyCode::BackTab,
        (b'~', Some(3)) => KeyCode::Delete,
        (b'~', Some(5)) => KeyCode::PageUp,
        (b'~', Some(6)) => KeyCode::PageDown,
        (b'u', Some(9)) => KeyCode::Tab,
        (b'u', Some(13)) => KeyCode::Enter,
        (b'u', Some(27)) => KeyCode::Esc,
        (b'u', Some(127)) => KeyCode::Backspace,
        // From 57344 on these are keys without a name here.
        (b'u', Some(code @ ..57344)) => KeyCode::Char(char::from_u32(code).filter(|c| !c.is_control())?),
        _ => return None,
    })
}

/// Shift, Alt and Ctrl in the number of a button. They do not matter.
const MODIFIERS: u8 = 0b1_1100;

/// A click or a drag of the left button or a notch of the wheel, at a position from 1; `None` for other buttons.
fn mouse(button: u8, x: u16, y: u16) -> Option<EventKind> {
    let kind = match button & !MODIFIERS {
        0 => MouseKind::Click,
        32 => MouseKind::Drag,
        64 => MouseKind::WheelUp,
        65 => MouseKind::WheelDown,
        _ => return None,
    };
    moused(kind, x, y)
}

fn moused(kind: MouseKind, x: u16, y: u16) -> Option<EventKind> {
    Some(EventKind::Mouse(Mouse { kind, at: Position { x: x.checked_sub(1)?, y: y.checked_sub(1)? } }))
}

fn push(code: KeyCode, ctrl: bool, alt: bool, events: &mut Vec<EventKind>) {
    events.push(EventKind::Key(Key { code, ctrl, alt }));
}

#[cfg(test)]
mod tests;

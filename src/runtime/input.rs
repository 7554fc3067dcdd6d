//! Translates terminal events and signals for `app`.
//!
//! A thread reads the keys, never the loop: crossterm does not return once the terminal has vanished. The thread ends with
//! the process.

use std::{io, thread};

use crossterm::event as term;
use ratatui::layout::{Position, Size};
use tokio::sync::mpsc::UnboundedSender;

use super::{
    signals::{Asked, Signals},
    terminal::WorkerPanic,
};
use crate::{
    app::{
        EventKind,
        input::key::{Key, KeyCode, Mouse, MouseKind},
    },
    domain::Private,
};

/// Input of the loop, apart from replies.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    Event(EventKind),
    Signal(Asked),
    TerminalGone,
    WorkerPanicked(WorkerPanic),
}

/// Starts the thread that reads keys, mouse, pastes and sizes of the terminal.
///
/// # Errors
/// No thread could be started.
pub fn read_terminal(send: UnboundedSender<Input>) -> io::Result<()> {
    let read = move || {
        loop {
            let input = match term::read() {
                Ok(event) => translate(event).map(Input::Event),
                Err(error) => {
                    tracing::warn!(%error, "cannot read the terminal");
                    Some(Input::TerminalGone)
                }
            };
            let last = input == Some(Input::TerminalGone);
            if input.is_some_and(|input| send.send(input).is_err()) || last {
                return;
            }
        }
    };
    thread::Builder::new().name("keys".to_owned()).spawn(read).map(drop)
}

/// Passes signals on until the loop ends.
pub async fn read_signals(mut signals: Signals, send: UnboundedSender<Input>) {
    loop {
        let asked = signals.next().await;
        if send.send(Input::Signal(asked)).is_err() {
            return;
        }
    }
}

/// `None` for unused events: releases, moves, keys without a name.
fn translate(event: term::Event) -> Option<EventKind> {
    match event {
        term::Event::Key(key) => translate_key(key).map(EventKind::Key),
        term::Event::Mouse(mouse) => translate_mouse(mouse).map(EventKind::Mouse),
        term::Event::Paste(text) => Some(EventKind::Paste(Private::new(text))),
        term::Event::Resize(width, height) => Some(EventKind::Resize(Size { width, height })),
        term::Event::FocusGained | term::Event::FocusLost => None,
    }
}

fn translate_key(key: term::KeyEvent) -> Option<Key> {
    use term::KeyModifiers as Held;
    if key.kind == term::KeyEventKind::Release || key.modifiers.intersects(Held::SUPER | Held::HYPER | Held::META) {
        return None;
    }
    let code = match key.code {
        term::KeyCode::Char(c) if c.is_control() => return None,
        term::KeyCode::Char(c) => KeyCode::Char(c),
        term::KeyCode::Enter => KeyCode::Enter,
        term::KeyCode::Esc => KeyCode::Esc,
        term::KeyCode::Tab if key.modifiers.contains(Held::SHIFT) => KeyCode::BackTab,
        term::KeyCode::Tab => KeyCode::Tab,
        term::KeyCode::BackTab => KeyCode::BackTab,
        term::KeyCode::Backspace => KeyCode::Backspace,
        term::KeyCode::Delete => KeyCode::Delete,
        term::KeyCode::Up => KeyCode::Up,
        term::KeyCode::Down => KeyCode::Down,
        term::KeyCode::Left => KeyCode::Left,
        term::KeyCode::Right => KeyCode::Right,
        term::KeyCode::Home => KeyCode::Home,
        term::KeyCode::End => KeyCode::End,
        term::KeyCode::PageUp => KeyCode::PageUp,
        term::KeyCode::PageDown => KeyCode::PageDown,
        term::KeyCode::Insert
        | term::KeyCode::F(_)
        | term::KeyCode::Null
        | term::KeyCode::CapsLock
        | term::KeyCode::ScrollLock
        | term::KeyCode::NumLock
        | term::KeyCode::PrintScreen
        | term::KeyCode::Pause
        | term::KeyCode::Menu
        | term::KeyCode::KeypadBegin
        | term::KeyCode::Media(_)
        | term::KeyCode::Modifier(_) => return None,
    };
    let (ctrl, alt) = (key.modifiers.contains(Held::CONTROL), key.modifiers.contains(Held::ALT));
    Some(Key { code, ctrl, alt })
}

fn translate_mouse(mouse: term::MouseEvent) -> Option<Mouse> {
    use term::{MouseButton, MouseEventKind as Did};
    let kind = match mouse.kind {
        Did::Down(MouseButton::Left) => MouseKind::Click,
        Did::ScrollUp => MouseKind::WheelUp,
        Did::ScrollDown => MouseKind::WheelDown,
        Did::Down(MouseButton::Right | MouseButton::Middle)
        | Did::Up(_)
        | Did::Drag(_)
        | Did::Moved
        | Did::ScrollLeft
        | Did::ScrollRight => return None,
    };
    Some(Mouse { kind, at: Position { x: mouse.column, y: mouse.row } })
}

#[cfg(test)]
mod tests {
    use crossterm::event::{Event, KeyCode as Code, KeyEvent, KeyEventKind, KeyModifiers as Held, MouseEvent};

    use super::*;

    fn named(code: Code, held: Held) -> Option<String> {
        match translate(Event::Key(KeyEvent::new(code, held))) {
            Some(EventKind::Key(key)) => Some(key.to_string()),
            _ => None,
        }
    }

    #[test]
    fn keys_get_the_names_of_the_keymap() {
        for (code, held, name) in [
            (Code::Char('j'), Held::NONE, "j"),
            (Code::Char('G'), Held::SHIFT, "G"),
            (Code::Char('c'), Held::CONTROL, "Ctrl-c"),
            (Code::Char('z'), Held::CONTROL, "Ctrl-z"),
            (Code::Char(' '), Held::NONE, "Space"),
            (Code::Char('x'), Held::ALT, "Alt-x"),
            (Code::BackTab, Held::SHIFT, "Shift-Tab"),
            (Code::PageDown, Held::NONE, "PgDn"),
        ] {
            assert_eq!(named(code, held).as_deref(), Some(name));
        }
        assert_eq!(named(Code::F(5), Held::NONE), None);
        assert_eq!(named(Code::Char('j'), Held::SUPER), None);
    }

    #[test]
    fn a_released_key_is_ignored() {
        let released = KeyEvent::new_with_kind(Code::Char('q'), Held::NONE, KeyEventKind::Release);
        assert_eq!(translate(Event::Key(released)), None);
    }

    #[test]
    fn clicks_and_the_wheel_are_translated_and_moves_ignored() {
        let mouse = |kind| translate(Event::Mouse(MouseEvent { kind, column: 3, row: 4, modifiers: Held::NONE }));
        let click = term::MouseEventKind::Down(term::MouseButton::Left);
        let expected = Mouse { kind: MouseKind::Click, at: Position { x: 3, y: 4 } };
        assert_eq!(mouse(click), Some(EventKind::Mouse(expected)));
        assert_eq!(mouse(term::MouseEventKind::Moved), None);
    }

    #[test]
    fn d6_a_paste_prints_nothing() {
        let paste = translate(Event::Paste("code=canary".to_owned()));
        assert!(paste.is_some_and(|event| !format!("{event:?}").contains("canary")));
    }
}

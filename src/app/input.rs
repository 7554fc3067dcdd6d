//! Input: keys, the mouse, commands, the keymap between them, text fields.

pub mod chord;
pub mod command;
pub mod key;
pub mod keymap;
pub mod pointer;
pub mod step;
pub mod text_field;

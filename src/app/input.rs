//! What a person types: keys, the mouse, commands, the keymap that leads from one to the other, text fields.

pub mod command;
pub mod key;
pub mod keymap;
pub mod step;
pub mod text_field;

//! What screens are made of. A widget knows the theme and the marks, and nothing about podcasts.

pub(super) mod border;
pub(super) mod field;
pub(super) mod frame;
pub(super) mod stack;

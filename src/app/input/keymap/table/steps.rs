//! Steps that several contexts have alike.

use super::{Binding, Context, Step, bind, step};

/// Through choices, or the lines of a text.
#[rustfmt::skip]
pub(super) const fn lines(context: Context) -> [Binding; 4] {
    [
        bind(context, step(Step::Up), "up", &["k", "Up"], "", "Move up"),
        bind(context, step(Step::Down), "down", &["j", "Down"], "", "Move down"),
        bind(context, step(Step::First), "first", &["g", "Home"], "", "Go to the top"),
        bind(context, step(Step::Last), "last", &["G", "End"], "", "Go to the bottom"),
    ]
}

/// Through a text, or a long list, by pages.
#[rustfmt::skip]
pub(super) const fn pages(context: Context) -> [Binding; 2] {
    [
        bind(context, step(Step::PageUp), "page-up", &["PgUp", "Ctrl-u", "Ctrl-b"], "", "Scroll up"),
        bind(context, step(Step::PageDown), "page-down", &["PgDn", "Ctrl-d", "Ctrl-f"], "", "Scroll down"),
    ]
}

/// Through rows below a field that is typed into.
#[rustfmt::skip]
pub(super) const fn beside_field(context: Context) -> [Binding; 4] {
    [
        bind(context, step(Step::Up), "up", &["Up"], "", "Select the row above"),
        bind(context, step(Step::Down), "down", &["Down"], "", "Select the row below"),
        bind(context, step(Step::PageUp), "page-up", &["PgUp"], "", "Scroll a page up"),
        bind(context, step(Step::PageDown), "page-down", &["PgDn"], "", "Scroll a page down"),
    ]
}

//! The keys that go on with a sequence.

use ratatui::layout::Size;

use super::{Drawn, MIDDLE, SMALL, WIDE, fixtures};
use crate::app::{input::keymap::Preset, place::ViewId};

/// A sequence of the keys of emacs, begun.
fn begun((width, height): (u16, u16)) -> Drawn {
    let mut state = fixtures::main(Size { width, height }, ViewId::Shows);
    state.cx.keymap = Preset::Emacs.keymap();
    Drawn::of(fixtures::Script::of(state).keys("Ctrl-x").later().state)
}

#[test]
fn the_keys_that_go_on_are_in_columns_over_the_lower_end_of_the_panes() {
    for size in [WIDE, MIDDLE, SMALL] {
        let drawn = begun(size);
        let area = drawn.state.cx.layout.keys.expect("they are shown");
        assert_eq!((area.bottom(), area.width), (size.1 - 1, size.0));
        insta::assert_snapshot!(format!("sequence_{}", size.0), drawn.area(area).join("\n"));
    }
}

use super::*;
use crate::domain::CleanText;

const ON: Options = Options {
    is_on: true,
    is_always: false,
    has_blocks: true,
    protocol: None,
    is_iterm2: false,
    depth: Depth::Palette,
};

fn answers(name: &str, kitty: bool, sixel: bool) -> Terminal {
    Terminal { kitty, sixel, name: Some(CleanText::new(name)), ..Terminal::default() }
}

#[test]
fn the_protocol_follows_from_the_answers() {
    for (terminal, protocol) in [
        (answers("kitty(0.42.1)", true, false), Protocol::Kitty),
        (answers("ghostty 1.2.0", true, false), Protocol::Kitty),
        (answers("WezTerm 20240203", true, true), Protocol::Iterm2),
        (answers("iTerm2 3.6.2", true, true), Protocol::Iterm2),
        (answers("foot(1.19.0)", false, true), Protocol::Sixel),
        (answers("XTerm(390)", false, false), Protocol::Blocks),
        (Terminal::default(), Protocol::Blocks),
    ] {
        assert_eq!(ON.protocol(Some(&terminal)), Some(protocol), "{terminal:?}");
    }
    let iterm2 = Options { is_iterm2: true, ..ON };
    assert_eq!(iterm2.protocol(Some(&Terminal::default())), Some(Protocol::Iterm2));
}

#[test]
fn a_terminal_that_does_not_answer_gets_no_picture_unless_it_is_wanted() {
    assert_eq!(ON.protocol(None), None);
    assert_eq!(Options { is_always: true, ..ON }.protocol(None), Some(Protocol::Blocks));
    assert_eq!(Options { protocol: Some(Protocol::Sixel), ..ON }.protocol(None), Some(Protocol::Sixel));
    let off = Options { is_on: false, is_always: true, protocol: Some(Protocol::Kitty), ..ON };
    assert_eq!(off.protocol(Some(&answers("kitty", true, false))), None);
}

#[test]
fn without_half_blocks_only_pictures_are_drawn() {
    let plain = Options { has_blocks: false, ..ON };
    assert_eq!(plain.protocol(Some(&Terminal::default())), None);
    assert_eq!(plain.protocol(Some(&answers("foot", false, true))), Some(Protocol::Sixel));
    assert_eq!(Options { protocol: Some(Protocol::Blocks), ..plain }.protocol(None), None);
}

#[test]
fn a_cover_is_a_square_that_leaves_room_for_the_details() {
    let fit = |width, height, cell| fit(Size { width, height }, cell).map(|size| (size.width, size.height));
    assert_eq!(fit(38, 8, CELL), None, "40 columns and 10 rows");
    assert_eq!(fit(44, 20, CELL), Some((16, 8)));
    assert_eq!(fit(32, 30, CELL), Some((12, 6)));
    assert_eq!(fit(31, 30, CELL), None);
    assert_eq!(fit(80, 40, CELL), Some((20, 10)));
    assert_eq!(fit(80, 40, Size { width: 9, height: 19 }), Some((21, 10)));
    // Wide and low: nothing is left for the details.
    assert_eq!(fit(44, 20, Size { width: 10, height: 40 }), None);
    let wrong = Terminal { cell: Some(Size { width: 1, height: 65_535 }), kitty: true, ..Terminal::default() };
    let room = Artwork::new(ON).room(Some(&wrong), Rect::new(0, 0, 80, 40)).expect("there is room");
    assert_eq!((room.cell, room.side()), (CELL, 200));
}

#[test]
fn few_pictures_are_held_and_a_failure_is_not_repeated_at_once() {
    let room = Room { protocol: Protocol::Kitty, size: Size::new(20, 10), cell: CELL, depth: Depth::Full };
    let cover = |number: usize| Cover { url: format!("https://i/{number}"), room };
    let (mut artwork, now) = (Artwork::new(ON), Timestamp::UNIX_EPOCH);
    for number in 0..=HELD {
        artwork.turn_to(Some(&cover(number)), now);
        assert_eq!(artwork.due(), Some(now + REST));
        artwork.hold((number > 1).then(|| Arc::new(Picture::Kitty(String::new()))), now);
        assert_eq!(artwork.due(), None, "{number}");
    }
    assert!(artwork.picture(&cover(HELD)).is_some() && artwork.picture(&cover(1)).is_none());
    artwork.turn_to(Some(&cover(1)), now);
    assert_eq!(artwork.due(), None, "it could not be had");
    artwork.turn_to(Some(&cover(0)), now);
    assert_eq!(artwork.due(), Some(now + REST), "it is held no longer");
}

#[test]
fn a_cover_that_could_not_be_had_is_asked_for_again_a_minute_later_or_after_a_synchronisation() {
    let room = Room { protocol: Protocol::Kitty, size: Size::new(20, 10), cell: CELL, depth: Depth::Full };
    let [one, other] = ["1", "2"].map(|name| Cover { url: format!("https://i/{name}"), room });
    let (mut artwork, now) = (Artwork::new(ON), Timestamp::UNIX_EPOCH);
    artwork.turn_to(Some(&one), now);
    artwork.hold(None, now);
    artwork.turn_to(Some(&other), now);
    artwork.hold(Some(Arc::new(Picture::Kitty(String::new()))), now);
    artwork.turn_to(Some(&one), now + RETRY - REST);
    assert_eq!(artwork.due(), None);
    artwork.turn_to(None, now);
    artwork.turn_to(Some(&one), now + RETRY);
    assert_eq!(artwork.due(), Some(now + RETRY + REST));
    artwork.hold(None, now + RETRY);
    assert_eq!(artwork.due(), None);
    artwork.retry();
    assert!(artwork.due().is_some() && artwork.picture(&other).is_some());
}

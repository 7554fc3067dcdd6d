use pretty_assertions::assert_eq;
use ratatui::{buffer::Cell, layout::Size};

use super::*;

struct Drawn {
    cells: Shown,
    pictures: Pictures,
}

impl Drawn {
    fn new() -> Self {
        Self { cells: Shown::default(), pictures: Pictures::default() }
    }

    /// The bytes of a frame with these new cells and this picture.
    fn frame(&mut self, cells: &[(u16, u16, &'static str)], picture: Option<&Placed>) -> String {
        let cells: Vec<_> = cells.iter().map(|(x, y, symbol)| (*x, *y, Cell::new(symbol))).collect();
        let cells = cells.iter().map(|(x, y, cell)| (*x, *y, cell));
        let changes = self.cells.update(cells, Size::new(20, 5));
        let mut frame = Vec::new();
        self.pictures.place(picture.cloned());
        self.pictures.draw(&self.cells, &changes, &[], &mut frame);
        String::from_utf8(frame).expect("text").replace('\x1b', "^")
    }
}

fn placed(picture: Picture) -> Placed {
    Placed { area: Rect::new(4, 1, 3, 2), picture: Arc::new(picture) }
}

#[test]
fn a_sequence_is_written_once_and_again_only_if_text_hits_it() {
    let (mut drawn, picture) = (Drawn::new(), placed(Picture::Sequence("<sixel>".to_owned())));
    assert_eq!(drawn.frame(&[(0, 0, "a")], Some(&picture)), "^[2;5H<sixel>");
    assert_eq!(drawn.frame(&[], Some(&picture)), "");
    assert_eq!(drawn.frame(&[(3, 1, "b"), (15, 1, "c"), (4, 0, "d"), (4, 3, "e")], Some(&picture)), "");
    assert_eq!(drawn.frame(&[(6, 2, "x")], Some(&picture)), "^[2;5H<sixel>");
    assert_eq!(drawn.frame(&[(3, 1, "語")], Some(&picture)), "^[2;5H<sixel>", "half of it is in the area");
}

#[test]
fn a_sequence_that_goes_is_erased_by_the_cells_under_it() {
    let (mut drawn, picture) = (Drawn::new(), placed(Picture::Sequence("<sixel>".to_owned())));
    drawn.frame(&[(5, 1, "u")], Some(&picture));
    assert_eq!(drawn.frame(&[], None), "^[2;5H u \n^[5G   ");
    assert_eq!(drawn.frame(&[], None), "");
    let other = Placed { area: Rect::new(0, 0, 2, 1), ..picture.clone() };
    drawn.frame(&[], Some(&picture));
    assert_eq!(drawn.frame(&[], Some(&other)), "^[2;5H u \n^[5G   ^[1;1H<sixel>", "it moves");
}

#[test]
fn a_picture_of_kitty_is_transmitted_once_and_placed_by_its_number() {
    let (mut drawn, picture) = (Drawn::new(), placed(Picture::Kitty("cG5n".to_owned())));
    let place = "^[2;5H^_Ga=p,q=2,i=1936719873,p=1,c=3,r=2,C=1^\\";
    let sent = "^_Ga=t,q=2,f=100,t=d,i=1936719873,m=0;cG5n^\\";
    assert_eq!(drawn.frame(&[], Some(&picture)), format!("{sent}{place}"));
    assert_eq!(drawn.frame(&[(5, 1, "x")], Some(&picture)), "", "text does not erase it");
    assert_eq!(drawn.frame(&[], None), "^_Ga=d,q=2,d=i,i=1936719873,p=1^\\");
    assert_eq!(drawn.frame(&[], Some(&picture)), place);
    assert_eq!(drawn.pictures.transmitted(), 1);
    assert_eq!(delete(1).replace('\x1b', "^"), "^_Ga=d,q=2,d=I,i=1936719873^\\");
}

#[test]
fn a_long_picture_of_kitty_comes_in_parts_and_the_oldest_gives_its_number_away() {
    let mut drawn = Drawn::new();
    let pictures: Vec<_> = (0..=KEPT).map(|_| placed(Picture::Kitty("x".repeat(PART + 1)))).collect();
    let first = drawn.frame(&[], pictures.first());
    assert!(first.contains("m=1;xxx") && first.contains("^\\^_Gq=2,m=0;x^\\"), "{first}");
    for picture in &pictures[1..KEPT] {
        assert!(!drawn.frame(&[], Some(picture)).contains("d=I"));
    }
    let last = drawn.frame(&[], pictures.last());
    assert!(last.contains("^_Ga=d,q=2,d=I,i=1936719873^\\^_Ga=t,q=2,f=100,t=d,i=1936719873,"), "{last}");
    assert_eq!(drawn.pictures.transmitted(), 8);
}

#[test]
fn after_the_screen_was_cleared_it_is_placed_again_and_on_another_terminal_transmitted_too() {
    let (mut drawn, picture) = (Drawn::new(), placed(Picture::Kitty("cG5n".to_owned())));
    drawn.frame(&[], Some(&picture));
    let mut frame = Vec::new();
    drawn.pictures.clear(&mut frame);
    assert!(String::from_utf8_lossy(&frame).contains("d=i"));
    let again = drawn.frame(&[], Some(&picture));
    assert!(again.contains("a=p") && !again.contains("a=t"), "{again}");
    drawn.pictures.forget();
    assert!(drawn.frame(&[], Some(&picture)).contains("a=t"));
}

//! No size makes drawing fail, and no text reaches the terminal as a command.

use std::{cell::RefCell, io, num::NonZeroU16, rc::Rc};

use proptest::prelude::*;
use ratatui::{
    Terminal, TerminalOptions, Viewport,
    backend::CrosstermBackend,
    layout::{Rect, Size},
    style::Color,
};

use super::{data, discover, drawn, fixtures, rows, scenes, tabs};
use crate::{
    app::{EventKind, State, messages::Tone, place::ViewId, requests::event::Browser, theme::Theme},
    domain::{Account, CleanText, EpisodeKey, LoginState, Notes, Private, ShowKey, ThemeName, rich::Html},
    ui::render,
};

/// What a podcast may call itself.
fn corpus() -> Vec<String> {
    let mut corpus: Vec<String> = [
        "\u{1b}]0;owned\u{7}",
        "\u{1b}]8;;https://evil.example\u{1b}\\click\u{1b}]8;;\u{1b}\\",
        "\u{1b}]52;c;b3duZWQ=\u{7}",
        "\u{1b}P$q\"p\u{1b}\\",
        "\u{1b}_Gi=1;AAAA\u{1b}\\",
        "\u{1b}^private\u{1b}\\",
        "\u{1b}[2J\u{1b}[?1049l\u{1b}[31mred",
        "\u{9d}0;owned\u{9c}\u{90}x\u{9c}\u{9b}2J",
        "\r\noverwritten\u{8}\u{8}\u{b}\u{c}",
        "\u{202e}drowssap\u{202c}\u{2066}x\u{2069}\u{200e}\u{200f}",
        "a\u{200b}b\u{feff}c\u{2028}d\u{2029}e\u{85}f",
        "日本語の見出し｡ﾟﾞ",
        "العربية ثم English ثم עברית",
        "👩‍👩‍👧‍👦🏳️‍🌈🇳🇴👍🏽",
        "हिन्दी में शीर्षक กำลังฟัง",
        "\u{301}\u{301}\u{301}",
        "│━┃┌┐ fake border ┛",
        "`backticks` and `more",
        "",
        " ",
    ]
    .map(str::to_owned)
    .to_vec();
    corpus.push("e\u{301}".repeat(2000));
    corpus.push(format!("Z{}", "\u{300}".repeat(20_000)));
    corpus.push("W".repeat(100_000));
    corpus
}

/// A main screen all of whose texts are hostile.
fn hostile(size: Size, focus: ViewId) -> State {
    let corpus = corpus();
    let mut shows: Vec<_> = corpus
        .iter()
        .zip(0u32..)
        .map(|(text, number)| {
            let mut show = data::show(usize::try_from(number).expect("small"), text, Some(number));
            show.show.publisher = Some(CleanText::new(text));
            show.show.languages = vec![CleanText::new(text)];
            show
        })
        .collect();
    if let Some(odd) = shows.last_mut() {
        odd.show.key = ShowKey::from_remote("\u{1b}]0;key\u{7}");
    }
    let mut episodes = data::episodes();
    for (item, text) in episodes.iter_mut().zip(corpus.iter().cycle()) {
        item.episode.name = CleanText::new(text);
    }
    episodes[0].episode.key = EpisodeKey::from_remote("\u{1b}[2J");
    let account = Account { id: "x".into(), display_name: Some(corpus[0].as_str().into()), premium: None };
    let startup = fixtures::startup(size);
    let login = LoginState::LoggedIn { account: Some(account), missing: Vec::new(), ends: jiff::Timestamp::MAX };
    let paragraphs: Vec<_> = corpus.iter().map(|text| format!("<p>{}</p>", text.replace('<', "&lt;"))).collect();
    let paragraphs = paragraphs.concat();
    let script = fixtures::listing(startup.session(|session| session.login = login), shows)
        .with_notes(Ok(Notes::Html(Html::new(&paragraphs))))
        .open_first(episodes)
        .visited(0)
        .focus(focus);
    let script = if focus == ViewId::Episodes { script.keys("/").text("e") } else { script };
    script.notify(CleanText::new(&corpus[1]).to_string(), Tone::Error).state
}

#[derive(Clone, Default)]
struct Wire(Rc<RefCell<Vec<u8>>>);

impl io::Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The bytes that a terminal would get for the first frame of a state.
fn wire(state: &State) -> Vec<u8> {
    let Size { width, height } = state.cx.layout.size;
    let wire = Wire::default();
    let options = TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, width, height)) };
    let mut terminal = Terminal::with_options(CrosstermBackend::new(wire.clone()), options).expect("a terminal");
    terminal.draw(|frame| render(state, frame)).expect("drawn");
    wire.0.take()
}

/// Counts what no frame of ours may hold; everything but text, colours and cursor moves ends up here.
#[derive(Default)]
struct Oracle {
    commands: Vec<String>,
}

impl vt100::Callbacks for Oracle {
    fn set_window_title(&mut self, _: &mut vt100::Screen, title: &[u8]) {
        self.commands.push(format!("title {title:?}"));
    }

    fn set_window_icon_name(&mut self, _: &mut vt100::Screen, name: &[u8]) {
        self.commands.push(format!("icon {name:?}"));
    }

    fn copy_to_clipboard(&mut self, _: &mut vt100::Screen, _: &[u8], data: &[u8]) {
        self.commands.push(format!("clipboard {data:?}"));
    }

    fn unhandled_osc(&mut self, _: &mut vt100::Screen, params: &[&[u8]]) {
        self.commands.push(format!("osc {params:?}"));
    }

    fn unhandled_escape(&mut self, _: &mut vt100::Screen, _: Option<u8>, _: Option<u8>, byte: u8) {
        self.commands.push(format!("escape {byte}"));
    }

    fn unhandled_control(&mut self, _: &mut vt100::Screen, byte: u8) {
        self.commands.push(format!("control {byte}"));
    }

    fn audible_bell(&mut self, _: &mut vt100::Screen) {
        self.commands.push("bell".into());
    }
}

/// The column at the right of every pane has no text, seen by the terminal itself: the line between two panes stands there,
/// or the thumb.
fn edges_are_intact(state: &State, bytes: &[u8]) -> Result<(), String> {
    let Size { width, height } = state.cx.layout.size;
    let (rows, columns) = (NonZeroU16::new(height).expect("rows"), NonZeroU16::new(width).expect("columns"));
    let mut parser = vt100::Parser::new_with_callbacks(rows, columns, 0, Oracle::default());
    parser.process(bytes);
    if !parser.callbacks().commands.is_empty() {
        return Err(format!("{:?}", parser.callbacks().commands));
    }
    let screen = parser.screen();
    for (_, area) in &state.cx.layout.panes {
        let x = area.right() - 1;
        let line: &[&str] = if x + 1 == width { &["", " ", "─", "┃"] } else { &["│", "┼", "┃"] };
        for y in area.y..area.bottom() {
            let symbol = screen.cell(y, x).map(vt100::Cell::contents).unwrap_or_default();
            if !line.contains(&symbol) {
                return Err(format!("{symbol:?} at {x},{y} of\n{}", screen.contents()));
            }
        }
    }
    Ok(())
}

#[test]
fn f3_nothing_remote_becomes_a_command_and_edges_stay() {
    for (width, height) in [(140, 40), (120, 30), (80, 24), (40, 10), (41, 11)] {
        for focus in [ViewId::Shows, ViewId::Episodes, ViewId::Notes] {
            let state = hostile(Size { width, height }, focus);
            let bytes = wire(&state);
            for forbidden in [&b"\x1b]"[..], b"\x1bP", b"\x1b_", b"\x1b^", b"\x1bX", b"\x07", b"\xc2\x9d", b"\xc2\x9b"]
            {
                assert!(!bytes.windows(forbidden.len()).any(|window| window == forbidden), "{forbidden:?}");
            }
            edges_are_intact(&state, &bytes).unwrap_or_else(|wrong| panic!("{width}x{height} {focus:?}: {wrong}"));
        }
    }
}

#[test]
fn f3_nothing_remote_becomes_a_command_in_any_tab() {
    let corpus = corpus();
    for (width, height) in [(140, 40), (80, 24), (40, 10)] {
        for key in ["2", "3", "4", "5", "6"] {
            let size = Size { width, height };
            let state = if key == "6" { discover::hostile(size, &corpus) } else { tabs::hostile(size, key, &corpus) };
            let wrong = edges_are_intact(&state, &wire(&state));
            wrong.unwrap_or_else(|wrong| panic!("{width}x{height} tab {key}: {wrong}"));
        }
    }
}

#[test]
fn f3_links_for_the_terminal_are_checked_addresses_and_those_of_the_item() {
    for (width, height) in [(140, 40), (80, 24), (40, 10)] {
        let mut state = hostile(Size { width, height }, ViewId::Notes);
        assert_eq!(crate::ui::hyperlinks(&state), [], "only where the terminal takes them");
        state.cx.display.hyperlinks = true;
        let links = crate::ui::hyperlinks(&state);
        for link in &links {
            let address = &link.address;
            assert!(address.starts_with("https://") || address.starts_with("http://"), "{address:?}");
            assert!(address.bytes().all(|byte| byte.is_ascii_graphic()), "{address:?}");
        }
        let marks: Vec<_> = links.iter().map(|link| link.mark).collect();
        let marked = drawn(&state, Size { width, height }).0.content.clone();
        let marked = marked.iter().map(|cell| cell.underline_color).filter(|color| *color != Color::Reset);
        assert!(marked.clone().count() > 0 && marked.clone().all(|color| marks.contains(&color)), "{width}");
    }
}

#[test]
fn f4_a_frame_of_huge_titles_stays_small() {
    let state = hostile(Size { width: 140, height: 40 }, ViewId::Shows);
    let written = wire(&state).len();
    assert!(written <= 64 * 1024, "{written} bytes");
}

#[test]
fn f1_a_browser_that_failed_with_hostile_words_is_only_text() {
    let size = Size { width: 80, height: 24 };
    let browser = Browser::Failed("\u{1b}]0;owned\u{7}\u{202e}x".into());
    let state = fixtures::entry::waiting(fixtures::entry::login(size), browser).state;
    let bytes = wire(&state);
    assert!(!bytes.windows(2).any(|window| window == b"\x1b]"));
    assert!(rows(&drawn(&state, size).0).iter().any(|row| row.contains("owned")));
}

#[test]
fn what_is_pasted_into_a_filter_is_only_text() {
    let size = Size { width: 80, height: 24 };
    let pasted = Private::new("a\u{1b}]0;x\u{7}\u{202e}b\u{200b} 日 e\u{301}");
    let state = fixtures::opened(size, ViewId::Shows).keys("/").send(EventKind::Paste(pasted)).state;
    assert!(rows(&drawn(&state, size).0).iter().any(|row| row.contains("日 e\u{301}")));
    let bytes = wire(&state);
    assert!(!bytes.windows(2).any(|window| window == b"\x1b]"));
    assert!(!String::from_utf8_lossy(&bytes).contains('\u{202e}'));
}

#[test]
fn g5_the_largest_terminal_is_drawn() {
    for (width, height) in [(65535, 1), (4000, 16), (1, 65535), (0, 0), (0, 10), (10, 0)] {
        let size = Size { width, height };
        drawn(&fixtures::main(size, ViewId::Notes), size);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn g5_no_size_makes_drawing_fail(
        width in 0..=200u16,
        height in 0..=60u16,
        scene in 0..scenes().len(),
        ascii: bool,
    ) {
        let size = Size { width, height };
        let mut state = scenes()[scene].1(size);
        state.cx.display.ascii = ascii;
        drawn(&state, size);
    }

    #[test]
    fn g5_a_state_of_another_size_is_drawn(
        (width, height) in (0..=150u16, 0..=50u16),
        (shown_width, shown_height) in (0..=150u16, 0..=50u16),
        scene in 0..scenes().len(),
    ) {
        let mut state = scenes()[scene].1(Size { width, height });
        state.cx.display.theme = Theme::of(ThemeName::Mono);
        drawn(&state, Size { width: shown_width, height: shown_height });
    }

    #[test]
    fn f3_random_titles_leave_the_edges_alone(titles in prop::collection::vec("\\PC{0,30}|.{0,30}", 20)) {
        let size = Size { width: 80, height: 24 };
        // The terminal that reads along leaves U+FFFD out, as no other does.
        let titles = titles.iter().map(|title| title.replace('\u{fffd}', "?"));
        let shows = titles.enumerate().map(|(number, title)| data::show(number, &title, Some(7))).collect();
        let state = fixtures::listing(fixtures::startup(size), shows).state;
        let wrong = edges_are_intact(&state, &wire(&state));
        prop_assert!(wrong.is_ok(), "{}", wrong.unwrap_err());
    }
}

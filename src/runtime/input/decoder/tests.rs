use proptest::{prelude::*, sample::select};

use super::*;
use crate::{
    app::terminal::{Background, Rgb},
    domain::CleanText,
};

/// What a person does, or a program between two reads.
fn name(event: &EventKind) -> String {
    match event {
        EventKind::Key(key) => key.to_string(),
        EventKind::Mouse(mouse) => format!("{:?} {},{}", mouse.kind, mouse.at.x, mouse.at.y),
        EventKind::Paste(text) => format!("paste {}", text.expose()),
        EventKind::Focus(is_visible) => format!("Focus {is_visible}"),
        other => panic!("{other:?}"),
    }
}

/// What comes out of these reads; an empty one stands for a wait that is over. Answers are no keys.
fn read(reads: &[&[u8]]) -> Vec<String> {
    events_of(reads)
        .iter()
        .filter(|event| !matches!(event, EventKind::Terminal(_) | EventKind::Background { .. }))
        .map(name)
        .collect()
}

fn events_of(reads: &[&[u8]]) -> Vec<EventKind> {
    let (mut decoder, mut events) = (Decoder::default(), Vec::new());
    for bytes in reads {
        if bytes.is_empty() {
            assert!(decoder.patience().is_some(), "nothing is waited for");
            decoder.give_up(&mut events);
        } else {
            decoder.feed(bytes, &mut events);
        }
    }
    events
}

/// The answers among what comes out of these reads.
fn answers(reads: &[&[u8]]) -> Vec<Terminal> {
    let answer = |event| if let EventKind::Terminal(answers) = event { Some(*answers) } else { None };
    events_of(reads).into_iter().filter_map(answer).collect()
}

const REPLIES: &[&str] = &[
    "\x1bP>|XTerm(390)\x1b\\",
    "\x1bP1+r524742=382f382f38\x1b\\",
    "\x1bP0$r1 q\x1b\\",
    "\x1bP!|7E565445\x1b\\",
    "\x1b]11;rgb:1e1e/2e2e/3e3e\x1b\\",
    "\x1b]10;rgb:ffff/ffff/ffff\x07",
    "\x1b]4;1;rgb:8080/0000/0000\x07",
    "\x1b]52;c;cXF4eG0=\x1b\\",
    "\x1b]lquit: q x m 日本\x1b\\",
    "\x1b_Gi=31;OK\x1b\\",
    "\x1b_Gi=1;ENOENT:q\x1b\\",
    "\x1b^private\x1b\\",
    "\x1bXstring\x1b\\",
    "\x1b[?62;1;2;4;22c",
    "\x1b[>1;4000;39c",
    "\x1b[=0c",
    "\x1b[24;80R",
    "\x1b[?24;80R",
    "\x1b[0n",
    "\x1b[?2026;2$y",
    "\x1b[?1u",
    "\x1b[8;24;80t",
    "\x1b[4;600;800t",
    "\x1b[?997;1n",
    "\x1b[[A",
    "\x1b[15~",
    "\x1b[1;2P",
    "\x1bOP",
    "\x1b[<2;3;4m",
    "\x1b[<35;3;4M",
    "\x1b[113;1:3u",
    "\x1b[113;9u",
];

const KEYS: &[(&str, &str)] = &[
    ("q", "q"),
    ("Q", "Q"),
    (" ", "Space"),
    ("\\", "\\"),
    ("]", "]"),
    ("é", "é"),
    ("日", "日"),
    ("🎙", "🎙"),
    ("\r", "Enter"),
    ("\t", "Tab"),
    ("\x7f", "Backspace"),
    ("\x03", "Ctrl-c"),
    ("\0", "Ctrl-Space"),
    ("\x1bx", "Alt-x"),
    ("\x1b\r", "Alt-Enter"),
    ("\x1bé", "Alt-é"),
    ("\x1b[A", "Up"),
    ("\x1bOB", "Down"),
    ("\x1b[1;5C", "Ctrl-Right"),
    ("\x1b[1;3D", "Alt-Left"),
    ("\x1b[H", "Home"),
    ("\x1b[4~", "End"),
    ("\x1b[5~", "PgUp"),
    ("\x1b[6~", "PgDn"),
    ("\x1b[3~", "Delete"),
    ("\x1b[Z", "Shift-Tab"),
    ("\x1b[9;2u", "Shift-Tab"),
    ("\x1b[100;5u", "Ctrl-d"),
    ("\x1b[103;2u", "G"),
    ("\x1b[27u", "Esc"),
    ("\x1b[<0;3;4M", "Click 2,3"),
    ("\x1b[<32;3;4M", "Drag 2,3"),
    ("\x1b[<0;3;4m", "Release 2,3"),
    ("\x1b[<65;1;1M", "WheelDown 0,0"),
    ("\x1b[I", "Focus true"),
    ("\x1b[O", "Focus false"),
    ("\x1b[M #$", "Click 2,3"),
    ("\x1b[200~a\x1b[Bq\r日\x1b[201~", "paste a\x1b[Bq\r日"),
];

proptest! {
    #[test]
    fn replies_cut_anywhere_between_keys_yield_exactly_the_keys(
        parts in prop::collection::vec(prop_oneof![
            select(REPLIES).prop_map(|reply| (reply, None)),
            select(KEYS).prop_map(|(bytes, name)| (bytes, Some(name))),
        ], 1..12),
        cuts in prop::collection::vec(0..400_usize, 0..12),
    ) {
        let bytes: Vec<u8> = parts.iter().flat_map(|(bytes, _)| bytes.bytes()).collect();
        let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| *cut < bytes.len()).chain([0, bytes.len()]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let reads: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        let keys: Vec<&str> = parts.iter().filter_map(|(_, name)| *name).collect();
        prop_assert_eq!(read(&reads), keys);
    }

    #[test]
    fn no_bytes_fail_and_after_a_pause_keys_work_again(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let (mut decoder, mut events) = (Decoder::default(), Vec::new());
        decoder.feed(&bytes, &mut events);
        while decoder.patience().is_some() {
            decoder.give_up(&mut events);
        }
        events.clear();
        decoder.feed(b"q", &mut events);
        prop_assert_eq!(events.iter().map(name).collect::<Vec<_>>(), ["q"]);
    }
}

const ANSWERS: &[u8] =
    b"\x1b_Gi=29552;OK\x1b\\\x1b]11;rgb:1e1e/2e2e/3e3e\x1b\\\x1bP>|kitty(0.42.1)\x1b\\\x1b[6;20;10t\x1b[?62;4;22c";

fn everything() -> Terminal {
    Terminal {
        background: Some(Background::Color(Rgb(0x1e, 0x2e, 0x3e))),
        kitty: true,
        sixel: true,
        cell: Some(ratatui::layout::Size { width: 10, height: 20 }),
        name: Some(CleanText::new("kitty(0.42.1)")),
    }
}

#[test]
fn k1_the_answers_of_the_terminal_are_one_event_however_they_are_cut_and_no_key() {
    for first in 0..ANSWERS.len() {
        for second in first..=ANSWERS.len() {
            let reads = [&b"j"[..], &ANSWERS[..first], &ANSWERS[first..second], &ANSWERS[second..], b"k"];
            let reads: Vec<_> = reads.into_iter().filter(|read| !read.is_empty()).collect();
            assert_eq!(read(&reads), ["j", "k"], "{first} {second}");
            assert_eq!(answers(&reads), [everything()], "{first} {second}");
        }
    }
}

#[test]
fn k1_answers_of_any_form_are_values_or_nothing() {
    for (reply, background) in [
        ("\x1b]11;rgb:f/8/0\x07", Some(Rgb(255, 136, 0))),
        ("\x1b]11;rgb:ff/80/00\x07", Some(Rgb(255, 128, 0))),
        ("\x1b]11;rgba:ffff/ffff/ffff/ffff\x1b\\", Some(Rgb(255, 255, 255))),
        ("\x1b]11;rgb:/80/00\x07", None),
        ("\x1b]11;rgb:12345/80/00\x07", None),
        ("\x1b]11;rgb:zz/80/00\x07", None),
        ("\x1b]11;?\x07", None),
        ("\x1b]10;rgb:ff/ff/ff\x07", None),
        ("\x1b]11;rgb:ff/ff/ff\x18", None),
    ] {
        let expected = Terminal { background: background.map(Background::Color), ..Terminal::default() };
        assert_eq!(answers(&[reply.as_bytes(), b"\x1b[?1c"]), [expected], "{reply:?}");
    }
    let nothing = [Terminal::default()];
    for reply in
        ["\x1b_Gi=29552;ENOTSUP:x\x1b\\", "\x1b_Gi=1;OK\x1b\\", "\x1b[6;0;9t", "\x1b[8;24;80t", "\x1bP>|\x1b\\"]
    {
        assert_eq!(answers(&[reply.as_bytes(), b"\x1b[?62;14c"]), nothing, "{reply:?}");
    }
    let long = format!("\x1bP>|{}\x1b[31m\x1b\\", "x".repeat(3 * reply::LONGEST));
    assert_eq!(answers(&[long.as_bytes(), b"\x1b[?1c"]), nothing);
    let name = answers(&[format!("\x1bP>|{}\x1b\\\x1b[?1c", "x".repeat(90)).as_bytes()]);
    assert_eq!(name[0].name.as_ref().map(|name| name.as_str().len()), Some(40));
}

#[test]
fn k1_answers_do_not_outlive_the_event_about_them() {
    let twice = [ANSWERS, b"\x1b[?1c"].concat();
    assert_eq!(answers(&[&twice]), [everything(), Terminal::default()]);
    assert_eq!(answers(&[b"\x1b[>1;4000;39c\x1b[=0c\x1b[?24;80R"]), []);
}

#[test]
fn a_lone_esc_is_a_key_after_its_delay() {
    assert_eq!(Decoder::default().patience(), None);
    assert_eq!(read(&[b"\x1b", b""]), ["Esc"]);
    assert_eq!(read(&[b"\x1b\x1b", b""]), ["Esc", "Esc"]);
    assert_eq!(read(&[b"\x1b", b"", b"", b"j"]), ["Esc", "j"]);
    assert_eq!(read(&[b"\x1b", b"", b"]", b"]"]), ["Esc", "]", "]"]);
}

#[test]
fn alt_works_with_the_letters_that_begin_a_reply() {
    for letter in ["P", "]", "_", "^", "X", "[", "O"] {
        assert_eq!(read(&[format!("\x1b{letter}").as_bytes(), b"", b"j"]), [format!("Alt-{letter}"), "j".into()]);
    }
}

#[test]
fn the_rest_of_a_reply_that_waited_longer_than_esc_is_no_key() {
    assert_eq!(read(&[b"\x1b", b"", b"]11;rgb:0000/0000/0000\x07", b"j"]), ["Esc", "j"]);
    assert_eq!(read(&[b"\x1b", b"", b"[?62;22c", b"j"]), ["Esc", "j"]);
    assert_eq!(read(&[b"\x1bP", b"", b">|tmux 3.5\x1b\\", b"j"]), ["Alt-P", "j"]);
    assert_eq!(read(&[b"\x1b_", b"", b"Gi=1;OK\x1b", b"\\j"]), ["Alt-_", "j"]);
}

#[test]
fn the_rest_of_a_reply_after_a_pause_within_it_is_no_key_and_keys_are() {
    for reply in REPLIES {
        for cut in 3..reply.len() - 1 {
            let (begun, rest) = reply.as_bytes().split_at(cut);
            assert_eq!(read(&[begun, b"", rest, b"j"]), ["j"], "{reply:?} {cut}");
        }
    }
    assert_eq!(read(&[b"\x1b[?62;1", b"", b"8", b"j"]), ["8", "j"]);
    assert_eq!(read(&[b"\x1b]11;rgb:", b"", b"\x1b[A", b"\x07"]), ["Up", "Ctrl-g"]);
    assert_eq!(read(&[b"\x1b", b"", b"[I", b"\x1b", b"", b"[A"]), ["Esc", "Focus true", "Esc", "Up"]);
}

#[test]
fn a_reply_without_an_end_is_dropped_after_a_pause_and_at_a_limit() {
    for begun in ["\x1bP>|q", "\x1b]11;rgb:q", "\x1b_Gq", "\x1b[?62;1", "\x1b[1;1;1", "\x1bP>|q\x1b"] {
        assert_eq!(read(&[begun.as_bytes(), b"", b"q"]), ["q"], "{begun:?}");
    }
    let mut endless = b"\x1bP".to_vec();
    endless.resize(MOST + 2, b'x');
    let mut decoder = Decoder::default();
    let mut events = Vec::new();
    decoder.feed(&endless, &mut events);
    assert_eq!((events.len(), decoder.patience()), (0, Some(PAUSE)));
    decoder.feed(b"xq", &mut events);
    assert_eq!(events.iter().map(name).collect::<Vec<_>>(), ["q"]);
    assert_eq!(read(&[b"\x1b]0;title\x18q"]), ["q"], "CAN ends a string");
    assert_eq!(read(&[b"\x1b]0;title\x1b[A"]), ["Up"], "so does another sequence");
}

#[test]
fn a_paste_ends_with_its_mark_or_after_a_long_pause_and_is_bounded() {
    assert_eq!(read(&[b"\x1b[200~a\x1b[201", b"~q"]), ["paste a", "q"]);
    assert_eq!(read(&[b"\x1b[200~q q", b""]), ["paste q q"]);
    let mut decoder = Decoder::default();
    let mut events = Vec::new();
    decoder.feed(b"\x1b[200~", &mut events);
    for _ in 0..5 {
        decoder.feed(&vec![b'x'; MOST], &mut events);
    }
    decoder.feed(PASTE_END, &mut events);
    assert!(matches!(events.as_slice(), [EventKind::Paste(text)] if text.expose().len() <= 2 * MOST));
}

#[test]
fn bytes_that_are_no_text_are_dropped() {
    assert_eq!(read(&[b"\xffq\xc3(\x80"]), ["q", "("]);
    assert_eq!(read(&[b"\xe6\x97", b"", b"q"]), ["q"]);
}

#[test]
fn reports_of_the_status_are_counted_and_are_no_keys() {
    let (mut decoder, mut events) = (Decoder::default(), Vec::new());
    for bytes in [b"\x1b[0nj\x1b".as_slice(), b"[0", b"n\x1b[3n\x1b[?0n"] {
        decoder.feed(bytes, &mut events);
    }
    assert_eq!(events.iter().map(name).collect::<Vec<_>>(), ["j"]);
    assert_eq!((decoder.take_reports(), decoder.take_reports()), (2, 0));
}

#[test]
fn a_report_about_the_background_is_no_key() {
    for (bytes, is_light) in [("\x1b[?997;1n", false), ("\x1b[?997;2n", true)] {
        assert_eq!(events_of(&[bytes.as_bytes()]), [EventKind::Background { is_light }]);
    }
    assert_eq!(events_of(&[b"\x1b[?997;3n\x1b[?998;1n"]), []);
}

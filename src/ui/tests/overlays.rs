//! Overlays by their lines.

use ratatui::{
    layout::Size,
    style::{Color, Modifier, Style},
};

use super::{
    Drawn, MIDDLE, SMALL, WIDE,
    fixtures::{self, Script},
    scene,
};
use crate::{
    app::{overlays::Role, place::ViewId, theme::Theme},
    domain::ThemeName,
    ui::text,
};

#[test]
fn the_links_are_numbered_with_their_urls_as_far_as_there_is_room() {
    let links = Drawn::scene("links", MIDDLE).overlay();
    assert_eq!((links.head.as_str(), links.foot.as_str()), ("Links", ""));
    assert_eq!(
        links.lines,
        [
            "[1] transcript  example.org/harbour/transcript",
            "▎[2] our support page  www.example.com/support?from=notes",
            "[3] example.net/plain",
            "[4] write to us  (no web page)",
            "[5] a very long label that says everything th…  example.org/a/very/long/p…",
        ]
    );
    assert_eq!(
        Drawn::scene("links", SMALL).overlay().lines,
        [
            "[1] transcript  example.org/harbo…",
            "▎[2] our support page  www.example…",
            "[3] example.net/plain",
            "[4] write to us  (no web page)",
            "[5] a very long label that says e…",
        ]
    );
}

#[test]
fn an_overlay_is_as_large_as_its_content_and_what_it_covers_is_dim() {
    let (bold, dim) = (Modifier::BOLD, Modifier::DIM);
    for name in ["main_mark_down", "account", "account_logged_out", "links", "messages"] {
        let drawn = Drawn::scene(name, WIDE);
        let (area, lines) = (drawn.state.cx.layout.overlay.expect("it is open"), &drawn.state.overlays[0].lines);
        assert_eq!(usize::from(area.height), lines.len() + 2, "{name}");
        let text = drawn.area(crate::app::layout::inside(area)).iter().map(|line| text::width(line)).max();
        assert!(usize::from(area.width) <= text.max(Some(30)).expect("lines") + 6, "{name}: {area:?}");
        for position in drawn.buffer.area.positions().filter(|at| at.y + 1 < WIDE.1 && !area.contains(*at)) {
            let cell = &drawn.buffer[position];
            let is_dim = cell.symbol() == " " || cell.modifier.contains(dim) && !cell.modifier.contains(bold);
            assert!(is_dim && cell.fg == Color::Reset && cell.bg == Color::Reset, "{name}: {cell:?} at {position}");
        }
    }
}

#[test]
fn a_text_in_a_border_does_not_take_its_style() {
    for name in [ThemeName::Terminal, ThemeName::Dark, ThemeName::Light, ThemeName::HighContrast, ThemeName::Mono] {
        let theme = Theme::of(name);
        let mut state = scene("main_mark_down", MIDDLE.into());
        state.cx.display.theme = theme;
        let Drawn { buffer, state, .. } = Drawn::of(state);
        let area = state.cx.layout.overlay.expect("it is open");
        let look = |x, y| (buffer[(x, y)].symbol(), buffer[(x, y)].fg, buffer[(x, y)].modifier);
        let of = |style: Style| {
            let style = theme.text.patch(style);
            (style.fg.unwrap_or_default(), style.add_modifier)
        };
        let (title, key) = (of(theme.accent), of(theme.key));
        assert_eq!(look(area.x + 2, area.y), ("M", title.0, title.1), "{name:?}");
        assert_eq!(look(area.x + 2, area.bottom() - 1), ("E", key.0, key.1), "{name:?}");
    }
}

#[test]
fn a_command_without_a_key_has_the_columns_of_the_keys_for_its_help() {
    let main = Script::of(fixtures::main(MIDDLE.into(), ViewId::Shows));
    let lines = Drawn::of(main.keys(":").text("theme ").state).overlay().lines;
    assert_eq!(lines[0], "▎theme terminal       Draw with this theme, until the program ends");
}

#[test]
fn the_keys_of_the_tour_are_set_off() {
    let tour = Script::of(fixtures::main(MIDDLE.into(), ViewId::Shows)).keys(":").text("welcome").keys("Enter");
    let open = tour.state.overlays.last().expect("the tour");
    let keys = open.lines.iter().flatten().filter(|run| run.look == Role::Key).map(|run| run.text.as_str());
    assert_eq!(keys.collect::<String>(), "jkEnterEsc16/RSpacemLq?:");
}

#[test]
fn a_link_is_shown_whole_before_it_is_opened_and_its_host_is_set_off() {
    for size in [WIDE, MIDDLE, SMALL] {
        let drawn = Drawn::scene("confirm_link", size);
        let question = drawn.overlay();
        assert_eq!(question.head, "Open this link?");
        assert_eq!(question.foot, "Enter opens it, Esc does not");
        let url = "https://open.spotify.com.listen.example/episode/512ojhOuo1ktJprKbVcKyQ?utm_source=show-notes&utm_medium\
                   =podcast&utm_campaign=autumn-of-letters";
        assert_eq!(question.lines.concat(), url);
        let cells = drawn.buffer.content.iter();
        let strong = cells.filter(|cell| cell.modifier.contains(Modifier::BOLD | Modifier::UNDERLINED));
        let host: String = strong.map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(host, "open.spotify.com.listen.example", "{size:?}");
    }
}

#[test]
fn the_account_lists_choices_and_below_them_what_to_know() {
    let account = Drawn::scene("account", MIDDLE).overlay();
    assert_eq!((account.head.as_str(), account.foot.as_str()), ("Account Demo listener", ""));
    assert_eq!(
        account.lines,
        [
            "▎Log in again",
            "Switch account",
            "Log out, keep the library",
            "Log out, delete the library",
            "Profiles...",
            "Logged in until 2026-11-30, with Premium.",
            "Not granted: user-read-playback-position, so nothing shows where you",
            "stopped.",
            "Logging out forgets the login here. Remove access at",
            "https://www.spotify.com/account/apps",
            "Client ID: 0123456789abcdef0123456789abcdef",
            "Content from Spotify. This program is not affiliated with Spotify.",
        ]
    );
    assert_eq!(
        Drawn::scene("account", SMALL).overlay().lines[..4],
        ["▎Log in again", "Switch account", "Log out, keep the library", "Log out, delete the library",]
    );
    let end = Script::of(scene("account", SMALL.into())).keys("G");
    let drawn = Drawn::of(end.state.clone()).overlay();
    assert_eq!(
        drawn.lines[drawn.lines.len() - 2..],
        ["Content from Spotify. This program", "is not affiliated with Spotify."]
    );
    let top = Drawn::of(end.keys("g").state).overlay();
    assert_eq!(top.lines, Drawn::scene("account", SMALL).overlay().lines, "each end with one key");
    let logged_out = Drawn::scene("account_logged_out", MIDDLE).overlay();
    assert_eq!(
        logged_out.lines,
        [
            "▎Log in",
            "Delete the library",
            "Profiles...",
            "Not logged in.",
            "Logging out forgets the login here. Remove access at",
            "https://www.spotify.com/account/apps",
            "Client ID: 0123456789abcdef0123456789abcdef",
            "Content from Spotify. This program is not affiliated with Spotify.",
        ]
    );
}

#[test]
fn deleting_the_library_is_asked_in_its_own_row() {
    assert_eq!(
        Drawn::scene("account_delete_asked", WIDE).overlay().lines[3],
        "▎Log out, delete the library: Enter again deletes it, marks too"
    );
    assert_eq!(Drawn::scene("account_delete_asked", SMALL).overlay().lines[3], "▎Enter again deletes it, marks too");
}

#[test]
fn marking_everything_below_tells_how_much_that_is() {
    let question = Drawn::scene("main_mark_down", MIDDLE).overlay();
    assert_eq!((question.head.as_str(), question.foot.as_str()), ("Mark as played?", "Enter marks them, Esc does not"));
    assert_eq!(
        question.text(),
        "29 episodes are not played yet from the selected row down. The marks are local; U undoes them."
    );
    assert_eq!(Drawn::scene("main_mark_down", SMALL).overlay().text(), question.text());
}

#[test]
fn a_file_that_was_written_is_named_whole() {
    let path = "/home/listener/podcasts/notes to keep/spotpods-export-2026-11-23-1.md";
    let status = Drawn::scene("main_exported", WIDE).status();
    assert!(status.contains(path), "{status}");
    let written = Drawn::scene("main_exported", SMALL).overlay();
    assert_eq!(written.head, "Written to");
    assert_eq!(written.lines, ["/home/listener/podcasts/notes to", "keep/spotpods-export-2026-11-23-1.md",]);
    assert_eq!(Drawn::scene("main_exported", MIDDLE).overlay().text(), path);
}

#[test]
fn the_messages_tell_what_holds_things_up_and_the_latest_whole() {
    let messages = Drawn::scene("messages", MIDDLE).overlay();
    assert_eq!((messages.head.as_str(), messages.foot.as_str()), ("Messages", ""));
    assert_eq!(
        messages.lines,
        [
            "Now",
            "▲ Rate limited by Spotify until 18:40. Everything on disk works",
            "Latest",
            "✓ 14:30 Marked played (local), U undoes",
            "▲ 14:30 The library cannot be written: the disk is full. Make room, then",
            "press R. Nothing of what was on disk is lost, and what is new is fetched",
            "again",
        ]
    );
    let messages = Drawn::scene("messages", SMALL).overlay();
    assert_eq!((messages.foot.as_str(), messages.lines.len()), ("7/11", 7));
}

#[test]
fn the_help_begins_with_the_keys_that_work_where_it_was_opened() {
    let help = Drawn::scene("help", MIDDLE).overlay();
    assert_eq!((help.head.as_str(), help.lines[0].as_str()), ("Keys", "Episodes"));
    assert_eq!(
        Drawn::scene("help", SMALL).overlay().lines,
        [
            "Episodes",
            "Enter  Read the notes of the",
            "episode",
            "f      Show all, unplayed, in",
            "progress or played episodes",
            "u      List the links of the notes",
            "Lists",
        ]
    );
}

#[test]
fn a_search_in_the_help_leaves_the_keys_about_it() {
    let drawn = Drawn::scene("help_search", MIDDLE);
    let help = drawn.overlay();
    assert_eq!(help.foot, "/filter");
    assert_eq!(
        help.lines,
        [
            "Lists",
            "/      Filter by title: words as they begin, else the closest titles",
            "Navigation",
            "Esc    Clear the selection or the filter, or step back to the list",
            "Everywhere",
            "/      Type into the filter or the search, or find in the notes",
            "New, In progress and Saved",
            "/      Filter by title: words as they begin, else the closest titles",
            "Discover, a show",
            "Esc    Clear the filter, or go back to the results",
            "/      Filter the fetched episodes by title",
            "Filter, while typing",
            "Enter  Keep the filter, or the text to find, and leave the field",
            "Esc    Clear the field and leave it",
            "Up     Select the row above",
            "Down   Select the row below",
            "PgUp   Scroll a page up",
            "PgDn   Scroll a page down",
        ]
    );
    for line in ["Filter, while typing", "Up     Select the row above"] {
        assert!(help.lines.iter().any(|shown| shown == line), "{:?}", help.lines);
    }
    assert!(!help.lines.iter().any(|line| line == "Account"), "{:?}", help.lines);
    assert_eq!(drawn.cursor.map(|at| (at.x, at.y)), Some((9, 22)));
}

#[test]
fn an_open_overlay_holds_its_wrapped_lines() {
    let state = scene("messages", Size { width: 40, height: 10 });
    let open = state.overlays.last().expect("an overlay is open");
    assert_eq!(
        open.lines,
        open.overlay.get().lines(&state.cx, crate::app::layout::overlay_columns(state.cx.layout.size))
    );
}

#[test]
fn the_legend_of_the_help_has_the_marks_that_are_drawn() {
    let drawn = |marks: &crate::ui::Marks| {
        let states = [marks.unplayed, marks.in_progress, marks.played];
        [states[0], states[1], states[2], marks.local, marks.kept, marks.selected].map(str::to_owned)
    };
    let legend = crate::app::overlays::LEGEND;
    assert_eq!(legend.map(|(mark, ..)| mark.to_owned()), drawn(&crate::ui::marks::UNICODE));
    assert_eq!(legend.map(|(_, mark, _)| mark.to_owned()), drawn(&crate::ui::marks::ASCII));
    let mut state = Drawn::scene("help", MIDDLE).state;
    let lines = state.overlays.pop().map_or_else(Vec::new, |open| open.lines);
    let text: Vec<String> = lines.iter().map(|line| line.iter().map(|run| run.text.as_str()).collect()).collect();
    assert!(text.iter().any(|line| line.contains("●") && line.contains("Unplayed")), "{text:?}");
}

#[test]
fn only_what_can_scroll_has_a_position() {
    for (name, size, foot) in
        [("links", MIDDLE, ""), ("links", SMALL, ""), ("messages", MIDDLE, ""), ("messages", SMALL, "7/11")]
    {
        assert_eq!(Drawn::scene(name, size).overlay().foot, foot, "{name} {size:?}");
    }
}

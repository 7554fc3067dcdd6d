use ratatui::style::Color;

use super::harness::*;
use crate::{
    app::{
        Command,
        cx::DisplayOptions,
        input::command::App,
        terminal::{Background, Rgb, Terminal},
        theme::{Follows, Theme},
    },
    domain::{CleanText, ThemeName},
};

fn following() -> Session {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys(":").text("theme auto").keys("Enter");
    session
}

fn answers(session: &mut Session, background: Option<Rgb>) -> Theme {
    let background = background.map(Background::Color);
    session.send(EventKind::Terminal(Box::new(Terminal { background, ..Terminal::default() })));
    session.state().cx.display.theme
}

#[test]
fn the_auto_theme_follows_the_background_and_is_dark_when_it_is_unknown() {
    let [dark, light] = [ThemeName::Dark, ThemeName::Light].map(Theme::of);
    let mut session = following();
    assert_eq!(session.state().cx.display.theme, dark);
    assert_eq!(answers(&mut session, Some(Rgb(253, 246, 227))), light);
    assert_eq!(answers(&mut session, Some(Rgb(0, 43, 54))), dark);
    session.send(EventKind::Background { is_light: true });
    assert_eq!(session.state().cx.display.theme, light);
    assert_eq!(answers(&mut session, None), dark);
    session.send(EventKind::Background { is_light: true }).keys(":").text("theme high").keys("Enter");
    let chosen = session.state().cx.display.theme;
    assert_eq!(chosen, Theme::of(ThemeName::HighContrast));
    session.send(EventKind::Background { is_light: false });
    assert_eq!(session.state().cx.display.theme, chosen, "another theme stays");
}

#[test]
fn a_selected_row_is_a_shade_of_the_terminals_background_and_keeps_its_colours() {
    let display =
        DisplayOptions { is_full_color: true, follows: Follows::of(ThemeName::Terminal, true), ..Default::default() };
    let mut session = Session::with(Startup { display, ..startup() });
    let theme = answers(&mut session, Some(Rgb(0x1d, 0x1f, 0x21)));
    assert_eq!((theme.selected.fg, theme.selected.bg), (None, Some(Color::Rgb(0x41, 0x42, 0x44))));
    assert_eq!(theme.selected_elsewhere.bg, Some(Color::Rgb(0x2f, 0x30, 0x32)));
    session.send(EventKind::Background { is_light: false });
    assert_eq!(session.state().cx.display.theme, theme, "the terminal repeats what it said");
    session.send(EventKind::Background { is_light: true });
    assert_eq!(session.state().cx.display.theme, Theme::of(ThemeName::Terminal), "which light colour is unknown");
    assert_eq!(answers(&mut session, Some(Rgb(253, 246, 227))).selected.bg, Some(Color::Rgb(212, 206, 190)));

    let mut own = Follows::of(ThemeName::Terminal, true).expect("it follows");
    own.set("selected", "on 236").expect("a style");
    let theme = own.on(Some(Background::Color(Rgb(0, 0, 0))));
    assert_eq!(theme.selected.bg, Some(Color::Indexed(236)), "the person's own style counts");
    assert_eq!(Follows::of(ThemeName::Terminal, false), None, "a palette of 256 has no such shades");
}

#[test]
fn the_palette_previews_the_auto_theme_as_it_would_be() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.send(EventKind::Background { is_light: true }).keys(":").text("theme auto");
    let open = session.top_overlay();
    assert_eq!(open.overlay.get().theme(&session.state().cx, open.selected()), Some(Theme::of(ThemeName::Light)));
    assert_eq!(Theme::on(ThemeName::Auto, true, None), Theme::of(ThemeName::Dark));
    assert_eq!(Command::App(App::Theme(ThemeName::Auto)), Command::App(App::Theme(ThemeName::of_word("auto"))));
}

#[test]
fn a_terminal_that_tells_a_known_name_gets_links_if_that_is_not_decided() {
    for (asks, name, takes) in [(true, "kitty(0.36.4)", true), (true, "XTerm(390)", false), (false, "foot(1.2)", false)]
    {
        let mut session = Session::with(Startup {
            display: DisplayOptions { asks_for_links: asks, ..Default::default() },
            ..startup()
        });
        let name = Some(CleanText::new(name));
        session.send(EventKind::Terminal(Box::new(Terminal { name, ..Terminal::default() })));
        assert_eq!(session.state().cx.display.hyperlinks, takes);
    }
}

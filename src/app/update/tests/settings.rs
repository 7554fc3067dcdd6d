//! The settings, and the pages that are asked of the runtime.

use super::harness::*;
use crate::{
    app::{
        Context, artwork,
        display::DisplayOptions,
        page::{Page, Paragraph},
        requests::{
            event::{Changed, FileAnswer, UpkeepReply},
            upkeep::Upkeep,
        },
        settings::{Live, Setting, SettingKind, SettingPlace},
        theme::Theme,
    },
    domain::ThemeName,
};

fn rows(ascii: &str, budget: &str) -> Vec<Setting> {
    let row = |name, kind, value: &str, default, place| Setting {
        name,
        kind,
        value: value.to_owned(),
        default,
        help: "What it is for.",
        source: if value == default { "the default".into() } else { "config.toml:7".into() },
        in_file: (value != default).then(|| value.to_owned()),
        place,
        is_live: name != "client_id",
    };
    vec![
        row("client_id", SettingKind::Text, "", "", SettingPlace::File),
        row("theme", SettingKind::Choice(vec!["terminal", "dark", "light"]), "light", "terminal", SettingPlace::File),
        row("ui.ascii", SettingKind::Switch, ascii, "false", SettingPlace::File),
        row("sync.daily_budget", SettingKind::Text, budget, "600", SettingPlace::File),
        row("--color", SettingKind::Choice(vec!["auto", "never"]), "auto", "auto", SettingPlace::Elsewhere),
    ]
}

fn live(display: &DisplayOptions) -> Live {
    let artwork = artwork::Options { is_on: true, ..artwork::Options::default() };
    Live { display: *display, artwork, interval: Some(jiff::SignedDuration::from_mins(5)) }
}

fn changed(name: &'static str, display: &DisplayOptions, settings: Vec<Setting>) -> Reply {
    let changed = Changed { name, settings, live: live(display), copy: None, doubt: None };
    Reply::Upkeep(UpkeepReply::Set(Ok(Box::new(changed))))
}

/// The settings, opened by name and read.
fn opened(width: u16, height: u16) -> Session {
    let mut session = Session::listing(width, height, &["A"]);
    session.keys(":").text("settings").keys("Enter");
    assert!(matches!(session.effects().last(), Some(Effect::Upkeep(_, Upkeep::Settings))));
    session.reply(Reply::Upkeep(UpkeepReply::Settings(rows("false", "600"))));
    session
}

fn detail(session: &Session) -> String {
    let texts = session.top_overlay().detail.iter().flatten().map(|run| run.text.as_str());
    texts.collect::<Vec<_>>().join(" ")
}

fn asked(session: &mut Session) -> Option<(&'static str, Option<String>)> {
    session.effects().into_iter().find_map(|effect| match effect {
        Effect::Upkeep(_, Upkeep::Set { name, value }) => Some((name, value)),
        _ => None,
    })
}

#[test]
fn a_switch_changes_with_a_key_and_counts_at_once() {
    let mut session = opened(80, 24);
    session.keys("j j Space");
    assert_eq!(asked(&mut session), Some(("ui.ascii", Some("true".into()))));
    session.keys("Space");
    assert_eq!((asked(&mut session), session.message()), (None, "The change before is still being saved"));
    let ascii = DisplayOptions { ascii: true, ..DisplayOptions::default() };
    session.reply(changed("ui.ascii", &ascii, rows("true", "600")));
    assert_eq!(session.message(), "ui.ascii is saved");
    assert_eq!(session.top_overlay().selected(), Some(2), "the same key stays selected");
    let display = session.state().cx.display;
    assert!(session.state().cx.artwork.options.is_on);
    assert!(display.ascii && display.theme == DisplayOptions::default().theme, "the theme of the palette stays");
    assert_eq!(session.state().cx.sync.interval, Some(jiff::SignedDuration::from_mins(5)));
    session.keys("Backspace");
    assert_eq!(asked(&mut session), Some(("ui.ascii", None)), "its default counts again");
    session.reply(changed("ui.ascii", &DisplayOptions::default(), rows("false", "600")));
    assert_eq!(session.message(), "ui.ascii is back to its default");
}

#[test]
fn a_choice_is_made_in_a_list_that_begins_at_the_value_now_and_previews_themes() {
    let mut session = opened(80, 24);
    session.keys("j Enter");
    assert_eq!(asked(&mut session), None);
    assert_eq!(session.overlay_lines()[..3], ["terminal  default", "dark", "light     now"]);
    let shown = |session: &Session| {
        session.overlay().and_then(|it| it.get().theme(&session.state().cx, session.top_overlay().selected()))
    };
    assert_eq!((session.top_overlay().selected(), shown(&session)), (Some(2), Some(Theme::of(ThemeName::Light))));
    session.keys("Enter");
    assert_eq!((asked(&mut session), session.overlay_lines().len()), (None, 5), "it is light already");
    session.keys("Enter k");
    assert_eq!(shown(&session), Some(Theme::of(ThemeName::Dark)));
    session.keys("Enter");
    assert_eq!(asked(&mut session), Some(("theme", Some("dark".into()))));
    let dark = DisplayOptions { theme: Theme::of(ThemeName::Dark), ..DisplayOptions::default() };
    session.reply(changed("theme", &dark, rows("false", "600")));
    assert_eq!((session.state().cx.display, session.message()), (dark, "theme is saved"));
    assert_eq!(session.top_overlay().selected(), Some(1), "the same key stays selected");
    session.keys("Enter Esc Esc");
    assert_eq!((asked(&mut session), session.overlay()), (None, None));
}

#[test]
fn a_value_is_typed_and_one_that_is_refused_stays_in_its_field_with_the_reason() {
    let mut session = opened(80, 24);
    session.keys("j j j Enter Ctrl-u").text("many").keys("Enter");
    assert_eq!(asked(&mut session), Some(("sync.daily_budget", Some("many".into()))));
    let problem = Problem::new("`sync.daily_budget` is `many`, but must be a number", "", "");
    let refused = || Reply::Upkeep(UpkeepReply::Set(Err(problem.clone())));
    session.reply(refused());
    let lines = session.overlay_lines();
    assert_eq!(lines, ["`sync.daily_budget` is `many`, but must be a number", "What it is for."]);
    assert_eq!(session.state().contexts().first(), Some(&Context::Prompt));
    session.keys("Ctrl-u").text("7").keys("Enter");
    assert_eq!(asked(&mut session), Some(("sync.daily_budget", Some("7".into()))));
    session.reply(changed("sync.daily_budget", &DisplayOptions::default(), rows("false", "7")));
    assert_eq!(session.state().contexts().first(), Some(&Context::Settings));
    assert!(session.overlay_lines()[3].contains(" 7 "), "{:?}", session.overlay_lines());
    session.keys("Enter").text("0").keys("Esc");
    assert_eq!((asked(&mut session), session.top_overlay().selected()), (None, Some(3)));
    session.keys("g Enter").text("x").keys("Enter Esc");
    asked(&mut session);
    session.reply(refused());
    assert_eq!(session.tone(), Some(Tone::Error), "without its field it is a message");
}

#[test]
fn a_value_that_cannot_be_used_now_is_saved_with_a_warning_that_stays_at_the_key() {
    let mut session = opened(80, 24);
    session.keys("Enter").text("x").keys("Enter");
    let doubt = Some("the marks folder /x does not exist".to_owned());
    let display = DisplayOptions::default();
    let settings = rows("false", "600");
    let changed = Changed { name: "client_id", settings, live: live(&display), copy: None, doubt };
    session.reply(Reply::Upkeep(UpkeepReply::Set(Ok(Box::new(changed)))));
    assert_eq!(session.message(), "client_id is saved, but the marks folder /x does not exist");
    assert!(detail(&session).starts_with("Saved, but the marks folder /x does not exist"), "{}", detail(&session));
    session.keys("j");
    assert!(!detail(&session).contains("marks folder"), "{}", detail(&session));
}

#[test]
fn the_keys_are_searched_and_what_the_selected_one_is_for_stands_below() {
    let mut session = opened(80, 24);
    session.keys("j");
    assert_eq!(detail(&session), "What it is for. Set in config.toml:7. Default: `terminal`. A change counts at once.");
    session.keys("/").text("color");
    assert_eq!(session.overlay_lines().len(), 1);
    session.keys("Enter Enter");
    assert_eq!((asked(&mut session), session.message()), (None, "--color has no place in the file: see below"));
    session.keys("Esc");
    assert_eq!(session.overlay_lines().len(), 5);
    session.keys("G");
    assert_eq!(session.top_overlay().selected(), Some(4), "all keys can be selected again");
    session.keys("b");
    assert_eq!(session.message(), "b does nothing here: / searches");
    session.keys("Esc");
    assert_eq!(session.overlay(), None);
}

#[test]
fn what_counts_before_the_file_is_said() {
    let mut session = opened(80, 24);
    let mut rows = rows("true", "600");
    rows[2].place = SettingPlace::Overridden;
    rows[2].source = "--ascii".into();
    rows[2].in_file = Some("false".into());
    session.keys("j j Enter");
    session.reply(changed("ui.ascii", &DisplayOptions::default(), rows));
    assert!(detail(&session).starts_with("Set by --ascii, which counts before the file; the file sets `false`."));
    assert!(session.overlay_lines()[2].trim_end().ends_with("overridden"), "{:?}", session.overlay_lines());
}

#[test]
fn the_settings_fit_a_narrow_terminal() {
    let session = opened(40, 10);
    assert!(session.overlay_lines().iter().all(|line| line.chars().count() <= 36), "{:?}", session.overlay_lines());
    assert_eq!(session.top_overlay().detail.len(), 3);
    assert_eq!(
        detail(&session).trim(),
        "What it is for. Default: none. A change counts at the next start.",
        "sentences are whole"
    );
    let mut doubtful = opened(40, 10);
    doubtful.keys("Enter").text("x").keys("Enter");
    let doubt = Some("word ".repeat(40));
    let display = DisplayOptions::default();
    let changed =
        Changed { name: "client_id", settings: rows("false", "600"), live: live(&display), copy: None, doubt };
    doubtful.reply(Reply::Upkeep(UpkeepReply::Set(Ok(Box::new(changed)))));
    assert!(detail(&doubtful).ends_with("word…"), "{}", detail(&doubtful));
    let lines = |width| opened(width, 24).overlay_lines();
    let is_noted = |line: &String| line.trim_end().ends_with("default");
    assert!(!lines(40).iter().any(is_noted) && lines(80).iter().any(is_noted), "values have the width first");
}

#[test]
fn the_log_is_read_and_its_end_is_in_view() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys(":").text("log").keys("Enter");
    assert!(session.overlay_lines().is_empty(), "it is being read");
    let lines = (0..100).map(|line| Paragraph::Text(format!("line {line}"))).collect();
    session.reply(Reply::Upkeep(UpkeepReply::Page(Page::Log, Ok(lines))));
    assert_eq!(session.top_overlay().top(), 100 - 21);
    session.keys("Esc :").text("log").keys("Enter");
    let problem = Problem::new("The log cannot be read", "", "");
    session.reply(Reply::Upkeep(UpkeepReply::Page(Page::Log, Err(problem))));
    assert_eq!((session.overlay(), session.message()), (None, "The log cannot be read"));
}

#[test]
fn a_report_asks_for_its_name_and_before_it_replaces_a_file() {
    let mut session = Session::listing(140, 40, &["A"]);
    session.keys(":").text("report").keys("Enter Enter");
    let reports = |session: &mut Session| -> Vec<Upkeep> {
        let effects = session.effects().into_iter();
        effects.filter_map(|effect| if let Effect::Upkeep(_, upkeep) = effect { Some(upkeep) } else { None }).collect()
    };
    let name = "spotpods-tui-report-2026-11-23.txt".to_owned();
    assert_eq!(reports(&mut session), [Upkeep::Report { name: name.clone(), replace: false }]);
    let path = format!("/w/{name}");
    session.reply(Reply::Upkeep(UpkeepReply::Report(Ok(FileAnswer::Exists { path: path.clone() }))));
    assert!(matches!(session.overlay(), Some(Overlay::Question(question)) if question.text() == path));
    session.keys("y");
    assert_eq!(reports(&mut session), [Upkeep::Report { name, replace: true }]);
    session.reply(Reply::Upkeep(UpkeepReply::Report(Ok(FileAnswer::Written { path: path.clone() }))));
    assert_eq!(session.message(), format!("Written to {path}"));
}

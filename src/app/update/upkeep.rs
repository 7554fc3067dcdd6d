//! Pages about the program itself, its settings, and a report.

use super::{prompts, terminal};
use crate::app::{
    RequestId, Slot, State, Tone,
    overlays::{Choices, Document, Open, Overlay, Prompt, Settings, about},
    page::Page,
    requests::{
        event::{Changed, LibraryChange, UpkeepReply},
        upkeep::Upkeep,
    },
    settings::{Setting, SettingKind},
};

/// Opens a page, unless it is on top.
pub(super) fn open(state: &mut State, page: Page) {
    let top = state.overlays.last().map(|open| &open.overlay);
    let is_open = matches!(top, Some(Overlay::Document(document)) if document.page == page)
        || matches!(top, Some(Overlay::Settings(_))) && page == Page::Settings;
    if is_open {
        return;
    }
    match page {
        Page::About => state.open(Overlay::Document(about::about())),
        Page::Log | Page::Doctor => {
            state.open(Overlay::Document(Document::reading(page)));
            state.cx.ask(Upkeep::Page(page));
        }
        Page::Settings => {
            state.open(Overlay::Settings(Settings::default()));
            state.cx.ask(Upkeep::Settings);
        }
        Page::Report => {
            let name = format!("spotpods-tui-report-{}.txt", state.cx.now.date());
            state.open(Overlay::Prompt(Prompt::report(&name)));
        }
    }
}

/// Writes a report.
pub(super) fn report(state: &mut State, name: String, replace: bool) {
    state.cx.note("Writing the report");
    let id = state.cx.request(Upkeep::Report { name, replace });
    prompts::wait(state, id);
}

/// Turns a switch, or asks for the value of another setting.
pub(super) fn change(state: &mut State, setting: &Setting) {
    match &setting.kind {
        SettingKind::Switch => set(state, setting.name, Some(setting.turned().to_owned())),
        SettingKind::Choice(words) => {
            let values = Choices::values(&state.cx, setting, words);
            state.open(Overlay::Choices(values));
        }
        SettingKind::Text => state.open(Overlay::Prompt(Prompt::setting(setting))),
    }
}

/// Sets a key, or removes it from the file. One save after the other: the next value follows from the one before.
pub(super) fn set(state: &mut State, name: &'static str, value: Option<String>) {
    if state.cx.ledger.runs(Slot::Setting) {
        return state.cx.note("The change before is still being saved");
    }
    let id = state.cx.request(Upkeep::Set { name, value });
    prompts::wait(state, id);
}

/// The answer to a request about the program itself.
pub(super) fn answered(state: &mut State, id: RequestId, reply: UpkeepReply) {
    match reply {
        UpkeepReply::Page(page, Ok(paragraphs)) => {
            let is_it =
                |open: &&mut Open| matches!(&open.overlay, Overlay::Document(document) if document.page == page);
            if let Some(open) = state.overlays.iter_mut().find(is_it) {
                open.replace(Overlay::Document(Document::new(page, paragraphs)));
            }
        }
        UpkeepReply::Page(page, Err(problem)) => {
            state
                .overlays
                .retain(|open| !matches!(&open.overlay, Overlay::Document(document) if document.page == page));
            state.cx.notify_problem(&problem);
        }
        UpkeepReply::Settings(rows) => with_settings(state, |settings| settings.show(rows)),
        UpkeepReply::Set(Ok(changed)) => {
            prompts::close(state, id);
            changed_by(state, *changed);
        }
        UpkeepReply::Set(Err(problem)) => prompts::refused(state, id, &problem),
        UpkeepReply::Report(answer) => prompts::file_answered(state, id, answer),
    }
}

fn changed_by(state: &mut State, changed: Changed) {
    let Changed { name, settings, live, copy, doubt } = changed;
    let before = state.cx.display;
    state.cx.display = live.display;
    if name != "theme" {
        // The palette may have chosen another one until the end.
        state.cx.display.theme = before.theme;
        state.cx.display.follows = before.follows;
    }
    state.cx.artwork.options = live.artwork;
    terminal::apply(state);
    if state.cx.sync.interval != live.interval {
        state.cx.sync.interval = live.interval;
        // A synchronisation that runs sets the next one at its end.
        let since = state.cx.sync.ended_at.unwrap_or_else(|| state.cx.now.timestamp());
        let next = live.interval.and_then(|interval| since.checked_add(interval).ok());
        state.cx.sync.next = next.filter(|_| !state.cx.ledger.runs(Slot::Sync));
    }
    let row = settings.iter().find(|row| row.name == name);
    let when = if row.is_some_and(|row| row.is_live) { "" } else { "; it counts at the next start" };
    let how = if row.is_some_and(|row| row.in_file.is_none()) { "is back to its default" } else { "is saved" };
    with_settings(state, |open| {
        open.changed(name, doubt.clone());
        open.show(settings);
    });
    match doubt {
        Some(doubt) => state.cx.notify(format!("{name} is saved, but {doubt}"), Tone::Warning),
        None => state.cx.note(format!("{name} {how}{when}")),
    }
    if let Some(copy) = copy {
        state.cx.notify(format!("The configuration was not valid TOML; a copy is {copy}"), Tone::Warning);
    }
    // Headers of notes hold dates.
    state.views.stale(&state.cx, &LibraryChange::Anything);
}

fn with_settings(state: &mut State, change: impl FnOnce(&mut Settings)) {
    for open in &mut state.overlays {
        if let Overlay::Settings(settings) = &mut open.overlay {
            change(settings);
            return open.recount();
        }
    }
}

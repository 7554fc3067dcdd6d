//! A key press: a command of the keymap, or text for the field that is typed into.

use super::{discover, idle, keep, login, marks, navigate, own, player, session, setup, sync, terminal, text, upkeep};
use crate::{
    app::{
        Command, Effect, Screen, State, Step, Tone,
        input::{
            command::{App, Main},
            key::{Key, KeyCode},
            keymap::Lookup,
        },
        overlays::{Account, Act, Flow, Help, MessageList, Overlay, Palette, Prompt, Question, Tour},
        requests::effect::{System, Write},
        sequence::{self, Sequence},
        theme::{Follows, Theme},
    },
    domain::{Private, SpotifyLink, Subject},
};

/// A key was pressed.
pub(super) fn press(state: &mut State, key: Key) {
    state.cx.press(key);
    state.cx.own.is_awaited = false;
    let contexts = state.contexts();
    let keys = state.pressed(key);
    let begun = state.sequence.take();
    let found = state.cx.keymap.lookup(&contexts, &keys);
    let count = state.count.take();
    if begun.is_none()
        && let Some(count) = counted(state, key, found, count)
    {
        state.count = Some(count);
        return state.cx.note(format!("{count} ..."));
    }
    let command = match (found, begun) {
        (Lookup::Command(command), _) => Some(command),
        (Lookup::Begun, _) => {
            let times = count.map(|count| format!("{count} ")).unwrap_or_default();
            state.cx.note(format!("{times}{} ...", sequence::written(&keys)));
            let now = state.cx.now.timestamp();
            (state.count, state.sequence) = (count, Some(Sequence::new(keys, contexts, now)));
            return;
        }
        (Lookup::Unbound, Some(begun)) => {
            let is_back = state.cx.keymap.lookup(&contexts, &[key]) == Lookup::Command(Command::Back);
            return sequence::ended(&mut state.cx, &begun, key, is_back);
        }
        (Lookup::Unbound, None) => None,
    };
    match command {
        Some(Command::Back) if count.is_some() => state.cx.note("No count"),
        Some(Command::Step(step)) => repeat(state, step, count),
        Some(command) => run(state, command),
        None if state.is_typing() => text::edit(state, key),
        None => login::show_hints(state),
    }
}

/// The count after a digit: one that is bound to nothing or pressed with Alt begins a count, and any goes on with it.
fn counted(state: &State, key: Key, found: Lookup, count: Option<usize>) -> Option<usize> {
    const MOST: usize = 99_999;
    let KeyCode::Char(c) = key.code else { return None };
    let digit = c.to_digit(10).and_then(|digit| usize::try_from(digit).ok())?;
    let begins = digit > 0 && found == Lookup::Unbound;
    if key.ctrl || state.is_typing() || !(begins || count.is_some()) {
        return None;
    }
    Some(count.unwrap_or(0).saturating_mul(10).saturating_add(digit).min(MOST))
}

/// Steps as often as counted; with a count, to the first or last row means to that row.
fn repeat(state: &mut State, step: Step, count: Option<usize>) {
    let (step, times) = match (step.row(), count) {
        (_, None) => (step, 1),
        (Some(_), Some(number)) => (Step::Row(number - 1), 1),
        (None, Some(times)) => (step, times),
    };
    for _ in 0..times {
        run(state, Command::Step(step));
    }
}

/// Carries a command out: everywhere, in the overlay on top, or on the screen.
pub(super) fn run(state: &mut State, command: Command) {
    if let Command::App(app) = command {
        return everywhere(state, app);
    }
    if command == Command::Filter && !can_filter(state) {
        // The field takes the letters that follow, which would be commands.
        return state.open(Overlay::Prompt(Prompt::nothing_to_filter()));
    }
    if let Some(overlay) = state.overlays.last_mut() {
        let flow = overlay.command(&mut state.cx, command);
        return follow(state, flow);
    }
    match &state.screen {
        Screen::Setup(_) => setup::command(state, command),
        Screen::Login(_) => login::command(state, command),
        Screen::Main => on_main_screen(state, command),
    }
}

/// Whether there is something to filter or to find in.
fn can_filter(state: &State) -> bool {
    match state.overlays.last() {
        Some(open) => open.overlay.get().search().is_some(),
        None => state.screen == Screen::Main && state.views.focused().can_filter(),
    }
}

fn everywhere(state: &mut State, command: App) {
    if let Some(open) = state.overlays.last_mut() {
        open.overlay.get_mut().moved();
    }
    let top = state.overlays.last().map(|open| &open.overlay);
    match command {
        App::Help if matches!(top, Some(Overlay::Help(_))) => {}
        App::Help => state.open(Overlay::Help(Help::new(state.contexts()))),
        App::Messages if matches!(top, Some(Overlay::Messages(_))) => {}
        App::Messages => {
            let is_in_front = state.screen != Screen::Main;
            state.open(Overlay::Messages(MessageList { is_in_front }));
        }
        App::Suspend => state.cx.tell(Effect::Suspend),
        App::Theme(name) => {
            state.cx.display.theme = Theme::of(name);
            state.cx.display.follows = Follows::of(name, state.cx.display.is_full_color);
            terminal::follow(state);
            let word = name.word();
            state.cx.note(format!("Theme {word}; `theme = \"{word}\"` in config.toml keeps it"));
        }
        App::OwnTheme => {
            if let Some(theme) = state.cx.display.own_theme {
                (state.cx.display.theme, state.cx.display.follows) = (theme, None);
                state.cx.note("Theme own, as in config.toml");
            }
        }
        App::Page(page) => upkeep::open(state, page),
        App::Quit => match state.cx.session.way_back.clone() {
            Some(next) => session::end(state, Effect::Restart(next)),
            None => session::end(state, Effect::Quit),
        },
    }
}

fn on_main_screen(state: &mut State, command: Command) {
    if matches!(command, Command::Filter | Command::View(_))
        && let Some(list) = state.views.focused_mut().list_mut()
    {
        // Between its ends there will be other rows, which were not selected.
        list.selection.end_range();
    }
    match command {
        Command::Step(step) => state.views.focused_mut().step(&mut state.cx, step),
        Command::Open if state.views.is_reading() => player::play_timestamp(state),
        Command::Open => discover::open(state),
        Command::Back => state.views.back(&mut state.cx),
        Command::Accept => discover::accept(state),
        Command::Copy => with_link(state, |link| System::Copy(Private::new(link.to_string()))),
        Command::Filter => state.views.edit_filter(),
        Command::Palette => {
            let orders = state.views.focused().orders();
            let palette = Palette::new(&state.cx, &state.contexts(), &orders);
            state.open(Overlay::Palette(palette));
        }
        Command::View(command) => state.views.focused_mut().command(&mut state.cx, command),
        Command::Notes(command) => state.views.notes.step_through(&mut state.cx, command),
        Command::Main(command) => main_command(state, command),
        Command::Player(command) => player::command(state, command),
        Command::Own(at) => own::run(state, at),
        Command::App(_) | Command::Confirm | Command::Login(_) | Command::Setup(_) => {}
    }
}

fn main_command(state: &mut State, command: Main) {
    let is_for_disk = matches!(command, Main::Select | Main::SelectRange | Main::Mark | Main::MarkDown);
    if is_for_disk && !state.views.is_on_disk() {
        return state.cx.note(marks::NOT_ON_DISK);
    }
    match command {
        Main::Tab(tab) => navigate::open_tab(state, tab),
        Main::JumpBack => navigate::jump_back(state),
        Main::PaneLeft => state.views.focus_left(&mut state.cx),
        Main::PaneRight => discover::open(state),
        Main::NextPane => navigate::next_pane(state, true),
        Main::PreviousPane => navigate::next_pane(state, false),
        Main::Details => navigate::details(state),
        Main::GoToShow => discover::go_to_show(state),
        Main::Select => marks::select(state),
        Main::SelectRange => marks::select_range(state),
        Main::Mark => marks::mark(state),
        Main::MarkDown => marks::ask_down(state),
        Main::Save => keep::save(state),
        Main::Follow => keep::follow(state),
        Main::Undo => marks::undo(state),
        Main::Export => marks::ask_export(state),
        Main::Pipe => own::ask_pipe(state),
        Main::CancelPipe => own::cancel(state),
        Main::Output => own::show(state),
        Main::Welcome => state.open(Overlay::Tour(Tour)),
        Main::NextUnplayed => navigate::next_unplayed(state, false),
        Main::PreviousUnplayed => navigate::next_unplayed(state, true),
        Main::Links => {
            // The notes may still be those of another selection.
            state.views.settle(&mut state.cx);
            if state.views.notes.ask_links() {
                navigate::list_links(state);
            }
        }
        Main::OpenOnSpotify => with_link(state, System::OpenSpotify),
        Main::Refresh => discover::refresh(state),
        Main::RefreshAll => sync::asked(state),
        Main::PauseSync => sync::pause(state),
        Main::Zoom => {
            let is_zoomed = state.views.zoom();
            state.cx.note(if is_zoomed { "This pane has the whole width" } else { "Every pane has its width" });
        }
        Main::Account => state.open(Overlay::Account(Account::new(&state.cx.session.login))),
    }
}

/// Requests something with the link of the selection; notifies the person if there is none.
fn with_link(state: &mut State, ask: impl FnOnce(SpotifyLink) -> System) {
    let (what, link) = match state.views.subject() {
        Some(Subject::Show(key)) => ("show", key.id().cloned().map(SpotifyLink::Show)),
        Some(Subject::Episode(at)) => ("episode", at.episode.id().cloned().map(SpotifyLink::Episode)),
        None => return state.note_without_row("Nothing is selected"),
    };
    match link {
        Some(link) => state.cx.ask(ask(link)),
        None => {
            state.cx.notify(format!("This {what} has no link: Spotify gave it an invalid id"), Tone::Warning);
        }
    }
}

/// Carries out the result of an overlay.
pub(super) fn follow(state: &mut State, flow: Flow) {
    match flow {
        Flow::Stay => {}
        Flow::Close => {
            state.overlays.pop();
        }
        Flow::Confirm(link) => state.open(Overlay::Question(Question::open_link(link))),
        Flow::Run(command) => {
            state.overlays.pop();
            let before = idle::Seen::of(state);
            run(state, command);
            if before == idle::Seen::of(state) {
                state.cx.note("The command had no effect");
            }
        }
        Flow::Do(act) => {
            state.overlays.pop();
            act_on(state, act);
        }
        Flow::Ask(act) => act_on(state, act),
    }
}

/// Carries out the action of an overlay.
fn act_on(state: &mut State, act: Act) {
    match act {
        Act::GoTo(link) => discover::go_to(state, link),
        Act::OpenLink(link) => state.cx.ask(System::OpenWeb(link)),
        Act::MarkPlayed(episodes) => marks::mark_down(state, episodes),
        Act::MarkShow(show) => marks::mark_show(state, show),
        Act::UndoImport => state.cx.ask(Write::UndoImport),
        Act::Unfollow(show) => keep::unfollow(state, show),
        Act::Export { episodes, name, replace } => marks::export(state, episodes, name, replace),
        Act::Report { name, replace } => upkeep::report(state, name, replace),
        Act::LogIn { switch_account } => login::again(state, switch_account),
        Act::LogOut(library) => session::log_out(state, library),
        Act::ListProfiles => session::ask_profiles(state),
        Act::UseProfile(profile) => session::go_on_with(state, profile),
        Act::NameProfile => state.open(Overlay::Prompt(Prompt::new_profile())),
        Act::UseDevice { device, play } => player::use_device(state, &device, play),
        Act::StartHere => player::start_here(state),
        Act::Pipe(text) => own::pipe(state, text),
        Act::Change(setting) => upkeep::change(state, &setting),
        Act::Set { name, value } => upkeep::set(state, name, value),
    }
}

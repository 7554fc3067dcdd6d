//! The login screen, from Enter to the exchange of the code.

use jiff::SignedDuration;

use super::{session, setup};
use crate::{
    app::{
        Command, Effect, Problem, Screen, Slot, State, Tone,
        input::{command, text_field::SecretField},
        requests::{
            effect::{Login as Request, LoginStep, PortChoice, Restart, System},
            event::{Browser, LoginNotStarted, LoginOpened},
        },
        session::{Login, LoginPhase, LoginReason, Setup, Waiting},
    },
    domain::{LoginState, Private},
};

/// How long the screen only says to look at the browser.
const HINTS_AFTER: SignedDuration = SignedDuration::from_secs(15);

/// A command on the login screen.
pub(super) fn command(state: &mut State, command: Command) {
    match command {
        Command::Back => back(state),
        Command::Accept => accept_field(state),
        Command::Copy => {
            if let Some(url) = waiting(state).map(|waiting| waiting.url.clone()) {
                state.cx.ask(System::Copy(url));
            }
        }
        Command::Login(command) => match command {
            command::Login::LogIn => start(state, PortChoice::AsConfigured),
            command::Login::LogInDynamicPort => start(state, PortChoice::Dynamic),
            command::Login::ChangeClient => setup::change_client(state),
            command::Login::PasteRedirect => {
                if let Some(waiting) = waiting(state) {
                    waiting.paste = Some(SecretField::default());
                }
            }
            command::Login::ReopenBrowser => step(state, LoginStep::ReopenBrowser),
            command::Login::ApproveInDemo => approve(state),
            command::Login::Profiles => session::ask_profiles(state),
        },
        // Without an account, as on the setup screen.
        Command::Setup(command::Setup::Demo) => session::end(state, Effect::Restart(Restart::Demo)),
        Command::Step(_)
        | Command::Open
        | Command::Filter
        | Command::App(_)
        | Command::Player(_)
        | Command::Palette
        | Command::Main(_)
        | Command::View(_)
        | Command::Notes(_)
        | Command::Confirm
        | Command::Setup(_)
        | Command::Own(_) => {}
    }
}

/// Agrees in the demo: at once, or as soon as the listener is there, so that a quick `Enter a` is not lost.
fn approve(state: &mut State) {
    if let Some(LoginPhase::Starting { is_approved }) = state.login_phase() {
        *is_approved = true;
    }
    step(state, LoginStep::ApproveInDemo);
}

/// Opens the login screen in front of the lists; the setup if there is no client ID to log in with.
pub(super) fn again(state: &mut State, switch_account: bool) {
    state.screen = if state.cx.session.client_id.is_none() {
        Screen::Setup(Setup::default())
    } else {
        let reason = match state.cx.session.login {
            LoginState::LoggedOut if !switch_account => LoginReason::First,
            LoginState::LoggedOut | LoginState::LoggedIn { .. } | LoginState::Ended { .. } => {
                LoginReason::Again { switch_account }
            }
        };
        Screen::Login(Login::new(reason, None))
    };
}

fn start(state: &mut State, port: PortChoice) {
    let Screen::Login(login) = &mut state.screen else { return };
    let switch_account = login.reason == LoginReason::Again { switch_account: true };
    state.cx.ask(Request::Start { port, switch_account });
    login.phase = LoginPhase::Starting { is_approved: false };
    login.problem = None;
}

fn back(state: &mut State) {
    let has_lists = matches!(&state.screen, Screen::Login(login) if state.has_lists(login));
    let Screen::Login(login) = &mut state.screen else { return };
    match &mut login.phase {
        LoginPhase::Idle if has_lists => state.screen = Screen::Main,
        LoginPhase::Idle => {}
        LoginPhase::Waiting(waiting) if waiting.paste.is_some() => waiting.paste = None,
        LoginPhase::PortInUse { .. } => login.phase = LoginPhase::Idle,
        LoginPhase::Starting { .. } | LoginPhase::Waiting(_) | LoginPhase::Exchanging => end(state, None),
    }
}

/// Submits the typed URL, and closes the field.
fn accept_field(state: &mut State) {
    let Some(mut field) = waiting(state).and_then(|waiting| waiting.paste.take()) else { return };
    let typed = Private::new(field.0.take());
    if !typed.expose().trim().is_empty() {
        submit(state, typed.expose());
    }
}

/// Submits a pasted redirect URL, which is checked like the browser's.
pub(super) fn submit(state: &mut State, url: &str) {
    if let Some(waiting) = waiting(state) {
        waiting.problem = None;
    }
    step(state, LoginStep::SubmitRedirect(Private::new(url.trim())));
}

/// The listener is there, and the browser is being opened.
pub(super) fn opened(state: &mut State, opened: LoginOpened) {
    let LoginOpened { url, deadline, browser } = opened;
    let hints_at = state.cx.now.timestamp().saturating_add(HINTS_AFTER).unwrap_or(deadline);
    let Some(phase) = state.login_phase() else { return };
    if let LoginPhase::Starting { is_approved } = *phase {
        *phase = LoginPhase::Waiting(Waiting { url, deadline, hints_at, browser, paste: None, problem: None });
        if is_approved {
            step(state, LoginStep::ApproveInDemo);
        }
    }
}

/// Says what may have gone wrong while the login waits.
pub(super) fn show_hints(state: &mut State) {
    let now = state.cx.now.timestamp();
    if let Some(waiting) = waiting(state) {
        waiting.hints_at = waiting.hints_at.min(now);
    }
}

/// The browser opened or not. A message reports it on a second try: the screen may not change.
pub(super) fn browser_tried(state: &mut State, browser: &Browser) {
    let Some(waiting) = waiting(state) else { return };
    let again = waiting.browser != Browser::Opening;
    waiting.browser = browser.clone();
    if again {
        let tone = if *browser == Browser::Opened { Tone::Info } else { Tone::Warning };
        state.cx.notify(browser.sentence(), tone);
    }
}

/// The listener could not start.
pub(super) fn not_started(state: &mut State, why: LoginNotStarted) {
    match why {
        LoginNotStarted::PortInUse { port } => set(state, LoginPhase::PortInUse { port }, None),
        LoginNotStarted::Failed(problem) => failed(state, problem),
    }
}

/// A pasted URL was refused; the login keeps waiting.
pub(super) fn paste_refused(state: &mut State, problem: Problem) {
    if let Some(waiting) = waiting(state) {
        waiting.problem = Some(problem);
    }
}

/// The browser came back with consent: the code is exchanged.
pub(super) fn callback_arrived(state: &mut State) {
    step(state, LoginStep::ExchangeCode);
    if let Some(phase @ LoginPhase::Waiting(_)) = state.login_phase() {
        *phase = LoginPhase::Exchanging;
    }
}

/// The login failed; Enter tries again.
pub(super) fn failed(state: &mut State, problem: Problem) {
    set(state, LoginPhase::Idle, Some(problem));
}

/// Cancels the login in progress.
pub(super) fn end(state: &mut State, problem: Option<Problem>) {
    set(state, LoginPhase::Idle, problem);
    state.cx.cancel(Slot::Login);
}

fn set(state: &mut State, phase: LoginPhase, problem: Option<Problem>) {
    if let Screen::Login(login) = &mut state.screen {
        (login.phase, login.problem) = (phase, problem);
    }
}

fn waiting(state: &mut State) -> Option<&mut Waiting> {
    let LoginPhase::Waiting(waiting) = state.login_phase()? else { return None };
    Some(waiting)
}

/// Takes the next step of the login that waits for the browser.
fn step(state: &mut State, step: LoginStep) {
    if waiting(state).is_some()
        && let Some(id) = state.cx.ledger.id_of(Slot::Login)
    {
        state.cx.tell(Effect::LoginStep(id, step));
    }
}

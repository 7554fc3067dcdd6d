//! The login screen, from Enter to the exchange of the code.

use crate::domain::Private;
use crate::{
    app::{
        Command, Effect, Problem, RequestId, State,
        effect::PortChoice,
        event::{Browser, LoginNotStarted, LoginOpened},
        ledger::Purpose,
        login::{Login, LoginPhase, LoginReason, SecretField, Setup, Waiting, timed_out_problem},
        state::{Screen, Tone},
    },
    domain::LoginState,
};

use super::{open, setup};

/// A command on the login screen.
pub(super) fn command(state: &mut State, command: Command) -> Vec<Effect> {
    match command {
        Command::LogIn => start(state, PortChoice::AsConfigured),
        Command::LogInDynamicPort => start(state, PortChoice::Dynamic),
        Command::ChangeClient => {
            setup::change_client(state);
            Vec::new()
        }
        Command::Back => back(state),
        Command::Accept => accept_field(state),
        Command::PasteRedirect => {
            if let Some(waiting) = waiting(state) {
                waiting.paste = Some(SecretField::default());
            }
            Vec::new()
        }
        Command::CopyLoginUrl => {
            let url = waiting(state).map(|waiting| waiting.url.clone());
            url.map_or_else(Vec::new, |url| open::copy(state, url))
        }
        Command::ReopenBrowser => with_id(state, |id| Effect::ReopenBrowser { id }),
        Command::ApproveInDemo if state.session.demo => approve(state),
        _ => Vec::new(),
    }
}

/// Agrees in the demo: at once, or as soon as the listener is there, so that a quick `Enter a` is not lost.
fn approve(state: &mut State) -> Vec<Effect> {
    if let Screen::Login(Login { phase: LoginPhase::Starting { approved, .. }, .. }) = &mut state.screen {
        *approved = true;
    }
    with_id(state, |id| Effect::ApproveInDemo { id })
}

/// Opens the login screen in front of the lists; the setup where there is no client ID to log in with.
pub(super) fn again(state: &mut State, switch_account: bool) {
    state.screen = if state.session.client_id.is_none() {
        Screen::Setup(Setup::default())
    } else {
        let reason = match state.session.login {
            LoginState::LoggedOut if !switch_account => LoginReason::First,
            LoginState::LoggedOut | LoginState::LoggedIn { .. } | LoginState::Ended { .. } => {
                LoginReason::Again { switch_account }
            }
        };
        Screen::Login(Login { reason, phase: LoginPhase::Idle, problem: None })
    };
}

fn start(state: &mut State, port: PortChoice) -> Vec<Effect> {
    let Screen::Login(login) = &mut state.screen else { return Vec::new() };
    let switch_account = login.reason == LoginReason::Again { switch_account: true };
    let before = state.ledger.current(Purpose::Login);
    let id = state.ledger.begin(Purpose::Login);
    login.phase = LoginPhase::Starting { id, approved: false };
    login.problem = None;
    let mut effects: Vec<_> = before.map(Effect::Cancel).into_iter().collect();
    effects.push(Effect::StartLogin { id, port, switch_account });
    effects
}

fn back(state: &mut State) -> Vec<Effect> {
    let rows = state.has_rows();
    let Screen::Login(login) = &mut state.screen else { return Vec::new() };
    match &mut login.phase {
        LoginPhase::Idle => match login.reason {
            LoginReason::Again { .. } => state.screen = Screen::Main,
            LoginReason::First | LoginReason::Expired | LoginReason::LoggedOut | LoginReason::NotRemoved => {
                if rows {
                    state.screen = Screen::Main;
                }
            }
        },
        LoginPhase::Waiting(waiting) if waiting.paste.is_some() => waiting.paste = None,
        LoginPhase::PortInUse { .. } => login.phase = LoginPhase::Idle,
        LoginPhase::Starting { .. } | LoginPhase::Waiting(_) | LoginPhase::Exchanging { .. } => {
            return end(state, None);
        }
    }
    Vec::new()
}

/// Hands the typed URL on; the field is emptied by that.
fn accept_field(state: &mut State) -> Vec<Effect> {
    let Some(mut field) = waiting(state).and_then(|waiting| waiting.paste.take()) else { return Vec::new() };
    let typed = Private::new(field.0.0.value_and_reset());
    if typed.expose().trim().is_empty() { Vec::new() } else { submit(state, typed.expose()) }
}

/// Hands a pasted redirect URL on, to be checked as the browser's would be.
pub(super) fn submit(state: &mut State, url: &str) -> Vec<Effect> {
    if let Some(waiting) = waiting(state) {
        waiting.problem = None;
    }
    let url = Private::new(url.trim());
    with_id(state, |id| Effect::SubmitRedirect { id, url })
}

/// The listener is there, and the browser is being opened.
pub(super) fn opened(state: &mut State, opened: LoginOpened) -> Vec<Effect> {
    let LoginOpened { url, deadline, browser } = opened;
    if let Screen::Login(login) = &mut state.screen
        && let LoginPhase::Starting { id, approved } = login.phase
    {
        login.phase = LoginPhase::Waiting(Waiting { id, url, deadline, browser, paste: None, problem: None });
        return approved.then_some(Effect::ApproveInDemo { id }).into_iter().collect();
    }
    Vec::new()
}

/// What became of the browser. Where it was opened again, the screen may look as before, so it is said too.
pub(super) fn browser_tried(state: &mut State, browser: &Browser) -> Vec<Effect> {
    let Some(waiting) = waiting(state) else { return Vec::new() };
    let again = waiting.browser != Browser::Opening;
    waiting.browser = browser.clone();
    if again {
        let tone = if *browser == Browser::Opened { Tone::Info } else { Tone::Warning };
        state.say(browser.sentence(), tone);
    }
    Vec::new()
}

/// The listener could not start.
pub(super) fn not_started(state: &mut State, why: LoginNotStarted) -> Vec<Effect> {
    state.ledger.end(Purpose::Login);
    if let Screen::Login(login) = &mut state.screen {
        (login.phase, login.problem) = match why {
            LoginNotStarted::PortInUse { port } => (LoginPhase::PortInUse { port }, None),
            LoginNotStarted::Failed(problem) => (LoginPhase::Idle, Some(problem)),
        };
    }
    Vec::new()
}

/// A pasted URL was refused; the login goes on waiting.
pub(super) fn paste_refused(state: &mut State, problem: Problem) -> Vec<Effect> {
    if let Some(waiting) = waiting(state) {
        waiting.problem = Some(problem);
    }
    Vec::new()
}

/// The consent is there: its code is exchanged.
pub(super) fn callback_arrived(state: &mut State) -> Vec<Effect> {
    let Some(id) = waiting(state).map(|waiting| waiting.id) else { return Vec::new() };
    if let Screen::Login(login) = &mut state.screen {
        login.phase = LoginPhase::Exchanging { id };
    }
    vec![Effect::ExchangeCode { id }]
}

/// The login failed; Enter tries again.
pub(super) fn failed(state: &mut State, problem: Problem) -> Vec<Effect> {
    state.ledger.end(Purpose::Login);
    if let Screen::Login(login) = &mut state.screen {
        login.phase = LoginPhase::Idle;
        login.problem = Some(problem);
    }
    Vec::new()
}

/// The browser did not come back in time. The runtime says so too; whoever is first ends the wait.
pub(super) fn timed_out(state: &mut State) -> Vec<Effect> {
    end(state, Some(timed_out_problem()))
}

/// Ends the login that runs, and everything it holds open.
fn end(state: &mut State, problem: Option<Problem>) -> Vec<Effect> {
    if let Screen::Login(login) = &mut state.screen {
        login.phase = LoginPhase::Idle;
        login.problem = problem;
    }
    state.ledger.end(Purpose::Login).map(Effect::Cancel).into_iter().collect()
}

fn waiting(state: &mut State) -> Option<&mut Waiting> {
    match &mut state.screen {
        Screen::Login(Login { phase: LoginPhase::Waiting(waiting), .. }) => Some(waiting),
        Screen::Login(_) | Screen::Setup(_) | Screen::Main => None,
    }
}

fn with_id(state: &mut State, effect: impl FnOnce(RequestId) -> Effect) -> Vec<Effect> {
    waiting(state).map(|waiting| waiting.id).map(effect).into_iter().collect()
}

//! Who is logged in: at the start, after a login, after its end.

use crate::app::{
    Effect, Problem, State,
    effect::Part,
    event::{LoggedIn, LoginLost},
    ledger::Purpose,
    login::{Login, LoginPhase, LoginReason},
    panes::{Main, Shows},
    state::{LoginState, Screen, Tone},
};
use crate::domain::Account;

use super::library;

/// The first requests, once the first frame is drawn.
pub(super) fn start(state: &mut State) -> Vec<Effect> {
    match state.screen {
        Screen::Setup(_) | Screen::Login(_) => Vec::new(),
        Screen::Main => {
            if state.message.is_none()
                && let Some(notice) = state.login_notice()
            {
                state.say(notice.text, notice.tone);
            }
            let mut effects = library::load_shows(state, Part::Whole);
            if matches!(state.session.login, LoginState::LoggedIn { account: None, .. }) {
                effects.extend(ask_account(state));
            }
            effects
        }
    }
}

/// What a login is greeted with until the account is known.
const GREETING: &str = "Logged in";

/// A login succeeded: on to the lists. Whose it is nobody knows yet, so rows that may be of another account go first.
pub(super) fn logged_in(state: &mut State, logged_in: LoggedIn) -> Vec<Effect> {
    let LoggedIn { missing, ends } = logged_in;
    state.ledger.end(Purpose::Login);
    let mut effects = library::stop(state);
    clear(state);
    let lacking: Vec<_> = missing.iter().map(|scope| format!("{} ({})", scope.as_str(), scope.without())).collect();
    state.session.login = LoginState::LoggedIn { account: None, missing, ends };
    state.screen = Screen::Main;
    state.overlay = None;
    if lacking.is_empty() {
        state.say(GREETING, Tone::Info);
    } else {
        state.say(format!("{GREETING}. Not granted: {}", lacking.join(", ")), Tone::Warning);
    }
    effects.extend(library::load_shows(state, Part::Whole));
    effects.extend(ask_account(state));
    effects
}

/// There is a login for the client ID that is used from now on: the one there was, whose lists stay, or another.
pub(super) fn found(state: &mut State, login: LoginState) -> Vec<Effect> {
    state.screen = Screen::Main;
    if state.session.login == login {
        return Vec::new();
    }
    let mut effects = stop(state);
    clear(state);
    state.session.login = login;
    effects.extend(start(state));
    effects
}

/// Stops all that is asked for with the login there was.
pub(super) fn stop(state: &mut State) -> Vec<Effect> {
    let mut effects = library::stop(state);
    effects.extend(forget_account_request(state));
    effects
}

/// Asks whose login it is, beside everything else.
fn ask_account(state: &mut State) -> Vec<Effect> {
    let mut effects = forget_account_request(state);
    let id = state.ledger.begin(Purpose::Account);
    effects.push(Effect::AskAccount { id });
    effects
}

/// No answer about an earlier login counts for a later one.
fn forget_account_request(state: &mut State) -> Vec<Effect> {
    state.ledger.end(Purpose::Account).map(Effect::Cancel).into_iter().collect()
}

/// Spotify said whose login it is, or would not: then it is asked for again at the next start.
pub(super) fn account_known(state: &mut State, answer: Option<Account>) -> Vec<Effect> {
    state.ledger.end(Purpose::Account);
    if let (Some(who), LoginState::LoggedIn { account, .. }) = (answer, &mut state.session.login) {
        let greeting = format!("{GREETING} as {}", who.name());
        *account = Some(who);
        if state.message.as_ref().is_some_and(|message| message.text == GREETING) {
            state.say(greeting, Tone::Info);
        }
    }
    Vec::new()
}

/// Asks for the tokens to be deleted.
pub(super) fn log_out(state: &mut State) -> Vec<Effect> {
    let mut effects = stop(state);
    let id = state.ledger.begin(Purpose::Logout);
    effects.push(Effect::LogOut { id, library: crate::app::effect::LibraryFate::Delete });
    effects
}

/// The tokens are gone; the account's lists go with them.
pub(super) fn logged_out(state: &mut State, problem: Option<Problem>) -> Vec<Effect> {
    state.ledger.end(Purpose::Logout);
    let mut effects = stop(state);
    effects.extend(state.ledger.end(Purpose::Login).map(Effect::Cancel));
    clear(state);
    state.session.login = LoginState::LoggedOut;
    state.overlay = None;
    let reason = if problem.is_none() { LoginReason::LoggedOut } else { LoginReason::NotRemoved };
    if problem.is_none() {
        state.say("Logged out", Tone::Info);
    }
    state.screen = Screen::Login(Login { reason, phase: LoginPhase::Idle, problem });
    effects
}

/// The login ended under way. What is listed stays usable; without anything to list, the login screen opens.
pub(super) fn login_lost(state: &mut State, purpose: Option<Purpose>, lost: LoginLost) -> Vec<Effect> {
    // Whoever reports it has stopped already.
    if let Some(purpose) = purpose {
        state.ledger.end(purpose);
    }
    let problem = Problem::new("Your login ended", "What is listed stays usable", "Log in again");
    let mut effects = library::fail(state, &problem);
    effects.extend(forget_account_request(state));
    state.session.login = LoginState::Ended { account: account_of(state).cloned() };
    let reason = match lost {
        LoginLost::NotLoggedIn => LoginReason::LoggedOut,
        LoginLost::Expired => LoginReason::Expired,
    };
    let empty = state.main.shows.items.is_empty();
    match &mut state.screen {
        Screen::Main if empty => {
            state.overlay = None;
            state.screen = Screen::Login(Login { reason, phase: LoginPhase::Idle, problem: None });
        }
        // There is nothing to go back to any more, whatever became of the login that is being made.
        Screen::Login(login) if empty => {
            if !matches!(login.reason, LoginReason::Again { switch_account: true }) {
                login.reason = reason;
            }
        }
        Screen::Main | Screen::Login(_) | Screen::Setup(_) => {}
    }
    effects
}

/// Whose lists these are, as far as known.
fn account_of(state: &State) -> Option<&Account> {
    match &state.session.login {
        LoginState::LoggedOut => None,
        LoginState::LoggedIn { account, .. } | LoginState::Ended { account } => account.as_ref(),
    }
}

/// Forgets the lists. How the list of shows is sorted is the person's choice, not the account's.
fn clear(state: &mut State) {
    let shows = Shows { sort: state.main.shows.sort, ..Shows::default() };
    state.main = Main { shows, ..Main::default() };
}

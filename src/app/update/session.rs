//! Who is logged in: at the start, after a login, after its end; and whose rows may be shown.

use crate::domain::Account;
use crate::{
    app::{
        Effect, Problem, State,
        effect::LibraryFate,
        event::{LoggedIn, LoginLost},
        ledger::Purpose,
        login::{Login, LoginPhase, LoginReason},
        panes::{Main, Shows},
        state::{Messages, Screen, Tone},
    },
    domain::{LoginState, SyncIntent},
};

use super::{library, sync};

/// The first requests, once the first frame is drawn.
pub(super) fn start(state: &mut State) -> Vec<Effect> {
    match state.screen {
        Screen::Setup(_) | Screen::Login(_) => Vec::new(),
        Screen::Main => {
            if state.message.is_none()
                && matches!(state.session.login, LoginState::LoggedIn { .. })
                && let Some(notice) = state.login_notice()
            {
                state.say(notice.text, notice.tone);
            }
            let mut effects = library::read_shows(state);
            if matches!(state.session.login, LoginState::LoggedIn { account: None, .. }) {
                effects.extend(ask_account(state));
            }
            sync::plan(state);
            effects
        }
    }
}

/// What a login is greeted with until the account is known.
const GREETING: &str = "Logged in";

/// A login succeeded: on to the lists. Whose it is nobody knows yet, so rows that may be of another account are put
/// aside until then.
pub(super) fn logged_in(state: &mut State, logged_in: LoggedIn) -> Vec<Effect> {
    let LoggedIn { missing, ends } = logged_in;
    state.ledger.end(Purpose::Login);
    let mut effects = stop(state);
    effects.extend(put_aside(state));
    let lacking: Vec<_> = missing.iter().map(|scope| format!("{} ({})", scope.as_str(), scope.without())).collect();
    state.session.login = LoginState::LoggedIn { account: None, missing, ends };
    state.screen = Screen::Main;
    state.overlay = None;
    if lacking.is_empty() {
        state.say(GREETING, Tone::Info);
    } else {
        state.say(format!("{GREETING}. Not granted: {}", lacking.join(", ")), Tone::Warning);
    }
    effects.extend(sync::begin(state, SyncIntent::Background));
    effects
}

/// There is a login for the client ID that is used from now on: the one there was, whose lists stay, or another.
pub(super) fn found(state: &mut State, login: LoginState) -> Vec<Effect> {
    state.screen = Screen::Main;
    if state.session.login == login {
        return Vec::new();
    }
    let mut effects = stop(state);
    let account = login.account().cloned();
    state.session.login = login;
    effects.extend(put_aside(state));
    match account {
        Some(account) => effects.extend(belongs_to(state, account)),
        None => effects.extend(ask_account(state)),
    }
    sync::plan(state);
    effects
}

/// Stops all that is asked for with the login there was.
pub(super) fn stop(state: &mut State) -> Vec<Effect> {
    let mut effects = sync::stop(state);
    effects.extend(forget_account_request(state));
    effects
}

/// Asks whose login it is, beside everything else.
pub(super) fn ask_account(state: &mut State) -> Vec<Effect> {
    if state.ledger.runs(Purpose::Account) {
        return Vec::new();
    }
    let id = state.ledger.begin(Purpose::Account);
    vec![Effect::AskAccount { id }]
}

/// No answer about an earlier login counts for a later one.
fn forget_account_request(state: &mut State) -> Vec<Effect> {
    library::supersede(state, Purpose::Account)
}

/// Spotify said whose login it is, or would not. Why it would not is told by the synchronisation that waits for it, which
/// has to ask too; whose login it is is asked again after it.
pub(super) fn account_known(state: &mut State, answer: Option<Account>) -> Vec<Effect> {
    state.ledger.end(Purpose::Account);
    let waiting = state.sync.waiting.take();
    let LoginState::LoggedIn { account, .. } = &mut state.session.login else { return Vec::new() };
    let Some(who) = answer else {
        return waiting.map_or_else(Vec::new, |intent| sync::go(state, intent));
    };
    *account = Some(who.clone());
    if state.message.as_ref().is_some_and(|message| message.text == GREETING) {
        state.say(format!("{GREETING} as {}", who.name()), Tone::Info);
    }
    let mut effects = belongs_to(state, who);
    if let Some(intent) = waiting {
        effects.extend(sync::begin(state, intent));
    }
    effects
}

/// It is known whose rows may be shown: those that were put aside, where they are theirs; else none that were there.
fn belongs_to(state: &mut State, account: Account) -> Vec<Effect> {
    let same = state.owner.as_ref().is_some_and(|owner| owner.id == account.id);
    let aside = state.aside.take();
    let mut effects = library::stop(state);
    if !same {
        clear(state);
        if state.owner.is_some() {
            // What was said may name what was theirs.
            state.said = Messages::default();
        }
        state.sync.synced_at = None;
    } else if let Some(aside) = aside {
        state.main = *aside;
        super::fit(state);
    }
    state.owner = Some(account);
    effects.extend(library::read_shows(state));
    effects.extend(library::read_episodes(state));
    effects
}

/// Nobody sees rows before it is known that they are theirs; what is being read would be of the account before.
fn put_aside(state: &mut State) -> Vec<Effect> {
    let effects = library::stop(state);
    let main = clear(state);
    if state.owner.is_some() && state.aside.is_none() {
        state.aside = Some(Box::new(main));
    }
    effects
}

/// Asks for the tokens to be deleted, and the library with them or not.
pub(super) fn log_out(state: &mut State, library: LibraryFate) -> Vec<Effect> {
    let mut effects = stop(state);
    let id = state.ledger.begin(Purpose::Logout);
    state.leaving = Some(library);
    effects.push(Effect::LogOut { id, library });
    effects
}

/// The tokens are gone. What is on disk stays readable where it was kept.
pub(super) fn logged_out(state: &mut State, problem: Option<Problem>) -> Vec<Effect> {
    state.ledger.end(Purpose::Logout);
    let mut effects = stop(state);
    effects.extend(state.ledger.end(Purpose::Login).map(Effect::Cancel));
    state.session.login = LoginState::LoggedOut;
    state.overlay = None;
    state.sync.trouble = None;
    match state.leaving.take() {
        Some(LibraryFate::Keep) => restore(state),
        Some(LibraryFate::Delete) | None => {
            effects.extend(library::stop(state));
            clear(state);
            (state.owner, state.aside, state.sync.synced_at) = (None, None, None);
            state.said = Messages::default();
        }
    }
    let kept = !state.main.shows.items.is_empty();
    if problem.is_none() {
        state.say(if kept { "Logged out; the library stays" } else { "Logged out" }, Tone::Info);
        if kept {
            state.screen = Screen::Main;
            return effects;
        }
    }
    let reason = if problem.is_none() { LoginReason::LoggedOut } else { LoginReason::NotRemoved };
    state.screen = Screen::Login(Login { reason, phase: LoginPhase::Idle, problem });
    effects
}

/// The login ended under way. What is on disk stays usable; without anything to list, the login screen opens.
pub(super) fn login_lost(state: &mut State, purpose: Option<Purpose>, lost: LoginLost) -> Vec<Effect> {
    // Whoever reports it has stopped already.
    if let Some(purpose) = purpose {
        state.ledger.end(purpose);
    }
    let reason = match lost {
        LoginLost::NotLoggedIn => LoginReason::LoggedOut,
        LoginLost::Expired => LoginReason::Expired,
        LoginLost::AnotherAccount => return replaced(state),
    };
    let account = state.session.login.account().cloned();
    let effects = stop(state);
    state.session.login = LoginState::Ended { account };
    restore(state);
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

/// Somebody else was logged in by another process: as after a login here, no rows are shown before it is known whose they
/// may be.
fn replaced(state: &mut State) -> Vec<Effect> {
    let mut effects = stop(state);
    effects.extend(put_aside(state));
    if let LoginState::LoggedIn { account, .. } = &mut state.session.login {
        *account = None;
    }
    state.overlay = None;
    state.say("Another account has logged in meanwhile", Tone::Warning);
    effects.extend(sync::begin(state, SyncIntent::Background));
    effects
}

/// Nobody is logged in any more whose rows others could be: those on disk are shown again.
fn restore(state: &mut State) {
    if let Some(aside) = state.aside.take() {
        state.main = *aside;
        super::fit(state);
    }
}

/// Forgets the lists, and gives them back. How they are looked at is the person's choice, not the account's.
fn clear(state: &mut State) -> Main {
    let Shows { sort, state: states, .. } = state.main.shows;
    let shows = Shows { sort, state: states, ..Shows::default() };
    let feeds = state.main.feeds.unread();
    std::mem::replace(&mut state.main, Main { feeds, shows, ..Main::default() })
}

//! The account: at the start, after a login, after its end; which rows may be shown; and other profiles.

use super::{keep, player, sync};
use crate::{
    app::{
        Effect, Problem, Screen, Slot, State,
        marks::Marking,
        messages::{Tone, Topic},
        notices,
        overlays::{Choices, Overlay, Tour},
        requests::{
            effect::{LibraryFate, Login as Request, Restart},
            event::{LibraryChange, LoggedIn, LoginLost, ProfileEntry},
        },
        session::{Login, LoginPhase, LoginReason, Owner},
        views::{View as _, Views},
    },
    domain::{Account, LoginState, Profile, SyncIntent},
};

/// The first requests, once the first frame is drawn.
pub(super) fn start(state: &mut State) {
    if state.screen != Screen::Main {
        return;
    }
    if state.cx.messages.current().is_none()
        && state.cx.is_logged_in()
        && let Some(notice) = notices::login(&state.cx)
    {
        state.cx.notify_about(notice.topic, notice.text, notice.tone);
    }
    state.views.shows.read(&mut state.cx);
    if state.cx.session.login.needs_account() {
        ask_account(state);
    }
    sync::plan(state);
    player::begin(state);
}

/// Opens the tour if it was never seen and the lists are shown. It never comes back.
pub(super) fn begin_tour(state: &mut State) {
    if state.cx.session.tour && state.screen == Screen::Main && state.overlays.is_empty() {
        state.cx.session.tour = false;
        state.open(Overlay::Tour(Tour));
        state.cx.tell(Effect::TourSeen);
    }
}

/// A login succeeded: on to the lists. Its account is not known yet, so rows that may be another's are hidden.
pub(super) fn logged_in(state: &mut State, logged_in: LoggedIn) {
    let LoggedIn { missing, ends, notice } = logged_in;
    stop(state);
    hide_rows(state);
    let lacking: Vec<_> = missing.iter().map(|scope| format!("{} ({})", scope.as_str(), scope.without())).collect();
    state.cx.session.login = LoginState::LoggedIn { account: None, missing, ends };
    state.screen = Screen::Main;
    state.overlays.clear();
    if lacking.is_empty() {
        state.cx.notify_about(Topic::Greeting, "Logged in", Tone::Info);
    } else {
        state.cx.notify(format!("Logged in. Not granted: {}", lacking.join(", ")), Tone::Warning);
    }
    if let Some(notice) = notice {
        state.cx.notify(notice, Tone::Info);
    }
    player::begin(state);
    sync::begin(state, SyncIntent::Background);
}

/// Takes over the login stored for a new client ID: the same, which keeps the lists, or another.
pub(super) fn found(state: &mut State, login: LoginState) {
    state.screen = Screen::Main;
    if state.cx.session.login == login {
        return;
    }
    stop(state);
    let account = login.account().cloned();
    state.cx.session.login = login;
    hide_rows(state);
    match account {
        Some(account) => belongs_to(state, account),
        None => ask_account(state),
    }
    sync::plan(state);
    player::begin(state);
}

/// Cancels the requests of the previous login.
pub(super) fn stop(state: &mut State) {
    sync::stop(state);
    player::stop(state);
    keep::stop(state);
    // No answer about an earlier login counts for a later one.
    state.cx.cancel(Slot::Account);
}

/// Asks for the account of the login, beside everything else.
pub(super) fn ask_account(state: &mut State) {
    if !state.cx.ledger.runs(Slot::Account) {
        state.cx.ask(Request::AskAccount);
    }
}

/// Spotify named the account, or the request failed: then the waiting synchronisation reports why, and the account is
/// requested again after it.
pub(super) fn account_known(state: &mut State, answer: Option<Account>) {
    let waiting = state.cx.sync.waiting.take();
    let LoginState::LoggedIn { account, .. } = &mut state.cx.session.login else { return };
    let Some(who) = answer else {
        if let Some(intent) = waiting {
            sync::go(state, intent);
        }
        return;
    };
    *account = Some(who.clone());
    if state.cx.messages.is_about(Topic::Greeting) {
        state.cx.notify_about(Topic::Greeting, format!("Logged in as {}", who.name()), Tone::Info);
    }
    belongs_to(state, who);
    if let Some(intent) = waiting {
        sync::begin(state, intent);
    }
}

/// The account of the login is known: shows the hidden rows if they are its own, otherwise none.
fn belongs_to(state: &mut State, account: Account) {
    let is_same = state.cx.session.owner.account().is_some_and(|owner| owner.id == account.id);
    let hidden = state.hidden.take();
    state.views.stop(&mut state.cx);
    if !is_same {
        state.views = state.views.unread();
        state.cx.marking = Marking::default();
        if state.cx.session.owner != Owner::None {
            // Messages may name rows of the other account.
            state.cx.messages.forget();
        }
        state.cx.sync.synced_at = None;
    }
    state.cx.session.owner = Owner::Known(account);
    if let Some(hidden) = hidden.filter(|_| is_same) {
        show_again(state, *hidden);
    }
    state.views.shows.read(&mut state.cx);
    state.views.episodes.read(&mut state.cx);
}

/// Hides all rows until their account is confirmed, and stops reads, which would be of the previous account.
fn hide_rows(state: &mut State) {
    state.views.stop(&mut state.cx);
    let unread = state.views.unread();
    let views = std::mem::replace(&mut state.views, unread);
    match std::mem::take(&mut state.cx.session.owner) {
        Owner::None => {}
        Owner::Known(account) => {
            state.cx.session.owner = Owner::Unconfirmed(account);
            state.hidden = Some(Box::new(views));
        }
        unconfirmed @ Owner::Unconfirmed(_) => state.cx.session.owner = unconfirmed,
    }
}

fn show_again(state: &mut State, views: Views) {
    state.views = views;
    state.views.fit(&state.cx);
    // Writes and failures meanwhile did not reach them.
    state.views.stale(&state.cx, &LibraryChange::Anything);
}

/// Asks for the tokens to be deleted, and perhaps the library with them.
pub(super) fn log_out(state: &mut State, library: LibraryFate) {
    stop(state);
    state.cx.ask(Request::LogOut(library));
    state.cx.session.leaving = Some(library);
}

/// The tokens are deleted. A kept library stays readable.
pub(super) fn logged_out(state: &mut State, problem: Option<Problem>) {
    stop(state);
    state.cx.cancel(Slot::Login);
    state.cx.session.login = LoginState::LoggedOut;
    state.overlays.clear();
    state.cx.sync.trouble = None;
    match state.cx.session.leaving.take() {
        Some(LibraryFate::Keep) => restore(state),
        Some(LibraryFate::Delete) | None => {
            state.views.stop(&mut state.cx);
            state.views = state.views.unread();
            state.cx.marking = Marking::default();
            (state.cx.session.owner, state.hidden, state.cx.sync.synced_at) = (Owner::None, None, None);
            state.cx.messages.forget();
            state.cx.cancel(Slot::Pipe);
            state.cx.own.forget();
        }
    }
    let is_kept = state.has_rows();
    if problem.is_none() {
        // Without a library the login screen says how to revoke access.
        let kept = "Logged out; the library stays. Revoke access at spotify.com/account/apps";
        state.cx.notify(if is_kept { kept } else { "Logged out" }, Tone::Info);
        if is_kept {
            state.screen = Screen::Main;
            return;
        }
    }
    let reason = if problem.is_none() { LoginReason::LoggedOut } else { LoginReason::NotRemoved };
    state.screen = Screen::Login(Login { reason, phase: LoginPhase::Idle, problem });
}

/// The login ended during a request. The library stays usable; without shows the login screen opens.
pub(super) fn login_lost(state: &mut State, lost: LoginLost) {
    let reason = match lost {
        LoginLost::NotLoggedIn => LoginReason::LoggedOut,
        LoginLost::Expired => LoginReason::Expired,
        LoginLost::AnotherAccount => return replaced(state),
    };
    let account = state.cx.session.login.account().cloned();
    stop(state);
    state.cx.session.login = LoginState::Ended { account };
    restore(state);
    // The logout of another process may have deleted the rows.
    state.views.stale(&state.cx, &LibraryChange::Anything);
    let is_empty = !state.has_rows();
    match &mut state.screen {
        Screen::Main if is_empty => {
            state.overlays.clear();
            state.screen = Screen::Login(Login::new(reason, None));
        }
        // There is nothing to go back to any more, however the login that is being made ends.
        Screen::Login(login) if is_empty => {
            if !matches!(login.reason, LoginReason::Again { switch_account: true }) {
                login.reason = reason;
            }
        }
        Screen::Main | Screen::Login(_) | Screen::Setup(_) => {}
    }
}

/// Another process may have logged out or in. What this one does to the login itself comes as a reply.
pub(super) fn seen(state: &mut State, login: &LoginState) {
    if !state.cx.is_logged_in() || state.cx.ledger.runs(Slot::Logout) {
        return;
    }
    let ours = state.cx.session.login.account().map(|account| &account.id);
    match login {
        LoginState::LoggedOut => login_lost(state, LoginLost::NotLoggedIn),
        LoginState::Ended { .. } => login_lost(state, LoginLost::Expired),
        LoginState::LoggedIn { account: Some(account), .. } if ours.is_some_and(|ours| *ours != account.id) => {
            replaced(state);
        }
        LoginState::LoggedIn { .. } => {}
    }
}

/// Another process logged in, perhaps to another account: as after a login here, no rows are shown until the account is known.
fn replaced(state: &mut State) {
    stop(state);
    hide_rows(state);
    if let LoginState::LoggedIn { account, .. } = &mut state.cx.session.login {
        *account = None;
    }
    state.overlays.clear();
    player::begin(state);
    state.cx.notify("Another process logged in; its account is being checked", Tone::Warning);
    sync::begin(state, SyncIntent::Background);
}

/// Asks for the profiles on this computer.
pub(super) fn ask_profiles(state: &mut State) {
    state.cx.ask(Request::ListProfiles);
}

/// The profiles are known.
pub(super) fn profiles_listed(state: &mut State, profiles: Vec<ProfileEntry>) {
    if state.overlays.is_empty() {
        state.open(Overlay::Choices(Choices::profiles(profiles)));
    }
}

/// Goes on with another profile, in the same terminal. The library, a synchronisation and a player that was started end as
/// when the program is left.
pub(super) fn go_on_with(state: &mut State, profile: Profile) {
    if profile == state.cx.session.profile {
        return state.cx.note(format!("The profile {profile} is open already"));
    }
    end(state, Effect::Restart(Restart::Profile(profile)));
}

/// Ends what is shown, for the shell or for what the program begins again with.
pub(super) fn end(state: &mut State, how: Effect) {
    if state.screen == Screen::Main {
        state.views.leave(&mut state.cx);
        player::leave(state);
    }
    state.cx.tell(how);
}

/// Without a login there is no other account: the rows on disk are shown again.
fn restore(state: &mut State) {
    state.cx.session.owner = match std::mem::take(&mut state.cx.session.owner) {
        Owner::None => Owner::None,
        Owner::Known(account) | Owner::Unconfirmed(account) => Owner::Known(account),
    };
    if let Some(hidden) = state.hidden.take() {
        show_again(state, *hidden);
    }
}

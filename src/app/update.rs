//! The one function that changes the state.
//!
//! Each file below handles one part of the screen. Keys go through [`keys`], which looks up the command in the keymap;
//! replies go through [`replied`] here. Nothing in here waits, and no key does work that grows with the library, apart from
//! sorting and filtering a list.

use super::{
    Effect, Event, EventKind, Reply, RequestId, Screen, State, Tone,
    requests::event::{Answer, LoginReply, PlayerReply, SyncReply, WriteReply},
    session::timed_out_problem,
};

mod discover;
mod idle;
mod keep;
mod keys;
mod login;
mod marks;
mod media;
mod mouse;
mod navigate;
mod own;
pub(super) mod player;
mod prompts;
mod session;
mod setup;
mod sync;
mod terminal;
mod text;
mod upkeep;
pub(super) mod waiting;

#[cfg(test)]
mod tests;

/// Applies an event. Returns the effects in the order to start them.
///
/// A stale reply changes nothing: this is the one place that drops it.
#[must_use]
pub fn update(state: &mut State, event: Event) -> Vec<Effect> {
    let Event { at, kind } = event;
    if let EventKind::Reply(id, reply) = &kind
        && !state.cx.ledger.slot_of(*id).is_some_and(|slot| reply.answers(slot) != Answer::None)
    {
        return Vec::new();
    }
    state.cx.now = at;
    let mut next = waiting::admit(state, kind);
    while let Some(kind) = next {
        apply(state, kind);
        next = waiting::next(state);
    }
    std::mem::take(&mut state.cx.effects)
}

/// Applies an event, then lets everything follow it.
fn apply(state: &mut State, kind: EventKind) {
    let is_resized = matches!(kind, EventKind::Resize(_));
    let pressed = if let EventKind::Key(key) = kind {
        state.cx.messages.collapse();
        idle::Pressed::new(state, key)
    } else {
        None
    };
    happened(state, kind);
    session::begin_tour(state);
    let is_elsewhere = state.sequence.as_ref().is_some_and(|begun| begun.contexts != state.contexts());
    if is_elsewhere {
        (state.sequence, state.count) = (None, None);
    }
    expire(state);
    sync::by_itself(state);
    player::by_itself(state);
    state.relayout();
    if is_resized {
        state.views.fit(&state.cx);
        for overlay in &mut state.overlays {
            overlay.scroll(&state.cx, 0);
        }
    }
    if state.screen == Screen::Main {
        state.views.follow(&mut state.cx);
        if state.views.follow_notes(&mut state.cx) {
            navigate::list_links(state);
            state.relayout();
        }
    }
    state.follow_cover();
    if pressed.is_some_and(|pressed| pressed.explain(state)) {
        state.relayout();
    }
}

fn happened(state: &mut State, kind: EventKind) {
    match kind {
        EventKind::Start => session::start(state),
        EventKind::Key(key) => {
            keys::press(state, key);
            extend_range(state);
        }
        EventKind::Mouse(mouse) => {
            (state.count, state.sequence) = (None, None);
            state.cx.own.is_awaited = false;
            mouse::used(state, mouse);
            extend_range(state);
        }
        EventKind::Paste(text) => {
            (state.count, state.sequence) = (None, None);
            text::pasted(state, &text);
        }
        EventKind::Resize(size) => state.cx.layout.size = size,
        EventKind::Wake => {}
        EventKind::Reply(id, reply) => replied(state, id, reply),
        EventKind::Quota(quota) => state.cx.quota = quota,
        EventKind::LibraryChanged(change) => state.views.stale(&state.cx, &change),
        EventKind::LoginSeen(login) => session::seen(state, &login),
        EventKind::Focus(is_visible) => {
            player::focused(state, is_visible);
            if is_visible {
                state.cx.tell(Effect::Look);
            }
        }
        EventKind::Terminal(terminal) => terminal::answered(state, *terminal),
        EventKind::Background { is_light } => terminal::background_changed(state, is_light),
        EventKind::Media(key) => media::press(state, key),
        EventKind::Notice(problem) => state.cx.notify_problem(&problem),
    }
}

/// A range goes to the selected row, whatever moved the selection.
fn extend_range(state: &mut State) {
    if let Some(rows) = state.views.focused_mut().rows_mut() {
        rows.extend_range();
    }
}

fn replied(state: &mut State, id: RequestId, reply: Reply) {
    let Some(slot) = state.cx.ledger.slot_of(id) else { return };
    if reply.answers(slot) == Answer::Last {
        state.cx.ledger.end(id);
    }
    match reply {
        Reply::Read(reply) => {
            if state.views.loaded(&mut state.cx, slot, reply) {
                navigate::list_links(state);
            }
        }
        Reply::NextUnplayed { found, newer } => navigate::found_unplayed(state, found, newer),
        Reply::Located(link, found) => discover::located(state, link, found),
        Reply::Write(WriteReply::Marked(result)) => marks::marked(state, id, slot, result),
        // An event about the change follows.
        Reply::Write(WriteReply::Progressed) => {}
        Reply::Write(WriteReply::Exported(result)) => prompts::file_answered(state, id, result),
        Reply::Write(WriteReply::ImportFound(found)) => marks::import_found(state, found),
        Reply::Login(LoginReply::Opened(opened)) => login::opened(state, opened),
        Reply::Login(LoginReply::Browser(browser)) => login::browser_tried(state, &browser),
        Reply::Login(LoginReply::NotStarted(why)) => login::not_started(state, why),
        Reply::Login(LoginReply::PasteRefused(problem)) => login::paste_refused(state, problem),
        Reply::Login(LoginReply::CallbackArrived) => login::callback_arrived(state),
        Reply::Login(LoginReply::Done(Ok(logged_in))) => session::logged_in(state, logged_in),
        Reply::Login(LoginReply::Done(Err(problem))) => login::failed(state, problem),
        Reply::Login(LoginReply::Account(account)) => session::account_known(state, account),
        Reply::Login(LoginReply::Profiles(list)) => session::profiles_listed(state, list),
        Reply::Login(LoginReply::LoggedOut(result)) => session::logged_out(state, result.err()),
        Reply::Login(LoginReply::ClientSaved(result)) => setup::saved(state, result),
        Reply::Sync(SyncReply::Progress(progress)) => sync::progressed(state, slot, progress),
        Reply::Sync(SyncReply::Done(outcome)) => sync::ended(state, outcome),
        Reply::Sync(SyncReply::Visited(show, outcome)) => sync::visited(state, &show, outcome),
        Reply::Sync(SyncReply::SavedRead(outcome)) => sync::saved_read(state, &outcome),
        Reply::Player(PlayerReply::Polled(answer)) => player::polled(state, answer),
        Reply::Player(PlayerReply::Devices(answer)) => player::listed(state, answer),
        Reply::Player(PlayerReply::Queue(answer)) => player::queue_read(state, answer),
        Reply::Player(PlayerReply::Sent(answer)) => player::sent(state, answer),
        Reply::Player(PlayerReply::StartedHere(answer)) => player::started_here(state, answer),
        Reply::Catalogue(reply) => discover::answered(state, reply),
        // A failure is only logged: the rest of the details is there.
        Reply::Artwork(picture) => state.cx.artwork.hold(picture, state.cx.now.timestamp()),
        Reply::Keep(answer) => keep::kept(state, id, answer),
        Reply::System(Ok(())) => state.cx.notify("Opened in the browser", Tone::Info),
        Reply::Copied(Ok(copied)) => text::copied(state, copied),
        Reply::System(Err(problem)) | Reply::Copied(Err(problem)) => state.cx.notify_problem(&problem),
        Reply::Upkeep(reply) => upkeep::answered(state, id, reply),
        Reply::Ran(ran) => own::ran(state, ran),
        Reply::LoginLost(lost) => session::login_lost(state, lost),
    }
}

/// Ends what has run out: the message, the pause of requests, the wait for the browser.
fn expire(state: &mut State) {
    let now = state.cx.now.timestamp();
    state.cx.messages.expire(now);
    state.cx.quota = state.cx.quota.at(now);
    if state.login_deadline().is_some_and(|deadline| deadline <= now) {
        // The runtime reports it too; the first ends the wait.
        login::end(state, Some(timed_out_problem()));
    }
}

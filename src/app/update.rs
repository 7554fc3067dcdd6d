//! The one function that changes the state.
//!
//! Each file below is about one thing a person does or sees. Keys go through [`keys`], which asks the keymap and hands
//! the command on; answers go through [`reply`] here. Nothing in here waits, and no key does work that grows with the
//! library, but for sorting and filtering it.

use super::{
    Effect, Event, EventKind, Reply, State,
    feed::FeedKind,
    layout::rows,
    ledger::Purpose,
    overlay::{Help, Overlay},
    state::Message,
};

mod clock;
mod feed;
mod keys;
mod library;
mod lists;
mod login;
mod marks;
mod mouse;
mod notes;
mod open;
mod overlay;
mod paste;
mod reveal;
mod search;
mod session;
mod setup;
mod sync;
mod tabs;

#[cfg(test)]
mod tests;

/// Applies an event. Effects come back in the order they are to be started.
///
/// An answer to a request that does not count any more changes nothing: this is the one place where they are dropped.
#[must_use]
pub fn update(state: &mut State, event: Event) -> Vec<Effect> {
    let purpose = match &event.kind {
        EventKind::Reply(id, reply) => {
            let purpose = state.ledger.purpose_of(*id).filter(|purpose| answers(*purpose, reply));
            if purpose.is_none() {
                return Vec::new();
            }
            purpose
        }
        _ => None,
    };
    state.now = event.at;
    let mut effects = match event.kind {
        EventKind::Start => session::start(state),
        EventKind::Key(key) => {
            Message::went_on(&mut state.message);
            keys::press(state, key)
        }
        EventKind::Mouse(mouse) => mouse::used(state, mouse),
        EventKind::Paste(text) => paste::pasted(state, &text),
        EventKind::Resize(size) => {
            state.size = size;
            fit(state);
            Vec::new()
        }
        EventKind::Wake => Vec::new(),
        EventKind::Reply(_, answer) => reply(state, purpose, answer),
        EventKind::Quota(quota) => {
            state.quota = quota;
            Vec::new()
        }
        EventKind::LibraryChanged(change) => library::changed(state, &change),
    };
    effects.extend(clock::expire(state));
    effects.extend(sync::by_itself(state));
    effects.extend(library::reread(state));
    effects.extend(tabs::follow(state));
    effects.extend(notes::follow(state));
    effects
}

/// Whether this can be an answer to what was asked.
fn answers(purpose: Purpose, reply: &Reply) -> bool {
    match reply {
        Reply::LoginOpened(_)
        | Reply::LoginBrowser(_)
        | Reply::LoginNotStarted(_)
        | Reply::PasteRefused(_)
        | Reply::CallbackArrived
        | Reply::LoginDone(_) => purpose == Purpose::Login,
        Reply::Account(_) => purpose == Purpose::Account,
        Reply::LoggedOut(_) => purpose == Purpose::Logout,
        Reply::ClientSaved(_) => purpose == Purpose::SaveClient,
        Reply::Shows(_) => purpose == Purpose::ReadShows,
        Reply::Episodes(..) => purpose == Purpose::ReadEpisodes,
        Reply::Notes(..) => purpose == Purpose::ReadNotes,
        Reply::Feed(FeedKind::New, _) => purpose == Purpose::ReadNew,
        Reply::Feed(FeedKind::InProgress, _) => purpose == Purpose::ReadInProgress,
        Reply::Found(_) => purpose == Purpose::Search,
        Reply::Snippets(_) => purpose == Purpose::Snippets,
        Reply::NextUnplayed(..) => purpose == Purpose::NextUnplayed,
        Reply::Marked(_) => matches!(purpose, Purpose::Mark | Purpose::UndoMark),
        Reply::Exported(_) => purpose == Purpose::Export,
        Reply::ReadFailed(_) => matches!(
            purpose,
            Purpose::ReadShows
                | Purpose::ReadEpisodes
                | Purpose::ReadNotes
                | Purpose::ReadNew
                | Purpose::ReadInProgress
                | Purpose::Search
                | Purpose::Snippets
                | Purpose::NextUnplayed
        ),
        Reply::SyncProgress(_) | Reply::Synced(_) => purpose == Purpose::Sync,
        Reply::ShowSynced(..) => purpose == Purpose::SyncShow,
        Reply::LoginLost(_) => matches!(purpose, Purpose::Account | Purpose::Sync | Purpose::SyncShow),
        Reply::Opened(_) => matches!(purpose, Purpose::Open | Purpose::Login),
        Reply::Copied(_) => purpose == Purpose::Copy,
    }
}

fn reply(state: &mut State, purpose: Option<Purpose>, reply: Reply) -> Vec<Effect> {
    match reply {
        Reply::LoginOpened(opened) => login::opened(state, opened),
        Reply::LoginBrowser(browser) => login::browser_tried(state, &browser),
        Reply::LoginNotStarted(why) => login::not_started(state, why),
        Reply::PasteRefused(problem) => login::paste_refused(state, problem),
        Reply::CallbackArrived => login::callback_arrived(state),
        Reply::LoginDone(Ok(logged_in)) => session::logged_in(state, logged_in),
        Reply::LoginDone(Err(problem)) => login::failed(state, problem),
        Reply::Account(account) => session::account_known(state, account),
        Reply::LoggedOut(result) => session::logged_out(state, result.err()),
        Reply::ClientSaved(result) => setup::saved(state, result),
        Reply::Shows(items) => library::shows_read(state, items),
        Reply::Episodes(show, items, sort, filter) => library::episodes_read(state, &show, items, (sort, filter)),
        Reply::Notes(subject, notes) => notes::answered(state, &subject, &notes),
        Reply::ReadFailed(problem) => library::read_failed(state, purpose, problem),
        Reply::SyncProgress(progress) => sync::progress(state, progress),
        Reply::Synced(outcome) => sync::ended(state, outcome),
        Reply::ShowSynced(show, outcome) => sync::visited(state, &show, outcome),
        Reply::Feed(kind, page) => feed::came(state, kind, page),
        Reply::Found(found) => search::found(state, found),
        Reply::Snippets(snippets) => search::snippets(state, snippets),
        Reply::NextUnplayed(found, newer) => reveal::found_unplayed(state, found.map(|found| *found), newer),
        Reply::Marked(result) => marks::marked(state, purpose, result),
        Reply::Exported(result) => marks::exported(state, result),
        Reply::LoginLost(lost) => session::login_lost(state, purpose, lost),
        Reply::Opened(result) => open::opened(state, purpose, result),
        Reply::Copied(result) => open::copied(state, result),
    }
}

/// Scrolls every selection in view back into it, after the terminal changed its size.
fn fit(state: &mut State) {
    let height = rows(state.size);
    state.main.shows.list.fit(height);
    tabs::fit(state);
    if let Some(episodes) = state.main.open_episodes_mut() {
        episodes.list.fit(height);
    }
    let (len, height) = (overlay::len(state), overlay::height(state));
    match &mut state.overlay {
        Some(Overlay::Links(cursor) | Overlay::Account(cursor)) => cursor.fit(len, height),
        Some(Overlay::Help(Help { scroll, .. }) | Overlay::Messages { scroll }) => {
            *scroll = (*scroll).min(len.saturating_sub(height));
        }
        Some(Overlay::ConfirmLink { .. } | Overlay::MarkDown { .. } | Overlay::Written(_)) | None => {}
    }
}

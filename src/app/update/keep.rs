//! Following shows and saving episodes.
//!
//! It is shown at once and sent; what Spotify refuses is taken back, with a message. Start with [`save`] and [`follow`].

use super::{player, sync};
use crate::{
    app::{
        Problem, State,
        cx::Cx,
        input::{
            command::{Command, Main},
            keymap::Context,
        },
        keeping::{Kept, Pending},
        list::{ItemRef, Load, selection::Target},
        messages::Tone,
        overlays::{Act, Overlay, Question},
        requests::{
            RequestId, Slot,
            effect::Keep,
            event::{LibraryChange, Refusal, Refused},
        },
        undo::Undoable,
        views::View as _,
    },
    domain::{CleanText, EpisodeId, Scope, ShelfShow, ShowKey, SpotifyLink},
};

/// Saves the episodes that a command is about, or removes them if all of them are saved.
pub(super) fn save(state: &mut State) {
    if let Some(list) = state.views.focused_mut().list_mut() {
        list.selection.end_range();
    }
    let targets = state.targets();
    if targets.is_empty() {
        return;
    }
    let id = |target: &Target| target.at.episode.id().cloned();
    let known: Vec<(EpisodeId, bool)> = targets.iter().filter_map(|target| Some((id(target)?, target.saved))).collect();
    if known.is_empty() {
        return state.cx.notify("This episode cannot be saved: Spotify gave it an invalid id", Tone::Warning);
    }
    let keep = known.iter().any(|(_, saved)| !saved);
    let changed = known.into_iter().filter(|(_, saved)| *saved != keep);
    let links = changed.map(|(id, _)| SpotifyLink::Episode(id)).collect();
    if may_keep(&mut state.cx) {
        send(state, Kept { links, keep, name: CleanText::default(), row: None }, false);
    }
}

/// Follows the show that is selected, or that of the episode; unfollowing asks first.
pub(super) fn follow(state: &mut State) {
    let view = state.views.focused();
    let item = view.subject().and_then(|subject| match (view.item(&subject)?, subject) {
        (ItemRef::Show(item), _) => Some((item.show.key.clone(), item.show.name.clone())),
        (ItemRef::Episode(item), _) => Some((item.show.clone(), item.show_name.clone())),
    });
    let Some((show, name)) = item else { return state.cx.note("No show is selected") };
    if name.is_empty() && show.id().is_none() {
        let key = state.cx.key(&[Context::Discover], Command::Main(Main::GoToShow));
        return state.cx.note(format!("Spotify's search does not name its show: {key} fetches it"));
    }
    let Some(id) = show.id().cloned() else {
        return state.cx.notify("This show cannot be followed: Spotify gave it an invalid id", Tone::Warning);
    };
    if !may_keep(&mut state.cx) {
        return;
    }
    match state.views.shows.show(&show).cloned() {
        Some(row) => ask_unfollow(state, row),
        None if state.views.shows.list().is_none_or(|list| list.load != Load::Whole) => {
            state.cx.note("The list of shows is still being read");
        }
        None => send(state, Kept { links: vec![SpotifyLink::Show(id)], keep: true, name, row: None }, false),
    }
}

fn ask_unfollow(state: &mut State, row: ShelfShow) {
    let undo = state.cx.main_key(Main::Undo).map(|key| format!(" {key} follows it again.")).unwrap_or_default();
    let text = format!(
        "\"{}\" leaves your shows on Spotify and here; its episodes leave New, In progress and the search. Episodes in \
         Your Episodes stay, and your marks stay for 30 days in case you follow it again.{undo}",
        row.show.name
    );
    state.open(Overlay::Question(Question::unfollow(text, Act::Unfollow(Box::new(row)))));
}

/// The question was answered with yes.
pub(super) fn unfollow(state: &mut State, row: Box<ShelfShow>) {
    let Some(id) = row.show.key.id().cloned() else { return };
    // The login may have ended while it was asked.
    if may_keep(&mut state.cx) {
        let name = row.show.name.clone();
        send(state, Kept { links: vec![SpotifyLink::Show(id)], keep: false, name, row: Some(row) }, false);
    }
}

/// Undoes it. Returns whether it can be.
pub(super) fn undo(state: &mut State, kept: Kept) -> bool {
    let may = may_keep(&mut state.cx);
    if may {
        send(state, kept.reversed(), true);
    }
    may
}

/// Whether Spotify may be asked; notifies the person if not. Nothing waits for a login or the end of a block.
fn may_keep(cx: &mut Cx) -> bool {
    let may = player::may_ask(cx, Scope::LibraryModify);
    if may && !cx.may_read() {
        cx.note("The account is not known yet");
    }
    may && cx.may_read()
}

/// Shows it and asks Spotify.
fn send(state: &mut State, kept: Kept, is_undo: bool) {
    let mut requests = Vec::new();
    for links in kept.links.chunks(Keep::MOST) {
        let id = state.cx.ask(Keep { links: links.to_vec(), keep: kept.keep });
        let kept = Kept { links: links.to_vec(), ..kept.clone() };
        state.cx.marking.keeping.add(id, Pending { kept, is_undo });
        requests.push(id);
    }
    let left = kept.show().filter(|_| !kept.keep).cloned();
    if !is_undo {
        state.cx.marking.undo.push(Undoable::Keep(requests, kept));
    }
    state.views.show_marks(&state.cx);
    state.views.shows.keep(&state.cx);
    if let Some(show) = left {
        state.views.step_out_of(&show);
    }
}

/// Spotify has answered.
pub(super) fn kept(state: &mut State, id: RequestId, answer: Result<Option<Problem>, Refused>) {
    let Some(Pending { kept, is_undo }) = state.cx.marking.keeping.done(id) else { return };
    // An event about the change follows.
    state.views.read_soon();
    match answer {
        Ok(problem) => {
            confirm(state, &kept, is_undo, problem);
            if let Some(show) = kept.show().filter(|_| kept.keep) {
                sync::followed(state, &ShowKey::Id(show.clone()));
            }
        }
        Err(refused) => refuse(state, id, kept, is_undo, &refused),
    }
}

fn confirm(state: &mut State, kept: &Kept, is_undo: bool, problem: Option<Problem>) {
    let done = sentence(kept);
    if let Some(problem) = problem {
        let why = problem.status_line(&state.cx.keymap);
        return state.cx.notify(format!("{done}, but the library does not have it yet. {why}"), Tone::Warning);
    }
    let text = if is_undo {
        format!("Undone. {done}")
    } else {
        let undo = state.cx.main_key(Main::Undo).map(|key| format!(". {key} undoes it")).unwrap_or_default();
        format!("{done}{undo}")
    };
    state.cx.notify(text, Tone::Info);
}

/// What was done, without the full stop.
fn sentence(kept: &Kept) -> String {
    match (kept.show(), kept.keep, kept.links.len()) {
        (Some(_), true, _) => format!("Followed \"{}\"", kept.name),
        (Some(_), false, _) => format!("Unfollowed \"{}\"", kept.name),
        (None, true, ..=1) => "Saved to Your Episodes".to_owned(),
        (None, true, count) => format!("{count} saved to Your Episodes"),
        (None, false, ..=1) => "Removed from Your Episodes".to_owned(),
        (None, false, count) => format!("{count} removed from Your Episodes"),
    }
}

/// Takes back what the screen shows, by what is on disk. An undo that was refused can be asked for again.
fn refuse(state: &mut State, id: RequestId, kept: Kept, is_undo: bool, refused: &Refused) {
    let what = match (kept.show(), kept.keep) {
        (Some(_), true) => "followed",
        (Some(_), false) => "unfollowed",
        (None, true) => "saved",
        (None, false) => "removed from Your Episodes",
    };
    let not = match refused.why {
        // The next synchronisation tells.
        Refusal::Unknown => "Perhaps not",
        Refusal::NoDevice | Refusal::DeviceGone | Refusal::AlreadySo | Refusal::Lasting | Refusal::Other => "Not",
    };
    let why = refused.problem.status_line(&state.cx.keymap);
    state.cx.notify(format!("{not} {what}. {why}"), Tone::Error);
    // What is not on disk is not read again.
    state.views.discover.set_saved(&kept.links, !kept.keep);
    not_done(&mut state.cx, id, Pending { kept, is_undo });
    state.views.stale(&state.cx, &LibraryChange::Anything);
}

/// What was refused leaves the stack; if that was an undo, it comes back to it.
fn not_done(cx: &mut Cx, id: RequestId, Pending { kept, is_undo }: Pending) {
    if is_undo {
        cx.marking.undo.push(Undoable::Keep(Vec::new(), kept.reversed()));
    } else {
        cx.marking.undo.refused(id, &kept.links);
    }
}

/// The login ended or is another one: nothing more is sent, and no answer about it counts.
pub(super) fn stop(state: &mut State) {
    let pending = state.cx.marking.keeping.take();
    if pending.is_empty() {
        return;
    }
    state.cx.cancel(Slot::Keep);
    for (id, pending) in pending {
        not_done(&mut state.cx, id, pending);
    }
    state.views.read_soon();
    state.views.stale(&state.cx, &LibraryChange::Anything);
}

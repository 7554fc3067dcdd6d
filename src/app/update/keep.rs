//! Following shows and saving episodes.
//!
//! It is shown at once and sent; what Spotify refuses is taken back, with a message. Start with [`save`] and [`follow`].

use super::sync;
use crate::{
    app::{
        Command, Context, Cx, Problem, RequestId, Slot, State, Tone, asking,
        input::command::Main,
        keeping::{Answers, Kept, Pending},
        list::{ItemRef, Load},
        overlays::{Act, Overlay, Question},
        requests::{
            effect::Keep,
            event::{LibraryChange, Refusal, Refused},
        },
        undo::Undoable,
        views::View as _,
    },
    domain::{CleanText, EpisodeId, Scope, ShelfShow, ShowKey, SpotifyLink, StateCounts},
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
    let known = targets.iter().filter_map(|item| Some((item.episode.key.id()?.clone(), item.saved)));
    let known: Vec<(EpisodeId, bool)> = known.collect();
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
    let Some((show, name)) = item else {
        return state.note_without_row("No show is selected");
    };
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
        None if state.cx.marking.keeping.follows(&show) == Some(true) => {
            state.cx.note(format!("\"{name}\" is already being followed"));
        }
        None => {
            // Nothing of a show of the catalogue is on disk.
            let unfetched = |offered: &ShelfShow| {
                Box::new(ShelfShow { counts: StateCounts::default(), complete: false, ..offered.clone() })
            };
            let row = state.views.discover.show(&show).map(unfetched);
            send(state, Kept { links: vec![SpotifyLink::Show(id)], keep: true, name, row }, false);
        }
    }
}

fn ask_unfollow(state: &mut State, row: ShelfShow) {
    let undo = state.cx.main_key(Main::Undo).map(|key| format!(" {key} follows it again.")).unwrap_or_default();
    let text = format!(
        "This removes \"{}\" from your shows, on Spotify and here, and its episodes from New, In progress and Search. \
         Saved episodes stay in Your Episodes; your marks are kept for 30 days.{undo}",
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
    let may = asking::may_ask(cx, Scope::LibraryModify);
    if may && !cx.may_read() {
        cx.note("The account is not known yet");
    }
    may && cx.may_read()
}

/// Shows it and asks Spotify.
fn send(state: &mut State, kept: Kept, is_undo: bool) {
    let mut requests = Vec::new();
    for links in kept.links.chunks(Keep::MOST) {
        let id = state.cx.request(Keep { links: links.to_vec(), keep: kept.keep });
        let kept = Kept { links: links.to_vec(), ..kept.clone() };
        requests.push(id);
        let step = requests.first().copied().unwrap_or(id);
        state.cx.marking.keeping.add(id, Pending { kept, is_undo, step });
    }
    let (show, keep) = (kept.show().cloned(), kept.keep);
    if !is_undo {
        state.cx.marking.undo.push(Undoable::Keep(requests, kept));
    }
    state.views.show_marks(&state.cx);
    if let Some(show) = show {
        state.views.shows.keep(&state.cx, |shows| state.cx.marking.keeping.apply_to(shows));
        state.views.mark_followed(&state.cx);
        if !keep {
            state.views.step_out_of(&show);
        }
    }
}

/// Spotify has answered. What came of a step is said once, after its last answer.
pub(super) fn kept(state: &mut State, id: RequestId, answer: Result<Option<Problem>, Refused>) {
    let Some(pending) = state.cx.marking.keeping.done(id) else { return };
    // An event about the change follows.
    state.views.read_soon();
    let is_stored = answer == Ok(None);
    let is_refused = answer.is_err();
    if let Some(answers) = state.cx.marking.keeping.answered(&pending, answer) {
        report(&mut state.cx, &pending, answers);
    }
    if is_refused {
        take_back(state, id, pending);
        state.views.stale(&state.cx, &LibraryChange::Anything);
        return;
    }
    state.cx.marking.keeping.learn(pending.kept.episodes(), pending.kept.keep);
    if let Some(show) = pending.kept.show() {
        state.views.mark_followed(&state.cx);
        if pending.kept.keep && is_stored {
            sync::followed(state, &ShowKey::Id(show.clone()));
        }
    }
}

/// Says what came of a step.
fn report(cx: &mut Cx, Pending { kept, is_undo, .. }: &Pending, answers: Answers) {
    let Answers { done, not_done, problem, refused } = answers;
    if let Some(refused) = refused {
        let failed = failure(kept, refused.why, not_done, done + not_done);
        let why = refused.problem.status_line(&cx.keymap);
        return cx.notify(format!("{failed}. {why}"), Tone::Error);
    }
    let done = success(kept, done);
    if let Some(problem) = problem {
        let why = problem.status_line(&cx.keymap);
        return cx.notify(format!("{done}, but the library does not have it yet. {why}"), Tone::Warning);
    }
    let text = if *is_undo {
        format!("Undone. {done}")
    } else {
        let undo = cx.main_key(Main::Undo).map(|key| format!(". {key} undoes it")).unwrap_or_default();
        format!("{done}{undo}")
    };
    cx.notify(text, Tone::Info);
}

/// What was done, without the full stop.
fn success(kept: &Kept, count: usize) -> String {
    match (kept.show(), kept.keep, count) {
        (Some(_), true, _) => format!("Followed \"{}\"", kept.name),
        (Some(_), false, _) => format!("Unfollowed \"{}\"", kept.name),
        (None, true, ..=1) => "Saved to Your Episodes".to_owned(),
        (None, true, count) => format!("{count} saved to Your Episodes"),
        (None, false, ..=1) => "Removed from Your Episodes".to_owned(),
        (None, false, count) => format!("{count} removed from Your Episodes"),
    }
}

/// What was not done, or may not have been, without the full stop.
fn failure(kept: &Kept, why: Refusal, not_done: usize, of: usize) -> String {
    let what = match (kept.show(), kept.keep) {
        (Some(_), true) => "followed",
        (Some(_), false) => "unfollowed",
        (None, true) => "saved",
        (None, false) => "removed from Your Episodes",
    };
    let [alone, counted] = match why {
        // The next synchronisation tells.
        Refusal::Unknown => ["May not have been", "may not have been"],
        Refusal::NoDevice | Refusal::DeviceGone | Refusal::AlreadySo | Refusal::Lasting | Refusal::Other => {
            ["Not", "not"]
        }
    };
    if of > 1 { format!("{not_done} of {of} {counted} {what}") } else { format!("{alone} {what}") }
}

/// Takes back what the screen shows; what is on disk is read again after it.
fn take_back(state: &mut State, id: RequestId, pending: Pending) {
    // These rows come from Spotify, so no read of the library corrects them.
    state.views.discover.set_saved(&pending.kept.links, !pending.kept.keep);
    if pending.kept.show().is_some() {
        let before = pending.kept.clone().reversed();
        state.views.shows.keep(&state.cx, |shows| before.apply_to(shows));
        state.views.mark_followed(&state.cx);
    }
    // What was refused leaves the stack; if that was an undo, it comes back to it.
    let (Pending { kept, is_undo, .. }, undo) = (pending, &mut state.cx.marking.undo);
    if is_undo {
        undo.push(Undoable::Keep(Vec::new(), kept.reversed()));
    } else {
        undo.refused(id, &kept.links);
    }
}
/// The login ended or is another one: nothing more is sent, and no answer about it counts.
pub(super) fn stop(state: &mut State) {
    let pending = state.cx.marking.keeping.take();
    if pending.is_empty() {
        return;
    }
    state.cx.cancel(Slot::Keep);
    // The last first: each leaves what was there before it.
    for (id, pending) in pending.into_iter().rev() {
        take_back(state, id, pending);
    }
    state.views.read_soon();
    state.views.stale(&state.cx, &LibraryChange::Anything);
}

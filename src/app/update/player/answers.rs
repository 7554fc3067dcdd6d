//! What Spotify answers about the player.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{heard, send_next};
use crate::{
    app::{
        Cx, State, Tone,
        overlays::Overlay,
        player::orders::Order,
        requests::{
            effect::Player as Request,
            event::{Refusal, Refused},
        },
    },
    domain::{Playback, PlayerCommand, Queued},
};

/// What plays. What was asked and is not confirmed by it is taken back.
pub(in crate::app::update) fn polled(state: &mut State, answer: Result<Option<Box<Playback>>, Refused>) {
    let cx = &mut state.cx;
    let now = cx.now.timestamp();
    let playback = match answer {
        Ok(playback) => playback.map(|playback| *playback),
        Err(refused) => return unanswered(cx, &refused),
    };
    cx.player.polls.plan(playback.as_ref(), now);
    let (before, claim) = cx.player.confirm(playback.clone());
    if let Some(denied) = claim.and_then(|claim| claim.denied_by(playback.as_ref(), now)) {
        cx.notify(denied, Tone::Warning);
    }
    flow_back(cx, before, playback.as_ref());
}

/// A poll failed: nothing is confirmed, and what was confirmed before goes on.
fn unanswered(cx: &mut Cx, refused: &Refused) {
    let now = cx.now.timestamp();
    cx.player.polls.is_refused = refused.why == Refusal::Lasting;
    let confirmed = cx.player.confirmed().cloned();
    cx.player.polls.plan_again(confirmed.as_ref(), now);
    if cx.player.claim.take().is_some() {
        cx.notify_problem(&refused.problem);
    }
    if cx.player.polls.is_refused {
        cx.player.confirm(None);
    }
}

/// The position flows back into the library: when an episode begins, every few minutes, when it is paused, ends, or gives
/// way to something else.
fn flow_back(cx: &mut Cx, before: Option<Playback>, after: Option<&Playback>) {
    if let Some(before) = before {
        left_off(cx, &before, after);
    }
    if let Some(after) = after.filter(|after| after.is_playing)
        && let Some(episode) = after.episode()
        && cx.player.is_behind(episode, after.position)
    {
        heard(cx, episode, after.position);
    }
}

/// Stores where an episode was left, if it was.
fn left_off(cx: &mut Cx, before: &Playback, after: Option<&Playback>) {
    let now = cx.now.timestamp();
    let Some(episode) = before.episode() else { return };
    let expected = believed(before, now);
    let is_same = after.and_then(Playback::episode).is_some_and(|after| after.key == episode.key);
    let has_ended = before.is_playing && !episode.duration.is_zero() && expected >= episode.duration;
    match after {
        Some(after) if is_same && after.is_playing => {}
        // At the end of the last episode it is rewound.
        Some(after) if is_same && has_ended && after.position.is_zero() => heard(cx, episode, episode.duration),
        Some(after) if is_same => heard(cx, episode, after.position),
        Some(_) | None if before.is_playing => heard(cx, episode, expected),
        Some(_) | None => {}
    }
}

/// How far something has played. Without an answer for a while, not further than Spotify confirmed.
pub(super) fn believed(playback: &Playback, now: Timestamp) -> Duration {
    /// Two polls, and some time to answer them.
    const BELIEVED: SignedDuration = SignedDuration::from_secs(90);
    let is_recent = playback.read_at.duration_until(now) <= BELIEVED;
    if is_recent { playback.position_at(now) } else { playback.position }
}

/// A command was answered: a poll follows, which confirms it or does not.
pub(in crate::app::update) fn sent(state: &mut State, answer: Result<(), Refused>) {
    let now = state.cx.now.timestamp();
    let Some(order) = state.cx.player.orders.sent.take() else { return };
    match answer {
        Ok(()) if matches!(order.command, PlayerCommand::Queue(_)) => state.cx.notify("Added to the queue", Tone::Info),
        Ok(()) => {}
        Err(refused) => refuse(state, order, refused),
    }
    state.cx.player.polls.soon(now);
    send_next(&mut state.cx);
}

/// A command was refused. Nothing of it is claimed any longer, unless it may have been carried out.
fn refuse(state: &mut State, order: Order, refused: Refused) {
    match refused.why {
        // The poll tells which state that is.
        Refusal::AlreadySo if !matches!(order.command, PlayerCommand::Queue(_)) => return,
        Refusal::Unknown => return state.cx.notify_problem(&refused.problem),
        Refusal::AlreadySo | Refusal::NoDevice | Refusal::DeviceGone | Refusal::Lasting | Refusal::Other => {}
    }
    state.cx.player.claim = None;
    let mut waiting = state.cx.player.orders.take_waiting();
    let is_for_its_device =
        matches!(order.command, PlayerCommand::Pause | PlayerCommand::Seek(_) | PlayerCommand::Volume(_));
    match refused.why {
        Refusal::NoDevice | Refusal::DeviceGone if !is_for_its_device => {
            state.cx.note(refused.problem.title.into_owned());
            waiting.retain(|order| matches!(order.command, PlayerCommand::Queue(_)));
            waiting.insert(0, order);
            // They wait until a device is chosen.
            state.cx.player.waiting = waiting;
            state.cx.ask(Request::Devices);
        }
        Refusal::NoDevice | Refusal::DeviceGone => state.cx.notify(refused.problem.title.into_owned(), Tone::Warning),
        Refusal::AlreadySo | Refusal::Unknown | Refusal::Lasting | Refusal::Other => {
            let why = refused.problem.status_line(&state.cx.keymap);
            state.cx.notify(format!("{}. {why}", order.refused()), Tone::Error);
        }
    }
}

/// What plays next, for the overlay that waits for it.
pub(in crate::app::update) fn queue_read(state: &mut State, answer: Result<Vec<Queued>, Refused>) {
    let open = state.overlays.iter_mut().find(|open| matches!(open.overlay, Overlay::Upcoming(_)));
    let (Some(open), Ok(items)) = (open, answer.map_err(|refused| state.cx.notify_problem(&refused.problem))) else {
        state.overlays.retain(|open| !matches!(open.overlay, Overlay::Upcoming(_)));
        return;
    };
    open.replace(Overlay::Upcoming(crate::app::overlays::Upcoming::of(items)));
}

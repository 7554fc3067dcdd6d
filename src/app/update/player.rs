//! Playing: what the keys ask of the player, and what Spotify answers.
//!
//! A command is claimed on the screen at once and sent. Its answer is followed by a poll, which confirms the claim or takes
//! it back. Start with [`command`]; devices are in [`devices`], answers in [`answers`].

mod answers;
mod devices;

use std::time::Duration;

use jiff::Timestamp;

pub(super) use answers::{polled, queue_read, sent};
pub(super) use devices::{listed, start_here, started_here, use_device};

use crate::{
    app::{
        Cx, Effect, Screen, Slot, State, Tone, asking,
        input::command::Player as Command,
        list::List,
        overlays::{Overlay, Upcoming},
        player::{claim::Claim, orders::Order},
        requests::effect::{Player as Request, Read, Write},
        views::View as _,
    },
    domain::{
        EpisodeAt, EpisodeId, LoginState, PlayerCommand, Playing, PlayingEpisode, Quota, Scope, ShelfEpisode,
        duration::clock,
    },
};

/// The most episodes that are sent along.
const MOST: usize = 50;
const BACK: Duration = Duration::from_secs(15);
const FORWARD: Duration = Duration::from_secs(30);
/// This long after its start, the previous chapter is the start of the current one.
const INTO: Duration = Duration::from_secs(3);
/// Percent of the volume in one step.
const STEP: u8 = 5;

/// Carries a command out.
pub(super) fn command(state: &mut State, command: Command) {
    match command {
        Command::Toggle => toggle(state),
        Command::FromStart => match state.views.focused().episode().cloned() {
            Some(item) => play(state, &item, Duration::ZERO),
            None => state.note_without_row("No episode is selected"),
        },
        Command::Back => seek_by(state, |position| position.saturating_sub(BACK)),
        Command::Forward => seek_by(state, |position| position.saturating_add(FORWARD)),
        Command::PreviousChapter => step_chapter(state, false),
        Command::NextChapter => step_chapter(state, true),
        Command::VolumeDown => volume(state, |now| now.saturating_sub(STEP)),
        Command::VolumeUp => volume(state, |now| now.saturating_add(STEP).min(100)),
        Command::Devices => devices::open(state),
        Command::Enqueue => enqueue(state),
        Command::Queue => {
            if asking::may_ask(&mut state.cx, Scope::PlaybackState) {
                state.cx.ask(Request::Queue);
                state.open(Overlay::Upcoming(Upcoming::default()));
            }
        }
    }
}

/// Pauses or resumes what is loaded, unless another episode is selected: then plays that one from where it stopped.
fn toggle(state: &mut State) {
    if let Some(item) = state.views.focused().episode().cloned()
        && state.cx.player.plays(&item).is_none()
    {
        return play(state, &item, item.episode.progress.resume_at());
    }
    pause(state, None);
}

/// Pauses what is loaded, or goes on with it: as asked, or the other of both.
pub(super) fn pause(state: &mut State, to_pause: Option<bool>) {
    let Some(is_playing) = state.cx.player.shown().map(|playback| playback.is_playing) else {
        return state.note_without_row("Nothing is loaded: select an episode to play it");
    };
    let to_pause = to_pause.unwrap_or(is_playing);
    if to_pause == is_playing {
        order(&mut state.cx, Order::new(if to_pause { PlayerCommand::Pause } else { PlayerCommand::Resume }));
    }
}

/// Plays an episode from a position, then those that follow it in the list.
fn play(state: &mut State, item: &ShelfEpisode, position: Duration) {
    let Some(id) = item.episode.key.id().cloned() else {
        return state.cx.notify("This episode cannot be played: Spotify gave it an invalid id", Tone::Warning);
    };
    if !item.episode.playable {
        return state.cx.notify("Spotify does not play this episode for your account", Tone::Warning);
    }
    let episodes = std::iter::once(id.clone()).chain(following(state, &item.at(), &id)).take(MOST).collect();
    let playing = PlayingEpisode {
        key: item.episode.key.clone(),
        name: item.episode.name.clone(),
        // Spotify's search does not name the show.
        show: (!item.show_name.is_empty()).then(|| (item.show.clone(), item.show_name.clone())),
        duration: item.episode.duration,
    };
    let command = PlayerCommand::Play { episodes, position };
    order(&mut state.cx, Order { item: Some(playing), ..Order::new(command) });
}

/// The episodes below this one in the list that it was selected in. What Spotify would refuse is left out.
fn following(state: &State, at: &EpisodeAt, first: &EpisodeId) -> Vec<EpisodeId> {
    let view = state.views.get(state.views.list_id());
    let rows = view.list().map_or(0, List::len);
    let is_it = |row: &usize| view.episode_at(*row).is_some_and(|item| item.at() == *at);
    let selected = view.list().and_then(List::selected).filter(is_it);
    let Some(row) = selected.or_else(|| (0..rows).find(is_it)) else { return Vec::new() };
    let below = (row + 1..rows).filter_map(|row| view.episode_at(row)).filter(|item| item.episode.playable);
    below.filter_map(|item| item.episode.key.id()).filter(|id| *id != first).take(MOST).cloned().collect()
}

/// Plays the episode of the notes from the chosen timestamp.
pub(super) fn play_timestamp(state: &mut State) {
    let Some(position) = state.views.notes.chosen_timestamp() else {
        return;
    };
    let Some(item) = state.views.notes.episode().cloned() else { return };
    if state.cx.player.plays(&item) == Some(true) {
        order(&mut state.cx, Order::new(PlayerCommand::Seek(position)));
    } else {
        play(state, &item, position);
    }
    state.cx.note(format!("From {}", clock(position)));
}

/// Moves the position of what is loaded, within it.
pub(super) fn seek_by(state: &mut State, to: impl FnOnce(Duration) -> Duration) {
    let now = state.cx.now.timestamp();
    if let Some(position) = state.cx.player.position(now) {
        return seek(state, to(position));
    }
    nothing_plays(&mut state.cx);
}

/// Goes to a position of what is loaded.
pub(super) fn seek(state: &mut State, position: Duration) {
    let Some(shown) = state.cx.player.shown() else { return nothing_plays(&mut state.cx) };
    if shown.playing == Playing::Ad {
        return state.cx.note("An ad plays: its position cannot be changed");
    }
    let position = match shown.duration() {
        Duration::ZERO => position,
        end => position.min(end),
    };
    order(&mut state.cx, Order::new(PlayerCommand::Seek(position)));
}

fn nothing_plays(cx: &mut Cx) {
    cx.note("Nothing is loaded");
}

/// Goes to the next timestamp of the loaded episode, or to the one before.
fn step_chapter(state: &mut State, forward: bool) {
    let now = state.cx.now.timestamp();
    let Some(position) = state.cx.player.position(now) else { return nothing_plays(&mut state.cx) };
    let Some(chapters) = state.cx.player.chapters() else {
        let what = if state.cx.player.episode().is_some() { "its notes are not on disk" } else { "no episode plays" };
        return state.cx.note(format!("No chapters: {what}"));
    };
    let target = if forward {
        chapters.iter().find(|chapter| **chapter > position).copied()
    } else {
        chapters.iter().rfind(|chapter| **chapter + INTO < position).copied().or(Some(Duration::ZERO))
    };
    match target.filter(|_| !chapters.is_empty()) {
        Some(target) => seek(state, target),
        None if chapters.is_empty() => state.cx.note("No timestamps in its notes"),
        None => state.cx.note("This is the last chapter"),
    }
}

pub(super) fn volume(state: &mut State, to: impl FnOnce(u8) -> u8) {
    let Some(shown) = state.cx.player.shown() else { return nothing_plays(&mut state.cx) };
    let Some(now) = shown.device.volume else {
        let name = if shown.device.name.is_empty() { "This device" } else { shown.device.name.as_str() };
        let text = format!("{name} has no volume to set from here");
        return state.cx.note(text);
    };
    order(&mut state.cx, Order::new(PlayerCommand::Volume(to(now))));
}

/// Adds the selected episodes to the queue, in the order of the list.
fn enqueue(state: &mut State) {
    let targets = state.targets();
    if targets.len() > MOST {
        return state.cx.notify(format!("At most {MOST} episodes are added at once"), Tone::Warning);
    }
    if !targets.is_empty() {
        state.cx.note(format!("Adding to the queue{}", state.cx.ellipsis()));
    }
    for target in targets {
        let Some(id) = target.episode.key.id().cloned() else {
            state.cx.notify("This episode cannot be queued: Spotify gave it an invalid id", Tone::Warning);
            continue;
        };
        order(&mut state.cx, Order::new(PlayerCommand::Queue(id)));
    }
}

/// Claims the result of a command and sends it, unless it is certain to be refused.
pub(super) fn order(cx: &mut Cx, order: Order) {
    if !asking::may_ask(cx, Scope::PlaybackModify) {
        return;
    }
    let now = cx.now.timestamp();
    if let Some(device) = order.device.as_ref().filter(|device| device.is_restricted) {
        return cx.notify(format!("{} does not accept commands from apps", device.name), Tone::Warning);
    }
    // A poll that was made before would be older than its result.
    if cx.ledger.runs(Slot::Playback) {
        cx.cancel(Slot::Playback);
        cx.player.polls.soon(now);
    }
    let expected = Claim::after(&order.command, cx.player.shown(), order.item.clone(), order.device.as_ref(), now);
    if let Some(expected) = expected {
        let since = cx.player.claim.as_ref().map_or(now, |claim| claim.since);
        cx.player.claim = Some(Claim { expected, command: order.command.clone(), since });
    }
    cx.player.orders.add(order, now);
    send_next(cx);
}

/// Sends the next command if none is in flight.
fn send_next(cx: &mut Cx) {
    let now = cx.now.timestamp();
    let Some(order) = cx.player.orders.next(now) else { return };
    let device = order.device.as_ref().and_then(|device| device.id.clone());
    let command = order.command.clone();
    cx.ask(Request::Send { command, device });
}

/// After each event: sends what is due, ends claims, and asks Spotify what plays.
pub(super) fn by_itself(state: &mut State) {
    let now = state.cx.now.timestamp();
    if state.cx.player.claim.as_ref().is_some_and(|claim| claim_end(claim) <= now) {
        state.cx.player.claim = None;
        state.cx.notify("Spotify did not confirm the command", Tone::Warning);
    }
    send_next(&mut state.cx);
    devices::forget_waiting(state);
    read_chapters(&mut state.cx);
    announce(&mut state.cx);
    if poll_due(state).is_some_and(|due| due <= now) {
        state.cx.player.polls.made(now);
        state.cx.ask(Request::Poll);
    }
}

/// Tells the desktop what plays, when that has changed.
fn announce(cx: &mut Cx) {
    if cx.player.shown() != cx.player.announced.as_ref() {
        cx.player.announced = cx.player.shown().cloned();
        cx.tell(Effect::Announce(cx.player.announced.clone().map(Box::new)));
    }
}

fn claim_end(claim: &Claim) -> Timestamp {
    claim.since.saturating_add(Claim::LONGEST).unwrap_or(claim.since)
}

/// When Spotify is asked what plays.
fn poll_due(state: &State) -> Option<Timestamp> {
    let cx = &state.cx;
    let LoginState::LoggedIn { account: Some(_), missing, .. } = &cx.session.login else { return None };
    let is_open = matches!(cx.quota, Quota::Open | Quota::Retrying);
    let may = is_open
        && state.screen == Screen::Main
        && !missing.contains(&Scope::PlaybackState)
        && !cx.ledger.runs(Slot::Playback)
        && !cx.player.orders.is_busy();
    cx.player.polls.due(cx.player.claim.is_some()).filter(|_| may)
}

/// When something happens by itself.
pub(in crate::app) fn due(state: &State) -> Option<Timestamp> {
    let now = state.cx.now.timestamp();
    let player = &state.cx.player;
    let redraw = player.redraw_due(now).filter(|_| state.cx.layout.player.is_some());
    let claim = player.claim.as_ref().map(claim_end);
    [redraw, claim, player.orders.due(), poll_due(state)].into_iter().flatten().min()
}

/// Reads the notes of the loaded episode, for its chapters.
fn read_chapters(cx: &mut Cx) {
    if cx.may_read()
        && let Some(at) = cx.player.without_chapters()
    {
        cx.ask(Read::Chapters(at));
    }
}

/// Asks what plays as soon as possible: the program began, or a login did.
pub(super) fn begin(state: &mut State) {
    let now = state.cx.now.timestamp();
    if !state.cx.session.is_read_only {
        state.cx.player.polls.now(now);
    }
}

/// Forgets the player of an account that is logged out.
pub(super) fn stop(state: &mut State) {
    for slot in [Slot::Playback, Slot::Devices, Slot::PlayerQueue, Slot::Send, Slot::StartHere] {
        state.cx.cancel(slot);
    }
    state.cx.player.forget();
}

/// The terminal got the focus, or lost it.
pub(super) fn focused(state: &mut State, is_visible: bool) {
    let polls = &mut state.cx.player.polls;
    if is_visible && polls.is_hidden {
        polls.refresh(state.cx.now.timestamp());
    }
    polls.is_hidden = !is_visible;
}

/// The program ends: sends what waits for another key, and stores how far the loaded episode was heard.
pub(super) fn leave(state: &mut State) {
    let now = state.cx.now.timestamp();
    state.cx.player.orders.hurry(now);
    send_next(&mut state.cx);
    let Some(playback) = state.cx.player.confirmed().filter(|playback| playback.is_playing).cloned() else { return };
    if let Some(episode) = playback.episode() {
        heard(&mut state.cx, episode, answers::believed(&playback, now));
    }
}

/// Stores how far an episode was heard.
fn heard(cx: &mut Cx, episode: &PlayingEpisode, position: Duration) {
    if let Some((id, progress)) = cx.player.heard(episode, position)
        && cx.may_read()
    {
        cx.ask(Write::Progress(id, progress));
    }
}

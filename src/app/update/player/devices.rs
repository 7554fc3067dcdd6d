//! Devices: listed again before each use, chosen in an overlay or by the choice of the last time.

use super::order;
use crate::{
    app::{
        Effect, Problem, Screen, Slot, State, Tone, asking,
        overlays::{Devices, Overlay},
        player::orders::Order,
        requests::{
            effect::{Player as Request, Remember},
            event::Refused,
        },
    },
    domain::{Device, PlayerCommand, PreferredDevice, Scope},
};

/// Opens the list of devices, and lists them again.
pub(super) fn open(state: &mut State) {
    if asking::may_ask(&mut state.cx, Scope::PlaybackState) {
        state.cx.ask(Request::Devices);
        state.open(Overlay::Devices(Devices::listing()));
    }
}

/// The devices were listed. A command that waits goes to the device of the last time if that is there; otherwise the list
/// opens by itself.
pub(in crate::app::update) fn listed(state: &mut State, answer: Result<Vec<Device>, Refused>) {
    let devices = match answer {
        Ok(devices) => devices,
        Err(refused) => {
            state.overlays.retain(|open| !matches!(open.overlay, Overlay::Devices(_)));
            state.cx.player.waiting.clear();
            return state.cx.notify_problem(&refused.problem);
        }
    };
    let list = Overlay::Devices(Devices::of(devices.clone(), &state.cx.player));
    if let Some(open) = state.overlays.iter_mut().find(|open| matches!(open.overlay, Overlay::Devices(_))) {
        return open.replace(list);
    }
    let Some(first) = state.cx.player.waiting.first() else { return };
    // One that refused may be listed all the same: then the person chooses.
    let preferred = state.cx.player.preferred.as_ref().filter(|_| first.device.is_none());
    let known = preferred.and_then(|preferred| preferred.among(&devices)).cloned();
    if let Some(device) = known {
        state.cx.note(format!("On {}, the device of the last time", device.name));
        return use_device(state, &device, true);
    }
    let is_free = state.overlays.is_empty() && state.screen == Screen::Main && !state.is_typing();
    if devices.is_empty() && state.cx.player.here.is_none() {
        state.cx.player.waiting.clear();
        state.cx.notify(Devices::NONE, Tone::Warning);
    } else if is_free {
        state.open(list);
    } else {
        state.cx.player.waiting.clear();
        state.cx.notify("Not sent: no device is active", Tone::Warning);
    }
}

/// A device was chosen: the commands that wait are carried out on it, or the playback moves to it.
pub(in crate::app::update) fn use_device(state: &mut State, device: &Device, play: bool) {
    if let Some(id) = device.id.clone() {
        let preferred = PreferredDevice { id, name: device.name.clone() };
        if state.cx.player.preferred.as_ref() != Some(&preferred) {
            state.cx.tell(Effect::Remember(Remember::Device(preferred.clone())));
            state.cx.player.preferred = Some(preferred);
        }
    }
    let mut waiting = std::mem::take(&mut state.cx.player.waiting);
    waiting.retain(|order| !matches!(order.command, PlayerCommand::Transfer { .. }));
    if waiting.is_empty() {
        waiting.push(Order::new(PlayerCommand::Transfer { play }));
    }
    for next in waiting {
        order(&mut state.cx, Order { device: Some(device.clone()), ..next });
    }
}

/// The person agreed to start a player on this computer.
pub(in crate::app::update) fn start_here(state: &mut State) {
    let name = state.cx.player.here.as_ref().map_or_else(|| "a player".to_owned(), ToString::to_string);
    state.cx.note(format!("Starting {name}{}", state.cx.ellipsis()));
    state.cx.ask(Request::StartHere);
}

/// A player on this computer appeared, or did not.
pub(in crate::app::update) fn started_here(state: &mut State, answer: Result<Device, Problem>) {
    match answer {
        Ok(device) => use_device(state, &device, true),
        Err(problem) => {
            state.cx.player.waiting.clear();
            state.cx.notify_problem(&problem);
        }
    }
}

/// Commands wait only while a device is looked for.
pub(super) fn forget_waiting(state: &mut State) {
    let is_open = state.overlays.iter().any(|open| matches!(open.overlay, Overlay::Devices(_)));
    if !is_open && !state.cx.ledger.runs(Slot::Devices) && !state.cx.ledger.runs(Slot::StartHere) {
        state.cx.player.waiting.clear();
    }
}

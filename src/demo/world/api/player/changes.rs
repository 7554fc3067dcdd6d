//! Changes from outside: of a listener's devices and subscription, and what another app plays.

use jiff::Timestamp;

use super::{Item, state::Player};
use crate::demo::{
    ChangeError, Listener,
    change::{DeviceChange, Plays, VolumeChange},
    world::api::Api,
};

impl Api {
    /// Adds or changes a device. Returns its id.
    pub(in crate::demo::world::api) fn change_device(
        &mut self,
        by: Listener,
        change: &DeviceChange,
        at: Timestamp,
    ) -> String {
        let devices = &mut self.player_at(by, at).devices;
        let id = match devices.find(&change.name) {
            Some(device) => device.id.clone(),
            None => devices.appear(&change.name),
        };
        if let Some(device) = devices.find(&id) {
            device.kind = change.kind.clone().unwrap_or_else(|| device.kind.clone());
            device.is_restricted = change.restricted.unwrap_or(device.is_restricted);
            device.volume = match change.volume {
                VolumeChange::Unchanged => device.volume,
                VolumeChange::Fixed => None,
                VolumeChange::Percent(percent) => Some(percent),
            };
        }
        match change.active {
            Some(true) => devices.activate(Some(&id)),
            Some(false) if devices.is_active(&id) => self.deactivate(by, at),
            Some(false) | None => {}
        }
        id
    }

    /// Removes a device. Returns its id.
    pub(in crate::demo::world::api) fn vanish(
        &mut self,
        by: Listener,
        device: &str,
        at: Timestamp,
    ) -> Result<String, ChangeError> {
        let devices = &mut self.player_at(by, at).devices;
        let id = devices.find(device).map(|device| device.id.clone()).ok_or(ChangeError::UnknownDevice)?;
        if devices.is_active(&id) {
            self.deactivate(by, at);
        }
        self.players.of_mut(by).devices.remove(&id);
        Ok(id)
    }

    /// Plays something. Returns the id of the device.
    pub(in crate::demo::world::api) fn play_elsewhere(
        &mut self,
        by: Listener,
        plays: &Plays,
        at: Timestamp,
    ) -> Result<String, ChangeError> {
        let named = match plays {
            Plays::Episode { id, at } => {
                let (show, episode) = self.catalogue.episode_by_id(id).ok_or(ChangeError::UnknownEpisode)?;
                Some((Item::Episode(show.index, episode.number), *at))
            }
            Plays::Track => Some((Item::Track, 0)),
            Plays::Ad | Plays::Unknown => None,
        };
        let player = self.player_at(by, at);
        let device = player.devices.active().or_else(|| player.devices.usable());
        let id = device.map(|device| device.id.clone()).ok_or(ChangeError::UnknownDevice)?;
        match named {
            Some((item, position)) => player.load(item, position),
            None if *plays == Plays::Ad => player.interrupt(),
            None => player.unload(),
        }
        player.devices.activate(Some(&id));
        (player.is_playing, player.changed) = (true, at);
        Ok(id)
    }

    /// Stops, and leaves no device active.
    fn deactivate(&mut self, by: Listener, at: Timestamp) {
        let player = self.player_at(by, at);
        player.devices.activate(None);
        (player.is_playing, player.changed) = (false, at);
    }

    /// The player as it is at this time.
    pub(super) fn player_at(&mut self, by: Listener, at: Timestamp) -> &mut Player {
        let player = self.players.of_mut(by);
        player.advance(&self.catalogue, self.libraries.of_mut(by), at);
        player
    }
}

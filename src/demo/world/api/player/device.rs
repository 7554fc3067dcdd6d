//! The Spotify Connect devices of a listener.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::demo::world::{Response, message::error};

/// The devices, and which of them is active. At the start none is.
#[derive(Debug)]
pub(super) struct Devices {
    all: Vec<Device>,
    /// The id of the active device.
    active: Option<String>,
    /// The number of devices that appeared.
    appeared: u32,
}

#[derive(Debug)]
pub(super) struct Device {
    pub(super) id: String,
    name: String,
    pub(super) kind: String,
    pub(super) is_restricted: bool,
    /// In percent; `None` if it cannot be set.
    pub(super) volume: Option<u8>,
}

impl Default for Devices {
    fn default() -> Self {
        let device = |id: &str, name: &str, kind: &str, volume| Device {
            id: id.to_owned(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            is_restricted: false,
            volume,
        };
        let all = vec![
            device("3f1d0c5a9b7e46d28c10aa57e2b4f6917d08c3e5", "desk", "Computer", Some(80)),
            device("a86e4b20c7f94d1595b3e16d0f72c8aa41d95be3", "kitchen", "Speaker", Some(60)),
            device("c02b97de5a134f68b7f4819d63ea50c7f2186d4b", "phone", "Smartphone", None),
            Device {
                is_restricted: true,
                ..device("e5d7340f81b24c96a0e9c27b54f1d8632ab07c9e", "old radio", "AVR", Some(30))
            },
        ];
        Self { all, active: None, appeared: 0 }
    }
}

impl Devices {
    pub(super) fn active(&self) -> Option<&Device> {
        let active = self.active.as_ref()?;
        self.all.iter().find(|device| device.id == *active)
    }

    pub(super) fn is_active(&self, id: &str) -> bool {
        self.active.as_deref() == Some(id)
    }

    pub(super) fn activate(&mut self, id: Option<&str>) {
        self.active = id.map(str::to_owned);
    }

    /// The device of a command: the named one, or else the active one.
    ///
    /// # Errors
    /// The refusal: there is none, or it is restricted.
    pub(super) fn target(&mut self, id: Option<&str>) -> Result<&mut Device, Response> {
        let id = match id {
            Some(id) => id.to_owned(),
            None => self
                .active
                .clone()
                .ok_or_else(|| error(404, "Player command failed: No active device found", Some("NO_ACTIVE_DEVICE")))?,
        };
        let found = self.all.iter_mut().find(|device| device.id == id);
        let device = found.ok_or_else(|| error(404, "Device not found", None))?;
        if device.is_restricted {
            return Err(error(403, "Player command failed: Device not controllable", Some("DEVICE_NOT_CONTROLLABLE")));
        }
        Ok(device)
    }

    /// The first device that accepts commands.
    pub(super) fn usable(&self) -> Option<&Device> {
        self.all.iter().find(|device| !device.is_restricted)
    }

    /// The device with an id, or else the first of a name.
    pub(super) fn find(&mut self, reference: &str) -> Option<&mut Device> {
        let by_id = self.all.iter().position(|device| device.id == reference);
        let at = by_id.or_else(|| self.all.iter().position(|device| device.name == reference))?;
        self.all.get_mut(at)
    }

    /// Adds a device and returns its id, which is new even if there was one of this name.
    pub(super) fn appear(&mut self, name: &str) -> String {
        self.appeared += 1;
        let digest = Sha256::new().chain_update(self.appeared.to_le_bytes()).chain_update(name).finalize();
        let id = digest.iter().take(20).fold(String::new(), |id, byte| format!("{id}{byte:02x}"));
        let (name, kind) = (name.to_owned(), "Computer".to_owned());
        self.all.push(Device { id: id.clone(), name, kind, is_restricted: false, volume: Some(50) });
        id
    }

    pub(super) fn remove(&mut self, id: &str) {
        self.all.retain(|device| device.id != id);
        self.active.take_if(|active| active == id);
    }

    pub(super) fn listed(&self) -> Vec<Value> {
        self.all.iter().map(|device| device.listed(self.is_active(&device.id))).collect()
    }
}

impl Device {
    pub(super) fn listed(&self, is_active: bool) -> Value {
        json!({
            "id": self.id,
            "is_active": is_active,
            "is_private_session": false,
            "is_restricted": self.is_restricted,
            "name": self.name,
            "type": self.kind,
            "volume_percent": self.volume,
            "supports_volume": self.volume.is_some(),
        })
    }
}

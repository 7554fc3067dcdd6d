//! The devices of the account: the playback moves to the one that is chosen.

use super::popup::{Act, Flow, Line, Popup, Role, run};
use crate::{
    app::{Command, Context, Cx, Tone, input::command::Player as Keys, player::Player},
    domain::{
        CleanText, Device,
        width::{truncate, width},
    },
};

/// The devices as they were listed, and a player on this computer if one can be started.
#[derive(Debug, Clone, PartialEq)]
pub struct Devices {
    list: Vec<Device>,
    here: Option<CleanText>,
    /// Whether Spotify has not answered.
    is_listing: bool,
    /// Whether a command waits for the choice.
    is_waited_for: bool,
}

impl Devices {
    /// The way out without any device.
    pub const NONE: &'static str =
        "No device: start Spotify on a phone, a computer or a speaker, then press the key again";

    /// Spotify is asked.
    pub fn listing() -> Self {
        Self { list: Vec::new(), here: None, is_listing: true, is_waited_for: false }
    }

    pub fn of(list: Vec<Device>, player: &Player) -> Self {
        Self { list, here: player.here.clone(), is_listing: false, is_waited_for: !player.waiting.is_empty() }
    }

    fn line(&self, cx: &Cx, device: &Device, columns: usize) -> Line {
        let kind = device.kind.as_str().to_lowercase();
        let volume = device.volume.map(|volume| format!("vol {volume}")).unwrap_or_default();
        let state = match (device.can_be_used(), device.is_active) {
            (false, _) => "restricted",
            (true, true) => "active",
            (true, false) => "",
        };
        let facts = cx.join(&[&kind, state, &volume]);
        let names = self.list.iter().map(|device| width(device.name.as_str())).max().unwrap_or(0);
        let names = names.min(columns.saturating_sub(width(&facts) + 2).max(columns / 3));
        let name = truncate(device.name.as_str(), names, cx.ellipsis()).into_owned();
        let gap = names.saturating_sub(width(&name)) + 2;
        let facts = truncate(&facts, columns.saturating_sub(names + 2), cx.ellipsis()).into_owned();
        let role = if device.can_be_used() { Role::Text } else { Role::Muted };
        vec![run(role, name), run(Role::Text, " ".repeat(gap)), run(Role::Muted, facts)]
    }
}

impl Popup for Devices {
    fn name(&self) -> (Context, &'static str) {
        (Context::Devices, "Devices")
    }

    fn about(&self, _cx: &Cx) -> String {
        if self.is_waited_for { "where to play".into() } else { String::new() }
    }

    fn lines(&self, cx: &Cx, columns: u16) -> Vec<Line> {
        let columns = usize::from(columns).saturating_sub(2);
        let here = self.here.iter().map(|name| {
            let text = truncate(name.as_str(), columns.saturating_sub(23), cx.ellipsis()).into_owned();
            vec![run(Role::Text, "This computer"), run(Role::Muted, format!("  starts {text}"))]
        });
        self.list.iter().map(|device| self.line(cx, device, columns)).chain(here).collect()
    }

    fn choices(&self) -> Option<usize> {
        Some(self.list.len() + usize::from(self.here.is_some()))
    }

    fn empty(&self, cx: &Cx) -> String {
        if self.is_listing { format!("Asking Spotify{}", cx.ellipsis()) } else { Self::NONE.into() }
    }

    fn command(&mut self, cx: &mut Cx, command: Command, selected: Option<usize>) -> Flow {
        let play = match command {
            Command::Open => true,
            Command::Player(Keys::Toggle) => false,
            _ => return Flow::Stay,
        };
        let Some(row) = selected else {
            cx.note(self.empty(cx));
            return Flow::Stay;
        };
        match self.list.get(row) {
            Some(device) if device.can_be_used() => Flow::Do(Act::UseDevice { device: device.clone(), play }),
            Some(device) => {
                cx.notify(format!("{} does not accept commands from apps", device.name), Tone::Warning);
                Flow::Stay
            }
            None if self.here.is_some() => Flow::Do(Act::StartHere),
            None => Flow::Stay,
        }
    }

    /// The row to begin with: the active device, or else the first that takes commands.
    fn first(&self) -> usize {
        let at = |is: fn(&Device) -> bool| self.list.iter().position(is);
        at(|device| device.is_active).or_else(|| at(Device::can_be_used)).unwrap_or(0)
    }
}

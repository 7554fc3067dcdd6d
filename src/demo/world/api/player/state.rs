//! The loaded item, its position by the service's clock, and the queue.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    command::{Start, violated},
    device::Devices,
    track,
};
use crate::demo::{
    change::Progress,
    data::Catalogue,
    world::{Response, library::Library, message::error},
};

/// The length of an advertisement in milliseconds.
const AD: u32 = 30_000;

/// Something that plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    /// Place of the show and number of the episode.
    Episode(u32, u32),
    /// The one track of the demo.
    Track,
    /// An advertisement, which interrupts something else.
    Ad,
}

impl Item {
    /// Its `currently_playing_type`.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Episode(..) => "episode",
            Self::Track => "track",
            Self::Ad => "ad",
        }
    }

    /// In milliseconds. Zero for an episode that its show removed.
    fn duration(self, catalogue: &Catalogue) -> u32 {
        match self {
            Self::Episode(show, number) => {
                catalogue.episode(show, number).map_or(0, |(_, episode)| episode.duration_ms)
            }
            Self::Track => track::DURATION,
            Self::Ad => AD,
        }
    }
}

/// The player of a listener. Nothing is active at the start.
#[derive(Debug, Default)]
pub(in crate::demo::world::api) struct Player {
    pub(super) devices: Devices,
    pub(in crate::demo::world::api) premium: bool,
    pub(super) loaded: Option<Item>,
    /// What was queued, which plays before the rest of the list.
    pub(super) queue: VecDeque<Item>,
    /// The list that was started: what was played of it, and what follows.
    before: Vec<Item>,
    rest: VecDeque<Item>,
    /// The show whose episodes the list has.
    context: Option<u32>,
    /// Whether the loaded item belongs to the list.
    is_listed: bool,
    /// What the advertisement interrupted, and where.
    interrupted: Option<(Item, u32)>,
    pub(super) is_playing: bool,
    /// In milliseconds, at `since`.
    pub(super) position: u32,
    since: Timestamp,
    /// The time of the last command.
    pub(super) changed: Timestamp,
}

impl Player {
    pub(in crate::demo::world::api) fn new(start: Timestamp) -> Self {
        Self { premium: true, since: start, changed: start, ..Self::default() }
    }

    /// Lets it play until `now`, and notes in the library how far.
    pub(super) fn advance(&mut self, catalogue: &Catalogue, library: &mut Library, now: Timestamp) {
        let passed = now.as_millisecond().saturating_sub(self.since.as_millisecond());
        self.since = now;
        if self.is_playing {
            self.position = self.position.saturating_add(u32::try_from(passed).unwrap_or_default());
        }
        while let Some(item) = self.loaded {
            let duration = item.duration(catalogue);
            let is_over = self.position >= duration;
            if let Item::Episode(show, number) = item {
                if is_over {
                    library.heard.insert((show, number), Progress::Played);
                } else if self.position > 0 {
                    library.heard.insert((show, number), Progress::At(self.position));
                }
            }
            if !is_over {
                return;
            }
            let over = self.position - duration;
            if let Some((item, position)) = self.interrupted.take() {
                (self.loaded, self.position) = (Some(item), position.saturating_add(over));
            } else if self.skip() {
                self.position = over;
            } else {
                (self.is_playing, self.position) = (false, 0);
                self.loaded.take_if(|item| *item == Item::Ad);
                return;
            }
        }
    }

    /// What plays after the loaded item.
    pub(super) fn following(&self) -> impl Iterator<Item = Item> {
        self.queue.iter().chain(&self.rest).copied()
    }

    /// The `disallows` of the answers: what is refused with 403 now.
    pub(super) fn disallowed(&self) -> Value {
        let is_ad = self.loaded == Some(Item::Ad);
        let state = [
            ("resuming", self.is_playing || self.loaded.is_none()),
            ("pausing", !self.is_playing),
            ("seeking", is_ad || self.loaded.is_none()),
            ("skipping_next", is_ad || self.following().next().is_none()),
            ("skipping_prev", is_ad || self.earlier().is_none()),
        ];
        let disallowed = state.into_iter().filter(|(_, disallowed)| *disallowed);
        Value::Object(disallowed.map(|(name, _)| (name.to_owned(), true.into())).collect::<Map<_, _>>())
    }

    /// # Errors
    /// The refusal of a listener without Premium.
    pub(super) fn has_premium(&self) -> Result<(), Response> {
        if self.premium {
            Ok(())
        } else {
            Err(error(403, "Player command failed: Premium required", Some("PREMIUM_REQUIRED")))
        }
    }

    /// Plays from a position, or resumes without items.
    pub(super) fn play(&mut self, start: Start) -> Result<(), Response> {
        let Start { mut items, offset, context, position } = start;
        let before: Vec<_> = items.drain(..offset.min(items.len())).collect();
        if let Some(first) = items.pop_front() {
            self.load(first, position.unwrap_or(0));
            (self.before, self.rest, self.context) = (before, items, context);
        } else {
            require(!self.is_playing && self.loaded.is_some())?;
            self.position = position.unwrap_or(self.position);
        }
        self.is_playing = true;
        Ok(())
    }

    /// Loads an item as a list of its own. The queue stays.
    pub(super) fn load(&mut self, item: Item, position: u32) {
        (self.loaded, self.position, self.is_listed, self.interrupted) = (Some(item), position, true, None);
        (self.before, self.rest, self.context) = (Vec::new(), VecDeque::new(), None);
    }

    /// The show that was started as a whole, while an item of it plays.
    pub(super) fn context(&self) -> Option<u32> {
        self.context.filter(|_| self.is_listed)
    }

    /// Loads nothing that has a name.
    pub(super) fn unload(&mut self) {
        (self.loaded, self.position, self.is_listed, self.interrupted) = (None, 0, false, None);
    }

    /// Plays an advertisement; what was loaded goes on after it.
    pub(super) fn interrupt(&mut self) {
        if self.loaded != Some(Item::Ad) {
            self.interrupted = self.loaded.map(|item| (item, self.position));
            self.is_listed &= self.loaded.is_some();
            self.loaded = Some(Item::Ad);
        }
        self.position = 0;
    }

    pub(super) fn pause(&mut self) -> Result<(), Response> {
        require(self.is_playing)?;
        self.is_playing = false;
        Ok(())
    }

    pub(super) fn seek(&mut self, position: u32) -> Result<(), Response> {
        require(self.loaded.is_some_and(|item| item != Item::Ad))?;
        self.position = position;
        Ok(())
    }

    pub(super) fn next(&mut self) -> Result<(), Response> {
        require(self.loaded != Some(Item::Ad))?;
        require(self.skip())
    }

    /// Goes back in the list that was started. What was queued does not come again.
    pub(super) fn previous(&mut self) -> Result<(), Response> {
        require(self.loaded != Some(Item::Ad))?;
        let earlier = self.earlier().ok_or_else(violated)?;
        self.before.pop();
        if let Some(listed) = self.loaded.filter(|_| self.is_listed) {
            self.rest.push_front(listed);
        }
        (self.loaded, self.position, self.is_listed) = (Some(earlier), 0, true);
        Ok(())
    }

    fn earlier(&self) -> Option<Item> {
        self.before.last().copied()
    }

    /// Goes on to what follows. Returns whether there is something.
    fn skip(&mut self) -> bool {
        let queued = self.queue.pop_front();
        let is_listed = queued.is_none();
        let Some(next) = queued.or_else(|| self.rest.pop_front()) else { return false };
        self.before.extend(self.loaded.filter(|_| self.is_listed));
        (self.loaded, self.position, self.is_listed) = (Some(next), 0, is_listed);
        true
    }
}

/// # Errors
/// The refusal of a command that is not possible in this state.
fn require(possible: bool) -> Result<(), Response> {
    if possible { Ok(()) } else { Err(violated()) }
}

//! Changes from outside: of the catalogue, and of a listener's library from another device.

use jiff::{Timestamp, ToSpan as _};

use super::Api;
use crate::demo::{Change, ChangeError, Listener, ShowRef, data::Catalogue};

impl Api {
    /// Applies a change and returns the id of what it concerns.
    pub(in crate::demo::world) fn change(
        &mut self,
        by: Listener,
        change: &Change,
        at: Timestamp,
    ) -> Result<String, ChangeError> {
        let library = self.libraries.of_mut(by);
        let done = |done: bool, otherwise: ChangeError| if done { Ok(()) } else { Err(otherwise) };
        let show = match change {
            Change::Gain { show, episodes } => {
                let (show, day) = (find(&self.catalogue, show)?, self.day(at));
                self.catalogue.shelf(show)?.gain(*episodes, day)?;
                show
            }
            Change::Lose { show, episodes, end } => {
                let show = find(&self.catalogue, show)?;
                self.catalogue.shelf(show)?.lose(*episodes, *end);
                show
            }
            Change::Swap { show } => {
                let (show, day) = (find(&self.catalogue, show)?, self.day(at));
                self.catalogue.shelf(show)?.swap(day)?;
                show
            }
            Change::Follow { show } => {
                let show = match show {
                    Some(show) => find(&self.catalogue, show)?,
                    None => library.unfollowed().ok_or(ChangeError::UnknownShow)?,
                };
                done(library.followed.add(show, at), ChangeError::Followed)?;
                show
            }
            Change::Unfollow { show } => {
                let show = find(&self.catalogue, show)?;
                done(library.followed.remove(show), ChangeError::NotFollowed)?;
                show
            }
            Change::Progress { episode, progress } => {
                let (show, episode) = self.catalogue.episode_by_id(episode).ok_or(ChangeError::UnknownEpisode)?;
                library.heard.insert((show.index, episode.number), *progress);
                show.index
            }
            Change::Device(device) => return Ok(self.change_device(by, device, at)),
            Change::Vanish { device } => return self.vanish(by, device, at),
            Change::Plays(plays) => return self.play_elsewhere(by, plays, at),
            Change::Premium(premium) => {
                self.players.of_mut(by).premium = *premium;
                return Ok(by.id().to_owned());
            }
        };
        self.catalogue.show(show).map(|show| show.id()).ok_or(ChangeError::UnknownShow)
    }

    /// The day of the catalogue at this time.
    fn day(&self, at: Timestamp) -> jiff::civil::Date {
        let days = (at.as_second() - self.start.as_second()).max(0) / (24 * 3600);
        let today = self.catalogue.today;
        today.checked_add(days.days()).unwrap_or(today)
    }
}

/// The place of a show in the data.
fn find(catalogue: &Catalogue, show: &ShowRef) -> Result<u32, ChangeError> {
    let found = match show {
        ShowRef::Place(place) => catalogue.show(*place),
        ShowRef::Id(id) => catalogue.show_by_id(id),
    };
    found.map(|show| show.index).ok_or(ChangeError::UnknownShow)
}

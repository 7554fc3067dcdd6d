//! The invented shows and episodes, computed from the seed and their place on each request. Only changes are stored.
//!
//! Start with [`Catalogue`]. Knows neither HTTP nor JSON nor logins.

mod dice;
mod episode;
mod ids;
mod notes;
mod shelf;
mod show;
mod texts;

use std::{borrow::Cow, collections::HashMap};

use jiff::civil::Date;

pub(crate) use dice::{Dice, mix};
pub(crate) use episode::Episode;
pub(crate) use ids::is_base62;
pub(crate) use notes::{escape, stripped};
pub(crate) use show::{Gaps, Show};
pub(crate) use texts::{Dates, Quirk, Style};

use super::{DemoOptions, change::ChangeError};
use ids::Ids;
use shelf::Shelf;
use texts::{ShowText, TEXTS};

/// All shows, computed on request.
#[derive(Debug)]
pub(crate) struct Catalogue {
    ids: Ids,
    seed: u64,
    shows: u32,
    mean_episodes: u32,
    /// The day the data is dated from.
    pub(crate) today: Date,
    /// Whether the data has the quirks of the real data.
    pub(crate) quirks: bool,
    /// The episodes of changed shows, by place.
    shelves: HashMap<u32, Shelf>,
}

impl Catalogue {
    pub(crate) fn new(options: &DemoOptions, today: Date) -> Self {
        Self {
            ids: Ids::new(options.seed),
            seed: options.seed,
            shows: options.shows.min(DemoOptions::MOST_SHOWS),
            mean_episodes: options.episodes,
            today: options.today.unwrap_or(today),
            quirks: options.quirks,
            shelves: HashMap::new(),
        }
    }

    /// The number of shows that the first listener follows at the start, which are the first ones.
    pub(crate) fn len(&self) -> u32 {
        self.shows
    }

    /// The show at `index`. Every place has one.
    pub(crate) fn show(&self, index: u32) -> Option<Show<'_>> {
        let written = TEXTS.shows.get(index as usize).map(Cow::Borrowed);
        Show::new(self, index, written.or_else(|| self.invented(index).map(Cow::Owned))?)
    }

    /// The show with this id.
    pub(crate) fn show_by_id(&self, id: &str) -> Option<Show<'_>> {
        let show = self.show(self.ids.show(id)?)?;
        (show.id() == id).then_some(show)
    }

    /// The episodes of a show, to change them.
    ///
    /// # Errors
    /// [`ChangeError::UnknownShow`].
    pub(crate) fn shelf(&mut self, index: u32) -> Result<&mut Shelf, ChangeError> {
        let as_it_is = self.show(index).ok_or(ChangeError::UnknownShow)?.shelf.into_owned();
        Ok(self.shelves.entry(index).or_insert(as_it_is))
    }

    /// The episode with this id, and its show.
    pub(crate) fn episode_by_id(&self, id: &str) -> Option<(Show<'_>, Episode)> {
        let (show, number) = self.ids.episode(id)?;
        self.episode(show, number)
    }

    /// The episode of this number, and its show.
    pub(crate) fn episode(&self, show: u32, number: u32) -> Option<(Show<'_>, Episode)> {
        let show = self.show(show)?;
        let episode = show.episode(number)?;
        Some((show, episode))
    }

    /// The texts of a show beyond the written ones.
    fn invented(&self, index: u32) -> Option<ShowText> {
        let written = u32::try_from(TEXTS.shows.len()).ok()?;
        let place = index.checked_sub(written)?;
        let mut dice = Dice::new(self.seed, &[1, index.into()]);
        let (model, names) = (TEXTS.shows.get((index % written) as usize)?, &TEXTS.names);
        let name = if model.lang == "en" {
            names.name(place)?
        } else {
            // Another show of the same language is named after one of its topics.
            let topics = &TEXTS.pools.get(&model.pool)?.topics;
            format!("{} {}", dice.pick(topics)?, index + 1)
        };
        Some(ShowText {
            name,
            lang: model.lang.clone(),
            pool: model.pool.clone(),
            by: dice.pick(&names.by)?.clone(),
            about: if model.lang == "en" { dice.pick(&names.about)?.clone() } else { model.about.clone() },
            every: dice.pick(&[3, 7, 7, 7, 14, 14, 28]).copied()?,
            minutes: 12 + dice.below(60),
            style: if dice.percent(30) { Style::Numbered } else { Style::Plain },
            lag: if dice.percent(12) { 200 + dice.below(1500) } else { 0 },
            habit: *dice.pick(&texts::Habit::ALL)?,
            ..ShowText::default()
        })
    }
}

#[cfg(test)]
mod tests;

//! The invented shows and episodes. Each is computed from the seed and its place when it is asked for; nothing is kept
//! but what has changed since.
//!
//! Start with [`Catalogue`]. Knows nothing of HTTP or JSON, and nothing of who asks.

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
pub(crate) use show::{Gaps, Precision, Show};
pub use texts::DataError;
pub(crate) use texts::Quirk;

use super::{
    DemoOptions,
    change::{ChangeError, End},
};
use ids::Ids;
use shelf::Shelf;
use texts::{ShowText, Style, Texts};

/// Everything there is to follow, computed on request.
#[derive(Debug)]
pub(crate) struct Catalogue {
    texts: Texts,
    ids: Ids,
    seed: u64,
    shows: u32,
    mean_episodes: u32,
    today: Date,
    quirks: bool,
    /// The shows whose episodes are no longer those of the start, by place.
    shelves: HashMap<u32, Shelf>,
}

impl Catalogue {
    /// The data of `options`, dated from `today`.
    ///
    /// # Errors
    /// The embedded texts do not read, which a test rules out.
    pub(crate) fn new(options: &DemoOptions, today: Date) -> Result<Self, DataError> {
        Ok(Self {
            texts: Texts::load()?,
            ids: Ids::new(options.seed),
            seed: options.seed,
            shows: options.shows,
            mean_episodes: options.episodes,
            today: options.today.unwrap_or(today),
            quirks: options.quirks,
            shelves: HashMap::new(),
        })
    }

    /// Whether the data has the oddities of the real one.
    pub(crate) fn quirks(&self) -> bool {
        self.quirks
    }

    /// How many shows the first listener follows from the start: those at the first places.
    pub(crate) fn len(&self) -> u32 {
        self.shows
    }

    /// The day the data is dated from.
    pub(crate) fn today(&self) -> Date {
        self.today
    }

    /// The show at `index`. There is one at every place, followed or not.
    pub(crate) fn show(&self, index: u32) -> Option<Show<'_>> {
        let text = match self.texts.shows.get(index as usize) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.invented(index)?),
        };
        let (pool, voice) = (self.texts.pools.get(&text.pool)?, self.texts.voices.get(&text.lang)?);
        Some(Show::new(self, index, text, pool, voice))
    }

    /// The show with this id.
    pub(crate) fn show_by_id(&self, id: &str) -> Option<Show<'_>> {
        let show = self.show(self.ids.show(id)?)?;
        (show.id() == id).then_some(show)
    }

    /// Lets episodes come out.
    pub(crate) fn gain(&mut self, index: u32, count: u32, day: Date) -> Result<(), ChangeError> {
        self.shelf(index)?.gain(count, day).ok_or(ChangeError::TooMany)
    }

    /// Takes episodes back.
    pub(crate) fn lose(&mut self, index: u32, count: u32, end: End) -> Result<(), ChangeError> {
        let episodes = self.shelf(index)?;
        match end {
            End::Oldest => episodes.lose_oldest(count),
            End::Newest => episodes.lose_newest(count),
        }
        Ok(())
    }

    /// Takes the newest episode back and lets another come out.
    pub(crate) fn swap(&mut self, index: u32, day: Date) -> Result<(), ChangeError> {
        let episodes = self.shelf(index)?;
        if episodes.len() == 0 {
            return Err(ChangeError::NoEpisode);
        }
        let mut changed = episodes.clone();
        changed.lose_newest(1);
        changed.gain(1, day).ok_or(ChangeError::TooMany)?;
        *episodes = changed;
        Ok(())
    }

    fn shelf(&mut self, index: u32) -> Result<&mut Shelf, ChangeError> {
        let as_it_is = self.show(index).ok_or(ChangeError::UnknownShow)?.shelf().clone();
        Ok(self.shelves.entry(index).or_insert(as_it_is))
    }

    /// The episode with this id, and its show.
    pub(crate) fn episode_by_id(&self, id: &str) -> Option<(Show<'_>, Episode)> {
        let (show, number) = self.ids.episode(id)?;
        let show = self.show(show)?;
        let episode = show.episode(number)?;
        Some((show, episode))
    }

    /// What a show beyond the written ones is called and about.
    fn invented(&self, index: u32) -> Option<ShowText> {
        let written = u32::try_from(self.texts.shows.len()).ok()?;
        let place = index.checked_sub(written)?;
        let mut dice = Dice::new(self.seed, &[1, index.into()]);
        let (model, names) = (self.texts.shows.get((index % written) as usize)?, &self.texts.names);
        let name = if model.lang == "en" {
            names.name(place)?
        } else {
            // Another show of the same language is named after one of its topics.
            let topics = &self.texts.pools.get(&model.pool)?.topics;
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

//! The invented shows and episodes. Each is computed from the seed and its place when it is asked for; nothing is kept.
//!
//! Start with [`Catalogue`]. Knows nothing of HTTP or JSON, and nothing of who asks.

mod dice;
mod episode;
mod ids;
mod notes;
mod show;
mod texts;

use std::borrow::Cow;

use jiff::civil::Date;

pub(crate) use dice::{Dice, mix};
pub(crate) use episode::{Episode, Progress};
pub(crate) use ids::is_base62;
pub(crate) use notes::{escape, stripped};
pub(crate) use show::{Gaps, Precision, Show};
pub use texts::DataError;
pub(crate) use texts::Quirk;

use super::DemoOptions;
use ids::Ids;
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
        })
    }

    /// Whether the data has the oddities of the real one.
    pub(crate) fn quirks(&self) -> bool {
        self.quirks
    }

    /// How many shows are followed.
    pub(crate) fn len(&self) -> u32 {
        self.shows
    }

    /// The show at `index`, counted from the one followed last.
    pub(crate) fn show(&self, index: u32) -> Option<Show<'_>> {
        if index >= self.shows {
            return None;
        }
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

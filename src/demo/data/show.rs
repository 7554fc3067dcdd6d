//! One show: its name, its quirk, and the size of its list. `episode` builds its episodes, `notes` its texts.

use std::borrow::Cow;

use super::{
    Catalogue, Dice, Quirk, mix,
    shelf::Shelf,
    texts::{Pool, ShowText, Style, TEXTS, Voice},
};

/// A show of the catalogue, computed.
#[derive(Debug)]
pub(crate) struct Show<'a> {
    pub(super) catalogue: &'a Catalogue,
    /// Its place in the data.
    pub(crate) index: u32,
    pub(crate) text: Cow<'static, ShowText>,
    pub(super) pool: &'static Pool,
    pub(super) voice: &'static Voice,
    /// The number of episodes at the start. Additions do not change older episodes.
    pub(super) size: u32,
    pub(super) shelf: Cow<'a, Shelf>,
}

/// The size of the largest show, in means.
const LARGEST: u32 = 50;

impl<'a> Show<'a> {
    /// Returns `None` if the text names a pool or a language that does not exist.
    pub(super) fn new(catalogue: &'a Catalogue, index: u32, text: Cow<'static, ShowText>) -> Option<Self> {
        let (pool, voice) = (TEXTS.pools.get(&text.pool)?, TEXTS.voices.get(&text.lang)?);
        // Uniform between 30 % and 170 % of the mean, so that the mean is the requested one.
        let percent = 30 + mix(catalogue.seed, &[2, index.into()]) % 141;
        let drawn = u64::from(catalogue.mean_episodes) * percent / 100;
        let drawn = u32::try_from(drawn).unwrap_or(u32::MAX - 1);
        // A small mean allows no large show.
        let most = catalogue.mean_episodes.saturating_mul(LARGEST);
        let size = text.size.map_or(drawn, |size| size.min(most));
        let changed = catalogue.shelves.get(&index).map(Cow::Borrowed);
        let shelf = changed.unwrap_or_else(|| Cow::Owned(Shelf::new(size)));
        Some(Self { catalogue, index, text, pool, voice, size, shelf })
    }

    /// The id, malformed with the quirk.
    pub(crate) fn id(&self) -> String {
        if self.quirk() == Some(Quirk::OddId) {
            return "attic recordings/../me?x=1".to_owned();
        }
        self.catalogue.ids.of_show(self.index)
    }

    /// Its title.
    pub(crate) fn name(&self) -> String {
        if self.quirk() == Some(Quirk::Hostile) {
            return self.text.name.replace(' ', " \u{1b}]0;owned\u{7}\u{1b}[31m\u{202e}\u{200b}");
        }
        self.text.name.clone()
    }

    /// The host of its links: a name reserved for examples (RFC 2606 §3).
    pub(super) fn site(&self) -> String {
        let lower = self.text.name.to_lowercase();
        let words: Vec<_> =
            lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() > 2 && *word != "the").collect();
        let slug = words.iter().take(4).copied().collect::<Vec<_>>().join("-");
        if slug.is_empty() { format!("show-{}.example.com", self.index + 1) } else { format!("{slug}.example.com") }
    }

    /// The quirk, if it has one and quirks are enabled.
    pub(crate) fn quirk(&self) -> Option<Quirk> {
        self.text.quirk.filter(|_| self.catalogue.quirks)
    }

    /// Whether Spotify calls its episodes chapters, which its own definition does not know.
    pub(crate) fn has_chapters(&self) -> bool {
        self.catalogue.quirks && self.text.style == Style::Chapter
    }

    /// A number for small decisions, the same on every request.
    pub(crate) fn lot(&self) -> u64 {
        mix(self.catalogue.seed, &[3, self.index.into()])
    }

    /// Days between following the show at `position` and the start. The list is ordered by it.
    pub(crate) fn followed_days_ago(&self, position: u32) -> u32 {
        position.saturating_mul(9).saturating_add(u32::try_from(self.lot() % 9).unwrap_or(0)) % 4000
    }

    /// The length of its list. Counts `null` items, as Spotify does.
    pub(crate) fn total(&self) -> u32 {
        self.gaps().total(self.shelf.len())
    }

    /// The number of the episode at a position of the list, or `None` for `null`.
    pub(super) fn number_at(&self, position: u32) -> Option<u32> {
        let place = self.gaps().place(position).filter(|place| *place < self.shelf.len())?;
        self.shelf.nth(if self.text.oldest_first { place } else { self.shelf.len() - 1 - place })
    }

    /// The number of one of the episodes at the start, always the same. `None` if there were none.
    pub(crate) fn pick(&self) -> Option<u32> {
        let age = u32::try_from(self.lot() % 7).unwrap_or(0);
        self.size.checked_sub(1).map(|newest| newest.saturating_sub(age))
    }

    pub(super) fn dice(&self, number: u32) -> Dice {
        Dice::new(self.catalogue.seed, &[4, self.index.into(), number.into()])
    }

    fn gaps(&self) -> Gaps {
        let has_some = self.catalogue.quirks && self.text.size.is_none() && self.index % 5 == 2;
        if has_some { Gaps::EPISODES } else { Gaps::NONE }
    }
}

/// The positions of `null` in a list: one in every `every` positions, at most `most` in all. Spotify counts unavailable
/// items and sends `null` for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gaps {
    every: u32,
    at: u32,
    most: u32,
}

impl Gaps {
    /// No `null` at all.
    pub(crate) const NONE: Self = Self { every: u32::MAX, at: 0, most: 0 };
    /// Those among the episodes of some shows.
    const EPISODES: Self = Self { every: 61, at: 17, most: u32::MAX };

    /// Those among the results of a search.
    pub(crate) const RESULTS: Self = Self { every: 7, at: 3, most: u32::MAX };

    /// Those among the followed shows: at most as many as the last page of 50 has room for, so that 500 shows are 10 pages.
    pub(crate) fn among_shows(shows: u32) -> Self {
        Self { every: 97, at: 36, most: shows.div_ceil(50).saturating_mul(50).saturating_sub(shows) }
    }

    /// The number of positions that hold `items` items.
    pub(crate) fn total(self, items: u32) -> u32 {
        let held = self.every - 1;
        let gaps = items / held + u32::from(items % held > self.at);
        items.saturating_add(gaps.min(self.most))
    }

    /// The item at a position. `None` for `null`.
    pub(crate) fn place(self, position: u32) -> Option<u32> {
        let (round, within) = (position / self.every, position % self.every);
        let is_gap = within == self.at && round < self.most;
        (!is_gap).then(|| position - self.most.min(round + u32::from(within > self.at)))
    }
}

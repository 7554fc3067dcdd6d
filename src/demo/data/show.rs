//! One show, and which episode stands where in its list.

use std::{borrow::Cow, fmt::Write as _};

use super::{
    Catalogue, Dice, Episode, Quirk,
    episode::Age,
    mix,
    notes::{self, escape},
    shelf::Shelf,
    texts::{Dates, Kind, Order, Pool, ShowText, Voice},
};

/// A show of the catalogue, computed.
#[derive(Debug)]
pub(crate) struct Show<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) index: u32,
    pub(super) text: Cow<'a, ShowText>,
    pub(super) pool: &'a Pool,
    pub(super) voice: &'a Voice,
    /// How many episodes it had from the start.
    size: u32,
    shelf: Cow<'a, Shelf>,
}

/// The largest show, in means.
const LARGEST: u32 = 50;

/// How much of a release date is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Precision {
    Day,
    Month,
    Year,
}

impl<'a> Show<'a> {
    pub(super) fn new(
        catalogue: &'a Catalogue,
        index: u32,
        text: Cow<'a, ShowText>,
        pool: &'a Pool,
        voice: &'a Voice,
    ) -> Self {
        // Between 30 % and 170 % of the mean, evenly, so that the mean is what was asked for.
        let percent = 30 + mix(catalogue.seed, &[2, index.into()]) % 141;
        let drawn = u64::from(catalogue.mean_episodes) * percent / 100;
        let drawn = u32::try_from(drawn).unwrap_or(u32::MAX - 1);
        // Whoever asks for a few episodes wants no show of many.
        let most = catalogue.mean_episodes.saturating_mul(LARGEST);
        let size = text.size.map_or(drawn, |size| size.min(most));
        let shelf = match catalogue.shelves.get(&index) {
            Some(shelf) => Cow::Borrowed(shelf),
            None => Cow::Owned(Shelf::new(size)),
        };
        Self { catalogue, index, text, pool, voice, size, shelf }
    }

    /// Its id; with the quirk, one that is no id.
    pub(crate) fn id(&self) -> String {
        match self.quirk() {
            Some(Quirk::OddId) => "attic recordings/../me?x=1".to_owned(),
            _ => self.catalogue.ids.of_show(self.index),
        }
    }

    /// Its title.
    pub(crate) fn name(&self) -> String {
        match self.quirk() {
            Some(Quirk::Hostile) => self.text.name.replace(' ', " \u{1b}]0;owned\u{7}\u{1b}[31m\u{202e}\u{200b}"),
            _ => self.text.name.clone(),
        }
    }

    /// Its language tag.
    pub(crate) fn language(&self) -> &str {
        &self.text.lang
    }

    /// Who publishes it. The service tells it of some shows only.
    pub(crate) fn publisher(&self) -> &str {
        &self.text.by
    }

    /// What it says about itself, as HTML.
    pub(crate) fn html(&self) -> String {
        let (about, site) = (escape(&self.text.about), self.site());
        let mut html = format!("<p>{about}</p>");
        if self.quirk() == Some(Quirk::Hostile) {
            html.push_str(notes::HOSTILE);
        }
        let _ = write!(html, "<p><a href=\"https://{site}\" rel=\"nofollow\">{site}</a></p>");
        html
    }

    /// The host its links lead to: a name that is reserved for examples (RFC 2606 §3).
    pub(super) fn site(&self) -> String {
        let lower = self.text.name.to_lowercase();
        let words: Vec<_> =
            lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() > 2 && *word != "the").collect();
        let slug = words.iter().take(4).copied().collect::<Vec<_>>().join("-");
        if slug.is_empty() { format!("show-{}.example.com", self.index + 1) } else { format!("{slug}.example.com") }
    }

    /// Whether its language is strong.
    pub(crate) fn explicit(&self) -> bool {
        self.text.explicit
    }

    /// Whether its episodes are chapters.
    pub(crate) fn is_audiobook(&self) -> bool {
        self.text.kind == Kind::Audiobook
    }

    /// How vague its dates are.
    pub(crate) fn precision(&self) -> Precision {
        match self.text.dates {
            Dates::Day => Precision::Day,
            Dates::Month => Precision::Month,
            Dates::Year => Precision::Year,
        }
    }

    /// The oddity it shows, if any and if oddities are wanted.
    pub(crate) fn quirk(&self) -> Option<Quirk> {
        self.text.quirk.filter(|_| self.catalogue.quirks)
    }

    /// A number of its own for small decisions, the same at every request.
    pub(crate) fn lot(&self) -> u64 {
        mix(self.catalogue.seed, &[3, self.index.into()])
    }

    /// How many days ago whoever has it at `position` from the start followed it: the list is ordered by it.
    pub(crate) fn followed_days_ago(&self, position: u32) -> u32 {
        position.saturating_mul(9).saturating_add(u32::try_from(self.lot() % 9).unwrap_or(0)) % 4000
    }

    /// How many positions its list has, `null` ones counted, as Spotify counts them.
    pub(crate) fn total(&self) -> u32 {
        self.gaps().total(self.shelf.len())
    }

    /// The episode at a position of its list; `None` where the list holds `null` there.
    pub(crate) fn at(&self, position: u32) -> Option<Episode> {
        let place = self.gaps().place(position).filter(|place| *place < self.shelf.len())?;
        let from_oldest = match self.text.order {
            Order::Newest => self.shelf.len() - 1 - place,
            Order::Oldest => place,
        };
        self.episode(self.shelf.nth(from_oldest)?)
    }

    /// The episode with this number, counted from the oldest, which is 0.
    pub(crate) fn episode(&self, number: u32) -> Option<Episode> {
        if !self.shelf.has(number) {
            return None;
        }
        let age = match (self.size.checked_sub(number + 1), self.shelf.gained_on(number)) {
            (Some(age), _) => Age::Old(age),
            (None, day) => Age::New { place: number - self.size, day: day? },
        };
        Episode::new(self, number, age)
    }

    /// The number of an episode it had from the start, the same for ever; `None` where it had none.
    pub(crate) fn pick(&self) -> Option<u32> {
        let age = u32::try_from(self.lot() % 7).unwrap_or(0);
        self.size.checked_sub(1).map(|newest| newest.saturating_sub(age))
    }

    /// Its place in the data.
    pub(crate) fn index(&self) -> u32 {
        self.index
    }

    pub(super) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// How many episodes it had from the start: what has come out since decides nothing about older ones.
    pub(super) fn size(&self) -> u32 {
        self.size
    }

    pub(super) fn dice(&self, number: u32) -> Dice {
        Dice::new(self.catalogue.seed, &[4, self.index.into(), number.into()])
    }

    fn gaps(&self) -> Gaps {
        let has_some = self.catalogue.quirks && self.text.size.is_none() && self.index % 5 == 2;
        if has_some { Gaps::EPISODES } else { Gaps::NONE }
    }
}

/// Where a list holds `null`: once in every `every` positions, but never more than `most`. Without them the lists of the
/// demo would be nicer than the real ones, where unavailable items are counted and not sent.
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

    /// Those among so many followed shows: only as many as their last page of 50 has room for, so that 500 shows are
    /// the 10 pages that everybody reckons with.
    pub(crate) fn among_shows(shows: u32) -> Self {
        Self { every: 97, at: 36, most: shows.div_ceil(50).saturating_mul(50).saturating_sub(shows) }
    }

    /// How many positions hold `items` items.
    pub(crate) fn total(self, items: u32) -> u32 {
        let held = self.every - 1;
        let gaps = items / held + u32::from(items % held > self.at);
        items.saturating_add(gaps.min(self.most))
    }

    /// Which item stands at a position; `None` for `null`.
    pub(crate) fn place(self, position: u32) -> Option<u32> {
        let (round, within) = (position / self.every, position % self.every);
        let is_gap = within == self.at && round < self.most;
        (!is_gap).then(|| position - self.most.min(round + u32::from(within > self.at)))
    }
}

//! One episode: its title, date, length, and its resume point.

use jiff::{ToSpan, civil::Date};

use super::{
    Dice, Quirk, Show, notes,
    texts::{Habit, Style},
};
use crate::demo::{Listener, change::Progress};

/// An episode of the catalogue, computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Episode {
    /// Its id.
    pub(crate) id: String,
    /// Its place, counted from the oldest, which is 0.
    pub(crate) number: u32,
    /// Its title.
    pub(crate) name: String,
    /// Its notes as HTML.
    pub(crate) html: String,
    /// Its length in milliseconds.
    pub(crate) duration_ms: u32,
    /// The release day.
    pub(crate) date: Date,
    age: Age,
}

/// The age of an episode among those of its show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Age {
    /// There at the start, counted from the newest, which is 0.
    Old(u32),
    /// Released later, on this day.
    New {
        /// The number of episodes released later, but before this one.
        place: u32,
        day: Date,
    },
}

/// No episode is older: `--episodes 1000000` would otherwise leave the calendar.
const OLDEST: Date = Date::constant(1900, 1, 1);

impl Show<'_> {
    /// The episode at a position of the list, or `None` for `null`.
    pub(crate) fn at(&self, position: u32) -> Option<Episode> {
        self.episode(self.number_at(position)?)
    }

    /// The episode with this number, counted from the oldest, which is 0.
    pub(crate) fn episode(&self, number: u32) -> Option<Episode> {
        let age = match self.shelf.released(number)? {
            None => Age::Old(self.size - number - 1),
            Some(day) => Age::New { place: number - self.size, day },
        };
        Episode::new(self, number, age)
    }
}

impl Episode {
    fn new(show: &Show<'_>, number: u32, age: Age) -> Option<Self> {
        let mut dice = show.dice(number);
        let date = match age {
            Age::Old(age) => date(show, number, age),
            Age::New { day, .. } => day,
        };
        let subject = subject(show, number, age, date)?;
        let minutes = show.text.minutes.saturating_mul(70 + dice.below(60)) / 100;
        let duration_ms = minutes.max(1) * 60_000 + dice.below(60_000);
        let mut name = format!("{}{}", subject.prefix, subject.full);
        if show.quirk() == Some(Quirk::Hostile) && number.is_multiple_of(2) {
            name = format!("\u{1b}[7m{name}\u{202e}\u{200b}\r\n\u{1b}]8;;");
        }
        let html = notes::html(show, number, &subject.full, duration_ms, &mut dice);
        Some(Self { id: show.catalogue.ids.of_episode(show.index, number), number, name, html, duration_ms, date, age })
    }

    /// The resume point at the start. Later episodes are unplayed.
    pub(crate) fn progress(&self, show: &Show<'_>, listener: Listener) -> Progress {
        match self.age {
            Age::Old(age) => progress(show, self.number, age, self.duration_ms, listener),
            Age::New { .. } => Progress::Unplayed,
        }
    }
}

/// The subject of an episode.
#[derive(Debug)]
struct Subject {
    /// The topic, with its angle if any.
    full: String,
    /// The start of the title: a number, a chapter, a day.
    prefix: String,
}

/// Uses all topics before it repeats one with another angle. The newest have no angle.
fn subject(show: &Show<'_>, number: u32, age: Age, date: Date) -> Option<Subject> {
    let topics = &show.pool.topics;
    let count = u32::try_from(topics.len()).ok().filter(|count| *count > 0)?;
    let in_order = matches!(show.text.style, Style::Serial | Style::Chapter);
    let step = if in_order { 1 } else { [5, 7, 11, 13].into_iter().find(|step| count % step != 0).unwrap_or(1) };
    let start = if in_order { 0 } else { u32::try_from(show.lot() % u64::from(count)).ok()? };
    let topic = topics.get(((number % count * step + start) % count) as usize)?;
    let one_based = number + 1;
    if show.text.style == Style::Daily {
        let mut dice = show.dice(number);
        let second = dice.pick(topics).filter(|second| *second != topic);
        let full = second.map_or_else(|| capital(topic), |second| format!("{}, {second}", capital(topic)));
        return Some(Subject { full, prefix: date.strftime("%A %-d %B: ").to_string() });
    }
    let prefix = match show.text.style {
        Style::Plain | Style::Daily => String::new(),
        Style::Numbered => format!("#{one_based} "),
        Style::Serial => format!("{one_based}. "),
        Style::Chapter => format!("Chapter {one_based}: "),
    };
    let round = match age {
        _ if in_order => number / count,
        Age::Old(age) => age / count,
        // After all rounds of the first ones, so that no title repeats.
        Age::New { place, .. } => show.size.div_ceil(count) + place / count,
    };
    Some(Subject { full: angled(show, topic, number % count, round), prefix })
}

/// A topic in its `round`th repetition, from 0. `place` gives neighbours different angles.
fn angled(show: &Show<'_>, topic: &str, place: u32, round: u32) -> String {
    let angles = &show.voice.angles;
    let choices = u32::try_from(angles.len()).unwrap_or(0).max(1);
    let Some(again) = round.checked_sub(1) else { return topic.to_owned() };
    let angle = angles.get(((again + place) % choices) as usize).map(String::as_str).unwrap_or_default();
    let guest = show.dice(place + round).pick(&show.pool.guests).cloned().unwrap_or_default();
    let join = show.voice.join.as_deref().unwrap_or(": ");
    let full = format!("{topic}{join}{}", angle.replace("{g}", &guest));
    match again / choices {
        0 => full,
        more => format!("{full} ({})", more + 1),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Even steps back from the newest, each a little irregular unless the show is a daily one.
fn date(show: &Show<'_>, number: u32, age: u32) -> Date {
    let every = show.text.every.max(1);
    let lag = if every == 1 { 0 } else { u32::try_from(show.lot() % u64::from(every)).unwrap_or(0) };
    let mut dice = show.dice(number);
    let wobble = if dice.percent(25) { dice.below(every.div_ceil(3)) } else { 0 };
    let days = i64::from(lag) + i64::from(show.text.lag) + i64::from(age) * i64::from(every) + i64::from(wobble);
    // Enough days to reach `OLDEST`, and no more than a span can hold.
    show.catalogue.today.checked_sub(days.min(200_000).days()).map_or(OLDEST, |date| date.max(OLDEST))
}

fn progress(show: &Show<'_>, number: u32, age: u32, duration_ms: u32, listener: Listener) -> Progress {
    // Another sequence, so that the progress does not depend on the content.
    let (purpose, habit) = match listener {
        Listener::First => (5, show.text.habit),
        Listener::Second => (10, Habit::Sampled),
    };
    let mut dice = Dice::new(show.catalogue.seed, &[purpose, show.index.into(), number.into()]);
    let (roll, part) = (dice.below(100), 5 + dice.below(88));
    let begun = Progress::At(duration_ms / 100 * part);
    let fresh = u32::try_from(show.lot() % 4).unwrap_or(0) + 1;
    let reached = show.size / 5 * 2;
    let chances = |played: u32, begun_too: u32| match roll {
        _ if roll < played => Progress::Played,
        _ if roll < played + begun_too => begun,
        _ => Progress::Unplayed,
    };
    match habit {
        Habit::CaughtUp if age < fresh => chances(0, 10),
        Habit::CaughtUp if age == fresh => begun,
        Habit::CaughtUp => chances(92, 2),
        Habit::Sampled => chances(24, 6),
        Habit::Dipping if age < 20 => chances(30, 30),
        Habit::Dipping => chances(12, 2),
        Habit::FromStart if number < reached => Progress::Played,
        Habit::FromStart if number == reached => begun,
        Habit::FromStart | Habit::Untouched => Progress::Unplayed,
        Habit::Played => Progress::Played,
    }
}

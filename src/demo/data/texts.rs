//! The written part of the data: `assets/demo/*.toml`, embedded.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

/// The embedded texts, parsed at the first use.
pub(super) static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the text is embedded: each test that builds a catalogue parses it")]
    Texts::parse().expect("the embedded demo texts are valid TOML")
});

/// The texts of all shows and languages.
#[derive(Debug)]
pub(super) struct Texts {
    /// The written shows, newest followed first.
    pub(super) shows: Vec<ShowText>,
    /// Parts of the names of further shows.
    pub(super) names: Names,
    /// Topics by the name of the pool.
    pub(super) pools: BTreeMap<String, Pool>,
    /// Texts of notes by language.
    pub(super) voices: BTreeMap<String, Voice>,
}

/// A show as written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ShowText {
    pub(super) name: String,
    pub(crate) lang: String,
    pub(super) pool: String,
    pub(crate) by: String,
    pub(super) about: String,
    /// Days between two episodes.
    pub(super) every: u32,
    pub(super) minutes: u32,
    pub(crate) style: Style,
    /// A fixed number of episodes.
    pub(super) size: Option<u32>,
    pub(super) habit: Habit,
    pub(crate) explicit: bool,
    /// Lists the oldest episode first.
    pub(super) oldest_first: bool,
    pub(crate) dates: Dates,
    /// Least age of the newest episode in days.
    pub(super) lag: u32,
    pub(super) quirk: Option<Quirk>,
}

/// The style of episode titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Style {
    #[default]
    Plain,
    Numbered,
    Daily,
    Serial,
    Chapter,
}

/// The way a listener plays a show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Habit {
    /// Everything but the newest few.
    CaughtUp,
    /// A few.
    #[default]
    Sampled,
    /// Mostly recent ones, many of them begun.
    Dipping,
    /// In order, not finished.
    FromStart,
    /// Nothing yet.
    Untouched,
    /// All of it.
    Played,
}

impl Habit {
    pub(super) const ALL: [Self; 6] =
        [Self::CaughtUp, Self::Sampled, Self::Dipping, Self::FromStart, Self::Untouched, Self::Played];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Dates {
    #[default]
    Day,
    Month,
    Year,
}

/// A quirk of the real data. `world/wire.rs` applies it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Quirk {
    /// No `html_description` anywhere.
    NoHtml,
    /// `images` is `null`.
    NoImages,
    /// Episodes without `resume_point`, whatever the scope.
    NoResume,
    /// An unknown `media_type`.
    Media,
    /// Optional fields with a value of the wrong type.
    WrongTypes,
    /// No `total_episodes`.
    NoTotal,
    /// A malformed id.
    OddId,
    /// Text that attacks a terminal or a browser.
    Hostile,
}

/// Parts of names.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    first: Vec<String>,
    second: Vec<String>,
    form: Vec<String>,
    pub(super) about: Vec<String>,
    pub(super) by: Vec<String>,
}

impl Names {
    /// The name of the show at `place`. Uses all combinations before it repeats one.
    pub(super) fn name(&self, place: u32) -> Option<String> {
        let place = place as usize;
        let first = self.first.get(place % self.first.len().max(1))?;
        // Seven more steps per round keep both words of neighbours different. After all pairs, the form changes.
        let round = place / self.first.len().max(1);
        let second = self.second.get((place + round * 7) % self.second.len().max(1))?;
        let again = round / self.second.len().max(1);
        let form = self.form.get((place + round + again) % self.form.len().max(1))?;
        Some(form.replace("{}", &format!("{first} {second}")))
    }
}

/// The topics of shows of one kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pool {
    pub(super) topics: Vec<String>,
    pub(super) points: Vec<String>,
    pub(super) guests: Vec<String>,
    /// First paragraphs, instead of those of the language.
    #[serde(default)]
    pub(super) leads: Vec<String>,
    /// Second paragraphs, instead of those of the language.
    #[serde(default)]
    pub(super) details: Vec<String>,
}

/// The texts of notes in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Voice {
    /// The text between a topic and its angle, by default `: `.
    pub(super) join: Option<String>,
    pub(super) intro: String,
    pub(super) chapters: String,
    pub(super) links: String,
    pub(super) leads: Vec<String>,
    pub(super) details: Vec<String>,
    pub(super) outros: Vec<String>,
    pub(super) angles: Vec<String>,
    pub(super) labels: Vec<String>,
}

impl Texts {
    fn parse() -> Result<Self, toml::de::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Shows {
            show: Vec<ShowText>,
            names: Names,
        }
        let Shows { show, names } = toml::from_str(include_str!("../../../assets/demo/shows.toml"))?;
        let mut pools: BTreeMap<String, Pool> = toml::from_str(include_str!("../../../assets/demo/pools-en.toml"))?;
        pools.extend(toml::from_str::<BTreeMap<_, _>>(include_str!("../../../assets/demo/pools-world.toml"))?);
        let voices = toml::from_str(include_str!("../../../assets/demo/voices.toml"))?;
        Ok(Self { shows: show, names, pools, voices })
    }
}

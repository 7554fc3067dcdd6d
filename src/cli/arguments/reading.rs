//! What the commands take that read from disk.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::domain::{EpisodeState, ShowSort, since::Since};

pub(super) const SHOWS_EXAMPLES: &str = "\
Examples:
  spotpods-tui shows --sort unplayed
  spotpods-tui shows news --json | jq -r '.[].url'

One show a line: name, unplayed, in progress, episodes, newest episode; its id too where the
output is no terminal.";

pub(super) const EPISODES_EXAMPLES: &str = "\
Examples:
  spotpods-tui episodes --state unplayed --limit 20
  spotpods-tui episodes \"Night Trains\" --since 2026-01
  spotpods-tui episodes https://open.spotify.com/show/ID --json

SHOW is an id, a spotify: URI, a link to open.spotify.com, or text in the title of one show.
DATE is a year, a month or a day (2026, 2026-01, 2026-01-31), today, yesterday, or so many
days or weeks ago (7d, 2w).
One episode a line, the newest first: date, state, length, show, title; its id before them
where the output is no terminal.";

pub(super) const NEW_EXAMPLES: &str = "\
Examples:
  spotpods-tui new                     the last seven days
  spotpods-tui new --days 1 --one-per-show
  spotpods-tui new --json | jq -r '.[] | select(.state == \"unplayed\") | .url'";

pub(super) const SEARCH_EXAMPLES: &str = "\
Examples:
  spotpods-tui search night trains
  spotpods-tui search '\"night train\" unplayed longer:30m'
  spotpods-tui search 'show:rails after:2026-01 sleeper' --json
  spotpods-tui search 'sleeper -vienna after:7d'

Words are found in titles and notes, without regard to case and accents; the last may be the
beginning of one. Also \"phrases\", -WORD and -\"PHRASE\" for what must not be there, show:NAME,
after:DATE, before:DATE (2026, 2026-01-31, yesterday, 7d, 2w), unplayed, longer:30m, shorter:1h,
lang:en. What is none of these is a word.
Those found in titles come first, then those in notes, each from the newest back.";

pub(super) const NOTES_EXAMPLES: &str = "\
Examples:
  spotpods-tui notes spotify:episode:ID
  spotpods-tui notes \"The Sleeper to Vienna\" | less
  spotpods-tui notes https://open.spotify.com/episode/ID --json | jq -r '.links[]'

EPISODE is an id, a spotify: URI, a link to open.spotify.com, or text in the title of one.";

pub(super) const EXPORT_EXAMPLES: &str = "\
Examples:
  spotpods-tui export > podcasts.json
  spotpods-tui export --output podcasts.opml

json      an array of shows, each with an array of its episodes
csv       a row for each episode (RFC 4180); text that a spreadsheet would take for a formula
          begins with an apostrophe
opml      an outline of type link for each show: Spotify has no feeds, so podcast apps cannot
          subscribe to them
markdown  a list of the episodes of each show, ticked where played";

#[derive(Debug, Args)]
pub(in crate::cli) struct ShowsArguments {
    /// Only shows with these words in their title, without regard to case and accents
    pub(in crate::cli) filter: Option<String>,
    /// The order
    #[arg(long, value_name = "ORDER", default_value = "name")]
    pub(in crate::cli) sort: ShowOrder,
    /// A JSON array
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct EpisodesArguments {
    /// Only episodes of this show; of all without one
    pub(in crate::cli) show: Option<String>,
    /// Only episodes in this state
    #[arg(long)]
    pub(in crate::cli) state: Option<State>,
    /// Only episodes of this day and later
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) since: Option<Since>,
    /// At most so many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) limit: Option<u32>,
    /// A JSON array
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct NewArguments {
    /// So many days, today included
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) days: u32,
    /// Only the newest episode of each show
    #[arg(long)]
    pub(in crate::cli) one_per_show: bool,
    /// A JSON array
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct SearchArguments {
    /// What to search for
    #[arg(allow_hyphen_values = true)]
    pub(in crate::cli) query: String,
    /// More of it: several words need no quotes
    #[arg(hide = true)]
    pub(in crate::cli) more: Vec<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) limit: u32,
    /// A JSON array
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct NotesArguments {
    /// Which episode
    pub(in crate::cli) episode: String,
    /// One JSON object, with the notes and an array of the links in the order of their numbers
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ExportArguments {
    /// The format [default: by the ending of FILE, else json]
    #[arg(long)]
    pub(in crate::cli) format: Option<ExportFormat>,
    /// Write to this file instead of stdout; one that exists is replaced, once everything is written
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}

/// How shows are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ShowOrder {
    /// By title
    Name,
    /// The newest episode first
    Latest,
    /// The last one saved first
    Added,
    /// The most unplayed episodes first
    Unplayed,
}

impl From<ShowOrder> for ShowSort {
    fn from(order: ShowOrder) -> Self {
        match order {
            ShowOrder::Name => Self::Name,
            ShowOrder::Latest => Self::Latest,
            ShowOrder::Added => Self::Added,
            ShowOrder::Unplayed => Self::Unplayed,
        }
    }
}

/// A state, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum State {
    /// Not started
    Unplayed,
    /// Started, or as `in_progress`
    #[value(alias = "in_progress")]
    InProgress,
    /// Heard to its end
    Played,
}

impl From<State> for EpisodeState {
    fn from(state: State) -> Self {
        match state {
            State::Unplayed => Self::Unplayed,
            State::InProgress => Self::InProgress,
            State::Played => Self::Played,
        }
    }
}

/// What is exported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ExportFormat {
    /// An array of shows, each with its episodes
    Json,
    /// A row for each episode
    Csv,
    /// An outline for each show, with its link
    Opml,
    /// Lists for people
    #[value(alias = "md")]
    Markdown,
}

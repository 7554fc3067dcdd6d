//! Commands that only read from disk.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::examples;
use crate::domain::{EpisodeState, ShowSort, since::Since};

pub(super) const SHOWS_EXAMPLES: &str = "
  spotpods-tui shows --sort unplayed
  spotpods-tui shows news --json | jq -r '.[].url'

Columns: name, unplayed, in progress, episodes, latest episode; and the id if the output is not a terminal.";

pub(super) const EPISODES_EXAMPLES: &str = "
  spotpods-tui episodes --state unplayed --limit 20
  spotpods-tui episodes \"Slow Trains North\" --since 2026-01
  spotpods-tui episodes https://open.spotify.com/show/ID --json

SHOW is an id, a spotify: URI, a link to open.spotify.com, or a title: first the exact one, then one that contains the text.
DATE is 2026, 2026-01, 2026-01-31, today, yesterday, 7d or 2w.
Columns: date, state, length, show, title; and the id first if the output is not a terminal.";

pub(super) const NEW_EXAMPLES: &str = "
  spotpods-tui new
  spotpods-tui new --days 1 --one-per-show
  spotpods-tui new --json | jq -r '.[] | select(.state == \"unplayed\") | .url'";

pub(super) const SEARCH_EXAMPLES: &str = "
  spotpods-tui search dining car
  spotpods-tui search '\"dining car\" unplayed longer:30m'
  spotpods-tui search 'show:trains after:2026-01 coast' --json
  spotpods-tui search 'harbour -postcard after:2w'

Words match in titles and notes, ignoring case and accents; the last word also matches as a prefix. \
Filters: \"phrase\", -WORD, -\"PHRASE\", show:NAME, after:DATE, before:DATE (2026, 2026-01-31, yesterday, 7d, 2w), \
unplayed, longer:30m, shorter:1h, lang:en.
Matches in titles come first, then matches in notes, each newest first.";

pub(super) const NOTES_EXAMPLES: &str = "
  spotpods-tui notes spotify:episode:ID
  spotpods-tui notes \"The Sleeper to Vienna\" | less
  spotpods-tui notes spotify:episode:ID --json | jq -r '.links[]'

EPISODE is an id, a spotify: URI, a link to open.spotify.com, or a title: first the exact one, then one that contains \
the text.";

pub(super) const EXPORT_EXAMPLES: &str = "
  spotpods-tui export > podcasts.json
  spotpods-tui export --output podcasts.opml

Formats:
  json      .json       shows, each with its episodes
  csv       .csv        a row for each episode (RFC 4180)
  opml      .opml .xml  an outline with a link for each show
  markdown  .md         a task list of episodes for each show

In CSV, an apostrophe guards text that looks like a formula. In Markdown, played episodes are ticked. \
OPML has links and no feeds: Spotify has none.";

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ReadCommand {
    /// List the shows you follow
    #[command(after_help = examples(SHOWS_EXAMPLES))]
    Shows(ShowsArguments),
    /// List the episodes of a show, or of all shows, newest first
    #[command(after_help = examples(EPISODES_EXAMPLES))]
    Episodes(EpisodesArguments),
    /// List recent episodes of all shows
    #[command(after_help = examples(NEW_EXAMPLES))]
    New(NewArguments),
    /// Search titles and notes
    // `more` is an argument of its own: with several values, the first would allow hyphens in all.
    #[command(after_help = examples(SEARCH_EXAMPLES), override_usage = "spotpods-tui search [OPTIONS] <QUERY>...")]
    Search(SearchArguments),
    /// Print the notes of an episode
    #[command(after_help = examples(NOTES_EXAMPLES))]
    Notes(NotesArguments),
    /// Export all shows as JSON, CSV, OPML or Markdown
    #[command(after_help = examples(EXPORT_EXAMPLES))]
    Export(ExportArguments),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ShowsArguments {
    /// Only shows with these words in their title, ignoring case and accents
    pub(in crate::cli) filter: Option<String>,
    /// Sort order
    #[arg(long, value_name = "ORDER", default_value = "name")]
    pub(in crate::cli) sort: ShowOrder,
    /// Print a JSON array
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct EpisodesArguments {
    /// Only episodes of this show
    pub(in crate::cli) show: Option<String>,
    /// Only episodes in this state
    #[arg(long)]
    pub(in crate::cli) state: Option<State>,
    /// Only episodes from this date on
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) since: Option<Since>,
    /// Maximum number of episodes
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(in crate::cli) limit: Option<u32>,
    /// Print a JSON array
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct NewArguments {
    /// Number of days, including today
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = at_least_one)]
    pub(in crate::cli) days: u32,
    /// Only the latest episode of each show
    #[arg(long)]
    pub(in crate::cli) one_per_show: bool,
    /// Print a JSON array
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct SearchArguments {
    /// Words and filters, in one argument or several
    #[arg(allow_hyphen_values = true)]
    pub(in crate::cli) query: String,
    /// Further words
    #[arg(hide = true)]
    pub(in crate::cli) more: Vec<String>,
    /// Maximum number of episodes
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = at_least_one)]
    pub(in crate::cli) limit: u32,
    /// Print a JSON array
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct NotesArguments {
    /// Id, URI, link, exact title, or text in one title
    pub(in crate::cli) episode: String,
    /// Print a JSON object with the notes and an array of links
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ExportArguments {
    /// Format [default: by the extension of FILE; json without one]
    #[arg(long)]
    pub(in crate::cli) format: Option<ExportFormat>,
    /// Write to this file, replacing it once complete; on a terminal it asks before
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Replace an existing file without asking
    #[arg(long)]
    pub(in crate::cli) force: bool,
}

fn at_least_one(text: &str) -> Result<u32, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| format!("use a whole number from 1 to {}", u32::MAX))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ShowOrder {
    /// By title
    Name,
    /// Latest episode first
    Latest,
    /// Last one followed first
    Added,
    /// Most unplayed episodes first
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum State {
    /// Not started
    Unplayed,
    /// Started, or as `in_progress`
    #[value(alias = "in_progress")]
    InProgress,
    /// Finished
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ExportFormat {
    /// Shows with their episodes
    Json,
    /// A row for each episode
    Csv,
    /// An outline for each show
    Opml,
    /// Task lists
    #[value(alias = "md")]
    Markdown,
}

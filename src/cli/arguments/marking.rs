//! Commands about marks that go from one place to another.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::examples;

pub(super) const MARKS_EXAMPLES: &str = "
  spotpods-tui marks export marks.jsonl
  spotpods-tui marks export | ssh laptop spotpods-tui marks import

To keep computers in step by themselves, set marks.folder in config.toml.";

const EXPORT_EXAMPLES: &str = "
  spotpods-tui marks export                    print them
  spotpods-tui marks export marks.jsonl

A line is {\"episode\": URI, \"state\": \"played\", \"time\": TIME}. State is played, unplayed, or none for a mark that was \
removed.";

const IMPORT_EXAMPLES: &str = "
  spotpods-tui marks import marks.jsonl
  spotpods-tui marks import --dry-run < marks.jsonl

Of two marks of an episode the later one counts. Marks of episodes that are not on disk wait for them. The undo key of the \
app (U) takes an import back as one step, until the next import.";

pub(super) const HISTORY_EXAMPLES: &str = "
  spotpods-tui import my_spotify_data.zip --dry-run
  spotpods-tui import Streaming_History_Audio_*.json
  spotpods-tui import my_spotify_data.zip --yes     from a script

Request the download at https://www.spotify.com/account/privacy (\"Extended streaming history\" covers all years). An episode \
on disk that was heard to 90 % of its length, over all plays, is marked as played on this computer; nothing else is kept. The \
undo key of the app (U) takes an import back as one step, until the next import.";

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum MarksCommand {
    /// Write the local marks as JSON lines
    #[command(after_help = examples(EXPORT_EXAMPLES))]
    Export {
        /// File to write; - or none for stdout. On a terminal it asks before it replaces one
        file: Option<PathBuf>,
        /// Replace an existing file without asking
        #[arg(long)]
        force: bool,
    },
    /// Take over marks from JSON lines
    #[command(after_help = examples(IMPORT_EXAMPLES))]
    Import(MarksImportArguments),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct MarksImportArguments {
    /// File to read; - or none for stdin
    pub(in crate::cli) file: Option<PathBuf>,
    /// Count the lines and change nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Print a JSON object
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct HistoryArguments {
    /// Zip file or JSON files of Spotify's data download
    #[arg(required = true, value_name = "FILE")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Print the counts and change nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Mark without asking
    #[arg(long, conflicts_with = "dry_run")]
    pub(in crate::cli) yes: bool,
}

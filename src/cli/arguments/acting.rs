//! Commands that act: play, follow, save, open, mark.

use std::{str::FromStr, time::Duration};

use clap::{Args, Subcommand};

use super::{
    examples,
    marking::{HISTORY_EXAMPLES, HistoryArguments, MARKS_EXAMPLES, MarksCommand},
};
use crate::domain::duration;

const PLAY_EXAMPLES: &str = "
  spotpods-tui play \"The Sleeper to Vienna\"
  spotpods-tui play https://open.spotify.com/episode/ID --at 12:34
  spotpods-tui play spotify:episode:ID --device kitchen

Resumes where the episode stopped. Needs Premium, and a device on which Spotify runs.";

const PAUSE_EXAMPLES: &str = "
  spotpods-tui pause";

const SEEK_EXAMPLES: &str = "
  spotpods-tui seek +30
  spotpods-tui seek -15
  spotpods-tui seek 1:02:03";

const DEVICES_EXAMPLES: &str = "
  spotpods-tui devices
  spotpods-tui devices --json | jq -r '.[] | select(.is_active) | .name'";

const SAVED_EXAMPLES: &str = "
  spotpods-tui saved
  spotpods-tui saved --json | jq -r '.[].url'

Brings the list on disk up to date with Spotify and prints it, last saved first.
Where Spotify cannot be asked, it prints what is on disk and says so.";

const FOLLOW_EXAMPLES: &str = "
  spotpods-tui follow https://open.spotify.com/show/ID
  spotpods-tui follow spotify:show:ID";

const UNFOLLOW_EXAMPLES: &str = "
  spotpods-tui unfollow \"Slow Trains North\"
  spotpods-tui unfollow spotify:show:ID";

const SAVE_EXAMPLES: &str = "
  spotpods-tui save \"The Sleeper to Vienna\"
  spotpods-tui save https://open.spotify.com/episode/ID";

const UNSAVE_EXAMPLES: &str = "
  spotpods-tui unsave spotify:episode:ID";

const OPEN_EXAMPLES: &str = "
  spotpods-tui open \"Slow Trains North\"
  spotpods-tui open spotify:episode:ID --print";

const MARK_EXAMPLES: &str = "
  spotpods-tui mark \"The Sleeper to Vienna\"
  spotpods-tui mark spotify:episode:ID1 spotify:episode:ID2 --unplayed

Spotify has no API for this: marks stay on this computer, and count more than Spotify's progress.";

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ActCommand {
    /// Play an episode on a device of your account
    #[command(after_help = examples(PLAY_EXAMPLES))]
    Play(PlayArguments),
    /// Pause what plays
    #[command(after_help = examples(PAUSE_EXAMPLES))]
    Pause,
    /// Go to a position in what plays
    #[command(after_help = examples(SEEK_EXAMPLES))]
    Seek(SeekArguments),
    /// List the devices of your account
    #[command(after_help = examples(DEVICES_EXAMPLES))]
    Devices(ListArguments),
    /// List Your Episodes
    #[command(after_help = examples(SAVED_EXAMPLES))]
    Saved(ListArguments),
    /// Follow a show
    #[command(after_help = examples(FOLLOW_EXAMPLES))]
    Follow(ShowArguments),
    /// Unfollow a show
    #[command(after_help = examples(UNFOLLOW_EXAMPLES))]
    Unfollow(ShowArguments),
    /// Save an episode to Your Episodes
    #[command(after_help = examples(SAVE_EXAMPLES))]
    Save(EpisodeArguments),
    /// Remove an episode from Your Episodes
    #[command(after_help = examples(UNSAVE_EXAMPLES))]
    Unsave(EpisodeArguments),
    /// Open a show or an episode on Spotify, in the browser
    #[command(after_help = examples(OPEN_EXAMPLES))]
    Open(OpenArguments),
    /// Mark episodes as played, on this computer
    #[command(after_help = examples(MARK_EXAMPLES))]
    Mark(MarkArguments),
    /// Carry local marks to another computer
    #[command(subcommand, after_help = examples(MARKS_EXAMPLES))]
    Marks(MarksCommand),
    /// Mark what you heard as played, out of Spotify's data download
    #[command(after_help = examples(HISTORY_EXAMPLES))]
    Import(HistoryArguments),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct PlayArguments {
    /// Id, URI, link, exact title, or text in one title
    pub(in crate::cli) episode: String,
    /// Position to start at, such as 12:34 or 1:02:03 [default: where it stopped]
    #[arg(long, value_name = "TIME", value_parser = position)]
    pub(in crate::cli) at: Option<Duration>,
    /// Device to play on: its name, a part of it, or its id [default: the active one]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) device: Option<String>,
}

#[derive(Debug, Clone, Copy, Args)]
pub(in crate::cli) struct SeekArguments {
    /// Seconds forward (+30) or back (-15), or a position (12:34)
    #[arg(value_name = "±SECONDS|TIME", allow_hyphen_values = true)]
    pub(in crate::cli) to: SeekTo,
}

#[derive(Debug, Clone, Copy, Args)]
pub(in crate::cli) struct ListArguments {
    /// Print a JSON array
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ShowArguments {
    /// Id, URI, link, exact title, or text in one title
    pub(in crate::cli) show: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct EpisodeArguments {
    /// Id, URI, link, exact title, or text in one title
    pub(in crate::cli) episode: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct OpenArguments {
    /// Id, URI, link, exact title, or text in one title
    #[arg(value_name = "SHOW|EPISODE")]
    pub(in crate::cli) item: String,
    /// Print the link instead
    #[arg(long)]
    pub(in crate::cli) print: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct MarkArguments {
    /// Id, URI, link, exact title, or text in one title
    #[arg(required = true, value_name = "EPISODE")]
    pub(in crate::cli) episodes: Vec<String>,
    /// Mark as unplayed instead
    #[arg(long)]
    pub(in crate::cli) unplayed: bool,
}

/// Where to seek.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum SeekTo {
    Position(Duration),
    Forward(Duration),
    Back(Duration),
}

impl FromStr for SeekTo {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(step) = text.strip_prefix('+') {
            position(step).map(Self::Forward)
        } else if let Some(step) = text.strip_prefix(['-', '−']) {
            position(step).map(Self::Back)
        } else {
            position(text).map(Self::Position)
        }
    }
}

fn position(text: &str) -> Result<Duration, &'static str> {
    duration::parse(text).ok_or("use a time such as 12:34 or 1:02:03, or a number of seconds")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_makes_a_step_of_a_position() {
        let seconds = Duration::from_secs;
        for (text, to) in [
            ("+30", SeekTo::Forward(seconds(30))),
            ("-15", SeekTo::Back(seconds(15))),
            ("−1:30", SeekTo::Back(seconds(90))),
            ("12:34", SeekTo::Position(seconds(754))),
        ] {
            assert_eq!(text.parse(), Ok(to), "{text}");
        }
        for text in ["", "+", "--5", "+-5", "soon", "1:60"] {
            assert!(text.parse::<SeekTo>().is_err(), "{text}");
        }
    }
}

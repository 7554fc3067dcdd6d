//! What the commands take that keep things going: `sync` and `doctor`; and what others print.

use clap::Args;

pub(super) const SYNC_EXAMPLES: &str = "\
Examples:
  spotpods-tui sync                    fetch what is new, as the daily budget allows
  spotpods-tui sync --notify           for a timer: tell of new episodes on the desktop
  spotpods-tui sync --json 2>/dev/null | jq .new_episodes

Progress goes to stderr, the summary to stdout. While another copy synchronises this one waits for it. Ctrl-C stops; what
was fetched stays, and the next one goes on from there. A daily budget that is used up is no failure: the code is 0.";

pub(super) const DOCTOR_EXAMPLES: &str = "\
Examples:
  spotpods-tui doctor
  spotpods-tui doctor --json | jq -r '.problems[]'

Asks nothing of Spotify and changes nothing. The code is 0 when it could look, whatever it found; what needs to be done is
listed at the end. No token and no password is shown.";

pub(super) const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  spotpods-tui completions bash > ~/.local/share/bash-completion/completions/spotpods-tui
  spotpods-tui completions fish > ~/.config/fish/completions/spotpods-tui.fish
  spotpods-tui completions zsh > \"${fpath[1]}/_spotpods-tui\"";

pub(super) const MAN_EXAMPLES: &str = "\
Examples:
  spotpods-tui man | man -l -
  spotpods-tui man > ~/.local/share/man/man1/spotpods-tui.1";

#[derive(Debug, Clone, Copy, Args)]
pub(in crate::cli) struct SyncArguments {
    /// Read everything again, also what has not changed; it takes the budget of days where there is much
    #[arg(long)]
    pub(in crate::cli) full: bool,
    /// The summary as one JSON object
    #[arg(long)]
    pub(in crate::cli) json: bool,
    /// Show a notification on the desktop when there are new episodes
    #[arg(long)]
    pub(in crate::cli) notify: bool,
}

#[derive(Debug, Clone, Copy, Args)]
pub(in crate::cli) struct DoctorArguments {
    /// One JSON object
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

//! `sync` and `doctor`; and examples of `completions` and `man`.

use clap::Args;

pub(super) const SYNC_EXAMPLES: &str = "
  spotpods-tui sync
  spotpods-tui sync --notify   for a timer: notify of new episodes
  spotpods-tui sync --json 2>/dev/null | jq .new_episodes

Progress goes to stderr, the summary to stdout. Waits while another process synchronises. Ctrl-C stops; the \
next synchronisation resumes. Exits with 0 if the daily budget is used up.";

pub(super) const DOCTOR_EXAMPLES: &str = "
  spotpods-tui doctor
  spotpods-tui doctor --check   read the whole library, which takes longer
  spotpods-tui doctor --json | jq -r '.problems[]'

Sends no request, changes nothing, and prints no tokens or passwords. Lists problems at the end, and exits with 0 all \
the same.";

pub(super) const COMPLETIONS_EXAMPLES: &str = "
  eval \"$(spotpods-tui completions bash)\"     in ~/.bashrc
  spotpods-tui completions fish > ~/.config/fish/completions/spotpods-tui.fish
  spotpods-tui completions zsh > \"${fpath[1]}/_spotpods-tui\"";

pub(super) const MAN_EXAMPLES: &str = "
  spotpods-tui man | man -l -
  spotpods-tui man > ~/.local/share/man/man1/spotpods-tui.1";

#[derive(Debug, Clone, Copy, Args)]
pub(in crate::cli) struct SyncArguments {
    /// Read everything again, including unchanged shows; a large library takes days of the budget
    #[arg(long)]
    pub(in crate::cli) full: bool,
    /// Print the summary as a JSON object
    #[arg(long)]
    pub(in crate::cli) json: bool,
    /// Show a desktop notification if there are new episodes
    #[arg(long)]
    pub(in crate::cli) notify: bool,
}

#[derive(Debug, Clone, Copy, Args)]
pub(in crate::cli) struct DoctorArguments {
    /// Print a JSON object
    #[arg(long)]
    pub(in crate::cli) json: bool,
    /// Read the whole library and check it, with progress on stderr
    #[arg(long)]
    pub(in crate::cli) check: bool,
}

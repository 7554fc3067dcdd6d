//! The arguments, as `clap` types.

mod reading;
mod upkeep;

use std::{path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand};

use crate::{
    config::{ColorMode, Flags, LogLevel},
    demo::{DemoOptions, FaultScript, RateLimit, SavedOffset},
};

pub(super) use reading::{
    EpisodesArguments, ExportArguments, ExportFormat, NewArguments, NotesArguments, SearchArguments, ShowsArguments,
};
pub(super) use upkeep::{DoctorArguments, SyncArguments};

const EXAMPLES: &str = "\
Examples:
  spotpods-tui                       open your shows
  spotpods-tui demo                  try it without an account
  spotpods-tui auth login            log in without the screen, over SSH too
  spotpods-tui new --days 3          what came out, from disk
  spotpods-tui search night trains   in titles and notes, from disk
  spotpods-tui episodes --json       for scripts; so do the others
  spotpods-tui sync                  fetch what is new without the screen
  spotpods-tui doctor                where everything is, and what is wrong with it

Exit codes: 0 done, 1 failed or not found, 2 usage, an ambiguous title or no terminal,
  3 log in first (there is no library either), 4 Spotify unreachable or asks to wait,
  128 and its number when a signal ended the screen";

const DEMO_EXAMPLES: &str = "\
Examples:
  spotpods-tui demo                            60 invented shows, nothing is kept
  spotpods-tui demo --shows 2000 --latency 300
  spotpods-tui demo --profile-dir /tmp/p       keep the profile
  spotpods-tui demo --fault 'GET /v1/me/shows: 429 retry-after=2; 500; ok'
  spotpods-tui demo preload --profile-dir /tmp/p --shows 500
  spotpods-tui demo serve --port 8000          only the service, for another program";

const SERVE_EXAMPLES: &str = "\
For tests and scripts on this computer, no part of Spotify's API (header X-Demo: 1, answers JSON):
  GET  /_demo/requests[?since=N]         what was asked, after the first N
  POST /_demo/clock?advance=SECONDS      move the service's clock forward
  POST /_demo/script                     lay answers down: lines as --fault takes them
  POST /_demo/change[?listener=second]   let something happen, see below
  POST /_demo/browse?listener=second     who is logged in at the website
  POST /_demo/expire-access-tokens
  POST /_demo/revoke-logins

Changes (a show is its place from 0 or its \"ID\"; lose takes \"end\": \"newest\" too):
  {\"gain\": {\"show\": 0, \"episodes\": 3}}     {\"lose\": {\"show\": 0, \"episodes\": 3}}
  {\"swap\": {\"show\": 0}}     {\"follow\": {}}     {\"unfollow\": {\"show\": \"ID\"}}
  {\"progress\": {\"episode\": \"ID\", \"progress\": \"played\"}}, \"unplayed\" or {\"at\": MS}

Examples:
  spotpods-tui demo serve --port 8000 --approve
  curl -H 'X-Demo: 1' -d '{\"swap\": {\"show\": 0}}' http://127.0.0.1:8000/_demo/change";

const PRELOAD_EXAMPLES: &str = "\
Examples:
  spotpods-tui demo preload --profile-dir /tmp/p --shows 2000 --episodes 500
  spotpods-tui demo --profile-dir /tmp/p --shows 2000 --episodes 500    open it, with the service
  spotpods-tui --profile-dir /tmp/p                                     open it without";

const AUTH_EXAMPLES: &str = "\
Examples:
  spotpods-tui auth login --no-browser         print the address, then paste the one it leads to
  spotpods-tui auth login --switch-account
  spotpods-tui auth status                     who, until when, what is missing
  spotpods-tui auth logout                     remove the login and the library from this computer
  spotpods-tui auth logout --keep-library      remove the login only";

const LOGIN_EXAMPLES: &str = "\
Examples:
  spotpods-tui auth login
  spotpods-tui auth login --no-browser         over SSH: print the address, then paste the one it leads to
  spotpods-tui auth login --switch-account     as somebody else";

const STATUS_EXAMPLES: &str = "\
Examples:
  spotpods-tui auth status
  spotpods-tui auth status --json | jq -r .ends_at

The code is 3 where nobody is logged in.";

const LOGOUT_EXAMPLES: &str = "\
Examples:
  spotpods-tui auth logout
  spotpods-tui auth logout --keep-library      read what is on disk without a login";

/// Your Spotify podcasts in the terminal: shows, episodes and notes. Not affiliated with Spotify.
#[derive(Debug, Parser)]
#[command(name = "spotpods-tui", version, after_help = EXAMPLES, subcommand_required = false)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct Global {
    /// Keep everything below this folder instead of the platform's folders
    #[arg(long, global = true, value_name = "DIR")]
    profile_dir: Option<PathBuf>,
    /// Read this configuration file
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Use colours [default: auto]
    #[arg(long, global = true, value_name = "WHEN")]
    color: Option<ColorMode>,
    /// Draw frames and marks in ASCII only
    #[arg(long, global = true)]
    ascii: bool,
    /// How much goes into the log file [default: info]
    #[arg(long, global = true, value_name = "LEVEL")]
    log_level: Option<LogLevel>,
}

impl Global {
    pub(super) fn flags(&self) -> Flags {
        Flags {
            profile_dir: self.profile_dir.clone(),
            config: self.config.clone(),
            color: self.color,
            ascii: self.ascii,
            log_level: self.log_level,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Try it: the app against an embedded demo service, in a throw-away profile
    #[command(after_help = DEMO_EXAMPLES)]
    Demo(DemoArguments),
    /// Log in, see the login, log out
    #[command(subcommand, after_help = AUTH_EXAMPLES)]
    Auth(AuthCommand),
    /// List the shows you follow
    #[command(after_help = reading::SHOWS_EXAMPLES)]
    Shows(ShowsArguments),
    /// List episodes of a show or of all, the newest first
    #[command(after_help = reading::EPISODES_EXAMPLES)]
    Episodes(EpisodesArguments),
    /// List what came out lately, over all shows
    #[command(after_help = reading::NEW_EXAMPLES)]
    New(NewArguments),
    /// Search titles and notes
    #[command(after_help = reading::SEARCH_EXAMPLES)]
    Search(SearchArguments),
    /// Print the notes of an episode
    #[command(after_help = reading::NOTES_EXAMPLES)]
    Notes(NotesArguments),
    /// Write everything to a file: json, csv, opml or markdown
    #[command(after_help = reading::EXPORT_EXAMPLES)]
    Export(ExportArguments),
    /// Synchronise once, without the screen
    #[command(after_help = upkeep::SYNC_EXAMPLES)]
    Sync(SyncArguments),
    /// Say where everything is, and what is wrong with it
    #[command(after_help = upkeep::DOCTOR_EXAMPLES)]
    Doctor(DoctorArguments),
    /// Print the completions of a shell
    #[command(after_help = upkeep::COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(after_help = upkeep::MAN_EXAMPLES)]
    Man,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Demo options")]
pub(super) struct DemoArguments {
    /// How many shows are followed
    #[arg(long, global = true, value_name = "N", default_value_t = DemoOptions::default().shows)]
    shows: u32,
    /// The mean number of episodes of a show
    #[arg(long, global = true, value_name = "N", default_value_t = DemoOptions::default().episodes)]
    episodes: u32,
    /// What all data is derived from: the same seed on the same day gives the same data
    #[arg(long, global = true, value_name = "N", default_value_t = DemoOptions::default().seed)]
    seed: u64,
    /// Hold each answer back this long, in milliseconds
    #[arg(long, global = true, value_name = "MS", default_value_t = 0)]
    latency: u64,
    /// Let so many requests in a hundred fail
    #[arg(long, global = true, value_name = "PERCENT", default_value_t = 0,
          value_parser = clap::value_parser!(u8).range(0..=100))]
    fail: u8,
    /// Answer so many calls in so many seconds, such as 30/30
    #[arg(long, global = true, value_name = "CALLS/SECONDS")]
    rate_limit: Option<RateLimit>,
    /// Answer so many calls in a rolling day, then say that the quota is exceeded; 0 for no bound
    #[arg(long, global = true, value_name = "N", default_value_t = 0)]
    daily_quota: u32,
    #[command(flatten)]
    faults: Faults,
    /// Answer every page of the saved episodes with the first one, as Spotify was seen to do
    #[arg(long, global = true)]
    ignore_saved_offset: bool,
    /// Give consent without the page
    #[arg(long, global = true)]
    approve: bool,
    /// Answer each refresh with a new refresh token and end the old one
    #[arg(long, global = true)]
    rotate_refresh_tokens: bool,
    #[command(subcommand)]
    pub(super) command: Option<DemoCommand>,
}

impl DemoArguments {
    pub(super) fn options(&self) -> DemoOptions {
        let mut faults = FaultScript::default();
        let after = match &self.command {
            Some(DemoCommand::Serve { faults, .. }) => faults.scripts.as_slice(),
            Some(DemoCommand::Preload) | None => &[],
        };
        self.faults.scripts.iter().chain(after).cloned().for_each(|script| faults.extend(script));
        DemoOptions {
            shows: self.shows,
            episodes: self.episodes,
            seed: self.seed,
            latency: Duration::from_millis(self.latency),
            fail_percent: self.fail,
            rate_limit: self.rate_limit,
            daily_quota: self.daily_quota,
            faults,
            saved_offset: if self.ignore_saved_offset { SavedOffset::Ignored } else { SavedOffset::Honoured },
            approve: self.approve,
            rotate_refresh_tokens: self.rotate_refresh_tokens,
            ..DemoOptions::default()
        }
    }
}

/// Not global like the other options: of a global one, what stands before `serve` would be lost to what stands after it.
#[derive(Debug, Args)]
pub(super) struct Faults {
    /// Lay answers down for the next requests of a route, such as 'GET /v1/me/shows: 429 retry-after=2; 500; ok' (repeatable)
    #[arg(long = "fault", value_name = "ROUTE: STEP; STEP", value_parser = FaultScript::one)]
    scripts: Vec<FaultScript>,
}

#[derive(Debug, Subcommand)]
pub(super) enum DemoCommand {
    /// Write the data into a new library below --profile-dir and log in, as if everything had been synchronised
    #[command(after_help = PRELOAD_EXAMPLES)]
    Preload,
    /// Run the service alone; its first line on stdout says in JSON where it is
    #[command(after_help = SERVE_EXAMPLES)]
    Serve {
        /// Listen on this port of 127.0.0.1 instead of a free one
        #[arg(long, value_name = "N")]
        port: Option<u16>,
        #[command(flatten)]
        faults: Faults,
    },
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum AuthCommand {
    /// Log in: in the browser, or by pasting the address the browser was led to
    #[command(after_help = LOGIN_EXAMPLES)]
    Login {
        /// Print the address only
        #[arg(long)]
        no_browser: bool,
        /// Show the consent page in any case; it has a link to change the account
        #[arg(long)]
        switch_account: bool,
    },
    /// Say who is logged in, until when, and what is missing
    #[command(after_help = STATUS_EXAMPLES)]
    Status {
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Remove the login from this computer, and the account's library with it
    #[command(after_help = LOGOUT_EXAMPLES)]
    Logout {
        /// Keep the library: shows, episodes and notes can be read without a login
        #[arg(long)]
        keep_library: bool,
    },
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn parse(line: &str) -> Arguments {
        Arguments::try_parse_from(line.split(' ')).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn the_arguments_contradict_nothing() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn demo_options_count_before_and_after_serve() {
        for line in ["x demo --shows 5 --fail 10 serve --port 9", "x demo serve --port 9 --shows 5 --fail 10"] {
            let Some(Command::Demo(demo)) = parse(line).command else { panic!("{line}") };
            assert_eq!((demo.options().shows, demo.options().fail_percent), (5, 10), "{line}");
            assert!(matches!(demo.command, Some(DemoCommand::Serve { port: Some(9), .. })), "{line}");
        }
    }

    #[test]
    fn faults_add_up_in_the_order_they_are_given() {
        let (one, two) = (["--fault", "GET /v1/me: 500"], ["--fault", "GET /v1/me: html; ok"]);
        for line in [
            [&["x", "demo"][..], &one, &two].concat(),
            [&["x", "demo", "serve"][..], &one, &two].concat(),
            [&["x", "demo"][..], &one, &["serve"], &two].concat(),
        ] {
            let Some(Command::Demo(demo)) = Arguments::try_parse_from(&line).expect("reads").command else {
                panic!("{line:?}")
            };
            assert_eq!(Ok(demo.options().faults), FaultScript::one("GET /v1/me: 500; html; ok"), "{line:?}");
        }
    }

    #[test]
    fn a_fault_that_does_not_read_is_a_usage_error_that_says_where() {
        for (fault, part) in [
            ("GET /v1/me: ok; maybe", "column 17: step 2 \"maybe\""),
            ("/v1/me: ok", "column 1: expected `METHOD /path: step; step`"),
            ("", "column 1"),
        ] {
            let error = Arguments::try_parse_from(["x", "demo", "--fault", fault]).expect_err(fault);
            assert_eq!(error.exit_code(), 2, "{fault}");
            assert!(error.to_string().contains(part), "{error}");
        }
    }

    #[test]
    fn without_options_the_demo_is_the_newcomers() {
        let Some(Command::Demo(demo)) = parse("x demo").command else { panic!("not the demo") };
        assert_eq!(demo.options(), DemoOptions::default());
    }

    #[test]
    fn global_options_count_after_the_command_too() {
        let flags = parse("x auth status --profile-dir /p --log-level trace --color never").global.flags();
        assert_eq!(flags.profile_dir, Some("/p".into()));
        assert_eq!((flags.log_level, flags.color), (Some(LogLevel::Trace), Some(ColorMode::Never)));
    }

    #[test]
    fn a_value_that_makes_no_sense_is_a_usage_error() {
        for line in
            ["x demo --fail 101", "x demo --rate-limit 5", "x demo serve --port 70000", "x synch", "x --color blue"]
        {
            let error = Arguments::try_parse_from(line.split(' ')).expect_err(line);
            assert_eq!(error.exit_code(), 2, "{line}");
        }
    }
}

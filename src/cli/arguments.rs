//! The arguments, as `clap` types.

mod acting;
mod marking;
mod reading;
mod upkeep;

use clap::{Args, Parser, Subcommand};

use super::{completions, names::NamesArguments};
use crate::{
    config::Flags,
    demo::{DemoOptions, FaultScript},
    runtime::browser,
};

pub(super) use acting::{
    ActCommand, ListArguments, MarkArguments, OpenArguments, PlayArguments, SeekArguments, SeekTo,
};
pub(super) use marking::{HistoryArguments, MarksCommand, MarksImportArguments};
pub(super) use reading::{
    EpisodesArguments, ExportArguments, ExportFormat, NewArguments, NotesArguments, ReadCommand, SearchArguments,
    ShowsArguments,
};
pub(super) use upkeep::{DoctorArguments, SyncArguments};

const EXAMPLES: &str = "
  spotpods-tui                       open your shows
  spotpods-tui demo                  try it without an account
  spotpods-tui auth login            log in without the screen, also over SSH
  spotpods-tui --profile work        another account, with a library of its own
  spotpods-tui sync                  fetch new episodes without the screen
  spotpods-tui new --days 3          list recent episodes
  spotpods-tui search dining car     search titles and notes
  spotpods-tui episodes --json       print JSON, for scripts
  spotpods-tui play spotify:episode:ID   play on a device of your account

Exit codes:
  0    success
  1    failure, no such show or episode, or a question answered with no
  2    invalid arguments or configuration, an ambiguous title, or no terminal
  3    not logged in, and no library on disk
  4    Spotify is unreachable or rate limits this app
  128  plus the number of the signal that ended the program";

const DEMO_EXAMPLES: &str = "
  spotpods-tui demo                         60 shows in a temporary profile
  spotpods-tui demo --shows 2000 --latency 300
  spotpods-tui demo --profile-dir /tmp/p    keep the profile
  spotpods-tui demo --fault 'GET /v1/me/shows: 429 retry-after=2; 500; ok'
  spotpods-tui demo preload --profile-dir /tmp/p --shows 500
  spotpods-tui demo serve --port 8000       run only the service";

const SERVE_EXAMPLES: &str = "\
Control requests, not part of Spotify's API (header X-Demo: 1, JSON answers):
  GET  /_demo/requests[?since=N]         list the requests after the first N
  POST /_demo/clock?advance=SECONDS      advance the service's clock
  POST /_demo/script                     queue answers, one line each
  POST /_demo/change[?listener=second]   change the data, see below
  POST /_demo/browse?listener=second     select the account at the website
  POST /_demo/expire-access-tokens
  POST /_demo/revoke-logins

Lines of /_demo/script are written as for --fault.

Changes (a show is its index or its \"ID\"; lose also takes \"end\": \"newest\"):
  {\"gain\": {\"show\": 0, \"episodes\": 3}}     {\"lose\": {\"show\": 0, \"episodes\": 3}}
  {\"swap\": {\"show\": 0}}     {\"follow\": {}}     {\"unfollow\": {\"show\": \"ID\"}}
  {\"progress\": {\"episode\": \"ID\", \"progress\": \"played\"}}

Other values of progress are \"unplayed\" and {\"at\": MS}.

Changes of the player (a device is added, or changed if there is one of this name; volume null: it has none):
  {\"device\": {\"name\": \"tv\", \"type\": \"TV\", \"volume\": null, \"active\": true}}
  {\"vanish\": {\"device\": \"kitchen\"}}     {\"premium\": false}
  {\"plays\": \"track\"}     {\"plays\": \"ad\"}     {\"plays\": \"unknown\"}
  {\"plays\": {\"episode\": {\"id\": \"ID\", \"at\": MS}}}

To try other commands, in a second terminal:
  export SPOTPODS_API_URL=http://127.0.0.1:8000/v1
  export SPOTPODS_ACCOUNTS_URL=http://127.0.0.1:8000
  export SPOTIFY_CLIENT_ID=5bd0c1de5bd0c1de5bd0c1de00000001
  export SPOTIFY_REDIRECT_URI=http://127.0.0.1/callback
  spotpods-tui --profile-dir /tmp/p auth login
  spotpods-tui --profile-dir /tmp/p sync

Examples:
  spotpods-tui demo serve --port 8000 --approve
  curl -H 'X-Demo: 1' -d '{\"follow\": {}}' http://127.0.0.1:8000/_demo/change";

const PRELOAD_EXAMPLES: &str = "
  spotpods-tui demo preload --profile-dir /tmp/p --shows 2000 --episodes 500
  spotpods-tui demo --profile-dir /tmp/p --shows 2000 --episodes 500
  spotpods-tui shows --profile-dir /tmp/p

`demo` with the same options opens the profile logged in. Every other command reads its library offline: the login is \
one to the demo service, and only `demo` uses it.";

const AUTH_EXAMPLES: &str = "
  spotpods-tui auth login
  spotpods-tui auth status
  spotpods-tui auth logout";

const LOGIN_EXAMPLES: &str = "
  spotpods-tui auth login
  spotpods-tui auth login --no-browser       over SSH
  spotpods-tui auth login --switch-account   log in with another account

With --no-browser, open the printed address in a browser on any computer, and paste the address it leads to.";

const STATUS_EXAMPLES: &str = "
  spotpods-tui auth status
  spotpods-tui auth status --json | jq -r .ends_at

Exits with 3 if not logged in.";

const LOGOUT_EXAMPLES: &str = "
  spotpods-tui auth logout
  spotpods-tui auth logout --keep-library      read the library without a login
  spotpods-tui auth logout --delete-library    delete both without a question";

/// Your Spotify podcasts in the terminal: shows, episodes and notes. Not affiliated with Spotify.
#[derive(Debug, Parser)]
// The name of the binary too, or clap would take that of the file, which may be a link.
#[command(name = "spotpods-tui", bin_name = "spotpods-tui", version, after_help = examples(EXAMPLES), subcommand_required = false)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) flags: Flags,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run the app against an embedded demo service, in a temporary profile
    #[command(after_help = examples(DEMO_EXAMPLES))]
    Demo(DemoArguments),
    /// Log in and out
    #[command(subcommand, after_help = examples(AUTH_EXAMPLES))]
    Auth(AuthCommand),
    #[command(flatten)]
    Read(ReadCommand),
    #[command(flatten)]
    Act(ActCommand),
    /// Fetch new episodes without the screen
    #[command(after_help = examples(upkeep::SYNC_EXAMPLES))]
    Sync(SyncArguments),
    /// Show paths, login, quota and problems
    #[command(after_help = examples(upkeep::DOCTOR_EXAMPLES))]
    Doctor(DoctorArguments),
    /// Print a shell completion script
    #[command(after_help = examples(upkeep::COMPLETIONS_EXAMPLES))]
    Completions {
        /// Shell
        shell: clap_complete::Shell,
    },
    /// Print the names of shows for a completion script, which calls it
    #[command(hide = true, name = completions::NAMES)]
    CompleteNames(NamesArguments),
    /// Print the manual page
    #[command(after_help = examples(upkeep::MAN_EXAMPLES))]
    Man,
    /// Open an address with the browser of the desktop; this program calls it itself
    #[command(hide = true, name = browser::COMMAND)]
    OpenAddress { address: String },
}

#[derive(Debug, Args)]
pub(super) struct DemoArguments {
    #[command(flatten)]
    options: DemoOptions,
    #[command(subcommand)]
    pub(super) command: Option<DemoCommand>,
}

impl DemoArguments {
    pub(super) fn options(&self) -> DemoOptions {
        let mut options = self.options.clone();
        if let Some(DemoCommand::Serve { faults, .. }) = &self.command {
            options.faults.extend_from_slice(faults);
        }
        options
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum DemoCommand {
    /// Fill a new library in --profile-dir with the demo's data, and log in to the demo service
    #[command(after_help = examples(PRELOAD_EXAMPLES))]
    Preload,
    /// Run only the service; prints its addresses as one line of JSON
    #[command(after_help = SERVE_EXAMPLES)]
    Serve {
        /// Port on 127.0.0.1 [default: a free one]
        #[arg(long, value_name = "N", value_parser = port)]
        port: Option<u16>,
        /// Queue answers for a route, such as 'GET /v1/me/shows: 429 retry-after=2; 500; ok' (repeatable)
        #[arg(long = "fault", value_name = "ROUTE: STEP; STEP", value_parser = FaultScript::one)]
        faults: Vec<FaultScript>,
    },
}

#[derive(Debug, Clone, Copy, Args)]
pub(super) struct LoginArguments {
    /// Print the address without opening a browser
    #[arg(long)]
    pub(super) no_browser: bool,
    /// Always show the consent page, which has a link to change the account
    #[arg(long)]
    pub(super) switch_account: bool,
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum AuthCommand {
    /// Log in with the browser, or by pasting the address it was sent to
    #[command(after_help = examples(LOGIN_EXAMPLES))]
    Login(LoginArguments),
    /// Show the account, when the login ends, and missing permissions
    #[command(after_help = examples(STATUS_EXAMPLES))]
    Status {
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Remove the login and the account's library from this computer
    #[command(after_help = examples(LOGOUT_EXAMPLES))]
    Logout {
        /// Keep the library, which can be read without a login
        #[arg(long)]
        keep_library: bool,
        /// Delete the library too, without a question [default if the input is no terminal]
        #[arg(long, conflicts_with = "keep_library")]
        delete_library: bool,
    },
}

/// The help of a command below its options, of lines that begin with a line break.
fn examples(lines: &str) -> String {
    format!("Examples:{lines}")
}

fn port(text: &str) -> Result<u16, &'static str> {
    text.parse().map_err(|_| "use a port from 0 to 65535")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::config::{ColorMode, LogLevel};

    fn parse(line: &str) -> Arguments {
        Arguments::try_parse_from(line.split(' ')).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn the_arguments_contradict_nothing() {
        Arguments::command().debug_assert();
    }

    /// Wrapped lines would not stand below their column, and a wrapped paragraph must not have line breaks of its own.
    #[test]
    fn text_below_the_options_is_wrapped_once() {
        let mut open = vec![Arguments::command()];
        while let Some(command) = open.pop() {
            let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            for (line, next) in text.lines().zip(text.lines().skip(1).chain([""])) {
                let is_whole = line.is_empty() || next.is_empty() || next.starts_with(' ') || line.ends_with('.');
                let fits = if line.starts_with(' ') { line.chars().count() <= 80 } else { is_whole };
                assert!(fits, "{}: {line}", command.get_name());
            }
            open.extend(command.get_subcommands().cloned());
        }
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
    fn the_name_of_the_program_is_not_that_of_its_file() {
        for line in ["/opt/sp bogus", "/opt/sp search", "/opt/sp demo bogus", "/opt/sp --help"] {
            let text = Arguments::try_parse_from(line.split(' ')).expect_err(line).to_string();
            assert!(text.contains("spotpods-tui") && !text.contains("sp ["), "{line}: {text}");
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
            let mut merged = FaultScript::default();
            demo.options().faults.into_iter().for_each(|script| merged.extend(script));
            assert_eq!(Ok(merged), FaultScript::one("GET /v1/me: 500; html; ok"), "{line:?}");
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
        let flags = parse("x auth status --profile-dir /p --log-level trace --color never").flags;
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

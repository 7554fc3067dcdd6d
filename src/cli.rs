//! The command line: arguments, one file per subcommand, exit codes.
//!
//! Nothing else in the program prints. Output that is not for a terminal holds no escape byte, and a reader that goes
//! away (`| head -1`) ends the program quietly. Start with [`run`].

mod app;
mod arguments;
mod auth;
mod completions;
mod demo;
mod doctor;
mod ending;
mod episodes;
mod exit;
mod export;
mod listing;
mod manual;
mod new;
mod notes;
mod object;
mod output;
mod search;
mod settings;
mod shelf;
mod shows;
mod sync;
mod table;
mod wanted;

pub use exit::Exit;

use std::{ffi::OsString, io, process::ExitCode};

use clap::{CommandFactory as _, FromArgMatches as _};
use tracing::level_filters::LevelFilter;

use crate::{
    config::{self, Config, Environment, Flags, LogLevel},
    logging::{self, Log},
};
use arguments::{Arguments, Command, DemoCommand};
use exit::Failure;
use output::Output;
use shelf::Shelf;
use table::Look;

/// Runs the program with these arguments, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    write_no_core_files();
    outlive_the_size_limit();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let parsed = command()
        .color(output::color_of_help(&arguments))
        .try_get_matches_from(&arguments)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(usage) => {
            // A reader that went away is no reason to say anything more.
            let _ = usage.print();
            return if usage.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() };
        }
    };
    // Not locked for good: the screen writes from other threads.
    let (mut stdout, mut stderr) = (io::stdout(), io::stderr());
    let mut output = Output::new(&mut stdout, &mut stderr);
    let exit = match dispatch(arguments, &mut output) {
        Ok(exit) => exit,
        Err(failure) => failure.report(&mut output),
    };
    exit.into()
}

/// The arguments as `clap` knows them, for the manual page and for tests.
#[must_use]
pub fn command() -> clap::Command {
    Arguments::command()
}

fn dispatch(arguments: Arguments, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let environment = Environment::from_process();
    let flags = arguments.global.flags();
    match arguments.command {
        None => {
            let (config, log) = load(&flags, &environment)?;
            app::run(config, environment, log.as_ref())
        }
        Some(Command::Demo(demo)) => match demo.command {
            None => demo::run(&flags, environment, demo.options()),
            Some(DemoCommand::Preload) => demo::preload::run(&flags, &environment, demo.options(), output),
            Some(DemoCommand::Serve { port, .. }) => demo::serve::run(demo.options(), port, output),
        },
        Some(Command::Auth(command)) => {
            let (config, _log) = load(&flags, &environment)?;
            for warning in &config.warnings {
                output.note(warning)?;
            }
            auth::run(command, &config, &environment, output)
        }
        Some(Command::Shows(arguments)) => {
            read(&flags, &environment, output, |shelf, look, output| shows::run(&arguments, shelf, look, output))
        }
        Some(Command::Episodes(arguments)) => {
            read(&flags, &environment, output, |shelf, look, output| episodes::run(&arguments, shelf, look, output))
        }
        Some(Command::New(arguments)) => {
            read(&flags, &environment, output, |shelf, look, output| new::run(&arguments, shelf, look, output))
        }
        Some(Command::Search(arguments)) => {
            read(&flags, &environment, output, |shelf, look, output| search::run(&arguments, shelf, look, output))
        }
        Some(Command::Notes(arguments)) => {
            read(&flags, &environment, output, |shelf, look, output| notes::run(&arguments, shelf, look, output))
        }
        Some(Command::Export(arguments)) => {
            let cwd = environment.cwd().to_owned();
            read(&flags, &environment, output, |shelf, _, output| export::run(&arguments, &cwd, shelf, output))
        }
        Some(Command::Sync(arguments)) => {
            let (config, _log) = load(&flags, &environment)?;
            for warning in &config.warnings {
                output.note(warning)?;
            }
            sync::run(arguments, &config, output)
        }
        Some(Command::Doctor(arguments)) => {
            // Without a log: its file is one of those that are looked at.
            let config = Config::load(&flags, &environment)?;
            doctor::run(arguments, &config, &environment, output)
        }
        Some(Command::Completions { shell }) => completions::run(shell, output),
        Some(Command::Man) => manual::run(output),
    }
}

/// Opens what is on disk for a command that only reads it.
fn read(
    flags: &Flags,
    environment: &Environment,
    output: &mut Output<'_>,
    command: impl FnOnce(&Shelf, Look, &mut Output<'_>) -> Result<(), Failure>,
) -> Result<Exit, Failure> {
    let (config, _log) = load(flags, environment)?;
    let shelf = shelf::open(&config, output)?;
    command(&shelf, Look::of_stdout(&config, environment), output)?;
    Ok(Exit::Done)
}

/// Reads the configuration and starts the log. A log that cannot be written is one more warning.
fn load(flags: &Flags, environment: &Environment) -> Result<(Config, Option<Log>), Failure> {
    let mut config = Config::load(flags, environment)?;
    let log = match start_log(&config) {
        Ok(log) => Some(log),
        Err(cause) => {
            let place = config::Place { file: config.paths.log_file(), line: None };
            let message = format!("the log cannot be written: {cause}");
            config.warnings.push(config::ConfigWarning::new(config::Source::File(place), &message));
            None
        }
    };
    for warning in &config.warnings {
        tracing::warn!(%warning, "configuration");
    }
    Ok((config, log))
}

fn start_log(config: &Config) -> io::Result<Log> {
    let level = match config.log_level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    config::create_folder(&config.paths.state_dir)?;
    logging::start(&config.paths.log_file(), level)
}

/// A core file would hold the tokens (security D8). Where the system refuses, there is nothing better to do.
fn write_no_core_files() {
    let none = rustix::process::Rlimit { current: Some(0), maximum: Some(0) };
    let _ = rustix::process::setrlimit(rustix::process::Resource::Core, none);
}

/// A write beyond `ulimit -f` is an error that is told (security H3): unless somebody minds the signal that comes with it,
/// it ends the process. Where the system refuses, it stays so.
fn outlive_the_size_limit() {
    use signal_hook::{consts::SIGXFSZ, flag};
    drop(flag::register(SIGXFSZ, std::sync::Arc::default()));
}

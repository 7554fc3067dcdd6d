//! The command line: arguments, one file per subcommand, exit codes.
//!
//! Nothing else in the program prints. Output to a pipe or a file has no escape bytes, and a closed pipe (`| head -1`)
//! ends the program quietly. Start with [`run`].

mod app;
mod arguments;
mod auth;
mod batches;
mod completions;
mod context;
mod demo;
mod devices;
mod doctor;
mod exit;
mod export;
mod import;
mod json;
mod keep;
mod listing;
mod lists;
mod locked;
mod lookup;
mod manual;
mod mark;
mod marks;
mod marks_folder;
mod meter;
mod names;
mod notes;
mod online;
mod open;
mod output;
mod pause;
mod play;
mod question;
mod saved;
mod search;
mod seek;
mod snapshot;
mod sync;
mod table;
mod target;

pub use exit::Exit;

use std::{
    ffi::OsString,
    io::{self, Write as _},
    process::ExitCode,
};

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::{config::Environment, runtime::browser};
use arguments::{ActCommand, Arguments, Command, DemoCommand, ReadCommand};
use context::Context;
use exit::{Failure, Result};
use output::Output;
use snapshot::Snapshot;

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
            let printed = usage.print().and_then(|()| io::stdout().flush());
            return match printed {
                Ok(()) if usage.use_stderr() => Exit::Usage,
                Ok(()) => Exit::Done,
                Err(cause) => Failure::from(cause).report(&mut Output::new(&mut io::sink(), &mut io::stderr())),
            }
            .into();
        }
    };
    // Not locked: the screen writes from other threads.
    let (mut stdout, mut stderr) = (io::stdout(), io::stderr());
    let mut output = Output::new(&mut stdout, &mut stderr);
    let exit = match dispatch(arguments, &mut output) {
        Ok(exit) => exit,
        Err(failure) => failure.report(&mut output),
    };
    exit.into()
}

/// The arguments as `clap` knows them, for the manual page and for tests.
pub fn command() -> clap::Command {
    Arguments::command()
}

fn dispatch(arguments: Arguments, output: &mut Output<'_>) -> Result<Exit> {
    let environment = Environment::from_process();
    let flags = arguments.flags;
    let context = |environment, output: &mut Output<'_>| {
        let context = Context::load(&flags, environment)?;
        context.config.warnings.iter().try_for_each(|warning| output.note(warning))?;
        Ok::<_, Failure>(context)
    };
    match arguments.command {
        None => {
            let context = Context::load(&flags, environment)?;
            return app::run(flags, context);
        }
        Some(Command::Demo(demo)) => match demo.command {
            None => return demo::run(flags, environment, demo.options()),
            Some(DemoCommand::Preload) => demo::preload::run(&flags, environment, demo.options(), output),
            Some(DemoCommand::Serve { port, .. }) => demo::serve::run(demo.options(), port, output),
        },
        Some(Command::Auth(command)) => return auth::run(command, context(environment, output)?, output),
        Some(Command::Read(command)) => return read(command, &context(environment, output)?, output),
        Some(Command::Act(command)) => return act(command, &context(environment, output)?, output),
        Some(Command::Sync(arguments)) => return sync::run(arguments, &context(environment, output)?, output),
        // Without a log: its file is one of those that are checked.
        Some(Command::Doctor(arguments)) => doctor::run(arguments, &Context::without_log(&flags, environment)?, output),
        Some(Command::Completions { shell }) => completions::run(shell, output),
        Some(Command::CompleteNames(arguments)) => names::run(arguments, environment, output),
        Some(Command::Man) => manual::run(output),
        Some(Command::OpenAddress { address }) => browser::open_here(&address).map_err(Failure::failed),
    }?;
    Ok(Exit::Done)
}

/// Runs a command that only reads from disk.
fn read(command: ReadCommand, context: &Context, output: &mut Output<'_>) -> Result<Exit> {
    let snapshot = Snapshot::open(context, output)?;
    match command {
        ReadCommand::Shows(arguments) => return lists::shows(&arguments, &snapshot, output),
        ReadCommand::Episodes(arguments) => lists::episodes(&arguments, &snapshot, output),
        ReadCommand::New(arguments) => lists::new(&arguments, &snapshot, output),
        ReadCommand::Search(arguments) => return search::run(&arguments, &snapshot, output),
        ReadCommand::Notes(arguments) => notes::run(&arguments, &snapshot, output),
        ReadCommand::Export(arguments) => export::run(&arguments, context.environment.cwd(), &snapshot, output),
    }?;
    Ok(Exit::Done)
}

/// Runs a command that changes something, or asks Spotify.
fn act(command: ActCommand, context: &Context, output: &mut Output<'_>) -> Result<Exit> {
    match command {
        ActCommand::Import(arguments) => return import::run(&arguments, context, output),
        ActCommand::Play(arguments) => play::run(&arguments, context, output),
        ActCommand::Pause => pause::run(context, output),
        ActCommand::Seek(arguments) => seek::run(arguments, context, output),
        ActCommand::Devices(arguments) => devices::run(arguments, context, output),
        ActCommand::Saved(arguments) => saved::run(arguments, context, output),
        ActCommand::Follow(arguments) => keep::show(&arguments.show, true, context, output),
        ActCommand::Unfollow(arguments) => keep::show(&arguments.show, false, context, output),
        ActCommand::Save(arguments) => keep::episode(&arguments.episode, true, context, output),
        ActCommand::Unsave(arguments) => keep::episode(&arguments.episode, false, context, output),
        ActCommand::Open(arguments) => open::run(&arguments, context, output),
        ActCommand::Mark(arguments) => mark::run(&arguments, context, output),
        ActCommand::Marks(command) => marks::run(command, context, output),
    }?;
    Ok(Exit::Done)
}

/// A core file would hold the tokens (security D8).
fn write_no_core_files() {
    let none = rustix::process::Rlimit { current: Some(0), maximum: Some(0) };
    let _ = rustix::process::setrlimit(rustix::process::Resource::Core, none);
}

/// Makes a write beyond `ulimit -f` an error that is reported (security H3); unhandled, its signal ends the process.
fn outlive_the_size_limit() {
    use signal_hook::{consts::SIGXFSZ, flag};
    drop(flag::register(SIGXFSZ, std::sync::Arc::default()));
}

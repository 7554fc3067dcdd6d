//! Starts the program that opens an address: one of `$BROWSER`, or the desktop's own.

use std::{ffi::OsStr, io, process::ExitStatus, thread, time::Duration};

use tokio::{sync::oneshot, task::spawn_blocking, time::timeout};

use super::words::{self, Words};
use crate::{config::Environment, domain::CleanText, runtime::child};

/// How long an error may take to show. A browser that still runs then has opened, or asks the person something.
const AT_ONCE: Duration = Duration::from_secs(2);

/// The openers of desktops, in the order they are tried.
const OPENERS: &[&[&str]] = if cfg!(target_os = "macos") {
    &[&["/usr/bin/open"]]
} else {
    &[&["xdg-open"], &["gio", "open"], &["kde-open"], &["wslview"], &["x-www-browser"]]
};

/// Opens an address with the first program that neither fails to start nor ends with an error at once.
///
/// # Errors
/// What went wrong, by name.
pub(super) async fn open(address: &str, environment: &Environment) -> Result<(), String> {
    let Some(value) = environment.var("BROWSER") else {
        let desktop = OPENERS.iter().map(|words| words.iter().map(|word| (*word).to_owned()).collect());
        return first(desktop.collect(), address, environment).await.map_err(|failures| {
            failures.iter().find(|failure| !failure.is_missing).map_or_else(|| "no browser was found".into(), named)
        });
    };
    let unreadable = |why: &str| format!("$BROWSER={} {why}", CleanText::new(value));
    let commands = words::commands(value).map_err(unreadable)?;
    for command in &commands {
        words::with_address(command, address).map_err(unreadable)?;
    }
    let failures = first(commands, address, environment).await;
    failures.map_err(|failures| {
        let failures: Vec<_> = failures.iter().map(named).collect();
        format!("$BROWSER: {}", failures.join(", "))
    })
}

/// Why a program did not open the address.
struct Failure {
    program: String,
    why: String,
    is_missing: bool,
}

fn named(failure: &Failure) -> String {
    format!("{} {}", CleanText::new(&failure.program), failure.why)
}

async fn first(commands: Vec<Words>, address: &str, environment: &Environment) -> Result<(), Vec<Failure>> {
    let mut failures = Vec::new();
    for command in commands {
        match start(&command, address, environment).await {
            Ok(()) => return Ok(()),
            Err(failure) => failures.push(failure),
        }
    }
    Err(failures)
}

async fn start(command: &Words, address: &str, environment: &Environment) -> Result<(), Failure> {
    let words = words::with_address(command, address).unwrap_or_default();
    let Some((program, arguments)) = words.split_first() else { return Ok(()) };
    let failure = |why: String, is_missing| Failure { program: program.clone(), why, is_missing };
    let mut command = child::command(OsStr::new(program), environment);
    command.args(arguments);
    // Starting a program reads the disk.
    let started = spawn_blocking(move || command.spawn().and_then(wait)).await.map_err(io::Error::other);
    let ended = started.flatten().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => failure("was not found".into(), true),
        _ => failure(format!("did not start: {error}"), false),
    })?;
    match timeout(AT_ONCE, ended).await {
        Ok(Ok(Ok(status))) if !status.success() => Err(failure(format!("ended with {}", end(status)), false)),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Waits for a child on a thread of its own, so that it does not stay a zombie.
fn wait(mut child: std::process::Child) -> io::Result<oneshot::Receiver<io::Result<ExitStatus>>> {
    let (send, ended) = oneshot::channel();
    thread::Builder::new().name("browser".into()).spawn(move || drop(send.send(child.wait())))?;
    Ok(ended)
}

fn end(status: ExitStatus) -> String {
    status.code().map_or_else(|| "a signal".to_owned(), |code| format!("exit code {code}"))
}

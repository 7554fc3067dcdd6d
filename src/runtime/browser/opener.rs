//! Starts the program that opens an address: one of `$BROWSER`, or the desktop's own.

use std::{env, ffi::OsStr, io, process::ExitStatus, thread, time::Duration};

use tokio::{sync::oneshot, task::spawn_blocking, time::timeout};

use super::words::{self, Words};
use crate::{config::Environment, domain::CleanText, runtime::child};

/// How long an error may take to show. A browser that still runs then has opened, or asks the person something.
const AT_ONCE: Duration = Duration::from_secs(2);

/// The command of this program that opens an address: see [`super::open_here`].
pub const COMMAND: &str = "open-address";

/// Opens an address with the first program that neither fails to start nor ends with an error at once.
///
/// # Errors
/// What went wrong, by name.
pub(super) async fn open(address: &str, environment: &Environment) -> Result<(), String> {
    let Some(value) = environment.var("BROWSER") else {
        let failed = "no browser could be opened";
        let this = env::current_exe().ok().and_then(|path| path.into_os_string().into_string().ok()).ok_or(failed)?;
        let desktop = vec![vec![this, COMMAND.to_owned()]];
        return first(desktop, address, environment).await.map_err(|_| failed.to_owned());
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
    let failure = |why: String| Failure { program: program.clone(), why };
    let mut command = child::command(OsStr::new(program), environment);
    command.args(arguments);
    // Starting a program reads the disk.
    let started = spawn_blocking(move || command.spawn().and_then(wait)).await.map_err(io::Error::other);
    let ended = started.flatten().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => failure("was not found".into()),
        _ => failure(format!("did not start: {error}")),
    })?;
    match timeout(AT_ONCE, ended).await {
        Ok(Ok(Ok(status))) if !status.success() => Err(failure(format!("ended with {}", end(status)))),
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

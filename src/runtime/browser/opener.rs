//! Starts the program that opens an address: one of `$BROWSER`, or the desktop's own.
//!
//! In a command of `$BROWSER` a word `%s`, or the end of one after `=`, stands for the address; without one, the address comes
//! last.

use std::{env, ffi::OsStr, io, time::Duration};

use tokio::{task::spawn_blocking, time::timeout};

use crate::{
    config::Environment,
    domain::{
        CleanText,
        command_line::{self, BROWSER_SEPARATOR, Words},
    },
    runtime::child::{self, Started, Stop},
};

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
    let commands = command_line::commands(value, BROWSER_SEPARATOR).map_err(unreadable)?;
    for command in &commands {
        with_address(command, address).map_err(unreadable)?;
    }
    let failures = first(commands, address, environment).await;
    failures.map_err(|failures| format!("$BROWSER: {}", failures.join(", ")))
}

async fn first(commands: Vec<Words>, address: &str, environment: &Environment) -> Result<(), Vec<String>> {
    let mut failures = Vec::new();
    for command in commands {
        match start(&command, address, environment).await {
            Ok(()) => return Ok(()),
            Err(failure) => failures.push(failure),
        }
    }
    Err(failures)
}

/// Starts a program. The error names it.
async fn start(command: &Words, address: &str, environment: &Environment) -> Result<(), String> {
    let words = with_address(command, address).unwrap_or_default();
    let Some((program, arguments)) = words.split_first() else { return Ok(()) };
    let failure = |why: &str| format!("{} {why}", CleanText::new(program));
    let mut command = child::command(OsStr::new(program), environment);
    command.args(arguments);
    // Starting a program reads the disk.
    let started = spawn_blocking(move || Started::start(&mut command)).await.map_err(io::Error::other);
    let mut started = started.flatten().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => failure("was not found"),
        _ => failure(&format!("did not start: {error}")),
    })?;
    match timeout(AT_ONCE, started.stopped()).await {
        Ok(Ok(Stop::Ended(end))) => end.success().map_err(|why| failure(&format!("ended with {why}"))),
        Ok(Ok(Stop::WantsTerminal)) => Err(failure("was ended: it needs the terminal")),
        Ok(Err(_)) | Err(_) => Ok(()),
    }
}

/// Puts the address in its place.
///
/// # Errors
/// Its place is within a script, which a shell would read: the address may hold anything a link does.
fn with_address(words: &[String], address: &str) -> Result<Words, &'static str> {
    const PLACE: &str = "%s";
    let mut placed = false;
    let mut filled = Vec::with_capacity(words.len() + 1);
    for word in words {
        match word.strip_suffix(PLACE) {
            Some(before) if (before.is_empty() || before.ends_with('=')) && !before.contains(PLACE) => {
                filled.push(format!("{before}{address}"));
                placed = true;
            }
            _ if word.contains(PLACE) => return Err("has %s within a word: write it as a word of its own"),
            _ => filled.push(word.clone()),
        }
    }
    if !placed {
        filled.push(address.to_owned());
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f8_the_address_is_one_argument_and_never_part_of_a_script() {
        let filled = |value: &str| {
            with_address(&command_line::commands(value, BROWSER_SEPARATOR).expect("it is read")[0], "http://a/?b&c")
        };
        assert_eq!(filled("x"), Ok(["x", "http://a/?b&c"].map(str::to_owned).into()));
        assert_eq!(filled("x %s -y"), Ok(["x", "http://a/?b&c", "-y"].map(str::to_owned).into()));
        assert_eq!(filled("x --url=%s"), Ok(["x", "--url=http://a/?b&c"].map(str::to_owned).into()));
        assert!(filled("sh -c 'firefox %s'").is_err() && filled("sh -c 'a=%s; b=%s'").is_err());
    }

    #[tokio::test]
    async fn a_program_that_needs_the_terminal_leaves_the_address_to_the_next() {
        let path = std::env::var("PATH").expect("it is set");
        let opened = async |value: &str| {
            let environment = Environment::bare("/").with("PATH", &path).with("BROWSER", value);
            open("http://a/", &environment).await
        };
        let needs = "sh -c 'kill -TTIN $$'";
        assert_eq!(opened(&format!("{needs}:true")).await, Ok(()));
        let failed = opened(&format!("{needs}:false")).await;
        assert_eq!(failed, Err("$BROWSER: sh was ended: it needs the terminal, false ended with exit code 1".into()));
    }
}

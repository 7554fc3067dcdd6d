//! `completions`: the completion script of a shell.

use clap_complete::Shell;

use super::{Exit, exit::Failure, output::Output};

pub(super) fn run(shell: Shell, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    let mut command = super::command();
    let name = command.get_name().to_owned();
    clap_complete::generate(shell, &mut command, name, &mut script);
    output.line(String::from_utf8_lossy(&script).trim_end())?;
    Ok(Exit::Done)
}

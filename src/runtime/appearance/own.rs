//! The person's own commands, out of the configuration.

use crate::{
    app::{Command, Context, Keymap, input::keymap::OwnRow, own::OwnCommand},
    config::{CommandTable, Config},
    domain::{CleanText, near::did_you_mean, width::truncate},
};

/// Where the keys of a command work that names no context.
const USUAL: [Context; 1] = [Context::Episode];

/// The most columns of a command in the help.
const COLUMNS: usize = 60;

/// The keymap with the commands, and the commands. A wrong key or context is reported with its line; the command is in the
/// palette all the same.
pub(super) fn commands(config: &Config, keymap: Keymap, warnings: &mut Vec<String>) -> (Keymap, Vec<OwnCommand>) {
    let numbered = || config.commands.iter().zip(0_u16..);
    let mut rows = Vec::new();
    let texts: Vec<_> = config.commands.iter().map(help).collect();
    for ((table, number), help) in numbered().zip(&texts) {
        for context in contexts(table, warnings) {
            let command = Command::Own(number);
            rows.push((table, OwnRow { context, command, name: &table.name, help, keys: &table.keys }));
        }
    }
    let only: Vec<_> = rows.iter().map(|(_, row)| *row).collect();
    let (keymap, outcomes) = keymap.with_own(&only);
    for ((table, _), outcome) in rows.iter().zip(outcomes) {
        if let Err(why) = outcome {
            let text = CleanText::new(&format!("commands.{}: {why}", table.name));
            let line = format!("{}: {text}", table.source_of_keys);
            // A key may be taken in each of its contexts.
            if !warnings.contains(&line) {
                warnings.push(line);
            }
        }
    }
    let own = |(table, _): (&CommandTable, u16)| OwnCommand {
        name: table.name.clone(),
        text: table.run.clone(),
        mode: table.mode,
    };
    (keymap, numbered().map(own).collect())
}

fn help(table: &CommandTable) -> String {
    match &table.help {
        Some(help) => CleanText::new(help).to_string(),
        None => format!("Run {}", truncate(CleanText::new(&table.run).as_str(), COLUMNS, "…")),
    }
}

fn contexts(table: &CommandTable, warnings: &mut Vec<String>) -> Vec<Context> {
    let mut found = Vec::new();
    for name in &table.contexts {
        match Context::all().find(|context| context.name() == name && context.is_on_main_screen()) {
            Some(context) if !found.contains(&context) => found.push(context),
            Some(_) => {}
            None => {
                let known = Context::all().filter(|context| context.is_on_main_screen()).map(Context::name);
                let meant = did_you_mean(name, known, "docs/KEYS.md lists all contexts");
                let why = format!("`{}` is not a context of the main screen; {meant}", CleanText::new(name));
                warnings.push(format!("{}: commands.{}: {why}", table.source, table.name));
            }
        }
    }
    if found.is_empty() { USUAL.to_vec() } else { found }
}

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
    let (sound, broken): (Vec<_>, Vec<_>) = config.commands.iter().partition(|table| table.run.is_some());
    let keymap = add(keymap, &sound, 0, warnings);
    // For what else is wrong with these.
    add(keymap.clone(), &broken, sound.len(), warnings);
    let own = |table: &&CommandTable| {
        Some(OwnCommand { name: table.name.clone(), text: table.run.clone()?, mode: table.mode })
    };
    (keymap, sound.iter().filter_map(own).collect())
}

fn add(keymap: Keymap, tables: &[&CommandTable], before: usize, warnings: &mut Vec<String>) -> Keymap {
    let mut rows = Vec::new();
    let texts: Vec<_> = tables.iter().map(|table| help(table)).collect();
    for ((table, number), help) in tables.iter().zip((0_u16..).skip(before)).zip(&texts) {
        for context in contexts(table, warnings) {
            let command = Command::Own(number);
            rows.push((table, OwnRow { context, command, name: &table.name, help, keys: &table.keys }));
        }
    }
    let only: Vec<_> = rows.iter().map(|(_, row)| *row).collect();
    let (keymap, outcomes) = keymap.with_own(&only);
    for ((table, _), outcome) in rows.iter().zip(outcomes) {
        for why in outcome {
            let text = CleanText::new(&format!("commands.{}: {why}", table.name));
            let line = format!("{}: {text}", table.source_of_keys);
            // A key may be taken in each of its contexts.
            if !warnings.contains(&line) {
                warnings.push(line);
            }
        }
    }
    keymap
}

fn help(table: &CommandTable) -> String {
    let own = table.help.as_ref().map(|help| CleanText::new(help).to_string());
    own.unwrap_or_else(|| {
        let run = CleanText::new(table.run.as_deref().unwrap_or_default());
        format!("Run {}", truncate(run.as_str(), COLUMNS, "…"))
    })
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

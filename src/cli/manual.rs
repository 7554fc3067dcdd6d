//! `man`: the manual page, generated from the tables of arguments, keys and configuration.

use clap::{Arg, Command};
use clap_mangen::Man;
use roff::{Inline, Roff, bold, italic, roman};

use super::{Output, Result};
use crate::{
    app::{
        Context, Keymap,
        input::{chord::Chord, keymap::Preset},
    },
    config::KEYS,
};

pub(super) fn run(output: &mut Output<'_>) -> Result<()> {
    Ok(output.line(page()?.trim_end())?)
}

fn page() -> std::io::Result<String> {
    let mut command = super::command();
    command.build();
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    let mut synopsis = Roff::new();
    self::synopsis(&mut synopsis, &command);
    synopsis.to_writer(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let mut rest = Roff::new();
    commands(&mut rest, &command);
    keys(&mut rest);
    own(&mut rest);
    settings(&mut rest);
    let below = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let (examples, codes) = below.split_once("\n\nExit codes:\n").unwrap_or((&below, ""));
    section(&mut rest, "EXIT STATUS");
    lines(&mut rest, codes);
    section(&mut rest, "EXAMPLES");
    lines(&mut rest, examples.trim_start_matches("Examples:\n"));
    rest.to_writer(&mut page)?;
    man.render_version_section(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

/// The program with its options and their values.
fn synopsis(page: &mut Roff, command: &Command) {
    section(page, "SYNOPSIS");
    let mut line = vec![bold(command.get_name())];
    for argument in command.get_arguments() {
        line.push(roman(" ["));
        line.extend(name(argument));
        line.push(roman("]"));
    }
    line.extend([roman(" ["), italic("COMMAND"), roman("]")]);
    page.text(line);
}

/// Every command with its own options and examples.
fn commands(page: &mut Roff, command: &Command) {
    section(page, "COMMANDS");
    let inner = |command| listed(command).rev().map(move |inner| (command, inner));
    let mut open: Vec<(&Command, &Command)> = inner(command).collect();
    while let Some((above, command)) = open.pop() {
        let usage = command.clone().render_usage().to_string();
        page.control("SS", [usage.trim_start_matches("Usage: ")]);
        if let Some(about) = command.get_about() {
            page.text([roman(about.to_string())]);
        }
        for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
            let id = argument.get_id();
            // Inherited options are listed once.
            let is_inherited = argument.is_global_set() && above.get_arguments().any(|above| above.get_id() == id);
            if !is_inherited && !["help", "version"].contains(&id.as_str()) {
                let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                item(page, name(argument), &help);
            }
        }
        if let Some(examples) = command.get_after_help() {
            page.control("PP", []);
            lines(page, &examples.to_string());
        }
        open.extend(inner(command));
    }
}

/// Lines of their own. Paragraphs are wrapped, indented lines are not.
fn lines(page: &mut Roff, text: &str) {
    for line in text.lines() {
        if line.is_empty() {
            page.control("PP", []);
        } else if line.starts_with(' ') {
            page.control("nf", []);
            page.text([roman(line)]);
            page.control("fi", []);
        } else {
            page.text([roman(line)]);
            page.control("br", []);
        }
    }
}

fn listed(command: &Command) -> impl DoubleEndedIterator<Item = &Command> {
    let listed: Vec<_> =
        command.get_subcommands().filter(|inner| !inner.is_hide_set() && inner.get_name() != "help").collect();
    listed.into_iter()
}

fn name(argument: &Arg) -> Vec<Inline> {
    let mut name = match argument.get_long() {
        Some(long) => vec![bold(format!("--{long}"))],
        None => Vec::new(),
    };
    let takes = argument.get_action().takes_values();
    for value in argument.get_value_names().into_iter().flatten().filter(|_| takes) {
        if !name.is_empty() {
            name.push(roman(" "));
        }
        name.push(italic(value.as_str()));
    }
    name
}

/// The default keys.
fn keys(page: &mut Roff) {
    section(page, "KEYS");
    let keymap = Keymap::default();
    for context in Context::all() {
        page.control("SS", [context.title()]);
        for row in keymap.rows_in(context).filter(|row| !row.chords.is_empty()) {
            item(page, vec![bold(written(&row.chords))], &row.help);
        }
    }
    section(page, "PRESETS OF KEYS");
    page.text([roman("keymap.preset in config.toml is vim (the keys above), emacs or arrows. What differs:")]);
    for (name, preset) in Preset::ALL {
        let changes = preset.changes();
        if !changes.is_empty() {
            page.control("SS", [name]);
        }
        for (binding, keys) in changes {
            item(page, vec![bold(written(&keys))], &format!("{} ({})", binding.help, binding.context.title()));
        }
    }
}

fn written(keys: &[Chord]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Commands of the person's own.
fn own(page: &mut Roff) {
    section(page, "COMMANDS OF YOUR OWN");
    page.text([roman(
        "A table [commands.NAME] in config.toml with run (for sh), key, contexts, mode (background, terminal or pipe) and \
         help adds a command to the keys, the help and the palette. | asks for one once. It gets SPOTPODS_ID, _URL, _NAME, \
         _SHOW and _DATE of the selected episode in its environment; with pipe, the notes as Markdown are its input.",
    )]);
}

/// `config.toml` and the variables.
fn settings(page: &mut Roff) {
    section(page, "CONFIGURATION");
    page.text([roman("Precedence: flags, environment, .env, config.toml.")]);
    for key in KEYS {
        let names: Vec<_> = [key.file, key.variable, key.flag].into_iter().flatten().collect();
        item(page, vec![bold(names.join(", "))], key.help);
        if !key.default.is_empty() && !key.kind.is_tables() {
            page.text([roman("Default: "), italic(key.default)]);
        }
    }
}

fn section(page: &mut Roff, title: &str) {
    page.control("SH", [title]);
}

fn item(page: &mut Roff, name: Vec<Inline>, text: &str) {
    page.control("TP", []);
    page.text(name);
    page.text([roman(text)]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_every_command_key_and_setting() {
        let page = page().expect("a vector takes everything").replace("\\-", "-");
        let mut command = crate::cli::command();
        command.build();
        for command in listed(&command) {
            assert!(page.contains(&format!("spotpods-tui {}", command.get_name())), "{}", command.get_name());
        }
        for key in KEYS {
            for name in [key.file, key.variable, key.flag].into_iter().flatten() {
                assert!(page.contains(name), "{name}");
            }
        }
        for context in Context::all() {
            assert!(page.contains(context.title()), "{}", context.title());
        }
        let synopsis = page.split(".SH ").find_map(|section| section.strip_prefix("SYNOPSIS\n")).expect("a section");
        for part in ["--profile-dir", "DIR", "--log-level", "LEVEL", "COMMAND"] {
            assert!(synopsis.contains(part), "{part}: {synopsis}");
        }
        assert_eq!(page.matches("Number of followed shows").count(), 1, "listed once");
        assert!(page.contains("Ctrl-x Ctrl-c") && page.contains("SPOTPODS_ID"), "presets and own commands");
        assert!(page.contains("Show what the keys do") && !page.contains('\u{1b}'));
    }
}

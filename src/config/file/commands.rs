//! The tables of `[commands]`.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::Reader;
use crate::{
    config::{
        CommandTable, Source,
        kind::{Kind, choice, must_be},
    },
    domain::{OwnMode, choice::of_word, near::did_you_mean},
};

const FIELDS: [&str; 5] = ["run", "key", "contexts", "mode", "help"];

/// What is read of a table so far.
#[derive(Default)]
struct Fields {
    run: Option<String>,
    keys: Vec<String>,
    contexts: Vec<String>,
    mode: Option<OwnMode>,
    help: Option<String>,
    source_of_keys: Option<Source>,
    is_wrong: bool,
}

impl Reader<'_> {
    pub(super) fn commands(&mut self, at: Source, value: &Spanned<DeValue<'_>>) {
        let Some(commands) = value.get_ref().as_table() else {
            return self.wrong(at, "commands", value, &Kind::Commands.expected());
        };
        for (name, command) in commands {
            let at = self.at(name.span().start);
            let name = name.get_ref();
            match command.get_ref().as_table() {
                _ if !is_name(name) => {
                    let why = "is not a name for a command: use up to 40 letters, digits, - and _";
                    self.problem(at, format!("`commands.{}` {why}", name.escape_debug()));
                }
                Some(fields) => self.command(name, at, fields),
                None => self.wrong(at, &format!("commands.{name}"), command, "a table"),
            }
        }
    }

    fn command(&mut self, name: &str, source: Source, table: &DeTable<'_>) {
        let mut read = Fields::default();
        for (field, value) in table {
            let at = self.at(field.span().start);
            for why in read.field(self, field.get_ref(), value, &at) {
                read.is_wrong = true;
                self.problem(at.clone(), format!("`commands.{name}.{}` {why}", field.get_ref().escape_debug()));
            }
        }
        if !table.iter().any(|(field, _)| field.get_ref() == "run") {
            self.problem(source.clone(), format!("`commands.{name}` needs `run`, the command for sh"));
        }
        self.found.commands.push(CommandTable {
            name: name.to_owned(),
            run: read.run.filter(|_| !read.is_wrong),
            mode: read.mode.unwrap_or_default(),
            keys: read.keys,
            contexts: read.contexts,
            help: read.help,
            source_of_keys: read.source_of_keys.unwrap_or_else(|| source.clone()),
            source,
        });
    }
}

impl Fields {
    /// Reads a field. Returns what is wrong, which completes "`field` …".
    fn field(&mut self, reader: &Reader<'_>, field: &str, value: &Spanned<DeValue<'_>>, at: &Source) -> Vec<String> {
        let wrong;
        match field {
            "key" => {
                (self.keys, wrong) = reader.texts(value, "a key or a list of keys in quotation marks");
                self.source_of_keys = Some(at.clone());
            }
            "contexts" => (self.contexts, wrong) = reader.texts(value, "a list of contexts in quotation marks"),
            "run" | "mode" | "help" => {
                let no_text = || must_be(&reader.bare(value), "text in quotation marks");
                let text = value.get_ref().as_str().ok_or_else(no_text);
                wrong = text.and_then(|text| self.text(field, text)).err().into_iter().collect();
            }
            other => {
                let meant = did_you_mean(other, FIELDS, "docs/COMMANDS.md lists what there is");
                wrong = vec![format!("is unknown; {meant}")];
            }
        }
        wrong
    }

    /// Reads a field that is one text. The error completes "`field` …".
    fn text(&mut self, field: &str, text: &str) -> Result<(), String> {
        match field {
            "run" if text.trim().is_empty() => {
                return Err("is empty, but must be a command for sh; docs/COMMANDS.md has examples".to_owned());
            }
            "run" if text.contains('\0') => return Err("has a NUL character, which sh cannot read".to_owned()),
            "run" => self.run = Some(text.to_owned()),
            "mode" => {
                let word = choice(&OwnMode::ALL.map(|(word, _)| word), text.trim())?;
                self.mode = of_word(&OwnMode::ALL, &word);
            }
            _ => self.help = Some(text.to_owned()),
        }
        Ok(())
    }
}

fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=40).contains(&name.len()) && name.bytes().all(fits)
}

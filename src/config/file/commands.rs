//! The tables of `[commands]`.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Reader, kind_of, texts};
use crate::{
    config::{
        CommandTable, Source,
        kind::{Kind, choice},
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
            return self.problem(at, format!("`commands` must be {}", Kind::Commands.expected()));
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
                None => self.problem(at, format!("`commands.{name}` must be a table, not {}", kind_of(command))),
            }
        }
    }

    fn command(&mut self, name: &str, source: Source, table: &DeTable<'_>) {
        let mut read = Fields::default();
        for (field, value) in table {
            let at = self.at(field.span().start);
            if let Err(why) = read.field(field.get_ref(), value, &at) {
                read.is_wrong = true;
                self.problem(at, format!("`commands.{name}.{}` {why}", field.get_ref().escape_debug()));
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
    /// Reads a field. The error completes "`field` …".
    fn field(&mut self, field: &str, value: &Spanned<DeValue<'_>>, at: &Source) -> Result<(), String> {
        let text = || value.get_ref().as_str().map(str::to_owned);
        let must = |what: &str| format!("must be {what}, not {}", kind_of(value));
        match field {
            "run" => {
                let run = text().ok_or_else(|| must("text in quotation marks"))?;
                if run.trim().is_empty() {
                    return Err("is empty, but must be a command for sh; docs/COMMANDS.md has examples".to_owned());
                }
                if run.contains('\0') {
                    return Err("has a NUL character, which sh cannot read".to_owned());
                }
                self.run = Some(run);
            }
            "key" => {
                self.keys = texts(value, "a key or a list of keys in quotation marks")?;
                self.source_of_keys = Some(at.clone());
            }
            "contexts" => self.contexts = texts(value, "a list of contexts in quotation marks")?,
            "mode" => {
                let word = text().ok_or_else(|| must("text in quotation marks"))?;
                let word = choice(&OwnMode::ALL.map(|(word, _)| word), word.trim())?;
                self.mode = of_word(&OwnMode::ALL, &word);
            }
            "help" => self.help = Some(text().ok_or_else(|| must("text in quotation marks"))?),
            other => {
                return Err(format!(
                    "is unknown; {}",
                    did_you_mean(other, FIELDS, "docs/COMMANDS.md lists what there is")
                ));
            }
        }
        Ok(())
    }
}

fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=40).contains(&name.len()) && name.bytes().all(fits)
}

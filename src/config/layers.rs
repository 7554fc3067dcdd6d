//! The layers, read from the strongest to the weakest: flags, environment, `.env`, file.
//!
//! A value that fails its check is reported and dropped, so the next layer with a valid one counts.

use std::path::Path;

use clap::ValueEnum;

use super::{
    ConfigWarning, DanglingLink, Environment, Flags, KEYS, Paths, Place, Row, Source, dotenv, file,
    keys::{ASCII, COLOR, LOG_LEVEL},
    values::Layers,
};
use crate::domain::{command_line, near::quoted};

impl Layers {
    pub(super) fn read_flags(&mut self, flags: &Flags) {
        let set = [
            (&COLOR.row, flags.color.as_ref().and_then(word)),
            (&LOG_LEVEL.row, flags.log_level.as_ref().and_then(word)),
            (&ASCII.row, flags.ascii.then(|| "true".to_owned())),
        ];
        for (row, value) in set {
            if let (Some(value), Some(flag)) = (value, row.flag) {
                self.values.push(row, value, Source::Flag(flag));
            }
        }
    }

    pub(super) fn read_environment(&mut self, environment: &Environment) {
        for row in KEYS {
            let Some(variable) = row.variable else { continue };
            let Some(set) = environment.var_os(variable) else { continue };
            let source = Source::Variable(variable);
            match row.variable_means.or(set.to_str()) {
                Some(raw) => self.keep(row, variable, raw, source),
                None => self.warn(source, "the value is not valid UTF-8 and is ignored"),
            }
        }
        // No key, but read by the same rules: it would fail as late as a login.
        let browser = environment.var("BROWSER").unwrap_or("none");
        if let Err(why) = command_line::commands(browser, command_line::BROWSER_SEPARATOR) {
            self.warn(Source::Variable("BROWSER"), &format!("`BROWSER` is {}, which {why}", quoted(browser)));
        }
    }

    /// Reads only the variables that the table allows in `.env`.
    pub(super) fn read_dotenv(&mut self, path: &Path) {
        let at = |line| Source::DotEnv(Place { file: path.to_owned(), line });
        let text = match file::read(path) {
            Ok(text) => text.unwrap_or_default(),
            Err(why) => return self.warn(at(None), &why),
        };
        for (line, entry) in dotenv::entries(&text) {
            let source = at(Some(line));
            match entry {
                Ok((name, value)) => self.keep_dotenv(&name, &value, source),
                Err(name) if is_ours(&name) => {
                    self.warn(source, "the line does not read as NAME=value and is ignored");
                }
                Err(_) => {}
            }
        }
    }

    fn keep_dotenv(&mut self, name: &str, value: &str, source: Source) {
        match KEYS.iter().find(|row| row.variable == Some(name)) {
            // An empty value, as in the example file, sets nothing.
            Some(row) if row.dotenv && value.trim().is_empty() => {}
            Some(row) if row.dotenv => self.keep(row, name, value, source),
            // Another user may have made the folder: its `.env` must not send a login to another service.
            Some(_) if is_ours(name) => {
                self.warn(source, &format!("`{name}` is ignored here; set it in the environment"));
            }
            None if is_ours(name) => {
                let ours = KEYS.iter().filter(|row| row.dotenv).filter_map(|row| row.variable);
                let ours: Vec<_> = ours.map(|variable| format!("`{variable}`")).collect();
                self.warn(source, &format!("`{name}` is ignored; .env may set {}", ours.join(", ")));
            }
            // The file may belong to another project, with names of its own.
            Some(_) | None => {}
        }
    }

    pub(super) fn read_file(&mut self, path: &Path) {
        match file::read(path) {
            Ok(text) => {
                let found = file::parse(path, &text.unwrap_or_default());
                self.values.append(found.values);
                self.warnings.extend(found.warnings);
                (self.keymap, self.commands, self.roles) = (found.keymap, found.commands, found.roles);
            }
            Err(why) => self.warn(Source::File(Place { file: path.to_owned(), line: None }), &why),
        }
    }

    /// Warns that a link hides the configuration. Without it the defaults would count, with no reason given.
    pub(super) fn warn_of_links(&mut self, paths: &Paths) {
        if let Some(link) = DanglingLink::before(&paths.config_file) {
            self.warn(Source::File(Place { file: paths.config_file.clone(), line: None }), &link.to_string());
        }
    }

    fn keep(&mut self, row: &Row, written: &str, raw: &str, source: Source) {
        match row.kind.check(raw) {
            Ok(value) => self.values.push(row, value, source),
            Err(why) => self.warn(source, &format!("`{written}` {why}")),
        }
    }

    fn warn(&mut self, source: Source, message: &str) {
        self.warnings.push(ConfigWarning::new(source, message));
    }
}

fn word(value: &impl ValueEnum) -> Option<String> {
    value.to_possible_value().map(|value| value.get_name().to_owned())
}

/// Whether the name of a variable is one of this program's.
fn is_ours(name: &str) -> bool {
    name.starts_with("SPOTIFY_") || name.starts_with("SPOTPODS_")
}

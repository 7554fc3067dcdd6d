//! The layers below the flags, read from the top down: environment, `.env`, file.
//!
//! A value that fails its check is reported and not kept, so the next layer that has a good one counts.

use std::path::Path;

use super::{
    ConfigWarning, Environment, KEYS, Key, KeyBinding, Name, Place, Source, Sourced,
    dotenv::{self, Entry},
    file,
};

/// What was found so far, the stronger layer first.
#[derive(Debug, Default)]
pub(super) struct Layers {
    found: Vec<(Name, Sourced<String>)>,
    /// The lines of `[keymap]`.
    pub(super) keymap: Vec<KeyBinding>,
    /// What was ignored.
    pub(super) warnings: Vec<ConfigWarning>,
}

impl Layers {
    /// The value of the strongest layer that has a good one.
    pub(super) fn value(&self, name: Name) -> Option<Sourced<String>> {
        self.found.iter().find(|(found, _)| *found == name).map(|(_, value)| value.clone())
    }

    /// The same, else the table's default.
    pub(super) fn value_or_default(&self, name: Name) -> Sourced<String> {
        let default = || Key::of(name).map_or_else(String::new, |key| key.default.to_owned());
        self.value(name).unwrap_or_else(|| Sourced { value: default(), source: Source::Default })
    }

    /// Every variable of the table but `NO_COLOR`, whose value means nothing.
    pub(super) fn read_environment(&mut self, environment: &Environment) {
        for key in KEYS.iter().filter(|key| key.name != Name::Color) {
            let Some(variable) = key.variable else { continue };
            let source = Source::Variable(variable);
            match (environment.var(variable), environment.var_os(variable)) {
                (Some(raw), _) => self.keep(key, variable, raw, source),
                (None, Some(_)) => self.warn(source, "the value is not valid UTF-8 and is ignored"),
                (None, None) => {}
            }
        }
    }

    /// `.env`: only the variables that the table lets it set.
    pub(super) fn read_dotenv(&mut self, path: &Path) {
        let at = |line| Source::DotEnv(Place { file: path.to_owned(), line });
        let text = match file::read(path) {
            Ok(Some(text)) => text,
            Ok(None) => return,
            Err(why) => return self.warn(at(None), &why),
        };
        for (line, entry) in dotenv::entries(&text) {
            let source = at(Some(line));
            match entry {
                Entry::Unreadable { name } if is_ours(&name) => {
                    self.warn(source, "the line does not read as NAME=value and is ignored");
                }
                Entry::Unreadable { .. } => {}
                Entry::Set { name, value } => self.keep_dotenv(&name, &value, source),
            }
        }
    }

    fn keep_dotenv(&mut self, name: &str, value: &str, source: Source) {
        let known = KEYS.iter().find(|key| key.variable == Some(name));
        match known {
            // A line left empty, as in the example file, says nothing.
            Some(key) if key.dotenv && value.trim().is_empty() => {}
            Some(key) if key.dotenv => self.keep(key, name, value, source),
            // The file belongs to whoever made the folder: it must not be able to send a login elsewhere.
            Some(key) if key.variable.is_some_and(is_ours) => {
                self.warn(source, &format!("`{name}` is ignored here; set it in the environment"));
            }
            None if is_ours(name) => {
                let ours = || KEYS.iter().filter(|key| key.dotenv).filter_map(|key| key.variable);
                let ours: Vec<_> = ours().map(|variable| format!("`{variable}`")).collect();
                self.warn(source, &format!("`{name}` is ignored; .env may set {}", ours.join(", ")));
            }
            // A `.env` of another project names things of its own: only a near miss of ours is worth a word.
            Some(_) | None => {}
        }
    }

    /// The configuration file, if there is one.
    pub(super) fn read_file(&mut self, path: &Path) {
        let at = |line| Source::File(Place { file: path.to_owned(), line });
        let text = match file::read(path) {
            Ok(Some(text)) => text,
            Ok(None) => return,
            Err(why) => return self.warn(at(None), &why),
        };
        let read = file::parse(&text);
        self.warnings.extend(read.problems.iter().map(|(line, why)| ConfigWarning::new(at(Some(*line)), why)));
        for (key, raw, line) in read.values {
            self.found.push((key.name, Sourced { value: raw, source: at(Some(line)) }));
        }
        self.keymap = read.keymap.into_iter().map(|(line, binding)| binding.into_binding(at(Some(line)))).collect();
    }

    fn keep(&mut self, key: &Key, written: &str, raw: &str, source: Source) {
        match key.kind.check(raw) {
            Ok(value) => self.found.push((key.name, Sourced { value, source })),
            Err(why) => self.warn(source, &format!("`{written}` {why}")),
        }
    }

    fn warn(&mut self, source: Source, message: &str) {
        self.warnings.push(ConfigWarning::new(source, message));
    }
}

/// Whether a variable is one of this program's by its name.
fn is_ours(name: &str) -> bool {
    name.starts_with("SPOTIFY_") || name.starts_with("SPOTPODS_")
}

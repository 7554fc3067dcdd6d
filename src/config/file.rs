//! Reading `config.toml`; problems are reported by line.

mod commands;

use std::{fs::File, io::Read as _, path::Path};

use toml::{
    Spanned,
    de::{DeInteger, DeTable, DeValue},
};

use super::{
    ConfigWarning, KEYS, KeyBinding, Place, RoleStyle, Row, Source,
    kind::{Kind, must_be},
    values::Layers,
};
use crate::domain::near::{nearest, one_of, quoted};

/// Larger files are not read.
const MAX_BYTES: u64 = 1 << 20;
/// One syntax error often causes others: only the first ones are reported.
const MAX_SYNTAX_ERRORS: usize = 3;

/// The text of a file, `None` if it does not exist.
///
/// # Errors
/// Why it cannot be read, as a sentence.
pub(super) fn read(path: &Path) -> Result<Option<String>, String> {
    let kind = match path.metadata() {
        Ok(data) => data.file_type(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("the file cannot be read: {error}")),
    };
    // Opening a pipe would block.
    if !kind.is_file() {
        return Err("this is not a file and is ignored".to_owned());
    }
    let mut bytes = Vec::new();
    let opened = File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
    match opened {
        Err(error) => Err(format!("the file cannot be read: {error}")),
        Ok(_) if bytes.len() as u64 > MAX_BYTES => Err("the file is larger than 1 MiB and is ignored".to_owned()),
        Ok(_) => String::from_utf8(bytes).map(Some).map_err(|_| "the file is not UTF-8 text and is ignored".to_owned()),
    }
}

/// Reads every line that is valid TOML.
pub(super) fn parse(path: &Path, text: &str) -> Layers {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { path, text, found: Layers::default() };
    reader.table("", root.get_ref());
    let broken = errors.iter().take(MAX_SYNTAX_ERRORS).map(|error| {
        let start = error.span().unwrap_or_default().start;
        let message = format!("this is not valid TOML: {}", error.message());
        (ConfigWarning::new(reader.at(start), &message), reader.at(last_broken(text, start)))
    });
    let broken: Vec<_> = broken.collect();
    let mut found = reader.found;
    // The parser makes up values for broken lines.
    let sound = |source: &Source| broken.iter().all(|(bad, last)| *source < bad.source || *last < *source);
    found.values.retain(sound);
    found.keymap.retain(|binding| sound(&binding.source));
    found.commands.retain(|command| sound(&command.source));
    found.roles.retain(|role| sound(&role.source));
    found.warnings.retain(|warning| sound(&warning.source));
    found.warnings.extend(broken.into_iter().map(|(warning, _)| warning));
    found.warnings.sort();
    found.keymap.sort_by(|one, other| one.source.cmp(&other.source));
    found.commands.sort_by(|one, other| one.source.cmp(&other.source));
    found.roles.sort_by(|one, other| one.source.cmp(&other.source));
    found
}

/// The end of the broken line with the byte at `start`. A table whose head is not closed is broken up to the next one.
fn last_broken(text: &str, start: usize) -> usize {
    let begin = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let mut lines = text.get(begin..).unwrap_or_default().split_inclusive('\n');
    let line = lines.next().unwrap_or_default();
    let is_open_head = line.trim_start().starts_with('[') && !line.contains(']');
    let rest = lines.take_while(|line| is_open_head && !line.trim_start().starts_with('['));
    (begin + line.len() + rest.map(str::len).sum::<usize>()).saturating_sub(1)
}

struct Reader<'t> {
    path: &'t Path,
    text: &'t str,
    found: Layers,
}

impl Reader<'_> {
    /// The line with the byte at `offset`, counted from 1.
    fn at(&self, offset: usize) -> Source {
        let line = self.text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1;
        Source::File(Place { file: self.path.to_owned(), line: Some(line) })
    }

    fn table(&mut self, section: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            let path =
                if section.is_empty() { name.get_ref().to_string() } else { format!("{section}.{}", name.get_ref()) };
            self.entry(&path, self.at(name.span().start), value);
        }
    }

    fn entry(&mut self, path: &str, at: Source, value: &Spanned<DeValue<'_>>) {
        if let Some(row) = KEYS.iter().find(|row| row.file == Some(path)) {
            match (row.kind, value.get_ref().as_table()) {
                (Kind::Commands, _) => self.commands(at, value),
                (Kind::Keymap, _) => self.keymap(at, value),
                (Kind::Theme, Some(theme)) => self.theme(row, path, theme),
                (
                    Kind::ClientId
                    | Kind::Secret
                    | Kind::Redirect
                    | Kind::Text
                    | Kind::CommandLine
                    | Kind::Switch
                    | Kind::Choice(_)
                    | Kind::Theme
                    | Kind::Count { .. },
                    Some(_) | None,
                ) => self.value(row, path, at, value),
            }
        } else if KEYS.iter().any(|row| is_inside(row.file, path)) {
            match value.get_ref().as_table() {
                Some(table) => self.table(path, table),
                None => self.wrong(at, path, value, &format!("a table, [{path}]")),
            }
        } else if path.ends_with("client_secret") {
            let way_out = "set SPOTIFY_CLIENT_SECRET, or enter it in the setup";
            self.problem(at, format!("`{path}` is ignored: a secret does not belong in this file; {way_out}"));
        } else {
            self.problem(at, unknown(path, value.get_ref().as_table().is_some()));
        }
    }

    fn value(&mut self, row: &'static Row, path: &str, at: Source, value: &Spanned<DeValue<'_>>) {
        let text = || value.get_ref().as_str().map(str::to_owned);
        let raw = match row.kind {
            Kind::Switch => value.get_ref().as_bool().map(|on| on.to_string()),
            Kind::Count { word, .. } => value.get_ref().as_integer().map(decimal).or_else(|| word.and_then(|_| text())),
            Kind::ClientId
            | Kind::Secret
            | Kind::Redirect
            | Kind::Text
            | Kind::CommandLine
            | Kind::Choice(_)
            | Kind::Theme
            | Kind::Keymap
            | Kind::Commands => text(),
        };
        let Some(raw) = raw else {
            let shown = if row.kind.is_private() { self.bare(value) } else { self.written(value) };
            return self.problem(at, format!("`{path}` {}", must_be(&shown, &row.kind.expected())));
        };
        match row.kind.check(&raw) {
            Ok(value) => self.found.values.push(row, value, at),
            Err(why) => self.problem(at, format!("`{path}` {why}")),
        }
    }

    fn keymap(&mut self, at: Source, value: &Spanned<DeValue<'_>>) {
        let Some(contexts) = value.get_ref().as_table() else {
            return self.wrong(at, "keymap", value, &Kind::Keymap.expected());
        };
        for (context, commands) in contexts {
            let at = self.at(context.span().start);
            let path = format!("keymap.{}", context.get_ref());
            match commands.get_ref().as_table() {
                None if KEYS.iter().any(|row| row.file == Some(&path)) => self.entry(&path, at, commands),
                Some(commands) => self.context(context.get_ref(), commands),
                None => self.wrong(at, &path, commands, "a table of commands"),
            }
        }
    }

    /// `name` is the theme that the roles change.
    fn theme(&mut self, row: &'static Row, path: &str, theme: &DeTable<'_>) {
        for (role, style) in theme {
            let source = self.at(role.span().start);
            let (role, style) = (role.get_ref(), style);
            let path = format!("{path}.{role}");
            match style.get_ref().as_str() {
                _ if role == "name" => self.value(row, &path, source, style),
                Some(style) => {
                    self.found.roles.push(RoleStyle { role: role.to_string(), style: style.to_owned(), source });
                }
                None => self.wrong(source, &path, style, "a style in quotation marks"),
            }
        }
    }

    fn context(&mut self, context: &str, commands: &DeTable<'_>) {
        for (command, keys) in commands {
            let source = self.at(command.span().start);
            let command = command.get_ref();
            let (keys, wrong) = self.texts(keys, "a key or a list of keys in quotation marks");
            let is_wrong = !wrong.is_empty();
            for why in wrong {
                self.problem(source.clone(), format!("`keymap.{context}.{command}` {why}"));
            }
            if !keys.is_empty() || !is_wrong {
                let (context, command) = (context.to_owned(), command.to_string());
                self.found.keymap.push(KeyBinding { context, command, keys, is_wrong, source });
            }
        }
    }

    /// Reports a value that is not what is `expected`.
    fn wrong(&mut self, at: Source, path: &str, value: &Spanned<DeValue<'_>>, expected: &str) {
        self.problem(at, format!("`{path}` {}", must_be(&self.written(value), expected)));
    }

    /// A value for a message.
    fn written(&self, value: &Spanned<DeValue<'_>>) -> String {
        self.text.get(value.span()).map_or_else(|| kind_of(value), quoted)
    }

    /// The same of a value that may be private: a list or a table may have a secret in it.
    fn bare(&self, value: &Spanned<DeValue<'_>>) -> String {
        let has_parts = value.get_ref().is_array() || value.get_ref().is_table();
        if has_parts { kind_of(value) } else { self.written(value) }
    }

    /// The texts of a list, or one text, and what is wrong with the rest; completes "`key` …".
    fn texts(&self, value: &Spanned<DeValue<'_>>, expected: &str) -> (Vec<String>, Vec<String>) {
        let (mut texts, mut wrong) = (Vec::new(), Vec::new());
        let mut read = |value: &Spanned<DeValue<'_>>, part: &str| match value.get_ref().as_str() {
            Some(text) => texts.push(text.to_owned()),
            None => wrong.push(must_be(&(self.written(value) + part), expected)),
        };
        match value.get_ref().as_array() {
            Some(list) => {
                (1..).zip(list.iter()).for_each(|(number, value)| read(value, &format!(" in element {number}")));
            }
            None => read(value, ""),
        }
        (texts, wrong)
    }

    fn problem(&mut self, at: Source, why: impl AsRef<str>) {
        self.found.warnings.push(ConfigWarning::new(at, why.as_ref()));
    }
}

/// The decimal form of an integer such as `600`, `1_000` or `0x258`; the text of one that is too large.
fn decimal(number: &DeInteger<'_>) -> String {
    i64::from_str_radix(number.as_str(), number.radix())
        .map_or_else(|_| number.to_string(), |number| number.to_string())
}

fn is_inside(file: Option<&str>, section: &str) -> bool {
    file.and_then(|path| path.strip_prefix(section)).is_some_and(|rest| rest.starts_with('.'))
}

fn kind_of(value: &Spanned<DeValue<'_>>) -> String {
    let name = value.get_ref().type_str();
    let article = if name.starts_with(['a', 'i']) { "an" } else { "a" };
    format!("{article} {name}")
}

/// The message about an unknown key or table, with those that may be meant and where they stand: of the same name in another
/// place, else of a similar path.
fn unknown(path: &str, is_table: bool) -> String {
    const ALL: &str = "docs/CONFIGURATION.md lists all keys";
    let section = |key: &'static str| key.rsplit_once('.').map(|(section, _)| section);
    let known = || KEYS.iter().filter_map(|row| row.file).flat_map(|key| [Some(key), section(key)]).flatten();
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_lowercase();
    let mut meant: Vec<_> = known().filter(|name| last(name) == last(path)).collect();
    meant.sort_unstable();
    meant.dedup();
    if meant.is_empty() {
        meant = nearest(path, known());
    }
    if meant.is_empty() {
        return format!("unknown key `{path}`; {ALL}");
    }
    let takes_table = |kind: Kind| kind.is_tables() || is_table && matches!(kind, Kind::Theme);
    let is_key = |name: &str| KEYS.iter().any(|row| row.file == Some(name) && !takes_table(row.kind));
    let is_misplaced = path.contains('.') && meant.iter().any(|name| is_key(name) && !name.contains('.'));
    let place = if is_misplaced { ", above all tables" } else { "" };
    let shown: Vec<_> =
        meant.iter().map(|name| if is_key(name) { (*name).to_owned() } else { format!("[{name}]") }).collect();
    let shown: Vec<_> = shown.iter().map(String::as_str).collect();
    format!("unknown key `{path}`; did you mean {}{place}? {ALL}", one_of(&shown))
}

//! `config.toml`: reading it, and what is wrong in it, by line.

use std::{fs::File, io::Read as _, ops::Range, path::Path};

use toml::{
    Spanned,
    de::{DeInteger, DeTable, DeValue},
};

use super::{KEYS, Key, KeyBinding, Kind, Source, value::nearest};

/// More than anybody writes by hand; larger files are not read.
const MAX_BYTES: u64 = 1 << 20;
/// One syntax error often brings others after it: the first ones are the true ones.
const MAX_SYNTAX_ERRORS: usize = 3;

/// What stands in a file: good values, lines of `[keymap]`, and problems, all with lines counted from 1.
#[derive(Debug, Default)]
pub(super) struct FileValues {
    pub(super) values: Vec<(&'static Key, String, usize)>,
    pub(super) keymap: Vec<(usize, Unplaced)>,
    pub(super) problems: Vec<(usize, String)>,
}

/// A line of `[keymap]` that does not know its file yet.
#[derive(Debug)]
pub(super) struct Unplaced {
    context: String,
    command: String,
    keys: Vec<String>,
}

impl Unplaced {
    pub(super) fn into_binding(self, source: Source) -> KeyBinding {
        KeyBinding { context: self.context, command: self.command, keys: self.keys, source }
    }
}

/// The text of a file; `None` when there is none; else why it cannot be read, as a sentence.
pub(super) fn read(path: &Path) -> Result<Option<String>, String> {
    let kind = match path.metadata() {
        Ok(data) => data.file_type(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("the file cannot be read: {error}")),
    };
    // Opening a pipe would wait for somebody to write.
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

/// Reads what can be read. A line with a syntax error is left out, the others count.
pub(super) fn parse(text: &str) -> FileValues {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { text, read: FileValues::default() };
    reader.table("", root.get_ref());
    let mut read = reader.read;

    let broken: Vec<_> = errors
        .iter()
        .take(MAX_SYNTAX_ERRORS)
        .map(|error| (line_of(text, error.span().unwrap_or_default().start), error.message().to_owned()))
        .collect();
    // What recovery made up for a broken line is nobody's value.
    let sound = |line: usize| broken.iter().all(|(bad, _)| *bad != line);
    read.values.retain(|(_, _, line)| sound(*line));
    read.keymap.retain(|(line, _)| sound(*line));
    read.problems.retain(|(line, _)| sound(*line));
    read.problems.extend(broken.into_iter().map(|(line, why)| (line, format!("this is not valid TOML: {why}"))));
    read.problems.sort();
    read.keymap.sort_by_key(|(line, _)| *line);
    read
}

/// The line in which a byte stands, counted from 1.
fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1
}

struct Reader<'t> {
    text: &'t str,
    read: FileValues,
}

impl Reader<'_> {
    fn table(&mut self, section: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            let path =
                if section.is_empty() { name.get_ref().to_string() } else { format!("{section}.{}", name.get_ref()) };
            let line = line_of(self.text, name.span().start);
            self.entry(&path, line, value);
        }
    }

    fn entry(&mut self, path: &str, line: usize, value: &Spanned<DeValue<'_>>) {
        if let Some(key) = KEYS.iter().find(|key| key.file == Some(path)) {
            if key.kind == Kind::Keymap { self.keymap(line, value) } else { self.value(key, path, line, value) }
        } else if KEYS.iter().any(|key| is_inside(key.file, path)) {
            match value.get_ref().as_table() {
                Some(table) => self.table(path, table),
                None => self.problem(line, format!("`{path}` must be a table, [{path}], not {}", kind_of(value))),
            }
        } else if path.ends_with("client_secret") {
            let way_out = "set SPOTIFY_CLIENT_SECRET, or enter it in the setup";
            self.problem(line, format!("`{path}` is ignored: a secret does not belong in this file; {way_out}"));
        } else {
            self.problem(line, unknown(path));
        }
    }

    fn value(&mut self, key: &'static Key, path: &str, line: usize, value: &Spanned<DeValue<'_>>) {
        let raw = match (value.get_ref(), key.kind) {
            (DeValue::Boolean(on), Kind::Switch) => on.to_string(),
            (DeValue::Integer(number), Kind::Count { .. }) => decimal(number).unwrap_or_else(|| number.to_string()),
            (DeValue::String(text), Kind::Count { word: Some(_), .. }) => text.to_string(),
            (DeValue::String(text), kind) if !matches!(kind, Kind::Switch | Kind::Count { .. }) => text.to_string(),
            _ => {
                return self.problem(line, format!("`{path}` must be {}, not {}", key.kind.expected(), kind_of(value)));
            }
        };
        match key.kind.check(&raw) {
            Ok(value) => self.read.values.push((key, value, line)),
            Err(why) => self.problem(line, format!("`{path}` {why}")),
        }
    }

    fn keymap(&mut self, line: usize, value: &Spanned<DeValue<'_>>) {
        let Some(contexts) = value.get_ref().as_table() else {
            return self.problem(line, format!("`keymap` must be {}", Kind::Keymap.expected()));
        };
        for (context, commands) in contexts {
            let line = line_of(self.text, context.span().start);
            match commands.get_ref().as_table() {
                Some(commands) => self.context(context.get_ref(), commands),
                None => self.problem(
                    line,
                    format!("`keymap.{}` must be a table of commands, not {}", context.get_ref(), kind_of(commands)),
                ),
            }
        }
    }

    fn context(&mut self, context: &str, commands: &DeTable<'_>) {
        for (command, keys) in commands {
            let line = line_of(self.text, command.span().start);
            match keys_of(keys) {
                Some(keys) => {
                    let (context, command) = (context.to_owned(), command.get_ref().to_string());
                    self.read.keymap.push((line, Unplaced { context, command, keys }));
                }
                None => self.problem(
                    line,
                    format!(
                        "`keymap.{context}.{}` must be a key or a list of keys in quotation marks",
                        command.get_ref()
                    ),
                ),
            }
        }
    }

    fn problem(&mut self, line: usize, why: String) {
        self.read.problems.push((line, why));
    }
}

/// An integer in decimals, whichever way it is written (`600`, `1_000`, `0x258`).
fn decimal(number: &DeInteger<'_>) -> Option<String> {
    i64::from_str_radix(number.as_str(), number.radix()).ok().map(|number| number.to_string())
}

fn keys_of(value: &Spanned<DeValue<'_>>) -> Option<Vec<String>> {
    match value.get_ref() {
        DeValue::String(key) => Some(vec![key.to_string()]),
        DeValue::Array(keys) => keys.iter().map(|key| key.get_ref().as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

fn is_inside(file: Option<&str>, section: &str) -> bool {
    file.and_then(|path| path.strip_prefix(section)).is_some_and(|rest| rest.starts_with('.'))
}

fn kind_of(value: &Spanned<DeValue<'_>>) -> String {
    let name = value.get_ref().type_str();
    let article = if name.starts_with(['a', 'i']) { "an" } else { "a" };
    format!("{article} {name}")
}

/// The message for a key that the table does not have: the one that was probably meant, else those that exist there.
fn unknown(path: &str) -> String {
    let known = || KEYS.iter().filter_map(|key| key.file);
    let last = path.rsplit('.').next().unwrap_or(path);
    let same_name = || known().find(|key| key.rsplit('.').next() == Some(last));
    if let Some(meant) = nearest(path, known()).or_else(same_name) {
        return format!("unknown key `{path}`; did you mean `{meant}`?");
    }
    let known: Vec<_> = known().map(|key| format!("`{key}`")).collect();
    format!("unknown key `{path}`; the keys are {}", known.join(", "))
}

/// Where the value of a root key stands in the text, when the text is valid TOML.
pub(super) fn root_value(text: &str, wanted: &str) -> Option<Range<usize>> {
    let root = DeTable::parse(text).ok()?;
    root.get_ref().iter().find(|(name, _)| name.get_ref() == wanted).map(|(_, value)| value.span())
}

/// Whether the text is valid TOML.
pub(super) fn is_sound(text: &str) -> bool {
    DeTable::parse(text).is_ok()
}

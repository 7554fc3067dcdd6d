//! Every key with its value, for a screen and for a report.

use super::{Config, KEYS, Kind, Row, Source, Sourced};

/// A key, and what it is set to.
#[derive(Debug, Clone)]
pub struct Listed {
    pub row: &'static Row,
    /// As it would be written; empty if there is none.
    pub default: &'static str,
    /// The value that counts; of a secret only that it is set.
    pub value: String,
    /// Where it comes from.
    pub source: Source,
    /// The value in the file, also if another one counts before it.
    pub in_file: Option<Sourced<String>>,
}

impl Config {
    /// Every key that has one value, in the order of the table: not the keymap, nor the flags that name folders and files.
    pub fn listed(&self) -> Vec<Listed> {
        let has_value = |row: &&&'static Row| {
            !row.kind.is_tables() && (row.file.is_some() || row.variable.is_some() || !row.default.is_empty())
        };
        KEYS.iter().filter(has_value).map(|row| self.listed_row(row)).collect()
    }

    fn listed_row(&self, row: &'static Row) -> Listed {
        let shown = |value: &str| if row.kind == Kind::Secret { "set".to_owned() } else { value.to_owned() };
        let default = self.default_of(row);
        let mut found = self.values.all(row);
        let in_file = self.values.all(row).find(|set| matches!(set.source, Source::File(_)));
        let in_file = in_file.map(|set| Sourced { value: shown(&set.value), source: set.source.clone() });
        match found.next() {
            Some(set) => Listed { row, default, value: shown(&set.value), source: set.source.clone(), in_file },
            None => Listed { row, default, value: default.to_owned(), source: Source::Default, in_file },
        }
    }
}

//! What the layers of the configuration hold.

use std::fmt;

use zeroize::Zeroizing;

use super::{CommandTable, ConfigWarning, KeyBinding, RoleStyle, Row, Source, Sourced};

/// The valid values, the strongest layer first, as checked text. `Debug` prints no value: one may be a secret.
#[derive(Clone, Default)]
pub(super) struct Values(Vec<(&'static str, Sourced<Zeroizing<String>>)>);

impl Values {
    pub(super) fn get(&self, row: &Row) -> Option<&Sourced<Zeroizing<String>>> {
        self.0.iter().find(|(name, _)| *name == row.name()).map(|(_, value)| value)
    }

    /// The values of all layers, the strongest first.
    pub(super) fn all(&self, row: &Row) -> impl Iterator<Item = &Sourced<Zeroizing<String>>> {
        let wanted = row.name();
        self.0.iter().filter(move |(name, _)| *name == wanted).map(|(_, value)| value)
    }

    pub(super) fn push(&mut self, row: &Row, value: String, source: Source) {
        self.0.push((row.name(), Sourced { value: Zeroizing::new(value), source }));
    }

    /// Adds the values of weaker layers.
    pub(super) fn append(&mut self, weaker: Self) {
        self.0.extend(weaker.0);
    }

    /// Keeps the values of sources that are `sound`.
    pub(super) fn retain(&mut self, sound: impl Fn(&Source) -> bool) {
        self.0.retain(|(_, value)| sound(&value.source));
    }

    /// Replaces the values of all layers.
    pub(super) fn replace(&mut self, row: &Row, value: Option<String>) {
        self.0.retain(|(name, _)| *name != row.name());
        if let Some(value) = value {
            self.push(row, value, Source::Default);
        }
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().map(|(name, value)| (name, &value.source))).finish()
    }
}

/// What the layers hold.
#[derive(Debug, Default)]
pub(super) struct Layers {
    pub(super) values: Values,
    pub(super) keymap: Vec<KeyBinding>,
    pub(super) commands: Vec<CommandTable>,
    pub(super) roles: Vec<RoleStyle>,
    pub(super) warnings: Vec<ConfigWarning>,
}

//! The fuzzy filter over all titles.

use tokio_util::sync::CancellationToken;

use super::{Arena, LibraryError, filter};
use crate::domain;

/// Titles between two checks for cancellation. Fuzzy matching takes longer than a sweep.
const BLOCK: usize = 512;

/// A fuzzy query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fuzzy(String);

impl Fuzzy {
    pub(super) fn of(query: &str) -> Self {
        Self(query.trim().to_owned())
    }

    /// A longer query finds no more than the query that it begins with, unless a backslash makes a space part of a word.
    pub(super) fn narrows(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0) && !self.0.contains('\\')
    }

    pub(super) fn matches(
        &self,
        arena: &Arena,
        among: Option<&[u32]>,
        cancel: &CancellationToken,
    ) -> Result<Vec<u32>, LibraryError> {
        let all: Vec<u32>;
        let among = if let Some(among) = among {
            among
        } else {
            all = arena.all();
            &all
        };
        if self.0.is_empty() {
            return Ok(among.to_vec());
        }
        let mut fuzzy = domain::Fuzzy::new(&self.0);
        filter(among, BLOCK, cancel, |title| fuzzy.matches(arena.title(title)))
    }

    pub(super) fn hits(&self, title: &str) -> Vec<u32> {
        domain::Fuzzy::new(&self.0).hits(title).map(|(_, hits)| hits).unwrap_or_default()
    }
}

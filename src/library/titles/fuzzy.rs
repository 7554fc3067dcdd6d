//! The fuzzy filter over all titles.

use tokio_util::sync::CancellationToken;

use super::{Arena, LibraryError, alive};
use crate::domain;

/// Titles looked at between two looks at whether somebody still waits: matching takes longer than sweeping.
const BLOCK: usize = 512;

/// A fuzzy query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fuzzy(String);

impl Fuzzy {
    pub(super) fn of(query: &str) -> Self {
        Self(query.trim().to_owned())
    }

    /// A query that another one begins with finds all that the other does, but for a backslash, which makes a space
    /// behind it part of a word.
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
            all = (0..u32::try_from(arena.len()).unwrap_or(u32::MAX)).collect();
            &all
        };
        if self.0.is_empty() {
            return Ok(among.to_vec());
        }
        let (mut fuzzy, mut hits) = (domain::Fuzzy::new(&self.0), Vec::new());
        for block in among.chunks(BLOCK) {
            alive(cancel)?;
            hits.extend(block.iter().copied().filter(|title| fuzzy.matches(arena.title(*title as usize))));
        }
        Ok(hits)
    }

    pub(super) fn hits(&self, title: &str) -> Vec<u32> {
        domain::Fuzzy::new(&self.0).hits(title).map(|(_, hits)| hits).unwrap_or_default()
    }
}

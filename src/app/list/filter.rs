//! The fuzzy filter: which titles match, and where.

use std::cmp::Reverse;

use super::{Item, Row};
use crate::domain::Fuzzy;

/// The rows of `order`, positions among `items`, whose titles match `query`, the best first; equally good ones, and all
/// of them if the query is blank, stay in their order.
pub fn rank<T: Item>(items: &[T], order: &[usize], query: &str) -> Vec<Row> {
    if query.trim().is_empty() {
        return order.iter().map(|index| Row { index: *index, hits: Vec::new() }).collect();
    }
    let mut fuzzy = Fuzzy::new(query);
    let mut ranked: Vec<(u32, Row)> = order
        .iter()
        .filter_map(|index| {
            let (score, hits) = fuzzy.hits(items.get(*index)?.title())?;
            Some((score, Row { index: *index, hits }))
        })
        .collect();
    ranked.sort_by_key(|(score, _)| Reverse(*score));
    ranked.into_iter().map(|(_, row)| row).collect()
}

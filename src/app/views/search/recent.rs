//! The latest queries, which Up brings back into an empty field, as in a shell.

/// The latest queries, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Recent {
    queries: Vec<String>,
    /// The query in the field, if it was brought back.
    at: Option<usize>,
}

impl Recent {
    /// The most queries that are kept.
    const MOST: usize = 10;

    pub(super) fn new(queries: Vec<String>) -> Self {
        Self { queries, at: None }
    }

    pub(super) fn queries(&self) -> &[String] {
        &self.queries
    }

    /// Puts a query first. Returns whether that changed anything.
    pub(super) fn add(&mut self, query: &str) -> bool {
        self.at = None;
        let query = query.trim();
        if query.is_empty() || self.queries.first().is_some_and(|first| first == query) {
            return false;
        }
        self.queries.retain(|known| known != query);
        self.queries.insert(0, query.to_owned());
        self.queries.truncate(Self::MOST);
        true
    }

    /// The query before or after the one in the field; `None` if the field holds something else, or there is none.
    pub(super) fn recall(&mut self, field: &str, older: bool) -> Option<&str> {
        let at = self.at.filter(|at| self.queries.get(*at).is_some_and(|query| query == field));
        if at.is_none() && !field.is_empty() {
            return None;
        }
        let next = match (at, older) {
            (None, true) => Some(0),
            (None, false) => return None,
            (Some(at), true) => Some((at + 1).min(self.queries.len().saturating_sub(1))),
            (Some(at), false) => at.checked_sub(1),
        };
        self.at = next;
        match next {
            Some(at) => self.queries.get(at).map(String::as_str),
            None => Some(""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_brought_back_in_order_and_only_into_an_empty_field() {
        let mut recent = Recent::default();
        for query in ["one", "two", " two ", "one", ""] {
            recent.add(query);
        }
        assert_eq!(recent.queries(), ["one", "two"]);
        assert_eq!(recent.recall("typed", true), None);
        assert_eq!(recent.recall("", false), None);
        assert_eq!(recent.recall("", true), Some("one"));
        assert_eq!(recent.recall("one", true), Some("two"));
        assert_eq!(recent.recall("two", true), Some("two"));
        assert_eq!(recent.recall("two", false), Some("one"));
        assert_eq!(recent.recall("one", false), Some(""));
        assert_eq!(recent.recall("one", true), None, "typed, not brought back");
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let mut recent = Recent::default();
        for number in 0..12 {
            assert!(recent.add(&number.to_string()));
        }
        assert_eq!((recent.queries().len(), recent.queries()[9].as_str()), (10, "2"));
    }
}

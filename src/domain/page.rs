//! One page of a list, whatever it lists.

/// A page as received: the good items, and what was said about the rest.
///
/// `offset` and `limit` are the ones that were asked for; nothing is computed from the number of items received,
/// because items may be `null` and are then counted in `skipped`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// Each good item with its position in the whole list.
    pub items: Vec<(u32, T)>,
    /// Items that were `null` or could not be read.
    pub skipped: u32,
    /// The offset asked for.
    pub offset: u32,
    /// The limit asked for.
    pub limit: u32,
    /// How many items the answer holds, good or not.
    pub received: u32,
    /// What Spotify says the list holds; it may lie.
    pub total: Option<u32>,
    /// Whether Spotify named a next page on its own origin.
    pub has_next: bool,
}

//! A page of a list.

/// A page as received.
///
/// `offset` and `limit` are those of the request. Compute nothing from the number of items: `null` items are missing, and
/// counted in `skipped`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// Each valid item with its position in the whole list.
    pub items: Vec<(u32, T)>,
    /// Items that were `null` or could not be parsed.
    pub skipped: u32,
    pub offset: u32,
    pub limit: u32,
    /// All items received, valid or not.
    pub received: u32,
    /// Length of the list according to Spotify, which may be wrong.
    pub total: Option<u32>,
    /// Whether Spotify names a next page on its own origin.
    pub has_next: bool,
}

//! How the guard treats a request.

/// Which limit on requests in flight applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lane {
    /// At most 4: all requests except those of the list of shows.
    #[default]
    Usual,
    /// At most 8, together with the usual ones: the list of shows.
    Wide,
}

/// Whether a request may be retried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tries {
    /// Retried after 5xx, network errors and near deadlines.
    #[default]
    Several,
    /// Never retried: the exchange of a code, which is valid once (RFC 6749 §4.1.2), and commands to a player (security K4).
    Once,
}

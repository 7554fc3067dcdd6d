//! What a request says to the guard about itself.

/// Which bound on requests in flight applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lane {
    /// At most 4 at once: everything but the list of shows.
    #[default]
    Usual,
    /// At most 8 at once, the others included: the list of shows.
    Wide,
}

/// Whether a request may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tries {
    /// Again after 5xx, network trouble and short waits that Spotify asks for.
    #[default]
    Several,
    /// Never: the exchange of a code, which is good once (RFC 6749 §4.1.2).
    Once,
}

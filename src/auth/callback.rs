//! What a callback says, checked. Pure.
/// Why a pasted redirect URL was not taken; the attempt goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasteError {
    /// It does not read as an address.
    #[error("this is not an address; copy the whole line of the browser's address bar")]
    NotAUrl,
    /// It is the authorization page's address, not where it led.
    #[error("this is the page to log in with; open it, agree, and paste the address it leads to")]
    AuthorizePage,
    /// An address of another place than the redirect URI.
    #[error("this is not the address Spotify leads back to")]
    Elsewhere,
    /// A code, state, error or issuer comes twice, or the query cannot be read.
    #[error("this address is damaged; copy the whole line of the browser's address bar")]
    Damaged,
    /// No state, or one of another attempt.
    #[error("this address belongs to another login; use the page opened last")]
    WrongState,
    /// The issuer is not the accounts service that was asked.
    #[error("this address comes from another service")]
    WrongIssuer,
    /// Neither a code nor an error is in it.
    #[error("this address carries no code; copy the whole line of the browser's address bar")]
    NoCode,
    /// The attempt has ended, or its callback has arrived already.
    #[error("this login has ended; start a new one")]
    Ended,
}

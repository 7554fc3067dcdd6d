//! What can go wrong between us and Spotify, by cause.

use jiff::Timestamp;

use crate::domain::CleanText;

/// Why a request brought nothing. One variant per thing a person can do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// There is no login, or Spotify withdrew it: log in.
    #[error("not logged in")]
    LoggedOut,
    /// The refresh token was refused (`invalid_grant`): revoked, or six months old. Log in again.
    #[error("the login has ended")]
    LoginExpired,
    /// Somebody else has logged in since, with another copy of the program: nothing is asked in their name for this
    /// account.
    #[error("another account has logged in meanwhile")]
    AnotherAccount,
    /// The client ID or secret is wrong (`invalid_client`).
    #[error("Spotify does not know this client ID or secret")]
    InvalidClient,
    /// The name does not resolve, the connection is refused or breaks, TLS fails.
    #[error("Spotify cannot be reached: {0}")]
    Unreachable(CleanText),
    /// Nothing came in time.
    #[error("Spotify did not answer in time")]
    Timeout,
    /// No request before this moment: Spotify's `Retry-After`, longer than one waits for.
    #[error("Spotify asks to wait until {until}")]
    Blocked {
        /// When asking is allowed again.
        until: Timestamp,
    },
    /// HTML where JSON was due: most often the sign-in page of a network.
    #[error("the answer is a web page, not Spotify's")]
    SignInPage,
    /// A redirect, which is never followed.
    #[error("Spotify answered with a redirect")]
    Redirected,
    /// 403 with `Insufficient client scope`.
    #[error("a permission is missing")]
    MissingScope,
    /// The owner of the app has no Premium.
    #[error("the owner of the app needs Premium")]
    OwnerNeedsPremium,
    /// The account is not on the app's allow-list.
    #[error("this account is not on the app's user list")]
    UserNotRegistered,
    /// Any other 403.
    #[error("Spotify refused: {0}")]
    Forbidden(CleanText),
    /// 404.
    #[error("Spotify does not find it")]
    NotFound,
    /// 5xx after all tries.
    #[error("Spotify failed with status {0}")]
    Server(u16),
    /// Any other status.
    #[error("unexpected status {status}: {message}")]
    Status {
        /// The HTTP status.
        status: u16,
        /// What the body said.
        message: CleanText,
    },
    /// The body is larger than is read, or does not parse at all.
    #[error("the answer could not be read: {0}")]
    Unreadable(CleanText),
    /// The tokens could not be read or stored.
    #[error("the login could not be stored: {0}")]
    Storage(CleanText),
}

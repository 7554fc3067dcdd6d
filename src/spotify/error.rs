//! Errors of requests to Spotify.

use jiff::Timestamp;

use crate::domain::{CleanText, Scope};

/// Why a request failed. One variant per remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    #[error("not logged in")]
    LoggedOut,
    /// `invalid_grant`: the refresh token was revoked, or is six months old.
    #[error("the login has expired")]
    LoginExpired,
    /// Another process has logged in to another account. Its tokens are not used for this one.
    #[error("another account has logged in")]
    AnotherAccount,
    /// `invalid_client`.
    #[error("invalid client ID or secret")]
    InvalidClient,
    /// DNS, connection or TLS error before the request was sent.
    #[error("cannot reach Spotify: {0}")]
    NotConnected(CleanText),
    /// The connection broke, and the request may have been carried out.
    #[error("cannot reach Spotify: {0}")]
    Unreachable(CleanText),
    #[error("Spotify did not answer in time")]
    Timeout,
    /// A `Retry-After` longer than the guard waits for.
    #[error("rate limited by Spotify until {until}")]
    Blocked { until: Timestamp },
    /// HTML instead of JSON, usually the sign-in page of a network.
    #[error("the answer is a web page, not from Spotify")]
    SignInPage,
    /// Redirects are never followed.
    #[error("unexpected redirect")]
    Redirected,
    /// 403 `Insufficient client scope`, with the scope that the endpoint needs, where that is known.
    #[error("missing permission{}", .0.map_or_else(String::new, |scope| format!(" {}", scope.as_str())))]
    MissingScope(Option<Scope>),
    #[error("the owner of the Spotify app needs Premium")]
    OwnerNeedsPremium,
    #[error("this account is not on the user list of the Spotify app")]
    UserNotRegistered,
    /// 404 with the reason `NO_ACTIVE_DEVICE`.
    #[error("no active device")]
    NoActiveDevice,
    /// 404 `Device not found`: the device is gone, or has another id now.
    #[error("device not found")]
    DeviceNotFound,
    /// 403 with the reason `PREMIUM_REQUIRED`: the account that listens has none.
    #[error("playing needs Premium")]
    PremiumRequired,
    /// 403 `Device is restricted`: it takes no command from the Web API.
    #[error("the device does not accept commands from apps")]
    DeviceRestricted,
    /// 403 `Restriction violated`: the player is in that state already, or does not allow it now.
    #[error("the player does not allow this now")]
    Restricted,
    /// Any other 403.
    #[error("Spotify denied access: {0}")]
    Forbidden(CleanText),
    /// 404.
    #[error("not found on Spotify")]
    NotFound,
    /// 5xx after all tries.
    #[error("Spotify server error (status {0})")]
    Server(u16),
    /// Any other status.
    #[error("unexpected status {status}: {message}")]
    Status { status: u16, message: CleanText },
    /// The body is too large, or does not parse.
    #[error("cannot read the answer: {0}")]
    Unreadable(CleanText),
    /// The vault failed.
    #[error("cannot store the login: {0}")]
    Storage(CleanText),
    /// The keyring did not give the login out.
    #[error("cannot use the login: {0}")]
    Keyring(CleanText),
}

/// What a failure is about, and so whether other requests fail too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    LoggedOut,
    LoginExpired,
    AnotherAccount,
    /// The app, or what the account permits it.
    App,
    /// The way to Spotify, or Spotify as a whole.
    Network,
    /// Where the login is kept.
    Storage,
    /// This request.
    Request,
}

impl ApiError {
    pub fn concern(&self) -> Concern {
        match self {
            Self::LoggedOut => Concern::LoggedOut,
            Self::LoginExpired => Concern::LoginExpired,
            Self::AnotherAccount => Concern::AnotherAccount,
            Self::InvalidClient | Self::MissingScope(_) | Self::OwnerNeedsPremium | Self::UserNotRegistered => {
                Concern::App
            }
            Self::NotConnected(_)
            | Self::Unreachable(_)
            | Self::Timeout
            | Self::Blocked { .. }
            | Self::SignInPage
            | Self::Redirected
            | Self::Server(_) => Concern::Network,
            Self::Storage(_) | Self::Keyring(_) => Concern::Storage,
            Self::NoActiveDevice
            | Self::DeviceNotFound
            | Self::PremiumRequired
            | Self::DeviceRestricted
            | Self::Restricted
            | Self::Forbidden(_)
            | Self::NotFound
            | Self::Status { .. }
            | Self::Unreadable(_) => Concern::Request,
        }
    }

    pub(crate) fn unreadable(why: &str) -> Self {
        Self::Unreadable(CleanText::new(why))
    }
}

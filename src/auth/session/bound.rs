//! Tokens of one account.

use jiff::Timestamp;

use super::{Held, Session};
use crate::{
    domain::{Account, CleanText},
    spotify::{AccessToken, ApiError, TokenSource},
};

/// A token source bound to one account. Another process may log in to another account at any time, and a refresh then
/// yields that account's tokens; this source returns [`ApiError::AnotherAccount`] instead. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Bound {
    session: Session,
    account: CleanText,
    authorized_at: Option<Timestamp>,
}

impl Session {
    /// The tokens of `account` only. `authorized_at` ([`Session::authorized_at`]) identifies its login until Spotify has
    /// named the account.
    pub fn bound_to(&self, account: &Account, authorized_at: Option<Timestamp>) -> Bound {
        Bound { session: self.clone(), account: account.id.clone(), authorized_at }
    }
}

impl Bound {
    /// Whether this login is still the one in use, by the file. Blocks on the disk.
    pub fn is_current(&self) -> bool {
        self.session.0.look().is_ok() && self.check().is_ok()
    }

    /// Why this login is no longer the one in use.
    ///
    /// # Errors
    /// Always, unless it is.
    pub async fn ended(&self) -> Result<(), ApiError> {
        self.session.look().await?;
        self.check()
    }

    /// Whether the login in use is the account's: by its account, else by the time of authorization.
    fn check(&self) -> Result<(), ApiError> {
        let is_ours = match self.session.0.held() {
            Held::Nothing => return Err(ApiError::LoggedOut),
            Held::Expired => return Err(ApiError::LoginExpired),
            held => held.about().is_some_and(|about| match &about.account {
                Some(account) => account.id == self.account,
                None => self.authorized_at == Some(about.authorized_at),
            }),
        };
        if is_ours { Ok(()) } else { Err(ApiError::AnotherAccount) }
    }
}

impl TokenSource for Bound {
    async fn bearer(&self) -> Result<AccessToken, ApiError> {
        let token = self.session.bearer().await?;
        self.check().map(|()| token)
    }

    async fn renew(&self, rejected: &AccessToken) -> Result<AccessToken, ApiError> {
        let token = self.session.renew(rejected).await?;
        self.check().map(|()| token)
    }
}

//! The session's tokens for as long as they are of one account.

use jiff::Timestamp;

use super::{Held, Session};
use crate::{
    domain::{Account, CleanText},
    spotify::{AccessToken, ApiError, TokenSource},
};

/// Tokens of one account. Another process may log in as somebody else at any moment, and a refresh then brings their
/// tokens: whoever writes under this account gets none of them. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Bound {
    session: Session,
    account: CleanText,
    authorized_at: Option<Timestamp>,
}

impl Session {
    /// The tokens of an account, whose login was in use when it was asked ([`Session::authorized_at`]) whose it is.
    #[must_use]
    pub fn bound_to(&self, account: &Account, authorized_at: Option<Timestamp>) -> Bound {
        Bound { session: self.clone(), account: account.id.clone(), authorized_at }
    }
}

impl Bound {
    /// Gives a token out where the login in use is the account's: by what is known of it, else by when it was authorized.
    fn checked(&self, token: AccessToken) -> Result<AccessToken, ApiError> {
        let is_ours = match self.session.0.held() {
            Held::Nothing => return Err(ApiError::LoggedOut),
            Held::Expired => return Err(ApiError::LoginExpired),
            Held::Login(credentials) | Held::Unsaved(credentials) => match &credentials.account {
                Some(account) => account.id == self.account,
                None => self.authorized_at == Some(credentials.authorized_at),
            },
        };
        if is_ours { Ok(token) } else { Err(ApiError::AnotherAccount) }
    }
}

impl TokenSource for Bound {
    async fn bearer(&self) -> Result<AccessToken, ApiError> {
        self.checked(self.session.bearer().await?)
    }

    async fn renew(&self, rejected: &AccessToken) -> Result<AccessToken, ApiError> {
        self.checked(self.session.renew(rejected).await?)
    }
}

//! The token endpoint: exchanges a code or a refresh token for new tokens (RFC 6749 §4.1.3, §6; RFC 7636 §4.5).
//!
//! Requests go through the guard like all others. This module stores nothing. Start with `TokenEndpoint::exchange`.

mod wire;

use secrecy::SecretString;

pub(super) use self::wire::Text;
use super::{ClientId, LoginSettings, RedirectUri, pkce::Verifier};
use crate::{
    domain::{Private, Scopes},
    spotify::{AccessToken, ApiError, Http, Request, guard::Tries, http::Authorization},
};

/// The token endpoint, used with one client ID.
#[derive(Debug)]
pub(super) struct TokenEndpoint {
    pub(super) accounts: Http,
    client_id: ClientId,
    client_secret: Option<SecretString>,
}

impl TokenEndpoint {
    pub(super) fn new(accounts: Http, settings: &LoginSettings) -> Self {
        let LoginSettings { client_id, client_secret, .. } = settings;
        Self { accounts, client_id: client_id.clone(), client_secret: client_secret.clone() }
    }

    /// Exchanges a code. Sends the request once, because any answer uses up the code (security C8).
    pub(super) async fn exchange(&self, code: AuthorizationCode) -> Result<Grant, TokenError> {
        let AuthorizationCode { code, verifier, redirect } = code;
        let form = vec![
            ("grant_type", Private::new("authorization_code")),
            ("code", code),
            ("redirect_uri", Private::new(redirect.to_string())),
            ("client_id", Private::new(self.client_id.as_str())),
            ("code_verifier", verifier.into_secret()),
        ];
        self.post(form, Tries::Once).await
    }

    /// Exchanges a refresh token.
    pub(super) async fn refresh(&self, token: &RefreshToken) -> Result<Grant, TokenError> {
        let form = vec![
            ("grant_type", Private::new("refresh_token")),
            ("refresh_token", token.0.clone()),
            ("client_id", Private::new(self.client_id.as_str())),
        ];
        self.post(form, Tries::Several).await
    }

    async fn post(&self, form: Vec<(&'static str, Private)>, tries: Tries) -> Result<Grant, TokenError> {
        let mut request = Request { tries, ..Request::post_form("/api/token", form) };
        if let Some(secret) = &self.client_secret {
            let id = self.client_id.as_str().to_owned();
            request.authorization = Authorization::Basic { id, secret: secret.clone() };
        }
        wire::read(&self.accounts.send(&request).await?)
    }
}

/// A successful answer of the token endpoint.
#[derive(Debug)]
pub(super) struct Grant {
    pub(super) access: AccessToken,
    /// A new refresh token. Without one, the old one stays valid.
    pub(super) refresh: Option<RefreshToken>,
    /// The scopes granted. `None` means all that were requested (RFC 6749 §5.1).
    pub(super) scopes: Option<Scopes>,
    /// Lifetime of the access token in seconds, 1 to 86,400.
    pub(super) lifetime: i64,
}

/// Why the token endpoint granted nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenError {
    /// `invalid_grant`: the code or refresh token is no longer valid. Do not retry.
    InvalidGrant,
    /// Any other error. Stored tokens stay valid.
    Api(ApiError),
}

impl From<ApiError> for TokenError {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

/// An authorization code with the verifier and redirect URI that its exchange needs. The exchange consumes it, so a
/// code is exchanged at most once (security C8).
#[derive(Debug)]
pub struct AuthorizationCode {
    pub(super) code: Private,
    pub(super) verifier: Verifier,
    pub(super) redirect: RedirectUri,
}

/// A refresh token, under the same rules as an access token.
#[derive(Debug, Clone)]
pub(super) struct RefreshToken(Private);

impl RefreshToken {
    pub(super) fn parse(raw: &str) -> Option<Self> {
        AccessToken::is_valid(raw).then(|| Self(Private::new(raw)))
    }

    /// The token, for the vault only.
    pub(super) fn expose(&self) -> &str {
        self.0.expose()
    }
}

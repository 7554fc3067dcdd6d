//! The token endpoint: a code becomes tokens, a refresh token becomes new ones (RFC 6749 §4.1.3, §6; RFC 7636 §4.5).
//!
//! Requests go through the guard like all others. Nothing is stored in here. Start with `TokenEndpoint::exchange`.

mod wire;

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use super::{ClientId, LoginSettings, RedirectUri, pkce::Verifier};
use crate::{
    domain::Scopes,
    spotify::{AccessToken, ApiError, Http, Request, guard::Tries},
};

/// The endpoint as one client sees it.
#[derive(Debug)]
pub(super) struct TokenEndpoint {
    accounts: Http,
    client_id: ClientId,
    client_secret: Option<SecretString>,
}

impl TokenEndpoint {
    /// The endpoint of the accounts service, for the client of these settings.
    pub(super) fn new(accounts: Http, settings: &LoginSettings) -> Self {
        let LoginSettings { client_id, client_secret, .. } = settings;
        Self { accounts, client_id: client_id.clone(), client_secret: client_secret.clone() }
    }

    /// The service behind it.
    pub(super) fn accounts(&self) -> &Http {
        &self.accounts
    }

    /// Exchanges a code, which is used up whatever the answer; the request is sent once (security C8).
    pub(super) async fn exchange(&self, code: AuthorizationCode) -> Result<Grant, TokenError> {
        let form = vec![
            ("grant_type", SecretString::from("authorization_code")),
            ("code", code.code),
            ("redirect_uri", SecretString::from(code.redirect.to_string())),
            ("client_id", SecretString::from(self.client_id.as_str())),
            ("code_verifier", SecretString::from(code.verifier.expose())),
        ];
        self.post(form, Tries::Once).await
    }

    /// Asks for a new access token.
    pub(super) async fn refresh(&self, token: &RefreshToken) -> Result<Grant, TokenError> {
        let form = vec![
            ("grant_type", SecretString::from("refresh_token")),
            ("refresh_token", SecretString::from(token.expose())),
            ("client_id", SecretString::from(self.client_id.as_str())),
        ];
        self.post(form, Tries::Several).await
    }

    async fn post(&self, form: Vec<(&'static str, SecretString)>, tries: Tries) -> Result<Grant, TokenError> {
        let mut request = Request::post_form("/api/token", form).tries(tries);
        if let Some(secret) = &self.client_secret {
            request = request.basic(self.client_id.as_str(), secret.clone());
        }
        let answer = self.accounts.send(&request).await?;
        wire::read(&answer)
    }
}

/// What the endpoint granted.
#[derive(Debug)]
pub(super) struct Grant {
    /// The new access token.
    pub(super) access: AccessToken,
    /// A new refresh token; where none came, the old one stays good.
    pub(super) refresh: Option<RefreshToken>,
    /// What was granted; where nothing is said, what was asked for (RFC 6749 §5.1).
    pub(super) scopes: Option<Scopes>,
    /// How many seconds the access token is good for, 1 to 86,400.
    pub(super) lifetime: i64,
}

/// Why the endpoint granted nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenError {
    /// `invalid_grant`: the code or refresh token is no longer good, and no retry makes it so.
    InvalidGrant,
    /// Anything else. The tokens there are stay good.
    Api(ApiError),
}

impl From<ApiError> for TokenError {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

/// An authorization code with what its exchange needs (verifier, redirect URI). It is consumed by the exchange, so
/// a code is exchanged at most once (security C8). `Debug` prints `[redacted]`; zeroized on drop.
pub struct AuthorizationCode {
    code: SecretString,
    verifier: Verifier,
    redirect: RedirectUri,
}

impl AuthorizationCode {
    /// The code of a callback that passed all checks.
    pub(super) fn new(code: SecretString, verifier: Verifier, redirect: RedirectUri) -> Self {
        Self { code, verifier, redirect }
    }
}

impl fmt::Debug for AuthorizationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthorizationCode([redacted])")
    }
}

/// A refresh token: visible ASCII, as long as an access token may be. `Debug` prints `[redacted]`; zeroized on drop.
#[derive(Clone)]
pub(super) struct RefreshToken(SecretString);

impl RefreshToken {
    /// Accepts visible ASCII without spaces (security C4).
    pub(super) fn parse(raw: &str) -> Option<Self> {
        let fits = (1..=AccessToken::MAX_BYTES).contains(&raw.len()) && raw.bytes().all(|b| b.is_ascii_graphic());
        fits.then(|| Self(SecretString::from(raw)))
    }

    /// The token, for the token request and the vault only.
    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

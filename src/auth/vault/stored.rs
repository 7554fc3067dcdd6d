//! The files' contents: JSON with RFC 3339 times, read and written without a second copy of a secret.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use serde::{Deserialize, Serialize};

use crate::{
    auth::{
        ClientId,
        token::{Grant, RefreshToken},
    },
    domain::{Account, CleanText, Scopes},
    spotify::{AccessToken, Origin},
};

/// A login. `Debug` prints no token.
#[derive(Debug, Clone)]
pub(in crate::auth) struct Credentials {
    pub(in crate::auth) access: AccessToken,
    /// Without one the login lasts as long as its access token.
    pub(in crate::auth) refresh: Option<RefreshToken>,
    pub(in crate::auth) scopes: Scopes,
    /// When the access token came.
    pub(in crate::auth) obtained_at: Timestamp,
    /// When the access token ends, by the answer it came with.
    pub(in crate::auth) expires_at: Timestamp,
    /// When the person agreed; Spotify ends the login six months later.
    pub(in crate::auth) authorized_at: Timestamp,
    /// Whose login it is, once that is known.
    pub(in crate::auth) account: Option<Account>,
}

impl Credentials {
    /// A new login, agreed to just now.
    pub(in crate::auth) fn new(grant: Grant, now: Timestamp) -> Self {
        Self {
            access: grant.access,
            refresh: grant.refresh,
            scopes: grant.scopes.unwrap_or_else(Scopes::all),
            obtained_at: now,
            expires_at: after(now, grant.lifetime),
            authorized_at: now,
            account: None,
        }
    }

    /// The same login after a refresh: what the answer leaves out stays as it was (security E3).
    pub(in crate::auth) fn refreshed(&self, grant: Grant, now: Timestamp) -> Self {
        Self {
            access: grant.access,
            refresh: grant.refresh.or_else(|| self.refresh.clone()),
            scopes: grant.scopes.unwrap_or_else(|| self.scopes.clone()),
            obtained_at: now,
            expires_at: after(now, grant.lifetime),
            authorized_at: self.authorized_at,
            account: self.account.clone(),
        }
    }

    /// Whether the access token is about to end: a minute before, or a tenth of its life where that is less
    /// (security C5).
    pub(in crate::auth) fn is_stale(&self, now: Timestamp) -> bool {
        let life = self.expires_at.duration_since(self.obtained_at);
        let skew = (life / 10).clamp(SignedDuration::ZERO, SignedDuration::from_secs(60));
        now.duration_since(self.expires_at) >= -skew
    }

    /// When Spotify ends the login: six months after the person agreed, whatever was refreshed since.
    pub(in crate::auth) fn authorization_ends(&self) -> Timestamp {
        let agreed = self.authorized_at.to_zoned_datetime(TimeZone::UTC);
        agreed.checked_add(6.months()).map_or(Timestamp::MAX, |end| end.timestamp())
    }

    /// Reads the file; `None` for a login of another service or client.
    pub(super) fn read(bytes: &[u8], binding: &Binding) -> Result<Option<Self>, Corrupt> {
        let wire: Wire<'_> = serde_json::from_slice(bytes).map_err(|_| Corrupt)?;
        let time = |text: &str| text.parse::<Timestamp>().map_err(|_| Corrupt);
        let credentials = Self {
            access: AccessToken::parse(&wire.access_token).ok_or(Corrupt)?,
            refresh: wire.refresh_token.map(|Text(t)| RefreshToken::parse(&t).ok_or(Corrupt)).transpose()?,
            scopes: Scopes::parse(&wire.scope),
            obtained_at: time(&wire.obtained_at)?,
            expires_at: time(&wire.expires_at)?,
            authorized_at: time(&wire.authorized_at)?,
            account: wire.account.map(AccountWire::account),
        };
        let ours = wire.issuer == binding.issuer && wire.client_id == binding.client_id.as_str();
        Ok(ours.then_some(credentials))
    }

    /// The file's content.
    pub(super) fn write(&self, binding: &Binding) -> Zeroizing<Vec<u8>> {
        write(&Wire {
            issuer: binding.issuer.as_str().into(),
            client_id: binding.client_id.as_str().into(),
            access_token: self.access.expose().into(),
            obtained_at: self.obtained_at.to_string().into(),
            expires_at: self.expires_at.to_string().into(),
            refresh_token: self.refresh.as_ref().map(|token| Text(token.expose().into())),
            scope: self.scopes.to_string().into(),
            authorized_at: self.authorized_at.to_string().into(),
            account: self.account.as_ref().map(AccountWire::of),
        })
    }
}

/// What a login is good for: the service that granted it, and the client it was granted to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::auth) struct Binding {
    issuer: String,
    client_id: ClientId,
}

impl Binding {
    /// Logins of this accounts service for this client.
    pub(in crate::auth) fn new(accounts: &Origin, client_id: &ClientId) -> Self {
        Self { issuer: accounts.to_string(), client_id: client_id.clone() }
    }
}

/// The file is not what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Corrupt;

/// Whose login it is, whoever granted it, where that is known.
pub(super) fn read_account(bytes: &[u8]) -> Result<Option<Account>, Corrupt> {
    let wire: Wire<'_> = serde_json::from_slice(bytes).map_err(|_| Corrupt)?;
    Ok(wire.account.map(AccountWire::account))
}

/// The client secret, where it is this client's.
pub(super) fn read_secret(bytes: &[u8], client_id: &ClientId) -> Result<Option<SecretString>, Corrupt> {
    let wire: ClientWire<'_> = serde_json::from_slice(bytes).map_err(|_| Corrupt)?;
    Ok((wire.client_id == client_id.as_str()).then(|| SecretString::from(&*wire.client_secret)))
}

/// The client secret's file.
pub(super) fn write_secret(client_id: &ClientId, secret: &SecretString) -> Zeroizing<Vec<u8>> {
    write(&ClientWire { client_id: client_id.as_str().into(), client_secret: secret.expose_secret().into() })
}

fn write(wire: &impl Serialize) -> Zeroizing<Vec<u8>> {
    // Of full size from the start: a buffer that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(32 * 1024));
    // Strings and options into memory: there is nothing in it that can fail.
    let _ = serde_json::to_writer_pretty(&mut *bytes, wire);
    bytes.push(b'\n');
    bytes
}

fn after(now: Timestamp, seconds: i64) -> Timestamp {
    now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

/// Text borrowed from the file where it has no escapes, and tokens have none.
#[derive(Serialize, Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Serialize, Deserialize)]
struct Wire<'a> {
    #[serde(borrow)]
    issuer: Cow<'a, str>,
    #[serde(borrow)]
    client_id: Cow<'a, str>,
    #[serde(borrow)]
    access_token: Cow<'a, str>,
    #[serde(borrow)]
    obtained_at: Cow<'a, str>,
    #[serde(borrow)]
    expires_at: Cow<'a, str>,
    #[serde(borrow)]
    refresh_token: Option<Text<'a>>,
    #[serde(borrow)]
    scope: Cow<'a, str>,
    #[serde(borrow)]
    authorized_at: Cow<'a, str>,
    account: Option<AccountWire>,
}

#[derive(Serialize, Deserialize)]
struct AccountWire {
    id: String,
    name: Option<String>,
    premium: Option<bool>,
}

impl AccountWire {
    fn of(account: &Account) -> Self {
        let name = account.display_name.as_ref().map(|name| name.as_str().to_owned());
        Self { id: account.id.as_str().to_owned(), name, premium: account.premium }
    }

    fn account(self) -> Account {
        let display_name = self.name.as_deref().map(CleanText::new);
        Account { id: CleanText::new(&self.id), display_name, premium: self.premium }
    }
}

#[derive(Serialize, Deserialize)]
struct ClientWire<'a> {
    #[serde(borrow)]
    client_id: Cow<'a, str>,
    #[serde(borrow)]
    client_secret: Cow<'a, str>,
}

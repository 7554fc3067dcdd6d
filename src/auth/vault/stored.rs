//! File contents: JSON with RFC 3339 times, parsed and written without copying a secret.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use serde::{Deserialize, Serialize};

use crate::{
    auth::{
        ClientId,
        token::{Grant, RefreshToken, Text},
        vault::Found,
    },
    domain::{Account, CleanText, Scopes},
    spotify::{AccessToken, Origin},
};

/// A login.
#[derive(Debug, Clone)]
pub(in crate::auth) struct Credentials {
    pub(in crate::auth) access: AccessToken,
    /// Without one, the login ends with its access token.
    pub(in crate::auth) refresh: Option<RefreshToken>,
    pub(in crate::auth) about: About,
}

/// A login without its tokens: what is known before the keyring is asked.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::auth) struct About {
    pub(in crate::auth) scopes: Scopes,
    /// When the access token was received.
    pub(in crate::auth) obtained_at: Timestamp,
    /// When the access token expires.
    pub(in crate::auth) expires_at: Timestamp,
    /// When the person gave consent. Spotify ends the login six months later.
    pub(in crate::auth) authorized_at: Timestamp,
    /// `None` until Spotify has named it.
    pub(in crate::auth) account: Option<Account>,
}

impl About {
    /// Whether it is the same login as `other`, or a later one of its account.
    pub(in crate::auth) fn is_login_of(&self, other: &Self) -> bool {
        let id = |login: &Self| login.account.as_ref().map(|account| account.id.clone());
        self.authorized_at == other.authorized_at || (id(self).is_some() && id(self) == id(other))
    }

    /// When Spotify ends the login: six months after consent. A refresh does not extend it.
    pub(in crate::auth) fn authorization_ends(&self) -> Timestamp {
        let agreed = self.authorized_at.to_zoned_datetime(TimeZone::UTC);
        agreed.checked_add(6.months()).map_or(Timestamp::MAX, |end| end.timestamp())
    }

    /// The file of a login whose tokens are in the keyring.
    pub(super) fn write(&self, binding: &Binding) -> Zeroizing<Vec<u8>> {
        write(&self.wire(binding))
    }

    fn wire(&self, binding: &Binding) -> Wire<'static> {
        Wire {
            issuer: binding.issuer.clone(),
            client_id: binding.client_id.as_str().into(),
            keyring: true,
            access_token: None,
            obtained_at: self.obtained_at.to_string(),
            expires_at: self.expires_at.to_string(),
            refresh_token: None,
            scope: self.scopes.to_string(),
            authorized_at: self.authorized_at.to_string(),
            account: self.account.as_ref().map(AccountWire::of),
        }
    }
}

impl Credentials {
    /// A login authorized at `now`.
    pub(in crate::auth) fn new(grant: Grant, now: Timestamp) -> Self {
        let about = About {
            scopes: grant.scopes.unwrap_or_else(Scopes::all),
            obtained_at: now,
            expires_at: after(now, grant.lifetime),
            authorized_at: now,
            account: None,
        };
        Self { access: grant.access, refresh: grant.refresh, about }
    }

    /// The login after a refresh. What the grant omits stays (security E3).
    pub(in crate::auth) fn refreshed(&self, grant: Grant, now: Timestamp) -> Self {
        let grant = Grant {
            refresh: grant.refresh.or_else(|| self.refresh.clone()),
            scopes: grant.scopes.or_else(|| Some(self.about.scopes.clone())),
            ..grant
        };
        let fresh = Self::new(grant, now);
        let (authorized_at, account) = (self.about.authorized_at, self.about.account.clone());
        Self { about: About { authorized_at, account, ..fresh.about }, ..fresh }
    }

    /// Whether the access token ends within a minute, or within a tenth of its lifetime if that is less (security C5).
    pub(in crate::auth) fn is_stale(&self, now: Timestamp) -> bool {
        let About { obtained_at, expires_at, .. } = self.about;
        let life = expires_at.duration_since(obtained_at);
        let skew = (life / 10).clamp(SignedDuration::ZERO, SignedDuration::from_secs(60));
        now.duration_since(expires_at) >= -skew
    }

    pub(super) fn write(&self, binding: &Binding) -> Zeroizing<Vec<u8>> {
        write(&Wire {
            keyring: false,
            access_token: Some(Text(self.access.expose().into())),
            refresh_token: self.refresh.as_ref().map(|token| Text(token.expose().into())),
            ..self.about.wire(binding)
        })
    }
}

impl Found {
    /// Parses the file, or the item of the keyring.
    pub(super) fn read(bytes: &[u8], binding: &Binding) -> Self {
        Self::parse(bytes, binding).unwrap_or(Self::Corrupt)
    }

    fn parse(bytes: &[u8], binding: &Binding) -> Result<Self, Corrupt> {
        let wire: Wire<'_> = serde_json::from_slice(bytes).map_err(|_| Corrupt)?;
        let time = |text: &str| text.parse::<Timestamp>().map_err(|_| Corrupt);
        let about = About {
            scopes: Scopes::parse(&wire.scope),
            obtained_at: time(&wire.obtained_at)?,
            expires_at: time(&wire.expires_at)?,
            authorized_at: time(&wire.authorized_at)?,
            account: wire.account.map(AccountWire::account),
        };
        let found = match wire.access_token {
            Some(Text(access)) => Self::Login(Credentials {
                access: AccessToken::parse(&access).ok_or(Corrupt)?,
                refresh: wire.refresh_token.map(|Text(t)| RefreshToken::parse(&t).ok_or(Corrupt)).transpose()?,
                about,
            }),
            None if wire.keyring => Self::Sealed(about),
            None => return Err(Corrupt),
        };
        let is_ours = wire.issuer == binding.issuer && wire.client_id == binding.client_id.as_str();
        Ok(if is_ours { found } else { Self::Nothing })
    }
}

/// The service that granted a login, and the client it was granted to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::auth) struct Binding {
    issuer: String,
    client_id: ClientId,
}

impl Binding {
    pub(in crate::auth) fn new(accounts: &Origin, client_id: &ClientId) -> Self {
        Self { issuer: accounts.to_string(), client_id: client_id.clone() }
    }
}

/// The file does not parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Corrupt;

/// The account of a login of any service and client, if it is known, and whether its tokens are in the keyring.
pub(super) fn read_account(bytes: &[u8]) -> Result<(Option<Account>, bool), Corrupt> {
    let wire: Wire<'_> = serde_json::from_slice(bytes).map_err(|_| Corrupt)?;
    if wire.access_token.is_none() && !wire.keyring {
        return Err(Corrupt);
    }
    Ok((wire.account.map(AccountWire::account), wire.keyring))
}

/// The client secret. `None` if it belongs to another client.
pub(super) fn read_secret(bytes: &[u8], client_id: &ClientId) -> Result<Option<SecretString>, Corrupt> {
    let wire: ClientWire<'_> = serde_json::from_slice(bytes).map_err(|_| Corrupt)?;
    Ok((wire.client_id == client_id.as_str()).then(|| SecretString::from(&*wire.client_secret)))
}

pub(super) fn write_secret(client_id: &ClientId, secret: &SecretString) -> Zeroizing<Vec<u8>> {
    write(&ClientWire { client_id: client_id.as_str().into(), client_secret: secret.expose_secret().into() })
}

fn write(wire: &impl Serialize) -> Zeroizing<Vec<u8>> {
    // Allocated at full size, because a growing buffer leaves copies in memory.
    let mut bytes = Zeroizing::new(Vec::with_capacity(32 * 1024));
    // Writing strings and options to memory does not fail.
    let _ = serde_json::to_writer_pretty(&mut *bytes, wire);
    bytes.push(b'\n');
    bytes
}

fn after(now: Timestamp, seconds: i64) -> Timestamp {
    now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

#[derive(Serialize, Deserialize)]
struct Wire<'a> {
    issuer: String,
    client_id: String,
    /// Whether the tokens are in the keyring.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    keyring: bool,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    access_token: Option<Text<'a>>,
    obtained_at: String,
    expires_at: String,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    refresh_token: Option<Text<'a>>,
    scope: String,
    authorized_at: String,
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
    client_id: String,
    #[serde(borrow)]
    client_secret: Cow<'a, str>,
}

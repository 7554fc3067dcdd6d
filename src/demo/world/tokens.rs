//! Clients and their tokens.
//!
//! A token contains its claims and a checksum over the seed, so a demo restarted with the same seed accepts the tokens of
//! earlier runs. That protects nothing: the demo has no secrets.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::demo::{DemoOptions, Listener};

/// The id of the client without a secret, which is the usual one.
pub const CLIENT_ID: &str = "5bd0c1de5bd0c1de5bd0c1de00000001";
/// The client with a secret, which must send it.
pub const CONFIDENTIAL: ConfidentialClient = ConfidentialClient {
    client_id: "5bd0c1de5bd0c1de5bd0c1de00000002",
    client_secret: "0000000000000000c0ffee0000000002",
};
/// Lifetime of a login in seconds from consent: 183 days. Using its refresh tokens does not extend it.
const LOGIN_SECONDS: i64 = 183 * 24 * 3600;

/// A client ID and its secret; neither opens anything but the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfidentialClient {
    /// The client ID, 32 hexadecimal digits.
    pub client_id: &'static str,
    /// The client secret, 32 hexadecimal digits.
    pub client_secret: &'static str,
}

/// A client the accounts service knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Client {
    Public,
    Confidential,
}

impl Client {
    pub(super) fn by_id(id: &str) -> Option<Self> {
        match id {
            CLIENT_ID => Some(Self::Public),
            id if id == CONFIDENTIAL.client_id => Some(Self::Confidential),
            _ => None,
        }
    }
}

/// A set of Spotify's scope names, those this program never asks for included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Grant(u32);

impl Grant {
    const NAMES: [&str; 20] = [
        "user-library-read",
        "user-library-modify",
        "user-read-playback-position",
        "user-read-playback-state",
        "user-modify-playback-state",
        "user-read-currently-playing",
        "user-read-private",
        "user-read-email",
        "user-read-recently-played",
        "user-top-read",
        "user-follow-read",
        "user-follow-modify",
        "playlist-read-private",
        "playlist-read-collaborative",
        "playlist-modify-private",
        "playlist-modify-public",
        "ugc-image-upload",
        "streaming",
        "app-remote-control",
        "user-personalized",
    ];

    /// Parses a space-separated list. `None` if a name is unknown.
    pub(super) fn parse(list: &str) -> Option<Self> {
        list.split(' ').filter(|name| !name.is_empty()).try_fold(Self(0), |Self(bits), name| {
            let place = Self::NAMES.iter().position(|known| *known == name)?;
            Some(Self(bits | (1 << place)))
        })
    }

    /// The names, in Spotify's table order.
    pub(super) fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().enumerate().filter(move |(place, _)| self.0 & (1 << place) != 0).map(|(_, name)| name)
    }

    pub(super) fn has(self, name: &str) -> bool {
        self.names().any(|granted| granted == name)
    }

    pub(super) fn covers(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A login: the client, the listener, the scopes granted, and the time of consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Login {
    pub(super) client: Client,
    pub(super) listener: Listener,
    pub(super) grant: Grant,
    /// Unix seconds.
    pub(super) authorized: i64,
    /// Identifies the login in all its tokens.
    pub(super) family: u64,
}

impl Login {
    /// A login of the client without a secret, with all scopes.
    pub(super) fn to_everything(listener: Listener, at: Timestamp) -> Self {
        Self { client: Client::Public, listener, grant: Grant(u32::MAX), authorized: at.as_second(), family: 0 }
    }
}

/// Issues and checks tokens.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    seed: u64,
    pub(super) lifetime: Duration,
    rotate: bool,
    /// Distinguishes the tokens of this run from those of earlier ones: its start in milliseconds.
    run: i64,
    serial: u64,
    /// The serial number of the last expired access token. Those of earlier runs are expired too.
    access_over: Option<u64>,
    /// The same for tokens of any kind.
    all_over: Option<u64>,
    /// The turn of the valid refresh token, for each login that has rotated one.
    turns: HashMap<u64, u32>,
    /// Logins ended because a rotated refresh token was used again.
    ended: HashSet<u64>,
}

impl Tokens {
    pub(super) fn new(options: &DemoOptions, start: Timestamp) -> Self {
        Self {
            seed: options.seed,
            lifetime: options.token_lifetime,
            rotate: options.rotate_refresh_tokens,
            run: start.as_millisecond(),
            ..Self::default()
        }
    }

    pub(super) fn access(&mut self, login: Login, at: Timestamp) -> String {
        let until = at.as_second().saturating_add(i64::try_from(self.lifetime.as_secs()).unwrap_or(i64::MAX));
        self.mint(login, until, None)
    }

    /// The refresh token of a login after `turn` others, which is 0 unless they rotate.
    pub(super) fn refresh(&mut self, login: Login, turn: u32) -> String {
        self.mint(login, login.authorized + LOGIN_SECONDS, Some(turn))
    }

    /// # Errors
    /// The `message` of a 401.
    pub(super) fn check_access(&self, token: &str, at: Timestamp) -> Result<Login, &'static str> {
        let claims = self.read(token).filter(|claims| claims.turn.is_none() && !self.is_revoked(claims));
        let claims = claims.ok_or("Invalid access token")?;
        let over = self.is_over(&claims, self.access_over) || at.as_second() >= claims.until;
        if over { Err("The access token expired") } else { Ok(claims.login) }
    }

    /// Uses a refresh token. Returns its login, and its successor if they rotate.
    ///
    /// With rotation, each refresh token is valid once. Using one again ends the login with all its tokens, because the
    /// service cannot tell the thief from the owner (RFC 9700 §4.14.2). Another client is refused first, so it cannot end the
    /// login. A restarted service has forgotten the used tokens and accepts each once more.
    ///
    /// # Errors
    /// The `error_description` of an `invalid_grant`.
    pub(super) fn use_refresh(
        &mut self,
        token: &str,
        client: Client,
        at: Timestamp,
    ) -> Result<(Login, Option<String>), &'static str> {
        let claims = self.read(token).filter(|claims| claims.login.client == client);
        let claims = claims.ok_or("Invalid refresh token")?;
        let used = claims.turn.ok_or("Invalid refresh token")?;
        if self.is_revoked(&claims) {
            return Err("Refresh token revoked");
        }
        if at.as_second() >= claims.until {
            return Err("Refresh token expired");
        }
        if !self.rotate {
            return Ok((claims.login, None));
        }
        let turn = self.turns.entry(claims.login.family).or_default();
        if used < *turn {
            self.ended.insert(claims.login.family);
            return Err("Refresh token revoked");
        }
        *turn = used.saturating_add(1);
        let next = *turn;
        Ok((claims.login, Some(self.refresh(claims.login, next))))
    }

    pub(super) fn expire_access(&mut self) {
        self.access_over = Some(self.serial);
    }

    pub(super) fn revoke_all(&mut self) {
        self.all_over = Some(self.serial);
    }

    fn is_revoked(&self, claims: &Claims) -> bool {
        self.is_over(claims, self.all_over) || self.ended.contains(&claims.login.family)
    }

    fn is_over(&self, claims: &Claims, over: Option<u64>) -> bool {
        over.is_some_and(|last| claims.run != self.run || claims.serial <= last)
    }

    fn mint(&mut self, login: Login, until: i64, turn: Option<u32>) -> String {
        self.serial += 1;
        let claims = Claims { login, until, turn, run: self.run, serial: self.serial };
        let payload = serde_json::to_string(&claims).unwrap_or_default();
        let prefix = if turn.is_some() { "AQ" } else { "BQ" };
        format!("{prefix}{}", URL_SAFE_NO_PAD.encode(format!("{payload}.{}", self.checksum(&payload))))
    }

    fn read(&self, token: &str) -> Option<Claims> {
        let (_, encoded) = token.split_at_checked(2)?;
        let signed = String::from_utf8(URL_SAFE_NO_PAD.decode(encoded).ok()?).ok()?;
        let (payload, checksum) = signed.rsplit_once('.')?;
        if checksum == self.checksum(payload) { serde_json::from_str(payload).ok() } else { None }
    }

    fn checksum(&self, payload: &str) -> String {
        let digest = Sha256::new().chain_update(self.seed.to_le_bytes()).chain_update(payload).finalize();
        URL_SAFE_NO_PAD.encode(digest.get(..15).unwrap_or_default())
    }
}

/// The claims of a token.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    login: Login,
    until: i64,
    /// The number of refresh tokens of the login before this one. `None` for an access token.
    turn: Option<u32>,
    run: i64,
    serial: u64,
}

//! The client ID of the app a person registered at Spotify.

use std::fmt;

/// A client ID: 32 hexadecimal digits, kept in lower case, as the dashboard shows them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClientId(Box<str>);

impl ClientId {
    /// Checks a client ID as typed or pasted; white space around it is dropped.
    ///
    /// # Errors
    /// [`ClientIdError`] says what it looks like instead.
    pub fn parse(raw: &str) -> Result<Self, ClientIdError> {
        let raw = raw.trim();
        if raw.is_empty() {
            return Err(ClientIdError::Empty);
        }
        if !raw.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(ClientIdError::NotHexadecimal);
        }
        if raw.len() != 32 {
            return Err(ClientIdError::Length(raw.len()));
        }
        Ok(Self(raw.to_ascii_lowercase().into()))
    }

    /// The ID as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no client ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientIdError {
    /// Nothing was given.
    #[error("a client ID is 32 letters a-f and digits, and this is empty")]
    Empty,
    /// It holds something else than hexadecimal digits; most often the name of the app or an address.
    #[error("a client ID is 32 letters a-f and digits, and this holds other characters")]
    NotHexadecimal,
    /// It is cut off, or two of them.
    #[error("a client ID is 32 letters a-f and digits, and this has {0} characters")]
    Length(usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_id_is_32_hexadecimal_digits() {
        let id = ClientId::parse(" 0123456789ABCDEF0123456789abcdef\n").expect("valid");
        assert_eq!(id.as_str(), "0123456789abcdef0123456789abcdef");
        assert_eq!(ClientId::parse("  "), Err(ClientIdError::Empty));
        assert_eq!(ClientId::parse("0123"), Err(ClientIdError::Length(4)));
        assert_eq!(ClientId::parse("My podcast shelf"), Err(ClientIdError::NotHexadecimal));
        assert_eq!(ClientId::parse("0123456789abcdef0123456789abcde\u{661}"), Err(ClientIdError::NotHexadecimal));
    }
}

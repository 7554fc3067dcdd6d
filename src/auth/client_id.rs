//! The client ID of a registered Spotify app.

use std::fmt;

/// 32 hexadecimal digits, stored in lower case as the dashboard shows them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClientId(Box<str>);

impl ClientId {
    /// Parses a typed or pasted client ID; trims white space.
    ///
    /// # Errors
    /// [`ClientIdError`] names the first rule broken.
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

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is not a client ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientIdError {
    #[error("a client ID has 32 hexadecimal digits; this one is empty")]
    Empty,
    /// Usually the name of the app or an address, pasted by mistake.
    #[error("a client ID has only the digits 0-9 and the letters a-f")]
    NotHexadecimal,
    #[error("a client ID has 32 characters; this one has {0}")]
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

//! The client ID of a registered Spotify app.

use std::fmt;

/// 32 hexadecimal digits, stored in lower case as the dashboard shows them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClientId(Box<str>);

impl ClientId {
    /// Parses a typed or pasted client ID; trims white space.
    ///
    /// # Errors
    /// The first rule broken, as a sentence.
    pub fn parse(raw: &str) -> Result<Self, String> {
        let raw = raw.trim();
        if raw.is_empty() {
            return Err("a client ID has 32 hexadecimal digits; this one is empty".to_owned());
        }
        // Usually the name of the app or an address, pasted by mistake.
        if !raw.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err("a client ID has only the digits 0-9 and the letters a-f".to_owned());
        }
        if raw.len() != 32 {
            return Err(format!("a client ID has 32 characters; this one has {}", raw.len()));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_id_is_32_hexadecimal_digits() {
        let id = ClientId::parse(" 0123456789ABCDEF0123456789abcdef\n").expect("valid");
        assert_eq!(id.as_str(), "0123456789abcdef0123456789abcdef");
        for (raw, why) in [
            ("  ", "this one is empty"),
            ("0123", "this one has 4"),
            ("My podcast shelf", "only the digits 0-9 and the letters a-f"),
            ("0123456789abcdef0123456789abcde\u{661}", "only the digits 0-9 and the letters a-f"),
        ] {
            assert!(ClientId::parse(raw).expect_err(raw).ends_with(why), "{raw}");
        }
    }
}

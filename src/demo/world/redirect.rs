//! Redirect URIs as Spotify takes them since April 2025: https, or a loopback IP literal. `localhost` is refused.

const INSECURE: &str = "INVALID_CLIENT: Insecure redirect URI";
const INVALID: &str = "INVALID_CLIENT: Invalid redirect URI";

/// Checks the text itself: a text that needs decoding or normalising is not the registered one. Both clients registered
/// `http://127.0.0.1/callback` and `http://[::1]/callback`, which allow any port (RFC 8252 §7.3).
///
/// # Errors
/// The sentence that the browser page shows.
pub(super) fn check(uri: &str) -> Result<(), &'static str> {
    let rest = uri.strip_prefix("http://").ok_or(INVALID)?;
    let loopback = ["127.0.0.1", "[::1]"].into_iter().find_map(|host| rest.strip_prefix(host));
    let after_host = loopback.filter(|rest| rest.starts_with([':', '/']) || rest.is_empty()).ok_or(INSECURE)?;
    let port = after_host.strip_suffix("/callback").ok_or(INVALID)?;
    let is_registered = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
    if is_registered { Ok(()) } else { Err(INVALID) }
}

fn is_port(text: &str) -> bool {
    !text.starts_with(['0', '+']) && text.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a3_only_the_callback_path_on_a_loopback_literal_is_registered() {
        for uri in ["http://127.0.0.1/callback", "http://127.0.0.1:8899/callback", "http://[::1]:1/callback"] {
            assert_eq!(check(uri), Ok(()), "{uri}");
        }
        for uri in [
            "http://localhost:8899/callback",
            "http://192.168.1.2/callback",
            "http://127.0.0.1.evil.example/callback",
            "http://127.0.0.1@evil.example/callback",
            "http://127.1/callback",
        ] {
            assert_eq!(check(uri), Err(INSECURE), "{uri}");
        }
        for uri in [
            "",
            "https://example.com/callback",
            "http://127.0.0.1:8899/",
            "http://127.0.0.1:8899/callback/",
            "http://127.0.0.1:8899/callback?x=1",
            "http://127.0.0.1:08/callback",
            "http://127.0.0.1:65536/callback",
            "http://127.0.0.1:/callback",
            "http://127.0.0.1:80@evil.example/callback",
            "HTTP://127.0.0.1/callback",
        ] {
            assert_eq!(check(uri), Err(INVALID), "{uri}");
        }
    }
}

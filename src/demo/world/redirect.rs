//! Redirect URIs as Spotify takes them since April 2025: https, or a loopback IP literal. `localhost` is refused.

/// What a redirect URI is to the two clients, both registered with `http://127.0.0.1/callback` and
/// `http://[::1]/callback`, which allow any port (RFC 8252 §7.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Registered,
    /// http to a host other than a loopback literal.
    Insecure,
    Unknown,
}

/// Judges the text itself: what needs decoding or normalising first is not what was registered.
pub(super) fn judge(uri: &str) -> Verdict {
    let Some(rest) = uri.strip_prefix("http://") else { return Verdict::Unknown };
    let loopback = ["127.0.0.1", "[::1]"].into_iter().find_map(|host| rest.strip_prefix(host));
    let Some(after_host) = loopback.filter(|rest| rest.starts_with([':', '/']) || rest.is_empty()) else {
        return Verdict::Insecure;
    };
    match after_host.strip_suffix("/callback") {
        Some("") => Verdict::Registered,
        Some(port) if port.strip_prefix(':').is_some_and(is_port) => Verdict::Registered,
        _ => Verdict::Unknown,
    }
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
            assert_eq!(judge(uri), Verdict::Registered, "{uri}");
        }
        for uri in [
            "http://localhost:8899/callback",
            "http://192.168.1.2/callback",
            "http://127.0.0.1.evil.example/callback",
            "http://127.0.0.1@evil.example/callback",
            "http://127.1/callback",
        ] {
            assert_eq!(judge(uri), Verdict::Insecure, "{uri}");
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
            assert_eq!(judge(uri), Verdict::Unknown, "{uri}");
        }
    }
}

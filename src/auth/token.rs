//! The token endpoint.

/// An authorization code with what its exchange needs (verifier, redirect URI). It is consumed by the exchange, so
/// a code is exchanged at most once (security C8). `Debug` prints `[redacted]`.
pub struct AuthorizationCode(());

impl std::fmt::Debug for AuthorizationCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

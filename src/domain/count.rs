//! Formats counts.

use std::fmt::Display;

/// Formats a count with its noun: `1 episode`, `12 episodes`.
pub fn counted<N: Copy + Display + PartialEq + From<u8>>(count: N, one: &str, many: &str) -> String {
    format!("{count} {}", if count == N::from(1) { one } else { many })
}

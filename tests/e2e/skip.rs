//! Tests that need a program or a right that not every system gives.

use std::io::Write as _;

/// Reports a skipped test past the harness, which captures output; fails it in CI.
pub(crate) fn skip(test: &str, reason: &str) {
    assert!(std::env::var_os("CI").is_none_or(|ci| ci.is_empty()), "{test} cannot run: {reason}");
    let _ = writeln!(std::io::stderr(), "SKIPPED {test}: {reason}");
}

//! A report about the program and this computer, for people who look into an error. It holds nothing private.

mod redact;

use std::fmt::Write as _;

use super::{doctor::Section, log_tail};
use crate::{
    config::{Config, Source},
    domain::CleanText,
};

/// The most lines of the log.
const LOG_LINES: usize = 200;

/// The report. `private` are words that must not be in it, such as the name of the account.
pub(super) fn text(config: &Config, sections: &[Section], now: &str, private: &[String]) -> String {
    let mut text = format!(
        "spotpods-tui {} report, {now}\n\n\
         Read it before you pass it on. Left out: tokens, secrets, client ID, account, e-mail addresses, the home folder.\n\n",
        env!("CARGO_PKG_VERSION")
    );
    for line in super::doctor::lines(sections) {
        // The name of the account has no place here.
        if !line.contains("Logged in as ") {
            let _ = writeln!(text, "{line}");
        }
    }
    text.push_str("\nConfiguration keys that are set\n");
    for listed in config.listed().iter().filter(|listed| listed.source != Source::Default) {
        // A text may hold a password, and an address a name.
        let value = if listed.row.kind.is_private() { "(set)" } else { &listed.value };
        let _ = writeln!(text, "  {} {value}, from {}", listed.row.name(), listed.source);
    }
    let _ = writeln!(text, "  {} keys, {} roles of the theme", config.keymap.len(), config.roles.len());
    text.push_str("\nThe end of the log\n");
    match log_tail::lines(&config.paths.log_file()) {
        Ok(lines) => {
            let skipped = lines.len().saturating_sub(LOG_LINES);
            lines.iter().skip(skipped).for_each(|line| {
                let _ = writeln!(text, "  {line}");
            });
        }
        Err(error) => {
            let _ = writeln!(text, "  (cannot be read: {})", CleanText::new(&error.to_string()));
        }
    }
    redact::redacted(&text, private) + "\n"
}

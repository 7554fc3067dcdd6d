//! Writes episodes and remote text as Markdown.

use super::{Episode, Progress, SpotifyLink, duration::clock};

/// A title, linked to its page on Spotify if there is one.
pub fn linked(title: &str, link: Option<&SpotifyLink>) -> String {
    let title = escaped(title);
    link.map_or_else(|| title.clone(), |link| format!("[{title}]({link})"))
}

/// The release date, duration and progress of an episode.
pub fn facts(episode: &Episode) -> Vec<String> {
    let released = episode.released.map(|date| date.to_string());
    let duration = (!episode.duration.is_zero()).then(|| clock(episode.duration));
    let progress = match episode.progress {
        Progress::Unplayed => "unplayed".to_owned(),
        Progress::InProgress { position } => format!("in progress at {}", clock(position)),
        Progress::Played => "played".to_owned(),
    };
    [released, duration, Some(progress)].into_iter().flatten().collect()
}

/// Escapes a line for Markdown (`CommonMark` 0.31, §2.4). Escapes only what would be markup, to stay readable unrendered.
pub fn escaped(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut before = None;
    let mut signs = line.chars().peekable();
    while let Some(c) = signs.next() {
        let after = signs.peek().copied();
        let means_more = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '~' | '|' => true,
            // Entity.
            '&' => after.is_some_and(|after| after == '#' || after.is_ascii_alphanumeric()),
            // Start or end of a heading.
            '#' => before.is_none_or(|before| before == ' ' || before == '#'),
            // List, quotation, rule, or underline of a heading.
            '-' | '+' | '=' | '>' => before.is_none(),
            // Numbered list: only digits before.
            '.' | ')' if after.is_none_or(|after| after == ' ') => {
                !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
            }
            _ => false,
        };
        if means_more {
            text.push('\\');
        }
        text.push(c);
        before = Some(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f1_text_is_text_in_markdown() {
        for (line, written) in [
            ("[x](javascript:1) <b> *a* &amp; ##", "\\[x\\](javascript:1) \\<b> \\*a\\* \\&amp; \\#\\#"),
            ("# no heading, C++ (1/2)", "\\# no heading, C++ (1/2)"),
            ("C# & Co: one - two", "C# & Co: one - two"),
            ("- no item", "\\- no item"),
            ("12. no item either, 3.", "12\\. no item either, 3."),
            ("=====", "\\====="),
            ("> said nobody", "\\> said nobody"),
            ("1.5 and 2)", "1.5 and 2)"),
        ] {
            assert_eq!(escaped(line), written);
            assert_eq!(linked(line, None), written);
        }
    }
}

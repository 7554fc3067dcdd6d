//! Episodes, and text from elsewhere, in Markdown: what is written is what is read.

use super::{Episode, Progress, SpotifyLink, duration::clock};

/// A title that leads to its page on Spotify, where there is one.
pub fn linked(title: &str, link: Option<&SpotifyLink>) -> String {
    let title = escaped(title);
    link.map_or_else(|| title.clone(), |link| format!("[{title}]({link})"))
}

/// What is said of an episode beside its title: when it came out, how long it is, how much of it was heard.
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

/// A line of text as Markdown: every sign that would be taken for more than itself is escaped (`CommonMark` 0.31, §2.4),
/// and no other, for people read it unrendered too.
pub fn escaped(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut before = None;
    let mut signs = line.chars().peekable();
    while let Some(c) = signs.next() {
        let after = signs.peek().copied();
        let means_more = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '~' | '|' => true,
            // An entity.
            '&' => after.is_some_and(|after| after == '#' || after.is_ascii_alphanumeric()),
            // What may begin or end a heading.
            '#' => before.is_none_or(|before| before == ' ' || before == '#'),
            // A list, a quotation, a rule, or the line that makes a heading of the one above.
            '-' | '+' | '=' | '>' => before.is_none(),
            // A numbered list: nothing but digits before.
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

//! New episodes on the desktop. Text from Spotify is shown as text: notification services read markup in the body.

use std::time::Duration;

use jiff::Timestamp;

use crate::{
    domain::{CleanText, ShowKey},
    library::{AccountRef, Library, LibraryError},
};

/// How long the desktop may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many episodes are named.
const NAMED: usize = 6;

/// An episode that came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Arrival {
    show: CleanText,
    title: CleanText,
}

/// The episodes that arrived since then, by show, as many as are named. What cannot be read is left out: the number is
/// told all the same.
pub(super) fn episodes(
    library: &Library,
    account: AccountRef,
    arrived: &[(ShowKey, u32)],
    since: Timestamp,
) -> Vec<Arrival> {
    let read = || -> Result<Vec<Arrival>, LibraryError> {
        let reader = library.reader()?;
        let mut found = Vec::new();
        for (key, count) in arrived {
            let Some(show) = reader.find_show(account, key)? else { continue };
            let rows = reader.episodes(show.at, None, 0..*count)?;
            let new = rows.into_iter().filter(|row| row.arrived.as_second() >= since.as_second());
            found.extend(new.map(|row| Arrival { show: row.show_name, title: row.episode.name }));
            if found.len() >= NAMED {
                break;
            }
        }
        Ok(found)
    };
    read().unwrap_or_else(|error| {
        tracing::warn!(%error, "the new episodes cannot be read");
        Vec::new()
    })
}

/// Shows the notification; else why there is none.
pub(super) async fn show(count: u32, named: &[Arrival]) -> Result<(), CleanText> {
    let mut notification = notify_rust::Notification::new();
    notification.appname("spotpods-tui").summary(&summary(count)).body(&body(count, named)).icon("audio-x-generic");
    let shown = tokio::time::timeout(PATIENCE, handed_over(notification)).await;
    match shown {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(CleanText::new(&error.to_string())),
        Err(_) => Err(CleanText::new("the desktop does not answer")),
    }
}

#[cfg(not(target_os = "macos"))]
async fn handed_over(notification: notify_rust::Notification) -> Result<(), notify_rust::error::Error> {
    notification.show_async().await.map(drop)
}

#[cfg(target_os = "macos")]
async fn handed_over(notification: notify_rust::Notification) -> Result<(), notify_rust::error::Error> {
    let shown = tokio::task::spawn_blocking(move || notification.show().map(drop));
    shown.await.unwrap_or_else(|_| Err(std::io::Error::other("interrupted").into()))
}

/// `3 new episodes`
fn summary(count: u32) -> String {
    if count == 1 { "1 new episode".to_owned() } else { format!("{count} new episodes") }
}

/// A line for each that is named, and how many more there are.
fn body(count: u32, named: &[Arrival]) -> String {
    let named = named.get(..NAMED).unwrap_or(named);
    let mut lines: Vec<_> = named.iter().map(|Arrival { show, title }| escaped(&format!("{show}: {title}"))).collect();
    let rest = count.saturating_sub(u32::try_from(named.len()).unwrap_or(u32::MAX));
    if rest > 0 && !named.is_empty() {
        lines.push(format!("and {rest} more"));
    }
    lines.join("\n")
}

/// Bodies are markup by the specification of desktop notifications, the summary is not.
fn escaped(text: &str) -> String {
    if cfg!(target_os = "macos") {
        return text.to_owned();
    }
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrival(show: &str, title: &str) -> Arrival {
        Arrival { show: CleanText::new(show), title: CleanText::new(title) }
    }

    #[cfg(not(target_os = "macos"))]
    #[test]
    fn f1_no_byte_of_a_title_is_markup_or_a_command() {
        let named = [arrival("R&D \u{1b}[31m", "<a href='file:///etc'>\"x\"</a>\u{202e}")];
        let text = body(1, &named);
        assert_eq!(text, "R&amp;D [31m: &lt;a href=&#39;file:///etc&#39;&gt;&quot;x&quot;&lt;/a&gt;");
    }

    #[test]
    fn a_few_are_named_and_the_rest_is_counted() {
        let named: Vec<_> = (1..=9).map(|n| arrival("Show", &format!("Part {n}"))).collect();
        let text = body(40, &named);
        assert_eq!(text.lines().count(), NAMED + 1);
        assert!(text.starts_with("Show: Part 1\n") && text.ends_with("and 34 more"), "{text}");
        assert_eq!((summary(1), summary(40)), ("1 new episode".to_owned(), "40 new episodes".to_owned()));
        assert_eq!(body(3, &[]), "");
    }
}

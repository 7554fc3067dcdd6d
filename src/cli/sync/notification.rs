//! Desktop notification of new episodes. Titles are escaped: notification services read markup in the body.

#[cfg(not(feature = "notifications"))]
use std::future;
use std::time::Duration;

use jiff::Timestamp;

use crate::{
    cli::output::counted,
    domain::{CleanText, ShowKey},
    library::{AccountRef, Library, LibraryError},
};

/// Whether this build can show notifications.
pub(super) const AVAILABLE: bool = cfg!(feature = "notifications");
/// Limit for the notification service to answer.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Most episodes listed by name.
const NAMED: usize = 6;

/// A new episode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Arrival {
    show: CleanText,
    title: CleanText,
}

/// Reads the new episodes to name, by show. On a failure it returns none: the notification still gives their number.
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
        tracing::warn!(%error, "cannot read the new episodes");
        Vec::new()
    })
}

/// Shows the notification, or returns the reason it failed.
pub(super) async fn show(count: u32, named: &[Arrival]) -> Result<(), CleanText> {
    let shown = tokio::time::timeout(TIMEOUT, send(&counted(count, "new episode"), &body(count, named))).await;
    shown
        .unwrap_or_else(|_| Err("the notification service does not answer".to_owned()))
        .map_err(|why| CleanText::new(&why))
}

#[cfg(feature = "notifications")]
async fn send(summary: &str, body: &str) -> Result<(), String> {
    let mut notification = notify_rust::Notification::new();
    notification.appname("spotpods-tui").summary(summary).body(body).icon("audio-x-generic");
    #[cfg(not(target_os = "macos"))]
    let shown = notification.show_async().await.map(drop);
    #[cfg(target_os = "macos")]
    let shown = tokio::task::spawn_blocking(move || notification.show().map(drop))
        .await
        .unwrap_or_else(|_| Err(std::io::Error::other("interrupted").into()));
    shown.map_err(|error| error.to_string())
}

#[cfg(not(feature = "notifications"))]
fn send(_summary: &str, _body: &str) -> future::Ready<Result<(), String>> {
    future::ready(Err("this build has no notifications".to_owned()))
}

/// One line per named episode, then the number of the others.
fn body(count: u32, named: &[Arrival]) -> String {
    let named = named.get(..NAMED).unwrap_or(named);
    let mut lines: Vec<_> = named.iter().map(|Arrival { show, title }| escaped(&format!("{show}: {title}"))).collect();
    let rest = count.saturating_sub(u32::try_from(named.len()).unwrap_or(u32::MAX));
    if rest > 0 && !named.is_empty() {
        lines.push(format!("and {rest} more"));
    }
    lines.join("\n")
}

/// The desktop notification specification treats the body as markup, the summary as text.
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
    fn f1_a_title_cannot_inject_markup_or_escapes() {
        let named = [arrival("R&D \u{1b}[31m", "<a href='file:///etc'>\"x\"</a>\u{202e}")];
        let text = body(1, &named);
        assert_eq!(text, "R&amp;D [31m: &lt;a href=&#39;file:///etc&#39;&gt;&quot;x&quot;&lt;/a&gt;");
    }

    #[test]
    fn the_body_names_a_few_episodes_and_counts_the_rest() {
        let named: Vec<_> = (1..=9).map(|n| arrival("Show", &format!("Part {n}"))).collect();
        let text = body(40, &named);
        assert_eq!(text.lines().count(), NAMED + 1);
        assert!(text.starts_with("Show: Part 1\n") && text.ends_with("and 34 more"), "{text}");
        assert_eq!(body(3, &[]), "");
    }
}

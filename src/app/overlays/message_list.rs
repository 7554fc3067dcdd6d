//! The notices of now and the latest messages, in full.

use super::popup::{Line, Popup, Role, run};
use crate::{
    app::{
        Context, Cx,
        messages::{MARK, Tone},
        notices::notices,
    },
    domain::{Quota, moment::clock_time, wrap},
};

/// The list of messages.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MessageList {
    /// Whether it was opened in front of setup or login.
    pub is_in_front: bool,
}

impl Popup for MessageList {
    fn name(&self) -> (Context, &'static str) {
        (Context::Messages, "Messages")
    }

    fn lines(&self, cx: &Cx, columns: u16) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut now: Vec<(Tone, String)> = Vec::new();
        match cx.quota {
            Quota::Open | Quota::Retrying => {}
            Quota::Waiting { until } | Quota::Blocked { until } => {
                let until = clock_time(until, &cx.now);
                now.push((Tone::Warning, format!("Rate limited by Spotify until {until}. Everything on disk works")));
            }
        }
        now.extend(notices(cx, self.is_in_front).into_iter().map(|notice| (notice.tone, notice.text)));
        now.extend(cx.sync.trouble.iter().map(|trouble| (Tone::Warning, trouble.status_line(&cx.keymap))));
        section(&mut lines, "Now", now, columns);
        let latest = cx.messages.latest();
        let latest = latest.map(|sent| (sent.tone, format!("{} {}", clock_time(sent.at, &cx.now), sent.text)));
        section(&mut lines, "Latest", latest, columns);
        lines
    }

    fn empty(&self, _cx: &Cx) -> String {
        "No messages".into()
    }
}

/// A heading with messages below it, a mark before the first line of each.
fn section(lines: &mut Vec<Line>, heading: &str, messages: impl IntoIterator<Item = (Tone, String)>, columns: u16) {
    let mut messages = messages.into_iter().peekable();
    if messages.peek().is_some() {
        lines.push(vec![run(Role::Heading, heading)]);
    }
    for (tone, text) in messages {
        for (number, line) in wrap::lines(&text, columns.saturating_sub(MARK)).into_iter().enumerate() {
            let mark = if number == 0 { Role::Mark(tone) } else { Role::Text };
            lines.push(vec![run(mark, " ".repeat(usize::from(MARK))), run(Role::Tone(tone), line)]);
        }
    }
}

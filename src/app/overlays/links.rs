//! The links of the notes.

use super::popup::{Flow, Line, NARROW, Popup, Role, run};
use crate::{
    app::{Command, Context, Cx, Tone, requests::effect::System},
    domain::{
        Private, WebLink,
        rich::Link,
        width::{truncate, width},
    },
};

/// The links, numbered as in their notes.
#[derive(Debug, Clone, PartialEq)]
pub struct Links {
    links: Vec<Link>,
}

impl Links {
    pub fn new(links: Vec<Link>) -> Self {
        Self { links }
    }

    fn link(&self, cx: &mut Cx, row: Option<usize>) -> Option<WebLink> {
        let link = row.and_then(|row| self.links.get(row)).and_then(|link| link.url.clone());
        if link.is_none() {
            cx.notify("This link leads to no web page", Tone::Warning);
        }
        link
    }
}

impl Popup for Links {
    fn name(&self) -> (Context, &'static str) {
        (Context::Links, "Links")
    }

    fn lines(&self, cx: &Cx, columns: u16) -> Vec<Line> {
        let digits = self.links.len().to_string().len() + 2;
        let columns = usize::from(columns).saturating_sub(2);
        let entry = |(number, link)| entry(cx, number, digits, link, columns);
        (1..).zip(&self.links).map(entry).collect()
    }

    fn choices(&self) -> Option<usize> {
        Some(self.links.len())
    }

    fn command(&mut self, cx: &mut Cx, command: Command, selected: Option<usize>) -> Flow {
        let wanted = matches!(command, Command::Open | Command::Copy);
        let Some(link) = wanted.then(|| self.link(cx, selected)).flatten() else { return Flow::Stay };
        if command == Command::Open {
            return Flow::Confirm(link);
        }
        cx.ask(System::Copy(Private::new(link.to_string())));
        Flow::Stay
    }
}

/// Number and text of a link, and its URL as far as there is room.
fn entry(cx: &Cx, number: usize, digits: usize, link: &Link, columns: usize) -> Line {
    /// Less of a URL says nothing.
    const LEAST: usize = 10;
    let number = format!("{:>digits$} ", format!("[{number}]"));
    let room = columns.saturating_sub(width(&number));
    let bare = |url: &str| url.trim_start_matches("https://").trim_end_matches('/').to_owned();
    let url = link.url.as_ref().map_or_else(|| "(no web page)".to_owned(), |url| bare(url.as_str()));
    let label = link.label.as_str();
    let mut runs = vec![run(Role::Muted, number)];
    if label.is_empty() || bare(label.trim_start_matches("http://")) == url {
        runs.push(run(Role::Text, truncate(&url, room, cx.ellipsis())));
        return runs;
    }
    // In a narrow terminal the label takes what it needs: the question before it is opened has the whole URL.
    let most = if room < NARROW { room } else { (room * 3 / 5).max(room.saturating_sub(width(&url) + 2)) };
    let label = truncate(label, most, cx.ellipsis());
    let left = room.saturating_sub(width(&label) + 2);
    runs.push(run(Role::Text, label));
    if left < LEAST.min(width(&url)) {
        return runs;
    }
    runs.push(run(Role::Muted, format!("  {}", truncate(&url, left, cx.ellipsis()))));
    runs
}

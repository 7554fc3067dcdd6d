//! The queue of the player: what plays next.

use super::popup::{Line, Popup, Role, run};
use crate::{
    app::{Context, Cx},
    domain::{
        Queued,
        duration::length,
        width::{truncate, width},
    },
};

/// What plays next; `None` until Spotify has answered.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Upcoming {
    items: Option<Vec<Queued>>,
}

impl Upcoming {
    pub fn of(items: Vec<Queued>) -> Self {
        Self { items: Some(items) }
    }
}

impl Popup for Upcoming {
    fn name(&self) -> (Context, &'static str) {
        (Context::Upcoming, "Queue")
    }

    fn lines(&self, cx: &Cx, columns: u16) -> Vec<Line> {
        let columns = usize::from(columns);
        let line = |item: &Queued| {
            let end = length(item.duration);
            let room = columns.saturating_sub(width(&end) + 2);
            let name = truncate(item.name.as_str(), room, cx.ellipsis()).into_owned();
            let left = room.saturating_sub(width(&name) + 2);
            // Less of it says nothing.
            let by =
                if left < 6 { String::new() } else { format!("  {}", truncate(item.by.as_str(), left, cx.ellipsis())) };
            let gap = room.saturating_sub(width(&name) + width(&by)) + 2;
            vec![run(Role::Text, name), run(Role::Muted, by), run(Role::Muted, format!("{}{end}", " ".repeat(gap)))]
        };
        self.items.iter().flatten().map(line).collect()
    }

    fn empty(&self, cx: &Cx) -> String {
        match self.items {
            None => format!("Asking Spotify{}", cx.ellipsis()),
            Some(_) => "Nothing follows".into(),
        }
    }
}

//! The last row: key hints at the left; at the right the latest message, what goes on, or help and quit if there is room.
//!
//! A hint is shown whole or not at all. Drawing and the mouse share [`Footer`].

use ratatui::layout::{Position, Rect};

use super::{
    Command, State,
    hints::{self, HELP, Hint, QUIT, hints},
    input::{chord::Chord, command::App, key::Key},
    layout::Layout,
    messages::Topic,
    notices::Notice,
    overlays::popup::{Line, Role, run},
    progress,
};
use crate::domain::{
    Quota,
    moment::clock_time,
    width::{truncate, width},
};

/// The columns of the help's hint, which stays whatever goes on.
const HELP_HINT: usize = 6;

/// The least columns of hints worth showing beside a message.
const FEW_HINTS: usize = 30;

/// The least columns of a sentence that is cut.
const MIN_CUT: usize = 20;

/// The row, laid out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Footer {
    /// The hints with their areas, from left to right.
    pub hints: Vec<(Hint, Rect)>,
    pub right: Line,
    pub right_area: Rect,
}

impl Footer {
    /// The row in a layout; empty below a message that takes more than a line.
    pub fn of(state: &State, layout: &Layout) -> Self {
        if layout.message.is_some() {
            return Self::default();
        }
        let area = Rect { x: layout.status.x + 1, width: layout.status.width.saturating_sub(2), ..layout.status };
        Row { state, layout, room: usize::from(area.width), gap: gap(layout.size.width) }.fill(area)
    }

    /// The keys of the hint at a position.
    pub fn keys_at(&self, at: Position) -> Option<impl Iterator<Item = Key> + use<>> {
        self.hints.iter().find(|(_, area)| area.contains(at)).map(|(hint, _)| hint.chord.keys())
    }
}

/// The columns between two hints.
pub fn gap(columns: u16) -> usize {
    /// From this width on.
    const ROOMY: u16 = 60;
    if columns < ROOMY { 2 } else { 3 }
}

/// The columns of some text.
pub fn columns(line: &Line) -> usize {
    line.iter().map(|run| width(&run.text)).sum()
}

/// The columns of a hint.
fn wide(hint: &Hint) -> usize {
    width(&hint.chord.to_string()) + 1 + width(hint.label)
}

/// The row while it is laid out.
struct Row<'a> {
    state: &'a State,
    layout: &'a Layout,
    /// The columns of the row, and those between two hints.
    room: usize,
    gap: usize,
}

impl Row<'_> {
    fn fill(&self, area: Rect) -> Footer {
        let (room, all) = (self.room, hints(self.state));
        let message = self.state.cx.messages.current();
        let right = match message {
            Some(message) => {
                let words = self.cut(&message.text, Role::Tone(message.tone), room.saturating_sub(2));
                [run(Role::Mark(message.tone), "  ")].into_iter().chain(words).collect()
            }
            None => self.going_on(&all),
        };
        if right.is_empty() {
            return Footer { hints: self.alone(&all, area), ..Footer::default() };
        }
        let rest = room.saturating_sub(columns(&right) + self.between());
        let is_crowded = message.is_some() && rest < FEW_HINTS;
        let left = if is_crowded { Vec::new() } else { self.fitting(&all, rest, hints::MOST) };
        let width = narrow(columns(&right)).min(area.width);
        Footer { hints: self.place(left, area), right, right_area: Rect { x: area.right() - width, width, ..area } }
    }

    /// Hints and nothing else: help and quit are at the right, if there is room.
    fn alone(&self, all: &[Hint], area: Rect) -> Vec<(Hint, Rect)> {
        let (here, everywhere) = hints::split(all);
        let help = self.fitting(&everywhere, self.room, hints::MOST);
        let of_help = self.columns(&help);
        let beside_help = self.room.saturating_sub(of_help + self.between());
        if self.needed(&here) > beside_help {
            return self.place(self.fitting(all, self.room, hints::MOST), area);
        }
        let here = self.fitting(&here, beside_help, hints::MOST.saturating_sub(everywhere.len()));
        let right = Rect { x: area.right().saturating_sub(narrow(of_help)), ..area };
        [self.place(here, area), self.place(help, right)].concat()
    }

    /// The areas of hints beside each other.
    fn place(&self, hints: Vec<Hint>, area: Rect) -> Vec<(Hint, Rect)> {
        let mut x = area.x;
        let place = |hint: Hint| {
            let width = narrow(wide(&hint));
            let of_hint = Rect { x, width, ..area };
            x = x.saturating_add(width).saturating_add(narrow(self.gap));
            (hint, of_hint)
        };
        hints.into_iter().map(place).collect()
    }

    /// The columns of hints with the gaps between them.
    fn columns(&self, hints: &[Hint]) -> usize {
        hints.iter().map(|hint| wide(hint) + self.gap).sum::<usize>().saturating_sub(self.gap)
    }

    /// The columns between hints and what is at the right: more than between two hints.
    fn between(&self) -> usize {
        self.gap + 1
    }

    /// The columns of the hints that a notice leaves in place: the first, the way back and help; of an overlay, all but quit.
    fn needed(&self, hints: &[Hint]) -> usize {
        let has_overlay = !self.state.overlays.is_empty();
        let is_needed = |(position, hint): &(usize, &Hint)| {
            *position == 0 || [HELP, Command::Back].contains(&hint.command) || (has_overlay && hint.command != QUIT)
        };
        let needed: Vec<_> = hints.iter().enumerate().filter(is_needed).map(|(_, hint)| hint.clone()).collect();
        self.columns(&needed)
    }

    /// As many hints as fit, in their order. Help is kept before all others, then the first, the way back, and quit.
    fn fitting(&self, hints: &[Hint], max: usize, most: usize) -> Vec<Hint> {
        let first = hints.first().map(|hint| hint.command);
        let order = [Some(HELP), first, Some(Command::Back), Some(QUIT)];
        let rank = |(position, hint): &(usize, &Hint)| {
            order.iter().position(|command| *command == Some(hint.command)).unwrap_or(order.len() + position)
        };
        let mut ranked: Vec<_> = hints.iter().enumerate().collect();
        ranked.sort_by_key(rank);
        let mut room = max + self.gap;
        let (mut kept, mut crowded) = (Vec::new(), false);
        for (position, hint) in ranked {
            if kept.len() == most {
                break;
            }
            // The way back is short, and fits where others do not.
            if crowded && hint.command != Command::Back {
                continue;
            }
            if let Some(rest) = room.checked_sub(wide(hint) + self.gap) {
                room = rest;
                kept.push(position);
            } else if hint.command != QUIT {
                crowded = true;
            }
        }
        kept.sort_unstable();
        kept.into_iter().filter_map(|position| hints.get(position).cloned()).collect()
    }

    /// The most urgent of what goes on: a command that the person waits for, a pause that Spotify asked for, then the
    /// synchronisation if the header has no room for it, then a notice.
    fn going_on(&self, hints: &[Hint]) -> Line {
        let state = self.state;
        let beside_hints = self.room.saturating_sub(self.needed(hints) + self.between());
        let of_help = HELP_HINT + self.between();
        let beside_help = if hints::is_modal(state) { beside_hints } else { self.room.saturating_sub(of_help) };
        let warning = |sentence: &str| self.shortened(sentence, Role::Warning, beside_help);
        let notices = state.notices();
        let told = |notice: &Notice, room| self.shortened(&notice.text, Role::Tone(notice.tone), room);
        if let Some(running) = notices.first().filter(|notice| notice.topic == Topic::Command) {
            return told(running, beside_help);
        }
        match state.cx.quota {
            Quota::Retrying => return warning("no answer from Spotify: trying again"),
            Quota::Waiting { until } => return warning(&format!("Rate limited: {} s", state.seconds_until(until))),
            Quota::Blocked { until } => return warning(&format!("blocked until {}", clock_time(until, &state.cx.now))),
            Quota::Open => {}
        }
        if self.layout.header.is_empty() {
            let progress = progress::line(state, beside_help);
            if !progress.is_empty() {
                return progress;
            }
        }
        // Do not repeat what the message says.
        let is_new = |topic: Topic| topic == Topic::Other || !state.cx.messages.is_about(topic);
        notices.iter().find(|notice| is_new(notice.topic)).map(|notice| told(notice, beside_hints)).unwrap_or_default()
    }

    /// The sentence, the part before its colon, or a truncated form.
    fn shortened(&self, sentence: &str, role: Role, room: usize) -> Line {
        let head = sentence.split_once(": ").map_or(sentence, |(head, _)| head);
        match [sentence, head].into_iter().find(|wording| width(wording) <= room) {
            Some(wording) => vec![run(role, wording)],
            None if room < MIN_CUT => Line::new(),
            None => self.cut(sentence, role, room),
        }
    }

    /// Truncates a sentence and appends the key that shows all of it, if that key works here.
    fn cut(&self, sentence: &str, role: Role, room: usize) -> Line {
        let cx = &self.state.cx;
        let piece = |room| run(role, truncate(sentence, room, cx.ellipsis()));
        let contexts = self.state.contexts();
        let whole = Command::App(App::Messages);
        let reaches = |key: &Chord| cx.keymap.reaches(&contexts, *key, whole);
        let key = cx.keymap.key_of(&contexts, whole).filter(reaches).filter(|_| width(sentence) > room);
        let Some(key) = key else { return vec![piece(room)] };
        let way = vec![run(Role::Key, format!("  {key}")), run(Role::Muted, " whole")];
        [piece(room.saturating_sub(columns(&way)))].into_iter().chain(way).collect()
    }
}

fn narrow(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}

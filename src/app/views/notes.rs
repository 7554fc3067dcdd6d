//! Details and notes of the selected or read item, one document that scrolls as a whole.
//!
//! It follows the selection of the lists: see [`Notes::follow_selection`]. The text in view stays until the library has
//! answered.

mod cover;
mod found;
mod view;

use std::time::Duration;

use jiff::civil::Date;

use super::{
    details::{HeaderLine, header},
    matches::Matches,
    view::View as _,
};
use crate::{
    app::{
        Cx, Problem, Slot, ViewId,
        artwork::{Cover, Room},
        list::{self, Filter, ItemRef, Load, OwnedItem, Reread},
        requests::effect::Read,
    },
    domain::{
        self, Query, RichText, ShelfEpisode, Subject,
        rich::{Link, Target, layout::NotesLine},
    },
};

/// Details and notes of one show or episode.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Notes {
    /// The selected or read item.
    subject: Option<Subject>,
    /// The subject of the text in view.
    shown: Option<Subject>,
    /// The item of the details.
    item: Option<OwnedItem>,
    text: RichText,
    load: Load,
    problem: Option<Problem>,
    reread: Reread,
    /// The subject of the read in flight.
    asked: Option<Subject>,
    /// Whether the links are listed once the notes have been read.
    is_links_asked: bool,
    header: Vec<HeaderLine>,
    lines: Vec<NotesLine>,
    /// The columns, the day and the room of a cover of the layout; `None` to lay out again.
    laid_out: Option<(u16, Date, Option<Room>)>,
    /// The cover beside the details.
    cover: Option<Cover>,
    /// Whether the text makes room for it: until it is known not to come.
    makes_room: bool,
    scroll: usize,
    matches: Option<Matches>,
    /// The text to find in these notes.
    find: Filter,
    /// Whether the person steps through the timestamps.
    in_timestamps: bool,
    /// Of an empty pane; follows the lists.
    pub hint: Hint,
}

/// The hint of an empty pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hint {
    #[default]
    None,
    Show,
    Episode,
}

/// The state of the lists that the notes follow.
#[derive(Clone, Copy)]
pub struct Upstream<'a> {
    /// The selected item of the focused view, or the one being read here.
    pub subject: Option<&'a Subject>,
    /// Finds an item, if it is still listed. Searches all rows, so it is called for a new layout only.
    pub item: &'a dyn Fn(&Subject) -> Option<ItemRef<'a>>,
    /// Whether the library has its notes; otherwise the item holds them.
    pub is_on_disk: bool,
    /// The text and the query of the open search.
    pub search: Option<(&'a str, &'a Query)>,
    pub hint: Hint,
}

impl<'a> Upstream<'a> {
    /// The item of the subject.
    fn own(self) -> Option<ItemRef<'a>> {
        self.subject.and_then(self.item)
    }
}

impl Notes {
    pub fn shown(&self) -> Option<&Subject> {
        self.shown.as_ref()
    }

    pub fn header(&self) -> &[HeaderLine] {
        &self.header
    }

    pub fn lines(&self) -> &[NotesLine] {
        &self.lines
    }

    pub fn links(&self) -> &[Link] {
        &self.text.links
    }

    pub fn matches(&self) -> Option<&Matches> {
        self.matches.as_ref()
    }

    pub fn top(&self) -> usize {
        self.scroll
    }

    /// How many lines there are, header and notes together.
    pub fn len(&self) -> usize {
        self.header.len() + self.lines.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn problem(&self) -> Option<&Problem> {
        self.problem.as_ref()
    }

    pub fn is_read(&self) -> bool {
        self.load == Load::Whole
    }

    /// The timestamps, in reading order.
    #[cfg(test)]
    pub fn timestamps(&self) -> &[Duration] {
        &self.text.timestamps
    }

    /// The chapter at a position: the number of the last timestamp before it.
    pub fn chapter_at(&self, position: Duration) -> Option<usize> {
        let begun = self.text.timestamps.iter().enumerate().filter(|(_, timestamp)| **timestamp <= position);
        begun.rev().max_by_key(|(_, timestamp)| **timestamp).map(|(number, _)| number)
    }

    /// The timestamp that the person has stepped to.
    pub fn chosen_timestamp(&self) -> Option<Duration> {
        let matches = self.matches.as_ref().filter(|_| self.in_timestamps)?;
        let piece = matches.pieces.iter().find(|piece| piece.number == matches.current)?;
        let mut start = 0;
        self.lines.get(piece.line)?.runs.iter().find_map(|run| {
            let at = start;
            start += run.text.as_str().len();
            match run.target {
                Target::Timestamp(number) if at == piece.range.start => self.text.timestamps.get(number).copied(),
                Target::Timestamp(_) | Target::Link(_) | Target::None => None,
            }
        })
    }

    /// Whether the links are known.
    pub fn has_links(&self) -> bool {
        !self.is_read() || !self.text.links.is_empty()
    }

    /// Turns to a subject, which stays while the focus is here.
    pub fn turn_to(&mut self, subject: Option<Subject>) {
        if self.subject != subject {
            self.subject = subject;
            (self.find, self.in_timestamps) = (Filter::Off, false);
            (self.load, self.problem, self.item) = (Load::Never, None, None);
        }
    }

    /// Turns to an episode that may be in no list.
    pub fn turn_to_episode(&mut self, episode: ShelfEpisode) {
        self.turn_to(Some(Subject::Episode(episode.at())));
        self.item = Some(OwnedItem::Episode(episode));
    }

    /// Empties the pane for a search without results.
    pub fn clear(&mut self) {
        self.load = Load::Never;
    }

    /// Follows the lists: reads the notes in sight, and lays them out. Returns whether to list the links now.
    pub fn follow_selection(&mut self, cx: &mut Cx, upstream: Upstream<'_>) -> bool {
        self.turn_to(upstream.subject.cloned());
        self.hint = upstream.hint;
        if self.item.is_none() {
            self.take_item(upstream.own());
        }
        let mut lists_links = false;
        if !upstream.is_on_disk {
            lists_links = self.take_held(cx, upstream);
        } else if self.load == Load::Never && self.problem.is_none() {
            let is_hidden = !in_sight(cx) || self.laid_out.is_none_or(|(columns, ..)| columns == 0);
            if self.shown != self.subject && (is_hidden || self.subject.is_none()) {
                self.start_over();
            }
            self.ask(cx);
        } else if self.is_due(cx) {
            self.ask(cx);
        }
        self.lay_out(cx, upstream);
        self.find_matches(cx, upstream.search);
        self.scroll = self.scroll.min(self.last_scroll(cx));
        lists_links
    }

    /// Takes over notes that the item holds. Returns whether to list the links now.
    fn take_held(&mut self, cx: &mut Cx, upstream: Upstream<'_>) -> bool {
        cx.cancel(Slot::Notes);
        self.reread.wanted = false;
        let is_wanted = self.load == Load::Never && (in_sight(cx) || self.is_links_asked);
        let held = is_wanted.then(|| upstream.own()).flatten();
        if let (Some(item), Some(subject)) = (held, self.subject.clone()) {
            self.asked = Some(subject.clone());
            return self.loaded(&subject, item.notes());
        }
        if self.shown != self.subject && self.subject.is_none() {
            self.start_over();
        }
        false
    }

    /// Reads the notes if they are in sight. Cancels a read of another subject.
    fn ask(&mut self, cx: &mut Cx) {
        let wanted = self.subject.clone().filter(|_| in_sight(cx) || self.is_links_asked);
        if self.asked.is_some() && self.asked == wanted && cx.ledger.runs(Slot::Notes) {
            return;
        }
        self.asked.clone_from(&wanted);
        match wanted {
            Some(subject) => {
                self.reread = cx.asked_now();
                cx.ask(Read::Notes(subject));
            }
            None => cx.cancel(Slot::Notes),
        }
    }

    /// Takes over the notes. Returns whether to list the links now.
    pub fn loaded(&mut self, subject: &Subject, notes: &domain::Notes) -> bool {
        if self.asked.take().as_ref() != Some(subject) || self.subject.as_ref() != Some(subject) {
            return false;
        }
        if self.shown.as_ref() != Some(subject) {
            self.scroll = 0;
            self.shown = Some(subject.clone());
        }
        let duration = self.episode().map_or(Duration::ZERO, |item| item.episode.duration);
        self.text = RichText::read(notes, duration);
        (self.load, self.problem, self.laid_out) = (Load::Whole, None, None);
        std::mem::take(&mut self.is_links_asked)
    }

    /// Has the links listed once the notes are read. Returns whether they are.
    pub fn ask_links(&mut self) -> bool {
        if !self.is_read() {
            // Asked for with the next event, though the notes may not be in sight.
            self.is_links_asked = self.subject.is_some();
            (self.load, self.problem) = (Load::Never, None);
        }
        self.is_read()
    }

    /// Whether the links are listed once the notes, which are being read, are there.
    pub fn awaits_links(&self, cx: &Cx) -> bool {
        self.is_links_asked && cx.ledger.runs(Slot::Notes)
    }

    /// Drops the text in view: its item may be gone, so it cannot be laid out again.
    fn start_over(&mut self) {
        *self = Self {
            shown: self.subject.clone(),
            subject: self.subject.clone(),
            asked: self.asked.clone(),
            is_links_asked: self.is_links_asked,
            item: self.item.take(),
            reread: self.reread,
            find: std::mem::take(&mut self.find),
            in_timestamps: self.in_timestamps,
            hint: self.hint,
            ..Self::default()
        };
    }

    /// Lays header and notes out, once per subject, width and day. The subject in view is never mixed with another's.
    fn lay_out(&mut self, cx: &Cx, upstream: Upstream<'_>) {
        let Some(pane) = cx.layout.pane(ViewId::Notes) else { return };
        let text = cx.layout.text_of(pane);
        let wanted = (text.width, cx.now.date(), cx.artwork.room(cx.terminal.as_ref(), text));
        // What is read does not move for a cover.
        let makes_room = |cover: &Cover| cx.artwork.makes_room(cover);
        let is_same = self.scroll > 0 || self.cover.as_ref().is_some_and(makes_room) == self.makes_room;
        if self.laid_out == Some(wanted) && is_same {
            return;
        }
        if self.shown != self.subject {
            let (load, problem) = (self.load, self.problem.take());
            self.start_over();
            (self.load, self.problem) = (load, problem);
        }
        self.take_item(upstream.own());
        self.cover = wanted.2.and_then(|room| self.cover_in(room, upstream));
        self.makes_room = self.cover.as_ref().is_some_and(makes_room);
        let item = self.item.as_ref().map(list::Item::as_ref);
        self.header = item.map_or_else(Vec::new, |item| header(item, cx, self.header_columns(wanted.0)));
        self.make_room();
        self.lines = if wanted.0 == 0 { Vec::new() } else { self.text.lay_out(wanted.0) };
        if let Some(matches) = &mut self.matches {
            matches.is_fresh = false;
        }
        self.laid_out = Some(wanted);
    }

    fn take_item(&mut self, item: Option<ItemRef<'_>>) {
        if let Some(item) = item {
            self.item = Some(item.to_owned());
        }
    }

    /// The last scroll position: the end of the notes is at the bottom of the pane.
    fn last_scroll(&self, cx: &Cx) -> usize {
        self.len().saturating_sub(cx.layout.rows().max(1))
    }

    /// The details changed: they are laid out again.
    fn out_of_date(&mut self) {
        if self.shown == self.subject {
            self.laid_out = None;
        }
    }

    /// Items were read again: the details of one of them are laid out again.
    pub fn items_changed(&mut self, is_about: impl Fn(&Subject) -> bool) {
        if self.subject.as_ref().is_some_and(is_about) {
            self.out_of_date();
        }
    }
}

fn in_sight(cx: &Cx) -> bool {
    cx.layout.pane(ViewId::Notes).is_some()
}

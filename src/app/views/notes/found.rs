//! Finds the words of a search, or a text, in the notes, and steps through the matches.

use super::Notes;
use crate::{
    app::{
        Cx,
        input::command,
        views::matches::{MatchKind, Matches},
    },
    domain::{Query, Subject},
};

impl Notes {
    /// Finds the text that is typed here, or else the words of the search: once for each text, subject and layout. Scrolls
    /// to the match once for each text and subject.
    pub(super) fn find_matches(&mut self, cx: &Cx, search: Option<(&str, &Query)>) {
        let (kind, of) = match (self.in_timestamps, self.find.is_blank(), search) {
            (true, ..) => (MatchKind::Timestamps, ""),
            (false, false, _) => (MatchKind::Text, self.find.text()),
            (false, true, Some((of, _))) => (MatchKind::Search, of),
            (false, true, None) => {
                self.matches = None;
                return;
            }
        };
        // The matches in view stay until the notes are read.
        let is_searched = kind != MatchKind::Search || matches!(self.subject, Some(Subject::Episode(_)));
        if !self.is_read() || self.shown != self.subject || !is_searched {
            return;
        }
        let is_same = |old: &&Matches| (old.of.as_str(), old.kind) == (of, kind) && old.subject == self.subject;
        let same = self.matches.as_ref().filter(is_same);
        let at = same.map(|old| old.current);
        if same.is_some_and(|old| old.is_fresh) {
            return;
        }
        let top = self.scroll.saturating_sub(self.header.len());
        let found = match (kind, search) {
            (MatchKind::Search, Some((of, query))) => Matches::find(of, query, &self.lines),
            (MatchKind::Search, None) => return,
            (MatchKind::Timestamps, _) => Matches::timestamps(&self.lines, top),
            (MatchKind::Text, _) => {
                // The current match stays while a letter is added and it still matches.
                let before = self.matches.as_ref().filter(|old| old.kind == MatchKind::Text).and_then(Matches::line);
                Matches::find_literally(of, &self.lines, before.unwrap_or(top))
            }
        };
        let current = at.map_or(found.current, |at| at.min(found.len().saturating_sub(1)));
        self.matches = Some(Matches { subject: self.subject.clone(), current, ..found });
        if at.is_none() {
            self.scroll = self.scroll_of_match(cx).unwrap_or(self.scroll);
        }
    }

    /// The scroll position with the current match and some lines before it in view.
    fn scroll_of_match(&self, cx: &Cx) -> Option<usize> {
        let height = cx.layout.rows();
        let line = self.header.len() + self.matches.as_ref()?.line()?;
        let is_in_view = (self.scroll..self.scroll + height).contains(&line);
        Some(if is_in_view && self.matches.as_ref()?.kind != MatchKind::Search {
            self.scroll
        } else if line < height {
            0
        } else {
            line.saturating_sub(height / 3)
        })
    }

    pub fn step_through(&mut self, cx: &mut Cx, command: command::Notes) {
        match command {
            command::Notes::NextMatch => self.step_match(cx, true),
            command::Notes::PreviousMatch => self.step_match(cx, false),
            command::Notes::NextTimestamp => self.step_timestamp(cx),
        }
    }

    /// Whether there is something to step through.
    pub fn can_step_through(&self, command: command::Notes) -> bool {
        match command {
            command::Notes::NextTimestamp => !self.text.timestamps.is_empty(),
            command::Notes::NextMatch | command::Notes::PreviousMatch => {
                self.matches.as_ref().is_some_and(|matches| !matches.is_empty())
            }
        }
    }

    /// Goes to the first timestamp in view, then from one to the next.
    fn step_timestamp(&mut self, cx: &mut Cx) {
        if self.text.timestamps.is_empty() {
            return cx.note("There are no timestamps in these notes");
        }
        if self.in_timestamps {
            return self.step_match(cx, true);
        }
        // The matches follow with this event.
        self.in_timestamps = true;
        cx.note(format!("{} timestamps in the notes", self.text.timestamps.len()));
    }

    fn step_match(&mut self, cx: &mut Cx, forward: bool) {
        let height = cx.layout.rows();
        let Some(matches) = self.matches.as_mut().filter(|matches| !matches.is_empty()) else {
            let in_title = self.matches.as_ref().is_some_and(|matches| matches.has_words);
            return cx.note(if in_title { "Found in the title, not in the notes" } else { "No match in these notes" });
        };
        matches.step(forward);
        let line = self.header.len() + matches.line().unwrap_or(0);
        let what = if matches.kind == MatchKind::Timestamps { "Timestamp" } else { "Match" };
        cx.note(format!("{what} {} of {} in the notes", matches.current + 1, matches.len()));
        if line < self.scroll || line >= self.scroll + height {
            self.scroll = line.saturating_sub(height / 3);
        }
    }
}

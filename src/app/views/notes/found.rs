//! Finds the words of a search in the notes, and steps through them.

use super::Notes;
use crate::{
    app::{cx::Cx, views::matches::Matches},
    domain::{Query, Subject},
};

impl Notes {
    /// Finds the words of the search, once for each search, subject and layout, and scrolls to them once for each search
    /// and subject.
    pub(super) fn find_matches(&mut self, cx: &Cx, search: Option<(&str, &Query)>) {
        let Some((of, query)) = search else {
            self.matches = None;
            return;
        };
        // The matches in view stay until the notes are read.
        if !self.is_read() || self.shown != self.subject || !matches!(self.subject, Some(Subject::Episode(_))) {
            return;
        }
        let same = self.matches.as_ref().filter(|old| old.of == of && old.subject == self.subject);
        let at = same.map(|old| old.current);
        if same.is_some_and(|old| old.is_fresh) {
            return;
        }
        let found = Matches::find(of, query, &self.lines);
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
        Some(if line < height { 0 } else { line.saturating_sub(height / 3) })
    }

    pub(super) fn step_match(&mut self, cx: &mut Cx, forward: bool) {
        let height = cx.layout.rows();
        let Some(matches) = self.matches.as_mut().filter(|matches| !matches.is_empty()) else {
            let in_title = self.matches.as_ref().is_some_and(|matches| matches.has_words);
            return cx.note(if in_title { "Found in the title, not in the notes" } else { "No match in these notes" });
        };
        matches.step(forward);
        let line = self.header.len() + matches.line().unwrap_or(0);
        cx.note(format!("Match {} of {} in the notes", matches.current + 1, matches.len()));
        if line < self.scroll || line >= self.scroll + height {
            self.scroll = line.saturating_sub(height / 3);
        }
    }
}

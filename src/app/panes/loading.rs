//! How far the loading of a list is.

use super::{Loading, Stage};
use crate::app::{
    Problem,
    effect::{MissingPage, Part},
    event::{Gap, ListSummary},
};

impl Loading {
    /// A request goes out. Pages that were missing before stay missing until they come.
    pub fn begin(&mut self, part: &Part) {
        let total = match part {
            Part::Whole => {
                self.pass += 1;
                self.gaps.clear();
                None
            }
            Part::Pages(pages) => Some(pages.iter().map(|page| page.limit).fold(0, u32::saturating_add)),
        };
        self.before = match (part, &self.stage) {
            (Part::Pages(_), Stage::Done(summary)) => *summary,
            (Part::Pages(_) | Part::Whole, _) => ListSummary::default(),
        };
        self.failed.clear();
        self.part = Some(part.clone());
        self.stage = Stage::Running { received: 0, total };
    }

    /// A page came: `count` items of `total`.
    pub fn page(&mut self, count: u32, of: Option<u32>) {
        if let Stage::Running { received, total } = &mut self.stage {
            *received = received.saturating_add(count);
            if self.part == Some(Part::Whole) {
                *total = of.or(*total);
            }
        }
    }

    /// A page could not be had.
    pub fn gap(&mut self, gap: Gap) {
        self.failed.push(gap.offset);
        self.gaps.retain(|known| known.offset != gap.offset);
        let place = self.gaps.partition_point(|known| known.offset < gap.offset);
        self.gaps.insert(place, gap);
    }

    /// The request came to its end; `summary` is added to what was said of the pages that were there before it. Says
    /// whether the whole list has been seen now.
    pub fn finish(&mut self, summary: ListSummary) -> bool {
        let part = self.part.take();
        if let Some(Part::Pages(asked)) = &part {
            let came = |gap: &Gap| asked.iter().any(|page| page.offset == gap.offset);
            self.gaps.retain(|gap| !came(gap) || self.failed.contains(&gap.offset));
        }
        let nothing = matches!(self.stage, Stage::Running { received: 0, .. });
        self.stage = match (part, self.gaps.first()) {
            (Some(Part::Whole) | None, Some(gap)) if nothing => Stage::Failed(gap.problem.clone()),
            // Pages that failed once more are still gaps among good rows.
            (Some(Part::Whole | Part::Pages(_)) | None, _) => Stage::Done(self.before.and(summary)),
        };
        self.failed.clear();
        self.gaps.is_empty()
    }

    /// The request was stopped before its end: what is missing is asked for the next time.
    pub fn stop(&mut self, why: Option<&Problem>) {
        if self.is_running() {
            let partly = matches!(self.part.take(), Some(Part::Pages(_)));
            self.failed.clear();
            self.stage = match why {
                Some(problem) => Stage::Failed(problem.clone()),
                None if partly => Stage::Done(self.before),
                None => Stage::Never,
            };
        }
    }

    /// Whether pages are coming.
    #[must_use]
    pub fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Running { .. })
    }

    /// What to ask for next: the missing pages of a list that has others, else all of it.
    #[must_use]
    pub fn next_part(&self) -> Part {
        match self.stage {
            Stage::Done(_) if !self.gaps.is_empty() => {
                let page = |gap: &Gap| MissingPage { offset: gap.offset, limit: gap.limit, last: gap.last };
                Part::Pages(self.gaps.iter().map(page).collect())
            }
            Stage::Done(_) | Stage::Never | Stage::Failed(_) | Stage::Running { .. } => Part::Whole,
        }
    }
}

//! The search over titles and notes of everything on disk.
//!
//! Every key searches again, and the latest reply counts; the rows belong to one query until the next reply. Start with
//! [`Search::found`].

use std::{borrow::Cow, collections::HashMap, ops::Range};

mod recent;

use self::recent::Recent;
use super::{
    texts,
    view::{Above, Heading, RowStyle, RowView, View},
};
use crate::{
    app::{
        Command, Context, Cx, Effect, Problem, Slot, Step,
        list::{AnyRows, Filter, Item as _, Load, OwnedItem, Rows, filter},
        requests::{
            effect::{Read, Remember},
            event::{LibraryChange, SearchFound, Snippets},
        },
    },
    domain::{EpisodeAt, Query, ShelfEpisode, Snippet, count::counted, words::words},
};

/// The search. Its text is the filter of its list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Search {
    /// Shows, then episodes.
    rows: Rows<OwnedItem>,
    /// The latest request: the query, and the most episodes.
    asked: String,
    limit: u32,
    shows: usize,
    is_cut_short: bool,
    /// The query of the rows.
    of: String,
    query: Query,
    snippets: HashMap<EpisodeAt, Snippet>,
    snippets_asked: Vec<EpisodeAt>,
    recent: Recent,
}

impl Search {
    const FIRST: u32 = 50;
    const MOST: u32 = 20_000;
    /// Prefetch distance: search for more once fewer rows than this remain below the viewport.
    const AHEAD: usize = 15;
    /// The least lines of a pane with room for the names of the filters.
    const ROOMY: usize = 12;

    /// With the latest queries, the newest first.
    pub fn new(recent: Vec<String>) -> Self {
        Self { recent: Recent::new(recent), ..Self::default() }
    }

    pub fn text(&self) -> &str {
        self.rows.list.filter.text()
    }

    pub fn is_typing(&self) -> bool {
        self.rows.list.filter.is_typing()
    }

    /// The query of the rows.
    pub fn query(&self) -> (&str, &Query) {
        (&self.of, &self.query)
    }

    #[cfg(test)]
    pub fn is_cut_short(&self) -> bool {
        self.is_cut_short
    }

    pub fn found(&mut self, cx: &Cx, found: SearchFound) {
        let height = self.height(cx);
        let SearchFound { shows, episodes, cut_short } = found;
        self.rows.list.selection.refresh(episodes.iter());
        let is_new = self.asked != self.of || self.rows.list.load == Load::Never;
        if is_new {
            self.of.clone_from(&self.asked);
            self.query = Query::parse_on(&self.of, cx.now.date());
            self.snippets.clear();
            self.rows.list.unchoose();
        }
        self.shows = shows.len();
        let asked = usize::try_from(self.limit).unwrap_or(usize::MAX);
        self.rows.list.load =
            if episodes.len() >= asked && self.limit < Self::MOST { Load::Partial } else { Load::Whole };
        (self.rows.list.problem, self.is_cut_short) = (None, cut_short);
        let items =
            shows.into_iter().map(OwnedItem::Show).chain(episodes.into_iter().map(OwnedItem::Episode)).collect();
        let before = std::mem::replace(&mut self.rows.items, items);
        self.rows.list.total = self.rows.items.len();
        let rows = filter::all(0..self.rows.items.len());
        let lines = |at: usize| if at < self.shows { 1 } else { 2 };
        self.rows.list.show(&before, &self.rows.items, rows, lines, height);
    }

    /// An episode without a snippet gets an empty one, so that it is not requested again.
    pub fn snippets(&mut self, snippets: Snippets) {
        for at in std::mem::take(&mut self.snippets_asked) {
            self.snippets.entry(at).or_default();
        }
        self.snippets.extend(snippets);
    }

    /// Searches for the text.
    fn ask(&mut self, cx: &mut Cx, limit: u32) {
        // A space at the end makes the last word whole.
        let text = self.text().trim_start().to_owned();
        if text != self.asked {
            self.rows.list.follow_best();
            cx.cancel(Slot::Snippets);
        }
        self.asked = text;
        self.limit = limit;
        self.rows.list.reread = cx.asked_now();
        if cx.may_read() {
            cx.ask(Read::Search { query: self.asked.clone(), today: cx.now.date(), limit });
        }
    }

    /// Forgets the results; the text and the selection stay.
    fn forget(&mut self) {
        self.rows.forget();
        let (rows, recent) = (std::mem::take(&mut self.rows), std::mem::take(&mut self.recent));
        *self = Self { rows, recent, ..Self::default() };
    }

    fn clear(&mut self, cx: &mut Cx) {
        self.forget();
        cx.cancel(Slot::Search);
        cx.cancel(Slot::Snippets);
    }

    /// Remembers a query that is no longer typed.
    fn remember(&mut self, cx: &mut Cx) {
        if let Filter::Kept(field) = &self.rows.list.filter
            && self.recent.add(field.value())
        {
            cx.tell(Effect::Remember(Remember::Searches(self.recent.queries().to_vec())));
        }
    }

    /// Brings an earlier query back into the field. Returns whether there is one.
    fn recall(&mut self, cx: &mut Cx, older: bool) -> bool {
        let Filter::Typing(field) = &mut self.rows.list.filter else { return false };
        let Some(query) = self.recent.recall(field.value(), older) else { return false };
        field.take();
        field.insert_words(query);
        self.filtered(cx);
        true
    }

    /// The episodes in view that no snippet was read for.
    fn without_snippet(&self, height: usize) -> Vec<EpisodeAt> {
        let lines = self.rows.list.lines();
        let Some(first) = lines.row_at(lines.top()) else { return Vec::new() };
        let last =
            lines.row_at(lines.top() + height.saturating_sub(1)).unwrap_or(self.rows.list.len().saturating_sub(1));
        let episodes = (first..=last).filter_map(|at| self.episode_at(at)).map(ShelfEpisode::at);
        episodes.filter(|at| !self.snippets.contains_key(at)).collect()
    }
}

impl View for Search {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Found, Context::EpisodeList]
    }

    fn field_context(&self) -> Context {
        Context::SearchField
    }

    fn slot(&self) -> Slot {
        Slot::Search
    }

    fn rows(&self) -> Option<&dyn AnyRows> {
        Some(&self.rows)
    }

    fn rows_mut(&mut self) -> Option<&mut dyn AnyRows> {
        Some(&mut self.rows)
    }

    fn has_use(&self) -> bool {
        true
    }

    /// In the field, Up and Down bring back earlier queries while nothing else is typed.
    fn step(&mut self, cx: &mut Cx, step: Step) {
        if matches!(step, Step::Up | Step::Down) && self.recall(cx, step == Step::Up) {
            return;
        }
        let height = self.height(cx);
        self.rows.list.step(step, height, cx.is_held);
    }

    fn filtered(&mut self, cx: &mut Cx) {
        if self.rows.list.filter.is_blank() {
            self.clear(cx);
        } else {
            self.ask(cx, Self::FIRST);
        }
    }

    /// Leaves the field first, then clears the search.
    fn back(&mut self, cx: &mut Cx) -> bool {
        if self.rows.list.filter.leave() {
            self.clear(cx);
        }
        true
    }

    fn head_lines(&self, rows: usize) -> usize {
        (1 + usize::from(rows >= Self::ROOMY)).min(rows)
    }

    fn enter(&mut self, _cx: &mut Cx, _again: bool) {
        self.rows.list.filter.edit();
    }

    fn leave(&mut self, cx: &mut Cx) {
        self.remember(cx);
    }

    fn read(&mut self, cx: &mut Cx) {
        if !self.rows.list.filter.is_blank() {
            self.ask(cx, self.limit.max(Self::FIRST));
        }
    }

    fn is_awaited(&self, cx: &Cx, _all: bool) -> bool {
        let is_other = self.rows.list.load == Load::Never || self.asked != self.of || self.rows.list.aimed().is_some();
        // Up and Down bring earlier queries back into the field.
        is_other && !self.is_typing() && cx.ledger.runs(self.slot())
    }

    fn failed(&mut self, problem: Problem) {
        let asked = std::mem::take(&mut self.asked);
        self.forget();
        self.asked = asked;
        self.rows.list.problem = Some(problem);
    }

    fn stale(&mut self, _change: &LibraryChange) {
        self.rows.list.reread.wanted = !self.asked.is_empty();
    }

    fn shifts(&self) -> bool {
        true
    }

    /// Reads more near the end, and the snippets of the rows in view.
    fn follow(&mut self, cx: &mut Cx) {
        self.remember(cx);
        let height = self.height(cx);
        if !cx.ledger.runs(Slot::Search) && !self.asked.is_empty() && self.rows.list.problem.is_none() {
            match self.rows.list.load {
                // Not searched while the account was unknown.
                Load::Never => self.ask(cx, self.limit),
                Load::Partial if self.rows.list.aimed().is_some() => self.ask(cx, Self::MOST),
                Load::Partial if self.rows.list.below(height) < Self::AHEAD => {
                    self.ask(cx, self.limit.saturating_mul(4).min(Self::MOST));
                }
                Load::Partial | Load::Whole => {}
            }
        }
        if self.rows.list.load != Load::Never && !cx.ledger.runs(Slot::Snippets) {
            let episodes = self.without_snippet(height);
            if !episodes.is_empty() {
                self.snippets_asked.clone_from(&episodes);
                cx.ask(Read::Snippets { query: self.of.clone(), episodes });
            }
        }
    }

    fn heading(&self, cx: &Cx) -> Heading {
        let shows = if self.shows == 0 { String::new() } else { counted(self.shows, "show", "shows") };
        let episodes = match self.rows.items.len().saturating_sub(self.shows) {
            0 => String::new(),
            count @ 2.. if self.rows.list.load == Load::Partial => format!("{count}+ episodes"),
            count => counted(count, "episode", "episodes"),
        };
        let selected = texts::selected(&self.rows.list);
        let about = vec![cx.join(&[&selected, &shows, &episodes]), cx.join(&[&selected, &episodes]), selected];
        let cut_short = [
            "cut short: older episodes may match, more words narrow it",
            "cut short: older ones may match",
            "cut short",
        ];
        let notice = if self.is_cut_short {
            cut_short.map(|text| format!("{} {text}", cx.warning())).to_vec()
        } else {
            Vec::new()
        };
        Heading { title: "Search".into(), about, notice }
    }

    fn row(&self, row: usize) -> Option<RowView<'_>> {
        let hit = self.rows.item(row)?;
        let title = hit.title();
        let snippet = hit.as_ref().episode().and_then(|episode| self.snippets.get(&episode.at()));
        Some(RowView {
            above: Above::default(),
            item: hit.as_ref(),
            hits: Cow::Owned(char_hits(title, &self.query.hits(title))),
            style: RowStyle::Found { snippet: snippet.filter(|snippet| !snippet.text.is_empty()) },
        })
    }

    fn empty(&self, cx: &Cx) -> Vec<String> {
        let narrow = "Narrow it with `show:name` `after:2026-01` `before:7d` `unplayed` `longer:30m` `shorter:1h` \
                      `lang:en`, put phrases in \"quotes\", leave words out with `-word`";
        let examples = "For example: `night train after:2026-01`, `\"the last tram\"`, `show:kitchens unplayed`";
        if let Some(problem) = &self.rows.list.problem {
            return texts::problem(cx, problem);
        }
        if self.rows.list.load == Load::Never {
            return if self.asked.is_empty() {
                let about = "Searches titles and notes of everything on disk.";
                let recent = self.recent.queries().iter().take(5).map(|query| format!("`{}`", query.replace('`', "")));
                let recent = recent.collect::<Vec<_>>().join(", ");
                let key = cx.key(&[Context::SearchField], Command::Step(Step::Up));
                let again = (!recent.is_empty()).then(|| format!("`{key}` brings back: {recent}"));
                [about, narrow, examples].map(str::to_owned).into_iter().chain(again).collect()
            } else {
                vec![format!("Searching{}", cx.ellipsis())]
            };
        }
        if let Some(wrong) = &self.query.wrong {
            return vec![wrong.to_string()];
        }
        if self.query.is_empty() {
            // The query is an incomplete filter: what it needs.
            if let Some(wrong) = Query::parse(&format!("{} ", self.of)).wrong {
                return vec![wrong.to_string()];
            }
            let signs = "Only letters and digits can be searched for, not signs and emoji";
            return vec![if words(&self.of).next().is_some() { narrow.into() } else { signs.into() }];
        }
        let context = if self.is_typing() { Context::SearchField } else { Context::Main };
        let twice = if self.is_typing() { " twice" } else { "" };
        let key = cx.key(&[context], Command::Back);
        vec![format!("Nothing found. Fewer or shorter words find more, `{key}`{twice} clears it")]
    }
}

/// The positions of the characters in ascending byte ranges.
pub fn char_hits(text: &str, ranges: &[Range<usize>]) -> Vec<u32> {
    let is_hit = |at: usize| {
        let next = ranges.get(ranges.partition_point(|range| range.end <= at));
        next.is_some_and(|range| range.start <= at)
    };
    let starts = (0..).zip(text.char_indices());
    starts.filter(|(_, (at, _))| is_hit(*at)).map(|(position, _)| position).collect()
}

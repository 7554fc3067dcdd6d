//! The catalogue as a view among the others.

use super::Discover;
use crate::{
    app::{
        Command, Context, Cx, Slot, Step, asking,
        list::{AnyRows, Filter, Item, ItemRef, Load, OwnedItem},
        requests::event::LibraryChange,
        views::{
            texts::{self, About},
            view::{Heading, RowStyle, View},
        },
    },
    domain::{Quota, Subject, count::counted},
};

impl View for Discover {
    fn contexts(&self) -> Vec<Context> {
        vec![if self.show.is_some() { Context::DiscoverShow } else { Context::Discover }]
    }

    fn field_context(&self) -> Context {
        if self.show.is_some() { Context::FilterField } else { Context::SearchField }
    }

    fn slot(&self) -> Slot {
        Slot::Catalogue
    }

    fn is_on_disk(&self) -> bool {
        false
    }

    fn rows(&self) -> Option<&dyn AnyRows> {
        Some(self.front())
    }

    fn rows_mut(&mut self) -> Option<&mut dyn AnyRows> {
        Some(match &mut self.show {
            Some(of) => &mut of.rows,
            None => &mut self.rows,
        })
    }

    /// The open show until an episode of it is selected.
    fn subject(&self) -> Option<Subject> {
        match &self.show {
            Some(of) => of.subject(),
            None => self.rows.list.selected_item(&self.rows.items).map(Item::subject),
        }
    }

    fn item(&self, subject: &Subject) -> Option<ItemRef<'_>> {
        let open = self.show.as_ref().and_then(|of| {
            let show = of.show.as_ref().map(ItemRef::Show).filter(|show| show.is(subject));
            show.or_else(|| of.rows.item_of(subject))
        });
        open.or_else(|| self.rows.item_of(subject))
    }

    /// To a row that was read, at most: going to the last of all would ask for every page.
    fn step(&mut self, cx: &mut Cx, step: Step) {
        let height = self.height(cx);
        if let Some(list) = self.list_mut() {
            match step.row() {
                Some(row) => list.select(row, height),
                None => list.step(step, height, cx.is_held),
            }
        }
    }

    fn filtered(&mut self, cx: &mut Cx) {
        if let Some(of) = &mut self.show {
            of.rebuild(cx.layout.rows());
        } else if self.rows.list.filter.is_blank() {
            self.clear(cx);
        } else {
            self.ask_later(cx);
        }
    }

    /// In a show: clears the filter, then goes back to the results. There: leaves the field, then clears the search.
    fn back(&mut self, cx: &mut Cx) -> bool {
        if self.show.is_none() {
            if self.rows.list.filter.leave() {
                self.clear(cx);
            }
            return true;
        }
        let was_on = self.filter_mut().is_some_and(|filter| std::mem::take(filter) != Filter::Off);
        if was_on {
            self.filtered(cx);
        }
        was_on || self.leave_show(cx)
    }

    fn step_out(&mut self, cx: &mut Cx) -> bool {
        self.leave_show(cx)
    }

    fn head_lines(&self, rows: usize) -> usize {
        usize::from(self.show.is_none()).min(rows)
    }

    /// Its key goes to the results, then to the field.
    fn enter(&mut self, cx: &mut Cx, again: bool) {
        if again {
            self.leave_show(cx);
        }
        if self.show.is_none() {
            self.rows.list.filter.edit();
        }
    }

    fn read(&mut self, cx: &mut Cx) {
        match &mut self.show {
            Some(of) => of.ask(cx),
            None => self.ask(cx, 0),
        }
    }

    /// Nothing of it is in the library.
    fn stale(&mut self, _change: &LibraryChange) {}

    /// When the pause in typing is over.
    fn due(&self, cx: &Cx) -> Option<jiff::Timestamp> {
        let may = self.show.is_none() && asking::held_up(cx).is_none();
        self.rows.list.reread.due_after(Self::PAUSE).filter(|_| may)
    }

    fn follow(&mut self, cx: &mut Cx) {
        self.ask_more(cx);
    }

    fn heading(&self, cx: &Cx) -> Heading {
        let list = self.front().list();
        let gap = list.problem.as_ref().map(|problem| [problem.title.to_string(), "not read".into()]);
        let notice = texts::notice(cx, list, gap.as_ref());
        let (title, extent) = match &self.show {
            Some(of) if of.name().is_empty() => ("Discover".into(), String::new()),
            Some(of) => (of.name().to_owned(), of.extent()),
            None => ("Discover".into(), self.counts(cx)),
        };
        let items = self.show.as_ref().map_or(list.len(), |of| of.rows.items.len());
        let about = About { items, rows: list.len(), extent, gap, ..About::default() };
        Heading { title, about: texts::about(cx, list, &about), notice }
    }

    fn style(&self, item: ItemRef<'_>) -> RowStyle<'_> {
        match (&self.show, item) {
            (Some(_), _) => RowStyle::Episode,
            (None, ItemRef::Show(show)) => RowStyle::Catalogue { is_followed: self.followed.contains(&show.show.key) },
            (None, ItemRef::Episode(_)) => RowStyle::Catalogue { is_followed: false },
        }
    }

    fn to_come(&self, cx: &Cx) -> Option<&'static str> {
        let list = self.front().list();
        if !list.is_empty() || list.problem.is_some() || asking::held_up(cx).is_some() {
            return None;
        }
        match &self.show {
            Some(of) => {
                let can_read = of.rows.items.is_empty() && of.key().is_some_and(|key| key.id().is_some());
                (can_read && list.load != Load::Whole).then_some("The episodes")
            }
            None => self.is_searching().then_some("The results"),
        }
    }

    fn empty(&self, cx: &Cx) -> Vec<String> {
        let list = self.front().list();
        if let Some(problem) = &list.problem {
            return texts::problem(cx, problem);
        }
        if self.show.is_some() { self.no_episodes(cx) } else { self.no_results(cx) }
    }
}

impl Discover {
    fn counts(&self, cx: &Cx) -> String {
        let shows = self.rows.items.iter().filter_map(OwnedItem::show).count();
        let episodes = self.rows.items.len() - shows;
        let more = if self.rows.list.load == Load::Partial { "more below" } else { "" };
        let part = |count, one, many| if count == 0 { String::new() } else { counted(count, one, many) };
        cx.join(&[&part(shows, "show", "shows"), &part(episodes, "episode", "episodes"), more])
    }

    /// Whether the results of the text are still to come.
    fn is_searching(&self) -> bool {
        let is_text = !self.rows.list.filter.is_blank() && self.link().is_none();
        is_text && (self.rows.list.load == Load::Never || self.text().trim() != self.of)
    }

    /// Why there are no results.
    fn no_results(&self, cx: &Cx) -> Vec<String> {
        if let Some(held_up) = texts::no_request(cx) {
            return vec!["Spotify's catalogue cannot be searched now".into(), held_up];
        }
        let accept = cx.key(&[self.field_context()], Command::Accept);
        if self.rows.list.filter.is_blank() {
            return vec![
                "Searches Spotify's catalogue for shows and episodes as you type.".into(),
                "A show's episodes and notes can be read before you follow it. Nothing of it is kept on disk".into(),
            ];
        }
        if self.link().is_some() {
            return vec![format!("`{accept}` opens this link")];
        }
        if self.is_searching() {
            return vec![match cx.quota {
                Quota::Retrying => format!("Spotify does not answer; trying again{}", cx.ellipsis()),
                Quota::Open | Quota::Waiting { .. } | Quota::Blocked { .. } => {
                    format!("Searching Spotify{}", cx.ellipsis())
                }
            }];
        }
        let is_typing = self.rows.list.filter.is_typing();
        let key = cx.key(&[if is_typing { Context::SearchField } else { Context::Main }], Command::Back);
        let twice = if is_typing { " twice" } else { "" };
        vec![format!("Spotify found nothing. Fewer or other words find more, `{key}`{twice} clears it")]
    }

    /// Why the open show has no episodes.
    fn no_episodes(&self, cx: &Cx) -> Vec<String> {
        let Some(of) = &self.show else { return Vec::new() };
        if !of.rows.items.is_empty() {
            return vec![texts::no_match(cx, "episodes", &of.rows.list.filter)];
        }
        if of.key().is_some_and(|key| key.id().is_none()) {
            return vec!["This show cannot be fetched: Spotify gave it an invalid id".into()];
        }
        if of.rows.list.load == Load::Whole {
            return vec!["This show has no episodes".into()];
        }
        match texts::no_request(cx) {
            Some(held_up) => vec!["Not fetched yet".into(), held_up],
            None => vec![format!("Fetching the episodes{}", cx.ellipsis())],
        }
    }
}

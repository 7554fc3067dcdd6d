//! The episodes of the open show, and of shows that were opened before.

mod of_show;

use self::of_show::OfShow;
use super::{
    texts::{self, About},
    view::{Heading, View, resorted},
};
use crate::{
    app::{
        Context, Cx, Effect, Problem, Slot,
        input::command,
        list::{AnyRows, ItemRef, List, Load, filter::Narrowed},
        requests::{
            effect::{Read, Remember},
            event::{LibraryChange, SyncOutcome},
        },
    },
    domain::{CleanText, EpisodeAt, EpisodeSort, ShelfEpisode, ShelfShow, ShowKey, StateFilter, Subject, Words as _},
};

/// The view of the open show.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Episodes {
    /// The shows whose episodes are held, in the order they were opened; the last is open, unless none is.
    shows: Vec<OfShow>,
    is_closed: bool,
    /// The show to preview once its episodes are read: until then those in view stay.
    awaited: Option<OfShow>,
    /// The episode to select once it is read.
    reveal: Option<EpisodeAt>,
}

impl Episodes {
    /// How many episodes are held, some 0.6 kB each, at least those of the open show. Each show that was previewed counts, and
    /// reading one again takes milliseconds.
    pub const KEPT: usize = 2_000;

    pub fn open(&self) -> Option<&ShowKey> {
        self.current().map(|of| &of.key)
    }

    pub fn items(&self) -> &[ShelfEpisode] {
        self.current().map_or(&[], |of| &of.rows.items)
    }

    /// Opens a show without the focus: at once if its episodes are held, otherwise once they are read.
    pub fn preview(&mut self, cx: &mut Cx, key: &ShowKey) {
        if self.open() == Some(key) {
            // The selection came back before the other show was read.
            self.awaited = None;
        } else if self.shows.iter().any(|of| of.key == *key) {
            self.open_show(cx, key);
        } else if !self.awaits(key) || !cx.ledger.runs(Slot::Episodes) {
            self.awaited = Some(OfShow::new(key.clone()));
            self.read(cx);
        }
    }

    /// Opens the awaited show before its episodes are read.
    pub fn open_awaited(&mut self) {
        if let Some(awaited) = self.awaited.take() {
            self.push(awaited);
        }
    }

    /// Shows no show: none is selected. What is held stays.
    pub fn close(&mut self, cx: &mut Cx) {
        if self.awaited.take().is_some() {
            cx.cancel(Slot::Episodes);
        }
        self.is_closed = true;
    }

    fn push(&mut self, of: OfShow) {
        self.shows.push(of);
        self.is_closed = false;
    }

    fn current(&self) -> Option<&OfShow> {
        self.shows.last().filter(|_| !self.is_closed)
    }

    fn current_mut(&mut self) -> Option<&mut OfShow> {
        self.shows.last_mut().filter(|_| !self.is_closed)
    }

    fn awaits(&self, key: &ShowKey) -> bool {
        self.awaited.as_ref().is_some_and(|of| of.key == *key)
    }

    /// Opens the awaited show if it is this one.
    fn take_awaited(&mut self, key: &ShowKey) -> bool {
        let is_awaited = self.awaits(key);
        if is_awaited {
            self.open_awaited();
        }
        is_awaited
    }

    /// Opens a show with the episodes held, and reads them again, unless it is open or being read already.
    pub fn open_show(&mut self, cx: &mut Cx, key: &ShowKey) {
        let height = self.height(cx);
        let is_open = self.current().is_some_and(|of| of.key == *key && of.rows.list.problem.is_none());
        if self.take_awaited(key) {
            return;
        }
        self.awaited = None;
        if is_open {
            return;
        }
        let held = self.shows.iter().position(|of| of.key == *key);
        let mut of = held.map_or_else(|| OfShow::new(key.clone()), |at| self.shows.remove(at));
        of.rows.list.fit(height);
        self.push(of);
        self.forget_oldest();
        self.read(cx);
    }

    /// Takes over name and counts from the list of shows.
    pub fn describe(&mut self, show: Option<&ShelfShow>) {
        if let (Some(of), Some(show)) = (self.current_mut(), show) {
            (of.name, of.total) = (Some(show.show.name.clone()), show.show.total_episodes);
            of.is_complete = show.complete;
        }
    }

    /// Selects an episode of the open show, now and once the library has answered.
    pub fn reveal(&mut self, cx: &Cx, at: EpisodeAt) {
        let height = self.height(cx);
        if let Some(of) = self.current_mut() {
            of.reveal(&at, height);
            self.reveal = Some(at);
        }
    }

    /// What the open show is narrowed down to.
    pub fn narrowed(&self) -> Narrowed {
        self.current().map(|of| Narrowed::of(&of.rows.list.filter, of.state)).unwrap_or_default()
    }

    /// Narrows the open show down again, unless the person has done so since.
    pub fn narrow(&mut self, cx: &Cx, narrowed: Narrowed) {
        if self.narrowed() == Narrowed::default()
            && let Some(of) = self.current_mut()
        {
            (of.rows.list.filter, of.state) = (narrowed.filter, narrowed.state);
        }
        self.rebuild(cx);
    }

    /// Shows the first rows of a show, unless all are held already.
    pub fn first(
        &mut self,
        cx: &Cx,
        show: &ShowKey,
        items: Vec<ShelfEpisode>,
        total: u32,
        (sort, state): (EpisodeSort, StateFilter),
    ) {
        let height = self.height(cx);
        self.take_awaited(show);
        let Some(of) = self.shows.iter_mut().find(|of| of.key == *show && of.rows.list.load != Load::Whole) else {
            return;
        };
        let before = std::mem::replace(&mut of.rows.items, items);
        if of.rows.list.load == Load::Never {
            (of.sort, of.state) = (sort, state);
        }
        (of.rows.list.load, of.rows.list.problem) = (Load::Partial, None);
        of.rows.list.total = usize::try_from(total).unwrap_or(usize::MAX);
        of.show(&before, height);
        of.rows.list.settle();
        self.forget_oldest();
    }

    /// Takes over order and states of the last time, unless the person has changed them.
    pub fn loaded(
        &mut self,
        cx: &mut Cx,
        show: &ShowKey,
        items: Vec<ShelfEpisode>,
        (sort, state): (EpisodeSort, StateFilter),
    ) {
        let height = self.height(cx);
        self.take_awaited(show);
        let Some(of) = self.shows.iter_mut().find(|of| of.key == *show) else { return };
        if items.is_empty() {
            of.rows.list.reread.asked_at = None;
        }
        if of.rows.list.load == Load::Never {
            (of.sort, of.state) = (sort, state);
        }
        of.rows.list.selection.retain_among(&items);
        of.rows.list.selection.refresh(items.iter());
        let before = std::mem::replace(&mut of.rows.items, items);
        of.rows.list.total = of.rows.items.len();
        (of.rows.list.load, of.rows.list.problem) = (Load::Whole, None);
        of.show(&before, height);
        if let Some(at) = self.reveal.take_if(|at| at.show == *show)
            && of.rows.list.is_hiding()
        {
            of.reveal(&at, height);
        }
        of.rows.list.settle();
        self.forget_oldest();
    }

    pub fn visited(&mut self, show: &ShowKey, outcome: SyncOutcome) {
        if let Some(of) = self.shows.iter_mut().find(|of| of.key == *show) {
            of.visit = Some(outcome);
        }
    }

    fn rebuild(&mut self, cx: &Cx) {
        let height = self.height(cx);
        if let Some(of) = self.current_mut() {
            of.rebuild(height);
        }
    }

    /// Forgets the episodes of the shows opened longest ago, while more are held than [`Self::KEPT`].
    fn forget_oldest(&mut self) {
        let mut held: usize = self.shows.iter().map(|of| of.rows.items.len()).sum();
        while held > Self::KEPT && self.shows.len() > 1 {
            held -= self.shows.remove(0).rows.items.len();
        }
    }
}

impl View for Episodes {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Episodes, Context::List, Context::EpisodeList]
    }

    fn slot(&self) -> Slot {
        Slot::Episodes
    }

    fn rows(&self) -> Option<&dyn AnyRows> {
        self.current().map(|of| &of.rows as &dyn AnyRows)
    }

    fn rows_mut(&mut self) -> Option<&mut dyn AnyRows> {
        self.current_mut().map(|of| &mut of.rows as &mut dyn AnyRows)
    }

    fn item(&self, subject: &Subject) -> Option<ItemRef<'_>> {
        let Subject::Episode(at) = subject else { return None };
        self.shows.iter().find(|of| of.key == at.show)?.rows.item_of(subject)
    }

    fn mark(&mut self, cx: &Cx) {
        self.shows.iter_mut().for_each(|of| of.rows.mark(&cx.marking));
        self.rebuild(cx);
    }

    fn command(&mut self, cx: &mut Cx, command: command::View) {
        let height = self.height(cx);
        let Some(of) = self.current_mut() else { return };
        if let Some(sort) = resorted(of.sort, command) {
            of.sort = sort;
            of.rebuild(height);
            cx.note(format!("Sorted by {}", sort.label()));
        } else if command == command::View::StateFilter {
            of.state = of.state.next();
            of.rebuild(height);
            cx.note(format!("{} episodes: {}", of.state.label(), of.rows.list.len()));
        } else {
            return;
        }
        cx.tell(Effect::Remember(Remember::Episodes(of.key.clone(), of.sort, of.state)));
    }

    fn orders(&self) -> Vec<(&'static str, &'static str)> {
        EpisodeSort::ALL.iter().map(|(_, word, label)| (*word, *label)).collect()
    }

    fn has_use(&self) -> bool {
        !self.items().is_empty()
    }

    fn filtered(&mut self, cx: &mut Cx) {
        self.rebuild(cx);
    }

    fn read(&mut self, cx: &mut Cx) {
        let asked_now = cx.asked_now();
        if !cx.may_read() {
            return;
        }
        if let Some(of) = self.awaited.as_mut().or(self.shows.last_mut().filter(|_| !self.is_closed)) {
            of.rows.list.reread = asked_now;
            let (key, is_whole) = (of.key.clone(), of.rows.list.load == Load::Whole);
            cx.ask(if is_whole { Read::Episodes(key) } else { Read::FirstEpisodes(key) });
        }
    }

    fn is_awaited(&self, cx: &Cx, all: bool) -> bool {
        let lacks = |list: &List| list.lacks(all || !list.filter.is_blank());
        cx.ledger.runs(self.slot()) && (self.awaited.is_some() || self.list().is_some_and(lacks))
    }

    /// Reads all episodes once the first are in view.
    fn follow(&mut self, cx: &mut Cx) {
        let Some(of) = self.current().filter(|_| self.awaited.is_none()) else { return };
        let is_part = of.rows.list.load == Load::Partial && of.rows.list.problem.is_none();
        if is_part && !cx.ledger.runs(Slot::Episodes) {
            let rest = cx.request(Read::Episodes(of.key.clone()));
            cx.ledger.put_behind(rest);
        }
    }

    /// Earlier rows stay.
    fn failed(&mut self, problem: Problem) {
        self.open_awaited();
        if let Some(of) = self.current_mut() {
            of.rows.list.problem = Some(problem);
        }
    }

    fn stale(&mut self, change: &LibraryChange) {
        let is_stale = |of: &OfShow| match change {
            LibraryChange::Shows => false,
            LibraryChange::Episodes(show) => of.key == *show,
            LibraryChange::Anything => true,
        };
        // Those of the awaited show may be read already, from before the change.
        let open = self.shows.last_mut().filter(|_| !self.is_closed);
        for of in self.awaited.iter_mut().chain(open) {
            of.rows.list.reread.wanted |= is_stale(of);
        }
    }

    fn heading(&self, cx: &Cx) -> Heading {
        let Some(of) = self.current() else { return Heading { title: "Episodes".into(), ..Heading::default() } };
        // In a single pane only the name tells the show.
        let title = of.name.as_ref().map_or("Episodes", CleanText::as_str).to_owned();
        let gap = of.gap(cx);
        let notice = texts::notice(cx, &of.rows.list, gap.as_ref());
        let is_part = of.rows.list.load == Load::Partial;
        let items = if is_part { of.rows.list.total } else { of.rows.items.len() };
        let about = About {
            items,
            rows: if is_part { items } else { of.rows.list.len() },
            sort: of.sort.word(),
            short_sort: of.sort.word(),
            state: texts::state_name(of.state),
            extent: of.extent(),
            gap,
        };
        Heading { title, about: texts::about(cx, &of.rows.list, &about), notice }
    }

    fn to_come(&self, cx: &Cx) -> Option<&'static str> {
        let of = self.current().filter(|of| of.rows.items.is_empty() && of.is_fetching(cx));
        of.map(|_| "The episodes")
    }

    fn empty(&self, cx: &Cx) -> Vec<String> {
        let Some(of) = self.current().or(self.awaited.as_ref()) else {
            if self.is_closed {
                return vec!["No show is selected".into()];
            }
            let key = cx.key(&[Context::Shows], command::Command::Open);
            return vec![format!("`{key}` opens the episodes of the selected show")];
        };
        if of.rows.items.is_empty() {
            return of.why_none(cx);
        }
        if !of.rows.list.filter.text().is_empty() {
            return vec![texts::no_match(cx, "episodes", &of.rows.list.filter)];
        }
        vec![texts::no_state(cx, &format!("No {} episodes", texts::state_name(of.state)), &[Context::Episodes])]
    }
}

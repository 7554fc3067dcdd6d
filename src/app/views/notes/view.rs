//! The notes as a view among the others.

use super::{Hint, Notes, in_sight};
use crate::{
    app::{
        Context, Cx, Problem, Slot, Step,
        input::command,
        list::{AnyRows, Filter, Item, ItemRef, Load, Reread},
        requests::event::LibraryChange,
        views::view::{Heading, View},
    },
    domain::{ShelfEpisode, Subject},
};

impl View for Notes {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Notes]
    }

    fn slot(&self) -> Slot {
        Slot::Notes
    }

    fn rows(&self) -> Option<&dyn AnyRows> {
        None
    }

    fn rows_mut(&mut self) -> Option<&mut dyn AnyRows> {
        None
    }

    fn filter(&self) -> Option<&Filter> {
        Some(&self.find)
    }

    fn filter_mut(&mut self) -> Option<&mut Filter> {
        Some(&mut self.find)
    }

    fn can_filter(&self) -> bool {
        self.subject.is_some()
    }

    fn filtered(&mut self, _cx: &mut Cx) {
        self.in_timestamps = false;
    }

    /// Leaves the timestamps first, then clears the text to find.
    fn back(&mut self, _cx: &mut Cx) -> bool {
        std::mem::take(&mut self.in_timestamps) || std::mem::take(&mut self.find) != Filter::Off
    }

    fn subject(&self) -> Option<Subject> {
        self.subject.clone()
    }

    fn episode(&self) -> Option<&ShelfEpisode> {
        self.item.as_ref()?.as_ref().episode()
    }

    fn item(&self, subject: &Subject) -> Option<ItemRef<'_>> {
        self.item.as_ref().filter(|_| self.subject.as_ref() == Some(subject)).map(Item::as_ref)
    }

    fn mark(&mut self, cx: &Cx) {
        if let Some(episode) = self.item.as_mut().and_then(Item::episode_mut) {
            cx.marking.apply(episode);
        }
        self.out_of_date();
    }

    fn step(&mut self, cx: &mut Cx, step: Step) {
        self.scroll = step.target(self.scroll, self.last_scroll(cx), cx.layout.rows());
    }

    fn scroll(&mut self, cx: &Cx, lines: isize) {
        self.scroll = self.scroll.saturating_add_signed(lines).min(self.last_scroll(cx));
    }

    fn read(&mut self, cx: &mut Cx) {
        self.ask(cx);
    }

    fn retry(&mut self, _cx: &mut Cx) {
        if self.problem.take().is_some() {
            self.load = Load::Never;
        }
    }

    fn is_awaited(&self, cx: &Cx, _all: bool) -> bool {
        self.load == Load::Never && cx.ledger.runs(self.slot())
    }

    /// Details are shown all the same.
    fn failed(&mut self, problem: Problem) {
        if self.shown != self.subject {
            self.start_over();
        }
        (self.asked, self.is_links_asked) = (None, false);
        (self.load, self.problem, self.laid_out) = (Load::Never, Some(problem), None);
    }

    fn stale(&mut self, change: &LibraryChange) {
        self.reread.wanted |= self.subject.as_ref().is_some_and(|subject| match change {
            LibraryChange::Anything => true,
            LibraryChange::Shows => matches!(subject, Subject::Show(_)),
            LibraryChange::Episodes(show) => matches!(subject, Subject::Episode(at) if at.show == *show),
        });
    }

    fn reread(&mut self) -> Option<&mut Reread> {
        Some(&mut self.reread)
    }

    fn due(&self, cx: &Cx) -> Option<jiff::Timestamp> {
        self.reread.due_after(Reread::PAUSE).filter(|_| in_sight(cx) && !cx.ledger.runs(Slot::Notes))
    }

    fn heading(&self, _cx: &Cx) -> Heading {
        let title = match self.shown {
            Some(Subject::Show(_)) => "About the show",
            Some(Subject::Episode(_)) | None => "Notes",
        };
        Heading { title: title.into(), ..Heading::default() }
    }

    fn empty(&self, cx: &Cx) -> Vec<String> {
        let details = cx.key(&[Context::List], command::Command::Main(command::Main::Details));
        vec![match self.hint {
            Hint::None => "Details and notes appear here".into(),
            Hint::Show => format!("`{details}` shows the details of the selected show"),
            Hint::Episode => {
                let read = cx.key(&[Context::Episodes], command::Command::Open);
                format!("`{read}` reads the notes of the selected episode, `{details}` shows its details")
            }
        }]
    }
}

//! Overlays on top of a screen. Esc closes them.
//!
//! Each overlay is a file below behind the trait [`Popup`]; [`Overlay`] is the one list of them. An overlay gives its text as
//! lines, and returns the result of a command as a [`Flow`].

pub mod about;
mod account;
mod choices;
mod devices;
mod document;
mod help;
mod links;
mod message_list;
mod output;
mod palette;
pub mod popup;
mod prompt;
mod question;
mod search;
mod settings;
mod tour;
mod upcoming;

pub use account::Account;
pub use choices::Choices;
pub use devices::Devices;
pub use document::Document;
pub use help::{Help, LEGEND};
pub use links::Links;
pub use message_list::MessageList;
pub use output::Output;
pub use palette::Palette;
pub use popup::{Act, Flow, Foot, Popup, Role};
pub use prompt::Prompt;
pub use question::Question;
pub use settings::Settings;
pub use tour::Tour;
pub use upcoming::Upcoming;

use self::popup::Line;
use super::{
    Command, Cx, Step, TextField,
    layout::{inside, overlay_columns},
    list::Lines,
    page::Page,
};
use crate::domain::{width::width, wrap};

/// One list for the variants and the match over them.
macro_rules! overlays {
    ($($name:ident($of:ty),)*) => {
        /// An overlay.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Overlay {
            $($name($of),)*
        }

        impl Overlay {
            pub fn get(&self) -> &dyn Popup {
                match self {
                    $(Self::$name(popup) => popup,)*
                }
            }

            pub fn get_mut(&mut self) -> &mut dyn Popup {
                match self {
                    $(Self::$name(popup) => popup,)*
                }
            }
        }
    };
}

overlays! {
    Help(Help),
    Links(Links),
    Account(Account),
    Question(Question),
    Prompt(Prompt),
    Palette(Palette),
    Messages(MessageList),
    Devices(Devices),
    Upcoming(Upcoming),
    Document(Document),
    Settings(Settings),
    Choices(Choices),
    Tour(Tour),
    Output(Output),
}

/// An open overlay, with the selected choice or the scroll position.
#[derive(Debug, Clone, PartialEq)]
pub struct Open {
    pub overlay: Overlay,
    /// Its choices, a line each; empty for a text.
    choices: Lines,
    /// The first line of a text in view; of choices, how far it is scrolled past the last one, to the text below.
    top: usize,
    /// Its text, wrapped once per event while it is on top.
    pub lines: Vec<Line>,
    /// The text below the choices about the selected one, wrapped alike.
    pub detail: Vec<Line>,
}

impl Open {
    pub fn new(overlay: Overlay) -> Self {
        let mut choices = Lines::of_rows(overlay.get().choices().unwrap_or(0));
        choices.select(overlay.get().first(), usize::MAX);
        Self { overlay, choices, top: 0, lines: Vec::new(), detail: Vec::new() }
    }

    /// Shows an answer that it waited for.
    pub fn replace(&mut self, overlay: Overlay) {
        // The last lines of the log matter most.
        let is_at_end = matches!(&overlay, Overlay::Document(document) if document.page == Page::Log);
        *self = Self::new(overlay);
        if is_at_end {
            // The layout scrolls it back into view.
            self.top = usize::MAX;
        }
    }

    /// Counts its choices again; the same position stays selected.
    pub fn recount(&mut self) {
        let selected = self.choices.selected().unwrap_or(0);
        self.choices = Lines::of_rows(self.overlay.get().choices().unwrap_or(0));
        self.choices.select(selected, usize::MAX);
        self.top = 0;
    }

    /// The selected choice.
    pub fn selected(&self) -> Option<usize> {
        self.choices.selected()
    }

    /// The first line in view.
    pub fn top(&self) -> usize {
        self.choices.top() + self.top
    }

    /// Edits the open field, and scrolls to the top if `change` returns that the text changed. Returns whether there is a
    /// field.
    pub fn edit(&mut self, change: impl FnOnce(&mut TextField) -> bool) -> bool {
        let Some(field) = self.overlay.get_mut().field() else { return false };
        if change(field) {
            self.top = 0;
            let popup = self.overlay.get_mut();
            popup.typed();
            self.choices = Lines::of_rows(popup.choices().unwrap_or(0));
        }
        true
    }

    /// Wraps its text.
    pub fn wrap(&mut self, cx: &Cx, columns: u16) {
        let popup = self.overlay.get();
        self.lines = popup.lines(cx, columns);
        self.detail = popup.detail(cx, self.selected(), columns);
    }

    /// Scrolls a text back into view.
    pub fn clamp(&mut self, cx: &Cx) {
        self.top = self.top.min(self.extent(cx).0);
    }

    /// How many columns and rows it takes.
    pub fn extent_of(&self, cx: &Cx) -> (usize, usize) {
        let popup = self.overlay.get();
        if popup.is_tall() {
            return (usize::MAX, usize::MAX);
        }
        let wide = |line: &Line| line.iter().map(|run| width(&run.text)).sum::<usize>();
        let cursor = usize::from(popup.choices().is_some());
        let empty = if self.lines.is_empty() { empty_extent(cx, &popup.empty(cx)) } else { (0, 0) };
        let text = self.lines.iter().chain(&self.detail).map(wide).max().unwrap_or(0).max(empty.0);
        let title = width(popup.title()) + width(&popup.about(cx)) + 3;
        let answers = match popup.foot(cx) {
            Foot::Answers(answers) => answers
                .iter()
                .map(|(command, does)| width(&cx.key(&[popup.context()], *command)) + width(does) + 3)
                .sum(),
            Foot::Field(..) => usize::MAX,
            Foot::None => 0,
        };
        ((text + cursor).max(title).max(answers), self.lines.len().max(empty.1) + self.detail.len())
    }

    /// A command while this overlay is on top.
    pub fn command(&mut self, cx: &mut Cx, command: Command) -> Flow {
        match command {
            Command::Step(step) => self.step(cx, step),
            Command::Back => {
                let flow = self.overlay.get_mut().back();
                // A search that is cleared brings its choices back.
                if self.overlay.get().choices().is_some_and(|choices| choices != self.choices.len()) {
                    self.recount();
                }
                flow
            }
            command => {
                let selected = self.selected();
                self.overlay.get_mut().command(cx, command, selected)
            }
        }
    }

    fn step(&mut self, cx: &Cx, step: Step) -> Flow {
        if self.overlay.get_mut().step(step) {
            return Flow::Stay;
        }
        let (last_top, height) = self.extent(cx);
        let top = step.target(self.top, last_top, height);
        if let Some(line) = step.row() {
            self.choices.step(step, height, cx.is_held);
            self.top = line.saturating_sub(self.choices.len()).min(self.extent(cx).0);
        } else if self.is_at_end() && top != self.top {
            self.top = top;
        } else {
            self.choices.step(step, height, cx.is_held);
        }
        self.overlay.get_mut().moved();
        Flow::Stay
    }

    /// Scrolls by lines, down if positive; none scrolls back into view after the size changed.
    pub fn scroll(&mut self, cx: &Cx, lines: isize) -> Flow {
        let (last_top, height) = self.extent(cx);
        if self.is_at_end() {
            self.top = self.top.saturating_add_signed(lines).min(last_top);
        }
        self.choices.scroll(lines, height);
        self.overlay.get_mut().moved();
        Flow::Stay
    }

    /// A click on a line selects its row, a double click opens it.
    pub fn click(&mut self, cx: &mut Cx, line: usize, is_double: bool) -> Flow {
        let row = self.top() + line;
        if line >= self.height(cx) {
            return Flow::Stay;
        }
        if is_double && self.selected() == Some(row) {
            let has_field = self.overlay.get_mut().field().is_some();
            return self.command(cx, if has_field { Command::Accept } else { Command::Open });
        }
        if row < self.choices.len() {
            self.top = if row + 1 == self.choices.len() { self.top } else { 0 };
            self.choices.select(row, self.height(cx));
            self.overlay.get_mut().moved();
        }
        Flow::Stay
    }

    /// Whether there are no choices below, and lines are scrolled.
    fn is_at_end(&self) -> bool {
        self.selected().is_none_or(|selected| selected + 1 == self.choices.len())
    }

    /// The last scroll position of a text, and how many lines are in view.
    fn extent(&self, cx: &Cx) -> (usize, usize) {
        let height = self.height(cx);
        (self.lines.len().saturating_sub(height.max(1) + self.choices.top()), height)
    }

    /// The rows for its lines.
    fn height(&self, cx: &Cx) -> usize {
        let height = cx.layout.overlay.map_or(0, |area| usize::from(inside(area).height));
        height.saturating_sub(self.detail.len())
    }
}

/// The columns and rows of the text of an overlay without lines, with the margin it is drawn with.
fn empty_extent(cx: &Cx, sentence: &str) -> (usize, usize) {
    const MARGINS: u16 = 4;
    let columns = overlay_columns(cx.layout.size).saturating_sub(MARGINS).max(1);
    let lines = wrap::lines(&sentence.replace('`', ""), columns);
    let longest = lines.iter().map(|line| width(line)).max().unwrap_or(0);
    (longest + usize::from(MARGINS), lines.len())
}

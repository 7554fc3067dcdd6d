//! What a session shows.

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::*;
use crate::{
    app::{
        layout::{TabLabel, message_columns, overlay_columns},
        notices::Notice,
        overlays::Open,
        views::Views,
    },
    domain::{Account, EpisodeAt, Mark, ShelfEpisode, ShowKey, Snippet},
};

impl Session {
    pub(in super::super) fn state(&self) -> &State {
        &self.state
    }

    pub(in super::super) fn screen(&self) -> &Screen {
        &self.state.screen
    }

    pub(in super::super) fn tab(&self) -> Tab {
        self.state.views.tab()
    }

    pub(in super::super) fn focus(&self) -> ViewId {
        self.state.views.focus()
    }

    pub(in super::super) fn overlay(&self) -> Option<&Overlay> {
        self.state.overlays.last().map(|open| &open.overlay)
    }

    pub(in super::super) fn top_overlay(&self) -> &Open {
        self.state.overlays.last().expect("an overlay is open")
    }

    /// The area of the overlay on top.
    pub(in super::super) fn overlay_area(&self) -> Rect {
        self.state.cx.layout.overlay.expect("an overlay is open")
    }

    /// The lines of the overlay on top, as text.
    pub(in super::super) fn overlay_lines(&self) -> Vec<String> {
        let overlay = self.overlay().expect("an overlay is open");
        texts(&overlay.get().lines(&self.state.cx, overlay_columns(self.state.cx.layout.size)))
    }

    /// What stands below the choices of the overlay on top.
    pub(in super::super) fn overlay_detail(&self) -> Vec<String> {
        texts(&self.state.overlays.last().expect("an overlay is open").detail)
    }

    /// All texts of the overlay of messages, in one line.
    pub(in super::super) fn messages(&self) -> String {
        let lines = MessageList::default().lines(&self.state.cx, overlay_columns(self.state.cx.layout.size));
        texts(&lines).join(" ")
    }

    pub(in super::super) fn shows(&self) -> Vec<String> {
        self.titles(ViewId::Shows)
    }

    /// The episodes of the open show.
    pub(in super::super) fn episodes(&self) -> Vec<String> {
        self.titles(ViewId::Episodes)
    }

    /// What was found, shows in brackets.
    pub(in super::super) fn found(&self) -> Vec<String> {
        self.titles(ViewId::Search)
    }

    /// What Discover lists, shows in brackets.
    pub(in super::super) fn offered(&self) -> Vec<String> {
        self.titles(ViewId::Discover)
    }

    /// The lines of a feed: rows by title, the selected one marked, with what stands above them.
    pub(in super::super) fn feed(&self, feed: FeedId) -> Vec<String> {
        let view = self.state.views.get(ViewId::Feed(feed));
        let mut lines = Vec::new();
        for (at, title) in self.titles(ViewId::Feed(feed)).into_iter().enumerate() {
            let above = view.row(at).expect("a row").above;
            lines.extend(above.caught_up.then(|| "-- caught up".to_owned()));
            if let Some(day) = above.day {
                lines.push(format!("# {}", day.map(|day| day.to_string()).unwrap_or_default()));
            }
            lines.push(title);
            let end = self.list(ViewId::Feed(feed)).lines().block(at).end;
            assert_eq!(end, lines.len(), "the lines are counted as they are drawn");
        }
        lines
    }

    /// The rows of a list by title, the selected one marked.
    fn titles(&self, id: ViewId) -> Vec<String> {
        let view = self.state.views.get(id);
        let Some(list) = view.list() else { return Vec::new() };
        let title = |row: usize| {
            let mark = if list.selected() == Some(row) { ">" } else { "" };
            match view.row(row).expect("a row").item {
                ItemRef::Show(show) if [ViewId::Search, ViewId::Discover].contains(&id) => {
                    format!("{mark}[{}]", show.show.name)
                }
                ItemRef::Show(show) => format!("{mark}{}", show.show.name),
                ItemRef::Episode(item) => format!("{mark}{}", item.episode.name),
            }
        };
        (0..list.len()).map(title).collect()
    }

    pub(in super::super) fn list(&self, id: ViewId) -> &List {
        self.state.views.get(id).list().expect("a list")
    }

    pub(in super::super) fn filter(&self, id: ViewId) -> &Filter {
        &self.list(id).filter
    }

    /// Why a list could not be read.
    pub(in super::super) fn problem_of(&self, id: ViewId) -> Option<&Problem> {
        self.list(id).problem.as_ref()
    }

    /// What the title of a view says, at its longest.
    pub(in super::super) fn heading(&self, id: ViewId) -> String {
        let heading = self.state.views.get(id).heading(&self.state.cx);
        format!("{}|{}", heading.title, heading.about.first().map_or("", String::as_str))
    }

    /// The warning in the rule of a view, at its longest.
    pub(in super::super) fn notice(&self, id: ViewId) -> String {
        self.state.views.get(id).heading(&self.state.cx).notice.into_iter().next().unwrap_or_default()
    }

    /// What an empty view says.
    pub(in super::super) fn empty(&self, id: ViewId) -> String {
        self.state.views.get(id).empty(&self.state.cx).join(" ")
    }

    /// The piece of notes below a row of the search.
    pub(in super::super) fn snippet(&self, row: usize) -> Option<&Snippet> {
        match self.state.views.search.row(row).expect("a row").style {
            RowStyle::Found { snippet } => snippet,
            RowStyle::Show | RowStyle::Episode | RowStyle::Feed { .. } | RowStyle::Catalogue { .. } => {
                panic!("found by a search")
            }
        }
    }

    /// How many lines of rows a view shows.
    pub(in super::super) fn height(&self, id: ViewId) -> usize {
        self.state.views.get(id).height(&self.state.cx)
    }

    pub(in super::super) fn views(&self) -> &Views {
        &self.state.views
    }

    /// Where a view is drawn.
    pub(in super::super) fn pane(&self, id: ViewId) -> Rect {
        self.state.cx.layout.pane(id).expect("in sight")
    }

    /// The names of the tabs as the header has them, and where.
    pub(in super::super) fn tab_labels(&self) -> &[TabLabel] {
        &self.state.cx.layout.tabs
    }

    /// The selected row of a list.
    pub(in super::super) fn selected(&self, id: ViewId) -> Option<usize> {
        self.list(id).selected()
    }

    /// The first line in view of a list.
    pub(in super::super) fn top(&self, id: ViewId) -> usize {
        self.list(id).lines().top()
    }

    /// The selected episode of a list, or the one that is read.
    pub(in super::super) fn episode(&self, id: ViewId) -> Option<&ShelfEpisode> {
        self.state.views.get(id).episode()
    }

    /// The episodes of a list with their marks.
    pub(in super::super) fn marks(&self, id: ViewId) -> Vec<(String, Option<Mark>)> {
        let view = self.state.views.get(id);
        let rows = (0..self.list(id).len()).filter_map(|row| view.episode_at(row));
        rows.map(|item| (item.episode.name.to_string(), item.mark)).collect()
    }

    /// What is selected one by one in the list with the focus, or that the notes are read from, in that order.
    pub(in super::super) fn selection(&self) -> Vec<EpisodeAt> {
        let list = self.list(self.state.views.list_id());
        list.selection.episodes().iter().map(ShelfEpisode::at).collect()
    }

    /// The show whose episodes are open.
    pub(in super::super) fn open(&self) -> Option<&ShowKey> {
        self.state.views.episodes.open()
    }

    /// Whether an episode of a show that was opened is held.
    pub(in super::super) fn holds_episode(&self, at: &EpisodeAt) -> bool {
        self.state.views.episodes.item(&Subject::Episode(at.clone())).is_some()
    }

    /// What the notes are to show.
    pub(in super::super) fn subject(&self) -> Option<Subject> {
        self.state.views.notes.subject()
    }

    /// What the notes show.
    pub(in super::super) fn shown(&self) -> Option<&Subject> {
        self.state.views.notes.shown()
    }

    /// The header lines of the notes of one kind.
    pub(in super::super) fn header(&self, kind: HeaderKind) -> String {
        let lines = self.state.views.notes.header().iter().filter(|line| line.kind == kind);
        lines.map(|line| line.text.as_str()).collect::<Vec<_>>().join("|")
    }

    /// Whether a header line of the notes is this text.
    pub(in super::super) fn header_has(&self, text: &str) -> bool {
        self.state.views.notes.header().iter().any(|line| line.text == text)
    }

    /// The facts above the notes, in one line.
    pub(in super::super) fn facts(&self) -> String {
        let lines = self.state.views.notes.header().iter().filter(|line| line.kind == HeaderKind::Facts);
        lines.map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// How many lines of header the notes have, and how many of notes.
    pub(in super::super) fn notes_lines(&self) -> (usize, usize) {
        (self.state.views.notes.header().len(), self.state.views.notes.lines().len())
    }

    pub(in super::super) fn notes_scroll(&self) -> usize {
        self.state.views.notes.top()
    }

    /// The columns of the notes.
    pub(in super::super) fn notes_width(&self) -> u16 {
        self.state.cx.layout.text_of(self.pane(ViewId::Notes)).width
    }

    pub(in super::super) fn notes_are_read(&self) -> bool {
        self.state.views.notes.is_read()
    }

    pub(in super::super) fn notes_problem(&self) -> Option<&Problem> {
        self.state.views.notes.problem()
    }

    /// The labels of the links of the notes.
    pub(in super::super) fn links(&self) -> Vec<String> {
        self.state.views.notes.links().iter().map(|link| link.label.to_string()).collect()
    }

    pub(in super::super) fn matches(&self) -> Option<&Matches> {
        self.state.views.notes.matches()
    }

    /// What is typed into the search.
    pub(in super::super) fn search(&self) -> &str {
        self.state.views.search.text()
    }

    pub(in super::super) fn message(&self) -> &str {
        self.state.cx.messages.current().map_or("", |message| &message.text)
    }

    pub(in super::super) fn tone(&self) -> Option<Tone> {
        self.state.cx.messages.current().map(|message| message.tone)
    }

    /// Where a message that is longer than the status line is drawn.
    pub(in super::super) fn message_area(&self) -> Option<Rect> {
        self.state.cx.layout.message
    }

    /// The lines of a message that is longer than the status line.
    pub(in super::super) fn long_message(&self) -> Option<Vec<String>> {
        self.state.cx.messages.long_lines(message_columns(self.state.cx.layout.size))
    }

    pub(in super::super) fn notices(&self) -> Vec<Notice> {
        self.state.notices()
    }

    pub(in super::super) fn wakeup(&self) -> Option<Timestamp> {
        self.state.wakeup()
    }

    pub(in super::super) fn login(&self) -> &LoginState {
        &self.state.cx.session.login
    }

    /// Whose rows are shown.
    pub(in super::super) fn owner(&self) -> Option<&Account> {
        self.state.cx.session.owner.account()
    }

    pub(in super::super) fn client_id(&self) -> Option<&str> {
        self.state.cx.session.client_id.as_deref()
    }

    pub(in super::super) fn redirect_uri(&self) -> &str {
        &self.state.cx.session.redirect_uri
    }

    pub(in super::super) fn quota(&self) -> Quota {
        self.state.cx.quota
    }

    pub(in super::super) fn sync(&self) -> &crate::app::sync::Sync {
        &self.state.cx.sync
    }
}

/// Lines of an overlay as text.
fn texts(lines: &[Line]) -> Vec<String> {
    let text = |line: &Line| line.iter().map(|run| run.text.as_str()).collect::<String>().trim().to_owned();
    lines.iter().map(text).collect()
}

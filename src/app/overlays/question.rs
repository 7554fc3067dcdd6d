//! A question that is answered with yes or no, or a text to be copied.

use super::popup::{Act, Flow, Foot, Line, Popup, Role};
use crate::{
    app::{Command, Context, Cx, requests::effect::System},
    domain::{
        Private, WebLink,
        wrap::{Piece, wrap},
    },
};

/// A text, and what its answers do.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    context: Context,
    title: &'static str,
    text: Vec<(Role, String)>,
    answers: &'static [(Command, &'static str)],
    yes: Option<Act>,
    /// The text to copy.
    copy: Option<String>,
}

const YES: Command = Command::Confirm;

impl Question {
    /// Asks whether to open a link. Sets its host off, which decides.
    pub fn open_link(link: WebLink) -> Self {
        let url = link.to_string();
        let host = url::Url::parse(&url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        let start = url.find(&host).filter(|_| !host.is_empty()).unwrap_or(url.len());
        let (before, rest) = url.split_at_checked(start).unwrap_or((&url, ""));
        let (host, after) = rest.split_at_checked(host.len()).unwrap_or((rest, ""));
        let text = [(Role::Text, before), (Role::Strong, host), (Role::Text, after)];
        Self {
            context: Context::ConfirmLink,
            title: "Open this link?",
            text: text.map(|(role, text)| (role, text.to_owned())).to_vec(),
            answers: &[(YES, "opens it"), (Command::Back, "does not")],
            yes: Some(Act::OpenLink(link)),
            copy: Some(url),
        }
    }

    /// A question about an action, with what its answers do.
    fn confirm(title: &'static str, text: String, answers: &'static [(Command, &'static str)], yes: Act) -> Self {
        let text = vec![(Role::Text, text)];
        Self { context: Context::Confirm, title, text, answers, yes: Some(yes), copy: None }
    }

    /// Asks whether to mark episodes as played.
    pub fn mark_played(question: String, act: Act) -> Self {
        Self::confirm("Mark as played?", question, &[(YES, "marks them"), (Command::Back, "does not")], act)
    }

    /// Asks whether to undo an import of marks.
    pub fn undo_import(question: String) -> Self {
        let answers = &[(YES, "undoes it"), (Command::Back, "does not")];
        Self::confirm("Undo the import?", question, answers, Act::UndoImport)
    }

    /// Asks whether to unfollow a show.
    pub fn unfollow(question: String, act: Act) -> Self {
        Self::confirm("Unfollow this show?", question, &[(YES, "unfollows it"), (Command::Back, "does not")], act)
    }

    /// Asks whether to write over a file.
    pub fn replace(export: Act, path: String) -> Self {
        Self::confirm("Replace this file?", path, &[(YES, "replaces it"), (Command::Back, "keeps it")], export)
    }

    /// The path of an exported file that is longer than the status line.
    pub fn written(path: String) -> Self {
        Self {
            context: Context::Written,
            title: "Written to",
            text: vec![(Role::Text, path.clone())],
            answers: &[(Command::Copy, "copies the path"), (Command::Back, "closes")],
            yes: None,
            copy: Some(path),
        }
    }

    #[cfg(test)]
    pub fn text(&self) -> String {
        self.text.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// The action on yes.
    #[cfg(test)]
    pub fn act(&self) -> Option<&Act> {
        self.yes.as_ref()
    }
}

impl Popup for Question {
    fn name(&self) -> (Context, &'static str) {
        (self.context, self.title)
    }

    fn lines(&self, _cx: &Cx, columns: u16) -> Vec<Line> {
        let piece = |(role, text): &(Role, String)| Piece { text: text.clone().into(), look: *role, glued: false };
        wrap(&self.text.iter().map(piece).collect::<Vec<_>>(), columns)
    }

    fn foot(&self, _cx: &Cx) -> Foot<'_> {
        Foot::Answers(self.answers)
    }

    fn command(&mut self, cx: &mut Cx, command: Command, _selected: Option<usize>) -> Flow {
        if let Some(text) = self.copy.as_ref().filter(|_| command == Command::Copy) {
            cx.ask(System::Copy(Private::new(text.as_str())));
        }
        self.yes.take_if(|_| command == YES).map_or(Flow::Stay, Flow::Do)
    }
}

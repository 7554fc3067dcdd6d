//! Parses HTML into blocks from its tokens.
//!
//! Builds no tree, so deep nesting costs nothing; executes and fetches nothing; ignores unknown tags. Start with
//! [`read`].

use html5gum::{
    Span, State, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};

use super::draft::Draft;
use crate::domain::{Html, WebLink};

/// Reads HTML. Line breaks count only if it contains no tag at all.
pub(super) fn read(html: &Html) -> Draft {
    let html = html.untrusted();
    let mut reader =
        Reader { draft: Draft::default(), tag: Tag::default(), dropping: false, lines: !html.contains('<') };
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| reader.event(&event));
    let mut tokenizer = Tokenizer::new_with_emitter(html, emitter);
    while let Some(Ok(state)) = tokenizer.next() {
        tokenizer.set_state(state);
    }
    drop(tokenizer);
    reader.draft
}

struct Reader {
    draft: Draft,
    tag: Tag,
    /// Inside an element whose content is not text: a script, a style sheet.
    dropping: bool,
    lines: bool,
}

/// The start tag being read.
#[derive(Default)]
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The first attribute of that name: HTML ignores the others.
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

impl Reader {
    /// Returns the state in which the tokenizer reads the content of a raw element.
    fn event(&mut self, event: &CallbackEvent<'_>) -> Option<State> {
        match event {
            CallbackEvent::OpenStartTag { name } => self.tag = Tag { name: string(name), attributes: Vec::new() },
            CallbackEvent::AttributeName { name } => self.tag.attributes.push((string(name), String::new())),
            CallbackEvent::AttributeValue { value } => {
                if let Some((_, last)) = self.tag.attributes.last_mut() {
                    *last = string(value);
                }
            }
            CallbackEvent::CloseStartTag { .. } => return self.start(),
            CallbackEvent::EndTag { name } => self.end(&string(name)),
            CallbackEvent::String { .. } if self.dropping => {}
            CallbackEvent::String { value } if self.lines => self.draft.lines(&string(value)),
            CallbackEvent::String { value } => self.draft.text(&string(value)),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
        None
    }

    fn start(&mut self) -> Option<State> {
        let Self { draft, tag, .. } = self;
        match tag.name.as_str() {
            "script" => return Some(self.drop_until_end(State::ScriptData)),
            "title" | "textarea" => return Some(self.drop_until_end(State::RcData)),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => return Some(self.drop_until_end(State::RawText)),
            "br" => draft.line_break(),
            "a" => draft.open_link(tag.attribute("href").and_then(WebLink::parse)),
            "img" => draft.text(tag.attribute("alt").unwrap_or_default()),
            "em" | "i" => draft.emphasize(),
            "strong" | "b" => draft.strengthen(),
            "ul" => draft.open_list(None),
            "ol" => {
                let first = tag.attribute("start").and_then(|start| start.trim().parse().ok());
                draft.open_list(Some(first.unwrap_or(1)));
            }
            "li" => draft.open_item(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => draft.open_heading(),
            "td" | "th" => draft.text(" "),
            name if is_block(name) => draft.part(),
            _ => {}
        }
        None
    }

    fn end(&mut self, name: &str) {
        // In a raw element the tokenizer reports only its own end tag.
        self.dropping = false;
        let draft = &mut self.draft;
        match name {
            "a" => draft.open_link(None),
            "em" | "i" => draft.end_emphasis(),
            "strong" | "b" => draft.end_strength(),
            "ul" | "ol" => draft.close_list(),
            "li" => draft.close_item(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => draft.close_heading(),
            name if is_block(name) => draft.part(),
            _ => {}
        }
    }

    fn drop_until_end(&mut self, state: State) -> State {
        self.dropping = true;
        state
    }
}

fn string(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Block elements: they begin and end a paragraph.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "aside"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "address"
            | "blockquote"
            | "pre"
            | "hr"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "tr"
            | "figure"
            | "figcaption"
            | "details"
            | "summary"
            | "body"
    )
}

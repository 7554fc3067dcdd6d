//! Parses HTML into blocks from its tokens.
//!
//! Builds no tree, so deep nesting costs nothing; executes and fetches nothing; ignores unknown tags. Start with
//! [`read`].

use html5gum::{State, Token, Tokenizer};

use super::{draft::Draft, href::Href};
use crate::domain::Html;

/// Block elements: they begin and end a paragraph.
const BLOCKS: &str = "p div section article aside header footer main nav address blockquote hr dl dt dd table tr figure \
                      figcaption details summary body";

/// Reads HTML. Line breaks count only if it contains no tag at all.
pub(super) fn read(html: &Html, with_links: bool) -> Draft {
    let html = html.untrusted();
    let is_plain = !html.contains('<');
    let mut draft = Draft::default();
    // Whether the tokenizer is in an element whose content is not text: a script, a style sheet.
    let mut is_dropping = false;
    let mut tokenizer = Tokenizer::new(html);
    while let Some(Ok(token)) = tokenizer.next() {
        match token {
            Token::StartTag(tag) => {
                if let Some(state) = raw_content(&string(&tag.name)) {
                    is_dropping = true;
                    tokenizer.set_state(state);
                } else {
                    let is_read = |name: &str| with_links || name != "href";
                    let attribute = |name: &str| {
                        tag.attributes.get(name.as_bytes()).filter(|_| is_read(name)).map(|value| string(value))
                    };
                    start(&mut draft, &string(&tag.name), attribute);
                }
            }
            Token::EndTag(tag) => {
                // In a raw element the tokenizer reports only its own end tag.
                is_dropping = false;
                end(&mut draft, &string(&tag.name));
            }
            Token::String(_) if is_dropping => {}
            Token::String(text) if is_plain => draft.lines(&string(&text)),
            Token::String(text) => draft.text(&string(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    draft
}

/// The state in which the tokenizer reads the content of an element that is dropped.
pub(super) fn raw_content(name: &str) -> Option<State> {
    match name {
        "script" => Some(State::ScriptData),
        "title" | "textarea" => Some(State::RcData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(State::RawText),
        _ => None,
    }
}

/// Begins an element.
pub(super) fn start(draft: &mut Draft, name: &str, attribute: impl Fn(&str) -> Option<String>) {
    match name {
        "br" => draft.line_break(),
        "a" => draft.open_link(attribute("href").map_or(Href::Nowhere, |href| Href::parse(&href))),
        "img" => draft.text(&attribute("alt").unwrap_or_default()),
        "em" | "i" => draft.emphasis(false, true),
        "strong" | "b" => draft.emphasis(true, true),
        "ul" => draft.open_list(None),
        "ol" => {
            let first = attribute("start").and_then(|start| start.trim().parse().ok());
            draft.open_list(Some(first.unwrap_or(1)));
        }
        "li" => draft.open_item(),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => draft.open_heading(),
        "td" | "th" => draft.open_cell(),
        "table" => draft.open_lines(),
        "tr" => draft.open_line(0),
        "pre" => draft.open_preformatted(),
        name if is_block(name) => draft.part(),
        _ => {}
    }
}

/// Ends an element.
pub(super) fn end(draft: &mut Draft, name: &str) {
    match name {
        "a" => draft.open_link(Href::Nowhere),
        "br" => draft.line_break(),
        "tr" | "table" => draft.close_row(),
        "pre" => draft.close_preformatted(),
        "em" | "i" => draft.emphasis(false, false),
        "strong" | "b" => draft.emphasis(true, false),
        "ul" | "ol" => draft.close_list(),
        "li" => draft.close_item(),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => draft.part(),
        name if is_block(name) => draft.part(),
        _ => {}
    }
}

fn is_block(name: &str) -> bool {
    BLOCKS.split(' ').any(|block| block == name)
}

fn string(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

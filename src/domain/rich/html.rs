//! HTML into blocks, by the tokens alone.
//!
//! No tree is built: nesting of any depth costs nothing, nothing is executed or fetched, and a tag that is not known is
//! as if it were not there. Start with [`read`].

use std::cell::RefCell;

use html5ever::{
    buffer_queue::BufferQueue,
    tendril::StrTendril,
    tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states::RawKind},
};

use super::draft::Draft;
use crate::domain::{Html, WebLink};

/// The longest tag that is read, in bytes; a longer one is left out. A link has at most [`WebLink::MAX`].
const MAX_TAG: usize = 2 * WebLink::MAX;

/// Reads HTML. Without a single tag in it, line breaks are meant.
pub(super) fn read(html: &Html) -> Draft {
    let html = html.untrusted();
    let input = BufferQueue::default();
    for part in without_endless_tags(html) {
        input.push_back(StrTendril::from_slice(part));
    }
    let sink = Sink(RefCell::new(State { draft: Draft::default(), dropping: false, lines: !html.contains('<') }));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    // Nothing stops the tokenizer: the sink never reports a script.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().draft
}

/// The text without tags that are longer than [`MAX_TAG`]: the tokenizer compares each attribute with all before it,
/// which in one tag of 64 KiB takes far too long. Where one does not end, nothing after it is text anyway.
fn without_endless_tags(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let mut searched = 0;
        while let Some(open) = rest.get(searched..)?.find('<').map(|at| searched + at) {
            let (before, tag) = rest.split_at_checked(open)?;
            let length = tag_length(tag);
            if length > MAX_TAG {
                rest = tag.get(length..)?;
                return Some(before);
            }
            searched = open + length;
        }
        (!rest.is_empty()).then(|| std::mem::take(&mut rest))
    })
}

/// How many bytes the tag takes that begins here, quoted values considered; 1 for a `<` that begins none.
fn tag_length(text: &str) -> usize {
    let mut bytes = text.bytes().enumerate().skip(1).peekable();
    bytes.next_if(|(_, byte)| *byte == b'/');
    if !bytes.peek().is_some_and(|(_, byte)| byte.is_ascii_alphabetic()) {
        return 1;
    }
    let mut quote = None;
    let mut before = b' ';
    for (at, byte) in bytes {
        match quote {
            Some(open) if byte == open => quote = None,
            None if byte == b'>' => return at + 1,
            None if before == b'=' && matches!(byte, b'"' | b'\'') => quote = Some(byte),
            Some(_) | None => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    text.len()
}

struct Sink(RefCell<State>);

struct State {
    draft: Draft,
    /// Inside of something that is not text: a script, a style sheet.
    dropping: bool,
    /// Whether line breaks are meant.
    lines: bool,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => return state.tag(&tag),
            Token::CharacterTokens(_) if state.dropping => {}
            Token::CharacterTokens(text) if state.lines => state.draft.lines(&text),
            Token::CharacterTokens(text) => state.draft.text(&text),
            Token::DoctypeToken(_)
            | Token::CommentToken(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        match tag.kind {
            TagKind::StartTag => self.start(tag),
            TagKind::EndTag => {
                self.end(&tag.name);
                TokenSinkResult::Continue
            }
        }
    }

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let draft = &mut self.draft;
        match &*tag.name {
            "script" => return self.drop_until_end(RawKind::ScriptData),
            "title" | "textarea" => return self.drop_until_end(RawKind::Rcdata),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => return self.drop_until_end(RawKind::Rawtext),
            "br" => draft.line_break(),
            "a" => draft.open_link(attribute(tag, "href").and_then(WebLink::parse)),
            "img" => draft.text(attribute(tag, "alt").unwrap_or_default()),
            "em" | "i" => draft.emphasize(),
            "strong" | "b" => draft.strengthen(),
            "ul" => draft.open_list(None),
            "ol" => {
                let first = attribute(tag, "start").and_then(|start| start.trim().parse().ok());
                draft.open_list(Some(first.unwrap_or(1)));
            }
            "li" => draft.open_item(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => draft.open_heading(),
            "td" | "th" => draft.text(" "),
            name if is_block(name) => draft.part(),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn end(&mut self, name: &str) {
        // Inside of a script no other end tag is reported.
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

    fn drop_until_end(&mut self, kind: RawKind) -> TokenSinkResult<()> {
        self.dropping = true;
        TokenSinkResult::RawData(kind)
    }
}

fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

/// Elements that stand apart from their neighbours.
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

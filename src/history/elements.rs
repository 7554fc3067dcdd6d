//! The elements of a large JSON array, one at a time.
//!
//! Finds where each element ends and leaves reading it to the caller, so that a damaged one costs no other.

use std::io::{self, BufRead};

/// The longest element that is kept, in bytes. A play has about 700.
const LONGEST: usize = 1 << 16;

/// How an array ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Whole,
    /// The text ended first.
    Truncated,
    /// The text is something else.
    NoArray,
}

/// Calls `each` with the bytes of every element; `None` for one that is too long.
pub(super) fn each(input: &mut dyn BufRead, each: &mut dyn FnMut(Option<&[u8]>)) -> io::Result<End> {
    let mut splitter = Splitter::default();
    loop {
        let part = match input.fill_buf() {
            Ok(part) => part,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if part.is_empty() {
            return Ok(if splitter.is_begun { End::Truncated } else { End::NoArray });
        }
        let length = part.len();
        if let Some(end) = splitter.feed(part, each) {
            return Ok(end);
        }
        input.consume(length);
    }
}

#[derive(Debug, Default)]
struct Splitter {
    is_begun: bool,
    /// Of the byte order mark.
    marks: usize,
    element: Vec<u8>,
    is_within: bool,
    is_long: bool,
    depth: u32,
    text: Text,
}

/// Where in a text between quotation marks a byte is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Text {
    #[default]
    Outside,
    Inside,
    /// After a backslash.
    Escaped,
}

impl Splitter {
    fn feed(&mut self, part: &[u8], each: &mut dyn FnMut(Option<&[u8]>)) -> Option<End> {
        for byte in part.iter().copied() {
            if self.is_within {
                if self.goes_on(byte, each) {
                    continue;
                }
            } else if !self.is_begun {
                match byte {
                    b' ' | b'\t' | b'\n' | b'\r' => {}
                    0xef | 0xbb | 0xbf if self.marks < 3 => self.marks += 1,
                    b'[' => self.is_begun = true,
                    _ => return Some(End::NoArray),
                }
                continue;
            }
            match byte {
                b']' => return Some(End::Whole),
                b' ' | b'\t' | b'\n' | b'\r' | b',' => {}
                _ => self.begin(byte),
            }
        }
        None
    }

    fn begin(&mut self, byte: u8) {
        self.element.clear();
        self.element.push(byte);
        (self.is_within, self.is_long) = (true, false);
        self.text = if byte == b'"' { Text::Inside } else { Text::Outside };
        self.depth = u32::from(matches!(byte, b'{' | b'['));
    }

    /// Adds a byte to the element. Returns false if the element ended before it.
    fn goes_on(&mut self, byte: u8, each: &mut dyn FnMut(Option<&[u8]>)) -> bool {
        let is_scalar = self.depth == 0 && self.text == Text::Outside;
        if is_scalar && matches!(byte, b',' | b']' | b' ' | b'\t' | b'\n' | b'\r') {
            self.end(each);
            return false;
        }
        if self.element.len() < LONGEST {
            self.element.push(byte);
        } else {
            self.is_long = true;
        }
        match (self.text, byte) {
            (Text::Escaped, _) | (Text::Outside, b'"') => self.text = Text::Inside,
            (Text::Inside, b'\\') => self.text = Text::Escaped,
            (Text::Inside, b'"') => {
                self.text = Text::Outside;
                if self.depth == 0 {
                    self.end(each);
                }
            }
            (Text::Outside, b'{' | b'[') => self.depth = self.depth.saturating_add(1),
            (Text::Outside, b'}' | b']') => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.end(each);
                }
            }
            (Text::Inside | Text::Outside, _) => {}
        }
        true
    }

    fn end(&mut self, each: &mut dyn FnMut(Option<&[u8]>)) {
        self.is_within = false;
        each((!self.is_long).then_some(self.element.as_slice()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &[u8], capacity: usize) -> (Vec<String>, End) {
        let mut found = Vec::new();
        let mut input = io::BufReader::with_capacity(capacity, text);
        let end = each(&mut input, &mut |element| {
            found.push(element.map_or_else(|| "long".to_owned(), |bytes| String::from_utf8_lossy(bytes).into_owned()));
        });
        (found, end.expect("it reads"))
    }

    #[test]
    fn elements_are_found_wherever_the_parts_of_the_text_end() {
        let text = br#" [ {"a":"}\"]"}, [1,[2]] ,3, "x,]", null,{"b":{"c":[]}}] rest"#;
        for capacity in 1..70 {
            let (found, end) = split(text, capacity);
            assert_eq!(found, [r#"{"a":"}\"]"}"#, "[1,[2]]", "3", r#""x,]""#, "null", r#"{"b":{"c":[]}}"#]);
            assert_eq!(end, End::Whole);
        }
    }

    #[test]
    fn k7_a_text_that_ends_early_gives_what_came_before() {
        assert_eq!(split(br#"[{"a":1},{"b":"#, 8), (vec![r#"{"a":1}"#.to_owned()], End::Truncated));
        assert_eq!(split(b"\xef\xbb\xbf[", 8).1, End::Truncated);
        for text in [&b""[..], b"  ", b"{}", b"\0\0", b"<html>"] {
            assert_eq!(split(text, 8), (Vec::new(), End::NoArray));
        }
    }

    #[test]
    fn k7_an_element_without_end_takes_no_memory() {
        let long = format!("[1,\"{}\",2]", "x".repeat(LONGEST * 3));
        assert_eq!(split(long.as_bytes(), 512), (vec!["1".into(), "long".into(), "2".into()], End::Whole));
        assert_eq!(split("[".repeat(LONGEST * 3).as_bytes(), 512), (Vec::new(), End::Truncated));
    }
}

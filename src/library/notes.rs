//! Notes as they are stored: as received, deflated if that is shorter.
//!
//! Notes are short, so most of the time of deflating them went into codes of their own. With a dictionary of what is common
//! in notes, the fixed codes of the fastest level make them no longer, in less than half of the time.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use super::LibraryError;
use crate::domain::{Notes, rich::Html};

/// Common in notes, the most common last. Never change it: stored notes need it. Another one needs other kinds.
const DICTIONARY: &[u8] = include_bytes!("../../assets/notes.dictionary");

/// Packs notes. Used for a whole page, because creating one costs more than packing.
pub(super) struct Packer(Compress);

/// Unpacks notes. Kept for many, because creating one costs more than unpacking.
#[derive(Debug)]
pub struct Unpacker {
    inflate: Decompress,
    /// Room for the longest notes.
    text: Vec<u8>,
}

/// Notes in two columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Packed {
    /// 0 plain, 1 HTML; 2 and 3 are the same deflated, as former versions did; 4 and 5 deflated with the dictionary.
    pub(super) kind: u8,
    pub(super) text: Vec<u8>,
}

impl Packer {
    pub(super) fn new() -> Self {
        Self(Compress::new(Compression::fast(), false))
    }

    pub(super) fn pack(&mut self, notes: &Notes) -> Packed {
        let (kind, html) = match notes {
            Notes::Plain(html) => (0, html),
            Notes::Html(html) => (1, html),
        };
        let bytes = html.untrusted().as_bytes();
        self.0.reset();
        // Room for what becomes longer: `zlib-rs` does not reset a stream that has not come to its end.
        let mut text = Vec::with_capacity(bytes.len() + bytes.len() / 8 + 64);
        let deflated = self.0.set_dictionary(DICTIONARY).map(drop);
        match deflated.and_then(|()| self.0.compress_vec(bytes, &mut text, FlushCompress::Finish)) {
            Ok(Status::StreamEnd) if text.len() < bytes.len() => {
                text.shrink_to_fit();
                Packed { kind: kind + 4, text }
            }
            Ok(Status::StreamEnd) => Packed { kind, text: bytes.to_vec() },
            Ok(Status::Ok | Status::BufError) | Err(_) => {
                *self = Self::new();
                Packed { kind, text: bytes.to_vec() }
            }
        }
    }
}

impl Packed {
    pub(super) fn unpack(&self) -> Result<Notes, LibraryError> {
        Unpacker::default().unpack(self)
    }
}

impl Default for Unpacker {
    fn default() -> Self {
        Self { inflate: Decompress::new(false), text: vec![0; Html::MAX_BYTES] }
    }
}

impl Unpacker {
    /// The notes as they were received.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`].
    pub fn unpack(&mut self, packed: &Packed) -> Result<Notes, LibraryError> {
        let wrong = || LibraryError::damaged("notes cannot be read");
        let bytes = if packed.kind >= 2 {
            if packed.kind >= 4 {
                self.inflate.set_dictionary(DICTIONARY).map_err(|_| wrong())?;
            }
            let end = self.inflate.decompress(&packed.text, &mut self.text, FlushDecompress::Finish);
            let length = usize::try_from(self.inflate.total_out()).unwrap_or(usize::MAX);
            match end {
                Ok(Status::StreamEnd) => self.inflate.reset(false),
                Ok(Status::Ok | Status::BufError) | Err(_) => self.inflate = Decompress::new(false),
            }
            match end {
                Ok(Status::StreamEnd) => {}
                // Longer notes are cut, as when they are received.
                Ok(Status::Ok | Status::BufError) if length >= self.text.len() => {}
                Ok(Status::Ok | Status::BufError) | Err(_) => return Err(wrong()),
            }
            self.text.get(..length).ok_or_else(wrong)?
        } else {
            packed.text.as_slice()
        };
        let html = Html::new(std::str::from_utf8(bytes).map_err(|_| wrong())?);
        match packed.kind {
            0 | 2 | 4 => Ok(Notes::Plain(html)),
            1 | 3 | 5 => Ok(Notes::Html(html)),
            _ => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    proptest! {
        #[test]
        fn notes_come_back_as_they_were(text in ".{0,300}", repeats in 0_usize..20) {
            let html = Html::new(&text.repeat(repeats));
            for notes in [Notes::Html(html.clone()), Notes::Plain(html)] {
                prop_assert_eq!(Packer::new().pack(&notes).unpack(), Ok(notes));
            }
        }

        #[test]
        fn d5_notes_of_any_bytes_are_read_or_refused(texts in vec((any::<u8>(), vec(any::<u8>(), 0..200)), 1..4)) {
            let mut unpacker = Unpacker::default();
            let notes = Notes::Html(Html::new(&"as usual ".repeat(40)));
            for (kind, text) in texts {
                let _ = unpacker.unpack(&Packed { kind, text });
                prop_assert_eq!(unpacker.unpack(&Packer::new().pack(&notes)), Ok(notes.clone()));
            }
        }
    }

    #[test]
    fn the_dictionary_is_that_of_the_notes_stored_so_far() {
        use sha2::{Digest as _, Sha256};
        assert_eq!(Sha256::digest(DICTIONARY)[..8], [0x86, 0xd4, 0x87, 0xb8, 0xf7, 0x5d, 0x77, 0x16]);
    }

    #[test]
    fn notes_deflated_by_former_versions_are_read() {
        let (html, mut text) = (Html::new(&"<p>as usual</p> ".repeat(40)), Vec::with_capacity(200));
        let mut former = Compress::new(Compression::new(6), false);
        former.compress_vec(html.untrusted().as_bytes(), &mut text, FlushCompress::Finish).expect("it is deflated");
        let mut unpacker = Unpacker::default();
        for (kind, notes) in [(2, Notes::Plain(html.clone())), (3, Notes::Html(html.clone()))] {
            assert_eq!(unpacker.unpack(&Packed { kind, text: text.clone() }), Ok(notes.clone()));
            assert_eq!(unpacker.unpack(&Packer::new().pack(&notes)), Ok(notes));
        }
    }

    #[test]
    fn notes_that_cannot_be_deflated_do_not_disturb_the_next() {
        let notes = Notes::Plain(Html::new(&('!'..='`').collect::<String>()));
        let mut packer = Packer::new();
        for _ in 0..2_000 {
            assert_eq!(packer.pack(&notes).kind, 0);
        }
    }

    #[test]
    fn what_would_not_be_shorter_is_kept_as_it_is() {
        let notes = Notes::Plain(Html::new("ab"));
        assert_eq!(Packer::new().pack(&notes), Packed { kind: 0, text: b"ab".to_vec() });
    }
}

//! Marks as JSON lines: `{"episode":"spotify:episode:ID","state":"played","time":"2026-11-03T12:00:00Z"}`.
//!
//! Reading keeps what can be read. Unknown fields are ignored, so that a later version may add some.

use std::{
    collections::HashMap,
    io::{self, BufRead, Read, Write},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{EpisodeId, Mark, SpotifyLink, StampedMark};

/// The longest line that is read, in bytes. A line of ours has about 100.
pub const LONGEST: u64 = 4096;
/// How many numbers of damaged lines are kept.
const NAMED: usize = 5;

/// The marks of a text: the latest of each episode.
pub type Lines = HashMap<EpisodeId, StampedMark>;

/// What reading found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadLines {
    /// Lines with a mark.
    pub good: u64,
    /// Lines that are skipped.
    pub damaged: u64,
    /// The numbers of the first damaged lines, from 1.
    pub first_damaged: Vec<u64>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    episode: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    state: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    time: std::borrow::Cow<'a, str>,
}

/// Writes marks, a line each, in the order of their episodes' ids.
///
/// # Errors
/// Those of `out`.
pub fn write<'a>(
    marks: impl IntoIterator<Item = (&'a EpisodeId, &'a StampedMark)>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut marks: Vec<_> = marks.into_iter().collect();
    marks.sort_by_key(|(id, _)| *id);
    for (id, stamped) in marks {
        let (episode, time) = (format!("spotify:episode:{id}"), stamped.at.to_string());
        let line = Line { episode: episode.into(), state: word(stamped.mark).into(), time: time.into() };
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Reads marks into `into`, where the latest of each episode stays. Empty lines count as none.
///
/// # Errors
/// Those of `input`. What came before is in `into`.
pub fn read(input: &mut dyn BufRead, into: &mut Lines) -> io::Result<ReadLines> {
    let mut found = ReadLines::default();
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        let mut part = (&mut *input).take(LONGEST);
        let length = part.read_until(b'\n', &mut line)? as u64;
        if length == 0 {
            break;
        }
        let is_whole = line.last() == Some(&b'\n') || length < LONGEST || skip_line(input)?;
        let text = line.strip_prefix(b"\xef\xbb\xbf").filter(|_| number == 1).unwrap_or(&line).trim_ascii();
        if text.is_empty() && length < LONGEST {
            continue;
        }
        if let Some((id, mark)) = parse(text).filter(|_| is_whole) {
            found.good += 1;
            into.entry(id).and_modify(|known| *known = known.latest(mark)).or_insert(mark);
        } else {
            found.damaged += 1;
            if found.first_damaged.len() < NAMED {
                found.first_damaged.push(number);
            }
        }
    }
    Ok(found)
}

/// Skips the rest of a line. Returns whether there was none: the line was the last, and as long as a line may be.
fn skip_line(input: &mut dyn BufRead) -> io::Result<bool> {
    let mut skipped = 0;
    loop {
        let part = input.fill_buf()?;
        let end = part.iter().position(|byte| *byte == b'\n');
        let length = end.map_or(part.len(), |end| end + 1);
        let is_end = part.is_empty() || end.is_some();
        skipped += length;
        input.consume(length);
        if is_end {
            return Ok(skipped == 0);
        }
    }
}

fn parse(text: &[u8]) -> Option<(EpisodeId, StampedMark)> {
    let Line { episode, state, time } = serde_json::from_slice(text).ok()?;
    let id = match SpotifyLink::parse(&episode) {
        Ok(SpotifyLink::Episode(id)) => id,
        Ok(SpotifyLink::Show(_)) => return None,
        Err(_) => EpisodeId::parse(&episode)?,
    };
    let at: Timestamp = time.parse().ok()?;
    let at = Timestamp::from_microsecond(at.as_microsecond()).ok().filter(|at| StampedMark::may_come(*at))?;
    let mark = match &*state {
        "played" => Some(Mark::Played),
        "unplayed" => Some(Mark::Unplayed),
        "none" => None,
        _ => return None,
    };
    Some((id, StampedMark { at, mark }))
}

/// The state of a line; `none` if the mark was removed, and Spotify's progress counts.
fn word(mark: Option<Mark>) -> &'static str {
    match mark {
        Some(Mark::Played) => "played",
        Some(Mark::Unplayed) => "unplayed",
        None => "none",
    }
}

impl ReadLines {
    /// Adds what another text had; its damaged lines are counted, and their numbers mean nothing here.
    pub fn add(&mut self, other: &Self) {
        self.good += other.good;
        self.damaged += other.damaged;
    }

    /// `3 damaged lines skipped (2, 5, 9)`, if any.
    pub fn damage(&self) -> Option<String> {
        let numbers: Vec<_> = self.first_damaged.iter().map(u64::to_string).collect();
        let more = if self.damaged > self.first_damaged.len() as u64 { ", …" } else { "" };
        let (plural, which) = match self.damaged {
            0 => return None,
            1 => ("", "line"),
            _ => ("s", "lines"),
        };
        Some(format!("{} damaged line{plural} skipped ({which} {}{more})", self.damaged, numbers.join(", ")))
    }
}

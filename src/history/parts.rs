//! One JSON file of a download: plays with an id, plays with titles, or the list of what is saved.

use std::{borrow::Cow, io::BufRead};

use serde::{Deserialize, de::IgnoredAny};

use super::elements::{self, End};
use crate::domain::{CleanText, EpisodeId, SpotifyLink};

/// One play of an episode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Play<'a> {
    /// From the extended history.
    Of { episode: EpisodeId, ended: Cow<'a, str>, ms: u64 },
    /// From the account data, which has no ids.
    Titled { show: Cow<'a, str>, title: Cow<'a, str>, ended: Cow<'a, str>, ms: u64 },
}

/// What a file of a download is, and what it held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Plays.
    Plays {
        all: u64,
        /// Of episodes.
        episodes: u64,
    },
    /// `YourLibrary.json`, which is counted only: it says what is saved, and not what was heard.
    Saved { shows: u64, episodes: u64 },
    /// A zip file within the zip file, which is not opened.
    Nested,
    /// An encrypted entry.
    Encrypted,
    /// A name that leads out of the folder, or that no file can have.
    UnsafeName,
    /// Anything else: music, searches, invoices. Not read.
    Other,
}

/// A file of the download, or an entry of a zip file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub name: CleanText,
    pub what: What,
    /// Elements that are no plays, or of the wrong shape.
    pub damaged: u64,
    /// Why it was not read to its end.
    pub problem: Option<CleanText>,
}

/// What a file that was given held: itself, or the entries of a zip file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileReport {
    pub parts: Vec<Part>,
    /// Why nothing in it was read, or nothing more.
    pub refused: Option<CleanText>,
}

/// What a name says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Plays,
    Library,
    Other,
}

impl FileReport {
    pub(super) fn refused(why: &str) -> Self {
        Self { parts: Vec::new(), refused: Some(CleanText::new(why)) }
    }
}

impl Part {
    pub(super) fn new(name: CleanText, what: What) -> Self {
        Self { name, what, damaged: 0, problem: None }
    }
}

impl Kind {
    /// The kind of a file by its name without folders. Video podcasts have a history of their own, and older downloads call the
    /// extended one `endsong`.
    pub(super) fn of(path: &str) -> Self {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_lowercase();
        let is_json = name.strip_suffix(".json");
        let starts = |start: &str| is_json.is_some_and(|name| name.starts_with(start));
        if starts("streaming_history_") || starts("streaminghistory_podcast") || starts("endsong") {
            Self::Plays
        } else if starts("yourlibrary") {
            Self::Library
        } else {
            Self::Other
        }
    }
}

/// Reads a file that was given by itself. What has another name is read as plays if it is a list of them.
pub(super) fn alone(name: &str, input: &mut dyn BufRead, play: &mut dyn FnMut(Play<'_>)) -> FileReport {
    let shown = CleanText::new(name);
    if Kind::of(name) == Kind::Library {
        return FileReport { parts: vec![library(shown, input)], refused: None };
    }
    let part = plays(shown, input, play);
    match part.what {
        What::Plays { all: 0, .. } => FileReport::refused(part.problem.as_ref().map_or(
            "it is no file of Spotify's data download: expected a list of plays, or the zip file",
            CleanText::as_str,
        )),
        _ => FileReport { parts: vec![part], refused: None },
    }
}

/// One play. Extended histories have the first three fields, account data the others. Unknown ones are ignored.
#[derive(Debug, Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    spotify_episode_uri: Option<Cow<'a, str>>,
    ms_played: Option<f64>,
    #[serde(borrow)]
    ts: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "podcastName")]
    podcast: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "episodeName")]
    episode: Option<Cow<'a, str>>,
    #[serde(rename = "msPlayed")]
    ms: Option<f64>,
    #[serde(borrow, rename = "endTime")]
    ended: Option<Cow<'a, str>>,
}

/// Reads a list of plays.
pub(super) fn plays(name: CleanText, input: &mut dyn BufRead, play: &mut dyn FnMut(Play<'_>)) -> Part {
    let (mut all, mut episodes, mut damaged) = (0, 0, 0);
    let end = elements::each(input, &mut |element| match element.map(entry) {
        Some(Ok(Some(found))) => {
            (all, episodes) = (all + 1, episodes + 1);
            play(found);
        }
        Some(Ok(None)) => all += 1,
        Some(Err(Damaged)) | None => damaged += 1,
    });
    let problem = match end {
        Ok(End::Whole) => None,
        Ok(End::Truncated) => Some(CleanText::new("it ends early")),
        Ok(End::NoArray) => Some(CleanText::new("it is no list of plays")),
        // Without the position in a text that is not shown.
        Err(error) => Some(CleanText::new(&error.to_string())),
    };
    Part { name, what: What::Plays { all, episodes }, damaged, problem }
}

/// An element that is no play.
struct Damaged;

/// The play of an element; `None` if it is one of music.
fn entry(element: &[u8]) -> Result<Option<Play<'_>>, Damaged> {
    // Most plays are of music: those are told apart without being parsed, which takes ten times as long.
    if is_music(element) {
        return Ok(None);
    }
    let entry: Entry<'_> = serde_json::from_slice(element).map_err(|_| Damaged)?;
    if let (Some(show), Some(title), Some(ms)) = (entry.podcast, entry.episode, entry.ms) {
        return Ok(Some(Play::Titled { show, title, ended: entry.ended.unwrap_or_default(), ms: whole(ms) }));
    }
    let ms = entry.ms_played.or(entry.ms).ok_or(Damaged)?;
    let Some(uri) = entry.spotify_episode_uri else { return Ok(None) };
    match SpotifyLink::parse(&uri) {
        Ok(SpotifyLink::Episode(episode)) => {
            Ok(Some(Play::Of { episode, ended: entry.ts.unwrap_or_default(), ms: whole(ms) }))
        }
        Ok(SpotifyLink::Show(_)) | Err(_) => Err(Damaged),
    }
}

/// Whether this is a whole object that names no episode. One with escapes may.
fn is_music(element: &[u8]) -> bool {
    std::str::from_utf8(element).is_ok_and(|text| {
        text.starts_with('{')
            && text.ends_with('}')
            && (text.contains("\"spotify_episode_uri\":null") || text.contains("\"spotify_episode_uri\": null"))
            && text.contains("\"ms_played\"")
            && !text.contains("podcastName")
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range first")]
fn whole(ms: f64) -> u64 {
    // A day, the longest that one play counts for.
    ms.clamp(0.0, 86_400_000.0) as u64
}

/// Counts the lists of `YourLibrary.json`.
pub(super) fn library(name: CleanText, input: &mut dyn BufRead) -> Part {
    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Library {
        // An ignored element takes no memory: what is left is their number.
        shows: Vec<IgnoredAny>,
        episodes: Vec<IgnoredAny>,
    }
    let found = serde_json::from_reader::<_, Library>(input);
    let problem = found.as_ref().err().map(|error| CleanText::new(&error.to_string()));
    let Library { shows, episodes } = found.unwrap_or_default();
    Part { name, what: What::Saved { shows: shows.len() as u64, episodes: episodes.len() as u64 }, damaged: 0, problem }
}

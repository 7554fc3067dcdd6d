//! `GET /search`: shows and episodes of the catalogue by their titles.

use serde_json::{Map, Value};
use url::form_urlencoded;

use super::{
    Answer, Api, Asker,
    shows::{Window, count, params},
};
use crate::demo::{
    data::{Gaps, Show},
    world::{Request, message::error},
};

/// Most results of each type in one answer, and by default.
const LIMIT: u32 = 10;
const DEFAULT: u32 = 5;
/// Largest offset.
const OFFSET: u32 = 1000;
/// Shows searched beyond those that the first listener follows, and in all.
const BEYOND: u32 = 100;
const SHOWS: u32 = 500;
/// Newest episodes searched of a show, and those found of a show that is itself a result.
const EPISODES: u32 = 4;
const EPISODES_OF_RESULT: u32 = 25;

impl Api {
    /// Results by place in the data. Episodes come without their show; some results are `null`.
    pub(super) fn search(&self, request: &Request, asker: Asker) -> Answer {
        let params = params(request)?;
        let query = params.get("q").ok_or_else(|| error(400, "No search query", None))?;
        let types: Vec<_> =
            params.get("type").ok_or_else(|| error(400, "Missing parameter type", None))?.split(',').collect();
        let window = Window::of(&params, LIMIT, DEFAULT)?;
        if window.offset > OFFSET {
            return Err(error(400, "Invalid offset", None));
        }
        if params.get("include_external").is_some_and(|external| external != "audio") {
            return Err(error(400, "Invalid include_external", None));
        }
        let words = words(query);
        let shows: Vec<Show<'_>> = (0..self.catalogue.len().saturating_add(BEYOND).min(SHOWS))
            .filter_map(|place| self.catalogue.show(place))
            .collect();
        let mut answer = Map::new();
        for kind in types {
            let found = match kind {
                "show" => {
                    shows.iter().filter(|show| matches(&show.name(), &words)).map(|show| self.show(show)).collect()
                }
                "episode" => self.found_episodes(&shows, &words, asker),
                "album" | "artist" | "playlist" | "track" | "audiobook" => Vec::new(),
                _ => return Err(error(400, "Bad search type field", None)),
            };
            let gaps = if self.catalogue.quirks { Gaps::RESULTS } else { Gaps::NONE };
            let link = form_urlencoded::Serializer::new(String::new())
                .append_pair("q", query)
                .append_pair("type", kind)
                .finish();
            let page = window.page(self, &format!("/search?{link}"), gaps.total(count(&found)), |position| {
                let found = gaps.place(position).and_then(|place| found.get(place as usize));
                found.cloned().unwrap_or_default()
            });
            answer.insert(format!("{kind}s"), page);
        }
        Ok(Value::Object(answer))
    }

    fn found_episodes(&self, shows: &[Show<'_>], words: &[String], asker: Asker) -> Vec<Value> {
        let mut found = Vec::new();
        for show in shows {
            let is_result = matches(&show.name(), words);
            let most = if is_result { EPISODES_OF_RESULT } else { EPISODES };
            let episodes = (0..show.total().min(most)).filter_map(|position| show.at(position));
            let episodes = episodes.filter(|episode| is_result || matches(&episode.name, words));
            found.extend(episodes.map(|episode| self.episode(show, &episode, asker)));
        }
        found
    }
}

/// The words of a query in lower case, without quotation marks.
fn words(query: &str) -> Vec<String> {
    query.to_lowercase().split_whitespace().map(|word| word.trim_matches('"').to_owned()).collect()
}

fn matches(title: &str, words: &[String]) -> bool {
    let title = title.to_lowercase();
    words.iter().all(|word| title.contains(word.as_str()))
}

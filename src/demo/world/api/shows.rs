//! Shows and episodes: lists by page, single items.

use jiff::ToSpan;
use serde_json::{Value, json};

use super::{Answer, Api, Asker};
use crate::demo::{
    data::{Episode, Gaps, Show, is_base62},
    world::{
        Request, Response,
        library::Since,
        message::{Params, error, put},
        wire,
    },
};

/// The scope that `resume_point` needs.
const POSITION: &str = "user-read-playback-position";
/// The episodes that `GET /shows/{id}` includes.
const FIRST_PAGE: Window = Window { limit: 50, offset: 0 };

/// The requested part of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    limit: u32,
    pub(super) offset: u32,
}

impl Window {
    fn read(request: &Request) -> Result<Self, Response> {
        Self::of(&params(request)?, 50, 20)
    }

    /// `limit` from 1 to `most`, `offset` from 0.
    pub(super) fn of(params: &Params, most: u32, default: u32) -> Result<Self, Response> {
        let number = |name: &str, otherwise: u32| params.get(name).map_or(Some(otherwise), |text| text.parse().ok());
        let limit = number("limit", default).filter(|limit| (1..=most).contains(limit));
        let limit = limit.ok_or_else(|| error(400, "Invalid limit", None))?;
        let offset = number("offset", 0).ok_or_else(|| error(400, "Invalid offset", None))?;
        Ok(Self { limit, offset })
    }

    /// The page of `path`: `item` returns the item at a position, or `null`.
    pub(super) fn page(self, api: &Api, path: &str, total: u32, item: impl Fn(u32) -> Value) -> Value {
        let Self { limit, offset } = self;
        let end = offset.saturating_add(limit).min(total);
        let link = |offset: u32| api.links.page(path, offset, limit);
        json!({
            "href": link(offset),
            "items": (offset..end).map(item).collect::<Vec<_>>(),
            "limit": limit,
            "next": (end < total).then(|| link(end)),
            "offset": offset,
            "previous": (offset > 0).then(|| link(offset.saturating_sub(limit))),
            "total": total,
        })
    }
}

impl Api {
    /// `GET /me/shows`, last followed first.
    pub(super) fn followed(&self, request: &Request, asker: Asker) -> Answer {
        asker.needs("user-library-read")?;
        let window = Window::read(request)?;
        let library = self.libraries.of(asker.listener);
        let shows = count(&library.followed.0);
        let gaps = if self.catalogue.quirks { Gaps::among_shows(shows) } else { Gaps::NONE };
        Ok(window.page(self, "/me/shows", gaps.total(shows), |position| {
            let kept = gaps.place(position).and_then(|place| library.followed.0.get(place as usize));
            let show = kept.and_then(|(show, since)| Some((self.catalogue.show(*show)?, *since)));
            show.map_or(
                Value::Null,
                |(show, since)| json!({ "added_at": self.added_at(&show, since), "show": self.show(&show) }),
            )
        }))
    }

    /// `GET /me/episodes`, last saved first. An episode that its show removed is `null`.
    pub(super) fn saved(&self, request: &Request, asker: Asker) -> Answer {
        asker.needs("user-library-read")?;
        let window = Window::read(request)?;
        let library = self.libraries.of(asker.listener);
        let skipped = if self.ignore_saved_offset { window.offset } else { 0 };
        Ok(window.page(self, "/me/episodes", count(&library.saved.0), |position| {
            let kept = library.saved.0.get((position - skipped) as usize);
            let found =
                kept.and_then(|((show, number), since)| Some((self.catalogue.episode(*show, *number)?, *since)));
            found.map_or(Value::Null, |((show, episode), since)| {
                json!({ "added_at": self.added_at(&show, since), "episode": self.whole(&show, &episode, asker) })
            })
        }))
    }

    fn added_at(&self, show: &Show<'_>, since: Since) -> String {
        let added = match since {
            Since::At(at) => at,
            Since::Start(position) => {
                let days = i64::from(show.followed_days_ago(position));
                self.start.saturating_sub((days * 24).hours()).unwrap_or(self.start)
            }
        };
        added.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// `GET /shows/{id}`, with its first page of episodes.
    pub(super) fn one_show(&self, id: &str, request: &Request, asker: Asker) -> Answer {
        params(request)?;
        let show = self.find_show(id)?;
        let mut value = self.show(&show);
        put(&mut value, "episodes", self.episode_page(&show, FIRST_PAGE, asker));
        Ok(value)
    }

    /// `GET /shows/{id}/episodes`.
    pub(super) fn episodes(&self, id: &str, request: &Request, asker: Asker) -> Answer {
        let window = Window::read(request)?;
        Ok(self.episode_page(&self.find_show(id)?, window, asker))
    }

    /// `GET /episodes/{id}`, with its show.
    pub(super) fn one_episode(&self, id: &str, request: &Request, asker: Asker) -> Answer {
        params(request)?;
        check_id(id)?;
        let (show, episode) = self.catalogue.episode_by_id(id).ok_or_else(unknown)?;
        Ok(self.whole(&show, &episode, asker))
    }

    /// An episode with its show.
    pub(super) fn whole(&self, show: &Show<'_>, episode: &Episode, asker: Asker) -> Value {
        let mut value = self.episode(show, episode, asker);
        put(&mut value, "show", self.show(show));
        value
    }

    /// The same by its place, or `null`.
    pub(super) fn whole_at(&self, show: u32, number: u32, asker: Asker) -> Value {
        let found = self.catalogue.episode(show, number);
        found.map_or(Value::Null, |(show, episode)| self.whole(&show, &episode, asker))
    }

    /// A show without its episodes.
    pub(super) fn show(&self, show: &Show<'_>) -> Value {
        wire::show(show, &self.links, self.regime)
    }

    /// An episode without its show.
    pub(super) fn episode(&self, show: &Show<'_>, episode: &Episode, asker: Asker) -> Value {
        let progress = asker.grant.has(POSITION).then(|| self.libraries.of(asker.listener).progress(show, episode));
        wire::episode(show, episode, &self.links, progress)
    }

    fn episode_page(&self, show: &Show<'_>, window: Window, asker: Asker) -> Value {
        let path = format!("/shows/{}/episodes", show.id());
        window.page(self, &path, show.total(), |position| {
            show.at(position).map_or(Value::Null, |episode| self.episode(show, &episode, asker))
        })
    }

    fn find_show(&self, id: &str) -> Result<Show<'_>, Response> {
        check_id(id)?;
        self.catalogue.show_by_id(id).ok_or_else(unknown)
    }
}

/// Parses the query and checks `market`.
pub(super) fn params(request: &Request) -> Result<Params, Response> {
    let params = Params::parse(request.query.as_bytes()).map_err(|_| error(400, "Repeated parameter", None))?;
    let is_market = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
    match params.get("market") {
        Some(market) if !is_market(market) => Err(error(400, "Invalid market code", None)),
        _ => Ok(params),
    }
}

pub(super) fn count<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

fn check_id(id: &str) -> Result<(), Response> {
    if is_base62(id) { Ok(()) } else { Err(error(400, "Invalid base62 id", None)) }
}

fn unknown() -> Response {
    error(404, "Resource not found", None)
}

//! Brings the library to what Spotify has, asking as little as possible.
//!
//! `plan` is pure: what to fetch next, given the time, what the library holds, the budget and the intent. `run` drives it
//! against [`crate::spotify::Client`] and [`crate::library::Library`]: each page is one transaction with the cursor that
//! follows from it, so that any interruption costs what was under way and nothing else. Start with [`library`] and
//! [`show`]; [`shows`] and [`episodes`] fetch a list and keep nothing.

mod drive;
mod plan;
mod run;

pub use run::{Budget, Claims, Control, Intent, Kit, Outcome, SyncError, Told, Turn, Visit, count_into, library, show};

use tokio_util::sync::CancellationToken;

use crate::{
    domain::{Episode, Page, Show, ShowId},
    spotify::{
        ApiError, Client, Guard, TokenSource,
        paging::{Ask, Missing, Pager},
    },
};

/// What a list tells while it is fetched. `Done` comes last and once, unless the fetch is cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListEvent<T> {
    /// A page, in whatever order pages arrive; no item comes twice.
    Page(Page<T>),
    /// A page that failed.
    Gap(Gap),
    /// Nothing more comes.
    Done(Summary),
}

/// A page that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Its offset.
    pub offset: u32,
    /// Its limit.
    pub limit: u32,
    /// Whether nothing after it was asked for: filling it may bring more than itself.
    pub last: bool,
    /// Why it is missing.
    pub error: ApiError,
}

/// What fetching a list took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Pages asked for.
    pub requests: u32,
    /// Items that could not be read.
    pub skipped: u32,
    /// Items that came again.
    pub repeated: u32,
    /// Pages that are missing.
    pub gaps: u32,
}

/// Fetches the shows somebody saved: the first 50, then all other pages, 8 at a time. Returns when the list is whole,
/// or soon after `cancel`.
pub async fn shows<T: TokenSource>(
    client: &Client<T>,
    sink: impl FnMut(ListEvent<Show>) + Send,
    cancel: &CancellationToken,
) {
    drive::list(Pager::new(), Guard::IN_FLIGHT, |ask| client.shows_page(ask.offset, ask.limit), sink, cancel).await;
}

/// Fetches a show's episodes: the first 50, then all other pages, 4 at a time; otherwise as [`shows`].
pub async fn episodes<T: TokenSource>(
    client: &Client<T>,
    show: &ShowId,
    sink: impl FnMut(ListEvent<Episode>) + Send,
    cancel: &CancellationToken,
) {
    let fetch = |ask: Ask| client.episodes_page(show, ask.offset, ask.limit);
    drive::list(Pager::new(), Guard::USUAL_IN_FLIGHT, fetch, sink, cancel).await;
}

/// Fills gaps in the list of shows, as many at a time as [`shows`] asks for pages; after one that was the last, goes on
/// to the end of the list. Items that other pages brought may come again.
pub async fn fill_shows<T: TokenSource>(
    client: &Client<T>,
    missing: &[Missing],
    sink: impl FnMut(ListEvent<Show>) + Send,
    cancel: &CancellationToken,
) {
    let fetch = |ask: Ask| client.shows_page(ask.offset, ask.limit);
    drive::list(Pager::filling(missing), Guard::IN_FLIGHT, fetch, sink, cancel).await;
}

/// Fills gaps in a show's episodes, as many at a time as [`episodes`] asks for pages; otherwise as [`fill_shows`].
pub async fn fill_episodes<T: TokenSource>(
    client: &Client<T>,
    show: &ShowId,
    missing: &[Missing],
    sink: impl FnMut(ListEvent<Episode>) + Send,
    cancel: &CancellationToken,
) {
    let fetch = |ask: Ask| client.episodes_page(show, ask.offset, ask.limit);
    drive::list(Pager::filling(missing), Guard::USUAL_IN_FLIGHT, fetch, sink, cancel).await;
}

impl Gap {
    /// The page, to be asked for again.
    #[must_use]
    pub fn missing(&self) -> Missing {
        Missing { ask: Ask { offset: self.offset, limit: self.limit }, last: self.last }
    }
}

//! Lists, page by page, in the words of `app`.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use super::{Job, Shared};
use crate::{
    app::{
        Reply,
        effect::Part,
        event::{Gap, ListSummary, LoginLost},
    },
    auth::Access,
    domain::{Episode, Page, Show, ShowId, ShowKey},
    runtime::problem,
    spotify::ApiError,
    sync::{self, ListEvent},
};

/// Gaps after which nothing was asked for: filling one goes on to the end of the list. `app` knows a gap by its place
/// only.
#[derive(Debug, Clone, Default)]
pub(super) struct OpenEnds(Arc<Mutex<HashSet<Place>>>);

/// The list of a show's episodes, or of the shows, and an offset in it.
type Place = (Option<ShowId>, u32);

impl OpenEnds {
    fn note(&self, list: Option<&ShowId>, gap: &sync::Gap) {
        let mut ends = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = (list.cloned(), gap.offset);
        if gap.last {
            ends.insert(place)
        } else {
            ends.remove(&place)
        };
    }

    /// The gap as `sync` fills it. Why it was missing no longer matters.
    fn gap(&self, list: Option<&ShowId>, (offset, limit): (u32, u32)) -> sync::Gap {
        let ends = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_open = ends.contains(&(list.cloned(), offset));
        sync::Gap { offset, limit, last: is_open, error: ApiError::Timeout }
    }
}

/// The list of shows.
pub(super) async fn shows(job: Job, shared: Arc<Shared>, ends: OpenEnds, part: Part) {
    let Some(Access { client, .. }) = shared.access() else {
        return job.reply(Reply::LoginLost(LoginLost::NotLoggedIn));
    };
    let mut told = Told { job: &job, ends: &ends, list: None, summary: ListSummary::default(), lost: false };
    match part {
        Part::Whole => sync::shows(&client, |event| told.show(event), job.cancel()).await,
        Part::Pages(pages) => {
            for page in pages {
                let gap = ends.gap(None, page);
                sync::fill_shows(&client, &gap, |event| told.show(event), job.cancel()).await;
            }
        }
    }
    let summary = told.summary;
    if !told.lost {
        job.reply(Reply::ShowsDone(summary));
    }
}

/// The episodes of a show.
pub(super) async fn episodes(job: Job, shared: Arc<Shared>, ends: OpenEnds, show: ShowId, part: Part) {
    let Some(Access { client, .. }) = shared.access() else {
        return job.reply(Reply::LoginLost(LoginLost::NotLoggedIn));
    };
    let mut told = Told { job: &job, ends: &ends, list: Some(&show), summary: ListSummary::default(), lost: false };
    match part {
        Part::Whole => sync::episodes(&client, &show, |event| told.episode(event), job.cancel()).await,
        Part::Pages(pages) => {
            for page in pages {
                let gap = ends.gap(Some(&show), page);
                sync::fill_episodes(&client, &show, &gap, |event| told.episode(event), job.cancel()).await;
            }
        }
    }
    let summary = told.summary;
    if !told.lost {
        job.reply(Reply::EpisodesDone(ShowKey::Id(show.clone()), summary));
    }
}

/// What has been told of a list so far.
struct Told<'a> {
    job: &'a Job,
    ends: &'a OpenEnds,
    list: Option<&'a ShowId>,
    summary: ListSummary,
    /// The login ended on the way: that is told once, and nothing after it.
    lost: bool,
}

impl Told<'_> {
    fn show(&mut self, event: ListEvent<Show>) {
        self.event(event, Reply::ShowsPage, Reply::ShowsGap);
    }

    fn episode(&mut self, event: ListEvent<Episode>) {
        let Some(show) = self.list.cloned().map(ShowKey::Id) else { return };
        let key = show.clone();
        self.event(event, |page| Reply::EpisodesPage(show, page), |gap| Reply::EpisodesGap(key, gap));
    }

    fn event<T>(&mut self, event: ListEvent<T>, page: impl FnOnce(Page<T>) -> Reply, gap: impl FnOnce(Gap) -> Reply) {
        if self.lost {
            return;
        }
        match event {
            ListEvent::Page(received) => self.job.reply(page(received)),
            ListEvent::Gap(missing) => {
                if let Some(lost) = lost(&missing.error) {
                    self.lost = true;
                    self.job.reply(Reply::LoginLost(lost));
                    self.job.cancel().cancel();
                } else {
                    self.ends.note(self.list, &missing);
                    let problem = problem::api(&missing.error, &self.job.clock().now());
                    self.job.reply(gap(Gap { offset: missing.offset, limit: missing.limit, problem }));
                }
            }
            ListEvent::Done(summary) => {
                self.summary.skipped += summary.skipped;
                self.summary.requests += summary.requests;
            }
        }
    }
}

/// Whether an error means that there is no login any more.
fn lost(error: &ApiError) -> Option<LoginLost> {
    match error {
        ApiError::LoggedOut => Some(LoginLost::NotLoggedIn),
        ApiError::LoginExpired => Some(LoginLost::Expired),
        ApiError::InvalidClient
        | ApiError::Unreachable(_)
        | ApiError::Timeout
        | ApiError::Blocked { .. }
        | ApiError::SignInPage
        | ApiError::Redirected
        | ApiError::MissingScope
        | ApiError::OwnerNeedsPremium
        | ApiError::UserNotRegistered
        | ApiError::Forbidden(_)
        | ApiError::NotFound
        | ApiError::Server(_)
        | ApiError::Status { .. }
        | ApiError::Unreadable(_)
        | ApiError::Storage(_) => None,
    }
}

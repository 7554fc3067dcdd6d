//! Lists, page by page, in the words of `app`.

use std::sync::Arc;

use super::{Job, Shared};
use crate::{
    app::{
        Reply,
        effect::{MissingPage, Part},
        event::{Gap, ListSummary, LoginLost},
    },
    auth::Access,
    domain::{Episode, Page, Show, ShowId, ShowKey},
    runtime::problem,
    spotify::{
        ApiError,
        paging::{Ask, Missing},
    },
    sync::{self, ListEvent},
};

/// The list of shows.
pub(super) async fn shows(job: Job, shared: Arc<Shared>, part: Part) {
    let Some(Access { client, .. }) = shared.access() else {
        return job.reply(Reply::LoginLost(LoginLost::NotLoggedIn));
    };
    let mut told = Told { job: &job, list: None, summary: ListSummary::default(), lost: false };
    match part {
        Part::Whole => sync::shows(&client, |event| told.show(event), job.cancel()).await,
        Part::Pages(pages) => {
            sync::fill_shows(&client, &missing(&pages), |event| told.show(event), job.cancel()).await;
        }
    }
    let summary = told.summary;
    if !told.lost {
        job.reply(Reply::ShowsDone(summary));
    }
}

/// The episodes of a show.
pub(super) async fn episodes(job: Job, shared: Arc<Shared>, show: ShowId, part: Part) {
    let Some(Access { client, .. }) = shared.access() else {
        return job.reply(Reply::LoginLost(LoginLost::NotLoggedIn));
    };
    let mut told = Told { job: &job, list: Some(&show), summary: ListSummary::default(), lost: false };
    match part {
        Part::Whole => sync::episodes(&client, &show, |event| told.episode(event), job.cancel()).await,
        Part::Pages(pages) => {
            sync::fill_episodes(&client, &show, &missing(&pages), |event| told.episode(event), job.cancel()).await;
        }
    }
    let summary = told.summary;
    if !told.lost {
        job.reply(Reply::EpisodesDone(ShowKey::Id(show.clone()), summary));
    }
}

/// Missing pages in the words of `sync`.
fn missing(pages: &[MissingPage]) -> Vec<Missing> {
    let page = |page: &MissingPage| Missing { ask: Ask { offset: page.offset, limit: page.limit }, last: page.last };
    pages.iter().map(page).collect()
}

/// What has been told of a list so far.
struct Told<'a> {
    job: &'a Job,
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
                    let sync::Gap { offset, limit, last, error } = missing;
                    let problem = problem::api(&error, &self.job.clock().now());
                    self.job.reply(gap(Gap { offset, limit, last, problem }));
                }
            }
            ListEvent::Done(summary) => {
                self.summary = ListSummary { skipped: summary.skipped, requests: summary.requests };
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

//! Drives a pager: as many requests at once as allowed, pages handed on as they arrive.

use futures::{StreamExt, stream::FuturesUnordered};
use tokio_util::sync::CancellationToken;

use super::{Gap, ListEvent, Summary};
use crate::{
    domain::{CleanText, Page},
    spotify::{
        ApiError,
        paging::{Ask, Keyed, Missing, Pager},
    },
};

/// Fetches until the pager has nothing more to ask, or until `cancel`; what is under way is then dropped.
pub(super) async fn list<I, F, A>(
    mut pager: Pager<I::Key>,
    in_flight: usize,
    fetch: F,
    mut sink: impl FnMut(ListEvent<I>) + Send,
    cancel: &CancellationToken,
) where
    I: Keyed,
    F: Fn(Ask) -> A,
    A: Future<Output = Result<Page<I>, ApiError>>,
{
    let mut flights = FuturesUnordered::new();
    let mut summary = Summary::default();
    loop {
        while flights.len() < in_flight
            && let Some(ask) = pager.next_ask()
        {
            let answer = fetch(ask);
            flights.push(async move { (ask, answer.await) });
        }
        let landed = tokio::select! {
            biased;
            () = cancel.cancelled() => return,
            landed = flights.next() => landed,
        };
        match landed {
            None => break,
            Some((ask, Ok(page))) => {
                summary.skipped = summary.skipped.saturating_add(page.skipped);
                sink(ListEvent::Page(pager.arrived(ask, page)));
            }
            Some((ask, Err(error))) => {
                let mut missing = vec![pager.failed(ask)];
                if concerns_all(&error) {
                    // The other pages would fail for the same reason: they are gaps without being asked for.
                    missing.extend(pager.abandon());
                }
                summary.gaps = summary.gaps.saturating_add(tell(&missing, &error, &mut sink));
            }
        }
    }
    let error = ApiError::Unreadable(CleanText::new("a page came empty although the list goes on"));
    summary.gaps = summary.gaps.saturating_add(tell(&pager.holes(), &error, &mut sink));
    summary.requests = pager.asked();
    summary.repeated = pager.repeated();
    let Summary { requests, skipped, repeated, gaps } = summary;
    if (skipped, repeated, gaps) != (0, 0, 0) {
        tracing::warn!(requests, skipped, repeated, gaps, "a list came with bad items or missing pages");
    }
    sink(ListEvent::Done(summary));
}

/// Tells of missing pages, and how many there are.
fn tell<I>(missing: &[Missing], error: &ApiError, sink: &mut impl FnMut(ListEvent<I>)) -> u32 {
    for Missing { ask: Ask { offset, limit }, last } in missing.iter().copied() {
        tracing::debug!(offset, limit, %error, "a page is missing");
        sink(ListEvent::Gap(Gap { offset, limit, last, error: error.clone() }));
    }
    u32::try_from(missing.len()).unwrap_or(u32::MAX)
}

/// Whether an error says something about the login or the app and not about one page.
fn concerns_all(error: &ApiError) -> bool {
    match error {
        ApiError::LoggedOut
        | ApiError::LoginExpired
        | ApiError::AnotherAccount
        | ApiError::InvalidClient
        | ApiError::Blocked { .. }
        | ApiError::SignInPage
        | ApiError::Redirected
        | ApiError::MissingScope
        | ApiError::OwnerNeedsPremium
        | ApiError::UserNotRegistered
        | ApiError::Storage(_) => true,
        ApiError::Unreachable(_)
        | ApiError::Timeout
        | ApiError::Forbidden(_)
        | ApiError::NotFound
        | ApiError::Server(_)
        | ApiError::Status { .. }
        | ApiError::Unreadable(_) => false,
    }
}

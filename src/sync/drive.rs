//! Drives a pager: as many requests at once as allowed, pages handed on as they arrive.

use tokio_util::sync::CancellationToken;

use super::ListEvent;
use crate::{
    domain::Page,
    spotify::{
        ApiError,
        paging::{Ask, Keyed, Pager},
    },
};

pub(super) async fn list<I, F, A>(
    _pager: Pager<I::Key>,
    _in_flight: usize,
    _fetch: F,
    _sink: impl FnMut(ListEvent<I>) + Send,
    _cancel: &CancellationToken,
) where
    I: Keyed,
    F: Fn(Ask) -> A,
    A: Future<Output = Result<Page<I>, ApiError>>,
{
}

//! The catalogue as effects: what Spotify has beyond what is followed. Nothing of the answers is written.

use std::sync::Arc;

use jiff::ZonedDateTime;

use super::{
    Deps, Job, library,
    player::{answered, asked},
};
use crate::{
    app::{
        Problem, Reply,
        requests::{
            effect::Catalogue,
            event::{CatalogueReply, Fetched},
        },
    },
    auth::Bound,
    domain::{Episode, EpisodeId, Page, SpotifyLink},
    runtime::problem,
    spotify::{ApiError, Client},
};

/// Carries a request out. A cancelled one does not reply.
pub(super) async fn ask(job: Job, deps: Arc<Deps>, request: Catalogue) {
    let (job, deps) = (&job, deps.as_ref());
    match request {
        Catalogue::Search { query, offset } => {
            let found = asked(job, deps, async |client| client.search(&query, offset).await).await;
            if let Some(Ok(found)) = &found {
                tell_saved(job, deps, in_page(&found.episodes)).await;
            }
            reply(job, deps, found, problem::api, |found| CatalogueReply::Found(found.map(Box::new)));
        }
        Catalogue::Episodes { show, offset } => {
            let limit = Client::<Bound>::MAX_LIMIT;
            let page = asked(job, deps, async |client| client.episodes_page(&show, offset, limit).await).await;
            if let Some(Ok(page)) = &page {
                tell_saved(job, deps, in_page(page)).await;
            }
            reply(job, deps, page, problem::api, |page| CatalogueReply::Episodes(show, page));
        }
        Catalogue::Fetch(link) => {
            let fetched = asked(job, deps, async |client| fetch(client, &link).await).await;
            if let (Some(Ok(_)), SpotifyLink::Episode(id)) = (&fetched, &link) {
                tell_saved(job, deps, vec![id.clone()]).await;
            }
            reply(job, deps, fetched, problem::link, CatalogueReply::Fetched);
        }
    }
}

fn in_page(page: &Page<Episode>) -> Vec<EpisodeId> {
    page.items.iter().filter_map(|(_, episode)| episode.key.id().cloned()).collect()
}

/// Replies which of these episodes are saved, before the answer that lists them.
async fn tell_saved(job: &Job, deps: &Deps, episodes: Vec<EpisodeId>) {
    let saved = library::saved_among(job, &deps.host, episodes).await;
    if let Ok(saved) = saved.inspect_err(|error| tracing::warn!(%error, "cannot read what is saved"))
        && !saved.is_empty()
    {
        job.reply(Reply::Catalogue(CatalogueReply::Saved(saved)));
    }
}

async fn fetch(client: &Client<Bound>, link: &SpotifyLink) -> Result<Fetched, ApiError> {
    Ok(match link {
        SpotifyLink::Show(id) => Fetched::Show(Box::new(client.show(id).await?)),
        SpotifyLink::Episode(id) => {
            let (episode, show) = client.episode_with_show(id).await?;
            Fetched::Episode(Box::new(episode), show.map(Box::new))
        }
    })
}

fn reply<T>(
    job: &Job,
    deps: &Deps,
    answer: Option<Result<T, ApiError>>,
    problem: fn(&ApiError, &ZonedDateTime) -> Problem,
    reply: impl FnOnce(Result<T, Problem>) -> CatalogueReply,
) {
    answered(job, deps, "the catalogue", answer, problem, |answer| Reply::Catalogue(reply(answer)));
}

//! The catalogue: effects against the demo's search, for shows that nobody follows.

use super::{
    desk::Desk,
    syncing::{shows, synced},
};
use crate::{
    app::{
        Effect, Reply,
        requests::{
            effect::{Catalogue, Read},
            event::{CatalogueReply, Fetched},
        },
    },
    domain::{Found, Show, ShowId, ShowKey, SpotifyLink},
};

async fn ask(desk: &mut Desk, request: Catalogue) -> CatalogueReply {
    match desk.ask(|id| Effect::Catalogue(id, request)).await {
        Reply::Catalogue(reply) => reply,
        other => panic!("{other:?}"),
    }
}

async fn search(desk: &mut Desk, query: &str, offset: u32) -> Found {
    match ask(desk, Catalogue::Search { query: query.into(), offset }).await {
        CatalogueReply::Found(Ok(found)) => *found,
        other => panic!("{other:?}"),
    }
}

async fn located(desk: &mut Desk, link: &SpotifyLink) -> bool {
    let SpotifyLink::Episode(id) = link.clone() else { panic!("an episode") };
    match desk.ask(|request| Effect::Read(request, Read::Find(id))).await {
        Reply::Located(found_for, found) => {
            assert_eq!(found_for, *link);
            found.is_some_and(|found| found.episode.link().as_ref() == Some(link))
        }
        other => panic!("{other:?}"),
    }
}

/// A show that a search finds and nobody follows.
async fn unknown(desk: &mut Desk, found: &Found) -> (ShowId, Show) {
    let followed: Vec<ShowKey> = shows(desk).await.into_iter().map(|show| show.show.key).collect();
    let mut shows = found.shows.items.iter().map(|(_, show)| show).filter(|show| !followed.contains(&show.key));
    let show = shows.next().expect("one is not followed").clone();
    (show.key.id().cloned().expect("an id"), show)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_show_that_is_not_followed_is_found_entered_and_linked_to_and_nothing_is_kept() {
    let mut desk = synced().await;
    let before = shows(&mut desk).await;
    let found = search(&mut desk, "the", 0).await;
    assert!(found.shows.items.len() <= 10 && !found.shows.items.is_empty());
    let next = search(&mut desk, "the", 10).await;
    assert_eq!(next.shows.offset, 10);
    let is_again = |(_, show): &(u32, Show)| found.shows.items.iter().any(|(_, known)| known.key == show.key);
    assert!(!next.shows.items.iter().any(is_again));

    let (id, show) = unknown(&mut desk, &found).await;
    let CatalogueReply::Episodes(of, Ok(page)) =
        ask(&mut desk, Catalogue::Episodes { show: id.clone(), offset: 0 }).await
    else {
        panic!("its episodes")
    };
    assert_eq!(of, id);
    let (_, episode) = page.items.first().expect("an episode").clone();
    let link = episode.link().expect("an id");
    assert!(!located(&mut desk, &link).await, "it is not on disk");
    let fetched = ask(&mut desk, Catalogue::Fetch(link.clone())).await;
    let CatalogueReply::Fetched(Ok(Fetched::Episode(fetched, Some(of)))) = fetched else { panic!("{fetched:?}") };
    assert_eq!((fetched.link(), &of.key), (Some(link), &show.key));
    let fetched = ask(&mut desk, Catalogue::Fetch(SpotifyLink::Show(id))).await;
    let CatalogueReply::Fetched(Ok(Fetched::Show(fetched))) = fetched else { panic!("{fetched:?}") };
    assert_eq!(fetched.name, show.name);
    assert_eq!(shows(&mut desk).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_episode_on_disk_is_found_by_its_id() {
    let mut desk = synced().await;
    let show = shows(&mut desk).await.remove(0).show.key.id().cloned().expect("an id");
    let page = ask(&mut desk, Catalogue::Episodes { show, offset: 0 }).await;
    let CatalogueReply::Episodes(_, Ok(page)) = page else { panic!("{page:?}") };
    let link = page.items.first().and_then(|(_, episode)| episode.link()).expect("an episode");
    assert!(located(&mut desk, &link).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_search_is_a_sentence_and_a_cancelled_one_does_not_answer() {
    let mut desk = synced().await;
    desk.demo.script("GET /v1/search: 403 forever").expect("a script");
    let refused = ask(&mut desk, Catalogue::Search { query: "x".into(), offset: 0 }).await;
    assert!(matches!(&refused, CatalogueReply::Found(Err(problem)) if !problem.title.is_empty()), "{refused:?}");
    let cancelled = desk.carry(|id| Effect::Catalogue(id, Catalogue::Search { query: "x".into(), offset: 0 }));
    desk.executor.carry(Effect::Cancel(cancelled));
    let unknown = Catalogue::Fetch(SpotifyLink::Show(ShowId::parse("0000000000000000000000").expect("an id")));
    let next = desk.carry(|id| Effect::Catalogue(id, unknown));
    let first = desk.until(|kind| match kind {
        crate::app::EventKind::Reply(id, reply) => Some((id, reply)),
        _ => None,
    });
    let (id, reply) = first.await;
    assert_eq!(id, next, "{reply:?}");
    let Reply::Catalogue(CatalogueReply::Fetched(Err(problem))) = reply else { panic!("{reply:?}") };
    assert!(problem.line().contains("Copy the whole link again"), "{problem:?}");
}

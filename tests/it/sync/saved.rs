//! Reading Your Episodes: which pages are requested, and what is removed when.

use pretty_assertions::assert_eq;
use spotpods_tui::{
    domain::{EpisodeId, EpisodeKey, SavedEpisode, Scope, SpotifyLink},
    library::EpisodeRow,
    sync::SyncError,
};

use super::*;

impl Case {
    async fn read_saved(&self, visit: ShowVisit) -> Outcome {
        sync::saved(&self.deps, visit, |_| {}, &CancellationToken::new()).await
    }

    /// Reads the list because the person asked. Returns the requests, the new and the removed.
    async fn ask_saved(&self) -> (usize, u32, u32) {
        self.asked();
        let outcome = self.read_saved(ShowVisit::Asked).await;
        let asked = self.asked();
        assert!(asked.iter().all(|target| target.starts_with("/v1/me/episodes?")), "{asked:?}");
        assert_eq!((outcome.end, outcome.counts.requests as usize), (SyncEnd::Complete, asked.len()), "{outcome:?}");
        (asked.len(), outcome.counts.new_episodes, outcome.counts.removed_episodes)
    }

    fn saved(&self) -> Vec<EpisodeRow> {
        self.reader.saved(self.me(), None).expect("it reads")
    }

    /// Saves an episode elsewhere, or removes it there.
    async fn keep(&self, id: &EpisodeId, keep: bool) {
        self.deps.client.keep(&[SpotifyLink::Episode(id.clone())], keep).await.expect("it is taken");
    }

    /// An episode of a show that is on disk and not saved.
    fn unsaved(&self, place: u32) -> EpisodeId {
        let saved: Vec<_> = self.saved().iter().filter_map(|row| id(row).cloned()).collect();
        let rows = self.reader.episodes(self.show(place).at, None, 0..u32::MAX).expect("it reads");
        rows.iter().filter_map(id).find(|id| !saved.contains(id)).expect("there is one").clone()
    }
}

fn id(row: &EpisodeRow) -> Option<&EpisodeId> {
    row.episode.key.id()
}

#[tokio::test]
async fn the_list_is_read_whole_once_and_then_as_far_as_it_differs() {
    let case = Case::new(plain(120, 4)).await;
    let outcome = case.read_saved(ShowVisit::Opened).await;
    assert_eq!(case.asked(), [0, 100, 50].map(|offset| format!("/v1/me/episodes?offset={offset}")));
    let saved = case.saved();
    assert_eq!((outcome.end, outcome.counts.new_episodes as usize), (SyncEnd::Complete, saved.len()));
    assert!(saved.len() > 100, "{}", saved.len());
    assert!(saved.iter().all(|row| !row.show_name.as_str().is_empty()));
    assert_eq!(case.rows(), [], "their shows are in no list");
    assert_eq!(case.ask_saved().await, (1, 0, 0));
    assert_eq!((case.read_saved(ShowVisit::Opened).await.end, case.asked().len()), (SyncEnd::Complete, 0));
    case.advance(SignedDuration::from_hours(25));
    assert_eq!((case.read_saved(ShowVisit::Opened).await.end, case.asked().len()), (SyncEnd::Complete, 1));
    let quota = case.reader.quota(case.now());
    assert_eq!((quota.background(), quota.person()), (0, 1), "of the last day, for the person");
}

#[tokio::test]
async fn a_synchronisation_takes_as_many_requests_with_saved_episodes_as_without() {
    let case = Case::new(plain(60, 80)).await;
    case.read_saved(ShowVisit::Asked).await;
    case.asked();
    let outcome = case.sync(SyncIntent::Background).await;
    assert_eq!((outcome.end, case.asked().len()), (SyncEnd::Complete, 2 + floor(&case.rows())));
    assert!(case.rows().iter().all(|row| row.show.total_episodes == Some(row.counts.total)), "all of it is there");
    for intent in [SyncIntent::Background, SyncIntent::Asked] {
        case.sync(intent).await;
        assert_eq!(case.asked().len(), 2, "the list of shows alone");
    }
}

#[tokio::test]
async fn what_was_saved_elsewhere_takes_one_page_and_what_was_removed_takes_all() {
    let case = Case::new(plain(70, 4)).await;
    case.sync(SyncIntent::Background).await;
    let all = case.ask_saved().await;
    assert_eq!((all.0, all.1 as usize), (2, case.saved().len()));
    let (new, last) = (case.unsaved(5), id(case.saved().last().expect("some")).expect("an id").clone());
    case.keep(&new, true).await;
    assert_eq!(case.ask_saved().await, (1, 1, 0));
    assert_eq!(id(&case.saved()[0]), Some(&new), "the last saved comes first");
    case.keep(&last, false).await;
    assert_eq!(case.ask_saved().await, (2, 0, 1));
    assert!(case.saved().iter().all(|row| id(row) != Some(&last)));
    case.keep(&last, true).await;
    case.keep(&new, false).await;
    assert_eq!(case.ask_saved().await, (2, 1, 1), "as many as before, and not the same");
    assert_eq!(case.ask_saved().await, (1, 0, 0));
}

#[tokio::test]
async fn an_episode_that_its_show_lost_does_not_keep_the_list_from_being_known() {
    let case = Case::new(plain(70, 4)).await;
    case.change(&Change::Lose { show: ShowRef::Place(3), episodes: u32::MAX, end: End::Oldest });
    assert_eq!(case.ask_saved().await.0, 2);
    assert_eq!(case.ask_saved().await, (1, 0, 0));
    case.change(&Change::Unfollow { show: ShowRef::Place(4) });
    case.sync(SyncIntent::Background).await;
    let count = case.saved().len();
    assert_eq!(case.ask_saved().await, (1, 0, 0));
    assert_eq!(case.saved().len(), count, "it is saved, whether its show is followed or not");
}

#[tokio::test]
async fn an_offset_that_is_ignored_ends_the_reading_and_removes_nothing() {
    let case = Case::new(DemoOptions { ignore_saved_offset: true, ..plain(70, 4) }).await;
    case.sync(SyncIntent::Background).await;
    assert_eq!(case.ask_saved().await, (2, 50, 0));
    let old = case.reader.find(case.me(), &EpisodeKey::Id(case.unsaved(60))).expect("it reads").remove(0);
    let item = SavedEpisode { episode: old.episode.clone(), show: None, added_at: Some(Timestamp::UNIX_EPOCH) };
    assert_eq!(case.deps.library.save(case.me(), item, case.now()).await, Ok(true));
    assert_eq!(case.ask_saved().await, (2, 0, 0));
    assert_eq!(case.saved().last().map(|row| row.at), Some(old.at), "it may be on a page that cannot be read");
    assert_eq!((case.read_saved(ShowVisit::Opened).await.end, case.asked().len()), (SyncEnd::Complete, 0));
}

#[tokio::test]
async fn a_list_that_was_not_seen_whole_removes_nothing() {
    let case = Case::new(plain(70, 4)).await;
    case.ask_saved().await;
    let (before, last) = (case.saved(), id(case.saved().last().expect("some")).expect("an id").clone());
    case.keep(&last, false).await;
    case.demo.script("GET /v1/me/episodes?offset=50: 500 x5").expect("reads");
    let outcome = case.read_saved(ShowVisit::Asked).await;
    assert_eq!((outcome.end, outcome.counts.missing_pages), (SyncEnd::Complete, 1), "{outcome:?}");
    assert_eq!(case.saved(), before);
    // The list is a page shorter than it says, or changes between two pages.
    let body = |id: &str, total: u32, next: bool| {
        let next = if next { format!("\"{}/me/episodes?offset=50\"", case.demo.api_url()) } else { "null".to_owned() };
        let show = r#"{"id":"s1","name":"Show"}"#;
        format!(
            r#"body={{"items":[{{"episode":{{"id":"{id}","name":"One","show":{show}}}}}],"next":{next},"total":{total}}}"#
        )
    };
    for (first, second) in [(body("e1", 3, true), body("e2", 3, false)), (body("e3", 3, true), body("e4", 2, false))] {
        case.demo.script(&format!("GET /v1/me/episodes: {first}; {second}")).expect("reads");
        let (asked, new, removed) = case.ask_saved().await;
        assert_eq!((asked, new, removed), (2, 2, 0));
    }
    assert_eq!(case.saved().len(), before.len() + 4);
    assert_eq!(case.ask_saved().await, (2, 0, 5), "once it is, all that is not in it");
}

#[tokio::test]
async fn the_budget_a_block_and_a_missing_scope_end_the_reading() {
    let case = Case::new(plain(120, 4)).await.with_budget(1, 1);
    let outcome = case.read_saved(ShowVisit::Asked).await;
    assert!(matches!(outcome.end, SyncEnd::Budget { until: Some(_) }), "{outcome:?}");
    assert_eq!((case.asked().len(), case.saved().len()), (2, 100));
    assert_eq!(case.reader.saved_status(case.me()).expect("it reads").read_at, None);

    let case = Case::new(plain(3, 4)).await;
    case.demo.script("GET /v1/me/episodes: 403 text=Insufficient client scope").expect("reads");
    let outcome = case.read_saved(ShowVisit::Opened).await;
    let scope = Some(Scope::LibraryRead);
    assert!(matches!(outcome.error, Some(SyncError::Api(ApiError::MissingScope(of))) if of == scope), "{outcome:?}");
    assert_eq!(outcome.end, SyncEnd::Failed);
    case.demo.script("GET /v1/me/episodes: 429 retry-after=48925 reason=QUOTA_EXCEEDED").expect("reads");
    let outcome = case.read_saved(ShowVisit::Opened).await;
    assert!(matches!(outcome.end, SyncEnd::Blocked { .. }), "{outcome:?}");
    case.asked();
    assert!(matches!(case.read_saved(ShowVisit::Asked).await.end, SyncEnd::Blocked { .. }));
    assert_eq!(case.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn changes_and_progress_are_told_and_a_stopped_reading_stops() {
    let case = Case::new(plain(70, 4)).await;
    let mut told = Vec::new();
    sync::saved(&case.deps, ShowVisit::Opened, |one| told.push(one), &CancellationToken::new()).await;
    let changes = told.iter().filter(|one| **one == SyncEvent::Saved).count();
    assert!(changes >= 2, "{told:?}");
    let stages: Vec<_> = told
        .iter()
        .filter_map(|one| match one {
            SyncEvent::Progress(progress) => Some(progress.stage),
            _ => None,
        })
        .collect();
    assert_eq!(stages.first(), Some(&SyncStage::Saved { done: 0, total: None }));
    assert!(
        matches!(stages.last(), Some(SyncStage::Saved { done, total: Some(total) }) if done == total),
        "{stages:?}"
    );
    let (mut told, cancel) = (Vec::new(), CancellationToken::new());
    sync::saved(&case.deps, ShowVisit::Asked, |one| told.push(one), &cancel).await;
    assert!(told.iter().all(|one| *one != SyncEvent::Saved), "nothing changed: {told:?}");
    case.asked();
    cancel.cancel();
    let outcome = sync::saved(&case.deps, ShowVisit::Asked, |_| {}, &cancel).await;
    assert_eq!((outcome.end, case.asked().len()), (SyncEnd::Stopped, 0));
}

//! Lists in a synchronisation: round trips, faults, ends.

use jiff::Timestamp;
use pretty_assertions::assert_eq;
use spotpods_tui::{
    domain::{Account, CleanText, Show, ShowSort, ShowVisit, SyncEnd, SyncIntent, SyncStage},
    library::{AccountRef, Library, Reader},
    spotify::ApiError,
    sync::{self, Budget, Control, Deps, Outcome, ShowLocks, SyncError, SyncEvent},
};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{
    Tokens, client,
    service::{Reply, Seen, Service},
};

/// A page of a list of `total` items as `item` writes them.
fn page(seen: &Seen, total: u32, item: impl Fn(u32) -> String) -> Reply {
    let (offset, limit) = (seen.number_of("offset"), seen.number_of("limit"));
    let items: Vec<_> = (offset..(offset + limit).min(total)).map(item).collect();
    Reply::json(format!(r#"{{"items":[{}],"limit":{limit},"total":{total}}}"#, items.join(",")))
}

fn saved(n: u32) -> String {
    format!(r#"{{"added_at":"2026-01-01T00:00:00Z","show":{{"id":"show{n}","name":"Show {n}"}}}}"#)
}

/// A library that is filled from a service.
struct Case {
    _folder: TempDir,
    deps: Deps<Tokens>,
    reader: Reader,
    me: AccountRef,
}

impl Case {
    async fn new(service: &Service) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let library = Library::open(&folder.path().join("library.db")).expect("it opens").library;
        let account = Account { id: CleanText::new("me"), display_name: None, premium: None };
        let me = library.use_account(&account, Timestamp::now()).await.expect("it is written");
        let reader = library.reader().expect("it opens");
        let deps = Deps {
            client: client(service),
            library,
            account: me,
            budget: Budget { daily: None, reserve: 0, depth: None },
            clock: spotpods_tui::domain::Clock::utc(Timestamp::now),
            show_locks: ShowLocks::default(),
        };
        Self { _folder: folder, deps, reader, me }
    }

    /// Reads the list of shows without episodes. Stops at the first event that `enough` accepts.
    async fn list(&self, mut enough: impl FnMut(&SyncEvent) -> bool + Send) -> Outcome {
        let (_sender, paused) = watch::channel(false);
        let control = Control { cancel: CancellationToken::new(), paused, grace: Control::SHORT_GRACE };
        let told = |told| {
            let listed = matches!(&told, SyncEvent::Progress(now) if !matches!(now.stage, SyncStage::Shows { .. }));
            if listed || enough(&told) {
                control.cancel.cancel();
            }
        };
        sync::library(&self.deps, SyncIntent::Asked, &control, told).await
    }

    fn shows(&self) -> Vec<Show> {
        let rows = self.reader.shows(self.me, ShowSort::Added).expect("it reads");
        rows.into_iter().map(|row| row.show).collect()
    }
}

/// The whole list, and the outcome of reading it.
async fn listed(service: &Service) -> (Vec<Show>, Outcome) {
    let case = Case::new(service).await;
    let outcome = case.list(|_| false).await;
    (case.shows(), outcome)
}

#[tokio::test]
async fn five_hundred_shows_take_three_round_trips() {
    let service = Service::start_in_waves(&[1, 8, 1], |seen| page(seen, 500, saved));
    let (shows, outcome) = listed(&service).await;
    let names: Vec<_> = shows.iter().map(|show| show.name.as_str().to_owned()).collect();
    assert_eq!(names, (0..500).map(|n| format!("Show {n}")).collect::<Vec<_>>());
    let rounds: Vec<_> = service.seen().iter().map(|seen| seen.round).collect();
    assert_eq!(rounds, [1, 2, 2, 2, 2, 2, 2, 2, 2, 3]);
    assert_eq!((outcome.counts.requests, outcome.counts.missing_pages), (10, 0));
    assert!(outcome.counts.listed_at.is_some());
}

#[tokio::test]
async fn the_first_shows_are_there_while_the_others_are_on_their_way() {
    let service =
        Service::start(|seen| if seen.number == 0 { page(seen, 500, saved) } else { Reply::Hang(Vec::new()) });
    let case = Case::new(&service).await;
    let outcome = case.list(|told| *told == SyncEvent::Shows).await;
    assert_eq!((outcome.end, case.shows().len()), (SyncEnd::Stopped, 50));
    assert_eq!(outcome.counts.listed_at, None);
}

#[tokio::test]
async fn episodes_come_four_pages_at_a_time() {
    let service = Service::start_in_waves(&[1, 1, 4, 4], |seen| match seen.path.as_str() {
        "/v1/me/shows" => page(seen, 1, saved),
        _ => page(seen, 460, |n| format!(r#"{{"id":"e{n}","name":"E {n}"}}"#)),
    });
    let case = Case::new(&service).await;
    case.list(|_| false).await;
    let key = case.shows()[0].key.clone();
    let outcome = sync::show(&case.deps, &key, ShowVisit::Asked, |_| {}, &CancellationToken::new()).await;
    assert_eq!((outcome.counts.requests, outcome.counts.stored_episodes), (10, 460));
    let together = |round| service.seen().iter().filter(|seen| seen.round == round).count();
    assert_eq!((together(1), together(2), together(3)), (1, 1, 4));
}

#[tokio::test]
async fn a_page_that_comes_empty_inside_the_list_is_missing() {
    let service = Service::start(|seen| match seen.number_of("offset") {
        100 => Reply::json(r#"{"items":[],"limit":50,"total":460}"#),
        _ => page(seen, 460, saved),
    });
    let (shows, outcome) = listed(&service).await;
    assert_eq!((shows.len(), outcome.counts.missing_pages, outcome.counts.listed_at), (410, 1, None));
}

#[tokio::test]
async fn a_refusal_that_concerns_every_page_ends_the_list() {
    let service = Service::start(|seen| match seen.number {
        0 => page(seen, 2_000, saved),
        _ => Reply::http(403, &[], "User not registered in the Developer Dashboard"),
    });
    let (shows, outcome) = listed(&service).await;
    assert!(service.seen().len() <= 9, "{}", service.seen().len());
    assert_eq!((shows.len(), outcome.end), (50, SyncEnd::Failed));
    assert!(matches!(outcome.error, Some(SyncError::Api(ApiError::UserNotRegistered))), "{outcome:?}");
}

#[tokio::test]
async fn i5_good_items_are_kept_bad_ones_counted_and_repeated_ones_dropped() {
    let service = Service::start(|seen| {
        page(seen, 120, |n| match n {
            3 => "null".to_owned(),
            60 => r#"{"show":{"id":7,"name":[]}}"#.to_owned(),
            70 => saved(69),
            80 => r#"{"show":{"id":"odd id","name":"Odd","images":null,"total_episodes":"many"}}"#.to_owned(),
            n => saved(n),
        })
    });
    let (shows, outcome) = listed(&service).await;
    assert_eq!((shows.len(), outcome.counts.unreadable, outcome.counts.requests), (117, 2, 3));
}

#[tokio::test]
async fn i5_one_byte_that_is_no_text_spoils_no_page() {
    let service =
        Service::start(|_| Reply::json(b"\xef\xbb\xbf{\"items\":[{\"show\":{\"id\":\"a\",\"name\":\"A\xff\"}}]}"));
    assert_eq!(listed(&service).await.0[0].name.as_str(), "A\u{fffd}");
}

#[tokio::test]
async fn e10_a_list_whose_offset_is_ignored_ends() {
    let service = Service::start(|_| {
        let items: Vec<_> = (0..50).map(saved).collect();
        Reply::json(format!(r#"{{"items":[{}],"total":100000}}"#, items.join(",")))
    });
    let (shows, outcome) = listed(&service).await;
    assert_eq!(shows.len(), 50);
    assert!(outcome.counts.requests <= 10, "{outcome:?}");
}

#[tokio::test]
async fn c3_a_page_too_large_is_asked_again_with_a_smaller_limit_then_skipped() {
    // Only show 7 exceeds the limit.
    let service = Service::start(|seen| {
        page(seen, 30, |n| if n == 7 { format!(r#"{{"show":"{}"}}"#, "x".repeat(9 << 20)) } else { saved(n) })
    });
    let (shows, outcome) = listed(&service).await;
    let expected: Vec<_> = (0..30).filter(|n| *n != 7).map(|n| format!("Show {n}")).collect();
    assert_eq!(shows.iter().map(|show| show.name.as_str().to_owned()).collect::<Vec<_>>(), expected);
    assert_eq!((outcome.counts.unreadable, outcome.counts.missing_pages), (1, 0));
    let limits: Vec<_> = service.seen().iter().take(4).map(|seen| seen.number_of("limit")).collect();
    assert_eq!(limits, [50, 25, 12, 6]);
}

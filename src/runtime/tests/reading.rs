//! What effects read from the library and write to it.

use super::desk::{Desk, at, demo, library_file, profile, stock};
use crate::{
    app::{
        Effect, EventKind, Reply,
        place::FeedId,
        requests::{
            effect::{FeedQuery, Read, Remember, Write},
            event::{FeedPage, FileAnswer, LibraryChange, ReadReply, WriteReply},
        },
    },
    domain::{
        EpisodeAt, EpisodeSort, EpisodeState, FeedSort, FeedSource, Mark, Notes, Progress, ShelfEpisode, StateFilter,
        Subject, rich::Html,
    },
};

fn new(after: Option<EpisodeAt>, skip: u32) -> FeedQuery {
    FeedQuery {
        feed: FeedId::NEW,
        source: FeedSource::Followed,
        one_per_show: false,
        state: None,
        sort: FeedSort::Newest,
        filter: String::new(),
        from_end: false,
        after,
        skip,
        limit: 10,
        visits_of: Some("new"),
    }
}

fn in_progress() -> FeedQuery {
    let state = Some(EpisodeState::InProgress);
    FeedQuery { feed: FeedId::IN_PROGRESS, state, visits_of: None, ..new(None, 0) }
}

async fn feed(desk: &mut Desk, query: FeedQuery) -> FeedPage {
    match desk.ask(|id| Effect::Read(id, Read::Feed(query))).await {
        Reply::Read(ReadReply::Feed(page)) => page,
        other => panic!("{other:?}"),
    }
}

fn places(page: &FeedPage) -> Vec<EpisodeAt> {
    page.rows.iter().map(ShelfEpisode::at).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_show_is_read_with_its_episodes_its_notes_and_how_it_was_looked_at() {
    let mut desk = Desk::stocked().await;
    let (show, third) = (at(1, 2).show, at(1, 2).episode);
    let how = (EpisodeSort::Longest, StateFilter::Only(EpisodeState::Unplayed));
    desk.carry(|_| Effect::Remember(Remember::Episodes(show.clone(), how.0, how.1)));
    // In the order of the effects: what is remembered is there before a mark is.
    desk.ask(|id| Effect::Write(id, Write::Mark(vec![(at(1, 0), Some(Mark::Played))]))).await;
    match desk.ask(|id| Effect::Read(id, Read::Episodes(show.clone()))).await {
        Reply::Read(ReadReply::Episodes(of, episodes, sort, state)) => {
            assert_eq!((of, (sort, state)), (show.clone(), how));
            assert_eq!(episodes.iter().map(|episode| episode.at().episode).collect::<Vec<_>>()[2], third);
            assert_eq!((episodes.len(), episodes[0].mark), (8, Some(Mark::Played)));
        }
        other => panic!("{other:?}"),
    }
    let subject = Subject::Episode(EpisodeAt { show, episode: third });
    let notes = Notes::Html(Html::new("<p>All about <b>kettles</b> and *stars*</p>"));
    assert_eq!(
        desk.ask(|id| Effect::Read(id, Read::Notes(subject.clone()))).await,
        Reply::Read(ReadReply::Notes(subject, notes))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_episodes_of_a_show_are_all_of_it_if_it_has_few() {
    let profile = profile();
    stock(profile.path(), "me", 1, 150).await;
    let mut desk = Desk::open(demo().await, profile);
    let show = at(0, 0).show;
    let first = desk.ask(|id| Effect::Read(id, Read::FirstEpisodes(show.clone()))).await;
    let Reply::Read(ReadReply::FirstEpisodes(_, first, 150, ..)) = first else { panic!("{first:?}") };
    let all = desk.ask(|id| Effect::Read(id, Read::Episodes(show.clone()))).await;
    let Reply::Read(ReadReply::Episodes(_, all, ..)) = all else { panic!("{all:?}") };
    assert_eq!((first.len(), all.len()), (100, 150));
    assert_eq!(first, all[..100]);

    let mut desk = Desk::stocked().await;
    let all = desk.ask(|id| Effect::Read(id, Read::FirstEpisodes(show))).await;
    assert!(matches!(&all, Reply::Read(ReadReply::Episodes(_, all, ..)) if all.len() == 8), "{all:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_feed_is_read_part_by_part_and_begins_anew_where_its_last_row_is_gone() {
    let mut desk = Desk::stocked().await;
    let first = feed(&mut desk, new(None, 0)).await;
    assert_eq!((first.rows.len(), first.is_first, first.more, first.total), (10, true, true, 24));
    let (mut all, mut page) = (places(&first), first);
    while page.more {
        let skip = u32::try_from(all.len()).expect("few");
        page = feed(&mut desk, new(all.last().cloned(), skip)).await;
        assert!(!page.is_first);
        all.extend(places(&page));
    }
    let mut sorted = all.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((all.len(), sorted.len()), (24, 24));
    assert_eq!(all[23].episode, at(2, 7).episode);

    let again = feed(&mut desk, new(Some(at(9, 9)), 10)).await;
    assert!(again.is_first);
    assert_eq!(places(&again), all[..10]);

    let last = feed(&mut desk, FeedQuery { from_end: true, ..new(None, 0) }).await;
    assert_eq!((last.from_end, last.is_first, last.more, last.total), (true, true, true, 24));
    assert_eq!(places(&last), all[14..]);
    let before = feed(&mut desk, FeedQuery { from_end: true, ..new(Some(all[14].clone()), 10) }).await;
    assert_eq!((places(&before), before.is_first), (all[4..14].to_vec(), false));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_feed_can_be_narrowed_to_shows_states_and_titles() {
    let mut desk = Desk::stocked().await;
    let newest = feed(&mut desk, FeedQuery { one_per_show: true, ..new(None, 0) }).await;
    assert_eq!(places(&newest), [at(0, 0), at(1, 0), at(2, 0)]);
    assert_eq!((newest.total, newest.more), (3, false));

    let begun = feed(&mut desk, in_progress()).await;
    assert_eq!(places(&begun), [at(0, 2), at(1, 2), at(2, 2)]);
    assert_eq!(begun.total, 3);

    let found = feed(&mut desk, FeedQuery { filter: "cedar".into(), limit: 5, ..new(None, 0) }).await;
    assert!(found.rows.iter().all(|row| row.show == at(2, 0).show));
    assert_eq!((found.rows.len(), found.total, found.more), (5, 8, true));
    let last = places(&found).pop();
    let rest = feed(&mut desk, FeedQuery { filter: "cedar".into(), limit: 5, ..new(last, 5) }).await;
    assert_eq!((rest.rows.len(), rest.more, rest.is_first), (3, false, false));

    let both = FeedQuery { filter: "kettle 2".into(), one_per_show: true, ..in_progress() };
    assert_eq!(feed(&mut desk, both).await.total, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_tells_when_it_was_looked_at_before() {
    let mut desk = Desk::stocked().await;
    assert_eq!(feed(&mut desk, new(None, 0)).await.seen_at, None);
    desk.carry(|_| Effect::Remember(Remember::Seen("new")));
    let (demo, profile) = desk.finish().await;
    let mut desk = Desk::open(demo, profile);
    assert!(feed(&mut desk, new(None, 0)).await.seen_at.is_some());
    let begun = in_progress();
    assert_eq!(feed(&mut desk, begun).await.seen_at, None);
}

// On one thread a task begins when this one waits: the first search is cancelled before it has begun.
#[tokio::test]
async fn a_search_that_was_cancelled_does_not_answer() {
    let mut desk = Desk::stocked().await;
    let today = jiff::civil::date(2026, 11, 23);
    let search = |query: &str| Read::Search { query: query.into(), today, limit: 50 };
    let first = desk.carry(|id| Effect::Read(id, search("kettles")));
    desk.carry(|_| Effect::Cancel(first));
    let second = desk.carry(|id| Effect::Read(id, search("birch")));
    let (id, found) = desk
        .until(|kind| match kind {
            EventKind::Reply(id, Reply::Read(ReadReply::Found(found))) => Some((id, found)),
            _ => None,
        })
        .await;
    assert_eq!(id, second);
    assert_eq!(found.episodes.len(), 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_of_a_search_get_the_words_around_their_hits_and_those_that_are_gone_get_none() {
    let mut desk = Desk::stocked().await;
    let episodes = vec![at(0, 1), at(9, 9)];
    let reply = desk.ask(|id| Effect::Read(id, Read::Snippets { query: "kettles".into(), episodes })).await;
    let Reply::Read(ReadReply::Snippets(snippets)) = reply else { panic!("{reply:?}") };
    let [(place, snippet)] = snippets.as_slice() else { panic!("{snippets:?}") };
    assert_eq!((place, snippet.text.as_str()), (&at(0, 1), "All about kettles and *stars*"));
    let hits: Vec<&str> = snippet.hits.iter().filter_map(|hit| snippet.text.as_str().get(hit.clone())).collect();
    assert_eq!(hits, ["kettles"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_unplayed_episode_is_found_across_shows() {
    let mut desk = Desk::stocked().await;
    for (from, newer, to) in
        [(Some(at(2, 1)), false, Some(at(0, 3))), (Some(at(0, 3)), true, Some(at(2, 1))), (Some(at(0, 0)), true, None)]
    {
        let reply = desk.ask(|id| Effect::Read(id, Read::NextUnplayed { from, newer })).await;
        let Reply::NextUnplayed { found, newer: is_newer } = reply else { panic!("{reply:?}") };
        assert_eq!((found.map(|episode| episode.at()), is_newer), (to, newer));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn marks_are_taken_back_in_turn_and_what_changed_is_told() {
    let mut desk = Desk::stocked().await;
    let mark = |episodes: Vec<EpisodeAt>, mark| {
        move |id| Effect::Write(id, Write::Mark(episodes.into_iter().map(|at| (at, mark)).collect()))
    };
    assert_eq!(
        desk.ask(mark(vec![at(0, 0), at(0, 1), at(9, 9)], Some(Mark::Played))).await,
        Reply::Write(WriteReply::Marked(Ok(2)))
    );
    let first = desk.latest();
    assert_eq!(desk.next().await, EventKind::LibraryChanged(LibraryChange::Episodes(at(0, 0).show)));
    assert_eq!(desk.ask(mark(vec![at(0, 0)], Some(Mark::Unplayed))).await, Reply::Write(WriteReply::Marked(Ok(1))));
    let second = desk.latest();
    for (marks, count) in [(second, 1), (first, 2)] {
        let undone = desk.ask(|id| Effect::Write(id, Write::UndoMark(marks))).await;
        assert_eq!(undone, Reply::Write(WriteReply::Marked(Ok(count))));
    }
    assert_eq!(desk.next().await, EventKind::LibraryChanged(LibraryChange::Anything));
    assert_eq!(desk.ask(|id| Effect::Write(id, Write::UndoMark(first))).await, Reply::Write(WriteReply::Marked(Ok(0))));
    let reply = desk.ask(|id| Effect::Read(id, Read::Episodes(at(0, 0).show))).await;
    let Reply::Read(ReadReply::Episodes(_, episodes, ..)) = reply else { panic!("{reply:?}") };
    assert!(episodes.iter().all(|episode| episode.mark.is_none()));
    assert_eq!(episodes[0].episode.progress, Progress::Unplayed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_is_a_file_with_title_show_date_link_and_notes_and_replaces_none_by_itself() {
    let mut desk = Desk::stocked().await;
    let episodes = || vec![at(1, 2), at(9, 9), at(0, 0)];
    let export =
        |replace| move |id| Effect::Write(id, Write::Export { episodes: episodes(), name: "tea.md".into(), replace });
    let reply = desk.ask(export(false)).await;
    let Reply::Write(WriteReply::Exported(Ok(FileAnswer::Written { path }))) = reply else { panic!("{reply:?}") };
    let text = std::fs::read_to_string(&path).expect("a file");
    let exists = FileAnswer::Exists { path: path.clone() };
    assert_eq!(desk.ask(export(false)).await, Reply::Write(WriteReply::Exported(Ok(exists))));
    let written = FileAnswer::Written { path };
    assert_eq!(desk.ask(export(true)).await, Reply::Write(WriteReply::Exported(Ok(written))));
    let expected = "# Podcast episodes\n\
                    \n## [Kettle 2 of birch](https://open.spotify.com/episode/show1episode2)\n\
                    \nShow 1 · 2026-10-29 · 30:00 · in progress at 5:00\n\
                    \nAll about **kettles** and \\*stars\\*\n";
    assert!(text.starts_with(expected), "{text}");
    assert_eq!(text.matches("\n## ").count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h4_what_another_process_writes_is_noticed() {
    let mut desk = Desk::stocked().await;
    // The first look is over when an answer is there that was asked for after it.
    desk.ask(|id| Effect::Write(id, Write::Mark(vec![(at(0, 0), Some(Mark::Played))]))).await;
    stock(desk.profile.path(), "me", 4, 1).await;
    assert!(library_file(desk.profile.path()).exists());
    let (host, mut changed) = (desk.host.clone(), false);
    while !changed {
        changed = host.held().expect("it is open").others_wrote().await;
    }
    assert!(!host.held().expect("it is open").others_wrote().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_show_is_marked_whole_and_one_undo_takes_it_back() {
    let mut desk = Desk::stocked().await;
    let show = at(0, 0).show;
    let before = desk.ask(|id| Effect::Read(id, Read::Episodes(show.clone()))).await;
    desk.ask(|id| Effect::Write(id, Write::Mark(vec![(at(0, 1), Some(Mark::Unplayed))]))).await;
    let one = desk.latest();
    let marked = desk.ask(|id| Effect::Write(id, Write::MarkShow(show.clone()))).await;
    let all = desk.latest();
    let Reply::Write(WriteReply::Marked(Ok(count))) = marked else { panic!("{marked:?}") };
    let Reply::Read(ReadReply::Episodes(_, episodes, ..)) =
        desk.ask(|id| Effect::Read(id, Read::Episodes(show.clone()))).await
    else {
        panic!("no episodes")
    };
    assert!(count > 0 && episodes.iter().all(|episode| episode.episode.progress == Progress::Played));
    assert!(episodes.iter().all(|episode| episode.remote != Progress::Played || episode.mark.is_none()));
    for marks in [all, one] {
        desk.ask(|id| Effect::Write(id, Write::UndoMark(marks))).await;
    }
    assert_eq!(desk.ask(|id| Effect::Read(id, Read::Episodes(show))).await, before);
}

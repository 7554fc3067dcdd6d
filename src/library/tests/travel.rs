//! Marks of many episodes at once.

use jiff::{SignedDuration, Timestamp};
use pretty_assertions::assert_eq;

use super::*;
use crate::domain::{EpisodeId, StampedMark};

/// Marks of 40 episodes on disk and 60 others, and for each episode an older one after it.
fn marks() -> Vec<(EpisodeId, StampedMark)> {
    let at = |seconds| Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds);
    let id = |n: u32| EpisodeId::parse(&format!("episode{n}")).expect("an id");
    let mark = |n: u32| if n.is_multiple_of(3) { Mark::Unplayed } else { Mark::Played };
    let later = (0..100).map(|n| (id(n), StampedMark { at: at(20), mark: Some(mark(n)) }));
    let earlier = (0..100).map(|n| (id(n), StampedMark { at: at(10), mark: None }));
    later.chain(earlier).collect()
}

#[test]
fn many_marks_at_once_do_the_same_as_one_by_one() {
    let (one, all) = (folder(), folder());
    let ((apart, account, _), (together, ..)) = (filled(&path(&one)), filled(&path(&all)));
    let mut sum = Merged::default();
    for mark in marks() {
        let merged = apart.merge_marks(account, vec![mark], None).wait().expect("it is written");
        sum.newer += merged.newer;
        sum.waiting += merged.waiting;
        sum.known += merged.known;
        sum.changed += merged.changed;
    }
    assert_eq!(sum, Merged { newer: 100, waiting: 60, known: 100, changed: 40 });
    assert_eq!(together.merge_marks(account, marks(), None).wait(), Ok(sum));
    let rows = |library: &Library| {
        let reader = library.reader().expect("it opens");
        let show = reader.shows(account, ShowSort::Added).expect("it reads").remove(0);
        let episodes = reader.episodes(show.at, None, 0..99).expect("it reads");
        (show.counts.unplayed, episodes.into_iter().map(|row| (row.episode.key, row.mark)).collect::<Vec<_>>())
    };
    assert_eq!(rows(&together), rows(&apart));
    assert_eq!(rows(&together).0, 14);
    assert_eq!((check(&apart), check(&together)), (Ok(()), Ok(())));
}

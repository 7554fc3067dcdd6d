//! Feeds, what a search found, and details, by their lines.

use super::{Drawn, MIDDLE, SMALL, WIDE};
use crate::app::place::{FeedId, ViewId};

const NEW: ViewId = ViewId::Feed(FeedId::NEW);
const IN_PROGRESS: ViewId = ViewId::Feed(FeedId::IN_PROGRESS);

#[test]
#[expect(clippy::too_many_lines, reason = "a table: one row for each thing that is drawn")]
fn new_has_a_heading_for_each_day_and_a_line_above_what_was_seen() {
    assert_eq!(
        Drawn::scene("new", MIDDLE).pane(NEW).lines[..18],
        [
            "Today",
            "●   34m  Quiet Harbo… The hum of the pi…",
            "◐  -12m  Morning Led… The hum of the pi…",
            "Yesterday",
            "●  1h02  夜明けのラ…  A letter from Lis…",
            "────────── You are caught up ───────────",
            "Yesterday",
            "▌◐ -1h40  The Long Wa… Salt (explicit)  E",
            "Saturday 21 November",
            "✓   41m  حكايات من ا… 潮の満ち引きにつ…",
            "Thursday 12 November",
            "√   29m  👩‍👩‍👧 Family T… رسالة من الميناء",
            "●   30m  🎧 Sound Ga… Not available here",
            "October 2026",
            "◆   45m  Zimtschneck… 🚢 Boats, 🐟 fish…",
            "Wednesday 31 December 2025",
            "✓    1m  Letters to…  Pilot",
            "2024",
        ]
    );
    assert_eq!(
        Drawn::scene("new", SMALL).pane(NEW).lines,
        [
            "◐ Morning Led… The hum of the pier,…",
            "Yesterday",
            "● 夜明けのラ…  A letter from Lisbon…",
            "──────── You are caught up ─────────",
            "Yesterday",
            "▌◐ The Long Wa… Salt (explicit)     E",
        ]
    );
    let scrolled = Drawn::scene("new_scrolled", MIDDLE).pane(NEW).lines;
    assert_eq!(scrolled[18..], ["No date", "▌✓  1h39  Zimtschneck… Harbour archive, …",]);
    let filtered = Drawn::scene("new_filter_typing", MIDDLE);
    assert_eq!(
        filtered.pane(NEW).lines[..6],
        [
            "Today",
            "▌●   34m  Quiet Harbo… The hum of the pi…",
            "◐  -12m  Morning Led… The hum of the pi…",
            "Yesterday",
            "●  1h02  夜明けのラ…  A letter from Lis…",
            "Thursday 4 May 2023",
        ]
    );
    assert_eq!(filtered.cursor.map(|at| (at.x, at.y)), Some((7, 22)));
    let ascii = Drawn::scene("new_ascii", WIDE);
    assert_eq!(
        ascii.pane(NEW).lines[..8],
        [
            "2026-11-23",
            "* 2026-11-23    34m  Quiet Harbours       The hum of the pier, par..",
            "~ 2026-11-23   -12m  Morning Ledger: th.. The hum of the pier, par..",
            "2026-11-22",
            "* 2026-11-22   1h02  夜明けのラジオ日記   A letter from Lisbon, in..",
            "........................ You are caught up .........................",
            "2026-11-22",
            ">~ 2026-11-22  -1h40  The Long Way Round   Salt (explicit)          E",
        ]
    );
}

#[test]
fn in_progress_has_what_is_left_of_each_episode() {
    assert_eq!(
        Drawn::scene("in_progress", WIDE).pane(IN_PROGRESS).lines[..4],
        [
            "◐ 2025      -1m  Letters to the Ligh… Pilot",
            "◐ today    -12m  Morning Ledger: the… The hum of the pier, part one",
            "◐ today    -17m  Quiet Harbours       The hum of the pier, part two",
            "▌◐ 2023     -20m  夜明けのラジオ日記   Harbour archive, part 20",
        ]
    );
    assert_eq!(
        Drawn::scene("in_progress", SMALL).pane(IN_PROGRESS).lines,
        [
            "◐   -1m  Letters t… Pilot",
            "◐  -12m  Morning L… The hum of the …",
            "◐  -17m  Quiet Har… The hum of the …",
            "▌◐  -20m  夜明けの…  Harbour archive…",
            "◐  -24m  The Long…  Harbour archive…",
            "◐  -24m  Zimtschne… Harbour archive…",
        ]
    );
}

#[test]
fn what_was_found_has_a_piece_of_its_notes() {
    assert_eq!(
        Drawn::scene("search_found", MIDDLE).pane(ViewId::Search).lines[..9],
        [
            "/ harbour tapes",
            "show: after: unplayed longer: lang:",
            "Show Quiet Harbours          84 episodes",
            "✓        Harbour archive, part 79   1h39",
            "Zimtschnecken & Zweifel",
            "▌● 2023   Tapes from the harbour, …  1h38",
            "▌  🎧 Sound Gar… · …per of tapes, who ha…",
            "✓ 2023   港の音 harbour tapes 夜…   1h37",
            "👩‍👩‍👧 Family Tr… · …per of tapes, who ha…",
        ]
    );
    assert_eq!(
        Drawn::scene("search_found", SMALL).pane(ViewId::Search).lines,
        [
            "/ harbour tapes",
            "Show Quiet Harbours      84 episodes",
            "✓        Harbour archive, par…  1h39",
            "Zimtschnecken & Zweifel",
            "▌● 2023   Tapes from the harbo…  1h38",
            "▌  🎧 Sound Ga… · …er of tapes, who …",
        ]
    );
    let cursor = Drawn::scene("search_nothing_found", SMALL).cursor;
    assert_eq!(cursor.map(|at| (at.x, at.y)), Some((16, 2)));
    // At the second match the notes are scrolled to it.
    let notes = Drawn::scene("search_notes", SMALL).pane(ViewId::Notes).lines;
    assert_eq!(
        notes,
        [
            "de78",
            "Every harbour has a hum. This week we",
            "sit on the pier at Vestmannaey with",
            "the keeper of tapes, who has recorded",
            "forty years of it, and ask what",
        ]
    );
}

#[test]
fn the_details_of_an_episode_stand_above_its_notes() {
    let notes = Drawn::scene("main_episodes", WIDE).pane(ViewId::Notes).lines;
    assert_eq!(
        notes,
        [
            "A letter from Lisbon, in which nothing",
            "happens and everybody is glad of it",
            "afterwards",
            "Quiet Harbours",
            "2026-11-19 (4 days ago) · 1h 02m · en",
            "Unplayed",
            "https://open.spotify.com/episode/episode2",
            "Every harbour has a hum. This week we sit on",
            "the pier at Vestmannaey with the keeper of",
            "tapes, who has recorded forty years of it,",
            "and ask what silence means to a town of",
            "boats.",
            "In this episode",
            "• 00:00 Cold open: the ferry that never left",
            "• 12:34 Forty years of tape",
            "• 1:02:10 Letters from listeners, and one",
            "correction of what we said about foghorns",
            "last week, which was wrong in two ways",
            "Read the transcript [1] or visit our support",
            "page [2].",
            "日本語の要約: 港の音を四十年間録音してきた人",
            "の話。",
            "Music by the Moorland Quartet. Recorded on",
            "location.",
        ]
    );
    let scrolled = Drawn::scene("main_notes", SMALL).pane(ViewId::Notes).lines;
    assert_eq!(
        scrolled,
        [
            "Quiet Harbours",
            "2026-11-19 (4 days ago) · 1h 02m · en",
            "Unplayed",
            "https://open.spotify.com/episode/episo",
            "de2",
        ]
    );
    let of_new = Drawn::scene("new_notes", MIDDLE).pane(ViewId::Notes).lines;
    assert_eq!(
        of_new[..7],
        [
            "A letter from Lisbon, in which",
            "nothing happens and everybody is",
            "glad of it afterwards",
            "夜明けのラジオ日記",
            "2026-11-22 (yesterday) · 1h 02m ·",
            "en",
            "Unplayed",
        ]
    );
}

#[test]
fn the_details_of_a_show_stand_above_its_description() {
    let details = Drawn::scene("main_show_details", WIDE).pane(ViewId::Notes).lines;
    assert_eq!(
        details[..8],
        [
            "The Long Way Round",
            "Harbour Audio",
            "212 episodes · 3 unplayed, 1 in progress ·",
            "audio · en · followed since 2025-03-01",
            "https://open.spotify.com/show/show1",
            "© 2026 Harbour Audio",
            "Every harbour has a hum. This week we sit on",
            "the pier at Vestmannaey with the keeper of",
        ]
    );
    // They are there though the description cannot be read.
    let details = Drawn::scene("main_episodes_not_read", WIDE).pane(ViewId::Notes).lines;
    assert_eq!(
        details,
        [
            "Quiet Harbours",
            "Harbour Audio",
            "84 episodes · audio · en · followed since",
            "2025-03-01",
            "https://open.spotify.com/show/show0",
            "© 2026 Harbour Audio",
            "The library cannot be read. Check the disk.",
            "The disk answers with an error",
        ]
    );
}

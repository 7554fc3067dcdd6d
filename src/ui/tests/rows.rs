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
            "● Quiet Harbo… The hum of the pier,… 34m",
            "◐ Morning Led… The hum of the … 12m left",
            "Yesterday",
            "● 夜明けのラ…  A letter from Lisbo… 1h02",
            "────────── You are caught up ───────────",
            "Yesterday",
            "▌◐ The Long Wa… Salt (explic… E 1h40 left",
            "Saturday 21 November",
            "✓ حكايات من ا… 潮の満ち引きについて… 41m",
            "Thursday 12 November",
            "√ 👩‍👩‍👧 Family T… رسالة من الميناء      29m",
            "● 🎧 Sound Ga… Not available here    30m",
            "October 2026",
            "◆ Zimtschneck… 🚢 Boats, 🐟 fish an… 45m",
            "Wednesday 31 December 2025",
            "✓ Letters to…  Pilot                  1m",
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
    assert_eq!(scrolled[18..], ["No date", "▌✓ Zimtschneck… Harbour archive, pa… 1h39",]);
    let filtered = Drawn::scene("new_filter_typing", MIDDLE);
    assert_eq!(
        filtered.pane(NEW).lines[..6],
        [
            "Today",
            "▌● Quiet Harbo… …f the pier, part two 34m",
            "◐ Morning Led… …pier, part one  12m left",
            "Thursday 4 May 2023",
            "✓ Morning Led… …our archive, part 10 30m",
            "✓ 夜明けのラ…  …our archive, part 11 31m",
        ]
    );
    assert_eq!(filtered.cursor.map(|at| (at.x, at.y)), Some((7, 22)));
    let ascii = Drawn::scene("new_ascii", WIDE);
    assert_eq!(
        ascii.pane(NEW).lines[..8],
        [
            "2026-11-23",
            "* 2026-11-23 Quiet Harbours       The hum of the pier, part two  34m",
            "~ 2026-11-23 Morning Ledger: th.. The hum of the pier, pa.. 12m left",
            "2026-11-22",
            "* 2026-11-22 夜明けのラジオ日記   A letter from Lisbon, in wh.. 1h02",
            "........................ You are caught up .........................",
            "2026-11-22",
            ">~ 2026-11-22 The Long Way Round   Salt (explicit)        E 1h40 left",
        ]
    );
}

#[test]
fn in_progress_has_what_is_left_of_each_episode() {
    assert_eq!(
        Drawn::scene("in_progress", WIDE).pane(IN_PROGRESS).lines[..4],
        [
            "◐ 2025   Letters to the Ligh… Pilot                          1m left",
            "◐ today  Morning Ledger: the… The hum of the pier, part one 12m left",
            "◐ today  Quiet Harbours       The hum of the pier, part two 17m left",
            "▌◐ 2023   夜明けのラジオ日記   Harbour archive, part 20      20m left",
        ]
    );
    assert_eq!(
        Drawn::scene("in_progress", SMALL).pane(IN_PROGRESS).lines,
        [
            "◐ Quiet Har… The hum of th… 17m left",
            "▌◐ 夜明けの…  Harbour archi… 20m left",
            "◐ The Long…  Harbour archi… 24m left",
            "◐ Zimtschne… Harbour archi… 24m left",
            "◐ حكايات من… Harbour archi… 30m left",
            "◐ حكايات من… 潮の満ち引き…  35m left",
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
            "▌● 2023   Tapes from the harbour, a… 1h38",
            "▌  🎧 Sound Gar… · …per of tapes, who ha…",
            "✓ 2023   港の音 harbour tapes 夜明… 1h37",
            "👩‍👩‍👧 Family Tr… · …per of tapes, who ha…",
        ]
    );
    assert_eq!(
        Drawn::scene("search_found", SMALL).pane(ViewId::Search).lines,
        [
            "/ harbour tapes",
            "Show Quiet Harbours      84 episodes",
            "✓        Harbour archive, part… 1h39",
            "Zimtschnecken & Zweifel",
            "▌● 2023   Tapes from the harbou… 1h38",
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

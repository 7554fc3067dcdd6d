//! Feeds, what a search found, and details, by their lines.

use ratatui::{layout::Size, style::Modifier};

use super::{
    Drawn, MIDDLE, SMALL, WIDE,
    fixtures::{self, Script},
    scene,
};
use crate::{
    app::{
        place::{FeedId, ViewId},
        theme::Theme,
    },
    domain::ThemeName,
};

const NEW: ViewId = ViewId::Feed(FeedId::NEW);
const IN_PROGRESS: ViewId = ViewId::Feed(FeedId::IN_PROGRESS);

#[test]
#[expect(clippy::too_many_lines, reason = "a table: one row for each thing that is drawn")]
fn new_has_a_heading_for_each_day_and_a_line_above_what_was_seen() {
    assert_eq!(
        Drawn::scene("new", MIDDLE).pane(NEW).lines[..18],
        [
            "Today",
            "● The hum of the pier,…  Quiet Harb…       34m",
            "◐ The hum of the pier,…  Morning Le…  12m left",
            "Yesterday",
            "● A letter from Lisbon…  夜明けのラ…      1h02",
            "───────────── You are caught up ─────────────",
            "Yesterday",
            "▎◐ Salt (explicit)     E  The Long W… 1h40 left",
            "Saturday 21 November",
            "✓ 潮の満ち引きについて…  حكايات من…        41m",
            "Thursday 12 November",
            "✓·رسالة من الميناء       👩‍👩‍👧 Family…        29m",
            "● Not available here     🎧 Sound G…       30m",
            "October 2026",
            "●·🚢 Boats, 🐟 fish an…  Zimtschnec…       45m",
            "Wednesday 31 December 2025",
            "✓ Pilot               ★  Letters to…        1m",
            "2024",
        ]
    );
    assert_eq!(
        Drawn::scene("new", SMALL).pane(NEW).lines,
        [
            "Today",
            "● The hum of the pier, part two    34m",
            "◐ The hum of the pier, part … 12m left",
            "Yesterday",
            "● A letter from Lisbon, in which… 1h02",
            "───────── You are caught up ─────────",
            "Yesterday",
            "▎◐ Salt (explicit)          E 1h40 left",
        ]
    );
    let scrolled = Drawn::scene("new_scrolled", MIDDLE).pane(NEW).lines;
    assert_eq!(scrolled[18..], ["No date", "▎✓ Harbour archive, par…  Zimtschnec…      1h39",]);
    let filtered = Drawn::scene("new_filter_typing", MIDDLE);
    assert_eq!(
        filtered.pane(NEW).lines[..6],
        [
            "Today",
            "▎● …f the pier, part two  Quiet Harb…       34m",
            "◐ …f the pier, part one  Morning Le…  12m left",
            "Thursday 4 May 2023",
            "✓ …our archive, part 10  Morning Le…       30m",
            "✓ …our archive, part 11  夜明けのラ…       31m",
        ]
    );
    assert_eq!(filtered.cursor.map(|at| (at.x, at.y)), Some((10, 1)));
    let ascii = Drawn::scene("new_ascii", WIDE);
    assert_eq!(
        ascii.pane(NEW).lines[..8],
        [
            "2026-11-23",
            "* The hum of the pier, part two              Quiet Harbours                    34m",
            "~ The hum of the pier, part one              Morning Ledger: the..  ===.  12m left",
            "2026-11-22",
            "* A letter from Lisbon, in which nothing ..  夜明けのラジオ日記               1h02",
            "............................... You are caught up ...............................",
            "2026-11-22",
            ">~ Salt (explicit)                         E  The Long Way Round     =... 1h40 left",
        ]
    );
}

#[test]
fn in_progress_has_what_is_left_of_each_episode() {
    assert_eq!(
        Drawn::scene("in_progress", WIDE).pane(IN_PROGRESS).lines[..4],
        [
            "◐ Pilot                             ★  Letters to the Ligh… ━───  48s left Dec '25",
            "◐ The hum of the pier, part one        Morning Ledger: the… ━━━─  12m left   today",
            "◐ The hum of the pier, part two        Quiet Harbours       ━━──  17m left   today",
            "▎◐ Harbour archive, part 20             夜明けのラジオ日記   ━━──  20m left May '23",
        ]
    );
    assert_eq!(
        Drawn::scene("in_progress", SMALL).pane(IN_PROGRESS).lines,
        [
            "◐ The hum of the pier… 17m left  today",
            "▎◐ Harbour archive, pa… 20m left May'23",
            "◐ Harbour archive, pa… 24m left May'23",
            "◐ Harbour archive, pa… 24m left May'23",
            "◐ Harbour archive, pa… 30m left May'23",
            "◐ 潮の満ち引きについ…  35m left     2d",
            "◐ Harbour archive, pa… 37m left May'23",
            "◐ Harbour archive, pa… 38m left May'23",
        ]
    );
}

#[test]
fn what_was_found_has_a_piece_of_its_notes() {
    assert_eq!(
        Drawn::scene("search_found", MIDDLE).pane(ViewId::Search).lines[..9],
        [
            "/ harbour tapes",
            "show: after: before: unplayed longer: lang:",
            "Show Quiet Harbours                84 episodes",
            "✓ Harbour archive, part 79        1h39",
            "Zimtschnecken & Zweifel",
            "▎● Tapes from the harbour, and ev… 1h38 May '23",
            "▎  🎧 Sound Garde… · …eper of tapes, who has r…",
            "✓ 港の音 harbour tapes 夜明けの…  1h37 May '23",
            "👩‍👩‍👧 Family Tree… · …eper of tapes, who has r…",
        ]
    );
    assert_eq!(
        Drawn::scene("search_found", SMALL).pane(ViewId::Search).lines,
        [
            "/ harbour tapes",
            "Show Quiet Harbours        84 episodes",
            "✓ Harbour archive, part 79 1h39",
            "Zimtschnecken & Zweifel",
            "▎● Tapes from the harbour,… 1h38 May'23",
            "▎  🎧 Sound Ga… · …er of tapes, who ha…",
            "✓ 港の音 harbour tapes 夜… 1h37 May'23",
            "👩‍👩‍👧 Family T… · …er of tapes, who ha…",
        ]
    );
    let cursor = Drawn::scene("search_nothing_found", SMALL).cursor;
    assert_eq!(cursor.map(|at| (at.x, at.y)), Some((15, 1)));
    // At the second match the notes are scrolled to it.
    let notes = Drawn::scene("search_notes", SMALL).pane(ViewId::Notes).lines;
    assert_eq!(
        notes,
        [
            "Every harbour has a hum. This week we",
            "sit on the pier at Vestmannaey with",
            "the keeper of tapes, who has recorded",
            "forty years of it, and ask what",
            "silence means to a town of boats.",
            "In this episode",
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
            "19 Nov 2026 (4 days ago) · 1h02",
            "unplayed · en",
            "https://open.spotify.com/episode/episo",
            "de2",
            "Every harbour has a hum. This week we",
            "sit on the pier at Vestmannaey with",
            "the keeper of tapes, who has recorded",
            "forty years of it, and ask what",
            "silence means to a town of boats.",
            "In this episode",
            "• 00:00 Cold open: the ferry that",
            "never left",
            "• 12:34 Forty years of tape",
            "• 1:02:10 Letters from listeners, and",
            "one correction of what we said about",
            "foghorns last week, which was wrong",
            "in two ways",
            "Read the transcript [1] or visit our",
            "support page [2].",
            "日本語の要約: 港の音を四十年間録音して",
            "きた人の話。",
            "Music by the Moorland Quartet.",
            "Recorded on location.",
        ]
    );
    let scrolled = Drawn::scene("main_notes", SMALL).pane(ViewId::Notes).lines;
    assert_eq!(
        scrolled,
        [
            "Quiet Harbours",
            "19 Nov 2026 (4 days ago) · 1h02",
            "unplayed · en",
            "https://open.spotify.com/episode/episo",
            "de2",
            "Every harbour has a hum. This week we",
            "sit on the pier at Vestmannaey with",
        ]
    );
    let of_new = Drawn::scene("new_notes", MIDDLE).pane(ViewId::Notes).lines;
    assert_eq!(
        of_new[..7],
        [
            "A letter from Lisbon, in which nothing",
            "happens and everybody is glad of it",
            "afterwards",
            "夜明けのラジオ日記",
            "22 Nov 2026 (yesterday) · 1h02 · unplayed",
            "en",
            "https://open.spotify.com/episode/episode2",
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
            "212 episodes · 3 unplayed, 1 in progress · audio · en",
            "followed since 1 Mar 2025",
            "https://open.spotify.com/show/show1",
            "© 2026 Harbour Audio",
            "Every harbour has a hum. This week we sit on the pier at",
            "Vestmannaey with the keeper of tapes, who has recorded forty",
        ]
    );
    // They are there though the description cannot be read.
    let details = Drawn::scene("main_episodes_not_read", WIDE).pane(ViewId::Notes).lines;
    assert_eq!(
        details,
        [
            "Quiet Harbours",
            "Harbour Audio",
            "84 episodes · audio · en",
            "followed since 1 Mar 2025",
            "https://open.spotify.com/show/show0",
            "© 2026 Harbour Audio",
            "The library cannot be read. Check the",
            "disk. The disk answers with an error",
        ]
    );
}

#[test]
fn a_saved_episode_is_muted_while_it_is_being_removed() {
    let muted = |keys: &str| -> Vec<bool> {
        let size = Size { width: MIDDLE.0, height: MIDDLE.1 };
        let mut state = Script::of(scene("saved", size)).keys(keys).state;
        state.cx.display.theme = Theme::of(ThemeName::Mono);
        let Drawn { buffer, state, .. } = Drawn::of(state);
        let pane = state.cx.layout.pane(ViewId::Feed(FeedId::SAVED)).expect("it is in sight");
        let rows = state.cx.layout.rows_of(pane);
        // The first letter of each title.
        (rows.y..rows.bottom()).map(|y| buffer[(rows.x + 3, y)].modifier.contains(Modifier::DIM)).collect()
    };
    let before = muted("G");
    let at = before.iter().position(|muted| !muted).expect("one that is not played");
    let after = muted(&format!("g{} a G", " j".repeat(at)));
    let changed: Vec<_> = (0..before.len()).filter(|row| before[*row] != after[*row]).collect();
    assert_eq!((changed, after[at]), (vec![at], true));
}

#[test]
fn a_title_leaves_room_for_the_selection_in_a_narrow_pane() {
    let script = fixtures::opened(SMALL.into(), ViewId::Episodes).keys("v v");
    let head = Drawn::of(script.state).pane(ViewId::Episodes).head;
    assert!(head.contains(" · 2 selected"), "{head}");
}

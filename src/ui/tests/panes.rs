//! Panes by their lines: what stands above their rows, the rows, what an empty one says.

use ratatui::layout::Size;

use super::{Drawn, MIDDLE, SMALL, WIDE, fixtures, rows, scenes};
use crate::app::place::{FeedId, ViewId};

const NEW: ViewId = ViewId::Feed(FeedId::NEW);
const IN_PROGRESS: ViewId = ViewId::Feed(FeedId::IN_PROGRESS);
const SAVED: ViewId = ViewId::Feed(FeedId::SAVED);

#[test]
#[expect(clippy::too_many_lines, reason = "a table: one row for each thing that is drawn")]
fn an_empty_pane_tells_why_it_is_empty_and_the_way_out() {
    for (name, view, text) in [
        ("main_asking_account", ViewId::Shows, "Asking Spotify for the account…"),
        ("main_asking_account", ViewId::Episodes, "The episodes of a show appear here"),
        ("main_first_sync", ViewId::Shows, "Fetching your shows…"),
        ("main_no_answer", ViewId::Shows, "Spotify does not answer; trying again…"),
        ("main_no_shows", ViewId::Shows, "You follow no shows yet. Follow one in a Spotify app, then press R"),
        ("main_nothing_fetched", ViewId::Shows, "Nothing fetched yet: R fetches your shows"),
        (
            "main_offline_and_empty",
            ViewId::Shows,
            "Spotify cannot be reached There is no network. Nothing is lost. Check the network. r tries again",
        ),
        ("main_shows_no_match", ViewId::Shows, "No shows match: Esc clears the filter"),
        ("main_shows_none_in_state", ViewId::Shows, "No show has unplayed episodes: f shows others"),
        ("main_filling", ViewId::Episodes, "Reading the library…"),
        ("main_episodes_being_fetched", ViewId::Episodes, "Fetching the episodes…"),
        ("main_episodes_blocked", ViewId::Episodes, "Not fetched yet Rate limited by Spotify until 18:40"),
        (
            "main_episodes_not_read",
            ViewId::Episodes,
            "The library cannot be read The disk answers with an error Check the disk r tries again",
        ),
        ("new_reading", NEW, "Reading the library…"),
        ("new_before_anything_was_fetched", NEW, "Nothing fetched yet: R fetches your shows"),
        ("new_empty", NEW, "No episodes on disk yet: R fetches those of the shows you follow"),
        ("new_none_unplayed", NEW, "No unplayed episodes: f shows others"),
        ("new_no_match", NEW, "No episodes match: Esc clears the filter"),
        (
            "new_not_read",
            NEW,
            "The library cannot be read The disk answers with an error Nothing is lost r tries again",
        ),
        (
            "in_progress_empty",
            IN_PROGRESS,
            "Nothing is in progress. Episodes you stop in, on any device, are here after the next synchronisation: R begins one",
        ),
        (
            "search_empty",
            ViewId::Search,
            "/ Searches titles and notes of everything on disk. Narrow it with show:name after:2026-01 before:7d unplayed longer:30m shorter:1h lang:en, put phrases in \"quotes\", leave words out with -word For example: night train after:2026-01, \"the last tram\", show:kitchens unplayed",
        ),
        (
            "search_left",
            ViewId::Search,
            "/ types a search Searches titles and notes of everything on disk. Narrow it with show:name after:2026-01 before:7d unplayed longer:30m shorter:1h lang:en, put phrases in \"quotes\", leave words out with -word For example: night train after:2026-01, \"the last tram\", show:kitchens unplayed",
        ),
        ("search_reading", ViewId::Search, "/ harb Searching…"),
        ("search_begun", ViewId::Search, "/ show: show: needs a name, such as show:news or show:\"deep dive\""),
        ("search_signs", ViewId::Search, "/ 🎧 ! Only letters and digits can be searched for, not signs and emoji"),
        (
            "search_nothing_found",
            ViewId::Search,
            "/ zzz unplayed Nothing found. Fewer or shorter words find more, Esc twice clears it",
        ),
        (
            "search_not_read",
            ViewId::Search,
            "/ a The library cannot be read The disk answers with an error Nothing is lost r tries again",
        ),
        ("new_empty", ViewId::Notes, "Details and notes appear here"),
    ] {
        assert_eq!(Drawn::scene(name, MIDDLE).pane(view).text(), text, "{name}");
        let small = Drawn::scene(name, SMALL);
        if small.state.cx.layout.pane(view).is_some() {
            let words = small.pane(view).text();
            let begins = text.split(' ').zip(words.split(' ')).all(|(whole, shown)| whole == shown);
            assert!(begins && !words.is_empty(), "{name}: {words}");
        }
    }
    let notes = Drawn::scene("main_first_frame", WIDE).pane(ViewId::Notes).text();
    assert_eq!(notes, "i shows the details of the selected show");
}

#[test]
fn the_title_tells_how_many_in_which_order_and_which_is_selected() {
    for (name, size, view, head, foot) in [
        ("main_first_frame", WIDE, ViewId::Shows, "Shows · by date added 1/2,000", ""),
        ("main_shows", MIDDLE, ViewId::Shows, "Shows · by date added 5/24", ""),
        ("main_shows_filter_typing", MIDDLE, ViewId::Shows, "Shows /the · by date added 1/9", ""),
        ("main_shows_gap_and_quota", WIDE, ViewId::Shows, "Shows · by date added 5/24", "▲ 1 missing: r asks again"),
        ("main_shows_gap_and_quota", SMALL, ViewId::Shows, "Shows · added · ▲ 1 missing 5/24", ""),
        (
            "main_shows_gap_and_filter",
            MIDDLE,
            ViewId::Shows,
            "Shows /the · by date added 1/9",
            "▲ 1 missing: r asks again",
        ),
        ("main_shows_in_progress", MIDDLE, ViewId::Shows, "Shows · added · in progress 3/11", ""),
        ("main_shows_no_match", MIDDLE, ViewId::Shows, "Shows /zzzzz · by date added", ""),
        ("main_shows_none_in_state", SMALL, ViewId::Shows, "Shows · by date added · unplayed", ""),
        ("main_episodes", WIDE, ViewId::Episodes, "Quiet Harbours · newest 3/80", ""),
        (
            "main_episodes_unplayed_filtered",
            WIDE,
            ViewId::Episodes,
            "Quiet Harbours /part · 24 of 80 · newest · unplayed 1/24",
            "",
        ),
        ("main_episodes_unplayed_filtered", SMALL, ViewId::Episodes, "Quiet Harbours /part · unplayed 1/24", ""),
        (
            "main_episodes_incomplete_offline",
            WIDE,
            ViewId::Episodes,
            "Quiet Harbours · 80 of 1500 on disk · newest 3/80",
            "▲ 2 pages are missing: r asks again",
        ),
        ("main_episodes_incomplete_offline", SMALL, ViewId::Episodes, "Quiet Harbours · ▲ 2 missing 3/80", ""),
        ("main_episodes_selected", MIDDLE, ViewId::Episodes, "Quiet Harbours · 3 selected · newest 5/80", ""),
        ("main_episodes_marked", WIDE, ViewId::Episodes, "Quiet Harbours · 2 selected · newest 4/80", ""),
        ("main_notes", MIDDLE, ViewId::Notes, "Notes 23/31", ""),
        ("main_show_details", MIDDLE, ViewId::Notes, "About the show 20/30", ""),
        ("new", MIDDLE, NEW, "New 4/12,345", ""),
        ("new", SMALL, NEW, "New 4/12,345", ""),
        ("new_scrolled", MIDDLE, NEW, "New · Thursday 4 May 2023 80/12,345", ""),
        ("new_one_per_show", MIDDLE, NEW, "New · one per show 1/12,345", ""),
        ("new_none_unplayed", MIDDLE, NEW, "New · one per show · unplayed", ""),
        ("new_selected", MIDDLE, NEW, "New · 3 selected 5/12,345", ""),
        ("new_filter_typing", MIDDLE, NEW, "New /part 1/12,345", ""),
        ("in_progress", MIDDLE, IN_PROGRESS, "In progress · least left 4/22", ""),
        ("in_progress_selected_ascii", MIDDLE, IN_PROGRESS, "In progress 2 selected newest 2/22", ""),
        ("saved", MIDDLE, SAVED, "Saved · last saved 3/9", ""),
        (
            "search_found",
            WIDE,
            ViewId::Search,
            "Search · 1 show · 40 episodes 3/41",
            "▲ cut short: older episodes may match, more words narrow it",
        ),
        ("search_found", SMALL, ViewId::Search, "Search · 1 show · 40 episodes 3/41", ""),
        ("search_selected", SMALL, ViewId::Search, "Search · 2 selected · 40 episodes 6/41", ""),
    ] {
        let pane = Drawn::scene(name, size).pane(view);
        assert_eq!((pane.head.as_str(), pane.foot.as_str()), (head, foot), "{name} at {size:?}");
    }
}

/// Where there is no room for both beside a filter, the states that are shown.
#[test]
fn the_title_tells_order_and_states_at_every_width_and_while_a_filter_is_typed() {
    let typed = |size: (u16, u16), keys: &str| {
        let size = Size { width: size.0, height: size.1 };
        Drawn::of(fixtures::opened(size, ViewId::Shows).keys(keys).text("t").state).pane(ViewId::Shows).head
    };
    for size in [WIDE, MIDDLE, SMALL] {
        let shows = Drawn::scene("main_shows_in_progress", size).pane(ViewId::Shows).head;
        assert!(shows.contains("added") && shows.contains("in progress"), "{shows}");
        let in_order = typed(size, "/");
        assert!(in_order.contains("/t") && in_order.contains("added"), "{in_order}");
        let of_states = typed(size, "f /");
        assert!(of_states.contains("/t") && of_states.contains("unplayed"), "{of_states}");
        let episodes = Drawn::scene("main_episodes_unplayed_filtered", size).pane(ViewId::Episodes).head;
        assert!(episodes.contains("/part") && episodes.contains("unplayed"), "{episodes}");
        assert!(size == SMALL || episodes.contains("newest"), "{episodes}");
    }
}

/// It matters more than the order.
#[test]
fn the_title_tells_at_every_width_that_no_title_has_the_words() {
    for (columns, rows) in [WIDE, MIDDLE, SMALL] {
        let session = fixtures::opened(Size { width: columns, height: rows }, ViewId::Shows);
        let head = Drawn::of(session.keys("/").text("qthb").state).pane(ViewId::Shows).head;
        assert!(head.contains("/qthb · closest"), "{head}");
    }
}

/// Drawn where there is room, in words where there is less, and never as a negative length or as that of the episode.
#[test]
fn what_is_left_is_drawn_in_wide_panes_and_in_words_in_narrow_ones() {
    for (name, size, drawn) in [
        ("main_episodes", WIDE, true),
        ("main_episodes", MIDDLE, false),
        ("main_notes", MIDDLE, false),
        ("main_episodes", SMALL, false),
    ] {
        let row = &Drawn::scene(name, size).pane(ViewId::Episodes).lines[1];
        assert_eq!((row.contains("━━━─"), row.contains(" 12m left ")), (drawn, true), "{row}");
    }
    let is_negative =
        |word: &str| word.strip_prefix('-').is_some_and(|left| left.starts_with(|c: char| c.is_ascii_digit()));
    for (name, _) in scenes() {
        for size in [WIDE, MIDDLE, SMALL] {
            let screen = rows(&Drawn::scene(name, size).buffer).join(" ");
            assert!(!screen.split_whitespace().any(is_negative), "{name}: {screen}");
        }
    }
}

#[test]
fn a_show_has_its_counts_and_its_newest_date_as_far_as_there_is_room() {
    let shows = |size| Drawn::scene("main_shows", size).pane(ViewId::Shows).lines;
    assert_eq!(
        shows(WIDE)[..8],
        [
            "Quiet Harbours                today",
            "The Long Way Round         3     1d",
            "Morning Ledger: the ne…   12  2 Oct",
            "Zimtschnecken & Zweifel   41 May'24",
            "▎夜明けのラジオ日記         1   2026",
            "حكايات من المدينة القد…       today",
            "🎧 Sound Garden 🌱         3     1d",
            "👩‍👩‍👧 Family Tree, the po…    7  2 Oct",
        ]
    );
    assert_eq!(
        shows(MIDDLE)[..4],
        [
            "Quiet Harbours             today",
            "The Long Way Round      3     1d",
            "Morning Ledger: the…   12  2 Oct",
            "Zimtschnecken & Zwe…   41 May'24",
        ]
    );
    assert_eq!(
        shows(SMALL),
        [
            "Quiet Harbours                   today",
            "The Long Way Round            3     1d",
            "Morning Ledger: the news …   12  2 Oct",
            "Zimtschnecken & Zweifel      41 May'24",
            "▎夜明けのラジオ日記            1   2026",
            "حكايات من المدينة القديمة        today",
            "🎧 Sound Garden 🌱            3     1d",
            "👩‍👩‍👧 Family Tree, the podca…    7  2 Oct",
        ]
    );
}

#[test]
fn an_episode_has_state_date_title_and_length_as_far_as_there_is_room() {
    let episodes = |size| Drawn::scene("main_episodes", size).pane(ViewId::Episodes).lines;
    assert_eq!(
        episodes(WIDE)[..11],
        [
            "● The hum of the pier, part two                   34m   today",
            "◐ The hum of the pier, part one        ━━━─  12m left      1d",
            "▎● A letter from Lisbon, in which nothing happen… 1h02      4d",
            "◐ Salt (explicit)                    E ━─── 1h40 left  12 Nov",
            "✓ 潮の満ち引きについて、そして船が帰ってこなか…   41m   5 Nov",
            "✓·رسالة من الميناء                                29m  29 Oct",
            "● Not available here                              30m  22 Oct",
            "●·🚢 Boats, 🐟 fish and 👨‍👩‍👧‍👦 families               45m  15 Oct",
            "✓ Pilot                                        ★   1m Dec '25",
            "● Before the beginning                                   2024",
            "✓ Harbour archive, part 10                        30m May '23",
        ]
    );
    assert_eq!(
        episodes(MIDDLE)[..10],
        [
            "● The hum of the pier, part two    34m   today",
            "◐ The hum of the pier, part…  12m left      1d",
            "▎● A letter from Lisbon, in which… 1h02      4d",
            "◐ Salt (explicit)          E 1h40 left  12 Nov",
            "✓ 潮の満ち引きについて、そして船…  41m   5 Nov",
            "✓·رسالة من الميناء                 29m  29 Oct",
            "● Not available here               30m  22 Oct",
            "●·🚢 Boats, 🐟 fish and 👨‍👩‍👧‍👦 famil…  45m  15 Oct",
            "✓ Pilot                         ★   1m Dec '25",
            "● Before the beginning                    2024",
        ]
    );
    assert_eq!(
        episodes(SMALL),
        [
            "● The hum of the pier, pa…  34m  today",
            "◐ The hum of the pier… 12m left     1d",
            "▎● A letter from Lisbon, i… 1h02     4d",
            "◐ Salt (explicit)   E 1h40 left 12 Nov",
            "✓ 潮の満ち引きについて、…   41m  5 Nov",
            "✓·رسالة من الميناء          29m 29 Oct",
            "● Not available here        30m 22 Oct",
            "●·🚢 Boats, 🐟 fish and …   45m 15 Oct",
        ]
    );
}

#[test]
fn the_shows_filter_puts_the_best_match_first() {
    let shows = Drawn::scene("main_shows_filter_typing", MIDDLE).pane(ViewId::Shows).lines;
    assert_eq!(
        shows[..3],
        ["▎The Long Way Round      3     1d", "Morning Ledger: the…   12  2 Oct", "👩‍👩‍👧 Family Tree, the…    7  2 Oct",]
    );
    let shows = Drawn::scene("main_shows_in_progress", MIDDLE).pane(ViewId::Shows).lines;
    assert_eq!(
        shows[..4],
        [
            "The Long Way Round      3     1d",
            "Morning Ledger: the…   12  2 Oct",
            "▎夜明けのラジオ日記      1   2026",
            "حكايات من المدينة ا…       today",
        ]
    );
}

#[test]
fn the_states_of_episodes_are_filtered_with_the_titles() {
    let episodes = Drawn::scene("main_episodes_unplayed_filtered", MIDDLE).pane(ViewId::Episodes).lines;
    assert_eq!(
        episodes[..3],
        [
            "▎● The hum of the pier, part two    34m   today",
            "● Harbour archive, part 12         32m May '23",
            "● Harbour archive, part 15         35m May '23",
        ]
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table: one row for each thing that is drawn")]
fn selected_and_marked_episodes_are_told_from_the_others() {
    let selected = Drawn::scene("main_episodes_selected", WIDE).pane(ViewId::Episodes).lines;
    assert_eq!(
        selected[..6],
        [
            "+● The hum of the pier, part two                  34m   today",
            "◐ The hum of the pier, part one       ━━━─  12m left      1d",
            "+● A letter from Lisbon, in which nothing happe… 1h02      4d",
            "+◐ Salt (explicit)                   E ━─── 1h40 left  12 Nov",
            "▎ ✓ 潮の満ち引きについて、そして船が帰ってこなか…  41m   5 Nov",
            "✓·رسالة من الميناء                               29m  29 Oct",
        ]
    );
    let marked = Drawn::scene("main_episodes_marked", MIDDLE).pane(ViewId::Episodes).lines;
    assert_eq!(
        marked[..5],
        [
            "● The hum of the pier, part two   34m   today",
            "+✓·The hum of the pier, part one   48m      1d",
            "+✓·A letter from Lisbon, in whic… 1h02      4d",
            "▎ ◐ Salt (explicit)         E 1h40 left  12 Nov",
            "✓ 潮の満ち引きについて、そして…   41m   5 Nov",
        ]
    );
    let new = Drawn::scene("new_selected", MIDDLE).pane(NEW).lines;
    assert_eq!(
        new[..9],
        [
            "Today",
            "● The hum of the pier…  Quiet Harb…       34m",
            "+✓·The hum of the pier…  Morning Le…       48m",
            "Yesterday",
            "● A letter from Lisbo…  夜明けのラ…      1h02",
            "───────────── You are caught up ─────────────",
            "Yesterday",
            "+✓·Salt (explicit)    E  The Long W…      2h34",
            "Saturday 21 November",
        ]
    );
    let in_progress = Drawn::scene("in_progress_selected_ascii", MIDDLE).pane(IN_PROGRESS).lines;
    assert_eq!(
        in_progress[..5],
        [
            "+~ The hum of the pier, pa..  17m left   today",
            "> ~ The hum of the pier, pa..  12m left   today",
            "+~ Salt (explicit)         E 1h40 left      1d",
            "~ 潮の満ち引きについて、..   35m left      2d",
            "~ Pilot                   ^  48s left Dec '25",
        ]
    );
    let found = Drawn::scene("search_selected", MIDDLE).pane(ViewId::Search).lines;
    assert_eq!(
        found[2..12],
        [
            "Show Quiet Harbours               84 episodes",
            "+✓ Harbour archive, part 79       1h39",
            "Zimtschnecken & Zweifel",
            "● Tapes from the harbour, and e… 1h38 May '23",
            "🎧 Sound Garde… · …eper of tapes, who has …",
            "+✓ 港の音 harbour tapes 夜明けの… 1h37 May '23",
            "👩‍👩‍👧 Family Tree… · …eper of tapes, who has …",
            "✓ Harbour archive, part 76       1h36 May '23",
            "حكايات من المد… · …eper of tapes, who has …",
            "▎ ● Harbour archive, part 75       1h35 May '23",
        ]
    );
}

//! Invented shows, episodes and notes, with the titles that are hard to draw among them.

use std::time::Duration;

use jiff::Timestamp;

use crate::domain::{
    CleanText, Episode, EpisodeKey, Mark, MediaType, Notes, Progress, ReleaseDate, ShelfEpisode, ShelfShow, Show,
    ShowKey, ShowKind, StateCounts, WebLink,
    rich::{Html, Link},
};

const TITLES: [(&str, Option<u32>); 24] = [
    ("Quiet Harbours", Some(84)),
    ("The Long Way Round", Some(212)),
    ("Morning Ledger: the news before the news, every single day of the week and twice on Sundays", Some(1500)),
    ("Zimtschnecken & Zweifel", Some(41)),
    ("夜明けのラジオ日記", Some(365)),
    ("حكايات من المدينة القديمة", Some(58)),
    ("🎧 Sound Garden 🌱", Some(12)),
    ("👩‍👩‍👧 Family Tree, the podcast", Some(7)),
    ("Letters to the Lighthouse", Some(31)),
    ("한밤의 도서관", Some(120)),
    ("An Empty Show", Some(0)),
    ("The Other Side of the River", None),
    ("Ångström & Öre", Some(99)),
    ("Theatre of Small Things", Some(143)),
    ("Brød og skuespil", Some(66)),
    ("Под стук колёс", Some(240)),
    ("Slow Mathematics", Some(52)),
    ("Field Notes from the Moor", Some(18)),
    ("Kilometre Zero", Some(77)),
    ("The Kitchen Table Tapes", Some(5)),
    ("สถานีสุดท้าย", Some(28)),
    ("Deep Water", Some(611)),
    ("What the Thunder Left", Some(9)),
    ("עיר לילה", Some(33)),
];

pub(super) fn show(number: usize, name: &str, total: Option<u32>) -> ShelfShow {
    let show = Show {
        key: ShowKey::from_remote(&format!("show{number}")),
        name: CleanText::new(name),
        publisher: Some("Harbour Audio".into()),
        notes: Notes::default(),
        total_episodes: total,
        explicit: number == 3,
        languages: vec!["en".into()],
        media: MediaType::Audio,
        images: crate::domain::Images::default(),
        kind: ShowKind::Podcast,
        copyrights: vec!["© 2026 Harbour Audio".into()],
        added_at: "2025-03-01T09:00:00Z".parse().ok(),
    };
    let seed = u32::try_from(number).expect("few");
    let have = total.unwrap_or(90);
    let unplayed = [0, 3, 12, 140, 1][number % 5].min(have);
    let counts = StateCounts { total: have, unplayed, in_progress: (seed % 3).min(have - unplayed) };
    let latest = ["2026-11-23", "2026-11-22", "2026-10-02", "2024-05-01", "2026"][number % 5];
    ShelfShow { show, counts, latest: ReleaseDate::parse(latest).filter(|_| have > 0), complete: false }
}

pub(super) fn shows() -> Vec<ShelfShow> {
    TITLES.iter().enumerate().map(|(number, (name, total))| show(number, name, *total)).collect()
}

/// The same shows, where all episodes of the first one are on disk.
pub(super) fn shows_complete(episodes: u32) -> Vec<ShelfShow> {
    let mut shows = shows();
    if let Some(first) = shows.first_mut() {
        first.show.total_episodes = Some(episodes);
        first.complete = true;
    }
    shows
}

pub(super) fn notes() -> Notes {
    Notes::Html(Html::new(
        "<p>Every harbour has a hum. This week we sit on the pier at Vestmannaey with <b>the keeper of tapes</b>, who has \
         recorded forty years of it, and ask what <i>silence</i> means to a town of boats.</p><h3>In this episode</h3>\
         <ul><li>00:00 Cold open: the ferry that never left</li><li>12:34 Forty years of tape</li>\
         <li>1:02:10 Letters from listeners, and one correction of what we said about foghorns last week, which was \
         wrong in two ways</li></ul><p>Read the <a href=\"https://example.org/harbour/transcript\">transcript</a> or \
         visit <a href=\"https://www.example.com/support?from=notes\">our support page</a>.</p><p>日本語の要約: \
         港の音を四十年間録音してきた人の話。</p><p>Music by the Moorland Quartet. Recorded on location.</p>",
    ))
}

fn episode(number: u32, name: &str, released: &str, minutes: u64, progress: Progress) -> ShelfEpisode {
    let episode = Episode {
        key: EpisodeKey::from_remote(&format!("episode{number}")),
        name: CleanText::new(name),
        released: ReleaseDate::parse(released),
        duration: Duration::from_secs(minutes * 60),
        progress,
        explicit: number == 3,
        playable: number != 6,
        languages: vec!["en".into()],
        notes: Notes::default(),
        position: number,
    };
    let remote = progress;
    let mark = match number {
        5 => Some(Mark::Played),
        7 => Some(Mark::Unplayed),
        _ => None,
    };
    let show = ShowKey::from_remote("show0");
    ShelfEpisode {
        show,
        show_name: "Quiet Harbours".into(),
        episode,
        mark,
        remote,
        arrived: Timestamp::UNIX_EPOCH,
        saved: number == 8,
    }
}

pub(super) fn episodes() -> Vec<ShelfEpisode> {
    let at = |minutes: u64| Progress::InProgress { position: Duration::from_secs(minutes * 60) };
    let first = [
        ("The hum of the pier, part two", "2026-11-23", 34, Progress::Unplayed),
        ("The hum of the pier, part one", "2026-11-22", 48, at(36)),
        (
            "A letter from Lisbon, in which nothing happens and everybody is glad of it afterwards",
            "2026-11-19",
            62,
            Progress::Unplayed,
        ),
        ("Salt (explicit)", "2026-11-12", 154, at(54)),
        ("潮の満ち引きについて、そして船が帰ってこなかった夜のこと", "2026-11-05", 41, Progress::Played),
        ("رسالة من الميناء", "2026-10-29", 29, Progress::Played),
        ("Not available here", "2026-10-22", 30, Progress::Unplayed),
        ("🚢 Boats, 🐟 fish and 👨‍👩‍👧‍👦 families", "2026-10-15", 45, Progress::Unplayed),
        ("Pilot", "2025-12-31", 1, Progress::Played),
        ("Before the beginning", "2024", 0, Progress::Unplayed),
    ];
    let listed = first
        .into_iter()
        .zip(0..)
        .map(|((name, released, minutes, progress), number)| episode(number, name, released, minutes, progress));
    let older = (10..80).map(|number| {
        let progress = if number % 3 == 0 { Progress::Unplayed } else { Progress::Played };
        episode(number, &format!("Harbour archive, part {number}"), "2023-05-04", 20 + u64::from(number), progress)
    });
    listed.chain(older).collect()
}

pub(super) fn links() -> Vec<Link> {
    let link = |label: &str, url: &str| Link { label: CleanText::new(label), url: WebLink::parse(url) };
    vec![
        link("transcript", "https://example.org/harbour/transcript"),
        link("our support page", "https://www.example.com/support?from=notes"),
        link("https://example.net/plain", "https://example.net/plain"),
        link("write to us", "mailto:harbour@example.org"),
        link(
            "a very long label that says everything there is to say about the page behind it, twice",
            "https://example.org/a/very/long/path/that/goes/on/and/on/for/ever?and=has&a=query#too",
        ),
    ]
}

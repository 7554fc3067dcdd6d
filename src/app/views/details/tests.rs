use std::time::Duration;

use jiff::{Timestamp, tz::TimeZone};
use proptest::prelude::*;
use ratatui::layout::Size;

use super::*;
use crate::{
    app::{State, cx::DisplayOptions, state::Startup},
    domain::{
        Episode, EpisodeKey, LoginState, Notes, Progress, ReleaseDate, Show, ShowKey, StateCounts,
        width::width as columns,
    },
};

fn show() -> ShelfShow {
    let show = Show {
        key: ShowKey::from_remote("abc"),
        name: CleanText::new("The show"),
        publisher: Some(CleanText::new("A house")),
        notes: Notes::default(),
        total_episodes: Some(12),
        explicit: true,
        languages: vec![CleanText::new("en"), CleanText::new("de")],
        media: MediaType::Mixed,
        images: crate::domain::Images::default(),
        kind: ShowKind::Podcast,
        copyrights: vec![CleanText::new("© A house"), CleanText::new("© A house")],
        added_at: "2026-01-02T23:30:00Z".parse().ok(),
    };
    ShelfShow { show, counts: StateCounts { total: 12, unplayed: 0, in_progress: 0 }, latest: None, complete: false }
}

fn episode() -> ShelfEpisode {
    let episode = Episode {
        key: EpisodeKey::from_remote("xyz"),
        name: CleanText::new("A long title that goes on and on"),
        released: ReleaseDate::parse("2026-11-22"),
        duration: Duration::from_secs(3723),
        progress: Progress::InProgress { position: Duration::from_secs(754) },
        explicit: false,
        playable: true,
        languages: vec![CleanText::new("en")],
        notes: Notes::default(),
        position: 0,
    };
    let show = ShowKey::from_remote("abc");
    let remote = episode.progress;
    ShelfEpisode {
        show,
        show_name: CleanText::new("The show"),
        episode,
        mark: None,
        remote,
        arrived: Timestamp::UNIX_EPOCH,
        saved: false,
    }
}

fn lines(width: u16, look: &DisplayOptions, item: ItemRef<'_>) -> Vec<(HeaderKind, String)> {
    let now: Timestamp = "2026-11-23T12:00:00Z".parse().expect("a moment");
    let zone = TimeZone::fixed(jiff::tz::offset(1));
    let now = now.to_zoned_datetime(zone);
    let startup = Startup::new(now, Size::default(), LoginState::LoggedOut);
    let cx = State::new(Startup { display: *look, ..startup }).cx;
    header(item, &cx, width).into_iter().map(|line| (line.kind, line.text)).collect()
}

#[test]
fn an_episode_says_when_how_long_how_far_and_where() {
    use HeaderKind::{Blank, By, Facts, Link, Progress, Title};
    let shown = lines(60, &DisplayOptions::default(), ItemRef::Episode(&episode()));
    let expected = [
        (Title, "A long title that goes on and on"),
        (By, "The show"),
        (Facts, "22 Nov 2026 (yesterday) · 1h03 · en"),
        (Progress, "Stopped at 12:34 of 1:02:03, 50m left"),
        (Link, "https://open.spotify.com/episode/xyz"),
        (Blank, ""),
    ];
    assert_eq!(shown, expected.map(|(kind, text)| (kind, text.to_owned())));
}

#[test]
fn a_show_says_what_it_has_since_when_it_is_followed_and_where() {
    use HeaderKind::{Blank, By, Copyright, Facts, Link, Title};
    let shown = lines(90, &DisplayOptions::default(), ItemRef::Show(&show()));
    let expected = [
        (Title, "The show"),
        (By, "A house"),
        (Facts, "12 episodes · audio and video · explicit · en, de · followed since 3 Jan 2026"),
        (Link, "https://open.spotify.com/show/abc"),
        (Copyright, "© A house"),
        (Blank, ""),
    ];
    assert_eq!(shown, expected.map(|(kind, text)| (kind, text.to_owned())));
}

#[test]
fn a_show_says_how_much_of_it_is_on_disk_and_still_to_be_heard() {
    let mut item = show();
    item.counts = StateCounts { total: 7, unplayed: 3, in_progress: 1 };
    let shown = lines(120, &DisplayOptions::default(), ItemRef::Show(&item));
    assert!(
        shown[2].1.starts_with("12 episodes · 7 on disk · 3 unplayed, 1 in progress · audio and video"),
        "{shown:?}"
    );
}

#[test]
fn a_line_of_facts_ends_between_two_of_them_and_counts_are_grouped() {
    let facts = |item: &ShelfShow, columns| {
        let shown = lines(columns, &DisplayOptions::default(), ItemRef::Show(item));
        let facts = shown.into_iter().filter(|(kind, _)| *kind == HeaderKind::Facts);
        facts.map(|(_, text)| text).collect::<Vec<_>>()
    };
    let mut item = show();
    item.show.total_episodes = Some(2500);
    item.counts = StateCounts { total: 1050, unplayed: 1002, in_progress: 1 };
    assert_eq!(
        facts(&item, 40),
        [
            "2,500 episodes · 1,050 on disk",
            "1,002 unplayed, 1 in progress",
            "audio and video · explicit · en, de",
            "followed since 3 Jan 2026",
        ]
    );
    assert_eq!(facts(&item, 20)[2..4], ["1,002 unplayed, 1 in", "progress"], "only a longer one is broken");
}

#[test]
fn a_local_mark_is_said_to_be_one() {
    for (mark, said) in [(Mark::Played, "played (local mark)"), (Mark::Unplayed, "unplayed (local mark)")] {
        let mut item = episode();
        item.mark = Some(mark);
        let shown = lines(60, &DisplayOptions::default(), ItemRef::Episode(&item));
        let facts = format!("22 Nov 2026 (yesterday) · 1h03 · {said} · en");
        assert_eq!(shown[2], (HeaderKind::Facts, facts));
        assert!(shown.iter().all(|(kind, _)| *kind != HeaderKind::Progress));
    }
}

#[test]
fn ascii_and_iso_dates_are_kept_to() {
    let look = DisplayOptions { ascii: true, iso_dates: true, ..DisplayOptions::default() };
    let shown = lines(60, &look, ItemRef::Episode(&episode()));
    assert_eq!(shown[2], (HeaderKind::Facts, "2026-11-22 - 1h03 - en".to_owned()));
}

#[test]
fn what_is_not_known_is_left_out() {
    let mut item = show();
    let bare = &mut item.show;
    (bare.publisher, bare.total_episodes, bare.added_at, bare.media) = (None, None, None, MediaType::Other);
    (bare.explicit, bare.languages, bare.copyrights) = (false, vec![], vec![]);
    let kinds: Vec<_> = lines(60, &DisplayOptions::default(), ItemRef::Show(&item)).into_iter().map(|l| l.0).collect();
    assert_eq!(kinds, [HeaderKind::Title, HeaderKind::Link, HeaderKind::Blank]);
}

#[test]
fn f8_an_odd_id_has_a_warning_in_place_of_the_link() {
    let mut odd = episode();
    odd.episode.key = EpisodeKey::from_remote("../x");
    let shown = lines(60, &DisplayOptions::default(), ItemRef::Episode(&odd));
    assert!(shown.contains(&(HeaderKind::Warning, "No link: Spotify gave it an id that is not one".to_owned())));
    assert!(shown.iter().all(|(kind, _)| *kind != HeaderKind::Link));
}

#[test]
fn f6_no_line_is_wider_than_the_pane_and_the_title_stays_whole() {
    for title in ["A long title that goes on and on", "الاقتصاد لا ينام: حوار الأسبوع", "日本語の話 第１回"]
    {
        let mut titled = episode();
        titled.episode.name = CleanText::new(title);
        for width in 2..80 {
            let shown = lines(width, &DisplayOptions::default(), ItemRef::Episode(&titled));
            assert!(shown.iter().all(|(_, text)| columns(text) <= usize::from(width)), "{width}: {shown:?}");
            let said = shown.iter().filter(|(kind, _)| *kind == HeaderKind::Title);
            let said: String = said.map(|(_, text)| text.replace(' ', "")).collect();
            assert_eq!(said, titled.episode.name.as_str().replace(' ', ""));
        }
    }
}

proptest! {
    #[test]
    fn any_width_is_survived(width in any::<u16>()) {
        prop_assert!(!lines(width, &DisplayOptions::default(), ItemRef::Show(&show())).is_empty());
    }
}

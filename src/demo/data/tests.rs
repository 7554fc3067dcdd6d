use std::collections::HashSet;

use jiff::{ToSpan, civil::date};

use super::{show::Gaps, *};

fn catalogue(options: &DemoOptions) -> Catalogue {
    Catalogue::new(options, date(2026, 11, 23))
}

#[test]
fn sixty_shows_are_written_and_every_one_finds_its_texts() {
    let catalogue = catalogue(&DemoOptions::default());
    assert_eq!(TEXTS.shows.len(), 60);
    for index in 0..60 {
        let show = catalogue.show(index).expect("there");
        assert!(
            (0..show.total()).filter_map(|p| show.at(p)).all(|e| !e.name.is_empty() && !e.html.is_empty()),
            "{index}"
        );
    }
    assert_eq!((catalogue.len(), catalogue.show(60).is_some()), (60, true), "there are more than are followed");
}

#[test]
fn the_daily_news_has_1500_episodes_one_a_day_up_to_today() {
    let catalogue = catalogue(&DemoOptions::default());
    let show = catalogue.show(0).expect("there");
    assert_eq!(show.total(), 1500);
    assert_eq!(show.at(0).map(|e| e.date), Some(date(2026, 11, 23)));
    assert_eq!(show.at(1499).map(|e| e.date), Some(date(2026, 11, 23) - 1499.days()));
    assert!(show.at(0).expect("there").name.starts_with("Monday 23 November: "));
}

#[test]
fn a_demo_of_few_episodes_has_no_show_of_many() {
    for (mean, size) in [(0, 0), (1, 50), (10, 500), (30, 1500), (500, 1500)] {
        let catalogue = catalogue(&DemoOptions { shows: 1, episodes: mean, ..DemoOptions::default() });
        assert_eq!(catalogue.show(0).map(|show| show.total()), Some(size), "{mean}");
    }
}

#[test]
fn no_two_shows_and_no_two_episodes_of_a_show_share_a_name() {
    let catalogue = catalogue(&DemoOptions { shows: 2000, episodes: 500, ..DemoOptions::default() });
    let mut names: Vec<_> = (0..2000).filter_map(|i| catalogue.show(i)).map(|show| show.name()).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!((count, names.len()), (2000, 2000));
    for index in [1, 6, 13, 700] {
        let show = catalogue.show(index).expect("there");
        let titles: HashSet<_> = (0..show.size).filter_map(|n| show.episode(n)).map(|e| e.name).collect();
        assert_eq!(titles.len(), show.size as usize, "{index}");
    }
}

#[test]
fn episodes_that_come_later_change_nothing_about_those_that_were_there() {
    let mut catalogue = catalogue(&DemoOptions::default());
    let all = |catalogue: &Catalogue, index| -> Vec<Episode> {
        let show = catalogue.show(index).expect("there");
        (0..show.total()).rev().filter_map(|position| show.at(position)).collect()
    };
    for index in 0..60 {
        let before = all(&catalogue, index);
        let shelf = catalogue.shelf(index).expect("there");
        shelf.gain(40, date(2026, 11, 25)).expect("there is room");
        let after = all(&catalogue, index);
        let (old, new): (Vec<_>, Vec<_>) = after.into_iter().partition(|episode| before.contains(episode));
        assert_eq!((&old, new.len()), (&before, 40), "{index}");
        assert!(new.iter().all(|episode| episode.date == date(2026, 11, 25)), "{index}");
        let names: HashSet<_> = old.iter().chain(&new).map(|episode| &episode.name).collect();
        assert_eq!(names.len(), old.len() + 40, "{index}");
    }
}

#[test]
fn the_mean_number_of_episodes_is_the_one_asked_for() {
    let catalogue = catalogue(&DemoOptions { shows: 2000, episodes: 500, ..DemoOptions::default() });
    let total: u64 = (60..2000).filter_map(|i| catalogue.show(i)).map(|show| u64::from(show.size)).sum();
    let mean = total / 1940;
    assert!((480..=520).contains(&mean), "{mean}");
}

#[test]
fn a_page_of_gaps_counts_every_item_once() {
    for items in [0, 1, 36, 37, 38, 50, 96, 97, 98, 148, 149, 200, 499, 1000] {
        let gaps = Gaps::among_shows(items);
        let total = gaps.total(items);
        let places: Vec<_> = (0..total).filter_map(|p| gaps.place(p)).collect();
        assert_eq!(places, (0..items).collect::<Vec<_>>(), "{items}");
        assert_eq!(total.div_ceil(50), items.div_ceil(50), "{items}");
    }
    assert_eq!([60, 120, 500].map(|items| Gaps::among_shows(items).total(items)), [61, 121, 500]);
}

#[test]
fn an_enormous_catalogue_stays_inside_the_calendar() {
    let catalogue = catalogue(&DemoOptions { episodes: u32::MAX, shows: u32::MAX, ..DemoOptions::default() });
    let show = catalogue.show(1).expect("there");
    assert_eq!(show.episode(0).map(|e| e.date), Some(date(1900, 1, 1)));
    assert!(catalogue.show(u32::MAX - 1).is_some_and(|show| !show.name().is_empty()));
}

#[test]
fn descriptions_are_the_notes_without_tags() {
    assert_eq!(
        notes::stripped("<p>It&#39;s <b>5</b> &lt; 6</p><p>(00:01:21) next<br />line</p>"),
        "It's 5 < 6 (00:01:21) next line"
    );
}

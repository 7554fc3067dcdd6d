use std::{cell::Cell, time::Duration};

use proptest::prelude::*;

use jiff::Timestamp;

use super::*;
use crate::{
    app::marks::Marking,
    domain::{CleanText, Episode, EpisodeAt, EpisodeKey, Notes, Progress, ShelfEpisode, ShowKey},
};

/// An episode whose id is its title.
fn item(title: &str) -> ShelfEpisode {
    let episode = Episode {
        key: EpisodeKey::from_remote(title),
        name: CleanText::new(title),
        released: None,
        duration: Duration::from_mins(1),
        progress: Progress::Unplayed,
        explicit: false,
        playable: true,
        languages: Vec::new(),
        notes: Notes::default(),
        position: 0,
    };
    ShelfEpisode {
        show: ShowKey::from_remote("show"),
        show_name: CleanText::new("Show"),
        remote: episode.progress,
        episode,
        mark: None,
        arrived: Timestamp::UNIX_EPOCH,
        saved: false,
    }
}

fn items(titles: &str) -> Vec<ShelfEpisode> {
    titles.chars().map(|title| item(&title.to_string())).collect()
}

fn subject(title: &str) -> Subject {
    Subject::Episode(EpisodeAt { show: ShowKey::from_remote("show"), episode: EpisodeKey::from_remote(title) })
}

/// A list, its items, and how many lines are in view.
struct Shown {
    list: List,
    items: Vec<ShelfEpisode>,
    height: usize,
}

impl Shown {
    fn new(titles: &str, height: usize) -> Self {
        let mut shown = Self { list: List::default(), items: Vec::new(), height };
        shown.read(titles);
        shown
    }

    /// Other items were read.
    fn read(&mut self, titles: &str) -> &mut Self {
        let before = std::mem::replace(&mut self.items, items(titles));
        self.show(&before, titles)
    }

    /// Lists only these items, in this order.
    fn only(&mut self, titles: &str) -> &mut Self {
        let before = self.items.clone();
        self.show(&before, titles)
    }

    fn show(&mut self, before: &[ShelfEpisode], titles: &str) -> &mut Self {
        let index =
            |title: char| self.items.iter().position(|item| item.title() == title.to_string()).expect("an item");
        let rows = filter::all(titles.chars().map(index));
        self.list.show(before, &self.items, rows, |_| 1, self.height);
        self
    }

    fn select(&mut self, title: &str) -> &mut Self {
        let row = (0..self.list.len()).find(|row| self.list.item(&self.items, *row).expect("a row").title() == title);
        self.list.select(row.expect("listed"), self.height);
        self
    }

    fn selected(&self) -> &str {
        self.list.selected_item(&self.items).map_or("", Item::title)
    }
}

#[test]
fn the_first_row_is_selected_until_one_is_chosen() {
    let mut shown = Shown::new("bc", 9);
    assert_eq!(shown.read("abc").selected(), "a");
    shown.select("b").read("zabc");
    assert_eq!(shown.selected(), "b");
    shown.list.unchoose();
    assert_eq!(shown.read("yzabc").selected(), "y");
}

#[test]
fn a_list_without_rows_selects_nothing_and_the_next_rows_their_first() {
    let mut shown = Shown::new("", 9);
    assert_eq!((shown.list.selected(), shown.list.is_empty()), (None, true));
    shown.list.step(Step::Down, 9, false);
    assert_eq!(shown.read("ab").selected(), "a");
}

#[test]
fn the_chosen_item_stays_selected_in_another_order_and_at_the_same_line() {
    let mut shown = Shown::new("abcdefghij", 4);
    shown.select("f");
    let offset = shown.list.lines().offset();
    shown.only("jihgfedcba");
    assert_eq!((shown.selected(), shown.list.lines().offset()), ("f", offset));
    shown.read("xyabcdefghij");
    assert_eq!((shown.selected(), shown.list.lines().offset()), ("f", offset));
}

#[test]
fn an_item_that_is_gone_gives_way_to_the_next_then_to_the_one_before() {
    for (left, selected) in [("abde", "d"), ("abe", "e"), ("ab", "b"), ("a", "a")] {
        let mut shown = Shown::new("abcde", 9);
        assert_eq!(shown.select("c").read(left).selected(), selected, "{left}");
    }
}

#[test]
fn where_none_of_the_rows_is_left_the_same_row_is_selected() {
    let mut shown = Shown::new("abcd", 9);
    assert_eq!(shown.select("c").read("wxyz").selected(), "y");
    let mut shown = Shown::new("abcd", 9);
    assert_eq!(shown.select("d").read("xy").selected(), "y");
}

#[test]
fn an_item_that_is_hidden_for_a_while_is_selected_again_unless_another_is_chosen() {
    let mut shown = Shown::new("abcd", 9);
    shown.select("b").only("cd");
    assert_eq!((shown.selected(), shown.list.is_hiding()), ("c", true));
    shown.only("abcd");
    assert_eq!((shown.selected(), shown.list.is_hiding()), ("b", false));
    shown.only("cd").list.step(Step::Down, 9, false);
    assert_eq!(shown.only("abcd").selected(), "d");
}

#[test]
fn a_stand_in_is_not_kept_where_it_was_only_settled() {
    let mut shown = Shown::new("abcd", 9);
    shown.select("b").only("cd").list.settle();
    assert_eq!(shown.only("abcd").selected(), "b");
    shown.only("cd").list.choose();
    assert_eq!(shown.only("abcd").selected(), "c");
}

#[test]
fn a_wanted_item_is_selected_as_soon_as_a_row_shows_it() {
    let mut shown = Shown::new("abc", 9);
    shown.list.want(subject("x"));
    shown.only("abc");
    assert_eq!((shown.selected(), shown.list.is_hiding()), ("a", true));
    assert_eq!(shown.read("abcx").selected(), "x");
}

#[test]
fn while_a_filter_is_typed_the_best_match_is_selected_and_the_chosen_item_after_it() {
    let mut shown = Shown::new("abcd", 9);
    shown.select("c").list.filter.edit();
    shown.list.follow_best();
    assert_eq!(shown.only("bc").selected(), "b");
    assert_eq!(shown.only("dcb").selected(), "d");
    shown.list.filter = Filter::Off;
    assert_eq!(shown.only("abcd").selected(), "c");
}

#[test]
fn a_row_chosen_while_a_filter_is_typed_stays_selected() {
    let mut shown = Shown::new("abcd", 9);
    shown.select("c").list.filter.edit();
    shown.list.follow_best();
    shown.only("bcd").list.step(Step::Down, 9, false);
    shown.only("bcd").list.step(Step::Down, 9, false);
    assert_eq!(shown.selected(), "d");
    shown.list.filter = Filter::Off;
    assert_eq!(shown.only("abcd").selected(), "d");
}

#[test]
fn a_filter_is_kept_typed_on_and_a_blank_one_is_none() {
    let mut filter = Filter::Off;
    filter.edit();
    assert!(filter.is_typing() && filter.is_blank());
    assert!(!filter.keep());
    assert_eq!(filter, Filter::Off);
    filter.edit();
    filter.field_mut().expect("typing").insert("word");
    assert!(filter.keep());
    assert!(matches!(filter, Filter::Kept(_)) && filter.field_mut().is_none());
    assert!(!filter.keep(), "it was kept before");
    filter.edit();
    assert_eq!((filter.text(), filter.is_typing()), ("word", true));
}

#[test]
fn rows_below_the_view_are_counted() {
    let mut shown = Shown::new("abcdefghij", 4);
    assert_eq!(shown.list.below(4), 6);
    shown.list.scroll(3, 4);
    assert_eq!(shown.list.below(4), 3);
    shown.list.step(Step::Last, 4, false);
    assert_eq!(shown.list.below(4), 0);
}

#[test]
fn rows_that_are_forgotten_leave_the_filter_and_what_is_selected_one_by_one() {
    let Shown { items, list, .. } = Shown::new("abc", 9);
    let mut rows = Rows { items, list };
    let selected = rows.items[1].clone();
    rows.list.filter.edit();
    rows.list.selection.toggle(&selected);
    rows.forget();
    assert_eq!((rows.items.len(), rows.list.len(), rows.list.load), (0, 0, Load::Never));
    assert!(rows.list.filter.is_typing() && rows.list.selection.contains(&selected));
}

#[test]
fn what_changed_is_read_again_after_the_pause() {
    let now = Timestamp::UNIX_EPOCH;
    assert_eq!(Reread::default().due_after(Reread::PAUSE), None);
    let mut reread = Reread::asked(now);
    assert_eq!(reread.due_after(Reread::PAUSE), None);
    reread.wanted = true;
    assert_eq!(reread.due_after(Reread::PAUSE), Some(now + Reread::PAUSE));
    assert_eq!(Reread { wanted: true, asked_at: None }.due_after(Reread::PAUSE), Some(Timestamp::MIN));
}

#[test]
fn what_is_selected_one_by_one_comes_in_the_order_it_was_selected() {
    let mut selection = Selection::default();
    for title in ["b", "a", "c"] {
        selection.toggle(&item(title));
    }
    let titles: Vec<_> = selection.episodes().into_iter().map(|one| one.episode.key).collect();
    assert_eq!(titles, ["b", "a", "c"].map(EpisodeKey::from_remote));
    selection.toggle(&item("a"));
    assert_eq!((selection.len(), selection.contains(&item("a"))), (2, false));
    selection.retain_among(&items("xc"));
    assert_eq!((selection.len(), selection.clear(), selection.clear()), (1, true, false));
}

/// Rows that count how many of them are looked at.
struct Counted(Rows<ShelfEpisode>, Cell<usize>);

impl AnyRows for Counted {
    fn list(&self) -> &List {
        &self.0.list
    }

    fn list_mut(&mut self) -> &mut List {
        &mut self.0.list
    }

    fn item_at(&self, row: usize) -> Option<ItemRef<'_>> {
        self.1.set(self.1.get() + 1);
        self.0.item_at(row)
    }

    fn item_of(&self, subject: &Subject) -> Option<ItemRef<'_>> {
        self.0.item_of(subject)
    }

    fn mark(&mut self, marking: &Marking) {
        self.0.mark(marking);
    }
}

proptest! {
    #[test]
    fn a_range_is_all_rows_between_its_ends_beside_what_was_selected_and_only_rows_that_change_are_looked_at(
        before in prop::collection::vec(0..40usize, 0..4), anchor in 0..40usize,
        moves in prop::collection::vec((0..40usize, any::<bool>()), 1..12)
    ) {
        let titles: Vec<String> = (0..40).map(|row| format!("e{row:02}")).collect();
        let mut rows = Counted(Rows::default(), Cell::new(0));
        rows.0.items = titles.iter().map(|title| item(title)).collect();
        rows.0.list_again(filter::all(0..40), |_| 1, 9);
        for row in before {
            rows.0.list.selection.toggle(&item(&titles[row]));
        }
        let kept: Vec<String> = rows.0.list.selection.episodes().iter().map(|one| one.episode.name.to_string()).collect();
        rows.0.list.selection.begin_range(&item(&titles[anchor]));
        let mut at = anchor;
        for (to, is_read_again) in moves {
            if is_read_again {
                rows.0.list_again(filter::all(0..40), |_| 1, 9);
            }
            let has_rows = rows.0.list.selection.spanned().is_some();
            rows.0.list.select(to, 9);
            rows.1.set(0);
            rows.extend_range();
            prop_assert!(!has_rows || rows.1.get() <= at.abs_diff(to) + 1, "{} of {}", rows.1.get(), at.abs_diff(to));
            at = to;
            let range = (anchor.min(to)..=anchor.max(to)).map(|row| titles[row].clone());
            let expected: Vec<String> = kept.iter().cloned().chain(range.filter(|title| !kept.contains(title))).collect();
            let selected = rows.0.list.selection.episodes();
            prop_assert_eq!(selected.iter().map(|one| one.episode.name.to_string()).collect::<Vec<_>>(), expected);
        }
        rows.0.list.selection.end_range();
        let next = item("next");
        rows.0.list.selection.toggle(&next);
        prop_assert_eq!(rows.0.list.selection.episodes().pop(), Some(next), "numbered after the range");
    }

    #[test]
    fn whatever_is_listed_the_selection_is_a_row_in_view(
        steps in prop::collection::vec((0..7u8, "[a-h]{0,8}", 0..9usize, 1..6usize), 1..40)
    ) {
        let mut shown = Shown::new("abcdefgh", 3);
        for (kind, titles, row, height) in steps {
            shown.height = height;
            shown.list.fit(height);
            let mut titles: Vec<char> = titles.chars().collect();
            titles.sort_unstable();
            titles.dedup();
            let titles: String = titles.into_iter().collect();
            match kind {
                0 => { shown.read(&titles); }
                1 => {
                    let held: String = shown.items.iter().map(Item::title).filter(|title| titles.contains(*title)).collect();
                    shown.only(&held);
                }
                2 => shown.list.select(row, height),
                3 => shown.list.step(Step::Down, height, false),
                4 => { shown.list.filter.edit(); shown.list.follow_best(); }
                5 => shown.list.filter = Filter::Off,
                _ => shown.list.want(subject(&titles)),
            }
            let Some(selected) = shown.list.selected() else {
                prop_assert!(shown.list.is_empty());
                continue;
            };
            let lines = shown.list.lines();
            prop_assert!(selected < shown.list.len());
            prop_assert!(lines.top() <= selected && selected < lines.top() + height, "{:?}", lines);
        }
    }
}

#[test]
fn a_row_that_is_not_read_is_selected_once_it_is_unless_the_selection_moves() {
    for (to, then, selected) in [
        (Step::Last, None, "f"),
        (Step::Row(4), None, "e"),
        (Step::Row(9), None, "f"),
        (Step::Last, Some(Step::Down), "b"),
        (Step::Last, Some(Step::Row(2)), "c"),
    ] {
        let mut shown = Shown::new("", 9);
        shown.list.load = Load::Partial;
        shown.read("abc").list.step(to, 9, false);
        assert_eq!((shown.selected(), shown.list.aimed()), ("a", to.row()));
        if let Some(step) = then {
            shown.list.step(step, 9, false);
        }
        shown.list.load = Load::Whole;
        assert_eq!(shown.read("abcdef").selected(), selected);
        assert_eq!(shown.read("abcdefg").selected(), selected, "it is chosen once");
    }
}

#[test]
fn the_last_rows_have_their_numbers_and_those_before_them_are_not_read() {
    let mut shown = Shown::new("", 2);
    shown.list.skipped = 10;
    shown.list.load = Load::Whole;
    shown.read("klm").list.step(Step::Row(11), 2, false);
    assert_eq!((shown.selected(), shown.list.number(1), shown.list.extent()), ("l", 11, 13));
    assert_eq!((shown.list.aimed(), shown.list.lacks(true)), (None, false), "nothing lies below");
    shown.list.step(Step::First, 2, false);
    assert_eq!((shown.selected(), shown.list.aimed(), shown.list.lacks(false)), ("l", Some(0), true));
    // Those before come: the selected row stays at its line.
    let offset = shown.list.lines().offset();
    shown.list.skipped = 8;
    shown.list.moved_on(2);
    shown.items = items("ijklm");
    shown.show(&items("ijklm"), "ijklm");
    assert_eq!((shown.selected(), shown.list.lines().offset(), shown.list.above()), ("l", offset, 2));
    shown.list.skipped = 0;
    shown.read("abcdefghijklm");
    assert_eq!((shown.selected(), shown.list.aimed()), ("a", None));
}

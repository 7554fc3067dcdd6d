//! What only this computer knows of a person: the latest queries, and what arrived since New was looked at.

use jiff::{Timestamp, ToSpan as _, civil::date, tz::TimeZone};
use pretty_assertions::assert_eq;
use spotpods_tui::library::Step;

use super::{Shelf, THEN, account, episode, page};

#[test]
fn queries_belong_to_an_account_and_go_with_its_library() {
    let shelf = Shelf::new();
    let other = shelf.library.use_account(&account("other"), THEN).wait().expect("it is written");
    for (whose, queries) in [(shelf.me, ["night train", "show:kitchens"]), (other, ["harbour", "unplayed"])] {
        shelf.library.store_searches(whose, &queries.map(str::to_owned)).wait().expect("it is written");
    }
    shelf.library.wipe(other).wait().expect("it is deleted");
    let queries = |whose| shelf.reader.searches(whose).expect("it reads");
    assert_eq!(queries(shelf.me), ["night train", "show:kitchens"]);
    assert_eq!(queries(other), Vec::<String>::new());
}

#[test]
fn arrivals_count_if_they_are_recent_and_their_show_is_followed() {
    let shelf = Shelf::new();
    shelf.follow(shelf.me, &["A", "B"], THEN);
    let at =
        |day: i8| -> Timestamp { date(2026, 11, day).to_zoned_datetime(TimeZone::UTC).expect("a day").timestamp() };
    let write = |show: &str, moment: Timestamp, released: &[(&str, &str)]| {
        let items = released.iter().map(|(id, day)| episode(id, day, id, "")).collect();
        let same = |before: &spotpods_tui::library::FetchState, _: &_| before.clone();
        let step =
            shelf.library.apply_episodes_step(shelf.show(shelf.me, show), page(0, items), Step::Look, moment, same);
        step.wait().expect("it is written");
    };
    write("A", at(10), &[("seen", "2026-11-09")]);
    write("A", at(20), &[("new", "2026-11-19"), ("old", "2020-01-01")]);
    write("B", at(21), &[("other", "2026-11-21")]);
    let arrived = |after: Timestamp| shelf.reader.arrived_after(shelf.me, after).expect("it reads");
    assert_eq!((arrived(at(12)), arrived(at(20)), arrived(at(25))), (2, 1, 0));
    shelf.follow(shelf.me, &["A"], at(22) + 1.hour());
    assert_eq!(arrived(at(12)), 1, "B is no longer followed");
}

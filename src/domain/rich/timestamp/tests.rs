use pretty_assertions::assert_eq;

use super::*;

const HOUR: u64 = 3600;

/// The points in a line, in seconds, for an episode of `length` seconds.
fn points(line: &str, length: u64) -> Vec<u64> {
    let (found, length) = (candidates(line), Duration::from_secs(length));
    let reading = Reading::of(&found, length);
    found.iter().filter_map(|candidate| candidate.point(reading, length)).map(|point| point.as_secs()).collect()
}

#[test]
fn a_timestamp_is_found_in_any_dress() {
    for (line, seconds) in [
        ("(00:01:21) Intro", &[81][..]),
        ("[12:34] Guest", &[754]),
        ("12:34", &[754]),
        ("12:34: Guest", &[754]),
        ("1:02:03 Outro", &[3723]),
        ("00:00 Start", &[0]),
        ("75:30 late", &[4530]),
        ("as said at 12:34.", &[754]),
        ("at 12:34, and 13:00; 14:00!", &[754, 780, 840]),
        ("12:34-15:00 range", &[754, 900]),
        ("(12:34–15:00)", &[754, 900]),
        ("12:34 – 15:00", &[754, 900]),
        ("- 12:34 Item", &[754]),
        ("-12:34 Item", &[754]),
        ("1. 12:34 Item", &[754]),
        ("オープニング12:34トーク", &[754]),
        ("12:34 Am Anfang", &[754]),
        ("2026-01-02 Recap 12:34", &[754]),
    ] {
        assert_eq!(points(line, 0), seconds, "{line}");
    }
}

#[test]
fn what_is_part_of_something_longer_is_no_timestamp() {
    for line in [
        "16:9",
        "16:9:1",
        "1:2:3:4",
        "12:34:56:78",
        "12:3",
        "12:345",
        "1234:56",
        "12:60",
        "1:60:00",
        "v1:02:03",
        "12:34th",
        "10:15.5",
        "3:16-18",
        "+12:34",
        "ratio 12:34/5",
        "50:50%",
        "::1",
        "12:",
        "fe80::12:34",
        "2026-01-02 12:34",
        "2026-01-02, 12:34",
        "02.01.2026 20:15",
        "2026-01-02T12:34:56",
        "at 10:30 am",
        "10:30 PM",
        "10:30 p.m.",
        "20:15 Uhr",
        "12:00 UTC",
        "10:30pm",
    ] {
        assert_eq!(points(line, 0), Vec::<u64>::new(), "{line}");
    }
}

#[test]
fn what_lies_beyond_the_end_is_no_timestamp() {
    assert_eq!(points("10:00 10:01 1:00:00", 600), [600]);
    assert_eq!(points("999:59", 0), [59_999]);
}

#[test]
fn two_numbers_are_minutes_unless_only_hours_make_sense() {
    assert_eq!(points("0:00 0:25 1:10", 80 * 60), [0, 25 * 60, 70 * 60]);
    assert_eq!(points("0:00 0:25 1:10", 75), [0, 25, 70], "short episode");
    assert_eq!(points("0:25 1:10", 80 * 60), [25, 70], "too few to tell");
    assert_eq!(points("0:00 0:25 1:10:00", 80 * 60), [0, 25, 70 * 60], "three numbers say what two mean");
    assert_eq!(points("0:00 12:25 41:10", 80 * 60), [0, 745, 2470]);
    assert_eq!(points("0:00 0:25 1:10", 10 * HOUR), [0, 25, 70], "hours would all lie in the beginning");
    assert_eq!(points("0:00 0:25 1:10", 0), [0, 25, 70], "unknown length");
}

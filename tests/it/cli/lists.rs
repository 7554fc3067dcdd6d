//! `shows`, `episodes`, `new`, `search`, `notes`: from disk, as text and as JSON.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::Stdio,
    time::Duration,
};

use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use spotpods_tui::domain::{Episode, Progress};

use super::stocked::{LATEST, NEWS, Stocked, TRAINS, ago, named};
use crate::library::episode;

const COMMANDS: [&[&str]; 6] =
    [&["shows"], &["episodes"], &["new", "--days", "4000"], &["search", "sleeper"], &["notes", "Train1"], &["export"]];

#[test]
fn a_show_is_an_object_with_stable_names() {
    let stocked = Stocked::new();
    let shows = stocked.json(&["shows"]);
    assert_eq!(
        shows[0],
        json!({
            "id": NEWS, "name": "Éclair News & Views", "publisher": "Publisher", "description": "About it",
            "total_episodes": 4, "unplayed": 2, "in_progress": 1, "latest_release": ago(0),
            "added_at": "2024-05-01T10:00:00Z", "url": format!("https://open.spotify.com/show/{NEWS}"),
        })
    );
    let odd = &shows[2];
    assert_eq!((&odd["id"], &odd["url"], &odd["publisher"]), (&json!("odd/id"), &Value::Null, &Value::Null));
    assert_eq!((&odd["total_episodes"], &odd["latest_release"]), (&json!(1), &Value::Null));
    assert_eq!(odd["name"], "Ödd [31mShow");
}

#[test]
fn an_episode_is_an_object_with_stable_names() {
    let stocked = Stocked::new();
    let episodes = stocked.json(&["episodes"]);
    assert_eq!(
        episodes[1],
        json!({
            "id": "News2", "show_id": NEWS, "show_name": "Éclair News & Views", "name": "Evening",
            "release_date": ago(3), "duration_ms": 2_700_000, "position_ms": 754_000, "state": "in_progress",
            "url": "https://open.spotify.com/episode/News2", "description": "",
        })
    );
    assert_eq!(episodes[0]["description"], "Today's news");
    let odd = &episodes[6];
    assert_eq!((&odd["id"], &odd["show_id"]), (&json!("=odd id"), &json!("odd/id")));
    assert_eq!((&odd["url"], &odd["release_date"], &odd["duration_ms"]), (&Value::Null, &Value::Null, &json!(0)));
}

#[test]
fn the_names_stand_in_the_order_of_the_contract() {
    let said = Stocked::new().run("episodes --limit 1 --json");
    let names = ["id", "show_id", "show_name", "name", "release_date", "duration_ms", "position_ms", "state", "url"];
    let places: Vec<_> =
        names.iter().map(|name| said.out.find(&format!("\"{name}\":")).expect("it is there")).collect();
    assert!(places.is_sorted(), "{}", said.out);
}

#[test]
fn shows_are_filtered_by_words_without_case_and_accents_and_sorted() {
    let stocked = Stocked::new();
    let names = |words: &[&str]| stocked.each(words, "name");
    let (news, trains, odd) = ("Éclair News & Views", "Night Trains", "Ödd [31mShow");
    assert_eq!(names(&["shows"]), [news, trains, odd]);
    assert_eq!(names(&["shows", "eclair VIEWS"]), [news]);
    assert_eq!(names(&["shows", "no such"]), [""; 0]);
    assert_eq!(names(&["shows", "--sort", "latest"]), [news, trains, odd]);
    assert_eq!(names(&["shows", "--sort", "added"]), [trains, news, odd]);
    assert_eq!(names(&["shows", "--sort", "unplayed"]), [news, trains, odd]);
}

#[test]
fn episodes_of_all_shows_come_newest_first_with_dates_as_precise_as_known() {
    let stocked = Stocked::new();
    let dates = stocked.each(&["episodes"], "release_date");
    assert_eq!(dates, [ago(0), ago(3), ago(40), "2024-05-02".into(), "2024-05".into(), "2024".into(), "null".into()]);
}

#[test]
fn episodes_are_filtered_by_show_state_date_and_number() {
    let stocked = Stocked::new();
    let ids = |words: &[&str]| stocked.each(&[&["episodes"], words].concat(), "id");
    assert_eq!(ids(&[TRAINS]), ["Train1", "Train2"]);
    assert_eq!(ids(&["--state", "in-progress"]), ["News2"]);
    assert_eq!(ids(&[NEWS, "--state", "played"]), ["News3"]);
    assert_eq!(ids(&["--since", "2024-05-02"]), [LATEST, "News2", "Train1", "News3"]);
    assert_eq!(ids(&["--since", "2024-05"]), [LATEST, "News2", "Train1", "News3", "News4"]);
    assert_eq!(ids(&[NEWS, "--since", "7d"]), [LATEST, "News2"]);
    assert_eq!(ids(&["--limit", "2"]), [LATEST, "News2"]);
    assert_eq!(ids(&[NEWS, "--limit", "3"]), [LATEST, "News2", "News3"]);
    assert_eq!(ids(&["--state", "unplayed", "--since", "2024", "--limit", "3"]), [LATEST, "Train1", "News4"]);
}

#[test]
fn new_is_the_last_days_over_all_shows() {
    let stocked = Stocked::new();
    let ids = |words: &[&str]| stocked.each(&[&["new"], words].concat(), "id");
    assert_eq!(ids(&[]), [LATEST, "News2"]);
    assert_eq!(ids(&["--days", "2"]), [LATEST]);
    assert_eq!(ids(&["--days", "60", "--one-per-show"]), [LATEST, "Train1"]);
    assert_eq!(ids(&["--one-per-show"]), [LATEST]);
}

#[test]
fn a_search_finds_words_in_titles_before_words_in_notes() {
    let stocked = Stocked::new();
    let ids = |words: &[&str]| stocked.each(&[&["search"], words].concat(), "id");
    assert_eq!(ids(&["sleeper"]), ["Train1", "Train2"]);
    assert_eq!(ids(&["SLEEPERS second"]), ["Train1"]);
    assert_eq!(ids(&["sleepers", "second"]), ["Train1"]);
    assert_eq!(ids(&["sleeper", "--limit", "1"]), ["Train1"]);
    assert_eq!(ids(&["\"sleeper cars\""]), ["Train2"]);
    assert_eq!(ids(&["show:eclair unplayed morning"]), [LATEST]);
}

#[test]
fn no_syntax_of_a_search_is_an_error() {
    let stocked = Stocked::new();
    for query in
        ["", " ", "\"", "\"unclosed", "(", "a AND OR (b", "*", "-sleeper", "--", "Rails: x", "http://x", "NEAR(a b)"]
    {
        let said = stocked.run_with(&["search", "--json", "--", query]);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{query:?}");
        assert!(serde_json::from_str::<Vec<Value>>(&said.out).is_ok(), "{query:?}: {}", said.out);
    }
    assert_eq!(stocked.each(&["search", "sleeper -vienna"], "id"), ["Train2"]);
    assert_eq!(stocked.each(&["search", "-sleeper after:7d"], "id"), [LATEST, "News2"]);
    assert_eq!(stocked.each(&["search", "'; DROP TABLE episodes --sleeper"], "id"), [""; 0]);
    assert_eq!(stocked.each(&["search", "sleeper"], "id").len(), 2);
}

#[test]
fn an_empty_list_is_a_note_for_people_and_an_array_for_scripts() {
    let stocked = Stocked::empty();
    stocked.fill("me", vec![(named(NEWS, "News", 1), vec![episode("E1", "2024", "Old", "")])]);
    for (line, note) in [
        ("episodes --state played", "No episode matches"),
        ("episodes news --since 2025", "No episode matches"),
        ("new", "No new episodes in the last 7 days"),
        ("new --days 1 --one-per-show", "No new episodes today"),
    ] {
        let said = stocked.run(line);
        assert_eq!((said.code, said.out.as_str(), said.err), (Some(0), "", format!("{note}\n")), "{line}");
        let said = stocked.run(&format!("{line} --json"));
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), "[]\n", ""), "{line}");
    }
    // A search without a hit fails, as of `grep`.
    for (line, note) in [
        ("shows zzzz", "No show matches"),
        ("search zzzz", "No title or notes match"),
        ("search old unplayed before:2020", "No episode matches"),
    ] {
        let said = stocked.run(line);
        assert_eq!((said.code, said.out.as_str(), said.err), (Some(1), "", format!("{note}\n")), "{line}");
        let said = stocked.run(&format!("{line} --json"));
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), "[]\n", ""), "{line}");
    }
}

#[test]
fn a_search_has_the_matching_line_of_each_hit() {
    let stocked = Stocked::new();
    let line = "About sleepers at 12:34, see the page and a trap. Second.";
    let said = stocked.run("search sleepers trap");
    assert!(said.out.ends_with(&format!("The Sleeper to Vienna\n    {line}\n")), "{said:?}");
    assert_eq!(stocked.each(&["search", "sleepers", "trap"], "snippet"), [line]);
    assert_eq!(stocked.each(&["search", "vienna"], "snippet"), ["The Sleeper to Vienna"]);
}

#[test]
fn an_episode_of_the_future_is_not_new_and_not_the_latest() {
    let stocked = Stocked::empty();
    let episodes = vec![episode("Far", "2931-01-01", "Far", ""), episode("Now", &ago(1), "Now", "")];
    stocked.fill("me", vec![(named(NEWS, "News", 2), episodes)]);
    for words in [&["new"][..], &["new", "--days", "9999"], &["new", "--one-per-show"]] {
        assert_eq!(stocked.each(words, "id"), ["Now"], "{words:?}");
    }
    assert_eq!(stocked.each(&["shows", "--sort", "latest"], "latest_release"), [ago(1)]);
    assert_eq!(stocked.each(&["episodes", "News"], "id"), ["Far", "Now"]);
}

#[test]
fn an_id_with_blanks_around_it_is_found() {
    let stocked = Stocked::new();
    for raw in [" Train1 ", "\tTrain1\n", " spotify:episode:Train1 ", " the sleeper to vienna "] {
        assert_eq!(stocked.json(&["notes", raw])["id"], "Train1", "{raw:?}");
    }
    assert_eq!(stocked.each(&["episodes", &format!(" {TRAINS} ")], "id"), ["Train1", "Train2"]);
}

#[test]
fn a_wrong_filter_is_a_usage_error_that_names_it_and_what_is_allowed() {
    let stocked = Stocked::new();
    for (query, sentence) in [
        ("sleeper after:banana", "`after:banana` needs a date: 2026, 2026-01, 2026-01-31, today, yesterday, 7d or 2w"),
        ("longer:abc", "`longer:abc` needs a length, such as 45s, 30m, 1h or 1h30m"),
        ("sleeper show:", "`show:` needs a name, such as show:news or show:\"deep dive\""),
        ("after:202", "`after:202` needs a date: 2026, 2026-01, 2026-01-31, today, yesterday, 7d or 2w"),
        ("lang:e", "`lang:e` needs a language code, such as en or pt-BR"),
    ] {
        for words in [&["search", query][..], &["search", "--json", query]] {
            let said = stocked.run_with(words);
            let expected = format!("spotpods-tui: {sentence}\n");
            assert_eq!((said.code, said.out.as_str(), said.err), (Some(2), "", expected), "{query}");
        }
    }
    let said = stocked.run("search bogus:x");
    assert!(said.code == Some(2) && said.err.starts_with("spotpods-tui: `bogus:x` is not a filter: use "), "{said:?}");
    assert_eq!(stocked.each(&["search", "sleeper after:2024 before:2025"], "id"), ["Train2"]);
}

#[test]
fn notes_are_text_with_numbered_links_and_a_header() {
    let said = Stocked::new().run_with(&["notes", "Train1"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    let expected = format!(
        "The Sleeper to Vienna\nShow     Night Trains\nReleased {}\nLength   45:00\nState    unplayed\n\
         Link     https://open.spotify.com/episode/Train1\n\n\
         About sleepers at 12:34, see the page [1] and a trap.\n\nSecond.\n\n[1] https://example.org/a?b=1\n",
        ago(40)
    );
    assert_eq!(said.out, expected);
}

#[test]
fn notes_are_wrapped_at_80_columns() {
    let stocked = Stocked::empty();
    let notes = format!("<p>{}</p>", "word ".repeat(100));
    stocked.fill("me", vec![(named(NEWS, "News", 1), vec![episode("E1", "2026", "One", &notes)])]);
    let said = stocked.run("notes E1");
    let longest = said.out.lines().map(str::len).max();
    assert_eq!(longest, Some(79), "{}", said.out);
}

#[test]
fn f8_notes_as_json_are_an_episode_with_links_that_lead_to_the_web() {
    let object = Stocked::new().json(&["notes", "Train1"]);
    assert_eq!(object["id"], "Train1");
    assert_eq!(object["notes"], "About sleepers at 12:34, see the page [1] and a trap.\n\nSecond.");
    assert_eq!(object["description"], "About sleepers at 12:34, see the page and a trap.\n\nSecond.");
    assert_eq!(object["links"], json!(["https://example.org/a?b=1"]));
}

#[test]
fn a_line_of_text_is_one_episode_or_show_with_its_id() {
    let stocked = Stocked::new();
    let said = stocked.run("episodes --limit 2");
    let expected = format!(
        "{LATEST}  {}  unplayed       45:00  Éclair News & Views  Morning\n\
         News2                   {}  in-progress    45:00  Éclair News & Views  Evening\n",
        ago(0),
        ago(3)
    );
    assert_eq!(said.out, expected);
    let said = stocked.run("shows trains");
    assert_eq!(said.out, format!("Night Trains         2            0         2  {}  {TRAINS}\n", ago(40)));
}

#[test]
fn f10_piped_output_has_no_escape_byte_unless_colours_are_asked_for() {
    let stocked = Stocked::new();
    for words in COMMANDS {
        let said = stocked.run_with(words);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{words:?}");
        assert!(!said.out.contains('\u{1b}') && !said.out.is_empty(), "{words:?}: {}", said.out);
    }
    for words in &COMMANDS[..5] {
        let coloured = stocked.run_with(&[words, &["--color", "always"][..]].concat());
        assert!(coloured.out.contains("\u{1b}["), "{words:?}: {}", coloured.out);
    }
}

#[test]
fn f1_text_of_any_kind_stays_on_its_line() {
    let stocked = Stocked::empty();
    let hostile = "a\nb\r\u{1b}]0;x\u{7}\u{202e}c\u{9b}2J";
    let notes = format!("<p>{hostile}</p><pre>{hostile}</pre>");
    stocked.fill("me", vec![(named(NEWS, hostile, 1), vec![episode("E1", "2026", hostile, &notes)])]);
    for words in COMMANDS.iter().map(|words| if words[0] == "notes" { &["notes", "E1"] } else { *words }) {
        let said = stocked.run_with(words);
        let bad = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!said.out.contains(bad), "{words:?}: {:?}", said.out);
    }
    assert_eq!(stocked.run("episodes").out.lines().count(), 1);
}

#[test]
fn f10_a_reader_that_goes_away_ends_a_long_list_quietly() {
    let stocked = Stocked::empty();
    stocked.fill("me", vec![(named(NEWS, "News", 10_000), many(10_000))]);
    for line in ["episodes", "episodes --json", "export --format csv", "export --format markdown", "export"] {
        let mut command = stocked.0.command("--profile-dir p");
        command.args(line.split(' ')).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let mut reader = BufReader::with_capacity(16, child.stdout.take().expect("piped"));
        let mut first = Vec::new();
        reader.read_until(b'\n', &mut first).expect("a line");
        drop(reader);
        let mut err = String::new();
        child.stderr.take().expect("piped").read_to_string(&mut err).expect("UTF-8");
        assert_eq!((child.wait().expect("it ends").code(), err.as_str()), (Some(0), ""), "{line}");
        assert!(!first.is_empty(), "{line}");
    }
}

#[test]
fn a_long_list_is_whole_and_each_row_comes_once() {
    let stocked = Stocked::empty();
    stocked.fill("me", vec![(named(NEWS, "News", 10_000), many(10_000))]);
    for words in [&["episodes"][..], &["episodes", NEWS]] {
        let mut ids: Vec<String> = stocked
            .run_with(words)
            .out
            .lines()
            .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
            .collect();
        assert_eq!(ids.len(), 10_000, "{words:?}");
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 10_000, "{words:?}");
    }
    assert_eq!(stocked.each(&["episodes", "--limit", "1234"], "id").len(), 1234);
    assert_eq!(stocked.each(&["search", "day", "--limit", "700"], "id").len(), 700);
}

#[test]
fn a_bad_number_date_or_state_is_a_usage_error() {
    let stocked = Stocked::new();
    for line in [
        "episodes --limit 0",
        "episodes --limit -1",
        "episodes --since soon",
        "episodes --since 7",
        "episodes --since 2026-02-30",
        "episodes --state heard",
        "new --days 0",
        "new --days x",
        "search",
        "search x --limit 0",
        "shows --sort size",
        "notes",
        "export --format pdf",
    ] {
        let said = stocked.run(line);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{line}");
    }
    for line in ["new --days x", "new --days 0", "episodes --limit 1.5", "search x --limit 4294967296"] {
        let said = stocked.run(line);
        assert!(said.err.contains("use a whole number from 1 to 4294967295"), "{line}: {}", said.err);
    }
}

#[test]
fn help_of_each_command_has_examples() {
    for command in ["shows", "episodes", "new", "search", "notes", "export"] {
        let said = Stocked::empty().run_with(&[command, "--help"]);
        assert!(said.code == Some(0) && said.out.contains("Examples:"), "{command}: {}", said.out);
    }
    assert!(Stocked::empty().run("new --help").out.contains("[default: 7]"));
}

fn many(count: u32) -> Vec<Episode> {
    let one = |position: u32| Episode {
        position,
        duration: Duration::from_mins(30),
        progress: Progress::Unplayed,
        ..episode(&format!("Ep{position}"), &ago(i64::from(position / 20)), &format!("Day {position}"), "<p>Text</p>")
    };
    (0..count).map(one).collect()
}

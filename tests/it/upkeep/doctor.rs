use std::{fs, os::unix::fs::PermissionsExt as _};

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use super::{Home, Said, small};

fn problems(report: &Value) -> Vec<&str> {
    report["problems"].as_array().expect("a list").iter().map(|problem| problem.as_str().expect("text")).collect()
}

fn file<'a>(report: &'a Value, name: &str) -> &'a Value {
    let files = report["files"].as_array().expect("a list");
    files.iter().find(|file| file["name"] == name).expect(name)
}

#[test]
fn without_a_login_and_a_library_the_report_is_whole_and_no_file_is_made() {
    let home = Home::small();
    let said = home.run("doctor");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    let problems = "Problems\n  - not logged in: log in with `spotpods-tui auth login`\n";
    for part in ["Versions", "SQLite", "Not logged in", "none yet", "TERM", problems] {
        assert!(said.out.contains(part), "{part} is missing in {}", said.out);
    }
    assert!(!said.out.contains('\u{1b}'));
    assert!(!home.profile().exists(), "it only looks");
    assert_eq!(home.demo.requests().len(), 0);
}

#[test]
fn without_a_client_id_the_report_names_it_and_the_login() {
    let home = Home::small();
    let said = Said::from(home.command("doctor --json").env_remove("SPOTIFY_CLIENT_ID").output().expect("it starts"));
    let report = said.object();
    let problems = problems(&report);
    let step = "not logged in, no client ID is set: `spotpods-tui auth login` asks for it and logs in";
    assert_eq!(problems, [step], "{report}");
    let said = Home::logged_in(small()).run("doctor");
    assert!(said.out.ends_with("No problems found\n"), "{said:?}");
}

#[test]
fn the_report_has_stable_names() {
    let home = Home::logged_in(small());
    let asked = home.demo.requests().len();
    let report = home.run("doctor --json").object();
    let mut names: Vec<_> = report.as_object().expect("an object").keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        ["config", "files", "library", "login", "marks", "network", "problems", "quota", "terminal", "versions"]
    );
    assert_eq!(problems(&report), Vec::<&str>::new());
    assert_eq!((&report["login"]["logged_in"], &report["login"]["stored"]), (&json!(true), &json!("login")));
    assert_eq!((&report["library"]["sound"], &report["library"]["shows"]), (&json!(true), &json!(0)));
    assert_eq!((&report["quota"]["daily_budget"], &report["quota"]["reserve"]), (&json!(600), &json!(400)));
    assert_eq!(file(&report, "credentials")["mode"], "0600");
    assert_eq!(file(&report, "data")["mode"], "0700");
    assert_eq!(home.demo.requests().len(), asked, "nothing is asked of Spotify");
}

#[test]
fn d7_c9_no_token_and_no_password_is_in_the_report() {
    let home = Home::logged_in(small());
    let stored: Value =
        serde_json::from_str(&fs::read_to_string(home.data("credentials.json")).expect("a login")).expect("JSON");
    for line in ["doctor", "doctor --json"] {
        let mut command = home.command(line);
        command.env("HTTPS_PROXY", "http://me:canary@proxy.example:3128").env("SPOTIFY_CLIENT_SECRET", "canary0");
        let said = Said::from(command.output().expect("it starts"));
        assert_eq!(said.code, Some(0));
        let text = format!("{}{}", said.out, said.err);
        assert!(text.contains("me:[redacted]@proxy.example:3128"), "{text}");
        for secret in
            ["canary", stored["access_token"].as_str().expect("text"), stored["refresh_token"].as_str().expect("text")]
        {
            assert!(!text.contains(secret), "{line}");
        }
    }
}

#[test]
fn files_that_others_can_read_are_reported_with_their_mode() {
    let home = Home::logged_in(small());
    for name in ["credentials.json", "library.db"] {
        fs::set_permissions(home.data(name), fs::Permissions::from_mode(0o644)).expect("set");
    }
    let report = home.run("doctor --json").object();
    for name in ["credentials", "library"] {
        let file = file(&report, name);
        assert_eq!(
            (&file["mode"], &file["expected_mode"], &file["ok"]),
            (&json!("0644"), &json!("0600"), &json!(false))
        );
    }
    assert_eq!(problems(&report).len(), 2, "{report}");
}

#[test]
fn d5_damaged_files_are_reported_and_not_moved() {
    let home = Home::logged_in(small());
    fs::write(home.data("credentials.json"), "{").expect("written");
    fs::write(home.data("library.db"), "no database").expect("written");
    home.config("clientid = 1\n");
    let report = home.run("doctor --json").object();
    assert_eq!((&report["login"]["stored"], &report["library"]["sound"]), (&json!("damaged"), &json!(false)));
    let problems = problems(&report).join("\n");
    for part in ["config.toml:1: unknown key", "the stored login is damaged", "the library file is damaged"] {
        assert!(problems.contains(part), "{part} is missing in {problems}");
    }
    assert_eq!(fs::read_to_string(home.data("credentials.json")).expect("there"), "{");
    assert_eq!(fs::read_to_string(home.data("library.db")).expect("there"), "no database");
}

/// A library of more than 4 MiB, one page of which holds no tree.
fn large_and_damaged() -> Home {
    let home = Home::logged_in(small());
    let path = home.data("library.db");
    let db = rusqlite::Connection::open(&path).expect("it opens");
    db.execute_batch(
        "CREATE TABLE large (text BLOB);
         WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 6000)
         INSERT INTO large SELECT zeroblob(900) FROM n; PRAGMA wal_checkpoint(TRUNCATE)",
    )
    .expect("written");
    drop(db);
    let mut bytes = fs::read(&path).expect("a library");
    let page = bytes.len() / 4096 - 3;
    bytes[page * 4096..(page + 1) * 4096].fill(0xff);
    fs::write(&path, bytes).expect("written");
    home
}

#[test]
fn a_large_library_is_read_only_when_asked_for() {
    let home = large_and_damaged();
    let said = home.run("doctor");
    assert!(said.out.contains("not checked; `spotpods-tui doctor --check`"), "{said:?}");
    assert_eq!((home.run("doctor --json").object()["library"]["sound"].clone(), said.err.as_str()), (Value::Null, ""));
    let report = home.run("doctor --json --check").object();
    assert_eq!(report["library"]["sound"], json!(false));
    assert!(problems(&report).join("\n").contains("the library file is damaged"), "{report}");
    // It is noted for the next start, so it is known without another look.
    assert_eq!(home.run("doctor --json").object()["library"]["sound"], json!(false));
}

#[test]
fn the_wal_is_counted_apart() {
    let home = Home::logged_in(small());
    let path = home.data("library.db");
    let db = rusqlite::Connection::open(&path).expect("it opens");
    db.execute_batch("CREATE TABLE more (text TEXT)").expect("written");
    let report = home.run("doctor --json").object();
    let size = |path: std::path::PathBuf| json!(path.metadata().expect("a file").len());
    assert_eq!(report["library"]["bytes"], size(path));
    let wal = size(home.data("library.db-wal"));
    assert!(wal != json!(0));
    assert_eq!(report["library"]["wal_bytes"], wal);
    drop(db);
}

#[test]
fn a_refused_address_is_one_thing_to_do() {
    let home = Home::small();
    let mut command = home.command("doctor --json");
    let said = Said::from(command.env("SPOTPODS_API_URL", "http://api.example.org").output().expect("it starts"));
    let report = said.object();
    assert_eq!((said.code, &report["network"]["api_url"]), (Some(0), &Value::Null));
    let problems = problems(&report);
    assert!(problems.len() == 1 && problems[0].contains("must use https"), "{report}");
}

#[test]
fn a_rate_limit_is_reported_with_its_end() {
    let home = Home::small();
    let state = home.profile().join("state");
    fs::create_dir_all(&state).expect("a folder");
    let now = jiff::Timestamp::now();
    let until = now + jiff::SignedDuration::from_hours(5);
    let quota = file(&home.run("doctor --json").object(), "quota")["path"].as_str().expect("a path").to_owned();
    fs::write(quota, json!({ "since": now.to_string(), "until": until.to_string() }).to_string()).expect("written");
    let report = home.run("doctor --json").object();
    let told: jiff::Timestamp = report["quota"]["blocked_until"].as_str().expect("a time").parse().expect("a time");
    assert!(told.duration_since(until).abs() < jiff::SignedDuration::from_secs(60), "{told} {until}");
}

#[test]
fn every_mistake_of_the_configuration_is_reported_with_its_line() {
    let home = Home::logged_in(small());
    home.config(
        "theme = 1\nunknown = 2\n[dates]\nstyle = \"isoo\"\n[keymap.shows]\nnothing = \"x\"\nopen = \"SS\"\nstate = \"i\"\n\
         [keymap.nowhere]\nopen = \"x\"\n[keymap.list]\nsort = \"/\"\n",
    );
    let report = home.run("doctor --json").object();
    let said = problems(&report).join("\n");
    for part in [
        "config.toml:1: `theme` is `1`, but must be",
        "config.toml:2: unknown key `unknown`",
        "config.toml:4: `dates.style` is `isoo`",
        "config.toml:6: there is no `nothing` in shows",
        "config.toml:7: `SS` is not a key: a key is a character or `Space`",
        "config.toml:10: there is no context `nowhere`",
        "config.toml:12: `/` is already `filter` in list",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    assert_eq!(problems(&report).len(), 7, "{said}");
    home.config("[theme]\nname = \"dracula\"\nacent = \"cyan\"\naccent = \"cian\"\n");
    let said = problems(&home.run("doctor --json").object()).join("\n");
    for part in
        ["config.toml:2: `theme.name` is `dracula`", "config.toml:3: theme.acent:", "config.toml:4: theme.accent:"]
    {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
}

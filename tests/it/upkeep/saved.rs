//! `saved`: the list on disk, brought up to date where Spotify can be asked.

use serde_json::Value;

use super::{Home, Said, small};

/// The same command where Spotify cannot be reached.
fn offline(home: &Home, line: &str) -> Said {
    let mut command = home.command(line);
    command.env("SPOTPODS_API_URL", "http://127.0.0.1:9/v1");
    Said::from(command.output().expect("it starts"))
}

#[test]
fn the_list_is_printed_from_disk_where_spotify_cannot_be_asked() {
    let home = Home::logged_in(small());
    let online = home.run("saved --json");
    assert_eq!((online.code, online.err.as_str()), (Some(0), ""), "{online:?}");
    let list = online.object();
    let [first, ..] = list.as_array().expect("an array").as_slice() else { panic!("{online:?}") };
    let keys: Vec<_> = first.as_object().expect("an object").keys().cloned().collect();
    let names = "id show_id show_name name release_date duration_ms position_ms state url description";
    let mut names: Vec<_> = names.split(' ').collect();
    names.sort_unstable();
    assert_eq!(keys, names);
    assert!(first["show_name"].as_str().is_some_and(|name| !name.is_empty()), "{first}");
    assert_eq!(home.requests("/v1/me/episodes").len(), 1);

    let same = |said: Said, why: &str| {
        assert_eq!((said.code, &said.out), (Some(0), &online.out), "{said:?}");
        assert!(said.err.starts_with("Not up to date: ") && said.err.contains(why), "{said:?}");
    };
    same(offline(&home, "saved --json"), "Spotify cannot be reached");
    home.demo.script("GET /v1/me/episodes: 403 text=Insufficient client scope").expect("a script");
    same(home.run("saved --json"), "user-library-read");
    home.demo.script("GET /v1/me/episodes: 429 retry-after=48925 reason=QUOTA_EXCEEDED").expect("a script");
    for _ in 0..2 {
        same(home.run("saved --json"), "Spotify");
    }
    assert_eq!(home.requests("/v1/me/episodes").len(), 3, "none while it is blocked");
    assert_eq!(home.run("auth logout --keep-library").code, Some(0));
    same(home.run("saved --json"), "spotpods-tui auth login");
}

#[test]
fn what_was_never_read_is_not_claimed_to_be_empty() {
    let home = Home::logged_in(small());
    let said = offline(&home, "saved --json");
    assert_eq!((said.code, said.out.as_str()), (Some(4), ""), "{said:?}");
    assert!(said.err.contains("Spotify cannot be reached"), "{said:?}");
}

#[test]
fn a_saved_episode_stays_with_the_name_of_its_show_when_that_is_unfollowed() {
    let home = Home::logged_in(small());
    let list = home.run("saved --json").object();
    let text = |item: &Value, name: &str| item[name].as_str().expect("text").to_owned();
    let (id, show, name) = (text(&list[0], "id"), text(&list[0], "show_id"), text(&list[0], "show_name"));
    assert_eq!(home.run(&format!("unfollow spotify:show:{show}")).code, Some(0));
    assert_eq!(home.run("sync").code, Some(0));
    assert!(
        home.run("shows --json").object().as_array().is_some_and(|shows| shows.iter().all(|row| row["id"] != *show))
    );
    assert_eq!(home.run("saved --json").object()[0]["id"], *id);
    let said = home.run("saved");
    let line = said.out.lines().next().expect("a line").to_owned();
    let begins: String = name.chars().take(20).collect();
    assert!(said.code == Some(0) && line.starts_with(&id) && line.contains(&begins), "{said:?}");
}

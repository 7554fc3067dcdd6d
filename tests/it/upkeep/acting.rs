//! The commands that act on Spotify: what they send, and what they say.

use spotpods_tui::demo::{DemoOptions, FaultScript};

use super::{Home, small};

const EPISODE: &str = "spotify:episode:4rOoJ6Egrf8K2IrywzwOMk";
const PLAY: &str = "PUT /v1/me/player/play: ";
const DEVICES: &str = r#"GET /v1/me/player/devices: body={"devices":[{"id":"d1","name":"Kitchen","type":"speaker","is_active":true,"volume_percent":60},{"id":"d2","name":"Old radio","type":"avr","is_restricted":true}]}"#;
const STARTED: &str = r#"GET /v1/episodes/4rOoJ6Egrf8K2IrywzwOMk: body={"id":"4rOoJ6Egrf8K2IrywzwOMk","name":"Far away","resume_point":{"fully_played":false,"resume_position_ms":754000}}"#;

/// A profile with a login, whose service answers these routes as scripted.
fn home(faults: &[&str]) -> Home {
    let faults = faults.iter().map(|line| FaultScript::one(line).expect("a script")).collect();
    Home::logged_in(DemoOptions { faults, ..small() })
}

#[test]
fn an_episode_that_is_not_on_disk_plays_from_where_it_stopped() {
    let home = home(&[STARTED, DEVICES, &format!("{PLAY}204 empty")]);
    let said = home.run(&format!("play {EPISODE} --device kitch"));
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    assert_eq!(said.out, "Asked Spotify to play \"Far away\" from 12:34 on Kitchen\n");
    assert_eq!(home.requests("/v1/me/player/play").len(), 1);
}

#[test]
fn every_refusal_of_the_player_has_its_sentence() {
    for (step, device, sentence) in [
        (
            "404 text=No active device found",
            "",
            "no device is active. Use `play EPISODE --device NAME` with: Kitchen\n",
        ),
        ("403 reason=PREMIUM_REQUIRED", "", "Playing from here needs Premium. "),
        ("403 reason=DEVICE_NOT_CONTROLLABLE", "", "This device does not accept commands from apps. "),
        ("204 empty", "--device radio", "Old radio does not accept commands from apps\n"),
        ("204 empty", "--device garage", "no device matches \"garage\"; there are: Kitchen, Old radio\n"),
    ] {
        let home = home(&[STARTED, DEVICES, &format!("{PLAY}{step}")]);
        let said = home.run(&format!("play {EPISODE} {device}"));
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{step}: {said:?}");
        assert!(said.err.starts_with("spotpods-tui: ") && said.err.contains(sentence), "{step}: {said:?}");
    }
}

#[test]
fn an_episode_plays_seeks_and_pauses_on_a_device_of_the_demo() {
    let home = home(&[]);
    assert_eq!(home.run("sync").code, Some(0));
    let list = home.run("episodes --limit 1 --json").object();
    let id = list[0]["id"].as_str().expect("an id").to_owned();
    let said = home.run(&format!("play {id}"));
    assert!(said.code == Some(1) && said.err.contains("with: desk, kitchen, phone\n"), "{said:?}");
    let said = home.run(&format!("play {id} --at 0:30 --device kitchen"));
    assert!(said.code == Some(0) && said.out.ends_with(" from 0:30 on kitchen\n"), "{said:?}");
    for said in ["Asked Spotify to pause\n", "Paused already\n"] {
        let paused = home.run("pause");
        assert_eq!((paused.code, paused.out.as_str()), (Some(0), said), "{paused:?}");
    }
    assert_eq!(home.run("seek 1:00").out, "Asked Spotify to seek to 1:00\n");
    let beyond = home.run("seek 23:00:00");
    assert_eq!(beyond.code, Some(2), "{beyond:?}");
    assert!(beyond.err.contains("23:00:00 is beyond the end of what plays"), "{beyond:?}");
    let beyond = home.run(&format!("play {id} --at 23:00:00"));
    assert_eq!(beyond.code, Some(2), "{beyond:?}");
    assert!(beyond.err.ends_with("long: 23:00:00 is beyond its end\n"), "{beyond:?}");
    let said = home.run(&format!("play {id}"));
    assert!(said.code == Some(0) && said.out.ends_with(" from 1:00 on the active device\n"), "{said:?}");
    let said = home.run("devices --json");
    assert_eq!((&said.object()[1]["name"], &said.object()[1]["is_active"]), (&"kitchen".into(), &true.into()));
}

#[test]
fn devices_are_listed() {
    let home = home(&[DEVICES, DEVICES]);
    let said = home.run("devices --json");
    let list = said.object();
    assert_eq!((&list[0]["name"], &list[0]["volume_percent"]), (&"Kitchen".into(), &60.into()), "{said:?}");
    assert_eq!((&list[1]["is_restricted"], &list[1]["volume_percent"]), (&true.into(), &().into()), "{said:?}");
    let said = home.run("devices");
    assert!(said.out.lines().count() == 2 && said.out.contains("restricted"), "{said:?}");
}

#[test]
fn a_step_seeks_from_where_it_plays() {
    let playing = r#"GET /v1/me/player: body={"device":{"id":"d1","name":"Kitchen"},"is_playing":false,"progress_ms":100000,"item":{"type":"episode","id":"e","name":"n","duration_ms":600000}}"#;
    let home = home(&[playing, "PUT /v1/me/player/seek: 204 empty"]);
    let said = home.run("seek -15");
    assert_eq!((said.code, said.out.as_str()), (Some(0), "Asked Spotify to seek to 1:25\n"), "{said:?}");
    let said = home.run("pause --profile-dir empty");
    assert_eq!(said.code, Some(2), "given twice: {said:?}");
}

#[test]
fn a_show_is_followed_by_its_link() {
    let home = home(&["PUT /v1/me/library: 200 empty"]);
    let said = home.run("follow https://open.spotify.com/show/5CfCWKI5pZ28U0uOzXkDHe");
    assert_eq!(said.out, "Followed https://open.spotify.com/show/5CfCWKI5pZ28U0uOzXkDHe\n", "{said:?}");
    assert!(said.code == Some(0) && said.err.contains("spotpods-tui sync"), "{said:?}");
    let said = home.run("save https://open.spotify.com/show/5CfCWKI5pZ28U0uOzXkDHe");
    assert!(said.code == Some(2) && said.err.contains("is not the address of an episode"), "{said:?}");
}

#[test]
fn a_short_link_is_met_with_the_same_sentence_by_every_command() {
    let home = home(&[]);
    assert_eq!(home.run("sync").code, Some(0));
    for command in
        ["shows", "episodes", "search", "notes", "play", "follow", "unfollow", "save", "unsave", "open --print", "mark"]
    {
        for link in ["https://spotify.link/AbCdEf", "www.spotify.link/AbCdEf"] {
            let said = home.run(&format!("{command} {link}"));
            let way_out = "is a short link: open it in a browser and copy the open.spotify.com address";
            assert!(said.code == Some(2) && said.err.contains(&format!("\"{link}\" {way_out}")), "{command}: {said:?}");
        }
    }
}

#[test]
fn what_is_followed_and_unfollowed_is_in_the_library_at_once() {
    let home = home(&[]);
    assert_eq!(home.run("sync").code, Some(0));
    let list = home.run("shows --json").object();
    let (count, id) = (list.as_array().map_or(0, Vec::len), list[1]["id"].as_str().expect("an id").to_owned());
    let shows = |home: &Home| home.run("shows --json").object().as_array().map_or(0, Vec::len);
    let said = home.run(&format!("unfollow {id}"));
    assert!(said.code == Some(0) && said.out.starts_with("Unfollowed \"") && said.err.is_empty(), "{said:?}");
    assert_eq!(shows(&home), count - 1);
    let said = home.run(&format!("follow spotify:show:{id}"));
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    assert_eq!(shows(&home), count);
    assert_eq!(home.run("sync").code, Some(0));
    assert_eq!(shows(&home), count, "Spotify has the same");
    let episode = home.run("episodes --limit 1 --json").object()[0]["id"].as_str().expect("an id").to_owned();
    let saved = |home: &Home| {
        let list = home.run("saved --json").object();
        list.as_array().is_some_and(|list| list.iter().any(|item| item["id"] == episode.as_str()))
    };
    for (command, is_saved) in [("unsave", false), ("save", true), ("unsave", false)] {
        assert_eq!(home.run(&format!("{command} {episode}")).code, Some(0));
        assert_eq!(saved(&home), is_saved, "{command}");
    }
}

#[test]
fn saved_episodes_are_listed_once_where_the_offset_is_ignored() {
    let page = r#"{"items":[{"episode":{"id":"e1","name":"One","show":{"id":"s1","name":"Show"}}}],"next":"API/me/episodes?offset=50","total":1}"#;
    let probe = home(&[]);
    let page = page.replace("API", &probe.demo.api_url());
    let twice = format!("GET /v1/me/episodes: body={page}; body={page}");
    probe.demo.script(&twice).expect("a script");
    let said = probe.run("saved --json");
    let list = said.object();
    assert_eq!(list.as_array().map(Vec::len), Some(1), "{said:?}");
    assert_eq!((&list[0]["name"], &list[0]["show_name"]), (&"One".into(), &"Show".into()));
    assert_eq!(probe.requests("/v1/me/episodes").len(), 2);
}

#[test]
fn without_a_login_the_code_is_3() {
    let home = Home::small();
    for line in [&format!("play {EPISODE}"), "pause", "devices", "saved", &format!("unsave {EPISODE}")] {
        let said = home.run(line);
        assert!(said.code == Some(3) && said.err.contains("spotpods-tui auth login"), "{line}: {said:?}");
    }
}

//! What happens to the player from outside.

use pretty_assertions::assert_eq;

use super::*;

fn listed(bench: &mut Bench) -> Vec<Value> {
    let (_, value) = bench.send("GET", "/player/devices", "");
    value["devices"].as_array().expect("devices").clone()
}

#[test]
fn a_device_appears_changes_and_vanishes_and_comes_back_with_another_id() {
    let mut bench = Bench::new();
    let id = bench.change(r#"{"device":{"name":"tv","type":"TV","volume":30,"active":true}}"#).expect("appeared");
    let tv = listed(&mut bench).pop().expect("devices");
    let expected = json!({
        "id": id, "name": "tv", "type": "TV", "is_active": true, "is_restricted": false, "is_private_session": false,
        "volume_percent": 30, "supports_volume": true,
    });
    assert_eq!(tv, expected);
    assert_eq!(bench.change(r#"{"device":{"name":"tv","volume":null}}"#), Ok(id.clone()));
    let tv = listed(&mut bench).pop().expect("devices");
    assert_eq!(
        (&tv["volume_percent"], &tv["supports_volume"], &tv["type"]),
        (&Value::Null, &false.into(), &"TV".into())
    );
    let volume = "/player/volume?volume_percent=5";
    assert_eq!(bench.refuses("PUT", volume, ""), (403, "VOLUME_CONTROL_DISALLOW".into()));
    assert_eq!(bench.change(&format!(r#"{{"device":{{"name":"{id}","restricted":true}}}}"#)), Ok(id.clone()));
    assert_eq!(bench.refuses("PUT", volume, ""), (403, "DEVICE_NOT_CONTROLLABLE".into()));
    assert_eq!(bench.change(r#"{"vanish":{"device":"tv"}}"#), Ok(id.clone()));
    assert_eq!(bench.send("GET", "/player", "").0, 204);
    assert_eq!(bench.change(r#"{"vanish":{"device":"tv"}}"#), Err(ChangeError::UnknownDevice));
    let again = bench.change(r#"{"device":{"name":"tv"}}"#).expect("appeared");
    assert_ne!(again, id);
    assert_eq!(bench.refuses("PUT", &format!("/player/pause?device_id={id}"), ""), (404, "Device not found".into()));
}

#[test]
fn what_plays_on_a_device_that_vanishes_stops_where_it_was() {
    let mut bench = Bench::new();
    let uri = bench.episodes()[0].0.clone();
    bench.starts(&[&uri]);
    bench.pass(30_000);
    assert_eq!(bench.change(r#"{"vanish":{"device":"kitchen"}}"#), Ok(KITCHEN.to_owned()));
    bench.pass(30_000);
    assert_eq!(bench.refuses("PUT", "/player/play", ""), (404, "NO_ACTIVE_DEVICE".into()));
    bench.does("PUT", &format!("/player/play?device_id={PHONE}"), "");
    let playback = bench.playback();
    assert_eq!((&playback["progress_ms"], &playback["device"]["name"]), (&30_000.into(), &"phone".into()));
    bench.change(r#"{"device":{"name":"phone","active":false}}"#).expect("changed");
    assert_eq!(bench.send("GET", "/player", "").0, 204);
}

#[test]
fn without_premium_every_command_is_refused_and_all_is_read() {
    let mut bench = Bench::new();
    let uri = bench.episodes()[0].0.clone();
    bench.starts(&[&uri]);
    assert_eq!(bench.send("GET", "", "").1["product"], "premium");
    bench.change(r#"{"premium":false}"#).expect("changed");
    for (method, target, body) in [
        ("PUT", "/player", &format!(r#"{{"device_ids":["{PHONE}"]}}"#)),
        ("PUT", "/player/play", &String::new()),
        ("PUT", "/player/pause", &String::new()),
        ("PUT", "/player/seek?position_ms=1", &String::new()),
        ("PUT", "/player/volume?volume_percent=1", &String::new()),
        ("POST", "/player/next", &String::new()),
        ("POST", "/player/previous", &String::new()),
        ("POST", &format!("/player/queue?uri={uri}"), &String::new()),
    ] {
        assert_eq!(bench.refuses(method, target, body), (403, "PREMIUM_REQUIRED".into()), "{method} {target}");
    }
    assert_eq!(bench.send("GET", "", "").1["product"], "free");
    assert_eq!((bench.playback()["is_playing"].clone(), listed(&mut bench).len()), (true.into(), 4));
    bench.change(r#"{"premium":true}"#).expect("changed");
    bench.does("PUT", "/player/pause", "");
}

#[test]
fn an_advertisement_interrupts_allows_no_step_and_is_over_after_half_a_minute() {
    let mut bench = Bench::new();
    let uris: Vec<_> = bench.episodes().into_iter().map(|(uri, _)| uri).collect();
    bench.starts(&[&uris[0], &uris[1]]);
    bench.pass(10_000);
    assert_eq!(bench.change(r#"{"plays":"ad"}"#), Ok(KITCHEN.to_owned()));
    bench.pass(5_000);
    let playback = bench.playback();
    assert_eq!((&playback["currently_playing_type"], &playback["item"]), (&"ad".into(), &Value::Null));
    assert_eq!(playback["progress_ms"], 5_000);
    assert_eq!(bench.send("GET", "/player/queue", "").1["currently_playing"], Value::Null);
    for (method, target) in
        [("PUT", "/player/seek?position_ms=9"), ("POST", "/player/next"), ("POST", "/player/previous")]
    {
        assert_eq!(bench.refuses(method, target, ""), (403, "UNKNOWN".into()), "{target}");
    }
    bench.pass(25_500);
    let playback = bench.playback();
    assert_eq!((text(&playback["item"]["uri"]), &playback["progress_ms"]), (uris[0].clone(), &10_500.into()));

    let mut bench = Bench::new();
    bench.change(r#"{"plays":"ad"}"#).expect("on the first device");
    bench.pass(40_000);
    let playback = bench.playback();
    assert_eq!((&playback["currently_playing_type"], &playback["is_playing"]), (&"unknown".into(), &false.into()));
}

#[test]
fn another_app_plays_a_track_an_episode_or_what_has_no_description() {
    let mut bench = Bench::new();
    bench.change(r#"{"plays":"track"}"#).expect("on the first device");
    let (status, playback) = bench.send("GET", "/player/currently-playing", "");
    assert_eq!((status, &playback["currently_playing_type"]), (200, &"track".into()));
    assert_eq!(playback["item"]["name"], "Last Train to the Coast", "a track needs no additional_types");
    bench.pass(300_000);
    assert_eq!(bench.playback()["is_playing"], false, "it is over");
    let uri = bench.episodes()[0].0.clone();
    let id = uri.trim_start_matches("spotify:episode:");
    bench.change(&format!(r#"{{"plays":{{"episode":{{"id":"{id}","at":7000}}}}}}"#)).expect("an episode");
    let playback = bench.playback();
    assert_eq!((text(&playback["item"]["uri"]), &playback["progress_ms"]), (uri, &7_000.into()));
    assert_eq!(bench.send("GET", "/player", "").1["item"], Value::Null);
    bench.change(r#"{"plays":"unknown"}"#).expect("changed");
    let playback = bench.playback();
    assert_eq!((&playback["currently_playing_type"], &playback["item"]), (&"unknown".into(), &Value::Null));
    assert_eq!(
        bench.change(r#"{"plays":{"episode":{"id":"0000000000000000000000"}}}"#),
        Err(ChangeError::UnknownEpisode)
    );
}

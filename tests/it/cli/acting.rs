//! `open` and `mark`, which need no login.

use super::stocked::{LATEST, Stocked, TRAINS};

#[test]
fn a_link_is_printed_for_a_title_an_id_or_an_address() {
    let stocked = Stocked::new();
    for (item, link) in [
        ("Night Trains", format!("https://open.spotify.com/show/{TRAINS}")),
        ("Sleeper to Vienna", "https://open.spotify.com/episode/Train1".to_owned()),
        (LATEST, format!("https://open.spotify.com/episode/{LATEST}")),
        ("spotify:show:elsewhere", "https://open.spotify.com/show/elsewhere".to_owned()),
    ] {
        let said = stocked.run_with(&["open", item, "--print"]);
        assert_eq!((said.code, said.out), (Some(0), format!("{link}\n")), "{item}");
    }
    assert_eq!(stocked.run("open nothing-like-this --print").code, Some(1));
    assert_eq!(stocked.run("open https://example.org/ --print").code, Some(2));
}

#[test]
fn marks_stay_on_this_computer_and_can_be_taken_back() {
    let stocked = Stocked::new();
    let state = || stocked.json(&["notes", "News2"])["state"].clone();
    assert_eq!(state(), "in_progress");
    let said = stocked.run("mark News2 News3");
    assert_eq!((said.code, said.out.as_str()), (Some(0), "Marked 2 episodes as played on this computer\n"), "{said:?}");
    assert_eq!(state(), "played");
    let said = stocked.run("mark News2 --unplayed");
    assert_eq!((said.code, state()), (Some(0), "unplayed".into()), "{said:?}");
    assert_eq!(stocked.run("mark News2 absent").code, Some(1));
    assert_eq!(state(), "unplayed", "one that is not found marks none");
}

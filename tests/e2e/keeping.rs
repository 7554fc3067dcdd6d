//! Following, saving and undoing, as a person does it.

use spotpods_tui::demo::DemoOptions;

use crate::profile::Profile;

/// The first show of the demo, as far as a narrow column shows it.
const FIRST_SHOW: &str = "The Gull Street Morning";

fn ids(profile: &Profile, line: &str) -> Vec<String> {
    let said = profile.run(line);
    let list = said.object();
    let id = |item: &serde_json::Value| item["id"].as_str().expect("an id").to_owned();
    list.as_array().expect("a list").iter().map(id).collect()
}

#[test]
fn a_show_is_unfollowed_and_back_with_an_undo_and_an_episode_is_saved() {
    let profile = Profile::synchronised();
    let shows = ids(&profile, "shows --json");
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.types("F");
    terminal.shows("Unfollow this show?");
    terminal.types("y");
    terminal.shows("Unfollowed \"");
    terminal.lists_shows(5);
    let left = ids(&profile, "shows --json");
    let gone: Vec<_> = shows.iter().filter(|id| !left.contains(id)).collect();
    assert_eq!(gone.len(), 1, "the library has it too");
    terminal.types("U");
    terminal.shows("Undone. Followed \"");
    terminal.lists_shows(6);
    assert!(ids(&profile, "shows --json").contains(gone[0]));

    terminal.types("/gull");
    terminal.shows(FIRST_SHOW);
    terminal.types("\r\r");
    terminal.shows("Enter notes");
    let saved = ids(&profile, "saved --json");
    let episodes = ids(&profile, "episodes Gull --json");
    let place = episodes.iter().position(|id| !saved.contains(id)).expect("not all are saved");
    terminal.types(&"j".repeat(place));
    terminal.types("a");
    terminal.shows("Saved to Your Episodes. U undoes it");
    // The mark of the selected row and its star, in one pane.
    terminal.shows_when("a star on the selected row", |screen| {
        let mut rows = screen.rows(0, screen.size().1.get());
        rows.any(|row| row.split('│').any(|part| part.trim_start().starts_with('▎') && part.contains('★')))
    });
    assert!(ids(&profile, "saved --json").contains(&episodes[place]));
    terminal.types("U");
    terminal.shows("Undone. Removed from Your Episodes");
    assert_eq!(ids(&profile, "saved --json").len(), saved.len());
    terminal.types("q");
    assert!(terminal.ends().success());
}

/// The library learns what Spotify confirms, even if the person does not wait for it.
#[test]
fn who_quits_right_after_unfollowing_finds_it_unfollowed() {
    let today = Some(jiff::civil::date(2026, 11, 23));
    let options = DemoOptions { shows: 3, episodes: 20, quirks: false, today, ..DemoOptions::default() };
    let profile = Profile::with(options);
    assert_eq!(profile.run("sync --json").code, Some(0));
    profile.demo.script("DELETE /v1/me/library: slow=700").expect("a script");
    let mut terminal = profile.screen().start();
    terminal.lists_shows(3);
    terminal.types("F");
    terminal.shows("Unfollow this show?");
    terminal.types("y");
    terminal.lists_shows(2);
    terminal.types("q");
    assert!(terminal.ends().success());
    assert_eq!(ids(&profile, "shows --json").len(), 2);
}

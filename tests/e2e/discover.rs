//! Spotify's catalogue and links, as a person uses them.

use crate::{
    service::{Browser, Service},
    terminal::Terminal,
};

/// A show of the demo's catalogue that the listener of 12 shows does not follow.
const SHOW: &str = "Letters to a Young Baker";

fn logged_in(service: &Service, browser: &Browser, home: &std::path::Path, size: (u16, u16)) -> Terminal {
    let mut program = service.program(home, browser);
    program.size = size;
    let mut terminal = program.start();
    terminal.shows("Log in with Spotify");
    terminal.types("\r");
    assert_eq!(browser.agrees(), "/done");
    terminal.shows("Welcome");
    terminal.types("\r");
    terminal.shows("The Gull Street Morning");
    terminal
}

/// The address on the screen that begins like this.
fn address(terminal: &Terminal, start: &str) -> String {
    let is_it = |word: &&str| word.starts_with(start);
    terminal.screen(|screen| screen.contents().split_whitespace().find(is_it).expect("it is shown").to_owned())
}

/// Where the selected row of the list is, and the words that begin its title.
fn selected_row(screen: &vt100::Screen) -> Option<(usize, String)> {
    let rows = screen.rows(0, screen.size().1.get()).enumerate().skip(2);
    let mut rows = rows.filter_map(|(at, row)| Some((at, row.strip_prefix("▎● ")?.to_owned())));
    rows.next().map(|(at, title)| (at, title.split_whitespace().take(3).collect::<Vec<_>>().join(" ")))
}

#[test]
fn a_person_finds_a_show_reads_in_it_before_following_it_and_pastes_its_link() {
    let home = tempfile::tempdir().expect("a folder");
    let service = Service::start(&["--approve", "--shows", "12"]);
    let browser = Browser::new(home.path());
    let mut terminal = logged_in(&service, &browser, home.path(), (40, 140));
    terminal.types("6");
    terminal.shows("Searches Spotify's catalogue");
    terminal.types(SHOW);
    terminal.shows_when("the show is found", |screen| screen.contents().contains(&format!("Show {SHOW}")));
    // The details of the first result.
    terminal.shows("https://open.spotify.com/show/");
    let show = address(&terminal, "https://open.spotify.com/show/");
    terminal.types("\r\r");
    terminal.shows("https://open.spotify.com/episode/");
    terminal.types("jj");
    terminal
        .shows_when("the third episode is selected", |screen| selected_row(screen).is_some_and(|(row, _)| row == 5));
    let title = terminal.screen(|screen| selected_row(screen).expect("it is selected").1);
    terminal.types("\r");
    terminal.shows("u links");
    terminal.shows_when("its notes are there", |screen| screen.contents().matches(&title).count() > 1);
    let episode = address(&terminal, "https://open.spotify.com/episode/");
    terminal.types("\u{1b}");
    terminal.shows("Esc results");
    terminal.types("h");
    terminal.shows_when("the results are back", |screen| screen.contents().contains(&format!("Show {SHOW}")));

    // Outside a field, in another tab.
    terminal.types("1");
    terminal.shows("by date added");
    terminal.types(&format!("\u{1b}[200~{episode}?si=abc\u{1b}[201~"));
    terminal.shows_when("the show is open at the episode", |screen| {
        selected_row(screen).is_some_and(|(_, selected)| selected == title)
            && screen.contents().contains("of 100 fetched")
    });
    terminal.types("1");
    terminal.shows("by date added");
    terminal.types(&format!(":open {show}\r"));
    terminal.shows_when("the show is open", |screen| screen.contents().contains(&format!(" {SHOW}")));
    terminal.types("\u{1b}[200~nonsense\u{1b}[201~");
    terminal.shows("This is not a link to a show or an episode");

    // Followed, it stands among the shows, with its episodes.
    terminal.types("F");
    terminal.shows(&format!("Followed \"{SHOW}\""));
    terminal.types("1g");
    terminal.shows_when("it is listed", |screen| screen.rows(0, 140).any(|row| row.starts_with("▎Letters to a Young")));
    terminal.shows_when("its episodes are fetched", |screen| screen.contents().contains("1/100"));
    terminal.quits();
}

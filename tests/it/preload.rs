//! `demo preload`: what it leaves is what a synchronisation would have fetched, and the service knows the login.

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
    sync::Arc,
};

use pretty_assertions::assert_eq;
use spotpods_tui::{
    auth::{ClientId, LoginSettings, RedirectUri, Session, Vault, ask_account},
    demo::{DemoOptions, DemoServer},
    domain::{Episode, LoginState, Show, ShowSort},
    library::{Library, Reader, ShowRow},
    spotify::{Client, Guard, Http, Origin, Origins},
};

fn run(profile: &Path, line: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_spotpods-tui"))
        .env_clear()
        .env("HOME", profile)
        .current_dir(profile)
        .stdin(Stdio::null())
        .args(line.split_whitespace())
        .output()
        .expect("it starts")
}

fn preload(profile: &Path) -> Output {
    run(profile, "demo preload --shows 30 --episodes 20 --profile-dir p")
}

/// The service that `demo --profile-dir` starts: the same data at the same port.
async fn service(profile: &Path) -> DemoServer {
    let port = fs::read_to_string(profile.join("p/state/demo-port")).expect("a port is noted").trim().parse();
    let options = DemoOptions { shows: 30, episodes: 20, ..DemoOptions::default() };
    DemoServer::start(options, Some(port.expect("a number"))).await.expect("the port is free")
}

fn client(demo: &DemoServer, profile: &Path) -> (Session, Client<Session>) {
    let origin = |url: &str| Origin::parse(url).expect("valid");
    let settings = LoginSettings {
        client_id: ClientId::parse(demo.client_id()).expect("valid"),
        client_secret: None,
        redirect: RedirectUri::parse("http://127.0.0.1/callback").expect("valid"),
        origins: Origins { api: origin(&demo.api_url()), accounts: origin(&demo.accounts_url()) },
    };
    let http = |origin: &Origin| Http::new(origin.clone(), Guard::default());
    let vault = Vault::new(&profile.join("p/data"));
    let session = Session::open(&settings, http(&settings.origins.accounts), vault).expect("a vault");
    let client = Client::new(http(&settings.origins.api), Arc::new(session.clone()));
    (session, client)
}

async fn shows(client: &Client<Session>) -> Vec<Show> {
    let mut shows = Vec::new();
    for offset in (0..).step_by(50) {
        let page = client.shows_page(offset, 50).await.expect("a page");
        shows.extend(page.items.into_iter().map(|(_, show)| show));
        if !page.has_next {
            break;
        }
    }
    shows
}

async fn episodes(client: &Client<Session>, show: &Show) -> Vec<Episode> {
    let Some(id) = show.key.id() else { return Vec::new() };
    let mut episodes = Vec::new();
    for offset in (0..).step_by(50) {
        let page = client.episodes_page(id, offset, 50).await.expect("a page");
        episodes.extend(page.items.into_iter().map(|(_, episode)| episode));
        if !page.has_next {
            break;
        }
    }
    episodes
}

fn kept(reader: &Reader, row: &ShowRow) -> Vec<Episode> {
    let rows = reader.episodes(row.at, None, 0..u32::MAX).expect("they are there");
    let notes = |at| reader.notes(at).expect("they are there");
    let mut kept: Vec<_> = rows.into_iter().map(|row| Episode { notes: notes(row.at), ..row.episode }).collect();
    kept.sort_by_key(|episode| episode.position);
    kept
}

#[test]
fn without_the_service_the_library_is_read_and_the_first_example_of_search_finds_something() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(preload(folder.path()).status.code(), Some(0));
    let help = String::from_utf8(run(folder.path(), "search --help").stdout).expect("text");
    let usage = "Usage: spotpods-tui search [OPTIONS] <QUERY>...\n";
    assert!(help.contains(usage), "{help}");
    let example =
        help.split("Examples:\n  spotpods-tui ").nth(1).and_then(|rest| rest.lines().next()).expect("an example");
    for line in [example, "shows"] {
        let output = run(folder.path(), &format!("{line} --profile-dir p"));
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()), "{line}");
        assert!(!output.stdout.is_empty(), "{line}");
    }
    let status = run(folder.path(), "auth status --profile-dir p");
    assert_eq!(status.status.code(), Some(3), "the login is one to the demo service");
}

#[tokio::test]
async fn a_preloaded_library_equals_what_the_service_sends_and_its_login_is_good() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = preload(folder.path());
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), b"".as_slice()), "{said}");
    assert!(
        said.starts_with("Logged in to the demo service as Demo listener; only `demo` uses this login\n"),
        "{said}"
    );

    let demo = service(folder.path()).await;
    let (session, client) = client(&demo, folder.path());
    assert!(matches!(session.state(), LoginState::LoggedIn { .. }), "{:?}", session.state());
    let library = Library::open(&folder.path().join("p/data/library.db")).expect("it opens").library;
    let reader = library.reader().expect("it opens");
    let (account, who) = reader.last_account().expect("it reads").expect("there is one");
    assert_eq!(ask_account(&session, &client).await, Ok(who));
    let rows = reader.shows(account, ShowSort::Added).expect("it reads");
    let sent = shows(&client).await;
    assert_eq!(rows.len(), sent.len());
    let mut addressed = 0;
    for (row, sent) in rows.iter().zip(sent) {
        let notes = reader.show_notes(row.at).expect("they are there");
        // When they were followed counts from the start of the service.
        assert_eq!(Show { notes, added_at: sent.added_at, ..row.show.clone() }, sent);
        assert_eq!(kept(&reader, row), episodes(&client, &sent).await, "{}", sent.name);
        // A later look at the list of shows finds nothing to fetch.
        let fetching = reader.fetching_of(account, &sent.key).expect("it reads").expect("it is there");
        let addressable = sent.key.id().is_some();
        assert_eq!(
            fetching.fetch_state.read_remote.filter(|_| addressable),
            sent.total_episodes.filter(|_| addressable)
        );
        assert_eq!((row.complete, fetching.fetch_state.complete), (addressable, addressable));
        addressed += u32::from(row.complete);
    }
    assert!(addressed > 20);
    demo.stop().await;
}

#[test]
fn it_fills_no_library_that_is_there_and_none_without_a_name() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(preload(folder.path()).status.code(), Some(0));
    let again = preload(folder.path());
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("exists; remove it"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_spotpods-tui"));
    let unnamed = command.env_clear().env("HOME", folder.path()).args(["demo", "preload"]).output().expect("it starts");
    assert_eq!(unnamed.status.code(), Some(2));
}

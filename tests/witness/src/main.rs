//! Reads and commands the demo service through `rspotify`, a client that others wrote for Spotify.
//!
//! What it cannot read is imitated wrongly, or is a known oddity of the data. `witness PROGRAM` starts `PROGRAM demo serve`
//! itself, in the regime of older apps, which has all endpoints that rspotify knows.

use std::{
    error::Error,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use chrono::Duration;
use rspotify::{
    AuthCodePkceSpotify, ClientError, Config, Credentials, OAuth,
    http::HttpError,
    model::{
        AdditionalType, CurrentlyPlayingType, DisallowKey, EpisodeId, LibraryId, Offset, PlayContextId, PlayableId,
        PlayableItem, SearchType, SimplifiedEpisode, SubscriptionLevel,
    },
    prelude::*,
    scopes,
};
use serde_json::{Value, json};

type Done<T = ()> = Result<T, Box<dyn Error>>;

const REDIRECT: &str = "http://127.0.0.1:8899/callback";
const TYPES: [AdditionalType; 2] = [AdditionalType::Track, AdditionalType::Episode];

fn main() -> Done {
    let program = std::env::args().nth(1).ok_or("usage: witness PROGRAM")?;
    let demo = Demo::start(&program)?;
    let spotify = log_in(&demo)?;
    reads_the_account_and_the_library(&spotify)?;
    reads_shows_and_episodes(&spotify)?;
    follows_and_saves(&spotify)?;
    plays_and_seeks(&spotify, &demo)?;
    is_refused(&spotify, &demo)?;
    println!("rspotify reads and commands the demo");
    Ok(())
}

/// A running `demo serve`, ended with this value.
struct Demo {
    process: Child,
    addresses: Value,
}

impl Demo {
    fn start(program: &str) -> Done<Self> {
        let options = ["demo", "serve", "--approve", "--regime", "legacy", "--shows", "3", "--episodes", "20"];
        let process = Command::new(program).args(options).stdout(Stdio::piped()).spawn()?;
        let mut demo = Self { process, addresses: Value::Null };
        let output = demo.process.stdout.take().ok_or("no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        demo.addresses = serde_json::from_str(&line)?;
        Ok(demo)
    }

    fn address(&self, name: &str) -> Done<String> {
        Ok(self.addresses[name].as_str().ok_or("not announced")?.to_owned())
    }

    /// Changes something from outside, as another app or the listener would.
    fn change(&self, change: &Value) -> Done {
        let url = format!("{}/_demo/change", self.address("accounts_url")?);
        ureq::post(&url).set("x-demo", "1").send_string(&change.to_string())?;
        Ok(())
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Logs in with PKCE. The demo consents without a page, so that the browser's part is one redirect.
fn log_in(demo: &Demo) -> Done<AuthCodePkceSpotify> {
    let oauth = OAuth {
        redirect_uri: REDIRECT.to_owned(),
        scopes: scopes!(
            "user-library-read",
            "user-library-modify",
            "user-read-playback-position",
            "user-read-playback-state",
            "user-modify-playback-state",
            "user-read-currently-playing",
            "user-read-private"
        ),
        ..OAuth::default()
    };
    let config = Config {
        api_base_url: demo.address("api_url")?,
        auth_base_url: demo.address("accounts_url")?,
        ..Config::default()
    };
    let credentials = Credentials::new_pkce(&demo.address("client_id")?);
    let mut spotify = AuthCodePkceSpotify::with_config(credentials, oauth, config);
    let url = spotify.get_authorize_url(None)?;
    let browser = ureq::AgentBuilder::new().redirects(0).build();
    let answer = browser.get(&url).call()?;
    let callback = answer.header("location").ok_or("the demo did not redirect")?;
    let code = spotify.parse_response_code(callback).ok_or("no code, or another state")?;
    spotify.request_token(&code)?;
    // A second one by the refresh token, as an hour later.
    spotify.refresh_token()?;
    Ok(spotify)
}

#[expect(deprecated, reason = "older apps have these fields")]
fn reads_the_account_and_the_library(spotify: &AuthCodePkceSpotify) -> Done {
    let me = spotify.me()?;
    assert_eq!(me.product, Some(SubscriptionLevel::Premium));
    assert_eq!(me.display_name.as_deref(), Some("Demo listener"));
    let shows = spotify.get_saved_show_manual(Some(2), Some(1))?;
    assert_eq!((shows.items.len(), shows.limit, shows.offset), (2, 2, 1));
    assert!(shows.previous.is_some());
    let all: Vec<_> = spotify.get_saved_show().collect::<Result<_, _>>()?;
    assert_eq!(all.len(), 3);
    Ok(())
}

/// The episodes of a show without oddities, newest first.
fn episodes(spotify: &AuthCodePkceSpotify) -> Done<Vec<SimplifiedEpisode>> {
    let show = spotify.get_saved_show_manual(None, None)?.items.swap_remove(1).show;
    Ok(spotify.get_shows_episodes_manual(show.id, None, Some(5), None)?.items)
}

#[expect(deprecated, reason = "older apps have these endpoints")]
fn reads_shows_and_episodes(spotify: &AuthCodePkceSpotify) -> Done {
    let show = spotify.get_saved_show_manual(None, None)?.items.swap_remove(1).show;
    let whole = spotify.get_a_show(show.id.clone(), None)?;
    assert_eq!((&whole.id, &whole.name), (&show.id, &show.name));
    let listed: Vec<_> = spotify.get_shows_episodes(show.id.clone(), None).collect::<Result<_, _>>()?;
    assert_eq!(listed.len(), whole.episodes.total as usize);
    let first = listed.first().ok_or("no episode")?;
    assert!(first.resume_point.is_some());
    let alone = spotify.get_an_episode(first.id.clone(), None)?;
    assert_eq!((&alone.name, &alone.show.id), (&first.name, &show.id));
    assert_eq!(spotify.get_several_shows([show.id.clone()], None)?.len(), 1);
    assert_eq!(spotify.get_several_episodes([first.id.clone()], None)?.len(), 1);
    let found =
        spotify.search_multiple(&show.name, [SearchType::Show, SearchType::Episode], None, None, Some(10), None)?;
    let shows = found.shows.ok_or("no shows")?.items;
    assert!(shows.iter().any(|found| found.id == show.id));
    assert!(!found.episodes.ok_or("no episodes")?.items.is_empty());
    Ok(())
}

fn follows_and_saves(spotify: &AuthCodePkceSpotify) -> Done {
    let show = LibraryId::Show(spotify.get_saved_show_manual(None, None)?.items.swap_remove(1).show.id);
    let episode = LibraryId::Episode(episodes(spotify)?.swap_remove(2).id);
    let both = [show, episode];
    spotify.library_remove(both.iter().cloned())?;
    assert_eq!(spotify.library_contains(both.iter().cloned())?, [false, false]);
    spotify.library_add(both.iter().cloned().rev())?;
    assert_eq!(spotify.library_contains(both.iter().cloned())?, [true, true]);
    // It comes first from now on.
    let again = spotify.get_saved_show_manual(None, None)?.items.swap_remove(0).show.id;
    assert_eq!(LibraryId::Show(again), both[0]);
    Ok(())
}

/// The id of the episode that plays, and its position in milliseconds.
fn playing(spotify: &AuthCodePkceSpotify) -> Done<(EpisodeId<'static>, i64)> {
    let playback = spotify.current_playback(None, Some(&TYPES))?.ok_or("nothing is active")?;
    assert_eq!(playback.currently_playing_type, CurrentlyPlayingType::Episode);
    match playback.item {
        Some(PlayableItem::Episode(episode)) => {
            Ok((episode.id, playback.progress.ok_or("no position")?.num_milliseconds()))
        }
        item => Err(format!("no episode: {item:?}").into()),
    }
}

fn plays_and_seeks(spotify: &AuthCodePkceSpotify, demo: &Demo) -> Done {
    assert!(spotify.current_playback(None, Some(&TYPES))?.is_none());
    let devices = spotify.device()?;
    assert_eq!(devices.len(), 4);
    let id = |name: &str| devices.iter().find(|device| device.name == name).and_then(|device| device.id.clone());
    let (kitchen, desk) = (id("kitchen").ok_or("no kitchen")?, id("desk").ok_or("no desk")?);
    let episodes = episodes(spotify)?;
    let [first, second, third] = [0, 1, 2].map(|at| episodes[at].id.clone());
    let list = [&first, &second].map(|id| PlayableId::Episode(id.clone()));

    let position = Duration::milliseconds(61_000);
    spotify.start_uris_playback(list.clone(), Some(&kitchen), None, Some(position))?;
    let (item, at) = playing(spotify)?;
    assert!(item == first && (61_000..90_000).contains(&at), "{item} at {at}");
    spotify.seek_track(Duration::milliseconds(300_000), None)?;
    let (_, at) = playing(spotify)?;
    assert!((300_000..330_000).contains(&at), "{at}");
    spotify.pause_playback(None)?;
    let playback = spotify.current_playback(None, Some(&TYPES))?.ok_or("nothing is active")?;
    assert!(!playback.is_playing && playback.actions.disallows.contains(&DisallowKey::Pausing));
    assert_eq!(playback.device.name, "kitchen");
    spotify.resume_playback(None, None)?;
    spotify.volume(35, None)?;
    spotify.add_item_to_queue(PlayableId::Episode(third.clone()), None)?;
    let queue = spotify.current_user_queue()?.queue;
    assert!(queue.len() == 2 && queue.iter().all(|item| matches!(item, PlayableItem::Episode(_))), "{queue:?}");
    spotify.next_track(None)?;
    assert_eq!(playing(spotify)?.0, third);
    spotify.previous_track(None)?;
    assert_eq!(playing(spotify)?.0, first);
    spotify.transfer_playback(&desk, Some(true))?;
    let desk = spotify.device()?.into_iter().find(|device| device.is_active).ok_or("none is active")?;
    assert_eq!(desk.name, "desk");
    spotify.start_uris_playback(list, None, Some(Offset::Uri(second.uri())), None)?;
    assert_eq!(playing(spotify)?.0, second);
    let show = spotify.get_an_episode(first, None)?.show.id;
    spotify.start_context_playback(PlayContextId::Show(show.clone()), None, None, None)?;
    let playback = spotify.current_playing(None, Some(&TYPES))?.ok_or("nothing plays")?;
    assert_eq!(playback.context.map(|context| context.uri), Some(show.uri()));

    demo.change(&json!({ "plays": "track" }))?;
    let playback = spotify.current_playback(None, Some(&TYPES))?.ok_or("nothing is active")?;
    assert!(matches!(playback.item, Some(PlayableItem::Track(_))), "{:?}", playback.item);
    demo.change(&json!({ "plays": "ad" }))?;
    let playback = spotify.current_playback(None, Some(&TYPES))?.ok_or("nothing is active")?;
    assert_eq!((playback.currently_playing_type, playback.item), (CurrentlyPlayingType::Advertisement, None));
    Ok(())
}

/// rspotify reads the errors too, with their reason.
fn is_refused(spotify: &AuthCodePkceSpotify, demo: &Demo) -> Done {
    assert_eq!(status(spotify.seek_track(Duration::milliseconds(1), None)), Some(403), "an ad");
    assert_eq!(status(spotify.pause_playback(Some("unknown"))), Some(404));
    demo.change(&json!({ "premium": false }))?;
    assert_eq!(status(spotify.pause_playback(None)), Some(403));
    Ok(())
}

fn status<T>(result: Result<T, ClientError>) -> Option<u16> {
    match result {
        Err(ClientError::Http(error)) => match *error {
            HttpError::StatusCode(answer) => Some(answer.status()),
            _ => None,
        },
        _ => None,
    }
}

//! `demo preload`: the demo's data as a library, as if it had been synchronised completely just now.
//!
//! The answers are those the service would give, read by what reads Spotify's, without a connection between them. The
//! login is a real one, made at the service for a moment on the port that `demo --profile-dir` will give it again.

use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use jiff::{Timestamp, ZonedDateTime};
use tokio::runtime::Runtime as Tokio;

use crate::{
    auth::{Attempt, Callback, Outcome, PortChoice, SwitchAccount, Vault, ask_account, log_in},
    cli::{Exit, app, auth, exit::Failure, output::Output, settings},
    config::{self, Config, Environment, Flags},
    demo::{DemoOptions, DemoServer, Listener, Request, World},
    domain::{Account, Page, Show},
    library::{Filling, Library, ReadShow},
    spotify::{ApiError, Origin, pages},
};

/// The largest page, as everywhere.
const LIMIT: u32 = 50;
/// Shows that each thread may be ahead.
const AHEAD: usize = 4;
/// The most threads that read.
const THREADS: usize = 8;

pub(in crate::cli) fn run(
    flags: &Flags,
    environment: &Environment,
    mut options: DemoOptions,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    if flags.profile_dir.is_none() {
        return Err(Failure::new(Exit::Usage, "name the folder to fill with --profile-dir"));
    }
    let (mut config, _log) = crate::cli::load(flags, environment)?;
    let path = config.paths.library_file();
    if path.symlink_metadata().is_ok() {
        let path = path.display();
        return Err(Failure::new(
            Exit::Failed,
            format_args!("{path} is there already; remove it, or name another folder"),
        ));
    }
    let began = Instant::now();
    let now = Timestamp::now();
    options.today.get_or_insert_with(|| ZonedDateTime::now().date());
    let tokio = app::tokio()?;
    let (server, _kept) = super::start_where_it_was(&tokio, options.undisturbed(), &config.paths.state_dir)?;
    super::point_at(&server, &mut config);
    let account = log_in_at(&tokio, &server, &config, output)?;
    output.note(format_args!("Logged in as {}.", account.name()))?;

    config::create_folder(&config.paths.data_dir).map_err(|cause| Failure::new(Exit::Failed, cause))?;
    let failed = |cause| Failure::new(Exit::Failed, format_args!("the library cannot be written: {cause}"));
    let source = Source { options: options.undisturbed(), service: server.accounts_url(), now };
    let mut filling = Library::fill(&path, &account, now).map_err(failed)?;
    let episodes = read_all(&source, &mut filling, output)?;
    let mut told = Instant::now();
    let mut said = Ok(());
    let indexed = |count| {
        if told.elapsed() > Duration::from_secs(2) && said.is_ok() {
            told = Instant::now();
            said = output.note(format_args!("{count} of {episodes} episodes in the search index"));
        }
    };
    filling.finish(indexed).map_err(failed)?;
    said?;
    let seconds = began.elapsed().as_secs();
    output.note(format_args!("{episodes} episodes in {}, in {seconds} s.", path.display()))?;
    tokio.shutdown_background();
    Ok(Exit::Done)
}

/// Logs in as the Agree button would, and keeps the login where the program looks for it.
fn log_in_at(tokio: &Tokio, server: &DemoServer, config: &Config, output: &mut Output<'_>) -> Result<Account, Failure> {
    let failed = |cause: &dyn std::fmt::Display| Failure::new(Exit::Failed, format_args!("the login failed: {cause}"));
    let vault = Vault::new(&config.paths.data_dir);
    vault.try_room().map_err(|cause| failed(&cause))?;
    let login = settings::login(config, &vault)?.ok_or_else(|| failed(&"no client"))?;
    let access = auth::open(config, login, vault, output)?;
    tokio.block_on(async {
        let deadline = Instant::now() + Duration::from_mins(1);
        let (attempt, receiver) = Attempt::start(&access.settings, PortChoice::Dynamic, SwitchAccount::No, deadline)
            .map_err(|cause| failed(&cause))?;
        let callback = server.approve(attempt.authorize_url().as_str()).map_err(|cause| failed(&cause))?;
        attempt.submit_pasted(&callback).map_err(|cause| failed(&cause))?;
        let Callback::Code { code, pending } = receiver.recv().await else { return Err(failed(&"no code came")) };
        log_in(code, &access.session).await.map_err(|cause| failed(&cause))?;
        pending.answer(Outcome::Done);
        attempt.served().await;
        ask_account(&access.session, &access.client).await.map_err(|cause| failed(&cause))
    })
}

/// Where the data comes from. Each thread has a service of its own, and all of them have the same data.
struct Source {
    options: DemoOptions,
    service: String,
    now: Timestamp,
}

/// Reads a page from the text of an answer: its offset, its limit, and who answered.
type ReadPage<T> = fn(&str, u32, u32, &Origin) -> Result<Page<T>, ApiError>;

/// One thread's service.
struct Service {
    world: World,
    bearer: String,
    origin: Origin,
    now: Timestamp,
}

/// Reads everything on several threads and writes it in the order of the list of shows; the number of episodes.
fn read_all(source: &Source, filling: &mut Filling, output: &mut Output<'_>) -> Result<u64, Failure> {
    let shows = source.service()?.all("/v1/me/shows", pages::saved_shows)?;
    let shows: Vec<(u32, Show)> = shows.into_iter().flat_map(|page| page.items).collect();
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get).clamp(1, THREADS);
    thread::scope(|scope| {
        let mut readers = Vec::new();
        for first in 0..threads {
            let (sender, receiver) = mpsc::sync_channel(AHEAD);
            let shows = &shows;
            scope.spawn(move || {
                let mut service = source.service();
                for (_, show) in shows.iter().skip(first).step_by(threads) {
                    let read = match &mut service {
                        Ok(service) => service.show(show),
                        Err(_) => break,
                    };
                    // Nobody receives any more where writing failed.
                    if sender.send(read).is_err() {
                        break;
                    }
                }
            });
            readers.push(receiver);
        }
        let mut episodes = 0;
        let mut told = Instant::now();
        let in_turn = readers.iter().cycle();
        for (done, ((position, show), reader)) in (1_u32..).zip(shows.iter().zip(in_turn)) {
            let read = reader.recv().map_err(|_| Failure::new(Exit::Failed, "a thread ended early"))??;
            episodes += read.as_ref().map_or(0, ReadShow::len) as u64;
            filling
                .show(*position, show, read.as_ref())
                .map_err(|cause| Failure::new(Exit::Failed, format_args!("the library cannot be written: {cause}")))?;
            if told.elapsed() > Duration::from_secs(2) || done as usize == shows.len() {
                told = Instant::now();
                output.note(format_args!("{done} of {} shows, {episodes} episodes", shows.len()))?;
            }
        }
        Ok(episodes)
    })
}

impl Source {
    fn service(&self) -> Result<Service, Failure> {
        let failed = |cause: &dyn std::fmt::Display| Failure::new(Exit::Failed, cause);
        let mut world = World::new(&self.options, &self.service, self.now).map_err(|cause| failed(&cause))?;
        let bearer = format!("Bearer {}", world.access_token(Listener::First, self.now));
        let origin = Origin::parse(&self.service).map_err(|cause| failed(&cause))?;
        Ok(Service { world, bearer, origin, now: self.now })
    }
}

impl Service {
    /// All episodes of a show; `None` where it cannot be addressed.
    fn show(&mut self, show: &Show) -> Result<Option<ReadShow>, Failure> {
        let Some(id) = show.key.id() else { return Ok(None) };
        Ok(Some(ReadShow::of(self.all(&format!("/v1/shows/{id}/episodes"), pages::episodes)?)))
    }

    /// Every page of a list.
    fn all<T>(&mut self, path: &str, read: ReadPage<T>) -> Result<Vec<Page<T>>, Failure> {
        let mut pages = Vec::new();
        for offset in (0..).step_by(LIMIT as usize) {
            let request = Request {
                authorization: Some(self.bearer.clone()),
                ..Request::get(&format!("{path}?limit={LIMIT}&offset={offset}"), self.now)
            };
            let response = self.world.handle(&request);
            let text = String::from_utf8(response.body).ok().filter(|_| response.status == 200);
            let text = text.ok_or_else(|| {
                Failure::new(Exit::Failed, format_args!("the demo answered {} to {path}", response.status))
            })?;
            let page = read(&text, offset, LIMIT, &self.origin).map_err(|cause| Failure::new(Exit::Failed, cause))?;
            let more = page.has_next;
            pages.push(page);
            if !more {
                break;
            }
        }
        Ok(pages)
    }
}

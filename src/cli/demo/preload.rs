//! `demo preload`: fills a library with the demo's data, as a complete synchronisation would.
//!
//! It calls the demo without HTTP and parses the answers as Spotify's. The login is made at the service, on the port that
//! `demo --profile-dir` will use again.

use std::{
    path::Path,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use tokio::runtime::Runtime as Tokio;

use super::service::{Stay, point_at, start_where_it_was};
use crate::{
    auth::{Attempt, Callback, Outcome, PortChoice, ask_account, log_in},
    cli::{Context, Failure, Output, Result, app, output::counted},
    config::{self, Environment, Flags},
    demo::{DemoOptions, DemoServer, Listener, Request, World},
    domain::{Account, Page, Show},
    library::{FillProgress, Library, LibraryError, PackedShow},
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
    environment: Environment,
    mut options: DemoOptions,
    output: &mut Output<'_>,
) -> Result<()> {
    if flags.profile_dir.is_none() {
        return Err(Failure::usage("--profile-dir is required"));
    }
    let mut context = Context::load(flags, environment)?;
    let path = context.config.paths.library_file();
    if path.symlink_metadata().is_ok() {
        let path = path.display();
        return Err(Failure::failed(format_args!("{path} exists; remove it, or use another --profile-dir")));
    }
    let began = Instant::now();
    let now = context.clock.timestamp();
    options.today.get_or_insert_with(|| context.clock.today());
    let options = options.undisturbed();
    let tokio = app::tokio()?;
    let (server, _kept) = start_where_it_was(tokio.handle(), options.clone(), &context.config.paths.demo_port_file())?;
    point_at(&server, &mut context.config, Stay::Kept);
    let account = log_in_at(&tokio, &server, &context, output)?;
    output.note(format_args!("Logged in to the demo service as {}; only `demo` uses this login", account.name()))?;

    config::create_folder(&context.config.paths.data_dir).map_err(Failure::failed)?;
    let origin = Origin::parse(&server.accounts_url()).map_err(Failure::failed)?;
    let episodes = fill(&path, &account, now, &|| Service::new(&options, &origin, now), output)?;
    let seconds = began.elapsed().as_secs();
    output.note(format_args!("Wrote {} to {} in {seconds} s", counted(episodes, "episode"), path.display()))?;
    tokio.shutdown_background();
    Ok(())
}

/// Logs in as the consent page would, and stores the login.
fn log_in_at(tokio: &Tokio, server: &DemoServer, context: &Context, output: &mut Output<'_>) -> Result<Account> {
    let failed = |cause: &dyn std::fmt::Display| Failure::failed(format_args!("login failed: {cause}"));
    context.vault().try_room().map_err(|cause| failed(&cause))?;
    let login = context.login()?.ok_or_else(|| failed(&"no client"))?;
    let (_, access) = context.access(login, output)?;
    tokio.block_on(async {
        let (attempt, receiver) = Attempt::start(&access.settings, PortChoice::Dynamic, false, Attempt::LIMIT)
            .map_err(|cause| failed(&cause))?;
        let callback = server.approve(attempt.authorize_url.as_str()).map_err(|cause| failed(&cause))?;
        attempt.submit_pasted(&callback).map_err(|cause| failed(&cause))?;
        let Callback::Code { code, pending } = receiver.recv().await else { return Err(failed(&"no code came")) };
        log_in(code, &access.session).await.map_err(|cause| failed(&cause))?;
        pending.answer(Outcome::Done);
        attempt.served().await;
        ask_account(&access.session, &access.client).await.map_err(|cause| failed(&cause))
    })
}

/// Reads the shows on several threads, each with a service of its own, and writes them in the order of the list.
#[expect(clippy::result_large_err, reason = "a failure ends the program: it is made once")]
fn fill(
    path: &Path,
    account: &Account,
    now: Timestamp,
    service: &(impl Fn() -> Service + Sync),
    output: &mut Output<'_>,
) -> Result<u64> {
    let list = service().all("/v1/me/shows", pages::saved_shows)?;
    let shows: Vec<(u32, Show)> = list.into_iter().flat_map(|page| page.items).collect();
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get).clamp(1, THREADS);
    thread::scope(|scope| {
        let readers: Vec<_> = (0..threads)
            .map(|first| {
                let (sender, receiver) = mpsc::sync_channel(AHEAD);
                let share = shows.iter().skip(first).step_by(threads);
                scope.spawn(move || {
                    let mut service = service();
                    // The receiver is gone after a failed write.
                    share.map(|(position, show)| service.show(*position, show)).try_for_each(|read| sender.send(read))
                });
                receiver
            })
            .collect();
        let ended = |_| Failure::failed("a thread ended early");
        let read = readers.iter().cycle().take(shows.len()).map(|reader| reader.recv().map_err(ended)?);
        let (mut noted, mut total) = (Instant::now(), 0);
        Library::fill(path, account, now, read, |progress| {
            let is_last = matches!(progress, FillProgress::Written { shows: done, .. } if done as usize == shows.len());
            if noted.elapsed() <= Duration::from_secs(2) && !is_last {
                return Ok(());
            }
            noted = Instant::now();
            match progress {
                FillProgress::Written { shows: done, episodes } => {
                    total = episodes;
                    output.note(format_args!(
                        "{done} of {}, {}",
                        counted(shows.len() as u64, "show"),
                        counted(episodes, "episode")
                    ))?;
                }
                FillProgress::Indexed(count) => {
                    output.note(format_args!("{count} of {} in the search index", counted(total, "episode")))?;
                }
            }
            Ok(())
        })
    })
}

impl From<LibraryError> for Failure {
    fn from(cause: LibraryError) -> Self {
        Self::failed(format_args!("cannot write the library: {cause}"))
    }
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

impl Service {
    fn new(options: &DemoOptions, origin: &Origin, now: Timestamp) -> Self {
        let mut world = World::new(options, &origin.to_string(), now);
        let bearer = format!("Bearer {}", world.access_token(Listener::First, now));
        Self { world, bearer, origin: origin.clone(), now }
    }

    /// A show with all its episodes; without, if its id cannot be addressed.
    fn show(&mut self, position: u32, show: &Show) -> Result<PackedShow> {
        let id = show.key.id();
        let pages = id.map(|id| self.all(&format!("/v1/shows/{id}/episodes"), pages::episodes)).transpose()?;
        Ok(PackedShow::new(position, show.clone(), pages, self.now))
    }

    /// Every page of a list.
    fn all<T>(&mut self, path: &str, read: ReadPage<T>) -> Result<Vec<Page<T>>> {
        let mut pages = Vec::new();
        for offset in (0..).step_by(LIMIT as usize) {
            let request = Request {
                authorization: Some(self.bearer.clone()),
                ..Request::get(&format!("{path}?limit={LIMIT}&offset={offset}"), self.now)
            };
            let response = self.world.handle(&request);
            let text = String::from_utf8(response.body).ok().filter(|_| response.status == 200);
            let text =
                text.ok_or_else(|| Failure::failed(format_args!("the demo answered {} to {path}", response.status)))?;
            let page = read(&text, offset, LIMIT, &self.origin).map_err(Failure::failed)?;
            let more = page.has_next;
            pages.push(page);
            if !more {
                break;
            }
        }
        Ok(pages)
    }
}

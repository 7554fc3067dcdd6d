//! Pages about the program itself, its configuration, and a report. All of it blocks on the disk, so on a thread.

use std::{sync::Arc, time::Duration};

use tokio::{task::spawn_blocking, time::timeout};

use super::{Deps, Job};
use crate::{
    app::{
        Problem, Reply,
        page::{Page, Paragraph},
        requests::{
            event::{Changed, FileAnswer, UpkeepReply},
            upkeep::Upkeep,
        },
    },
    config::{Config, keys},
    domain::CleanText,
    runtime::{
        doctor::{self, LoginFound, Section, Subject},
        log_tail, problem, report, whole_file,
    },
};

/// How long a value that is saved is checked; a folder on a mount that is gone never answers.
const CHECK: Duration = Duration::from_secs(1);

/// Answers one request.
pub(super) async fn ask(job: Job, deps: Arc<Deps>, request: Upkeep) {
    let for_request = Arc::clone(&deps);
    let Ok(mut answer) = spawn_blocking(move || answer(&for_request, request)).await else { return };
    if let UpkeepReply::Set(Ok(changed)) = &mut answer {
        let name = changed.name;
        changed.doubt = in_time(CHECK, move || deps.settings.doubt(name)).await;
    }
    job.reply(Reply::Upkeep(answer));
}

/// What a check finds, if it ends in time.
async fn in_time(limit: Duration, check: impl FnOnce() -> Option<String> + Send + 'static) -> Option<String> {
    timeout(limit, spawn_blocking(check)).await.ok()?.ok()?
}

fn answer(deps: &Deps, request: Upkeep) -> UpkeepReply {
    match request {
        Upkeep::Page(page) => UpkeepReply::Page(page, paragraphs(deps, page)),
        Upkeep::Settings => UpkeepReply::Settings(deps.settings.rows()),
        Upkeep::Set { name, value } => UpkeepReply::Set(match deps.settings.set(name, value.as_deref()) {
            Ok(copy) => Ok(Box::new(Changed {
                name,
                settings: deps.settings.rows(),
                live: deps.settings.live(),
                copy: copy.map(|path| CleanText::new(&path.to_string_lossy()).to_string()),
                doubt: None,
            })),
            Err(error) => Err(problem::setting(&error)),
        }),
        Upkeep::Report { name, replace } => UpkeepReply::Report(write(deps, &name, replace)),
    }
}

fn paragraphs(deps: &Deps, page: Page) -> Result<Vec<Paragraph>, Problem> {
    match page {
        Page::Log => {
            let path = deps.paths.log_file();
            let shown = CleanText::new(&path.to_string_lossy()).to_string();
            let lines = log_tail::lines(&path).map_err(|error| {
                let why = CleanText::new(&error.to_string());
                Problem::new("The log cannot be read", format!("{shown}: {why}"), "")
            })?;
            let head = Paragraph::Fact(if lines.is_empty() { "no log yet" } else { "the end of" }.into(), shown);
            Ok([head, Paragraph::Blank].into_iter().chain(lines.into_iter().map(Paragraph::Text)).collect())
        }
        Page::Doctor => Ok(doctor_page(&sections(deps, &deps.settings.config()))),
        // These are made without a request.
        Page::Settings | Page::Report | Page::About => Ok(Vec::new()),
    }
}

/// What the doctor finds, problems first.
fn doctor_page(sections: &[Section]) -> Vec<Paragraph> {
    let clean = |text: &str| CleanText::new(text).to_string();
    let problems = doctor::problems(sections);
    let mut page = Vec::new();
    if problems.is_empty() {
        page.push(Paragraph::Text("No problems found".into()));
    } else {
        page.push(Paragraph::Heading("Problems".into()));
        page.extend(problems.iter().map(|problem| Paragraph::Warning(clean(problem))));
    }
    for section in sections {
        page.extend([Paragraph::Blank, Paragraph::Heading(section.title.to_owned())]);
        page.extend(section.rows.iter().map(|(label, text)| Paragraph::Fact(clean(label.trim()), clean(text))));
    }
    page
}

fn sections(deps: &Deps, config: &Config) -> Vec<Section> {
    let subject = Subject {
        config,
        environment: &deps.settings.environment,
        clock: &deps.clock,
        vault: deps.shared.vault.clone(),
        guard: deps.shared.guard(),
        origins: Ok(deps.shared.connections.origins.clone()),
        whole: false,
    };
    doctor::sections(&subject, || login(deps), |_| {})
}

/// The login as it runs.
fn login(deps: &Deps) -> LoginFound {
    let session = deps.shared.access().map(|access| access.session);
    let has_client = session.is_some() || deps.settings.config().set(keys::CLIENT_ID).is_some();
    LoginFound {
        state: match &session {
            Some(session) => Some(session.state()),
            None => has_client.then_some(crate::domain::LoginState::LoggedOut),
        },
        authorized_at: session.and_then(|session| session.authorized_at()),
        problem: None,
    }
}

fn write(deps: &Deps, name: &str, replace: bool) -> Result<FileAnswer, Problem> {
    let config = deps.settings.config();
    let now = deps.clock.now().strftime("%Y-%m-%d %H:%M %:z").to_string();
    let text = report::text(&config, &sections(deps, &config), &now, &private(deps, &config));
    whole_file::answer(&deps.folder, name, replace, &text)
}

/// Words that a report must not hold, whatever it quotes.
fn private(deps: &Deps, config: &Config) -> Vec<String> {
    let mut words = Vec::new();
    words.extend(config.set(keys::CLIENT_ID).map(|set| set.value));
    words.extend(config.set(keys::CLIENT_SECRET).map(|set| set.value.expose().to_owned()));
    if let Some(access) = deps.shared.access() {
        words.push(access.settings.client_id.to_string());
        if let Some(account) = access.session.state().account() {
            words.extend([account.name().to_string(), account.id.to_string()]);
        }
    }
    let environment = &deps.settings.environment;
    words.extend(
        ["HOME", "USER", "LOGNAME", "HOSTNAME"].iter().filter_map(|name| environment.var(name).map(str::to_owned)),
    );
    // A folder before its name in it.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_check_that_does_not_end_says_nothing_and_holds_up_no_answer() {
        let (answer, waits) = std::sync::mpsc::channel::<String>();
        assert_eq!(in_time(Duration::from_millis(1), move || waits.recv().ok()).await, None);
        drop(answer);
        assert_eq!(in_time(Duration::from_mins(1), || Some("none".into())).await, Some("none".into()));
    }
}

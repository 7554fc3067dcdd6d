//! Lists as they come in: what is asked for, what came, what could not be had.

use crate::app::{
    Command, Effect, Problem, State,
    cursor::Step,
    effect::Part,
    event::{Gap, ListSummary},
    keymap::Context,
    layout::rows,
    ledger::Purpose,
    list::{drop_unseen, take_in},
    panes::{Episodes, Loading, Main, Pane, ShowSort, Stage, Subject},
    state::{LoginState, Tone},
};
use crate::domain::{Episode, Page, Show, ShowKey};

/// Asks for the list of shows, or pages of it. Whatever ran for it before is stopped.
pub(super) fn load_shows(state: &mut State, part: Part) -> Vec<Effect> {
    let mut effects = supersede(state, Purpose::Shows);
    let id = state.ledger.begin(Purpose::Shows);
    state.main.shows.loading.begin(&part);
    effects.push(Effect::LoadShows { id, part });
    effects
}

/// Opens a show: its episodes at once where they have been loaded, else they are asked for.
pub(super) fn open_show(state: &mut State, key: &ShowKey) -> Vec<Effect> {
    let height = rows(state.size);
    let main = &mut state.main;
    main.shows.list.choose(&main.shows.items);
    main.focus = Pane::Episodes;
    main.opened.retain(|opened| opened != key);
    main.opened.push(key.clone());
    main.open_name = main.show(key).map(|show| show.name.clone());
    main.open = Some(key.clone());
    let episodes = main.episodes.entry(key.clone()).or_default();
    episodes.list.fit(height);
    let asked = match episodes.loading.stage {
        Stage::Never | Stage::Failed(_) => true,
        Stage::Running { .. } | Stage::Done(_) => false,
    };
    let mut effects = forget_oldest(state);
    if asked {
        effects.extend(load_episodes(state, key, Part::Whole));
    }
    effects
}

/// Asks for the episodes of a show, or pages of them.
fn load_episodes(state: &mut State, key: &ShowKey, part: Part) -> Vec<Effect> {
    let Some(show) = key.id().cloned() else {
        let problem = Problem::new(
            "This show cannot be asked for",
            "Spotify gave it an id that is not one",
            "Listen to it in a Spotify app",
        );
        state.say(problem.status_line(), Tone::Warning);
        if let Some(episodes) = state.main.episodes.get_mut(key) {
            episodes.loading.stage = Stage::Failed(problem);
        }
        return Vec::new();
    };
    if !may_ask(state) {
        return Vec::new();
    }
    let mut effects = supersede(state, Purpose::Episodes);
    let Some(episodes) = state.main.episodes.get_mut(key) else { return effects };
    episodes.loading.begin(&part);
    let id = state.ledger.begin(Purpose::Episodes);
    effects.push(Effect::LoadEpisodes { id, show, part });
    effects
}

/// Loads again what the keys go to: its missing pages first.
pub(super) fn refresh(state: &mut State) -> Vec<Effect> {
    let of_show = match state.main.focus {
        Pane::Shows => None,
        Pane::Episodes => state.main.open.clone(),
        Pane::Notes => match &state.main.notes.subject {
            Some(Subject::Episode(show, _)) => Some(show.clone()),
            Some(Subject::Show(_)) | None => None,
        },
    };
    let Some(key) = of_show else {
        let part = state.main.shows.loading.next_part();
        return reload_shows(state, part);
    };
    let Some(loading) = state.main.episodes.get(&key).map(|episodes| &episodes.loading) else { return Vec::new() };
    if loading.is_running() {
        state.say("The episodes are being loaded", Tone::Info);
        return Vec::new();
    }
    let part = loading.next_part();
    load_episodes(state, &key, part)
}

/// Loads the shows again, unless they are being loaded: holding the key down asks once.
pub(super) fn reload_shows(state: &mut State, part: Part) -> Vec<Effect> {
    if state.main.shows.loading.is_running() {
        state.say("The shows are being loaded", Tone::Info);
        Vec::new()
    } else if may_ask(state) {
        load_shows(state, part)
    } else {
        Vec::new()
    }
}

/// Stops everything that is being loaded.
pub(super) fn stop(state: &mut State) -> Vec<Effect> {
    [supersede(state, Purpose::Shows), supersede(state, Purpose::Episodes)].concat()
}

/// Stops everything that is being loaded, for one reason that concerns it all.
pub(super) fn fail(state: &mut State, why: &Problem) -> Vec<Effect> {
    loadings(&mut state.main).for_each(|loading| loading.stop(Some(why)));
    stop(state)
}

pub(super) fn shows_page(state: &mut State, page: Page<Show>) -> Vec<Effect> {
    let height = rows(state.size);
    if let Some(Subject::Show(key)) = &state.main.notes.subject
        && page.items.iter().any(|(_, show)| show.key == *key)
    {
        super::notes::out_of_date(&mut state.main.notes);
    }
    if let Some((_, show)) = page.items.iter().find(|(_, show)| Some(&show.key) == state.main.open.as_ref()) {
        state.main.open_name = Some(show.name.clone());
    }
    let shows = &mut state.main.shows;
    shows.loading.page(page.received, page.total);
    shows.loading.total = page.total.or(shows.loading.total);
    take_in(&mut shows.items, &mut shows.places, page.items, shows.loading.pass);
    shows.rebuild(height);
    Vec::new()
}

pub(super) fn shows_gap(state: &mut State, gap: Gap) -> Vec<Effect> {
    state.main.shows.loading.gap(gap);
    Vec::new()
}

/// The list has been asked for to its end. What a complete pass has not seen is not followed any more.
pub(super) fn shows_done(state: &mut State, summary: ListSummary) -> Vec<Effect> {
    state.ledger.end(Purpose::Shows);
    let height = rows(state.size);
    let shows = &mut state.main.shows;
    if shows.loading.finish(summary) {
        let pass = shows.loading.pass;
        let goes =
            shows.list.selected_index().and_then(|index| shows.places.get(index)).is_some_and(|at| at.pass < pass);
        if goes && shows.sort == ShowSort::Added {
            // What followed it has moved up to its position, and stands before it there.
            shows.list.step(&shows.items, Step::Up, height);
        }
        drop_unseen(&mut shows.items, &mut shows.places, shows.loading.pass);
        shows.rebuild(height);
    }
    shows.list.choose(&shows.items);
    let said = missing(&shows.loading);
    tell(state, said);
    Vec::new()
}

pub(super) fn episodes_page(state: &mut State, key: &ShowKey, page: Page<Episode>) -> Vec<Effect> {
    let height = rows(state.size);
    if let Some(Subject::Episode(show, read)) = &state.main.notes.subject
        && show == key
        && page.items.iter().any(|(_, episode)| episode.key == *read)
    {
        super::notes::out_of_date(&mut state.main.notes);
    }
    let Some(episodes) = loaded(state, key) else { return Vec::new() };
    episodes.loading.page(page.received, page.total);
    episodes.loading.total = page.total.or(episodes.loading.total);
    take_in(&mut episodes.items, &mut episodes.places, page.items, episodes.loading.pass);
    for (episode, place) in episodes.items.iter_mut().zip(&episodes.places) {
        episode.position = place.position;
    }
    episodes.count();
    episodes.rebuild(height);
    forget_oldest(state)
}

pub(super) fn episodes_gap(state: &mut State, key: &ShowKey, gap: Gap) -> Vec<Effect> {
    if let Some(episodes) = loaded(state, key) {
        episodes.loading.gap(gap);
    }
    Vec::new()
}

pub(super) fn episodes_done(state: &mut State, key: &ShowKey, summary: ListSummary) -> Vec<Effect> {
    let height = rows(state.size);
    let Some(episodes) = loaded(state, key) else { return Vec::new() };
    if episodes.loading.finish(summary) {
        drop_unseen(&mut episodes.items, &mut episodes.places, episodes.loading.pass);
        episodes.count();
        episodes.rebuild(height);
    }
    episodes.list.choose(&episodes.items);
    let said = missing(&episodes.loading);
    state.ledger.end(Purpose::Episodes);
    tell(state, said);
    Vec::new()
}

/// The episodes of the show that is being loaded, if it is this one: an answer about another is none.
fn loaded<'a>(state: &'a mut State, key: &ShowKey) -> Option<&'a mut Episodes> {
    state.main.episodes.get_mut(key).filter(|episodes| episodes.loading.is_running())
}

/// Ends what runs for a purpose; its list is as if it had not been asked for to the end.
fn supersede(state: &mut State, purpose: Purpose) -> Vec<Effect> {
    match purpose {
        Purpose::Shows => state.main.shows.loading.stop(None),
        Purpose::Episodes => state.main.episodes.values_mut().for_each(|episodes| episodes.loading.stop(None)),
        _ => {}
    }
    state.ledger.end(purpose).map(Effect::Cancel).into_iter().collect()
}

fn loadings(main: &mut Main) -> impl Iterator<Item = &mut Loading> {
    let episodes = main.episodes.values_mut().map(|episodes| &mut episodes.loading);
    std::iter::once(&mut main.shows.loading).chain(episodes)
}

/// Forgets the episodes of the shows opened longest ago, while more are kept than [`Main::KEPT`]; how they were looked at
/// is remembered.
fn forget_oldest(state: &mut State) -> Vec<Effect> {
    let main = &mut state.main;
    let kept_of = |main: &Main, key: &ShowKey| main.episodes.get(key).map_or(0, |episodes| episodes.items.len());
    let mut kept: usize = main.opened.iter().map(|key| kept_of(main, key)).sum();
    let mut running = false;
    while kept > Main::KEPT
        && let Some(oldest) = main.opened.iter().position(|key| main.open.as_ref() != Some(key))
    {
        let oldest = main.opened.remove(oldest);
        let Some(Episodes { items, sort, state: filter, loading, .. }) = main.episodes.remove(&oldest) else {
            continue;
        };
        kept -= items.len();
        running |= loading.is_running();
        let looked_at = Episodes { sort, state: filter, ..Episodes::default() };
        if looked_at != Episodes::default() {
            main.episodes.insert(oldest, looked_at);
        }
    }
    if running { supersede(state, Purpose::Episodes) } else { Vec::new() }
}

/// Whether there is a login to ask with; says how to get one where there is none.
fn may_ask(state: &mut State) -> bool {
    match state.session.login {
        LoginState::LoggedIn { .. } => true,
        LoginState::LoggedOut | LoginState::Ended { .. } => {
            if let Some(notice) = state.login_notice() {
                state.say(notice.text, notice.tone);
            }
            false
        }
    }
}

/// What to say of a list that did not come whole.
fn missing(loading: &Loading) -> Option<(String, bool)> {
    let first = loading.gaps.first()?;
    match &loading.stage {
        Stage::Failed(problem) => Some((problem.line(), false)),
        Stage::Never | Stage::Running { .. } | Stage::Done(_) => {
            let pages = match loading.gaps.len() {
                1 => "1 page is missing".to_owned(),
                count => format!("{count} pages are missing"),
            };
            Some((format!("{pages}: {}", first.problem.title), true))
        }
    }
}

fn tell(state: &mut State, said: Option<(String, bool)>) {
    let Some((text, retry)) = said else { return };
    match state.keymap.key_of(&[Context::Main], Command::Refresh).filter(|_| retry) {
        Some(key) => state.say(format!("{text}. {key} asks for what is missing"), Tone::Error),
        None => state.say(text, Tone::Error),
    }
}

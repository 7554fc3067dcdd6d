//! Texts of several views: headings, and why a list is empty.

use crate::{
    app::{
        Command, Context, Cx, Problem, Slot,
        asking::{self, HeldUp},
        input::command::{Main, View},
        list::{Filter, List, Load},
    },
    domain::{
        EpisodeState, Quota, StateFilter, SyncStage,
        count::{counted, grouped},
    },
};

/// The parts of a heading after its title.
#[derive(Debug, Clone, Default)]
pub(super) struct About<'a> {
    /// How many items there are, listed or not.
    pub(super) items: usize,
    /// How many rows there are, read or not.
    pub(super) rows: usize,
    pub(super) sort: &'a str,
    /// The order in a word.
    pub(super) short_sort: &'a str,
    /// Which states are listed; empty for all.
    pub(super) state: &'a str,
    /// How much is on disk; empty if all is.
    pub(super) extent: String,
    /// Missing pages or a failed read, in two lengths.
    pub(super) gap: Option<[String; 2]>,
}

/// The wordings of a heading, from the longest to the shortest. How many rows there are stands beside it.
pub(super) fn about(cx: &Cx, list: &List, about: &About<'_>) -> Vec<String> {
    let About { items, rows, sort, short_sort, state, extent, gap } = about;
    let count = if rows == items { String::new() } else { format!("{} of {}", grouped(*rows), grouped(*items)) };
    let (sort, short_sort) = if *items == 0 { ("", "") } else { (*sort, *short_sort) };
    // A low terminal has no rule for the notice.
    let gap = gap.as_ref().filter(|_| cx.layout.header.is_empty() && *items > 0);
    let gap = gap.map(|[_, short]| format!("{} {short}", cx.warning())).unwrap_or_default();
    let selected = selected(list);
    let closest = closest(list);
    vec![
        cx.join(&[&selected, &count, closest, extent, sort, state, &gap]),
        cx.join(&[&selected, &count, closest, sort, state, &gap]),
        cx.join(&[&selected, closest, sort, state, &gap]),
        cx.join(&[&selected, closest, short_sort, state, &gap]),
        cx.join(&[&selected, closest, state, &gap]),
        cx.join(&[&selected, closest, &gap]),
        cx.join(&[&selected, closest]),
        closest.to_owned(),
        count,
    ]
}

/// The warning in the rule of an incomplete list.
pub(super) fn notice(cx: &Cx, list: &List, gap: Option<&[String; 2]>) -> Vec<String> {
    let Some(gap) = gap.filter(|_| !list.is_empty()) else { return Vec::new() };
    gap.iter().map(|what| format!("{} {what}: {} asks again", cx.warning(), refresh_key(cx))).collect()
}

/// The number of selected episodes; empty for none.
pub(super) fn selected(list: &List) -> String {
    if list.selection.is_empty() { String::new() } else { format!("{} selected", list.selection.len()) }
}

/// That the titles are only the closest to the filter; empty if they have its words.
pub(super) fn closest(list: &List) -> &'static str {
    if list.is_closest && !list.is_empty() { "closest" } else { "" }
}

/// The states a list is limited to; empty for all.
pub(super) fn state_name(filter: StateFilter) -> &'static str {
    match filter {
        StateFilter::All => "",
        StateFilter::Only(EpisodeState::Unplayed) => "unplayed",
        StateFilter::Only(EpisodeState::InProgress) => "in progress",
        StateFilter::Only(EpisodeState::Played) => "played",
    }
}

/// Pages that could not be fetched, in two lengths.
pub(super) fn missing_pages(pages: u32) -> Option<[String; 2]> {
    (pages > 0).then(|| [counted(pages, "page is missing", "pages are missing"), format!("{pages} missing")])
}

pub(super) fn refresh_key(cx: &Cx) -> String {
    cx.key(&[Context::Main], Command::Main(Main::Refresh))
}

/// For a filter without matches.
pub(super) fn no_match(cx: &Cx, what: &str, filter: &Filter) -> String {
    let context = if filter.is_typing() { Context::FilterField } else { Context::Main };
    format!("No {what} match: `{}` clears the filter", cx.key(&[context], Command::Back))
}

/// For a state without items.
pub(super) fn no_state(cx: &Cx, what: &str, contexts: &[Context]) -> String {
    let key = cx.key(contexts, Command::View(View::StateFilter));
    format!("{what}: `{key}` shows others")
}

/// A problem, and the key that tries again.
pub(super) fn problem(cx: &Cx, problem: &Problem) -> Vec<String> {
    let mut sentences = problem.sentences(&cx.keymap);
    sentences.push(format!("`{}` tries again", refresh_key(cx)));
    sentences
}

/// Why there are no shows, or no episodes of any.
pub(super) fn no_shows(cx: &Cx, list: &List) -> Vec<String> {
    let dots = cx.ellipsis();
    let all = cx.key(&[Context::Main], Command::Main(Main::RefreshAll));
    let syncing = cx.ledger.runs(Slot::Sync);
    if let Some(why) = &list.problem {
        return problem(cx, why);
    }
    if cx.ledger.runs(Slot::Account) && list.load == Load::Never {
        return vec![format!("Asking Spotify for the account{dots}")];
    }
    if syncing && cx.quota == Quota::Retrying {
        return vec![format!("Spotify does not answer; trying again{dots}")];
    }
    if syncing && cx.sync.synced_at.is_none() {
        let stage = cx.sync.progress.map(|progress| progress.stage);
        return vec![if let Some(SyncStage::Shows { done, total: Some(total) }) = stage {
            format!("Fetching your shows{dots} {done}/{total}")
        } else {
            format!("Fetching your shows{dots}")
        }];
    }
    if cx.ledger.runs(Slot::Shows) {
        return vec![format!("Reading the library{dots}")];
    }
    if let Some(held_up) = held_up(cx) {
        return held_up;
    }
    if cx.sync.synced_at.is_none() {
        return vec![format!("Nothing fetched yet: `{all}` fetches your shows")];
    }
    vec![format!("You follow no shows yet. Follow one in a Spotify app, then press `{all}`")]
}

/// Why nothing was fetched.
pub(super) fn held_up(cx: &Cx) -> Option<Vec<String>> {
    match no_request(cx) {
        Some(why) => Some(vec![why]),
        None => Some(problem(cx, cx.sync.trouble.as_ref()?)),
    }
}

/// Why no request can go out.
pub(super) fn no_request(cx: &Cx) -> Option<String> {
    Some(match asking::held_up(cx)? {
        HeldUp::Login => {
            let key = cx.key(&[Context::Main], Command::Main(Main::Account));
            format!("Not logged in: `{key}` logs in")
        }
        HeldUp::Block(until) => asking::blocked(cx, until),
    })
}

//! The table itself: every key of the program.

mod steps;

use super::{
    Binding,
    Context::{
        self, Account, Confirm, ConfirmLink, Devices, Discover, DiscoverShow, Document, Episode, EpisodeList, Episodes,
        Feed, FilterField, Found, Global, Help, HelpField, InProgress, Links, List, Login, LoginAgain, LoginBusy,
        LoginDemo, LoginFirst, LoginPort, LoginWaiting, Main, Messages, New, Notes, Output, Palette, PasteField,
        Playing, Profiles, Prompt, Running, Saved, SearchField, Selection, Settings, Setup, SetupField, Shows, Tour,
        Upcoming, Values, Written,
    },
};
use crate::app::{
    Command,
    Command::{
        App as app, Login as login, Main as main, Notes as notes, Player as player, Setup as setup, Step as step,
        View as view,
    },
    input::{
        command::{App as A, Login as L, Main as M, Notes as N, Player as P, Setup as S, View as V},
        step::Step,
    },
    page::Page,
    place::{FeedId, Tab},
};

const fn bind(
    context: Context,
    command: Command,
    name: &'static str,
    keys: &'static [&'static str],
    hint: &'static str,
    help: &'static str,
) -> Binding {
    Binding { context, command, name, keys, hint, help }
}

/// Every binding, in the order footer and help show them.
pub const TABLE: &[Binding] = &joined::<{ count(BLOCKS) }>(BLOCKS);

const fn count(mut blocks: &[&[Binding]]) -> usize {
    let mut count = 0;
    while let [block, rest @ ..] = blocks {
        (count, blocks) = (count + block.len(), rest);
    }
    count
}

const fn joined<const COUNT: usize>(mut blocks: &[&[Binding]]) -> [Binding; COUNT] {
    let mut all = [bind(Global, Command::Back, "", &[], "", ""); COUNT];
    let mut left: &mut [Binding] = &mut all;
    while let [block, rest @ ..] = blocks {
        let (places, later) = left.split_at_mut(block.len());
        places.copy_from_slice(block);
        (left, blocks) = (later, rest);
    }
    all
}

#[rustfmt::skip]
const BLOCKS: &[&[Binding]] = &[&[
    bind(Global, app(A::Help), "help", &["?"], "help", "Show what the keys do"),
    bind(Global, app(A::Messages), "messages", &["!"], "", "Show the latest messages whole"),
    bind(Global, Command::Filter, "filter", &["/"], "", "Type into the filter or the search, or find in the notes"),
    bind(Global, app(A::Page(Page::Settings)), "settings", &[], "", "Search and change the keys of the configuration"),
    bind(Global, app(A::Page(Page::Log)), "log", &[], "", "Show the end of the log"),
    bind(Global, app(A::Page(Page::Doctor)), "doctor", &[], "", "Show paths, versions, login, quota, terminal, and problems"),
    bind(Global, app(A::Page(Page::Report)), "report", &[], "", "Write a report about this program to a file, without secrets"),
    bind(Global, app(A::Page(Page::About)), "about", &[], "", "Show version, notices and licences"),
    bind(Global, app(A::Quit), "quit", &["q", "Ctrl-c"], "quit", "Leave the program"),
    bind(Global, app(A::Suspend), "suspend", &["Ctrl-z"], "", "Stop the program; `fg` brings it back"),

    bind(Setup, setup(S::EditField), "edit", &["Enter", "i"], "paste the client ID", "Type or paste the client ID"),
    bind(Setup, setup(S::OpenDashboard), "dashboard", &["o"], "open the dashboard", "Open Spotify's dashboard in the browser"),
    bind(Setup, Command::Copy, "copy-redirect", &["y"], "copy the redirect URI", "Copy the redirect URI"),
    bind(Setup, Command::Back, "back", &["Esc"], "", "Go back to the login or the lists, where there are any"),
    bind(Setup, setup(S::Demo), "demo", &["d"], "try the demo", "Open the demo, without an account"),
    bind(Setup, setup(S::Profiles), "profiles", &["L"], "", "List the profiles on this computer"),

    bind(SetupField, Command::Accept, "accept", &["Enter"], "save", "Save the client ID, and the secret if there is one"),
    bind(SetupField, setup(S::NextField), "next-field", &["Tab", "Down"], "next field", "Go to the next field"),
    bind(SetupField, setup(S::PreviousField), "previous-field", &["Shift-Tab", "Up"], "", "Go to the previous field"),
    bind(SetupField, Command::Back, "back", &["Esc"], "leave the field", "Leave the field"),

    bind(Login, login(L::LogIn), "log-in", &["Enter"], "log in with Spotify", "Open the browser and wait for your consent"),
    bind(Login, login(L::ChangeClient), "client", &["c"], "change the client ID", "Go back to the setup, for another client ID"),
    bind(Login, login(L::Profiles), "profiles", &["L"], "", "List the profiles on this computer"),

    bind(LoginFirst, setup(S::Demo), "demo", &["d"], "", "Open the demo, without an account"),

    bind(LoginAgain, Command::Back, "back", &["Esc"], "back", "Go back to the lists"),

    bind(LoginBusy, Command::Back, "cancel", &["Esc"], "cancel", "Cancel the login"),

    bind(LoginPort, login(L::LogIn), "log-in", &["Enter"], "try again", "Try the same port again"),
    bind(LoginPort, login(L::LogInDynamicPort), "dynamic-port", &["p"], "use another port", "Log in with a port that is free"),
    bind(LoginPort, Command::Back, "back", &["Esc"], "back", "Go back"),

    bind(LoginDemo, login(L::ApproveInDemo), "approve", &["a"], "agree (demo)", "In the demo: agree without a browser"),

    bind(LoginWaiting, Command::Copy, "copy-url", &["y"], "copy the URL", "Copy the URL"),
    bind(LoginWaiting, login(L::PasteRedirect), "paste", &["p"], "paste the URL", "Type or paste the URL the browser was sent to"),
    bind(LoginWaiting, Command::Back, "cancel", &["Esc"], "cancel", "Cancel the login"),
    bind(LoginWaiting, login(L::ReopenBrowser), "browser", &["o"], "open the browser again", "Open the browser again"),

    bind(PasteField, Command::Accept, "accept", &["Enter"], "use this URL", "Use the pasted URL"),
    bind(PasteField, Command::Back, "back", &["Esc"], "leave field", "Leave the field; the login goes on waiting"),

    bind(FilterField, Command::Accept, "keep", &["Enter"], "keep it", "Keep the filter, or the text to find, and leave the field"),
    bind(FilterField, Command::Back, "clear", &["Esc"], "clear it", "Clear the field and leave it"),
], &steps::beside_field(FilterField), &[
    bind(SearchField, Command::Accept, "accept", &["Enter", "Tab"], "to the results", "Go to what was found"),
    bind(SearchField, Command::Back, "leave", &["Esc"], "leave field", "Leave the field; Esc once more clears it"),
], &steps::beside_field(SearchField), &[
    bind(Shows, Command::Open, "open", &["Enter"], "episodes", "Open the episodes of the show"),
    bind(Shows, view(V::StateFilter), "state", &["f"], "state", "Show all shows, or only unplayed, in progress or played ones"),
    bind(Shows, main(M::MarkDown), "mark-show", &["M"], "", "Mark every episode of the show as played; asks first"),
    bind(Shows, main(M::Links), "links", &["u"], "", "List the links of the show's description"),
    bind(Shows, main(M::Export), "export", &["x"], "", "Export the selected or open episode to a Markdown file; asks for its name"),

    bind(Episodes, Command::Open, "open", &["Enter"], "notes", "Read the notes of the episode"),
    bind(Episodes, view(V::StateFilter), "state", &["f"], "state", "Show all, unplayed, in progress or played episodes"),
    bind(Episodes, main(M::Links), "links", &["u"], "", "List the links of the notes"),

    bind(List, Command::Filter, "filter", &["/"], "filter", "Filter by title: words as they begin, else the closest titles"),
    bind(List, view(V::Sort), "sort", &["s"], "sort", "Sort the list in another order"),
    bind(List, main(M::Details), "details", &["i"], "details", "Show the details of the show or episode"),

    bind(New, view(V::StateFilter), "state", &["f"], "state", "Show all, unplayed, in progress or played episodes"),
    bind(New, view(V::OnePerShow), "one-per-show", &["c"], "one per show", "Show only the newest of each show, or all again"),

    bind(InProgress, view(V::Sort), "sort", &["s"], "sort", "Sort by newest, oldest or least time left"),

    bind(Saved, view(V::StateFilter), "state", &["f"], "state", "Show all, unplayed, in progress or played episodes"),
    bind(Saved, view(V::Sort), "sort", &["s"], "sort", "Sort by last saved, newest, oldest or least time left"),

    bind(Feed, Command::Open, "open", &["Enter"], "notes", "Read the notes of the episode"),
    bind(Feed, Command::Filter, "filter", &["/"], "filter", "Filter by title: words as they begin, else the closest titles"),
    bind(Feed, main(M::GoToShow), "show", &["e"], "its show", "Go to the episode among those of its show"),
    bind(Feed, main(M::Details), "details", &["i"], "", "Show the details of the episode"),
    bind(Feed, main(M::Links), "links", &["u"], "", "List the links of the notes"),

    bind(Found, Command::Open, "open", &["Enter"], "open", "Read the notes at the match, or open the show"),
    bind(Found, Command::Filter, "search", &["/"], "search", "Type into the search"),
    bind(Found, notes(N::NextMatch), "next-match", &["]"], "next match", "Go to the next match in the notes"),
    bind(Found, notes(N::PreviousMatch), "previous-match", &["["], "", "Go to the previous match in the notes"),
    bind(Found, main(M::GoToShow), "show", &["e"], "its show", "Go to the episode among those of its show"),
    bind(Found, main(M::Details), "details", &["i"], "", "Show the details of the show or episode"),
    bind(Found, main(M::Links), "links", &["u"], "", "List the links of the notes"),

    bind(Discover, Command::Open, "open", &["Enter"], "open", "List the episodes of the show, go to one that is followed, or read the notes of the episode"),
    bind(Discover, Command::Filter, "search", &["/"], "search", "Type into the search"),
    bind(Discover, main(M::Follow), "follow", &["F"], "follow", "Follow the show, or unfollow it after a question"),
    bind(Discover, main(M::GoToShow), "show", &["e"], "", "List the episode among those of its show"),
    bind(Discover, main(M::Details), "details", &["i"], "", "Show the details of the show or episode"),
    bind(Discover, main(M::Links), "links", &["u"], "", "List the links of the notes"),
    bind(Discover, main(M::Export), "export", &["x"], "", "Export the selected or open episode to a Markdown file; asks for its name"),

    bind(DiscoverShow, Command::Open, "open", &["Enter"], "notes", "Read the notes of the episode"),
    bind(DiscoverShow, Command::Back, "back", &["Esc"], "results", "Clear the filter, or go back to the results"),
    bind(DiscoverShow, Command::Filter, "filter", &["/"], "filter", "Filter the fetched episodes by title"),
    bind(DiscoverShow, main(M::Follow), "follow", &["F"], "follow", "Follow the show, or unfollow it after a question"),
    bind(DiscoverShow, main(M::Details), "details", &["i"], "", "Show the details of the episode"),
    bind(DiscoverShow, main(M::Links), "links", &["u"], "", "List the links of the notes"),
    bind(DiscoverShow, main(M::Export), "export", &["x"], "", "Export the selected or open episode to a Markdown file; asks for its name"),

    bind(EpisodeList, main(M::Select), "select", &["v"], "select", "Select or deselect the episode and go to the next"),
    bind(EpisodeList, main(M::SelectRange), "select-range", &["V"], "", "Select a range: from here to where you go, until the same key"),
    bind(EpisodeList, main(M::MarkDown), "mark-down", &["M"], "", "Mark everything from here down as played; asks first"),

    bind(Selection, main(M::Mark), "mark", &["m"], "mark selected", "Mark the selected episodes as played (local), or back as before"),
    bind(Selection, main(M::Save), "save", &["a"], "save", "Save the selected episodes to Your Episodes, or remove them"),
    bind(Selection, main(M::Export), "export", &["x"], "export", "Export the selected episodes to a Markdown file; asks for its name"),
    bind(Selection, main(M::SelectRange), "select-range", &["V"], "range", "Begin or end a range"),
    bind(Selection, Command::Back, "clear", &["Esc"], "clear selection", "Clear the selection"),

    bind(Episode, main(M::Mark), "mark", &["m"], "played", "Mark as played (local) and go to the next row, or back as before"),
    bind(Episode, main(M::Export), "export", &["x"], "", "Export to a Markdown file; asks for its name"),

    bind(Notes, Command::Open, "play-timestamp", &["Enter"], "play from here", "Play from the chosen timestamp"),
    bind(Notes, notes(N::NextMatch), "next-match", &["]"], "next match", "Go to the next match"),
    bind(Notes, notes(N::PreviousMatch), "previous-match", &["["], "previous", "Go to the previous match"),
    bind(Notes, Command::Filter, "find", &["/"], "", "Find a text in the notes as you type"),
    bind(Notes, main(M::Links), "links", &["u"], "links", "List the links of the notes"),
    bind(Notes, main(M::GoToShow), "show", &["e"], "", "Go to the episode among those of its show"),
    bind(Notes, main(M::Export), "export", &["x"], "", "Export the selected or open episode to a Markdown file; asks for its name"),

    bind(Playing, player(P::Toggle), "toggle", &["Space"], "play/pause", "Pause or resume; on another episode play that one"),
    bind(Playing, player(P::Back), "back", &[","], "", "Go back 15 seconds"),
    bind(Playing, player(P::Forward), "forward", &["."], "", "Go forward 30 seconds"),
    bind(Playing, player(P::Devices), "devices", &["d"], "devices", "Choose where it plays"),

    bind(Running, main(M::CancelPipe), "cancel-command", &["Esc"], "", "End the command that the notes are piped to"),
], &steps::lines(Main), &[
    bind(Main, step(Step::PageUp), "page-up", &["PgUp", "Ctrl-b"], "", "Scroll a page up"),
    bind(Main, step(Step::PageDown), "page-down", &["PgDn", "Ctrl-f"], "", "Scroll a page down"),
    bind(Main, step(Step::HalfPageUp), "half-page-up", &["Ctrl-u"], "", "Scroll half a page up"),
    bind(Main, step(Step::HalfPageDown), "half-page-down", &["Ctrl-d"], "", "Scroll half a page down"),
    bind(Main, main(M::PaneLeft), "pane-left", &["h", "Left"], "", "Go to the pane on the left"),
    bind(Main, main(M::PaneRight), "pane-right", &["l", "Right"], "", "Go to the pane on the right; opens the selected item"),
    bind(Main, main(M::Tab(Tab::Shows)), "shows-tab", &["1"], "", "Go to the shows"),
    bind(Main, main(M::Tab(Tab::Feed(FeedId::NEW))), "new-tab", &["2"], "", "Go to New"),
    bind(Main, main(M::Tab(Tab::Feed(FeedId::IN_PROGRESS))), "in-progress-tab", &["3"], "", "Go to In progress"),
    bind(Main, main(M::Tab(Tab::Feed(FeedId::SAVED))), "saved-tab", &["4"], "", "Go to Saved: Your Episodes on Spotify"),
    bind(Main, main(M::Tab(Tab::Search)), "search-tab", &["5"], "", "Search all titles and notes"),
    bind(Main, main(M::Tab(Tab::Discover)), "discover-tab", &["6"], "", "Search Spotify's catalogue"),
    bind(Main, main(M::JumpBack), "jump-back", &["Backspace", "Ctrl-o"], "", "Go back to where the last jump began: another tab, a show, an episode"),
    bind(Main, main(M::NextPane), "next-pane", &["Tab"], "", "Go to the next pane"),
    bind(Main, main(M::PreviousPane), "previous-pane", &["Shift-Tab"], "", "Go to the previous pane"),
    bind(Main, main(M::NextUnplayed), "next-unplayed", &["n"], "next unplayed", "Go to the next unplayed episode: of this show in Shows, of any show elsewhere"),
    bind(Main, main(M::PreviousUnplayed), "previous-unplayed", &["N"], "", "Go to the previous unplayed episode: of this show in Shows, of any show elsewhere"),
    bind(Main, player(P::Toggle), "play", &["Space"], "play", "Play the episode from where it stopped, then those below it; pause and resume it"),
    bind(Main, player(P::FromStart), "play-from-start", &["p"], "", "Play the episode from its start"),
    bind(Main, player(P::Back), "seek-back", &[","], "", "Go back 15 seconds in what plays"),
    bind(Main, player(P::Forward), "seek-forward", &["."], "", "Go forward 30 seconds in what plays"),
    bind(Main, player(P::PreviousChapter), "previous-chapter", &["<"], "", "Go to the previous chapter (a timestamp in the notes)"),
    bind(Main, player(P::NextChapter), "next-chapter", &[">"], "", "Go to the next chapter (a timestamp in the notes)"),
    bind(Main, player(P::VolumeDown), "volume-down", &["-"], "", "Turn the volume down"),
    bind(Main, player(P::VolumeUp), "volume-up", &["+"], "", "Turn the volume up"),
    bind(Main, player(P::Devices), "devices", &["d"], "", "Choose the device that plays"),
    bind(Main, player(P::Enqueue), "enqueue", &["z"], "", "Add the episode to the queue"),
    bind(Main, player(P::Queue), "queue", &["Z"], "", "Show the queue"),
    bind(Main, view(V::ReverseSort), "reverse-sort", &["S"], "", "Reverse the order of the list"),
    bind(Main, Command::Palette, "palette", &[":"], "", "Choose a command by its name"),
    bind(Main, notes(N::NextTimestamp), "next-timestamp", &["t"], "", "Go to the next timestamp in the notes"),
    bind(Main, main(M::Zoom), "zoom", &["w"], "", "Give the focused pane the whole width, and back"),
    bind(Main, main(M::Save), "save", &["a"], "", "Save the episode to Your Episodes, or remove it from them"),
    bind(Main, main(M::Follow), "follow", &["F"], "", "Follow the show, or that of the episode; unfollowing asks first"),
    bind(Main, main(M::Pipe), "pipe", &["|"], "", "Pipe the notes of the episode to a command that you type"),
    bind(Main, main(M::Output), "output", &[], "", "Show what the last command of your own printed"),
    bind(Main, main(M::Welcome), "welcome", &[], "", "Show the welcome of the first start again"),
    bind(Main, main(M::Undo), "undo", &["U"], "", "Undo the last mark, follow or save"),
    bind(Main, Command::Back, "back", &["Esc"], "", "Clear the selection or the filter, or step back to the list"),
    bind(Main, main(M::OpenOnSpotify), "open-on-spotify", &["o"], "open on Spotify", "Open the show or episode on Spotify"),
    bind(Main, Command::Copy, "copy-link", &["y"], "copy link", "Copy the link of the show or episode"),
    bind(Main, main(M::Refresh), "refresh", &["r"], "refresh", "Fetch what is new here, and missing pages"),
    bind(Main, main(M::RefreshAll), "refresh-all", &["R"], "", "Synchronise all shows"),
    bind(Main, main(M::PauseSync), "pause-sync", &["Ctrl-s"], "", "Pause or resume the synchronisation"),
    bind(Main, main(M::Account), "account", &["L"], "", "Log in again, switch account or profile, log out"),
], &steps::lines(Help), &steps::pages(Help), &[
    bind(Help, Command::Filter, "search", &["/"], "search", "Search the keys"),
    bind(Help, Command::Back, "close", &["Esc", "?"], "close", "Clear the search, or close the help"),
], &steps::lines(Settings), &steps::pages(Settings), &[
    bind(Settings, Command::Open, "change", &["Enter", "Space"], "change", "Turn a switch, choose a value, or type one"),
    bind(Settings, main(M::Undo), "reset", &["Backspace", "U"], "default", "Remove the key from the file, so that its default counts"),
    bind(Settings, Command::Filter, "search", &["/"], "search", "Search the keys"),
    bind(Settings, Command::Back, "close", &["Esc"], "close", "Clear the search, or close the settings"),
], &steps::lines(Values), &[
    bind(Values, Command::Open, "choose", &["Enter", "Space"], "choose", "Set this value"),
    bind(Values, Command::Back, "close", &["Esc"], "close", "Leave the value as it is"),
], &steps::lines(Document), &steps::pages(Document), &[
    bind(Document, Command::Filter, "search", &["/"], "search", "Show only the lines with these words"),
    bind(Document, Command::Back, "close", &["Esc"], "close", "Clear the search, or close the page"),

    bind(Prompt, Command::Accept, "accept", &["Enter"], "accept", "Accept what is typed"),
    bind(Prompt, Command::Back, "cancel", &["Esc"], "cancel", "Close the field"),
    bind(Prompt, step(Step::Up), "earlier", &["Up"], "", "Bring back what was typed before, where there is something"),
    bind(Prompt, step(Step::Down), "later", &["Down"], "", "Go on to what was typed after it"),

    bind(Palette, Command::Accept, "run", &["Enter"], "run", "Run the selected command"),
    bind(Palette, Command::Back, "close", &["Esc"], "close", "Close the palette"),
    bind(Palette, step(Step::Up), "up", &["Up", "Ctrl-p"], "", "Select the row above"),
    bind(Palette, step(Step::Down), "down", &["Down", "Ctrl-n"], "", "Select the row below"),
    bind(Palette, step(Step::PageUp), "page-up", &["PgUp"], "", "Scroll a page up"),
    bind(Palette, step(Step::PageDown), "page-down", &["PgDn"], "", "Scroll a page down"),

    bind(HelpField, Command::Accept, "accept", &["Enter"], "keep the search", "Keep the search"),
    bind(HelpField, Command::Back, "clear", &["Esc"], "clear it", "Clear the search"),
], &steps::lines(Links), &steps::pages(Links), &[
    bind(Links, Command::Open, "open", &["Enter"], "open", "Open the link, after a question"),
    bind(Links, Command::Copy, "copy-link", &["y"], "copy", "Copy the link"),
    bind(Links, Command::Back, "close", &["Esc", "u"], "close", "Close the list of links"),

    bind(ConfirmLink, Command::Confirm, "open", &["Enter"], "open", "Open the link in the browser"),
    bind(ConfirmLink, Command::Copy, "copy-link", &["y"], "copy", "Copy the link"),
    bind(ConfirmLink, Command::Back, "cancel", &["Esc", "n"], "cancel", "Do not open it"),

    bind(Confirm, Command::Confirm, "yes", &["Enter", "y"], "yes", "Do it"),
    bind(Confirm, Command::Back, "no", &["Esc", "n"], "no", "Leave everything as it is"),

    bind(Written, Command::Copy, "copy", &["y"], "copy the path", "Copy the path"),
    bind(Written, Command::Back, "close", &["Esc", "Enter"], "close", "Close"),
], &steps::lines(Output), &steps::pages(Output), &[
    bind(Output, Command::Back, "close", &["Esc", "Enter"], "close", "Close the output"),
], &steps::lines(Tour), &steps::pages(Tour), &[
    bind(Tour, Command::Back, "close", &["Esc", "Enter", "Space"], "close", "Close the welcome; :welcome brings it back"),
], &steps::lines(Messages), &steps::pages(Messages), &[
    bind(Messages, Command::Back, "close", &["Esc", "!"], "close", "Close the messages"),
], &steps::lines(Devices), &[
    bind(Devices, Command::Open, "choose", &["Enter"], "play here", "Play on the device"),
    bind(Devices, player(P::Toggle), "move", &["Space"], "only move", "Move there without starting it"),
    bind(Devices, Command::Back, "close", &["Esc", "d"], "close", "Close the devices"),
], &steps::lines(Upcoming), &[
    bind(Upcoming, Command::Back, "close", &["Esc", "Z"], "close", "Close the queue"),
], &steps::lines(Account), &[
    bind(Account, Command::Open, "choose", &["Enter"], "choose", "Choose"),
    bind(Account, Command::Back, "close", &["Esc", "L"], "close", "Close"),
], &steps::lines(Profiles), &[
    bind(Profiles, Command::Open, "choose", &["Enter"], "choose", "Go on with this profile"),
    bind(Profiles, Command::Back, "close", &["Esc", "L"], "close", "Close"),
]];

//! What holds of the table, and what the person's rows do to it.

use std::collections::HashSet;

use super::{
    super::command::{App, Main, View},
    *,
};
use crate::app::input::step::Step;

#[test]
fn every_key_of_the_table_reads_and_is_unique_in_its_context() {
    let mut seen = HashSet::new();
    for binding in TABLE {
        for name in binding.keys {
            let key: Chord = name.parse().expect("a key");
            assert_eq!(key.to_string(), *name);
            assert!(seen.insert((binding.context, key)), "{name} twice in {:?}", binding.context);
        }
    }
}

#[test]
fn every_command_has_a_name_of_its_own_and_help() {
    let mut names = HashSet::new();
    for binding in TABLE {
        assert!(names.insert((binding.context, binding.name)), "{} twice", binding.name);
        assert!(!binding.help.is_empty(), "{binding:?}");
    }
}

#[test]
fn the_innermost_context_wins() {
    let keymap = Keymap::default();
    let key = "y".parse().expect("a key");
    assert_eq!(keymap.command(&[Context::LoginWaiting, Context::Global], key), Some(Command::Copy));
    assert_eq!(keymap.command(&[Context::Episodes, Context::List, Context::Main], key), Some(Command::Copy));
}

#[test]
fn plain_keys_are_text_in_a_field_and_ctrl_keys_are_not() {
    let keymap = Keymap::default();
    let stack = [Context::FilterField, Context::Main, Context::Global];
    assert_eq!(keymap.command(&stack, "q".parse().expect("a key")), None);
    assert_eq!(keymap.command(&stack, "Ctrl-c".parse().expect("a key")), Some(Command::App(App::Quit)));
    assert_eq!(keymap.command(&stack, "Esc".parse().expect("a key")), Some(Command::Back));
}

const NO_KEY: &str = "`SS` is not a key: a key is a character or `Space`, `Enter`, `Esc`, `Tab`, `Shift-Tab`, `Backspace`, \
                      `Delete`, `Up`, `Down`, `Left`, `Right`, `Home`, `End`, `PgUp` or `PgDn`, with `Ctrl-` or `Alt-` \
                      before it; docs/KEYS.md describes keys";

/// The keymap with commands of the lists rebound, and what is wrong with them.
fn rebound(rows: &[(&str, &str)]) -> (Keymap, Vec<Result<(), Vec<String>>>) {
    let keys: Vec<_> = rows.iter().map(|(_, key)| [(*key).to_owned()]).collect();
    let row = |((name, _), keys)| Rebinding { context: "list", name, keys };
    Keymap::default()
        .rebound(&rows.iter().copied().zip(keys.iter().map(<[_; 1]>::as_slice)).map(row).collect::<Vec<_>>())
}

fn in_list(keymap: &Keymap, key: &str) -> Option<Command> {
    keymap.command(&[Context::Shows, Context::List], key.parse().expect("a key"))
}

#[test]
fn a_rebound_command_loses_its_old_key() {
    let (keymap, said) = rebound(&[("sort", "S")]);
    assert_eq!(said, [Ok(())]);
    assert_eq!((in_list(&keymap, "s"), in_list(&keymap, "S")), (None, Some(Command::View(View::Sort))));
}

#[test]
fn two_commands_can_exchange_their_keys() {
    let (keymap, said) = rebound(&[("sort", "/"), ("filter", "s")]);
    assert_eq!(said, [Ok(()), Ok(())]);
    assert_eq!(
        (in_list(&keymap, "/"), in_list(&keymap, "s")),
        (Some(Command::View(View::Sort)), Some(Command::Filter))
    );
}

#[test]
fn of_two_rows_that_want_one_key_the_first_has_it() {
    let (keymap, said) = rebound(&[("sort", "S"), ("filter", "S")]);
    assert_eq!(said, [Ok(()), Err(vec!["`S` is already `sort` in list".into()])]);
    assert_eq!(
        (in_list(&keymap, "S"), in_list(&keymap, "/")),
        (Some(Command::View(View::Sort)), Some(Command::Filter))
    );
}

#[test]
fn a_row_that_counted_on_one_left_out_is_left_out_too() {
    let (keymap, said) = rebound(&[("sort", "/"), ("filter", "SS")]);
    assert_eq!(said, [Err(vec!["`/` is already `filter` in list".into()]), Err(vec![NO_KEY.into()])]);
    assert_eq!(keymap, Keymap::default());
}

#[test]
fn a_wrong_rebinding_says_what_is_wrong_and_changes_nothing() {
    for (context, name, key, said) in [
        ("lists", "sort", "S", "there is no context `lists`"),
        ("list", "sorted", "S", "there is no `sorted` in list"),
        ("list", "zom", "S", "there is no `zom` in list; did you mean `zoom` in `main`?"),
        ("list", "zoom", "S", "there is no `zoom` in list; it is in `main`"),
        ("episodes", "mark", "S", "there is no `mark` in episodes; it is in `"),
        ("list", "sort", "SS", NO_KEY),
        ("list", "sort", "F1", "`F1` is not a key: a key is a character or `Space`, `Enter`"),
        ("list", "sort", "Ctrl-N", "`Ctrl-N` is not what a terminal sends for this key; did you mean `Ctrl-n`?"),
        ("list", "sort", "^N", "`^N` is not a key; did you mean `Ctrl-n`?"),
        ("list", "sort", "g Ctrl-i", "`g Ctrl-i` is not what a terminal sends for this key; did you mean `g Tab`?"),
        ("list", "sort", "/", "`/` is already `filter` in list"),
    ] {
        let (keymap, found) = Keymap::default().rebound(&[Rebinding { context, name, keys: &[key.into()] }]);
        assert!(matches!(&found[..], [Err(why)] if why.len() == 1 && why[0].starts_with(said)), "{found:?}");
        assert_eq!(keymap, Keymap::default());
    }
}

#[test]
fn every_wrong_key_of_a_row_is_reported_and_none_is_bound() {
    let (keymap, said) = with(&[("list", "sort", &["S", "Ctr-n", "SS"])]);
    let wrong = ["`Ctr-n` is not a key; did you mean `Ctrl-n`? docs/KEYS.md describes keys", NO_KEY];
    assert_eq!(said, [Err(wrong.map(str::to_owned).to_vec())]);
    assert_eq!(keymap, Keymap::default());
}

fn keys(text: &str) -> Vec<Key> {
    text.split(' ').map(|key| key.parse().expect("a key")).collect()
}

/// The keymap with rows of the person, and what is wrong with them.
fn with(rows: &[(&'static str, &'static str, &[&str])]) -> (Keymap, Vec<Result<(), Vec<String>>>) {
    let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    let keys: Vec<_> = rows.iter().map(|(_, _, keys)| owned(keys)).collect();
    let change = |((context, name, _), keys): (&(&'static str, &'static str, _), _)| Rebinding { context, name, keys };
    let changes: Vec<_> = rows.iter().zip(keys.iter().map(Vec::as_slice)).map(change).collect();
    Keymap::default().rebound(&changes)
}

const LISTS: [Context; 4] = [Context::Shows, Context::List, Context::Main, Context::Global];

#[test]
fn a_sequence_leads_to_its_command_and_its_beginning_shows_the_keys_that_go_on() {
    let (keymap, said) = with(&[
        ("main", "first", &["g g", "Home"]),
        ("main", "last", &["g e", "G"]),
        ("list", "sort", &["g s n", "s"]),
        ("list", "filter", &["g s f", "/"]),
    ]);
    assert_eq!(said, [Ok(()), Ok(()), Ok(()), Ok(())]);
    for (pressed, found) in [
        ("g", Lookup::Begun),
        ("g s", Lookup::Begun),
        ("g g", Lookup::Command(Command::Step(Step::First))),
        ("g s n", Lookup::Command(Command::View(View::Sort))),
        ("s", Lookup::Command(Command::View(View::Sort))),
        ("g x", Lookup::Unbound),
        ("g g g", Lookup::Unbound),
    ] {
        assert_eq!(keymap.lookup(&LISTS, &keys(pressed)), found, "{pressed}");
    }
    let shown: Vec<_> =
        keymap.continuations(&LISTS, &keys("g")).into_iter().map(|(key, leads)| (key.to_string(), leads)).collect();
    let expected = [
        ("s".to_owned(), Continuation::More(2)),
        ("g".to_owned(), Continuation::Command("Go to the top")),
        ("e".to_owned(), Continuation::Command("Go to the bottom")),
    ];
    assert_eq!(shown, expected);
    assert_eq!(keymap.key_of(&LISTS, Command::Step(Step::First)).map(|key| key.to_string()).as_deref(), Some("g g"));
}

#[test]
fn no_sequence_begins_in_a_text_field() {
    let (keymap, said) = with(&[("global", "quit", &["Ctrl-x q", "q"]), ("filter-field", "keep", &["g g"])]);
    let why = "`g g` has several keys, which are text in filter-field";
    assert_eq!(said, [Ok(()), Err(vec![why.to_owned()])]);
    assert_eq!(keymap.lookup(&[Context::FilterField, Context::Global], &keys("Ctrl-x")), Lookup::Unbound);
    assert_eq!(keymap.lookup(&LISTS, &keys("Ctrl-x")), Lookup::Begun);
}

#[test]
fn a_key_that_begins_another_sequence_of_the_same_place_is_reported() {
    for (rows, said) in [
        (&[("shows", "open", &["j x"][..])][..], "`j x` begins with `j`, which is `down` in main"),
        (&[("main", "zoom", &["g", "w"])], "`g` is already `first` in main"),
        (&[("main", "first", &["g g"]), ("list", "sort", &["g"])], "`g` begins `g g`, which is `first` in main"),
        (&[("main", "first", &["g g", "g"])], "`g g` begins with `g`, which is `first` in main"),
        (&[("selection", "mark", &["k k"])], "`k k` begins with `k`, which is `up` in main"),
        (&[("global", "help", &["y y"])], "`y y` begins with `y`, which is `copy-redirect` in setup"),
        (&[("list", "sort", &["a b c d e"])], "`a b c d e` has more than 4 keys"),
        (&[("list", "sort", &["g Esc"])], "`g Esc` has Esc, which ends every sequence"),
    ] {
        let (_, results) = with(rows);
        assert_eq!(results.last(), Some(&Err(vec![said.to_owned()])));
    }
    // The keys of overlays and of the lists are never pressed at the same time.
    assert_eq!(with(&[("main", "first", &["y y"]), ("main", "copy-link", &["Y"])]).1, [Ok(()), Ok(())]);
    assert_eq!(with(&[("help", "up", &["s s"]), ("links", "first", &["g g", "Home"])]).1, [Ok(()), Ok(())]);
}

#[test]
fn an_empty_list_takes_the_keys_of_a_command() {
    let (keymap, said) = with(&[("list", "sort", &[]), ("global", "quit", &[])]);
    assert_eq!(said, [Ok(()), Err(vec!["`quit` needs a key: there is no other way out".to_owned()])]);
    assert_eq!(keymap.lookup(&LISTS, &keys("s")), Lookup::Unbound);
}

/// The stacks of contexts that a person is in.
fn stacks() -> Vec<Vec<Context>> {
    let is_alone = |context: &Context| {
        !Context::all().any(|other| other != *context && other != Context::Global && context.meets(&other))
    };
    let alone = Context::all().filter(is_alone).map(|context| vec![context, Context::Global]);
    let mains = context::VIEWS.iter().map(|stack| [stack, &[Context::Main, Context::Global][..]].concat());
    let over = mains.clone().flat_map(|stack| {
        context::OVER_VIEWS.iter().map(move |context| [&[*context][..], &stack].concat()).collect::<Vec<_>>()
    });
    let logins = context::LOGINS.iter().map(|stack| [stack, &[Context::Global][..]].concat());
    alone.chain(mains).chain(over).chain(logins).collect()
}

#[test]
fn every_command_of_every_preset_can_be_reached_where_it_can_be_in_the_table() {
    let reached = |keymap: &Keymap, stack: &[Context]| -> HashSet<Command> {
        let rows = stack.iter().flat_map(|context| keymap.rows_in(*context));
        let is_reached = |row: &&Row| row.chords.iter().any(|key| keymap.reaches(stack, *key, row.command));
        rows.filter(is_reached).map(|row| row.command).collect()
    };
    for stack in stacks() {
        let table = reached(&Keymap::default(), &stack);
        assert!(!table.is_empty(), "{stack:?}");
        for (name, preset) in Preset::ALL {
            let missing: Vec<_> = table.difference(&reached(&preset.keymap(), &stack)).copied().collect();
            assert!(missing.is_empty(), "{name} in {stack:?}: {missing:?}");
        }
    }
    // Every command with a key is reached somewhere.
    let somewhere: HashSet<_> = stacks().iter().flat_map(|stack| reached(&Keymap::default(), stack)).collect();
    assert_eq!(TABLE.iter().find(|row| !row.keys.is_empty() && !somewhere.contains(&row.command)), None);
}

#[test]
fn no_preset_has_a_conflict() {
    for (name, preset) in Preset::ALL {
        let keymap = preset.keymap();
        for (binding, chords) in preset.changes() {
            let keys: Vec<_> = chords.iter().map(ToString::to_string).collect();
            let row = Rebinding { context: binding.context.name(), name: binding.name, keys: &keys };
            assert_eq!(keymap.rebound(&[row]).1, [Ok(())], "{name}: {binding:?}");
        }
        for row in Context::all().flat_map(|context| keymap.rows_in(context)) {
            let chords = &row.chords;
            let is_text = row.context.is_text() && chords.iter().any(|chord| chord.count() > 1);
            let is_double = chords.iter().enumerate().any(|(at, key)| chords[..at].contains(key));
            assert!(!is_text && !is_double, "{name}: {row:?}");
        }
    }
}

#[test]
fn presets_move_with_the_keys_that_people_know() {
    let leads = |preset: Preset, pressed: &str| preset.keymap().lookup(&LISTS, &keys(pressed));
    let (down, quit) = (Lookup::Command(Command::Step(Step::Down)), Lookup::Command(Command::App(App::Quit)));
    assert_eq!((leads(Preset::Vim, "j"), leads(Preset::Vim, "Ctrl-n")), (down, Lookup::Unbound));
    assert_eq!((leads(Preset::Emacs, "Ctrl-n"), leads(Preset::Emacs, "j")), (down, Lookup::Unbound));
    assert_eq!((leads(Preset::Emacs, "Ctrl-x"), leads(Preset::Emacs, "Ctrl-x Ctrl-c")), (Lookup::Begun, quit));
    assert_eq!(
        (leads(Preset::Emacs, "Ctrl-g"), leads(Preset::Emacs, "Ctrl-s")),
        (Lookup::Command(Command::Back), Lookup::Command(Command::Filter))
    );
    assert_eq!((leads(Preset::Arrows, "Down"), leads(Preset::Arrows, "j")), (down, Lookup::Unbound));
    assert_eq!(leads(Preset::Arrows, "Right"), Lookup::Command(Command::Main(Main::PaneRight)));
    assert!(Preset::Vim.changes().is_empty());
}

#[test]
fn the_persons_rows_win_over_the_preset() {
    let row = Rebinding { context: "main", name: "down", keys: &["j".to_owned()] };
    let (keymap, said) = Preset::Emacs.keymap().rebound(&[row]);
    assert_eq!(said, [Ok(())]);
    let down = Lookup::Command(Command::Step(Step::Down));
    assert_eq!((keymap.lookup(&LISTS, &keys("j")), keymap.lookup(&LISTS, &keys("Ctrl-n"))), (down, Lookup::Unbound));
}

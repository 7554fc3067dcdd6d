//! The rules, each a function from one source to what it breaks.

use super::source::{Token, paths, starts, tokens, without_tests};

/// A file of `src/` (or of `tests/`), read.
pub(crate) struct Source {
    /// Its path below the package, with slashes.
    pub(crate) path: String,
    pub(crate) text: String,
    /// Everything but comments.
    pub(crate) all: Vec<Token>,
    /// The same without tests; empty for a file of tests.
    pub(crate) code: Vec<Token>,
    /// Every path in the code.
    pub(crate) paths: Vec<Vec<String>>,
    /// The top module it belongs to, `main` and `lib` included.
    pub(crate) module: String,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let inside = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
        let names: Vec<String> = inside.split('/').map(str::to_owned).collect();
        let all = tokens(text);
        let for_tests = names.iter().any(|name| name == "tests") || path.starts_with("tests/");
        let code = if for_tests { Vec::new() } else { without_tests(&all) };
        let root = ["main", "lib"].contains(&names[0].as_str());
        let paths = paths(&code, if root { &[] } else { &names });
        Self { path: path.to_owned(), text: text.to_owned(), all, code, paths, module: names[0].clone() }
    }

    fn uses(&self, path: &[&str]) -> bool {
        self.paths.iter().any(|found| found.len() >= path.len() && found.iter().zip(path).all(|(a, b)| a == b))
    }

    fn ends_in(&self, path: &[&str]) -> bool {
        self.paths.iter().any(|found| found.windows(path.len()).any(|part| part.iter().eq(path)))
    }

    fn has(&self, shape: &[&str]) -> bool {
        (0..self.code.len()).any(|i| starts(&self.code[i..], shape))
    }

    fn names(&self, word: &str) -> bool {
        self.code.iter().any(|token| token.is(word))
    }
}

/// Views and tabs are matched and compared in `Views` alone: a new one is an arm there and nowhere else.
pub(crate) fn views(source: &Source) -> Vec<String> {
    if source.code.is_empty() || ["src/app/views.rs", "src/app/views/focus.rs"].contains(&source.path.as_str()) {
        return Vec::new();
    }
    let code = &source.code;
    let is = |i: usize, word: &str| code.get(i).is_some_and(|token| token.is(word));
    let is_pattern = |i: usize| {
        // What the variant holds is a part of the pattern.
        let mut end = i + 3;
        let mut depth = 0_usize;
        while depth > 0 || is(end, "(") {
            depth = match () {
                () if is(end, "(") => depth + 1,
                () if is(end, ")") => depth - 1,
                () => depth,
            };
            end += 1;
        }
        let before = |word: &str| i.checked_sub(1).is_some_and(|before| is(before, word));
        let is_compared = |at: usize| (is(at, "=") || is(at, "!")) && is(at + 1, "=");
        let is_arm = is(end, "=") && is(end + 1, ">");
        let is_alternative = is(end, "|") && !is(end + 1, "|");
        let is_operand = is_compared(end) || i.checked_sub(2).is_some_and(is_compared);
        is_arm || is_alternative || is_operand || is(end, "if") || before("let")
    };
    let in_matches = |i: usize| {
        let start = (0..i).rev().take_while(|at| !is(*at, ";") && !is(*at, "{")).find(|at| is(*at, "matches"));
        start.is_some_and(|start| is(start + 1, "!"))
    };
    (0..code.len())
        .filter(|i| (is(*i, "ViewId") || is(*i, "Tab")) && is(i + 1, "::"))
        .filter(|i| is_pattern(*i) || in_matches(*i))
        .map(|i| format!("a view or a tab is matched: {:?}", code.get(i..i + 4).unwrap_or_default()))
        .collect()
}

/// The most files of a room that may import each other in a circle.
pub(crate) const MAX_CIRCLE: &[(&str, usize)] =
    &[("app", 3), ("cli", 0), ("config", 0), ("domain", 0), ("logging", 0), ("spotify", 0), ("sync", 0), ("ui", 0)];

/// The circles of files of a room, by their paths: each file of a circle reaches every other one. A path leads to the
/// file of the longest module that it begins with, or to the file from which that one imports the next name.
pub(crate) fn circles(sources: &[Source], room: &str) -> Vec<Vec<String>> {
    let module = |source: &Source| -> Vec<String> {
        let inside = source.path.strip_prefix("src/").unwrap_or(&source.path).trim_end_matches(".rs");
        std::iter::once("crate").chain(inside.split('/')).map(str::to_owned).collect()
    };
    let files: Vec<(&Source, Vec<String>)> = sources
        .iter()
        .filter(|source| source.module == room && !source.code.is_empty())
        .map(|source| (source, module(source)))
        .collect();
    let file = |path: &[String]| {
        let holds = files.iter().enumerate().filter(|(_, (_, module))| path.starts_with(module));
        holds.max_by_key(|(_, (_, module))| module.len()).map(|(at, _)| at)
    };
    let target = |path: &Vec<String>| {
        let at = file(path)?;
        let (source, module) = &files[at];
        // `use child::Name` is relative to the module.
        let imports = |name: &String| {
            let last = source.paths.iter().filter(|inner| inner.len() > 1 && inner.last() == Some(name));
            last.filter_map(|inner| file(&[module.as_slice(), inner].concat())).find(|inner| *inner != at)
        };
        path.get(module.len()).and_then(imports).or(Some(at))
    };
    let mut reaches: Vec<Vec<bool>> = vec![vec![false; files.len()]; files.len()];
    for (from, (source, _)) in files.iter().enumerate() {
        for to in source.paths.iter().filter_map(target).filter(|to| *to != from) {
            reaches[from][to] = true;
        }
    }
    for over in 0..files.len() {
        for from in 0..files.len() {
            if reaches[from][over] {
                let through = reaches[over].clone();
                reaches[from].iter_mut().zip(through).for_each(|(direct, through)| *direct |= through);
            }
        }
    }
    let mut found = Vec::new();
    let mut seen = vec![false; files.len()];
    for from in 0..files.len() {
        let members: Vec<usize> = (from..files.len()).filter(|to| reaches[from][*to] && reaches[*to][from]).collect();
        if !seen[from] && !members.is_empty() {
            for at in &members {
                seen[*at] = true;
            }
            found.push(members.iter().map(|at| files[*at].0.path.clone()).collect());
        }
    }
    found
}

/// Which modules each may use.
const LAYERS: &[(&str, &[&str])] = &[
    ("lib", &[]),
    ("main", &["cli"]),
    (
        "cli",
        &[
            "runtime", "ui", "sync", "auth", "demo", "marks", "app", "spotify", "library", "history", "domain",
            "config", "logging",
        ],
    ),
    (
        "runtime",
        &["ui", "sync", "auth", "demo", "marks", "app", "spotify", "library", "domain", "files", "config", "logging"],
    ),
    // The folder of marks is compared with the library, and both with the same rule.
    ("marks", &["library", "domain", "files"]),
    // Reads files and decides nothing: what is on disk is asked through a closure.
    ("history", &["domain"]),
    ("ui", &["app", "domain"]),
    ("sync", &["spotify", "library", "domain", "files"]),
    ("auth", &["spotify", "domain", "files", "config", "logging"]),
    ("demo", &["domain", "config", "logging"]),
    ("app", &["domain"]),
    ("spotify", &["domain", "files"]),
    ("library", &["domain", "files"]),
    ("domain", &[]),
    ("files", &[]),
    ("config", &["domain"]),
    ("logging", &["domain", "files"]),
];

pub(crate) fn layers(source: &Source) -> Vec<String> {
    let Some((_, allowed)) = LAYERS.iter().find(|(module, _)| *module == source.module) else {
        return vec![format!("`{}` has no place in the layers", source.module)];
    };
    let mut broken = Vec::new();
    if source.has(&["crate", "as"]) || source.has(&["super", "as"]) {
        broken.push("the crate's root under another name hides edges".to_owned());
    }
    for path in source.paths.iter().filter(|path| path[0] == "crate") {
        match path.get(1).map(String::as_str) {
            None => broken.push("the crate's root as a value hides edges".to_owned()),
            Some("*") => broken.push("a glob of the crate's root hides edges".to_owned()),
            Some(used) if used == source.module || allowed.contains(&used) => {}
            Some(used) => broken.push(format!("`{}` may not use `{used}` ({})", source.module, path.join("::"))),
        }
    }
    broken
}

/// `domain` and `app` are pure.
pub(crate) fn purity(source: &Source) -> Vec<String> {
    if !["domain", "app"].contains(&source.module.as_str()) {
        return Vec::new();
    }
    let crates = ["tokio", "reqwest", "rusqlite", "getrandom", "hyper", "axum", "rustix", "crossterm", "tempfile"];
    let named = crates.iter().filter(|name| source.names(name)).map(|name| format!("{name} in a pure module"));
    let paths: &[&[&str]] =
        &[&["std", "fs"], &["std", "env"], &["std", "io"], &["std", "net"], &["std", "process"], &["std", "thread"]];
    let used =
        paths.iter().filter(|path| source.uses(path)).map(|path| format!("{} in a pure module", path.join("::")));
    let clocks: &[&[&str]] =
        &[&["Instant", "now"], &["Timestamp", "now"], &["Zoned", "now"], &["ZonedDateTime", "now"]];
    let clock =
        clocks.iter().filter(|path| source.ends_in(path)).map(|path| format!("{} in a pure module", path.join("::")));
    let wall = source.names("SystemTime").then(|| "SystemTime in a pure module".to_owned());
    named.chain(used).chain(clock).chain(wall).collect()
}

/// Lints are expected with a reason, never allowed; work is finished, not noted.
pub(crate) fn lints(source: &Source) -> Vec<String> {
    let mut broken = Vec::new();
    let attribute = |i: usize| {
        starts(&source.all[i..], &["#", "[", "allow"]) || starts(&source.all[i..], &["#", "!", "[", "allow"])
    };
    if (0..source.all.len()).any(attribute) {
        broken.push("an allow attribute: use expect with a reason".to_owned());
    }
    for word in [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX")] {
        if source.text.split(|c: char| !c.is_alphanumeric()).any(|found| found == word) {
            broken.push(format!("{word}: work is done or an issue"));
        }
    }
    broken
}

/// Nothing but `cli` prints, nothing shares the state, the environment is read in one place, and so on.
pub(crate) fn conduct(source: &Source) -> Vec<String> {
    let mut broken = Vec::new();
    let mut rule = |is_broken: bool, why: &str| {
        if is_broken {
            broken.push(why.to_owned());
        }
    };
    for name in ["println", "eprintln", "print", "eprint"] {
        let may_print = ["cli", "main"].contains(&source.module.as_str());
        rule(!may_print && source.has(&[name, "!"]), &format!("{name}! outside cli"));
    }
    rule(
        source.has(&["Mutex", "<", "State", ">"]) || source.has(&["RwLock", "<", "State", ">"]),
        "the state is shared: the loop owns it by value",
    );
    rule(source.has(&["static", "mut"]), "static mut");
    rule(source.has(&["thread_local", "!"]), "thread_local!");
    let hidden = source.uses(&["tiny_http", "*"]) || source.has(&["tiny_http", "as"]);
    rule(hidden, "a glob or a rename of tiny_http could hide its Server (B17)");
    rule(source.uses(&["tiny_http", "Server"]), "tiny_http may not read the network (B17)");
    let plain = |token: &Token| matches!(token, Token::Text(text) if text == "plain" || text.contains("code_challenge_method=plain"));
    rule(source.code.iter().any(plain), "the challenge method `plain` has no place in the program (A5)");
    let reads = ["var", "vars", "var_os", "vars_os"]
        .iter()
        .any(|name| source.uses(&["std", "env", name]) || source.ends_in(&["env", name]));
    let starts = source.uses(&["std", "process", "Command"]) || source.ends_in(&["process", "Command"]);
    rule(
        starts && source.path != "src/runtime/child.rs",
        "programs are started by runtime::child only, without secrets (A7)",
    );
    rule(reads && source.path != "src/config/environment.rs", "the environment is read in config::Environment only");
    broken
}

/// Every module and every public type has a doc comment. (The lint `missing_docs` would ask for one on each field and
/// function too.)
pub(crate) fn docs(source: &Source) -> Vec<String> {
    if source.code.is_empty() {
        return Vec::new();
    }
    let header = (!source.text.starts_with("//!")).then(|| "the module has no doc comment".to_owned());
    let lines: Vec<&str> = source.text.lines().map(str::trim).collect();
    let types = lines.iter().enumerate().filter_map(|(at, line)| {
        let rest = line.strip_prefix("pub ")?;
        let name = ["struct ", "enum ", "trait ", "mod "].iter().find_map(|kind| rest.strip_prefix(kind))?;
        // The header of another file is asked for there.
        let is_file = line.starts_with("pub mod ") && line.ends_with(';');
        let above = lines[..at].iter().rev().take_while(|line| !line.is_empty() && !line.ends_with(['{', '}', ';']));
        let documented = is_file || above.into_iter().any(|line| line.starts_with("///"));
        // In a macro the name is an argument, and the comment another.
        let name = name.split(|c: char| !c.is_alphanumeric()).next().filter(|name| !name.is_empty())?;
        (!documented).then(|| format!("`{name}` has no doc comment"))
    });
    header.into_iter().chain(types).collect()
}

/// The most lines of a file.
pub(crate) const MAX_LINES: usize = 400;
/// Longer on purpose, with the reason.
pub(crate) const LONG_FILES: &[(&str, &str)] = &[];

pub(crate) fn length(source: &Source) -> Vec<String> {
    let lines = source.text.lines().count();
    let listed = LONG_FILES.iter().any(|(path, reason)| *path == source.path && !reason.is_empty());
    match (lines > MAX_LINES, listed) {
        (true, false) => vec![format!("{lines} lines, more than {MAX_LINES}")],
        (false, true) => vec!["listed as long, and is not".to_owned()],
        (true, true) | (false, false) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(rule: fn(&Source) -> Vec<String>, path: &str, text: &str) -> usize {
        rule(&Source::new(path, text)).len()
    }

    #[test]
    fn an_edge_sideways_or_upwards_is_found() {
        assert_eq!(broken(layers, "src/app/update.rs", "use crate::domain::Show; use super::State;"), 0);
        assert_eq!(broken(layers, "src/app/update.rs", "use crate::{domain::Show, spotify::ApiError};"), 1);
        assert_eq!(broken(layers, "src/app.rs", "fn f() { super::ui::draw() }"), 1);
        assert_eq!(broken(layers, "src/auth.rs", "use crate::app::State;"), 1);
        assert_eq!(broken(layers, "src/sync.rs", "use crate::spotify::{Client, ApiError};"), 0);
        assert_eq!(broken(layers, "src/sync.rs", "use crate::library::Library;"), 0);
        assert_eq!(broken(layers, "src/app.rs", "use crate::library::Library;"), 1);
        assert_eq!(broken(layers, "src/library.rs", "use crate::{domain::Show, spotify::ApiError};"), 1);
        assert_eq!(broken(layers, "src/domain/id.rs", "use crate as all;"), 1);
        assert_eq!(broken(layers, "src/domain.rs", "use super::*;"), 1);
        assert_eq!(broken(layers, "src/new.rs", ""), 1);
        assert_eq!(broken(layers, "src/main.rs", "fn main() { spotpods_tui::cli::run() }"), 0);
        assert_eq!(broken(layers, "src/main.rs", "fn main() { spotpods_tui::runtime::run() }"), 1);
        assert_eq!(broken(layers, "src/spotify/tests.rs", "use crate::demo::DemoServer;"), 0);
        assert_eq!(broken(layers, "src/spotify.rs", "#[cfg(test)] mod tests { use crate::demo::DemoServer; }"), 0);
    }

    #[test]
    fn files_that_import_each_other_are_one_circle() {
        let files = [
            ("src/app.rs", "pub mod a;"),
            ("src/app/a.rs", "use super::b::B;"),
            ("src/app/b.rs", "fn f() { crate::app::c::g() }"),
            ("src/app/c.rs", "use crate::{app::{a::A, d}, domain::Show};"),
            ("src/app/d.rs", "#[cfg(test)] mod tests { use super::super::a; }"),
        ];
        let sources: Vec<Source> = files.iter().map(|(path, text)| Source::new(path, text)).collect();
        assert_eq!(circles(&sources, "app"), [["src/app/a.rs", "src/app/b.rs", "src/app/c.rs"]]);
    }

    #[test]
    fn a_circle_through_a_name_that_is_passed_on_is_found() {
        let files = [
            ("src/config.rs", "mod paths; mod values; pub use paths::Paths; pub use values::{Flags, Value};"),
            ("src/config/paths.rs", "use super::Flags; struct Paths;"),
            ("src/config/values.rs", "use super::Paths; struct Flags; struct Value;"),
        ];
        let sources: Vec<Source> = files.iter().map(|(path, text)| Source::new(path, text)).collect();
        assert_eq!(circles(&sources, "config"), [["src/config/paths.rs", "src/config/values.rs"]]);
    }

    #[test]
    fn impurity_is_found() {
        for text in [
            "use tokio::time::Instant;",
            "use std::{fmt, env};",
            "fn f() { std::fs::read(p) }",
            "let t = Instant::now();",
            "let t = jiff::Timestamp::now();",
            "use std::time::SystemTime;",
        ] {
            assert_ne!(broken(purity, "src/app/state.rs", text), 0, "{text}");
            assert_eq!(broken(purity, "src/runtime/clock.rs", text), 0, "{text}");
        }
        assert_eq!(broken(purity, "src/app/state.rs", "use std::{fmt, time::Instant}; // tokio"), 0);
    }

    #[test]
    fn allowed_lints_and_noted_work_are_found() {
        assert_eq!(broken(lints, "src/app.rs", "#[allow(dead_code)] fn f() {}"), 1);
        assert_eq!(broken(lints, "src/app.rs", "#![allow(unused)]"), 1);
        assert_eq!(broken(lints, "src/app.rs", concat!("// TO", "DO: later")), 1);
        assert_eq!(broken(lints, "src/app.rs", "#[expect(lint, reason = \"why\")] // #[allow(x)]"), 0);
    }

    #[test]
    fn misconduct_is_found() {
        for text in [
            "println!(\"x\")",
            "struct A(Arc<Mutex<State>>);",
            "static mut X: u8 = 0;",
            "thread_local! {}",
            "use tiny_http::{Method, Server};",
            "use tiny_http::*;",
            "let m = \"plain\";",
            "let h = std::env::var(\"HOME\");",
            "use std::env; fn f() { env::var_os(\"HOME\") }",
            "use std::process::{Child, Command};",
            "fn f() { std::process::Command::new(\"sh\") }",
        ] {
            assert_ne!(broken(conduct, "src/runtime.rs", text), 0, "{text}");
        }
        let fine = "use tiny_http::{Method, Response}; let t = \"text/plain\"; let m: Mutex<u8>; #[cfg(test)] mod t { let m = \"plain\"; }";
        assert_eq!(broken(conduct, "src/runtime.rs", fine), 0);
        assert_eq!(broken(conduct, "src/cli/output.rs", "println!()"), 0);
    }

    #[test]
    fn a_module_or_type_without_a_doc_comment_is_found() {
        for text in [
            "use a;",
            "//! It.\npub struct A;",
            "//! It.\n/// B.\npub struct B;\npub enum A {}",
            "//! It.\n/// B.\nfn b() {}\n#[derive(Debug)]\npub trait A {}",
            "//! It.\npub mod a {}",
        ] {
            assert_eq!(broken(docs, "src/app.rs", text), 1, "{text}");
        }
        let fine =
            "//! It.\npub mod a;\n/// A.\n#[derive(\n    Debug,\n)]\npub struct A { pub b: u8 }\npub(crate) struct C;";
        assert_eq!(broken(docs, "src/app.rs", fine), 0);
        assert_eq!(broken(docs, "src/app/tests.rs", "pub struct A;"), 0);
    }

    #[test]
    fn a_long_file_is_found() {
        assert_eq!(broken(length, "src/app.rs", &"x\n".repeat(MAX_LINES)), 0);
        assert_eq!(broken(length, "src/app.rs", &"x\n".repeat(MAX_LINES + 1)), 1);
    }
}

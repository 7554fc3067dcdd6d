//! `doctor`: where everything is, in what state, and what needs to be done.
//!
//! It asks nothing of Spotify, creates nothing, sets nothing aside, and works whatever is missing or damaged. No token and
//! no password is in what it says. Each part of the report is a [`Section`]; start with [`run`].

mod account;
mod files;
mod library;
mod surroundings;

use std::fmt::Display;

use serde_json::{Value, json};

use super::{Exit, arguments::DoctorArguments, exit::Failure, output::Output};
use crate::{
    config::{Config, Environment},
    domain::CleanText,
    library::Inspection,
};

/// A part of the report.
#[derive(Debug)]
struct Section {
    /// Its name in the object.
    name: &'static str,
    title: &'static str,
    /// What people read: a label and what is so.
    rows: Vec<(String, String)>,
    /// What scripts read.
    value: Value,
    /// What needs to be done, a sentence each.
    problems: Vec<String>,
}

/// Tells everything. The code is 0 whatever was found: that it could be told is what was asked for.
pub(super) fn run(
    arguments: DoctorArguments,
    config: &Config,
    environment: &Environment,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    // The files come first: to look further may tighten what others could read.
    let files = files::look(&config.paths);
    let looked = Inspection::open(&config.paths.library_file());
    let sections = [
        versions(looked.as_ref().ok().and_then(Option::as_ref)),
        configuration(config),
        files,
        account::login(config),
        account::quota(config, looked.as_ref().ok().and_then(Option::as_ref)),
        library::look(looked),
        surroundings::network(config, environment),
        surroundings::terminal(config, environment),
    ];
    if arguments.json {
        output.line(object(&sections))?;
    } else {
        for line in lines(&sections) {
            output.line(line)?;
        }
    }
    Ok(Exit::Done)
}

fn versions(look: Option<&Inspection>) -> Section {
    let format = look.map(Inspection::format);
    let known = Inspection::newest_format();
    let mut section = Section::new("versions", "Versions");
    section.row("spotpods-tui", env!("CARGO_PKG_VERSION"));
    section.row("SQLite", Inspection::sqlite());
    let found = format.map_or_else(|| "none yet".to_owned(), |format| format.to_string());
    section.row("library format", format_args!("{found} (this program: {known})"));
    section.value = json!({
        "program": env!("CARGO_PKG_VERSION"),
        "sqlite": Inspection::sqlite(),
        "library_format": format,
        "newest_library_format": known,
    });
    section
}

fn configuration(config: &Config) -> Section {
    let mut section = Section::new("config", "Configuration");
    let client = config.client_id.as_ref().map(|id| id.source.to_string());
    section.row("client ID", client.as_deref().map_or_else(|| "not set".to_owned(), |from| format!("from {from}")));
    section.row("redirect URI", &config.redirect_uri.value);
    let warnings: Vec<_> = config.warnings.iter().map(ToString::to_string).collect();
    section.value = json!({
        "client_id_from": client,
        "redirect_uri": config.redirect_uri.value,
        "client_secret": config.client_secret.is_some(),
        "warnings": warnings,
    });
    section.problems = warnings;
    section
}

impl Section {
    fn new(name: &'static str, title: &'static str) -> Self {
        Self { name, title, rows: Vec::new(), value: Value::Null, problems: Vec::new() }
    }

    fn row(&mut self, label: impl Into<String>, text: impl Display) {
        self.rows.push((label.into(), format!("{text}")));
    }
}

fn lines(sections: &[Section]) -> Vec<String> {
    let mut lines = Vec::new();
    for section in sections {
        lines.push(section.title.to_owned());
        lines.extend(section.rows.iter().map(|(label, text)| format!("  {label:<16} {}", CleanText::new(text))));
        lines.push(String::new());
    }
    let problems = problems(sections);
    if problems.is_empty() {
        lines.push("Nothing needs to be done.".to_owned());
    } else {
        lines.push("To do".to_owned());
        lines.extend(problems.iter().map(|problem| format!("  - {}", CleanText::new(problem))));
    }
    lines
}

fn object(sections: &[Section]) -> Value {
    let parts = sections.iter().map(|section| (section.name.to_owned(), section.value.clone()));
    let problems = ("problems".to_owned(), json!(problems(sections)));
    Value::Object(parts.chain([problems]).collect())
}

/// What needs to be done, each thing once: an address that is refused is met by whoever would use it.
fn problems(sections: &[Section]) -> Vec<&str> {
    let mut problems = Vec::new();
    for problem in sections.iter().flat_map(|section| &section.problems) {
        if !problems.contains(&problem.as_str()) {
            problems.push(problem);
        }
    }
    problems
}

//! What the doctor finds: versions, configuration, paths, login, quota, library, network, terminal, and problems.
//!
//! For the command `doctor`, the page and the report. It sends no request, creates and changes no file, and works whatever
//! is missing or damaged. It names no token or password. Each part is a [`Section`]; start with [`sections`].

mod account;
mod environment;
mod files;
mod library;
mod marks;
pub mod status;

use std::fmt::Display;

use serde_json::{Value, json};

use super::appearance;
use crate::{
    auth::Vault,
    config::{Config, Environment, keys},
    domain::{CleanText, Clock},
    library::{Checked, Inspection},
    spotify::{Guard, Origins},
};

pub use account::LoginFound;

/// A part of what was found: rows of text, the same as JSON, and problems.
#[derive(Debug)]
pub struct Section {
    name: &'static str,
    pub title: &'static str,
    pub rows: Vec<(String, String)>,
    value: Value,
    problems: Vec<String>,
}

/// What the doctor looks at.
#[derive(Debug)]
pub struct Subject<'a> {
    pub config: &'a Config,
    pub environment: &'a Environment,
    pub clock: &'a Clock,
    pub vault: Vault,
    pub guard: &'a Guard,
    /// The services, or why they are refused.
    pub origins: Result<Origins, String>,
    /// Read the whole library, however large it is.
    pub whole: bool,
}

/// Looks at everything. `login` opens the login, unless it is damaged, which opening would move.
pub fn sections(
    subject: &Subject<'_>,
    login: impl FnOnce() -> LoginFound,
    checked: impl FnMut(Checked),
) -> Vec<Section> {
    let (config, environment) = (subject.config, subject.environment);
    // The files first: opening them may tighten their modes.
    let files = files::look(config);
    let inspection = Inspection::open(&config.paths.library_file());
    let opened = inspection.as_ref().ok().and_then(Option::as_ref);
    vec![
        versions(opened),
        configuration(config),
        files,
        account::login(subject, login),
        account::quota(subject),
        marks::look(subject),
        library::look(inspection, subject.whole, checked),
        environment::network(&subject.origins, environment),
        environment::terminal(config, environment),
    ]
}

fn versions(library: Option<&Inspection>) -> Section {
    let (format, newest) = (library.map(|library| library.format), Inspection::newest_format());
    let mut section = Section::new("versions", "Versions");
    section.fact("spotpods-tui", "program", env!("CARGO_PKG_VERSION"));
    section.fact("SQLite", "sqlite", Inspection::sqlite());
    let found = format.map_or_else(|| "none yet".to_owned(), |format| format.to_string());
    section.row("library format", format_args!("{found} (this program: {newest})"));
    section.values(json!({ "library_format": format, "newest_library_format": newest }));
    section
}

fn configuration(config: &Config) -> Section {
    let mut section = Section::new("config", "Configuration");
    let client = config.set(keys::CLIENT_ID).map(|id| id.source.to_string());
    section.row("client ID", client.as_deref().map_or_else(|| "not set".to_owned(), |from| format!("from {from}")));
    section.fact("redirect URI", "redirect_uri", config.get(keys::REDIRECT_URI).to_string());
    section.problems = config.warnings.iter().map(ToString::to_string).chain(appearance::warnings(config)).collect();
    section.values(json!({
        "client_id_from": client,
        "client_secret": config.set(keys::CLIENT_SECRET).is_some(),
        "warnings": section.problems,
    }));
    section
}

impl Section {
    fn new(name: &'static str, title: &'static str) -> Self {
        Self { name, title, rows: Vec::new(), value: json!({}), problems: Vec::new() }
    }

    fn row(&mut self, label: impl Into<String>, text: impl Display) {
        self.rows.push((label.into(), format!("{text}")));
    }

    /// A value that is printed as it is; yes or no for a bool.
    fn fact(&mut self, label: &str, name: &str, value: impl Into<Value>) {
        let value = value.into();
        match &value {
            Value::String(text) => self.row(label, text),
            Value::Bool(is) => self.row(label, if *is { "yes" } else { "no" }),
            other => self.row(label, other),
        }
        self.values(json!({ name: value }));
    }

    /// Values of the object that no row prints as they are.
    fn values(&mut self, values: Value) {
        if let (Value::Object(object), Value::Object(values)) = (&mut self.value, values) {
            object.extend(values);
        }
    }

    fn problem(&mut self, problem: impl Into<String>) {
        self.problems.push(problem.into());
    }
}

/// The report as text.
pub fn lines(sections: &[Section]) -> Vec<String> {
    let mut lines = Vec::new();
    for section in sections {
        lines.push(section.title.to_owned());
        lines.extend(section.rows.iter().map(|(label, text)| format!("  {label:<16} {}", CleanText::new(text))));
        lines.push(String::new());
    }
    let problems = problems(sections);
    if problems.is_empty() {
        lines.push("No problems found".to_owned());
    } else {
        lines.push("Problems".to_owned());
        lines.extend(problems.iter().map(|problem| format!("  - {}", CleanText::new(problem))));
    }
    lines
}

/// The report as JSON.
pub fn object(sections: &[Section]) -> Value {
    let parts = sections.iter().map(|section| (section.name.to_owned(), section.value.clone()));
    let problems = ("problems".to_owned(), json!(problems(sections)));
    Value::Object(parts.chain([problems]).collect())
}

/// The problems, each once: several sections may find the same.
pub fn problems(sections: &[Section]) -> Vec<&str> {
    let mut problems = Vec::new();
    for problem in sections.iter().flat_map(|section| &section.problems) {
        if !problems.contains(&problem.as_str()) {
            problems.push(problem);
        }
    }
    problems
}

//! `notes`: an episode's details and its notes as text, with numbered links.

use std::io::Write;

use serde::Serialize;

use super::{
    Output, Result, Snapshot,
    arguments::NotesArguments,
    json::EpisodeObject,
    lookup,
    table::{DisplayOptions, PLAIN, QUIET, STRONG},
};
use crate::{
    domain::{
        Progress, RichText, WebLink,
        duration::clock,
        rich::{Emphasis, layout::NotesLine},
        wrap,
    },
    library::EpisodeRow,
};

/// The width of lines if the output is not a terminal.
const COLUMNS: u16 = 80;

/// The object of `--json`: an episode with its notes.
#[derive(Serialize)]
struct NotesObject<'a> {
    #[serde(flatten)]
    episode: EpisodeObject<'a>,
    /// As text, each link followed by its number.
    notes: String,
    /// The addresses, in the order of their numbers.
    links: Vec<String>,
}

pub(super) fn run(arguments: &NotesArguments, snapshot: &Snapshot, output: &mut Output<'_>) -> Result<()> {
    let row = lookup::episode(snapshot, &arguments.episode)?;
    let raw = snapshot.notes(&row)?;
    let notes = RichText::read(&raw, row.episode.duration);
    let mut out = output.long();
    if arguments.json {
        let object = NotesObject {
            episode: EpisodeObject::with(&row, raw.words()),
            notes: text(&notes),
            links: notes
                .links
                .iter()
                .map(|link| link.url.as_ref().map_or_else(String::new, WebLink::to_string))
                .collect(),
        };
        serde_json::to_writer(&mut out, &object).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        write_header(&row, snapshot.display, &mut out)?;
        write_notes(&notes, snapshot.display, &mut out)?;
    }
    Ok(out.flush()?)
}

/// The text without wrapping.
fn text(notes: &RichText) -> String {
    let lines = notes.lay_out(u16::MAX);
    let line = |line: &NotesLine| {
        let text: String = line.runs.iter().map(|run| run.text.as_str()).collect();
        format!("{}{text}", " ".repeat(line.indent.into()))
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn write_header(row: &EpisodeRow, display: DisplayOptions, out: &mut dyn Write) -> Result<()> {
    let episode = &row.episode;
    for line in wrap::lines(episode.name.as_str(), display.columns.unwrap_or(u16::MAX)) {
        writeln!(out, "{}", display.paint(&line, STRONG))?;
    }
    let mut field = |name: &str, value: &str| -> Result<()> {
        let name = display.paint(&format!("{name:<9}"), QUIET);
        let room = display.columns.map_or(usize::MAX, |columns| usize::from(columns).saturating_sub(9));
        Ok(writeln!(out, "{name}{}", display.cut(value, room))?)
    };
    field("Show", row.show_name.as_str())?;
    if let Some(date) = episode.released {
        field("Released", &date.to_string())?;
    }
    if !episode.duration.is_zero() {
        field("Length", &clock(episode.duration))?;
    }
    let state = match episode.progress {
        Progress::Unplayed => "unplayed".to_owned(),
        Progress::InProgress { position } if episode.duration > position => {
            format!("in progress at {}, {} left", clock(position), clock(episode.remaining()))
        }
        Progress::InProgress { position } => format!("in progress at {}", clock(position)),
        Progress::Played => "played".to_owned(),
    };
    field("State", &if row.mark.is_some() { format!("{state} (marked here)") } else { state })?;
    if let Some(link) = episode.link() {
        // Never cut: half a link is useless.
        writeln!(out, "{}{link}", display.paint("Link     ", QUIET))?;
    }
    Ok(())
}

fn write_notes(notes: &RichText, display: DisplayOptions, out: &mut dyn Write) -> Result<()> {
    if notes.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    for line in notes.lay_out(display.columns.unwrap_or(COLUMNS)) {
        write!(out, "{:indent$}", "", indent = usize::from(line.indent))?;
        for run in &line.runs {
            let style = if run.emphasis == Emphasis::Strong { STRONG } else { PLAIN };
            write!(out, "{}", display.paint(run.text.as_str(), style))?;
        }
        writeln!(out)?;
    }
    for (number, link) in (1..).zip(&notes.links) {
        let Some(url) = &link.url else { continue };
        if number == 1 {
            writeln!(out)?;
        }
        writeln!(out, "[{number}] {url}")?;
    }
    Ok(())
}

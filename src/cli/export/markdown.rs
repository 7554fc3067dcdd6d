//! A list of the episodes of each show, as Markdown with GitHub's task lists: ticked where played.

use std::io::Write;

use crate::{
    cli::{
        exit::Failure,
        snapshot::{Selection, Snapshot},
    },
    domain::{
        Progress, ShowSort,
        markdown::{facts, linked},
    },
    library::EpisodeRow,
};

pub(super) fn write(snapshot: &Snapshot, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "# Podcasts")?;
    for show in snapshot.shows(ShowSort::Name)? {
        writeln!(out, "\n## {}\n", linked(show.show.name.as_str(), show.show.link().as_ref()))?;
        let selection = Selection { show: Some(show), ..Selection::default() };
        snapshot.each(&selection, |row| Ok(writeln!(out, "{}", item(&row))?))?;
    }
    Ok(())
}

fn item(row: &EpisodeRow) -> String {
    let episode = &row.episode;
    let tick = if episode.progress == Progress::Played { 'x' } else { ' ' };
    let title = linked(episode.name.as_str(), episode.link().as_ref());
    format!("- [{tick}] {title} ({})", facts(episode).join(", "))
}

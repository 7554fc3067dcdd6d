//! A list of the episodes of each show, as Markdown with GitHub's task lists: ticked where played.

use std::io::Write;

use crate::{
    cli::{
        exit::Failure,
        shelf::{Selection, Shelf},
    },
    domain::{Progress, SpotifyLink, duration::clock, markdown::escaped},
    library::{EpisodeRow, ShowSort},
};

pub(super) fn write(shelf: &Shelf, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "# Podcasts")?;
    for show in shelf.shows(ShowSort::Name)? {
        writeln!(out, "\n## {}\n", linked(show.show.name.as_str(), show.show.link().as_ref()))?;
        let selection = Selection { show: Some(show), ..Selection::default() };
        shelf.each(&selection, |row| Ok(writeln!(out, "{}", item(&row))?))?;
    }
    Ok(())
}

fn item(row: &EpisodeRow) -> String {
    let episode = &row.episode;
    let tick = if episode.progress == Progress::Played { 'x' } else { ' ' };
    let title = linked(episode.name.as_str(), episode.link().as_ref());
    let mut facts = Vec::new();
    facts.extend(episode.released.map(|date| date.to_string()));
    if !episode.duration.is_zero() {
        facts.push(clock(episode.duration));
    }
    facts.push(match episode.progress {
        Progress::Unplayed => "unplayed".to_owned(),
        Progress::InProgress { position } => format!("in progress at {}", clock(position)),
        Progress::Played => "played".to_owned(),
    });
    format!("- [{tick}] {title} ({})", facts.join(", "))
}

fn linked(title: &str, link: Option<&SpotifyLink>) -> String {
    let title = escaped(title);
    link.map_or_else(|| title.clone(), |link| format!("[{title}]({link})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f1_a_title_is_text_in_markdown() {
        assert_eq!(linked("[x](javascript:1) <b>", None), "\\[x\\](javascript:1) \\<b>");
        assert_eq!(linked("C# & Co: one", None), "C# & Co: one");
    }
}

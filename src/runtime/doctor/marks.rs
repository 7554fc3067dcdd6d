//! The folder in which computers share their marks.

use serde_json::json;

use super::{Section, Subject};
use crate::{
    auth::{Kept, KeptLogin},
    domain::CleanText,
    marks::{Found, MarksFolder},
};

/// Reads the folder, and changes nothing.
pub(super) fn look(subject: &Subject<'_>) -> Section {
    let mut section = Section::new("marks", "Marks folder");
    let Some(folder) = subject.config.marks_folder(subject.environment) else {
        section.row("folder", "not set");
        section.values(json!({ "folder": null }));
        return section;
    };
    let folder = MarksFolder::new(folder, subject.config.paths.data_dir.clone());
    // Without a login the files of every account are counted.
    let account = match subject.vault.look() {
        Ok(Kept::Login(KeptLogin { account })) => account,
        Ok(Kept::Nothing | Kept::Damaged) | Err(_) => None,
    };
    let Found { files, own, lines, notices } = folder.look(account.as_ref());
    section.fact("folder", "folder", CleanText::new(&folder.path().to_string_lossy()).as_str());
    section.fact("files", "files", files);
    section.row("own file", own.as_deref().unwrap_or("none yet"));
    section.fact("marks", "marks", lines.good);
    section.fact("damaged lines", "damaged", lines.damaged);
    section.values(json!({ "own": own }));
    for notice in notices {
        section.problem(notice.to_string());
    }
    section
}

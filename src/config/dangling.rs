//! A folder that is not there because a link on the way to it leads nowhere.

use std::{fs, io, path::Path};

use rustix::io::Errno;

use crate::domain::CleanText;

/// A link whose target does not exist, as when its disk is not mounted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{link} is a link to {target}, which does not exist: mount its disk or create the folder, else remove the link"
)]
pub struct DanglingLink {
    link: CleanText,
    target: CleanText,
}

impl DanglingLink {
    /// The link that keeps `path` from existing, if one does.
    pub fn before(path: &Path) -> Option<Self> {
        let link = path.ancestors().find(|path| path.symlink_metadata().is_ok())?;
        let leads_nowhere = |error: io::Error| {
            error.kind() == io::ErrorKind::NotFound || error.raw_os_error() == Some(Errno::LOOP.raw_os_error())
        };
        let target = link.metadata().is_err_and(leads_nowhere).then(|| fs::read_link(link).ok()).flatten()?;
        Some(Self { link: CleanText::new(&link.to_string_lossy()), target: CleanText::new(&target.to_string_lossy()) })
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_to_nothing_is_found_wherever_it_is_on_the_way() {
        let folder = tempfile::tempdir().expect("a folder");
        let (link, again) = (folder.path().join("link"), folder.path().join("again"));
        symlink(folder.path().join("disk"), &link).expect("linked");
        symlink(&link, &again).expect("linked");
        for path in [link.clone(), link.join("data"), again.join("profile/data/library.db")] {
            let found = DanglingLink::before(&path).expect("found").to_string();
            assert!(found.contains("/link ") || found.contains("/again "), "{found}");
        }
        assert_eq!(DanglingLink::before(&folder.path().join("none/yet")), None);
        fs::create_dir(folder.path().join("disk")).expect("made");
        assert_eq!(DanglingLink::before(&again.join("data")), None);
    }

    #[test]
    fn a_link_to_itself_leads_nowhere_either() {
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("link");
        symlink(&link, &link).expect("linked");
        assert!(DanglingLink::before(&link.join("data")).is_some());
    }
}

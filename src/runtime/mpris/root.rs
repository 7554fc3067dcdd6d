//! `org.mpris.MediaPlayer2`: what the program is.

use zbus::interface;

/// The program. It can be neither raised nor ended from here.
#[derive(Debug)]
pub(super) struct Root;

#[expect(clippy::unused_self, reason = "the signatures are those of the bus")]
#[interface(name = "org.mpris.MediaPlayer2", introspection_docs = false)]
impl Root {
    /// Not supported.
    fn raise(&self) {}

    /// Not supported.
    fn quit(&self) {}

    #[zbus(property)]
    fn can_quit(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn can_raise(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn has_track_list(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn identity(&self) -> &'static str {
        "spotpods-tui"
    }

    #[zbus(property)]
    fn supported_uri_schemes(&self) -> Vec<&'static str> {
        vec!["spotify"]
    }

    #[zbus(property)]
    fn supported_mime_types(&self) -> Vec<&'static str> {
        Vec::new()
    }
}

//! `/me/library`, the only endpoint through which newer apps may change and check a listener's library.
//!
//! The query names the items (`uris`, comma-separated, 40 at most). Some guides describe a JSON body; it is ignored.

use serde_json::Value;

use super::{Answer, Api, Asker, shows::params};
use crate::demo::{
    data::is_base62,
    world::{Request, Response, message::error},
};

/// The most URIs of one request.
const MAX: usize = 40;

/// The item that a URI names, by place in the data.
#[derive(Debug, Clone, Copy)]
pub(super) enum Named {
    Show(u32),
    /// Place of the show and number.
    Episode(u32, u32),
    /// A well-formed URI of an item that does not exist.
    Nothing,
}

impl Api {
    /// `PUT /me/library` and `DELETE /me/library`: success has no body.
    pub(super) fn keep(&mut self, request: &Request, asker: Asker) -> Result<Response, Response> {
        let put = match request.method.as_str() {
            "PUT" => true,
            "DELETE" => false,
            _ => return Err(error(405, "Method not allowed", None).with("allow", "PUT, DELETE")),
        };
        asker.needs("user-library-modify")?;
        self.apply(put, self.named(request)?, request, asker)
    }

    /// Follows and saves, or takes it back. Repeating it changes nothing.
    pub(super) fn apply(
        &mut self,
        put: bool,
        named: Vec<Named>,
        request: &Request,
        asker: Asker,
    ) -> Result<Response, Response> {
        if put && named.iter().any(|named| matches!(named, Named::Nothing)) {
            return Err(error(404, "Resource not found", None));
        }
        let library = self.libraries.of_mut(asker.listener);
        for named in named {
            match named {
                Named::Show(show) if put => _ = library.followed.add(show, request.at),
                Named::Show(show) => _ = library.followed.remove(show),
                Named::Episode(show, number) if put => _ = library.saved.add((show, number), request.at),
                Named::Episode(show, number) => _ = library.saved.remove((show, number)),
                Named::Nothing => {}
            }
        }
        Ok(Response::empty(200))
    }

    /// `GET /me/library/contains`: one boolean for each URI.
    pub(super) fn contains(&self, request: &Request, asker: Asker) -> Answer {
        asker.needs("user-library-read")?;
        Ok(self.kept(self.named(request)?, asker))
    }

    /// Whether each is followed or saved.
    pub(super) fn kept(&self, named: Vec<Named>, asker: Asker) -> Value {
        let library = self.libraries.of(asker.listener);
        let kept = named.into_iter().map(|named| match named {
            Named::Show(show) => library.followed.has(show),
            Named::Episode(show, number) => library.saved.has((show, number)),
            Named::Nothing => false,
        });
        kept.map(Value::Bool).collect()
    }

    fn named(&self, request: &Request) -> Result<Vec<Named>, Response> {
        let params = params(request)?;
        let uris = params.get("uris").ok_or_else(|| error(400, "Missing required field: uris", None))?;
        let uris: Vec<_> = uris.split(',').collect();
        if uris.len() > MAX {
            return Err(error(400, "Too many uris requested", None));
        }
        uris.into_iter().map(|uri| self.name(uri).ok_or_else(|| error(400, "Invalid uri", None))).collect()
    }

    /// Returns `None` for a malformed URI or another kind.
    pub(super) fn name(&self, uri: &str) -> Option<Named> {
        let (kind, id) = uri.strip_prefix("spotify:")?.split_once(':').filter(|(_, id)| is_base62(id))?;
        match kind {
            "show" => Some(self.catalogue.show_by_id(id).map_or(Named::Nothing, |show| Named::Show(show.index))),
            "episode" => {
                let found = self.catalogue.episode_by_id(id);
                Some(found.map_or(Named::Nothing, |(show, episode)| Named::Episode(show.index, episode.number)))
            }
            _ => None,
        }
    }
}

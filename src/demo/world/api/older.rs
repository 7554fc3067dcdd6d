//! The endpoints that only apps from before February 2026 have: several items in one request, `ids=` instead of `uris=`.
//! Newer apps are refused with 403.

use serde_json::{Value, json};

use super::{Api, Asker, library::Named, shows::params};
use crate::demo::{
    Regime,
    data::is_base62,
    world::{Request, Response, message::error},
};

/// The most ids of one request.
const MAX: usize = 50;

impl Api {
    /// Any request of an older app. Changes succeed without a body.
    pub(super) fn older(&mut self, request: &Request, segments: &[&str], asker: Asker) -> Result<Response, Response> {
        if self.regime == Regime::Dev2026 {
            return Err(error(403, "Forbidden", None));
        }
        let is_read = request.method == "GET";
        match segments {
            ["me", kind] if !is_read => {
                asker.needs("user-library-modify")?;
                self.apply(request.method == "PUT", self.by_ids(kind, request)?, request, asker)
            }
            _ if !is_read => Err(error(405, "Method not allowed", None).with("allow", "GET")),
            ["me", kind, "contains"] => {
                asker.needs("user-library-read")?;
                Ok(Response::json(200, &self.kept(self.by_ids(kind, request)?, asker)))
            }
            ["markets"] => Ok(Response::json(200, &json!({ "markets": ["DE", "GB", "SE"] }))),
            [kind] => {
                let items: Value =
                    self.by_ids(kind, request)?.into_iter().map(|named| self.named_item(named, asker)).collect();
                Ok(Response::json(200, &json!({ *kind: items })))
            }
            _ => Err(error(404, "Service not found", None)),
        }
    }

    /// An unknown one is `null`.
    fn named_item(&self, named: Named, asker: Asker) -> Value {
        match named {
            Named::Show(show) => self.catalogue.show(show).map_or(Value::Null, |show| self.show(&show)),
            Named::Episode(show, number) => self.whole_at(show, number, asker),
            Named::Nothing => Value::Null,
        }
    }

    /// The items of `ids`, from the query or else from the body. `kind` is `shows` or `episodes`.
    fn by_ids(&self, kind: &str, request: &Request) -> Result<Vec<Named>, Response> {
        let query = params(request)?;
        let ids: Vec<String> = match query.get("ids") {
            Some(ids) => ids.split(',').map(str::to_owned).collect(),
            None => body_ids(request).ok_or_else(|| error(400, "Missing required field: ids", None))?,
        };
        if ids.len() > MAX {
            return Err(error(400, "Too many ids requested", None));
        }
        let kind = kind.trim_end_matches('s');
        let named = |id: &String| self.name(&format!("spotify:{kind}:{id}")).filter(|_| is_base62(id));
        ids.iter().map(|id| named(id).ok_or_else(|| error(400, "Invalid base62 id", None))).collect()
    }
}

fn body_ids(request: &Request) -> Option<Vec<String>> {
    let body: Value = serde_json::from_slice(&request.body).ok().filter(|_| request.method != "GET")?;
    let ids = body.get("ids")?.as_array().filter(|ids| !ids.is_empty())?;
    ids.iter().map(|id| id.as_str().map(str::to_owned)).collect()
}

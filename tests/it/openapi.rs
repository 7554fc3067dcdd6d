//! The demo service against Spotify's published definition: in the regime of older apps, which has every endpoint of it.
//!
//! [`session`] makes the requests, [`schema`] checks the bodies, [`differences`] has what is known to be otherwise.

mod definition;
mod differences;
mod schema;
mod session;

use std::collections::BTreeSet;

use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use spotpods_tui::demo::{DemoOptions, RateLimit, Response};

use definition::{Content, Definition, Operation};
use session::{Ask, Session, State, UNKNOWN, options};

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];

/// Everything that the demo serves of the definition.
const SERVED: [&str; 30] = [
    "GET /episodes",
    "GET /episodes/{id}",
    "GET /me",
    "DELETE /me/episodes",
    "GET /me/episodes",
    "PUT /me/episodes",
    "GET /me/episodes/contains",
    "DELETE /me/library",
    "PUT /me/library",
    "GET /me/library/contains",
    "GET /me/player",
    "PUT /me/player",
    "GET /me/player/currently-playing",
    "GET /me/player/devices",
    "POST /me/player/next",
    "PUT /me/player/pause",
    "PUT /me/player/play",
    "POST /me/player/previous",
    "GET /me/player/queue",
    "POST /me/player/queue",
    "PUT /me/player/seek",
    "PUT /me/player/volume",
    "DELETE /me/shows",
    "GET /me/shows",
    "PUT /me/shows",
    "GET /me/shows/contains",
    "GET /search",
    "GET /shows",
    "GET /shows/{id}",
    "GET /shows/{id}/episodes",
];

/// Checks answers, and notes which statuses and differences came up.
struct Walk {
    definition: Definition,
    seen: BTreeSet<(String, u16)>,
    differences: BTreeSet<usize>,
    wrong: BTreeSet<String>,
}

impl Walk {
    fn new() -> Self {
        let definition = Definition::read();
        Self { definition, seen: BTreeSet::new(), differences: BTreeSet::new(), wrong: BTreeSet::new() }
    }

    fn check(&mut self, operation: &Operation, answer: &Response) {
        let status = answer.status;
        self.seen.insert((operation.to_string(), status));
        let body = String::from_utf8_lossy(&answer.body);
        let schema = match self.definition.content(operation, status) {
            Content::Json(_) if differences::is_plain(status, &body) => return,
            Content::Json(_) if differences::is_wrapped(operation, status) => Some(self.definition.error()),
            Content::Json(schema) => Some(schema),
            Content::Empty => None,
            Content::Undefined if !differences::is_known_status(operation, status) => {
                self.wrong.insert(format!("{operation} {status}: not in the definition; {body}"));
                return;
            }
            Content::Undefined => (status >= 400).then(|| self.definition.error()),
        };
        let Some(schema) = schema else {
            if !body.is_empty() {
                self.wrong.insert(format!("{operation} {status}: a body: {body}"));
            }
            return;
        };
        let is_json = answer
            .headers
            .iter()
            .any(|(name, value)| *name == "content-type" && value.split(';').next() == Some("application/json"));
        let value: Option<Value> = serde_json::from_str(&body).ok().filter(|_| is_json);
        let Some(value) = value else {
            self.wrong.insert(format!("{operation} {status}: no JSON: {body}"));
            return;
        };
        for violation in schema::violations(&self.definition, schema, &value) {
            if let Some(known) = differences::known(operation, status, &violation) {
                self.differences.insert(known);
            } else {
                let schema::Violation { at, why } = violation;
                self.wrong.insert(format!("{operation} {status} {at}: {why}"));
            }
        }
        if status >= 400 && value["error"]["status"] != status {
            self.wrong.insert(format!("{operation} {status}: another status in the body: {value}"));
        }
    }

    fn end(&self) {
        assert!(self.wrong.is_empty(), "\n{}", self.wrong.iter().cloned().collect::<Vec<_>>().join("\n"));
    }
}

#[test]
fn the_demo_serves_the_operations_of_the_definition_and_refuses_other_methods() {
    let definition = Definition::read();
    let mut served = Vec::new();
    let mut walk = Walk::new();
    for path in definition.paths() {
        for method in METHODS {
            let operation = Operation { path: path.clone(), method: method.to_owned() };
            let mut session = Session::new(&options(), State::Playing);
            let ask = session.good(&operation).swap_remove(0);
            let answer = session.ask(&operation, &ask);
            match answer.status {
                405 => {
                    let named = definition.operations().into_iter().filter(|known| known.path == *path);
                    let allow = answer.headers.iter().find(|(name, _)| *name == "allow").map(|(_, value)| value);
                    let mut allowed: Vec<_> = allow.expect("a header").split(", ").map(str::to_owned).collect();
                    allowed.sort();
                    assert_eq!(allowed, named.map(|known| known.method).collect::<Vec<_>>(), "{operation}");
                    walk.check(&operation, &answer);
                }
                status => {
                    assert!(status < 400 || status == 403, "{operation}: {status}");
                    served.push(operation);
                }
            }
        }
    }
    served.sort();
    assert_eq!(served, definition.operations());
    assert_eq!(served.iter().map(ToString::to_string).collect::<Vec<_>>(), SERVED);
    walk.end();
}

#[test]
fn every_answer_of_every_operation_is_as_the_definition_says() {
    let mut walk = Walk::new();
    for operation in walk.definition.operations() {
        let natural = State::for_operation(&operation);
        let states: &[State] = if natural == State::Idle { &[State::Idle] } else { &State::ALL };
        for state in states.iter().copied() {
            for number in 0..Session::new(&options(), state).good(&operation).len() {
                let mut session = Session::new(&options(), state);
                let ask = session.good(&operation).swap_remove(number);
                assert_conforms(&walk.definition, &operation, &ask);
                let answer = session.ask(&operation, &ask);
                assert!(state != natural || answer.status < 300, "{operation} {ask:?}: {answer:?}");
                walk.check(&operation, &answer);
            }
        }
        refusals(&mut walk, &operation);
    }
    walk.end();
    for operation in walk.definition.operations() {
        for status in walk.definition.statuses(&operation) {
            assert!(walk.seen.contains(&(operation.to_string(), status)), "{operation} never answered {status}");
        }
    }
    for (known, difference) in differences::BODIES.iter().enumerate() {
        assert!(walk.differences.contains(&known), "no answer differs, so the reason is stale: {}", difference.because);
    }
}

/// Those that do not depend on the request: no token, no scope, too many requests; and an id of nothing.
fn refusals(walk: &mut Walk, operation: &Operation) {
    let state = State::for_operation(operation);
    let mut answer = |options: &DemoOptions, prepare: &dyn Fn(&mut Session, &mut Ask)| {
        let mut session = Session::new(options, state);
        let mut ask = session.good(operation).swap_remove(0);
        prepare(&mut session, &mut ask);
        let answer = session.ask(operation, &ask);
        walk.check(operation, &answer);
        answer.status
    };
    assert_eq!(answer(&options(), &|session, _| session.token = None), 401);
    assert_eq!(answer(&options(), &|session, _| session.token = Some("forged".to_owned())), 401);
    assert_eq!(answer(&options(), &|session, _| session.wait_a_day()), 401, "expired");

    let unscoped = answer(&options(), &|session, _| session.token = Some(session.log_in_for("streaming")));
    let is_scopeless = differences::SCOPELESS.iter().any(|(known, _)| *known == operation.to_string());
    assert_eq!(unscoped, if is_scopeless { 200 } else { 403 }, "{operation} without a scope");
    let route = format!("{} /v1{}: 403; 429 retry-after=3", operation.method, operation.path);
    let script = |session: &mut Session| session.world.faults.extend(route.parse().expect("a script"));
    assert_eq!(answer(&options(), &|session, _| script(session)), 403);

    // A session makes a few requests of its own.
    let spent = |session: &mut Session| while session.asks_once() {};
    let daily = DemoOptions { daily_quota: 30, ..options() };
    assert_eq!(answer(&daily, &|session, _| spent(session)), 429);
    let burst = DemoOptions { rate_limit: Some(RateLimit { calls: 30, seconds: 30 }), ..options() };
    assert_eq!(answer(&burst, &|session, _| spent(session)), 429);

    if !differences::is_known_status(operation, 400) {
        assert_eq!(answer(&options(), &|_, ask| ask.query.clear()), 400);
    }
    if operation.path.contains("{id}") {
        assert_eq!(answer(&options(), &|_, ask| ask.id = UNKNOWN.to_owned()), 404);
        assert_eq!(answer(&options(), &|_, ask| ask.id = "short".to_owned()), 400);
    }
}

/// The request itself has to be as the definition says.
fn assert_conforms(definition: &Definition, operation: &Operation, ask: &Ask) {
    let parameters = definition.parameters(operation);
    for (name, _) in &ask.query {
        assert!(parameters.iter().any(|known| known.name == name), "{operation} has no parameter {name}");
    }
    if let Some(body) = &ask.body {
        let schema = definition.body(operation).unwrap_or_else(|| panic!("{operation} has no body"));
        let body = serde_json::from_str(body).expect("JSON");
        assert_eq!(schema::violations(definition, schema, &body), [], "{operation}");
    }
}

#[test]
fn requests_that_violate_the_definition_are_refused() {
    let mut walk = Walk::new();
    let mut count = 0;
    for operation in walk.definition.operations() {
        for (what, ask) in violations(&walk.definition, &operation) {
            let mut session = Session::new(&options(), State::for_operation(&operation));
            let answer = session.ask(&operation, &ask);
            assert_eq!(answer.status, 400, "{operation}, {what}: {answer:?}");
            walk.check(&operation, &answer);
            count += 1;
        }
    }
    walk.end();
    assert!(count > 100, "only {count} requests were made");
}

/// Requests with one violation each, and what it is.
fn violations(definition: &Definition, operation: &Operation) -> Vec<(String, Ask)> {
    let good = Session::new(&options(), State::Idle).good(operation).swap_remove(0);
    let mut bad = Vec::new();
    for parameter in definition.parameters(operation) {
        let (name, schema) = (parameter.name, parameter.schema);
        if parameter.is_required {
            bad.push((format!("without {name}"), good.without(name)));
            bad.push((format!("with an empty {name}"), good.with(name, "")));
        }
        let mut wrong = Vec::new();
        if schema["type"] == "integer" {
            wrong.extend(["ten".to_owned(), "1.5".to_owned()]);
            wrong.extend(schema["minimum"].as_i64().map(|least| (least - 1).to_string()));
            wrong.extend(schema["maximum"].as_i64().map(|most| (most + 1).to_string()));
        }
        if schema.get("enum").or(schema["items"].get("enum")).is_some() {
            wrong.push("nothing-of-the-kind".to_owned());
        }
        bad.extend(wrong.into_iter().map(|value| (format!("{name}={value}"), good.with(name, &value))));
    }
    if let Some(schema) = definition.body(operation) {
        // The ids of the query would win.
        let good = good.without("ids");
        let body: Value = good.body.as_ref().map_or(json!({}), |body| serde_json::from_str(body).expect("JSON"));
        bad.extend(["{", "[]", "7", "\"text\""].map(|body| (format!("the body {body}"), good.with_body(body))));
        for (name, property) in schema["properties"].as_object().expect("properties") {
            let with = |value: Value| {
                let mut body = body.clone();
                body[name] = value;
                (format!("the body {body}"), good.with_body(body.to_string()))
            };
            bad.push(with(if property["type"] == "string" { json!(7) } else { json!("text") }));
            if property["type"] == "array" {
                bad.push(with(json!([7])));
            }
            if schema["required"].as_array().is_some_and(|required| required.contains(&json!(name))) {
                let mut body = body.clone();
                body.as_object_mut().map(|fields| fields.remove(name));
                bad.push((format!("a body without {name}"), good.with_body(body.to_string())));
            }
        }
    }
    bad
}

#[test]
fn the_checker_finds_what_is_wrong() {
    let definition = Definition::read();
    let operation = Operation { path: "/me/shows".to_owned(), method: "GET".to_owned() };
    let Content::Json(schema) = definition.content(&operation, 200) else { panic!("no schema") };
    let mut session = Session::new(&options(), State::Idle);
    let good = session.get("/me/shows");
    assert_eq!(schema::violations(&definition, schema, &good), []);
    let one = |change: &dyn Fn(&mut Value)| {
        let mut bad = good.clone();
        change(&mut bad);
        let found = schema::violations(&definition, schema, &bad);
        found.into_iter().map(|schema::Violation { at, why }| format!("{at}: {why}")).collect::<Vec<_>>()
    };
    let show = |bad: &mut Value, name: &str, value: Value| bad["items"][0]["show"][name] = value;
    assert_eq!(one(&|bad| bad["total"] = json!("5")), ["total: a string instead of integer"]);
    assert_eq!(one(&|bad| bad["pages"] = json!(5)), [": the definition does not name `pages`"]);
    assert_eq!(one(&|bad| show(bad, "name", Value::Null)), ["items/*/show/name: null instead of string"]);
    assert_eq!(one(&|bad| show(bad, "type", json!("book"))), ["items/*/show/type: \"book\" is none of [\"show\"]"]);
    assert_eq!(one(&|bad| show(bad, "colour", json!("red"))), ["items/*/show: the definition does not name `colour`"]);
    let removed = one(&|bad| _ = bad["items"][0]["show"].as_object_mut().and_then(|show| show.remove("id")));
    assert_eq!(removed, ["items/*/show: `id` is missing"]);
    // The oddities of the real data are what the definition does not allow.
    let odd = DemoOptions { quirks: true, shows: 60, ..options() };
    let odd = Session::new(&odd, State::Idle).get("/me/shows?limit=50");
    assert_ne!(schema::violations(&definition, schema, &odd), []);
}

//! Checks a JSON value against a schema of the definition: the part of `OpenAPI` 3.0 that the definition uses.
//!
//! Stricter than the standard in two ways: a keyword that this module does not know panics, and a field that the schema does
//! not name is a violation.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::definition::Definition;

/// Keywords that restrict nothing. `format` and `discriminator` are covered by `type` and `oneOf`.
const NOTES: [&str; 8] =
    ["title", "description", "example", "default", "deprecated", "format", "discriminator", "additionalProperties"];

/// Something in a value that its schema does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// Where, as in `items/*/show`: `*` for each place of a list.
    pub(crate) at: String,
    pub(crate) why: String,
}

/// The violations of a value, at most one of each kind.
pub(crate) fn violations(definition: &Definition, schema: &Value, value: &Value) -> Vec<Violation> {
    let mut check = Check { definition, found: Vec::new() };
    check.whole(schema, value, "");
    check.found
}

struct Check<'a> {
    definition: &'a Definition,
    found: Vec<Violation>,
}

impl<'a> Check<'a> {
    fn refuse(&mut self, at: &str, why: String) {
        let violation = Violation { at: at.to_owned(), why };
        if !self.found.contains(&violation) {
            self.found.push(violation);
        }
    }

    /// The value, and that it has no other fields.
    fn whole(&mut self, schema: &'a Value, value: &Value, at: &str) {
        self.part(schema, value, at);
        let named = self.names(schema);
        if let (Value::Object(fields), false) = (value, named.is_empty()) {
            for field in fields.keys().filter(|field| !named.contains(field.as_str())) {
                self.refuse(at, format!("the definition does not name `{field}`"));
            }
        }
    }

    /// The value as far as one part of `allOf` restricts it.
    fn part(&mut self, schema: &'a Value, value: &Value, at: &str) {
        let keywords = self.definition.resolve(schema).as_object().expect("a schema is an object");
        if value.is_null() && keywords.get("nullable") == Some(&Value::Bool(true)) {
            return;
        }
        for (keyword, rule) in keywords {
            match keyword.as_str() {
                "type" => self.kind(rule, value, at),
                "enum" if !rule.as_array().expect("a list").contains(value) => {
                    self.refuse(at, format!("{value} is none of {rule}"));
                }
                "minimum" if value.is_number() && value.as_f64() < rule.as_f64() => {
                    self.refuse(at, format!("{value} is below {rule}"));
                }
                "maximum" if value.is_number() && value.as_f64() > rule.as_f64() => {
                    self.refuse(at, format!("{value} is above {rule}"));
                }
                "required" => self.required(rule, value, at),
                "properties" => self.properties(rule, value, at),
                "items" => {
                    for item in value.as_array().into_iter().flatten() {
                        self.whole(rule, item, &below(at, "*"));
                    }
                }
                "allOf" => rule.as_array().expect("a list").iter().for_each(|part| self.part(part, value, at)),
                "oneOf" => self.one_of(rule, value, at),
                "enum" | "minimum" | "maximum" | "nullable" => {}
                note if NOTES.contains(&note) || note.starts_with("x-") => {}
                unknown => panic!("this checker does not know `{unknown}`"),
            }
        }
    }

    fn kind(&mut self, rule: &Value, value: &Value, at: &str) {
        let holds = match rule.as_str() {
            Some("object") => value.is_object(),
            Some("array") => value.is_array(),
            Some("string") => value.is_string(),
            Some("boolean") => value.is_boolean(),
            Some("integer") => value.is_i64() || value.is_u64(),
            _ => panic!("this checker does not know the type {rule}"),
        };
        if !holds {
            let is = match value {
                Value::Null => "null",
                Value::Bool(_) => "a boolean",
                Value::Number(_) => "a number",
                Value::String(_) => "a string",
                Value::Array(_) => "an array",
                Value::Object(_) => "an object",
            };
            self.refuse(at, format!("{is} instead of {}", rule.as_str().unwrap_or_default()));
        }
    }

    fn required(&mut self, rule: &Value, value: &Value, at: &str) {
        let Value::Object(fields) = value else { return };
        for name in rule.as_array().expect("a list").iter().filter_map(Value::as_str) {
            if !fields.contains_key(name) {
                self.refuse(at, format!("`{name}` is missing"));
            }
        }
    }

    fn properties(&mut self, rule: &'a Value, value: &Value, at: &str) {
        let Value::Object(fields) = value else { return };
        for (name, schema) in rule.as_object().expect("an object") {
            if let Some(field) = fields.get(name) {
                self.whole(schema, field, &below(at, name));
            }
        }
    }

    fn one_of(&mut self, rule: &'a Value, value: &Value, at: &str) {
        let choices = rule.as_array().expect("a list");
        let results: Vec<_> = choices.iter().map(|choice| violations(self.definition, choice, value)).collect();
        if results.iter().filter(|violations| violations.is_empty()).count() != 1 {
            let null = if value.is_null() { "null" } else { "the value" };
            self.refuse(at, format!("{null} matches not exactly one of {} schemas: {results:?}", choices.len()));
        }
    }

    /// The fields that a schema names, those of its parts included. Empty if it names none.
    fn names(&self, schema: &'a Value) -> BTreeSet<&'a str> {
        let schema = self.definition.resolve(schema);
        let own = schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys);
        let mut names: BTreeSet<&str> = own.map(String::as_str).collect();
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            names.extend(self.names(part));
        }
        names
    }
}

fn below(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}/{name}") }
}

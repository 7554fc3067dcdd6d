//! The definition: its operations, with their parameters, bodies and answers.

use std::{fmt, fs, path::Path};

use serde_json::Value;

/// The parsed file.
pub(crate) struct Definition(Value);

/// A method of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Operation {
    /// As in the definition: `/shows/{id}`.
    pub(crate) path: String,
    /// In capitals.
    pub(crate) method: String,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// A parameter of the query.
#[derive(Debug)]
pub(crate) struct Parameter<'a> {
    pub(crate) name: &'a str,
    pub(crate) is_required: bool,
    pub(crate) schema: &'a Value,
}

/// The body of an answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Content<'a> {
    /// The definition does not name the status.
    Undefined,
    Empty,
    Json(&'a Value),
}

impl Definition {
    pub(crate) fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/web-api.openapi.yml");
        Self(serde_norway::from_str(&fs::read_to_string(path).expect("it is there")).expect("YAML"))
    }

    /// The schema of an error body: `{"error":{"status","message"}}`.
    pub(crate) fn error(&self) -> &Value {
        &self.0["components"]["responses"]["Unauthorized"]["content"]["application/json"]["schema"]
    }

    pub(crate) fn paths(&self) -> impl Iterator<Item = &String> {
        self.0["paths"].as_object().expect("paths").keys()
    }

    pub(crate) fn operations(&self) -> Vec<Operation> {
        let paths = self.0["paths"].as_object().expect("paths");
        let of = |(path, methods): (&String, &Value)| -> Vec<Operation> {
            let methods = methods.as_object().expect("methods").keys();
            methods.map(|method| Operation { path: path.clone(), method: method.to_uppercase() }).collect()
        };
        let mut operations: Vec<_> = paths.iter().flat_map(of).collect();
        operations.sort();
        operations
    }

    /// Follows a `$ref`.
    pub(crate) fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        let Some(target) = value.get("$ref") else { return value };
        let pointer = target.as_str().and_then(|target| target.strip_prefix('#')).expect("a place in the file");
        self.resolve(self.0.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is missing")))
    }

    fn described(&self, operation: &Operation) -> &Value {
        &self.0["paths"][&operation.path][operation.method.to_lowercase()]
    }

    pub(crate) fn parameters(&self, operation: &Operation) -> Vec<Parameter<'_>> {
        let parameters = self.described(operation)["parameters"].as_array().into_iter().flatten();
        let parameters = parameters.map(|parameter| self.resolve(parameter));
        parameters
            .filter(|found| found["in"] == "query")
            .map(|found| Parameter {
                name: found["name"].as_str().expect("a name"),
                is_required: found["required"] == true,
                schema: &found["schema"],
            })
            .collect()
    }

    /// The schema of the request's body.
    pub(crate) fn body(&self, operation: &Operation) -> Option<&Value> {
        self.described(operation).pointer("/requestBody/content/application~1json/schema")
    }

    /// The statuses that the definition names.
    pub(crate) fn statuses(&self, operation: &Operation) -> Vec<u16> {
        let statuses = self.described(operation)["responses"].as_object().expect("responses").keys();
        statuses.map(|status| status.parse().expect("a status")).collect()
    }

    pub(crate) fn content(&self, operation: &Operation, status: u16) -> Content<'_> {
        let Some(response) = self.described(operation)["responses"].get(status.to_string()) else {
            return Content::Undefined;
        };
        match self.resolve(response).get("content") {
            None => Content::Empty,
            Some(content) => Content::Json(&content["application/json"]["schema"]),
        }
    }
}

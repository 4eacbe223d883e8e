//! As much of JSON Schema as the report's own schema uses; what it doesn't know is a mistake as well.

use serde_json::{Map, Value};

/// What is wrong with a value, with the path to it.
pub(crate) fn mistakes(schema: &Value, value: &Value) -> Vec<String> {
    let mut checker = Checker {
        root: schema,
        mistakes: Vec::new(),
    };
    checker.check(schema, value, "");
    checker.mistakes
}

/// The properties that no description tells about.
pub(crate) fn undescribed(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let objects = std::iter::once(("report", schema));
    let definitions = schema["$defs"].as_object().into_iter().flatten();
    for (name, object) in objects.chain(definitions.map(|(name, d)| (name.as_str(), d))) {
        for (field, property) in object["properties"].as_object().into_iter().flatten() {
            if property["description"].as_str().is_none_or(str::is_empty) {
                found.push(format!("{name}.{field}"));
            }
        }
    }
    found
}

struct Checker<'a> {
    root: &'a Value,
    mistakes: Vec<String>,
}

impl Checker<'_> {
    fn check(&mut self, schema: &Value, value: &Value, at: &str) {
        let rules: &Map<String, Value> = schema.as_object().expect("a schema is an object");
        for (rule, says) in rules {
            let holds = match rule.as_str() {
                "$ref" => {
                    let pointer = says.as_str().expect("text").trim_start_matches('#');
                    let target = self.root.pointer(pointer).expect("a definition");
                    self.check(&target.clone(), value, at);
                    true
                }
                "anyOf" => list(says).iter().any(|option| self.fits(option, value)),
                "const" => says == value,
                "enum" => list(says).contains(value),
                "type" if says.is_array() => list(says).iter().any(|t| is_a(t, value)),
                "type" => is_a(says, value),
                "minimum" => value
                    .as_f64()
                    .is_none_or(|x| says.as_f64().is_some_and(|least| x >= least)),
                "minItems" => value
                    .as_array()
                    .is_none_or(|a| Some(a.len() as u64) >= says.as_u64()),
                "maxItems" => value
                    .as_array()
                    .is_none_or(|a| Some(a.len() as u64) <= says.as_u64()),
                "items" => {
                    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(says, item, &format!("{at}[{i}]"));
                    }
                    true
                }
                "required" => {
                    let fields = list(says).iter().filter_map(Value::as_str);
                    for field in
                        fields.filter(|field| value.is_object() && value.get(field).is_none())
                    {
                        self.mistakes.push(format!("{at}.{field}: missing"));
                    }
                    true
                }
                "properties" => {
                    for (field, schema) in says.as_object().expect("an object") {
                        if let Some(value) = value.get(field) {
                            self.check(schema, value, &format!("{at}.{field}"));
                        }
                    }
                    true
                }
                "additionalProperties" => {
                    assert_eq!(says, &Value::Bool(false), "only false is known");
                    for field in value
                        .as_object()
                        .into_iter()
                        .flatten()
                        .map(|(field, _)| field)
                    {
                        if schema["properties"].get(field).is_none() {
                            self.mistakes
                                .push(format!("{at}.{field}: not in the schema"));
                        }
                    }
                    true
                }
                "$schema" | "$defs" | "title" | "description" => true,
                unknown => panic!("the checker doesn't know `{unknown}`"),
            };
            if !holds {
                self.mistakes
                    .push(format!("{at}: {value} against {rule} {says}"));
            }
        }
    }

    fn fits(&self, schema: &Value, value: &Value) -> bool {
        let mut checker = Checker {
            root: self.root,
            mistakes: Vec::new(),
        };
        checker.check(schema, value, "");
        checker.mistakes.is_empty()
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn is_a(name: &Value, value: &Value) -> bool {
    match name.as_str().expect("the name of a type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        unknown => panic!("no type `{unknown}`"),
    }
}

//! Values against JSON Schemas, offline.
//!
//! The schemas are the `*.schema.json` files below `targets/`, ours and the tree's. They refer to each other below
//! [`BASE`], by file name. All are read when the first value is validated, each is compiled when it is first asked for.

mod violation;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use crate::resolve::Shipped;
use crate::world::{VirtualPath, World};

pub use violation::Violation;
use violation::violations;

/// What a schema's file name stands behind in `$id` and `$ref`.
pub const BASE: &str = "https://agentc.dev/schemas/";

/// All schemas of a run; shared by threads.
#[derive(Debug, Default)]
pub struct Schemas {
    extra: HashMap<String, Value>,
    loaded: OnceLock<Result<Loaded, String>>,
    compiled: Mutex<HashMap<String, Compiled>>,
}

type Compiled = Arc<Result<Validator, String>>;

#[derive(Debug)]
struct Loaded {
    documents: BTreeMap<String, Value>,
    registry: Registry<'static>,
}

impl Schemas {
    /// The shipped schemas, and the tree's by file name; those replace shipped ones of the same name.
    pub fn new(extra: HashMap<String, Value>) -> Self {
        Schemas { extra, ..Schemas::default() }
    }

    /// What is wrong with the value, ordered by place. `schema_ref` is a file name, or a file name and a fragment:
    /// `kubernetes.schema.json#/$defs/Deployment`. A schema that cannot be used is a violation too.
    pub fn validate(&self, schema_ref: &str, value: &Value) -> Vec<Violation> {
        let problem = |message: &String| {
            vec![Violation {
                pointer: String::new(),
                message: format!("the schema `{schema_ref}` cannot be used: {message}"),
                of_schema: true,
            }]
        };
        let loaded = match self.loaded.get_or_init(|| self.load()) {
            Ok(loaded) => loaded,
            Err(message) => return problem(message),
        };
        match self.compiled(loaded, schema_ref).as_ref() {
            Ok(validator) => {
                let errors: Vec<_> = validator.iter_errors(value).collect();
                violations(&errors, &loaded.documents)
            }
            Err(message) => problem(message),
        }
    }

    fn load(&self) -> Result<Loaded, String> {
        let mut documents = shipped()?;
        documents.extend(self.extra.iter().map(|(name, schema)| (name.clone(), schema.clone())));
        let mut registry = Registry::new();
        for (name, schema) in &documents {
            let uri = format!("{BASE}{name}");
            registry = registry.add(&uri, schema.clone()).map_err(|error| format!("{name}: {error}"))?;
        }
        let registry = registry.prepare().map_err(|error| error.to_string())?;
        Ok(Loaded { documents, registry })
    }

    fn compiled(&self, loaded: &Loaded, schema_ref: &str) -> Compiled {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        let compile = || Arc::new(compile(loaded, schema_ref));
        Arc::clone(compiled.entry(schema_ref.to_owned()).or_insert_with(compile))
    }
}

fn compile(loaded: &Loaded, schema_ref: &str) -> Result<Validator, String> {
    let (name, fragment) = schema_ref.split_once('#').unwrap_or((schema_ref, ""));
    let document = loaded.documents.get(name).ok_or_else(|| format!("there is no file {name}"))?;
    if document.pointer(fragment).is_none() {
        return Err(format!("{name} has no {fragment}"));
    }
    let options = jsonschema::options().with_registry(&loaded.registry).offline();
    options.build(&json!({ "$ref": format!("{BASE}{schema_ref}") })).map_err(|error| error.to_string())
}

/// Every `*.schema.json` of the shipped targets, by file name.
fn shipped() -> Result<BTreeMap<String, Value>, String> {
    let targets = VirtualPath::root().join("targets").map_err(|problem| format!("{problem:?}"))?;
    let files = Shipped.files(&targets).map_err(|error| format!("{error:?}"))?;
    let schemas = files.iter().filter(|file| file.file_name().ends_with(".schema.json"));
    schemas.map(|file| Ok((file.file_name().to_owned(), read(file)?))).collect()
}

fn read(file: &VirtualPath) -> Result<Value, String> {
    let bytes = Shipped.read(file).map_err(|error| format!("{file}: {error:?}"))?;
    serde_json::from_slice(&bytes).map_err(|error| format!("{file}: {error}"))
}

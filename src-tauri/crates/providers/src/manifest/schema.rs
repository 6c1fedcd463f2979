//! The format as JSON Schema, made from the types that read it.

use super::format::ManifestToml;

/// The manifest format as JSON Schema (2020-12): every word, what it takes and what it means.
#[must_use]
pub fn manifest_schema() -> serde_json::Value {
    schemars::schema_for!(ManifestToml).to_value()
}

//! Our own format: one JSON object in an XMP packet. `docs/metadata.md` describes it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use studio_domain::{
    GenerationId, MadeWith, Modality, ParamValue, Params, ProviderId, Recipe, RecipeFormat,
    UnixMillis,
};

use super::found::{params_of, prompt_of};

/// The version of the object that is written.
const VERSION: u32 = 1;

/// How something was made, as it is written into a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provenance {
    /// The program that writes it.
    pub app: String,
    /// That program's version.
    pub app_version: String,
    /// The generation that made it.
    pub generation_id: GenerationId,
    /// What kind of work it was.
    pub kind: Modality,
    /// The provider that was asked.
    pub provider_id: ProviderId,
    /// That provider's name.
    pub provider: String,
    /// The model that was asked.
    pub model_id: String,
    /// That model's name.
    pub model: String,
    /// What was asked for.
    pub prompt: Option<String>,
    /// The settings that were sent.
    pub params: Params,
    /// When it was asked for.
    pub created_at: UnixMillis,
}

/// The object as it is written. What `params` has too is told again under a name that any reader
/// finds.
#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    #[serde(flatten)]
    provenance: &'a Provenance,
    negative_prompt: Option<&'a str>,
    seed: Option<i64>,
}

/// The object as it is read: of a later version, or written by somebody else.
#[derive(Deserialize)]
struct Told {
    kind: Option<Value>,
    provider_id: Option<String>,
    model_id: Option<String>,
    model: Option<String>,
    prompt: Option<String>,
    negative_prompt: Option<String>,
    #[serde(default)]
    params: Map<String, Value>,
}

impl Provenance {
    /// As JSON that every XML document can hold.
    pub(super) fn to_json(&self) -> Option<String> {
        let negative_prompt = match self.params.get("negative_prompt") {
            Some(ParamValue::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        let seed = match self.params.get("seed") {
            Some(ParamValue::Integer(seed)) => Some(*seed),
            _ => None,
        };
        let written = Written {
            version: VERSION,
            provenance: self,
            negative_prompt,
            seed,
        };
        let json = serde_json::to_string(&written).ok()?;
        // Valid in JSON, forbidden in XML.
        Some(
            json.replace('\u{fffe}', "\\ufffe")
                .replace('\u{ffff}', "\\uffff"),
        )
    }

    /// What a person reads: who made it.
    pub(super) fn tool(&self) -> String {
        format!("{} {}", self.app, self.app_version)
    }
}

/// Reads the object; nothing if the text is none.
pub(super) fn recipe(json: &str) -> Option<Recipe> {
    let told: Told = serde_json::from_str(json).ok()?;
    let kind = told
        .kind
        .and_then(|kind| serde_json::from_value::<Modality>(kind).ok());
    let made_with = match (told.provider_id, told.model_id, kind) {
        (Some(provider), Some(model_id), Some(kind))
            if is_name(&provider) && is_name(&model_id) =>
        {
            Some(MadeWith {
                provider_id: ProviderId::new(provider),
                model_id,
                kind,
            })
        }
        _ => None,
    };
    Some(Recipe {
        format: RecipeFormat::Studio,
        prompt: prompt_of(told.prompt),
        negative_prompt: prompt_of(told.negative_prompt),
        model: told.model.filter(|model| is_name(model)),
        made_with,
        params: params_of(told.params),
    })
}

fn is_name(text: &str) -> bool {
    (1..=500).contains(&text.len())
}

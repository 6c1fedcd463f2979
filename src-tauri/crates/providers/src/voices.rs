//! A provider's voices: listing them, and making one from recordings.

use serde_json::{Value, json};
use serde_json_path::JsonPath;
use studio_domain::Voice;
use url::Url;

use crate::connection::Connection;
use crate::error::ProviderError;
use crate::failure::Purpose;
use crate::manifest::VoiceList;
use crate::media::{Asked, MediaInput, Uploading, given_inputs, rendered_call, text};
use crate::model::ModelSpec;

/// A voice, and where a recording of it can be heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderVoice {
    /// The voice.
    pub voice: Voice,
    /// The recording, to be fetched with `Providers::download`.
    pub preview_url: Option<Url>,
}

/// A voice to make. The person whose voice it is has agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloneRequest {
    /// What to call it.
    pub name: String,
    /// How it sounds.
    pub description: String,
    /// The language that the recordings speak, as a code such as `en`.
    pub language: String,
    /// The recordings; their slot is `samples`.
    pub samples: Vec<MediaInput>,
}

/// The provider's voices, those that are always there first.
pub(crate) async fn list(connection: &Connection) -> Result<Vec<ProviderVoice>, ProviderError> {
    let Some(voices) = &connection.manifest.voices else {
        let name = &connection.manifest.name;
        return Err(ProviderError::invalid(format!("{name} has no voices.")));
    };
    let fixed = voices.fixed.iter().map(|voice| ProviderVoice {
        voice: voice.clone(),
        preview_url: None,
    });
    let mut all: Vec<ProviderVoice> = fixed.collect();
    if let Some(list) = &voices.list {
        all.extend(listed(connection, list).await?);
    }
    Ok(all)
}

async fn listed(
    connection: &Connection,
    list: &VoiceList,
) -> Result<Vec<ProviderVoice>, ProviderError> {
    let context = json!({});
    let asked = Asked {
        context: &context,
        files: &[],
    };
    let call = rendered_call(connection, &list.request, &asked)?;
    let answer = connection.json(call, Purpose::List).await?;
    let items = list.items.query(&answer);
    let found: Vec<ProviderVoice> = items.iter().filter_map(|item| read(list, item)).collect();
    if found.is_empty() {
        let declared = connection.errors.declared_in(&answer);
        if let Some(error) = declared.or_else(|| connection.errors.in_answer(&answer)) {
            return Err(error);
        }
    }
    Ok(found)
}

fn read(list: &VoiceList, item: &Value) -> Option<ProviderVoice> {
    let word = |path: Option<&JsonPath>| text(path, item).filter(|word| !word.trim().is_empty());
    let id = match list.id.query(item).first()? {
        Value::String(id) if !id.is_empty() => id.clone(),
        Value::Number(id) => id.to_string(),
        _ => return None,
    };
    let preview_url = word(list.preview_url.as_ref()).and_then(|url| Url::parse(&url).ok());
    Some(ProviderVoice {
        voice: Voice {
            name: word(list.name.as_ref()).unwrap_or_else(|| id.clone()),
            id,
            description: word(list.description.as_ref()),
            language: word(list.language.as_ref()),
            gender: word(list.gender.as_ref()),
            has_preview: preview_url.is_some(),
        },
        preview_url,
    })
}

/// Makes a voice and returns its id.
pub(crate) async fn clone(
    connection: &Connection,
    request: &CloneRequest,
) -> Result<String, ProviderError> {
    let voices = connection.manifest.voices.as_ref();
    let Some(rule) = voices.and_then(|voices| voices.clone.as_ref()) else {
        let name = &connection.manifest.name;
        let message = format!("{name} does not make voices from recordings.");
        return Err(ProviderError::invalid(message));
    };
    let nobody = ModelSpec::without_a_model();
    let given = given_inputs(
        connection,
        &nobody,
        &rule.request,
        &request.samples,
        Uploading::Real,
    )
    .await?;
    let mut context = json!({"inputs": given.values, "name": request.name});
    let described = [
        ("description", &request.description),
        ("language", &request.language),
    ];
    for (key, words) in described {
        if !words.is_empty() {
            context[key] = Value::from(words.as_str());
        }
    }
    let asked = Asked {
        context: &context,
        files: &given.files,
    };
    let call = rendered_call(connection, &rule.request, &asked)?;
    let answer = connection
        .json(call, Purpose::Submit)
        .await
        .map_err(ProviderError::of_a_paid_request)?;
    let declared = connection.errors.declared_in(&answer);
    if let Some(error) = declared {
        return Err(error);
    }
    match rule.voice_id.query(&answer).first() {
        Some(Value::String(id)) if !id.is_empty() => Ok(id.clone()),
        Some(Value::Number(id)) => Ok(id.to_string()),
        _ => Err(connection.errors.in_answer(&answer).unwrap_or_else(|| {
            let body = answer.to_string();
            connection
                .errors
                .malformed("there is no voice in it", body.as_bytes())
        })),
    }
}

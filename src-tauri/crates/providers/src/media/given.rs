//! What is given beside the prompt, in the form in which each service wants it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Map, Value, json};
use studio_domain::MaskStyle;

use super::upload::uploaded;
use super::{MediaInput, mask};
use crate::connection::Connection;
use crate::error::ProviderError;
use crate::manifest::{RequestTemplate, Travel, TravelWay};
use crate::model::ModelSpec;
use crate::transport::{FileBody, FileSource};

/// The key that marks a file among the values of a multipart body. What a person enters is text,
/// a number or a switch, and never an object, so that it cannot be mistaken for it.
pub(super) const FILE_MARK: &str = "$file";

/// The largest file that is taken into memory, to be written as text.
const MOST_BYTES_IN_MEMORY: u64 = 100 * 1024 * 1024;

/// An input as it is sent: the file itself, or a mask written as the service reads it.
#[derive(Debug, Clone)]
pub(crate) struct GivenFile {
    pub(crate) slot: String,
    pub(crate) body: FileBody,
}

impl GivenFile {
    pub(super) fn of(input: &MediaInput) -> Self {
        Self {
            slot: input.slot.clone(),
            body: FileBody {
                source: FileSource::Path(input.path.clone()),
                name: input.name.clone(),
                mime: input.mime.clone(),
                byte_size: input.byte_size,
            },
        }
    }

    /// All bytes of it.
    async fn read(&self) -> Result<Bytes, ProviderError> {
        let body = &self.body;
        if body.byte_size > MOST_BYTES_IN_MEMORY {
            let megabytes = MOST_BYTES_IN_MEMORY / (1024 * 1024);
            let message = format!("`{}` is over {megabytes} MiB.", body.name);
            return Err(ProviderError::invalid(message).with_hint("Give a smaller file."));
        }
        let path = match &body.source {
            FileSource::Memory(bytes) => return Ok(bytes.clone()),
            FileSource::Path(path) => path,
        };
        let bytes = tokio::fs::read(path).await.map_err(|error| {
            ProviderError::invalid(format!("`{}` cannot be read.", body.name)).with_source(error)
        })?;
        Ok(bytes.into())
    }

    /// The mask with what marks the part to change as the service reads it.
    async fn restyled(mut self, style: MaskStyle) -> Result<Self, ProviderError> {
        if style == MaskStyle::White {
            return Ok(self);
        }
        let bytes = self.read().await?;
        let name = self.body.name.clone();
        let restyled = tokio::task::spawn_blocking(move || mask::restyled(&bytes, style)).await;
        let restyled = restyled.ok().flatten().ok_or_else(|| {
            ProviderError::invalid(format!("`{name}` is not a picture that can be a mask."))
        })?;
        self.body.byte_size = restyled.len() as u64;
        self.body.mime = "image/png".to_owned();
        self.body.source = FileSource::Memory(restyled);
        Ok(self)
    }
}

/// Whether uploads are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Uploading {
    Real,
    /// The name of the upload stands in place of what it would bring.
    Pretended,
}

/// What is given, ready to be sent.
pub(crate) struct GivenInputs {
    /// The values of `$.inputs`, by slot.
    pub(crate) values: Value,
    /// The files that marks among the values stand for, by position.
    pub(crate) files: Vec<GivenFile>,
}

/// Brings what is given into the form in which a request wants it. Uploads are made here.
pub(crate) async fn given_inputs(
    connection: &Connection,
    model: &ModelSpec,
    request: &RequestTemplate,
    inputs: &[MediaInput],
    uploading: Uploading,
) -> Result<GivenInputs, ProviderError> {
    let mut slots: Map<String, Value> = Map::new();
    let mut files = Vec::with_capacity(inputs.len());
    for input in inputs {
        let slot = model.inputs.iter().find(|slot| slot.id == input.slot);
        let mut file = GivenFile::of(input);
        if let Some(style) = slot.and_then(|slot| slot.mask) {
            file = file.restyled(style).await?;
        }
        let travel = request.travel(&input.slot);
        let value = match (travel.way, uploading) {
            (TravelWay::Upload, Uploading::Pretended) => {
                Value::from(format!("upload:{}", input.name))
            }
            _ => one_value(connection, model, &travel, files.len(), &file).await?,
        };
        files.push(file);
        if slot.is_some_and(|slot| slot.most == 1) {
            slots.insert(input.slot.clone(), value);
        } else if let Value::Array(values) = slots
            .entry(input.slot.clone())
            .or_insert_with(|| Value::Array(Vec::new()))
        {
            values.push(value);
        }
    }
    Ok(GivenInputs {
        values: Value::Object(slots),
        files,
    })
}

async fn one_value(
    connection: &Connection,
    model: &ModelSpec,
    travel: &Travel,
    index: usize,
    file: &GivenFile,
) -> Result<Value, ProviderError> {
    let body = &file.body;
    let value = match travel.way {
        TravelWay::Part => json!({ FILE_MARK: index }),
        TravelWay::Base64 => Value::from(STANDARD.encode(file.read().await?)),
        TravelWay::DataUri => {
            let encoded = STANDARD.encode(file.read().await?);
            Value::from(format!("data:{};base64,{encoded}", body.mime))
        }
        TravelWay::Upload => uploaded(connection, model, travel, file).await?,
    };
    let Some(item) = &travel.item else {
        return Ok(value);
    };
    let context = json!({
        "mime": body.mime, "name": body.name, "size": body.byte_size, "value": value,
    });
    Ok(item.render(&context).unwrap_or_default())
}

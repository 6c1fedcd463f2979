//! What would be sent, without sending it.

use serde_json::Value;
use url::Url;

use crate::transport::{Call, FieldContent, Payload};

/// A request as it would leave, without its key.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestPreview {
    /// The method, such as `POST`.
    pub method: String,
    /// The address.
    pub url: Url,
    /// The headers that manifest and request bring, by name.
    pub headers: Vec<(String, String)>,
    /// What it carries.
    pub body: PreviewBody,
}

/// What a request carries.
#[derive(Debug, Clone, PartialEq)]
pub enum PreviewBody {
    /// Nothing.
    Nothing,
    /// JSON.
    Json(Value),
    /// Fields of a form, in their order; files by their names.
    Fields(Vec<(String, String)>),
    /// The bytes of a file.
    File {
        /// The file's name.
        name: String,
        /// The type they are sent as.
        mime: String,
    },
}

impl RequestPreview {
    pub(crate) fn of(call: &Call) -> Self {
        let headers = call.headers.iter().chain(&call.travelling_headers);
        let shown = |value: &http::HeaderValue| value.to_str().unwrap_or_default().to_owned();
        Self {
            method: call.method.to_string(),
            url: call.url.clone(),
            headers: headers
                .map(|(name, value)| (name.to_string(), shown(value)))
                .collect(),
            body: body(&call.payload),
        }
    }
}

fn body(payload: &Payload) -> PreviewBody {
    match payload {
        Payload::Nothing => PreviewBody::Nothing,
        Payload::Json(json) => PreviewBody::Json(serde_json::from_slice(json).unwrap_or_default()),
        Payload::Form(form) => PreviewBody::Fields(
            url::form_urlencoded::parse(form.as_bytes())
                .into_owned()
                .collect(),
        ),
        Payload::File { file, content_type } => PreviewBody::File {
            name: file.name.clone(),
            mime: content_type.to_str().unwrap_or_default().to_owned(),
        },
        Payload::Multipart(fields) => {
            let shown = fields.iter().map(|field| match &field.content {
                FieldContent::Text(text) => (field.name.clone(), text.clone()),
                FieldContent::File(file) => (field.name.clone(), file.name.clone()),
            });
            PreviewBody::Fields(shown.collect())
        }
    }
}

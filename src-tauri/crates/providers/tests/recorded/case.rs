//! A recorded case.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use studio_domain::{ParamValue, Params, Role};
use studio_providers::{
    ChatMessage, ChatPart, ChatRequest, ListedModel, Manifest, MediaInput, MediaRequest, ModelSpec,
};

use crate::shipped::file;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Where the shapes of the answers come from.
    pub source: String,
    #[serde(default)]
    pub model: String,
    #[serde(default)]
    pub prompt: String,
    #[serde(default)]
    pub params: BTreeMap<String, Value>,
    #[serde(default)]
    pub inputs: Vec<InputOf>,
    /// For conversations; one short message where there is none.
    #[serde(default)]
    pub messages: Vec<MessageOf>,
    #[serde(default)]
    pub attachments: Vec<String>,
    /// For a voice that is made.
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub language: String,
    /// For a search.
    #[serde(default)]
    pub query: String,
    #[serde(default = "first")]
    pub page: u32,
    /// The answer to the request was lost: the job is looked for by the request's name.
    #[serde(default)]
    pub lost: bool,
    pub answers: Vec<AnswerOf>,
    #[serde(default)]
    pub errors: Vec<ErrorOf>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputOf {
    pub slot: String,
    pub file: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageOf {
    pub role: Role,
    pub text: String,
}

/// An answer, with one of the ways of saying what is in it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerOf {
    #[serde(default = "success")]
    pub status: u16,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    pub json: Option<Value>,
    pub text: Option<String>,
    pub file: Option<String>,
    /// The data of server-sent events; a text that is not JSON is sent as it is.
    pub sse: Option<Vec<Value>>,
    /// Lines of JSON.
    pub lines: Option<Vec<Value>>,
}

fn first() -> u32 {
    1
}

fn success() -> u16 {
    200
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorOf {
    /// What is answered before the error, such as a job that begins well.
    #[serde(default)]
    pub after: Vec<AnswerOf>,
    #[serde(default = "success")]
    pub status: u16,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    pub json: Option<Value>,
    pub text: Option<String>,
    pub file: Option<String>,
    pub sse: Option<Vec<Value>>,
    pub lines: Option<Vec<Value>>,
    /// The kind of error it must become.
    pub kind: String,
}

impl ErrorOf {
    /// Everything the server answers, the error last.
    pub fn answers(&self) -> Vec<AnswerOf> {
        let mut answers = self.after.clone();
        answers.push(AnswerOf {
            status: self.status,
            headers: self.headers.clone(),
            json: self.json.clone(),
            text: self.text.clone(),
            file: self.file.clone(),
            sse: self.sse.clone(),
            lines: self.lines.clone(),
        });
        answers
    }
}

impl Case {
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The model of the case, which may be one that only a server's own list names.
    pub fn model(&self, manifest: &Manifest) -> ModelSpec {
        let listed = ListedModel {
            id: self.model.clone(),
            name: self.model.clone(),
        };
        manifest
            .listed_model(&listed, None)
            .unwrap_or_else(|| panic!("{} has no model `{}`", manifest.id, self.model))
    }

    pub fn params(&self) -> Params {
        let read = |(id, value): (&String, &Value)| {
            let value: ParamValue = serde_json::from_value(value.clone()).unwrap();
            (id.clone(), value)
        };
        self.params.iter().map(read).collect()
    }

    pub fn media_request(&self) -> MediaRequest {
        MediaRequest {
            prompt: self.prompt.clone(),
            params: self.params(),
            inputs: self.media_inputs(),
            idempotency_key: "0199aaaa-0000-7000-8000-000000000001".to_owned(),
        }
    }

    pub fn media_inputs(&self) -> Vec<MediaInput> {
        self.inputs
            .iter()
            .map(|given| input(&given.slot, &given.file))
            .collect()
    }

    pub fn chat_request(&self) -> ChatRequest {
        let mut messages: Vec<ChatMessage> = self
            .messages
            .iter()
            .map(|message| ChatMessage::text(message.role, message.text.clone()))
            .collect();
        if messages.is_empty() {
            messages.push(ChatMessage::text(Role::User, "Hello"));
        }
        if let Some(last) = messages.last_mut() {
            last.parts
                .extend(self.attachments.iter().map(|name| attachment(name)));
        }
        ChatRequest {
            messages,
            params: self.params(),
            ..ChatRequest::default()
        }
    }
}

fn attachment(name: &str) -> ChatPart {
    let bytes = std::fs::read(file(name)).unwrap().into();
    let mime = mime_of(name).to_owned();
    if mime == "application/pdf" {
        ChatPart::Document {
            mime,
            name: name.to_owned(),
            bytes,
        }
    } else {
        ChatPart::Image { mime, bytes }
    }
}

/// A file of the tests as something that is given.
pub fn input(slot: &str, name: &str) -> MediaInput {
    let path = file(name);
    let byte_size = std::fs::metadata(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .len();
    MediaInput {
        slot: slot.to_owned(),
        name: name.to_owned(),
        mime: mime_of(name).to_owned(),
        path,
        byte_size,
    }
}

fn mime_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        Some("mp3") => "audio/mpeg",
        Some("wav") => "audio/wav",
        Some("mp4") => "video/mp4",
        Some("pdf") => "application/pdf",
        _ => panic!("the type of {name} is not known"),
    }
}

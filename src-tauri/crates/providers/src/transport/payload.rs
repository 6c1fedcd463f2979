//! What a request carries.

use std::path::PathBuf;

use bytes::Bytes;
use http::HeaderValue;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use reqwest::RequestBuilder;
use reqwest::multipart::{Form, Part};
use tokio_util::io::ReaderStream;

use crate::error::ProviderError;

/// What a request carries. It can be sent again, because files are opened anew each time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Payload {
    #[default]
    Nothing,
    Json(Bytes),
    /// `application/x-www-form-urlencoded`.
    Form(String),
    /// A file's bytes.
    File {
        file: FileBody,
        content_type: HeaderValue,
    },
    /// `multipart/form-data`, in this order.
    Multipart(Vec<Field>),
}

/// A field of a multipart body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) content: FieldContent,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FieldContent {
    Text(String),
    File(FileBody),
}

/// A file to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileBody {
    pub(crate) source: FileSource,
    pub(crate) name: String,
    pub(crate) mime: String,
    pub(crate) byte_size: u64,
}

/// Where a file's bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileSource {
    Path(PathBuf),
    Memory(Bytes),
}

impl FileBody {
    async fn open(&self) -> Result<reqwest::Body, ProviderError> {
        let path = match &self.source {
            FileSource::Memory(bytes) => return Ok(bytes.clone().into()),
            FileSource::Path(path) => path,
        };
        let file = tokio::fs::File::open(path).await.map_err(|error| {
            ProviderError::invalid(format!("`{}` cannot be read.", self.name)).with_source(error)
        })?;
        Ok(reqwest::Body::wrap_stream(ReaderStream::new(file)))
    }
}

impl Payload {
    /// Puts it into a request.
    pub(super) async fn carried_by(
        &self,
        request: RequestBuilder,
    ) -> Result<RequestBuilder, ProviderError> {
        Ok(match self {
            Self::Nothing => request,
            Self::Json(json) => request
                .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(json.clone()),
            Self::Form(form) => request
                .header(
                    CONTENT_TYPE,
                    HeaderValue::from_static("application/x-www-form-urlencoded"),
                )
                .body(form.clone()),
            Self::File { file, content_type } => request
                .header(CONTENT_TYPE, content_type.clone())
                .header(CONTENT_LENGTH, file.byte_size)
                .body(file.open().await?),
            Self::Multipart(fields) => request.multipart(form(fields).await?),
        })
    }
}

async fn form(fields: &[Field]) -> Result<Form, ProviderError> {
    let mut form = Form::new();
    for field in fields {
        let name = field.name.clone();
        form = match &field.content {
            FieldContent::Text(text) => form.text(name, text.clone()),
            FieldContent::File(file) => {
                let part = Part::stream_with_length(file.open().await?, file.byte_size)
                    .file_name(file.name.clone())
                    .mime_str(&file.mime)
                    .map_err(|error| {
                        ProviderError::invalid(format!("`{}` is no type of file.", file.mime))
                            .with_source(error)
                    })?;
                form.part(name, part)
            }
        };
    }
    Ok(form)
}

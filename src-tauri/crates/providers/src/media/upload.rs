//! Putting a file where a service can read it, before the request that refers to it.

use http::Method;
use serde_json::{Value, json};

use super::given::{FILE_MARK, GivenFile};
use super::request::{Asked, rendered_call};
use crate::connection::Connection;
use crate::error::{ProviderError, Sent};
use crate::failure::Purpose;
use crate::manifest::Travel;
use crate::model::ModelSpec;

/// What the request gets in place of a file, once its upload's steps are made.
pub(super) async fn uploaded(
    connection: &Connection,
    model: &ModelSpec,
    travel: &Travel,
    file: &GivenFile,
) -> Result<Value, ProviderError> {
    let upload = travel
        .upload
        .as_ref()
        .and_then(|name| connection.manifest.uploads.get(name))
        .ok_or_else(|| ProviderError::internal("The manifest has no such upload."))?;
    let body = &file.body;
    let extension = body.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let mut context = json!({
        "model": model.remote,
        "values": model.values,
        "file": {
            "name": body.name,
            "mime": body.mime,
            "size": body.byte_size,
            "extension": extension,
        },
        "inputs": { "file": { FILE_MARK: 0 } },
        "steps": [],
        "step_headers": [],
    });
    for step in &upload.steps {
        let files = std::slice::from_ref(file);
        let call = rendered_call(
            connection,
            step,
            &Asked {
                context: &context,
                files,
            },
        )?;
        let may_be_empty = call.method != Method::GET;
        let (answer, headers) = connection
            .json_with_headers(call, Purpose::Upload, may_be_empty)
            .await
            .map_err(before_paying)?;
        push(&mut context, "steps", answer);
        push(&mut context, "step_headers", headers);
    }
    upload.value.render(&context).ok_or_else(|| {
        let text = context["steps"].to_string();
        connection
            .errors
            .malformed("there is no file in it", text.as_bytes())
    })
}

fn push(context: &mut Value, list: &str, value: Value) {
    if let Value::Array(values) = &mut context[list] {
        values.push(value);
    }
}

/// However an upload failed, the request that costs something was not sent.
fn before_paying(mut error: ProviderError) -> ProviderError {
    error.sent = Sent::No;
    error
}

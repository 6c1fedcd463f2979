//! From a template and what is known to a request that can be sent.

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use url::Url;

use super::given::{FILE_MARK, GivenFile};
use crate::connection::Connection;
use crate::error::ProviderError;
use crate::manifest::{Encoding, RequestTemplate, Target};
use crate::template::Template;
use crate::transport::{Call, Field, FieldContent, Payload};

/// What a request is filled from.
pub(crate) struct Asked<'a> {
    /// What expressions look into.
    pub(crate) context: &'a Value,
    /// The files that marks in the context stand for, by position.
    pub(crate) files: &'a [GivenFile],
}

/// The request with everything filled in.
pub(crate) fn rendered_call(
    connection: &Connection,
    template: &RequestTemplate,
    asked: &Asked<'_>,
) -> Result<Call, ProviderError> {
    let mut url = target(connection, template, asked.context)?;
    add_query(&mut url, &template.query, asked.context);
    let mut call = connection.call(template.method.clone(), url);
    let headers = rendered_headers(&template.headers, asked.context)?;
    match &template.target {
        Target::Path { .. } => call.headers.extend(headers),
        Target::Address(_) => call.travelling_headers.extend(headers),
    }
    if let Some(accept) = &template.accept {
        call.accept = accept.clone();
    }
    call.first_byte = template.timeout;
    call.payload = payload(template, asked)?;
    Ok(call)
}

fn target(
    connection: &Connection,
    template: &RequestTemplate,
    context: &Value,
) -> Result<Url, ProviderError> {
    match &template.target {
        Target::Path { host, path } => {
            let path = path.render(context).ok_or_else(|| {
                ProviderError::invalid("No address can be made of what was chosen.")
            })?;
            connection.url_at(host.as_deref(), &path)
        }
        Target::Address(expression) => {
            let address = expression.value(context);
            let address = address.as_ref().and_then(Value::as_str).unwrap_or_default();
            Url::parse(address).map_err(|error| {
                connection
                    .errors
                    .malformed("it gives no address to go on with", address.as_bytes())
                    .with_source(error)
            })
        }
    }
}

/// Adds parameters to an address; lists repeat theirs.
pub(super) fn add_query(url: &mut Url, query: &[(String, Template)], context: &Value) {
    for (name, template) in query {
        let Some(value) = template.render(context) else {
            continue;
        };
        for text in texts_of(value) {
            url.query_pairs_mut().append_pair(name, &text);
        }
    }
}

/// A value as the texts that a form or an address carries.
pub(super) fn texts_of(value: Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.into_iter().flat_map(texts_of).collect(),
        Value::String(text) => vec![text],
        other => vec![other.to_string()],
    }
}

fn rendered_headers(
    templates: &[(HeaderName, Template)],
    context: &Value,
) -> Result<HeaderMap, ProviderError> {
    let mut headers = HeaderMap::new();
    for (name, template) in templates {
        let text = match template.render(context) {
            None | Some(Value::Null) => continue,
            Some(Value::String(text)) => text,
            Some(other) => other.to_string(),
        };
        let value = text.parse().map_err(|_| {
            ProviderError::invalid(format!("`{name}` cannot carry what was entered."))
        })?;
        headers.insert(name.clone(), value);
    }
    Ok(headers)
}

fn payload(template: &RequestTemplate, asked: &Asked<'_>) -> Result<Payload, ProviderError> {
    if template.encoding == Encoding::Raw {
        return raw_payload(template, asked);
    }
    let body = template.body.as_ref();
    let body = body.and_then(|body| body.render(asked.context));
    match (template.encoding, body) {
        (Encoding::Json, Some(body)) => Ok(Payload::Json(body.to_string().into())),
        (Encoding::Multipart, body) => {
            let mut fields = given_fields(template, asked.context);
            fields.extend(multipart(body.unwrap_or_default(), asked.files)?);
            Ok(Payload::Multipart(fields))
        }
        (Encoding::Form, Some(Value::Object(fields))) => {
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            for (name, value) in fields {
                for text in texts_of(value) {
                    form.append_pair(&name, &text);
                }
            }
            Ok(Payload::Form(form.finish()))
        }
        _ => Ok(Payload::Nothing),
    }
}

fn raw_payload(template: &RequestTemplate, asked: &Asked<'_>) -> Result<Payload, ProviderError> {
    let slot = template.raw.as_deref();
    // An upload's step has one file, whatever its slot.
    let file = match slot {
        Some(slot) => asked.files.iter().find(|file| file.slot == slot),
        None => asked.files.first(),
    };
    let file = file.ok_or_else(|| ProviderError::invalid("The file to send is missing."))?;
    let own = template.content_type.as_ref();
    let own = own.and_then(|template| template.render(asked.context));
    let mime = own
        .as_ref()
        .and_then(Value::as_str)
        .unwrap_or(&file.body.mime);
    let content_type = HeaderValue::from_str(mime)
        .map_err(|_| ProviderError::invalid(format!("`{mime}` is no type of file.")))?;
    Ok(Payload::File {
        file: file.body.clone(),
        content_type,
    })
}

/// The fields that an earlier answer wants sent along, such as the signature of an upload.
fn given_fields(template: &RequestTemplate, context: &Value) -> Vec<Field> {
    let given = template.fields_from.as_ref();
    let given = given.and_then(|expression| expression.value(context));
    let given = match given {
        Some(Value::String(text)) => serde_json::from_str(&text).ok(),
        other => other,
    };
    let Some(Value::Object(members)) = given else {
        return Vec::new();
    };
    let fields = members.into_iter().flat_map(|(name, value)| {
        texts_of(value).into_iter().map(move |text| Field {
            name: name.clone(),
            content: FieldContent::Text(text),
        })
    });
    fields.collect()
}

/// Fields first and files last: some services read no further than the first file.
fn multipart(body: Value, files: &[GivenFile]) -> Result<Vec<Field>, ProviderError> {
    let mut fields = Vec::new();
    let mut file_fields = Vec::new();
    let Value::Object(body) = body else {
        return Ok(fields);
    };
    for (name, value) in body {
        let values = match value {
            Value::Array(values) => values,
            one => vec![one],
        };
        for value in values {
            if let Some(index) = value.get(FILE_MARK).and_then(Value::as_u64) {
                let file = usize::try_from(index)
                    .ok()
                    .and_then(|index| files.get(index));
                let file = file.ok_or_else(|| ProviderError::internal("A file is missing."))?;
                file_fields.push(Field {
                    name: name.clone(),
                    content: FieldContent::File(file.body.clone()),
                });
                continue;
            }
            fields.extend(texts_of(value).into_iter().map(|text| Field {
                name: name.clone(),
                content: FieldContent::Text(text),
            }));
        }
    }
    fields.extend(file_fields);
    Ok(fields)
}

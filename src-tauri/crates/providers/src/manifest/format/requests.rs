//! The words of a request.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Defines words of their own beside those of a request, in one table. (`flatten` would let unknown
/// words pass.)
macro_rules! with_request {
    ($(#[$attribute:meta])* struct $name:ident { $($(#[$of_field:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$attribute])*
        #[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            $($(#[$of_field])* pub(crate) $field: $type,)*
            /// GET, POST, PUT, PATCH or DELETE. POST without this; GET where voices are listed.
            method: Option<String>,
            /// The path under the base address, or under that of `host`. Places in it are filled
            /// in, percent-encoded: `{model}`, `{params.NAME}`, `{values.NAME}`; slashes stay in
            /// `{model}` and `{values.NAME}`.
            path: Option<String>,
            /// An expression for a whole address, in upload steps. It must be `https` and public;
            /// only the service's own hosts get the key.
            url: Option<String>,
            /// A name of `hosts`, where it is not the base address.
            host: Option<String>,
            /// How the body is written.
            encoding: Option<$crate::manifest::format::Encoding>,
            /// The input whose bytes are the body. For the encoding `raw`.
            raw: Option<String>,
            /// An expression for an object (or JSON text of one) whose members are the first fields
            /// of a multipart body.
            fields_from: Option<String>,
            /// The type of a raw body; without this, that of the file.
            content_type: Option<String>,
            /// What the answer may be, where the service wants to be told.
            accept: Option<String>,
            /// Headers of this request. One whose expression finds nothing is left out.
            #[serde(default)]
            headers: std::collections::BTreeMap<String, String>,
            /// The query of this request. What finds nothing is left out, and a list repeats its
            /// key.
            #[serde(default)]
            #[schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")]
            query: std::collections::BTreeMap<String, toml::Value>,
            /// The body as a tree. A text that begins with `$.` is an expression and keeps the type
            /// of what it finds; what finds nothing drops its key.
            #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
            body: Option<toml::Table>,
            /// How inputs travel, by their slot.
            #[serde(default)]
            inputs: std::collections::BTreeMap<String, $crate::manifest::format::TravelToml>,
            /// How long to wait for the first byte of the answer.
            timeout_seconds: Option<u32>,
        }

        impl $name {
            /// The words of the request.
            pub(crate) fn request(&self) -> $crate::manifest::format::RequestWords<'_> {
                $crate::manifest::format::RequestWords {
                    method: self.method.as_deref(),
                    path: self.path.as_deref(),
                    url: self.url.as_deref(),
                    host: self.host.as_deref(),
                    encoding: self.encoding.unwrap_or_default(),
                    raw: self.raw.as_deref(),
                    fields_from: self.fields_from.as_deref(),
                    content_type: self.content_type.as_deref(),
                    accept: self.accept.as_deref(),
                    headers: &self.headers,
                    query: &self.query,
                    body: self.body.as_ref(),
                    inputs: &self.inputs,
                    timeout_seconds: self.timeout_seconds,
                }
            }
        }
    };
}
pub(crate) use with_request;

/// The words of a request, wherever it stands.
pub(crate) struct RequestWords<'a> {
    pub(crate) method: Option<&'a str>,
    /// The path under the base address, or that of `host`.
    pub(crate) path: Option<&'a str>,
    /// An expression for a whole address, in upload steps.
    pub(crate) url: Option<&'a str>,
    /// A name of `[hosts]`.
    pub(crate) host: Option<&'a str>,
    pub(crate) encoding: Encoding,
    /// The slot whose bytes are the body.
    pub(crate) raw: Option<&'a str>,
    /// An expression for an object whose members are the first fields of a multipart body.
    pub(crate) fields_from: Option<&'a str>,
    pub(crate) content_type: Option<&'a str>,
    pub(crate) accept: Option<&'a str>,
    pub(crate) headers: &'a BTreeMap<String, String>,
    pub(crate) query: &'a BTreeMap<String, toml::Value>,
    pub(crate) body: Option<&'a toml::Table>,
    pub(crate) inputs: &'a BTreeMap<String, TravelToml>,
    pub(crate) timeout_seconds: Option<u32>,
}

with_request! {
    /// A request that stands alone.
    struct RequestToml {}
}

/// How a body is written.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Encoding {
    /// As JSON.
    #[default]
    Json,
    /// As a form with files: texts become fields, lists repeat their field, tables become JSON text, inputs become files. Fields come first.
    Multipart,
    /// As a form without files.
    Form,
    /// As the bytes of the input that `raw` names.
    Raw,
}

/// How an input travels.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TravelToml {
    /// The form it takes. Without this: `part` in a multipart body, `data-uri` in JSON.
    #[serde(rename = "as")]
    pub(crate) way: Option<TravelWay>,
    /// The way to put it where the service can read it: a name of `uploads`. For `upload` only.
    pub(crate) upload: Option<String>,
    /// What each file becomes. Expressions find `$.value` (the file in its form), `$.mime`,
    /// `$.name` and `$.size`.
    #[schemars(with = "Option<serde_json::Value>")]
    pub(crate) item: Option<toml::Value>,
}

/// The form an input takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TravelWay {
    /// A file of a multipart body.
    Part,
    /// Text that begins with `data:`.
    DataUri,
    /// Text in base64.
    Base64,
    /// What the `upload` gives for it, usually an address.
    Upload,
}

/// One word or several.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
pub(crate) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    pub(crate) fn words(&self) -> Vec<String> {
        match self {
            Self::One(word) => vec![word.clone()],
            Self::Many(words) => words.clone(),
        }
    }
}

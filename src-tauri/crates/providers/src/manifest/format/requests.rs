//! The words of a request.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Defines words of their own beside those of a request, in one table. (`flatten` would let unknown
/// words pass.)
macro_rules! with_request {
    ($(#[$attribute:meta])* struct $name:ident { $($(#[$of_field:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$attribute])*
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            $($(#[$of_field])* pub(crate) $field: $type,)*
            method: Option<String>,
            path: Option<String>,
            url: Option<String>,
            host: Option<String>,
            encoding: Option<$crate::manifest::format::Encoding>,
            raw: Option<String>,
            fields_from: Option<String>,
            content_type: Option<String>,
            accept: Option<String>,
            #[serde(default)]
            headers: std::collections::BTreeMap<String, String>,
            #[serde(default)]
            query: std::collections::BTreeMap<String, toml::Value>,
            body: Option<toml::Table>,
            #[serde(default)]
            inputs: std::collections::BTreeMap<String, $crate::manifest::format::TravelToml>,
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
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Encoding {
    #[default]
    Json,
    Multipart,
    Form,
    Raw,
}

/// How an input travels.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TravelToml {
    #[serde(rename = "as")]
    pub(crate) way: Option<TravelWay>,
    pub(crate) upload: Option<String>,
    /// What each file becomes.
    pub(crate) item: Option<toml::Value>,
}

/// The form an input takes in a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TravelWay {
    Part,
    DataUri,
    Base64,
    Upload,
}

/// One word or several.
#[derive(Debug, Deserialize)]
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

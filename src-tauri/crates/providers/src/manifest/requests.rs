//! Requests: from the words of the file to checked templates.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

use http::{HeaderName, HeaderValue, Method};
use serde_json_path::JsonPath;
use url::Url;

use super::format::{RequestWords, TravelToml};
use super::locate::{Located, Step};
use super::{Encoding, ManifestError, RequestTemplate, Target, Travel, TravelWay};
use crate::template::{Expression, PathTemplate, Template, json_path};

/// A place in the file at which something is read.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) file: &'a Located<'a>,
    pub(super) way: &'a [Step],
}

impl Place<'_> {
    pub(super) fn invalid(&self, below: &[Step], message: impl Into<String>) -> ManifestError {
        let mut way = self.way.to_vec();
        way.extend_from_slice(below);
        self.file.invalid(&way, message)
    }

    pub(super) fn json_path(&self, field: &str, text: &str) -> Result<JsonPath, ManifestError> {
        json_path(text).map_err(|fault| self.invalid(&[Step::from(field)], fault))
    }

    pub(super) fn optional_path(
        &self,
        field: &str,
        text: Option<&String>,
    ) -> Result<Option<JsonPath>, ManifestError> {
        text.map(|text| self.json_path(field, text)).transpose()
    }

    pub(super) fn path(&self, field: &str, text: &str) -> Result<PathTemplate, ManifestError> {
        PathTemplate::compile(text).map_err(|fault| self.invalid(&[Step::from(field)], fault))
    }

    pub(super) fn template(
        &self,
        field: &str,
        value: &toml::Value,
    ) -> Result<Template, ManifestError> {
        Template::compile(value).map_err(|problem| {
            let mut below = vec![Step::from(field)];
            below.extend(problem.steps);
            self.invalid(&below, problem.message)
        })
    }

    pub(super) fn query(
        &self,
        raw: &BTreeMap<String, toml::Value>,
    ) -> Result<Vec<(String, Template)>, ManifestError> {
        let compiled = raw.iter().map(|(name, value)| {
            let template = Template::compile(value).map_err(|problem| {
                self.invalid(&[Step::from("query"), Step::from(name)], problem.message)
            })?;
            Ok((name.clone(), template))
        });
        compiled.collect()
    }

    pub(super) fn method(
        &self,
        text: Option<&str>,
        default: Method,
    ) -> Result<Method, ManifestError> {
        match text {
            None => Ok(default),
            Some("GET") => Ok(Method::GET),
            Some("POST") => Ok(Method::POST),
            Some("PUT") => Ok(Method::PUT),
            Some("PATCH") => Ok(Method::PATCH),
            Some("DELETE") => Ok(Method::DELETE),
            Some(other) => {
                let message = format!("`{other}` is not a usable method");
                Err(self.invalid(&[Step::from("method")], message))
            }
        }
    }

    /// The request that stands here; `hosts` are those it may name.
    pub(super) fn request(
        &self,
        raw: &RequestWords<'_>,
        default_method: Method,
        hosts: &BTreeMap<String, Url>,
    ) -> Result<RequestTemplate, ManifestError> {
        self.check_body(raw)?;
        let content_type = raw.content_type.map(|text| {
            Template::leaf(text)
                .map_err(|problem| self.invalid(&[Step::from("content_type")], problem.message))
        });
        let fields_from = raw.fields_from.map(|text| {
            Expression::compile(text)
                .map_err(|fault| self.invalid(&[Step::from("fields_from")], fault))
        });
        let accept = raw.accept.map(|text| {
            HeaderValue::from_str(text)
                .map_err(|_| self.invalid(&[Step::from("accept")], "it is not a header's value"))
        });
        let body = raw
            .body
            .map(|body| self.template("body", &toml::Value::Table(body.clone())));
        let travels = raw
            .inputs
            .iter()
            .map(|(slot, travel)| Ok((slot.clone(), self.travel(slot, travel, raw.encoding)?)));
        Ok(RequestTemplate {
            method: self.method(raw.method, default_method)?,
            target: self.target(raw, hosts)?,
            encoding: raw.encoding,
            raw: raw.raw.map(str::to_owned),
            fields_from: fields_from.transpose()?,
            content_type: content_type.transpose()?,
            accept: accept.transpose()?,
            headers: self.headers(raw.headers)?,
            query: self.query(raw.query)?,
            body: body.transpose()?,
            travels: travels.collect::<Result<_, ManifestError>>()?,
            timeout: raw
                .timeout_seconds
                .map(|seconds| Duration::from_secs(u64::from(seconds))),
        })
    }

    fn check_body(&self, raw: &RequestWords<'_>) -> Result<(), ManifestError> {
        let is_raw = raw.encoding == Encoding::Raw;
        if is_raw && raw.body.is_some() {
            let message = "a raw body is a file's bytes; what else is sent goes into `query`";
            return Err(self.invalid(&[Step::from("body")], message));
        }
        if !is_raw && (raw.raw.is_some() || raw.content_type.is_some()) {
            let message = "`raw` and `content_type` go with the encoding `raw`";
            return Err(self.invalid(&[Step::from("encoding")], message));
        }
        if raw.fields_from.is_some() && raw.encoding != Encoding::Multipart {
            let message = "`fields_from` goes with the encoding `multipart`";
            return Err(self.invalid(&[Step::from("fields_from")], message));
        }
        Ok(())
    }

    fn target(
        &self,
        raw: &RequestWords<'_>,
        hosts: &BTreeMap<String, Url>,
    ) -> Result<Target, ManifestError> {
        if let Some(host) = raw.host
            && !hosts.contains_key(host)
        {
            let message = format!("there is no host `{host}`");
            return Err(self.invalid(&[Step::from("host")], message));
        }
        match (raw.path, raw.url) {
            (Some(path), None) => Ok(Target::Path {
                host: raw.host.map(str::to_owned),
                path: self.path("path", path)?,
            }),
            (None, Some(url)) => Expression::compile(url)
                .map(Target::Address)
                .map_err(|fault| self.invalid(&[Step::from("url")], fault)),
            _ => Err(self.invalid(&[], "a request needs `path`, or `url` in its place")),
        }
    }

    fn headers(
        &self,
        raw: &BTreeMap<String, String>,
    ) -> Result<Vec<(HeaderName, Template)>, ManifestError> {
        let compiled = raw.iter().map(|(name, text)| {
            let below = [Step::from("headers"), Step::from(name)];
            let header = HeaderName::from_str(name)
                .map_err(|_| self.invalid(&below, format!("`{name}` is not a header's name")))?;
            let template =
                Template::leaf(text).map_err(|problem| self.invalid(&below, problem.message))?;
            Ok((header, template))
        });
        compiled.collect()
    }

    fn travel(
        &self,
        slot: &str,
        raw: &TravelToml,
        encoding: Encoding,
    ) -> Result<Travel, ManifestError> {
        let below = [Step::from("inputs"), Step::from(slot)];
        let usual = match encoding {
            Encoding::Multipart => TravelWay::Part,
            Encoding::Json | Encoding::Form | Encoding::Raw => TravelWay::DataUri,
        };
        let way = raw.way.unwrap_or(usual);
        if way == TravelWay::Part && encoding != Encoding::Multipart {
            return Err(self.invalid(&below, "only a multipart request has parts"));
        }
        if (way == TravelWay::Upload) != raw.upload.is_some() {
            return Err(self.invalid(&below, "`upload` goes with `as = \"upload\"`"));
        }
        let item = raw.item.as_ref().map(|item| {
            Template::compile(item).map_err(|problem| self.invalid(&below, problem.message))
        });
        Ok(Travel {
            way,
            upload: raw.upload.clone(),
            item: item.transpose()?,
        })
    }
}

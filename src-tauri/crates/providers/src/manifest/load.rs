//! From a manifest's text to a [`Manifest`], with everything checked that can be.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde_json_path::JsonPath;
use studio_domain::{ConnectionPreset, Parameter, ProviderKind};

use super::build::{Definitions, ModelContext};
use super::format::{
    AuthScheme, AuthToml, ErrorsToml, Family, KeyNeed, ListToml, ManifestToml, OperationToml,
};
use super::locate::{Located, at};
use super::{
    Auth, ErrorPaths, Links, ListedRule, Listing, Manifest, ManifestError, Operation, decimal,
    operations,
};
use crate::failure::{DEFAULT_CODE_PATHS, DEFAULT_MESSAGE_PATHS};
use crate::model::ModelSpec;
use crate::template::{PathTemplate, Reference, json_path};

/// The version of the manifest format that this code reads.
const FORMAT: u32 = 1;

pub(crate) fn parse(file_name: &str, text: &str) -> Result<Manifest, ManifestError> {
    let file = Located::parse(file_name, text)?;
    let raw: ManifestToml = file.read()?;
    check_identity(&file, &raw)?;
    let definitions = Definitions::read(&file, &raw)?;
    let operations = operations::build(&file, &raw.operations)?;
    let context = ModelContext {
        file: &file,
        definitions: &definitions,
        operations: &operations,
    };
    let models = context.models(&raw.models)?;
    let listed_rules = context.listed(&raw.listed_models)?;
    let listing = raw
        .list
        .as_ref()
        .map(|list| build_listing(&file, list))
        .transpose()?;
    if !listed_rules.is_empty() && listing.is_none() {
        let message = "rules for listed models need `list`";
        return Err(file.invalid(at!["listed_models"], message));
    }
    check_operations(&file, &operations, &models, &listed_rules)?;
    if let Some(name) = definitions.unused(&raw) {
        let message = format!("no model uses the parameter `{name}`");
        return Err(file.invalid(at!["parameters", &name], message));
    }
    check_headers(&file, &raw)?;
    Ok(Manifest {
        auth: build_auth(&file, &raw.auth)?,
        errors: build_errors(&file, &raw.errors)?,
        presets: build_presets(&file, &raw)?,
        default_path: build_default_path(&file, &raw)?,
        id: raw.id,
        name: raw.name,
        kind: raw.kind,
        version: raw.version,
        base_url: raw.base_url,
        links: Links {
            site: raw.links.site,
            keys: raw.links.keys,
            docs: raw.links.docs,
        },
        models,
        headers: raw.headers,
        listing,
        operations,
        listed_rules,
    })
}

fn check_identity(file: &Located<'_>, raw: &ManifestToml) -> Result<(), ManifestError> {
    if raw.format != FORMAT {
        let message = format!("this version reads format {FORMAT}, not {}", raw.format);
        return Err(file.invalid(at!["format"], message));
    }
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if raw.id.is_empty() || !raw.id.bytes().all(plain) {
        let message = "an id holds lower-case letters, digits and `-` only";
        return Err(file.invalid(at!["id"], message));
    }
    if !decimal::is_day(&raw.version) {
        let message = format!("`{}` is not a day such as 2026-11-20", raw.version);
        return Err(file.invalid(at!["version"], message));
    }
    if raw.kind == ProviderKind::Hosted && raw.base_url.is_none() {
        return Err(file.invalid(at!["kind"], "a hosted provider needs a `base_url`"));
    }
    let built_in = raw.kind == ProviderKind::BuiltIn;
    let in_process = |operation: &OperationToml| operation.family == Family::BuiltIn;
    match raw
        .operations
        .iter()
        .find(|(_, operation)| in_process(operation) != built_in)
    {
        Some((name, _)) => {
            let message = "a built-in provider has `built-in` operations, and only it has";
            Err(file.invalid(at!["operations", name, "family"], message))
        }
        None => Ok(()),
    }
}

/// Every operation runs some model, and refers to nothing that none of them has.
fn check_operations(
    file: &Located<'_>,
    operations: &BTreeMap<String, Operation>,
    models: &[ModelSpec],
    rules: &[ListedRule],
) -> Result<(), ManifestError> {
    for (name, operation) in operations {
        let known = models.iter().filter(|model| model.operation == *name);
        let listed = rules.iter().filter_map(|rule| rule.template.as_ref());
        let listed = listed.filter(|template| template.operation == *name);
        let users: Vec<&[Parameter]> = known
            .map(|model| model.parameters.as_slice())
            .chain(listed.map(|template| template.parameters.as_slice()))
            .collect();
        if users.is_empty() {
            let message = format!("no model uses the operation `{name}`");
            return Err(file.invalid(at!["operations", name], message));
        }
        let is_dead = |reference: &Reference| match reference {
            Reference::Parameter(id) => !users
                .iter()
                .any(|all| all.iter().any(|parameter| parameter.id == *id)),
            Reference::Other(other) => !operation.known_names().contains(&other.as_str()),
        };
        let references = operation.references().unwrap_or_default();
        if let Some(dead) = references.iter().find(|reference| is_dead(reference)) {
            let (Reference::Parameter(dead) | Reference::Other(dead)) = dead;
            let message = format!("the request refers to `{dead}`, which no model here has");
            return Err(file.invalid(at!["operations", name, "body"], message));
        }
    }
    Ok(())
}

fn build_auth(file: &Located<'_>, raw: &AuthToml) -> Result<Auth, ManifestError> {
    let required = raw.key == KeyNeed::Required;
    match (raw.scheme, &raw.header) {
        (AuthScheme::None, None) => Ok(Auth::None),
        (AuthScheme::Bearer, None) => Ok(Auth::Bearer { required }),
        (AuthScheme::Header, Some(name)) => http::HeaderName::from_str(name)
            .map(|name| Auth::Header { name, required })
            .map_err(|_| {
                let message = format!("`{name}` is not a header's name");
                file.invalid(at!["auth", "header"], message)
            }),
        _ => {
            let message = "`header` goes with the scheme `header`, and only with it";
            Err(file.invalid(at!["auth"], message))
        }
    }
}

fn build_errors(file: &Located<'_>, raw: &ErrorsToml) -> Result<ErrorPaths, ManifestError> {
    Ok(ErrorPaths {
        message: build_paths(
            file,
            "message",
            raw.message.as_deref(),
            &DEFAULT_MESSAGE_PATHS,
        )?,
        code: build_paths(file, "code", raw.code.as_deref(), &DEFAULT_CODE_PATHS)?,
        kinds: raw.kinds.clone(),
    })
}

fn build_paths(
    file: &Located<'_>,
    field: &str,
    own: Option<&[String]>,
    defaults: &[&str],
) -> Result<Vec<JsonPath>, ManifestError> {
    let own = own.unwrap_or_default().iter().map(String::as_str);
    own.chain(defaults.iter().copied())
        .map(|text| json_path(text).map_err(|message| file.invalid(at!["errors", field], message)))
        .collect()
}

fn build_listing(file: &Located<'_>, raw: &ListToml) -> Result<Listing, ManifestError> {
    let path = |field: &str, text: &str| {
        json_path(text).map_err(|message| file.invalid(at!["list", field], message))
    };
    let items: Result<Vec<_>, _> = raw.items.iter().map(|text| path("items", text)).collect();
    Ok(Listing {
        path: PathTemplate::compile(&raw.path)
            .map_err(|message| file.invalid(at!["list", "path"], message))?,
        items: items?,
        id: path("id", &raw.id)?,
        name: raw
            .name
            .as_deref()
            .map(|name| path("name", name))
            .transpose()?,
    })
}

fn check_headers(file: &Located<'_>, raw: &ManifestToml) -> Result<(), ManifestError> {
    for (name, value) in &raw.headers {
        let usable =
            http::HeaderName::from_str(name).is_ok() && http::HeaderValue::from_str(value).is_ok();
        if !usable {
            let message = format!("`{name}: {value}` is not a header");
            return Err(file.invalid(at!["headers", name], message));
        }
    }
    Ok(())
}

fn build_presets(
    file: &Located<'_>,
    raw: &ManifestToml,
) -> Result<Vec<ConnectionPreset>, ManifestError> {
    let mut presets: Vec<ConnectionPreset> = Vec::with_capacity(raw.presets.len());
    for (index, preset) in raw.presets.iter().enumerate() {
        if presets.iter().any(|other| other.id == preset.id) {
            let message = format!("there are two presets with the id `{}`", preset.id);
            return Err(file.invalid(at!["presets", index, "id"], message));
        }
        if !preset.base_url.is_empty() && url::Url::parse(&preset.base_url).is_err() {
            let message = format!("`{}` is not an address", preset.base_url);
            return Err(file.invalid(at!["presets", index, "base_url"], message));
        }
        presets.push(ConnectionPreset {
            id: preset.id.clone(),
            manifest_id: raw.id.clone(),
            name: preset.name.clone(),
            base_url: preset.base_url.clone(),
            help: preset.help.clone(),
        });
    }
    Ok(presets)
}

fn build_default_path(file: &Located<'_>, raw: &ManifestToml) -> Result<String, ManifestError> {
    let path = raw.default_path.clone().unwrap_or_default();
    if path.is_empty() || (path.starts_with('/') && !path.ends_with('/')) {
        Ok(path)
    } else {
        let message = "a path begins with a slash and does not end with one";
        Err(file.invalid(at!["default_path"], message))
    }
}

/// The error of a manifest whose id another one has.
pub(crate) fn duplicate_id(file_name: &str, text: &str, id: String) -> ManifestError {
    let line = Located::parse(file_name, text).map_or(1, |file| file.line(at!["id"]));
    ManifestError::DuplicateId {
        file: file_name.to_owned(),
        line,
        id,
    }
}

//! From a manifest's text to a [`Manifest`], with everything checked that can be.

use std::collections::BTreeMap;
use std::str::FromStr;

use studio_domain::{InputSlot, Parameter, ProviderKind};
use url::Url;

use super::build::ModelContext;
use super::definitions::Definitions;
use super::format::{Family, ManifestToml, OperationToml};
use super::locate::{Located, at};
use super::{
    CloneRule, Hook, Links, ListedRule, Manifest, ManifestError, Operation, TravelWay, Upload,
    auth, decimal, operations, search, sections,
};
use crate::address::is_local;
use crate::model::{ModelSpec, Variant};
use crate::template::Reference;

/// The version of the manifest format that this code reads.
const FORMAT: u32 = 1;

pub(crate) fn parse(file_name: &str, text: &str) -> Result<Manifest, ManifestError> {
    let file = Located::parse(file_name, text)?;
    let raw: ManifestToml = file.read()?;
    check_identity(&file, &raw)?;
    let definitions = Definitions::read(&file, &raw)?;
    let operations = operations::build(&file, &raw)?;
    let uploads = sections::uploads(&file, &raw)?;
    let context = ModelContext {
        file: &file,
        definitions: &definitions,
        operations: &operations,
    };
    let models = context.models(&raw.models)?;
    let listed_rules = context.listed(&raw.listed_models)?;
    let list = raw.list.as_ref();
    let listing = list
        .map(|list| sections::listing(&file, list))
        .transpose()?;
    if !listed_rules.is_empty() && listing.is_none() {
        let message = "rules for listed models need `list`";
        return Err(file.invalid(at!["listed_models"], message));
    }
    check_operations(&file, &operations, &models, &listed_rules)?;
    if let Some((section, name)) = definitions.unused(&raw) {
        let message = format!("nothing uses `{name}`");
        return Err(file.invalid(at![section, &name], message));
    }
    let searches = search::build(&file, &raw, &definitions)?;
    check_headers(&file, &raw)?;
    let check = raw.check.as_ref();
    let voices = raw.voices.as_ref();
    let voices = voices
        .map(|voices| sections::voices(&file, &raw, voices))
        .transpose()?;
    let clone = voices.as_ref().and_then(|voices| voices.clone.as_ref());
    check_uploads(&file, &operations, clone, &uploads)?;
    Ok(Manifest {
        auth: auth::build(&file, &raw.auth)?,
        errors: sections::errors(&file, &raw.errors)?,
        presets: sections::presets(&file, &raw)?,
        probes: sections::probes(&file, &raw)?,
        model_store: raw.manages_models,
        default_path: sections::default_path(&file, &raw)?,
        check: check
            .map(|check| sections::check(&file, &raw, check))
            .transpose()?,
        voices,
        concurrency: raw.limits.concurrency,
        key_domain: auth::domain(&file, &raw.auth, raw.base_url.as_ref())?,
        uploads,
        hosts: raw.hosts,
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
        searches,
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
    // The key goes there as well; only within the user's own network nothing is encrypted.
    let is_safe = |host: &Url| host.scheme() == "https" || is_local(host);
    if let Some((name, _)) = raw.hosts.iter().find(|(_, host)| !is_safe(host)) {
        let message = "the key is sent to this host, so it must begin with `https://`";
        return Err(file.invalid(at!["hosts", name], message));
    }
    check_families(file, raw)
}

/// A provider is asked over the network, or works on this computer: inside the studio, or as a
/// program that it runs.
fn check_families(file: &Located<'_>, raw: &ManifestToml) -> Result<(), ManifestError> {
    let built_in = raw.kind == ProviderKind::BuiltIn;
    let is_program = |operation: &OperationToml| {
        let speaker = operation.hook.and_then(Hook::speaker);
        raw.kind == ProviderKind::Local && raw.base_url.is_none() && speaker.is_some()
    };
    let fits = |operation: &OperationToml| match operation.family {
        Family::BuiltIn => built_in || is_program(operation),
        _ => !built_in,
    };
    let mut operations = raw.operations.iter();
    if let Some((name, _)) = operations.find(|(_, operation)| !fits(operation)) {
        let message = "a built-in provider has `built-in` operations; beside it only a local one \
                       without an address has, for a program of this computer";
        return Err(file.invalid(at!["operations", name, "family"], message));
    }
    let mut families = raw
        .operations
        .values()
        .map(|operation| operation.family == Family::BuiltIn);
    let first = families.next();
    if families.any(|family| Some(family) != first) {
        let message = "`built-in` operations do not go together with others";
        return Err(file.invalid(at!["operations"], message));
    }
    Ok(())
}

/// What one model, or one rule for listed ones, needs of its operations.
struct User<'a> {
    operation: &'a str,
    variants: &'a [Variant],
    parameters: &'a [Parameter],
    inputs: &'a [InputSlot],
    values: &'a BTreeMap<String, serde_json::Value>,
}

impl User<'_> {
    fn runs(&self, name: &str) -> bool {
        self.operation == name
            || self
                .variants
                .iter()
                .any(|variant| variant.operation == name)
    }

    fn has(&self, reference: &Reference) -> bool {
        match reference {
            Reference::Parameter(id) => self.parameters.iter().any(|one| one.id == *id),
            Reference::Input(id) => self.inputs.iter().any(|slot| slot.id == *id),
            Reference::Value(name) => self.values.contains_key(name),
            Reference::Other(_) => false,
        }
    }
}

/// Every operation runs some model, and refers to nothing that none of them has.
fn check_operations(
    file: &Located<'_>,
    operations: &BTreeMap<String, Operation>,
    models: &[ModelSpec],
    rules: &[ListedRule],
) -> Result<(), ManifestError> {
    let known = models.iter().map(|model| User {
        operation: &model.operation,
        variants: &model.variants,
        parameters: &model.parameters,
        inputs: &model.inputs,
        values: &model.values,
    });
    let listed = rules.iter().filter_map(|rule| rule.template.as_ref());
    let listed = listed.map(|template| User {
        operation: &template.operation,
        variants: &template.variants,
        parameters: &template.parameters,
        inputs: &template.inputs,
        values: &template.values,
    });
    let all: Vec<User<'_>> = known.chain(listed).collect();
    for (name, operation) in operations {
        let users: Vec<&User<'_>> = all.iter().filter(|user| user.runs(name)).collect();
        if users.is_empty() {
            let message = format!("no model uses the operation `{name}`");
            return Err(file.invalid(at!["operations", name], message));
        }
        let is_dead = |reference: &&Reference| match reference {
            Reference::Other(other) => !operation.known_names().contains(&other.as_str()),
            own => !users.iter().any(|user| user.has(own)),
        };
        let references = operation.references().unwrap_or_default();
        if let Some(dead) = references.iter().find(is_dead) {
            let message = format!(
                "the request refers to `{}`, which no model here has",
                dead.name()
            );
            return Err(file.invalid(at!["operations", name, "body"], message));
        }
        let travels = operation.request().map(|request| &request.travels);
        for slot in travels.into_iter().flat_map(BTreeMap::keys) {
            if !references.contains(&Reference::Input(slot.clone())) {
                let message = format!("the request never sends the input `{slot}`");
                return Err(file.invalid(at!["operations", name, "inputs", slot], message));
            }
        }
    }
    Ok(())
}

/// Uploads that inputs name are there, and each is named.
fn check_uploads(
    file: &Located<'_>,
    operations: &BTreeMap<String, Operation>,
    clone: Option<&CloneRule>,
    uploads: &BTreeMap<String, Upload>,
) -> Result<(), ManifestError> {
    let mut named = Vec::new();
    let requests = operations.iter().filter_map(|(name, operation)| {
        Some((at!["operations", name].to_vec(), operation.request()?))
    });
    let clone = clone.map(|clone| (at!["voices", "clone"].to_vec(), &clone.request));
    for (way, request) in requests.chain(clone) {
        for travel in request.travels.values() {
            let Some(upload) = &travel.upload else {
                continue;
            };
            if travel.way == TravelWay::Upload && !uploads.contains_key(upload) {
                return Err(file.invalid(&way, format!("there is no upload `{upload}`")));
            }
            named.push(upload);
        }
    }
    match uploads.keys().find(|name| !named.contains(name)) {
        Some(name) => {
            let message = format!("no input uses the upload `{name}`");
            Err(file.invalid(at!["uploads", name], message))
        }
        None => Ok(()),
    }
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

/// The error of a manifest whose top-level `key` says what cannot be.
pub(crate) fn invalid(file_name: &str, text: &str, key: &str, message: &str) -> ManifestError {
    let line = Located::parse(file_name, text).map_or(1, |file| file.line(at![key]));
    ManifestError::Invalid {
        file: file_name.to_owned(),
        line,
        message: message.to_owned(),
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

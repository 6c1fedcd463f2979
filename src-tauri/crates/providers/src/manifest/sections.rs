//! The sections beside operations and models: lists, voices, uploads and presets.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use studio_domain::{ConnectionPreset, Voice};

use super::format::{
    CheckToml, CloneToml, ErrorsToml, ListToml, ManifestToml, UploadToml, VoicesToml,
};
use super::locate::{Located, Step, at};
use super::requests::Place;
use super::{
    Check, CloneRule, ErrorInAnswer, ErrorPaths, Listing, ManifestError, Probe, RequestTemplate,
    Upload, VoiceList, Voices, results,
};
use crate::failure::{DEFAULT_CODE_PATHS, DEFAULT_MESSAGE_PATHS};
use crate::template::{Reference, json_path};

pub(super) fn errors(file: &Located<'_>, raw: &ErrorsToml) -> Result<ErrorPaths, ManifestError> {
    let in_answer = raw.in_answer.as_ref().map(|rule| {
        let place = Place {
            file,
            way: at!["errors", "in_answer"],
        };
        Ok(ErrorInAnswer {
            at: place.json_path("at", &rule.at)?,
            ok: rule.ok.iter().map(results::json_of).collect(),
        })
    });
    Ok(ErrorPaths {
        message: paths(
            file,
            "message",
            raw.message.as_deref(),
            &DEFAULT_MESSAGE_PATHS,
        )?,
        code: paths(file, "code", raw.code.as_deref(), &DEFAULT_CODE_PATHS)?,
        kinds: raw.kinds.clone(),
        words: raw.words.clone(),
        in_answer: in_answer.transpose()?,
    })
}

fn paths(
    file: &Located<'_>,
    field: &str,
    own: Option<&[String]>,
    defaults: &[&str],
) -> Result<Vec<serde_json_path::JsonPath>, ManifestError> {
    let own = own.unwrap_or_default().iter().map(String::as_str);
    own.chain(defaults.iter().copied())
        .map(|text| json_path(text).map_err(|fault| file.invalid(at!["errors", field], fault)))
        .collect()
}

pub(super) fn listing(file: &Located<'_>, raw: &ListToml) -> Result<Listing, ManifestError> {
    let place = Place {
        file,
        way: at!["list"],
    };
    let items = raw.items.iter().map(|text| place.json_path("items", text));
    Ok(Listing {
        path: place.path("path", &raw.path)?,
        items: items.collect::<Result<_, _>>()?,
        id: place.json_path("id", &raw.id)?,
        name: place.optional_path("name", raw.name.as_ref())?,
        strip_prefix: raw.strip_prefix.clone(),
    })
}

pub(super) fn check(
    file: &Located<'_>,
    raw: &ManifestToml,
    check: &CheckToml,
) -> Result<Check, ManifestError> {
    let place = Place {
        file,
        way: at!["check"],
    };
    if let Some(host) = check
        .host
        .as_ref()
        .filter(|host| !raw.hosts.contains_key(*host))
    {
        return Err(place.invalid(at!["host"], format!("there is no host `{host}`")));
    }
    Ok(Check {
        path: place.path("path", &check.path)?,
        host: check.host.clone(),
        accepts: check.accepts.clone(),
    })
}

pub(super) fn voices(
    file: &Located<'_>,
    manifest: &ManifestToml,
    raw: &VoicesToml,
) -> Result<Voices, ManifestError> {
    let place = Place {
        file,
        way: at!["voices"],
    };
    let list = match (&raw.items, &raw.id, raw.request().path) {
        (Some(items), Some(id), Some(_)) => {
            let request = place.request(&raw.request(), Method::GET, &manifest.hosts)?;
            check_names(place, &request, &[])?;
            Some(VoiceList {
                request,
                items: place.json_path("items", items)?,
                id: place.json_path("id", id)?,
                name: place.optional_path("name", raw.name.as_ref())?,
                description: place.optional_path("description", raw.description.as_ref())?,
                language: place.optional_path("language", raw.language.as_ref())?,
                gender: place.optional_path("gender", raw.gender.as_ref())?,
                preview_url: place.optional_path("preview_url", raw.preview_url.as_ref())?,
            })
        }
        (None, None, None) if !raw.fixed.is_empty() => None,
        _ => {
            let message = "voices are `fixed`, or listed with `path`, `items` and `id`";
            return Err(place.invalid(&[], message));
        }
    };
    let fixed = raw.fixed.iter().map(|voice| Voice {
        id: voice.id.clone(),
        name: voice.name.clone(),
        description: voice.description.clone(),
        language: voice.language.clone(),
        gender: voice.gender.clone(),
        has_preview: false,
    });
    Ok(Voices {
        fixed: fixed.collect(),
        list,
        clone: raw
            .clone
            .as_ref()
            .map(|rule| clone_rule(file, manifest, rule))
            .transpose()?,
    })
}

fn clone_rule(
    file: &Located<'_>,
    manifest: &ManifestToml,
    raw: &CloneToml,
) -> Result<CloneRule, ManifestError> {
    let place = Place {
        file,
        way: at!["voices", "clone"],
    };
    let request = place.request(&raw.request(), Method::POST, &manifest.hosts)?;
    check_names(place, &request, &["name", "description", "language"])?;
    Ok(CloneRule {
        request,
        voice_id: place.json_path("voice_id", &raw.voice_id)?,
    })
}

/// A request outside operations refers to what it is given and to nothing else.
fn check_names(
    place: Place<'_>,
    request: &RequestTemplate,
    known: &[&str],
) -> Result<(), ManifestError> {
    let mut found = BTreeSet::new();
    request.references(&mut found);
    let is_dead = |reference: &Reference| match reference {
        Reference::Input(slot) => slot != "samples",
        Reference::Other(name) => !known.contains(&name.as_str()),
        Reference::Parameter(_) | Reference::Value(_) => true,
    };
    match found.iter().find(|reference| is_dead(reference)) {
        Some(dead) => {
            let message = format!(
                "the request refers to `{}`, which is not there",
                dead.name()
            );
            Err(place.invalid(&[], message))
        }
        None => Ok(()),
    }
}

pub(super) fn uploads(
    file: &Located<'_>,
    raw: &ManifestToml,
) -> Result<BTreeMap<String, Upload>, ManifestError> {
    raw.uploads
        .iter()
        .map(|(name, upload)| {
            let built = build_upload(file, raw, name, upload)?;
            Ok((name.clone(), built))
        })
        .collect()
}

fn build_upload(
    file: &Located<'_>,
    manifest: &ManifestToml,
    name: &String,
    raw: &UploadToml,
) -> Result<Upload, ManifestError> {
    let way = at!["uploads", name];
    let place = Place { file, way };
    if raw.steps.is_empty() {
        return Err(place.invalid(&[], "an upload needs `steps`"));
    }
    let mut steps = Vec::with_capacity(raw.steps.len());
    for (index, step) in raw.steps.iter().enumerate() {
        let mut way = way.to_vec();
        way.extend([Step::from("steps"), Step::from(index)]);
        let place = Place { file, way: &way };
        let request = place.request(&step.request(), Method::POST, &manifest.hosts)?;
        let mut found = BTreeSet::new();
        request.references(&mut found);
        let known = ["file", "steps", "step_headers", "model"];
        let is_dead = |reference: &&Reference| match reference {
            Reference::Input(slot) => slot != "file",
            Reference::Other(name) => !known.contains(&name.as_str()),
            Reference::Parameter(_) | Reference::Value(_) => false,
        };
        if let Some(dead) = found.iter().find(is_dead) {
            let message = format!("the step refers to `{}`, which is not there", dead.name());
            return Err(place.invalid(&[], message));
        }
        steps.push(request);
    }
    Ok(Upload {
        steps,
        value: place.template("value", &raw.value)?,
    })
}

pub(super) fn presets(
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

pub(super) fn default_path(
    file: &Located<'_>,
    raw: &ManifestToml,
) -> Result<String, ManifestError> {
    let path = raw.default_path.clone().unwrap_or_default();
    if path.is_empty() || (path.starts_with('/') && !path.ends_with('/')) {
        Ok(path)
    } else {
        let message = "a path begins with a slash and does not end with one";
        Err(file.invalid(at!["default_path"], message))
    }
}

pub(super) fn probes(file: &Located<'_>, raw: &ManifestToml) -> Result<Vec<Probe>, ManifestError> {
    let mut probes = Vec::with_capacity(raw.probes.len());
    for (index, probe) in raw.probes.iter().enumerate() {
        let place = Place {
            file,
            way: at!["probes", index],
        };
        match &probe.preset {
            Some(id) if raw.presets.iter().all(|preset| preset.id != *id) => {
                return Err(place.invalid(at!["preset"], format!("there is no preset `{id}`")));
            }
            None if raw.base_url.is_none() => {
                let message = "without a `preset` the provider needs a `base_url`";
                return Err(place.invalid(at![], message));
            }
            _ => {}
        }
        probes.push(Probe {
            preset: probe.preset.clone(),
            path: place.path("path", &probe.path)?,
            finds: place.json_path("finds", &probe.finds)?,
        });
    }
    Ok(probes)
}

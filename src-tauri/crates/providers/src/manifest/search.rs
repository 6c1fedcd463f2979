//! Searches: from the words of the file to checked paths.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use serde_json_path::JsonPath;
use studio_domain::{AssetKind, VisibleWhen};

use super::definitions::Definitions;
use super::format::{FoundToml, ManifestToml, SearchToml, TimeUnit, WordsToml};
use super::locate::{Located, Step, at};
use super::requests::Place;
use super::{ManifestError, RequestTemplate};
use crate::model::ModelSpec;
use crate::template::Reference;

/// Stands among fixed words for the name of the licence.
const LICENCE: &str = "@licence";

/// Names in the context of a search's request, beside its parameters.
const KNOWN: [&str; 4] = ["query", "page", "page_size", "offset"];

/// A search in a stock library.
#[derive(Debug, Clone)]
pub(crate) struct Search {
    pub(crate) name: String,
    pub(crate) kind: AssetKind,
    pub(crate) request: RequestTemplate,
    /// What its parameters are checked and sent by.
    pub(crate) form: ModelSpec,
    pub(crate) page_size: u32,
    pub(crate) words_limit: Option<u32>,
    pub(crate) last_page: Option<u32>,
    pub(crate) items: JsonPath,
    pub(crate) total: Option<JsonPath>,
    pub(crate) next: Option<JsonPath>,
    pub(crate) found: FoundPaths,
}

/// Where a single item has what.
#[derive(Debug, Clone)]
pub(crate) struct FoundPaths {
    pub(crate) id: JsonPath,
    pub(crate) title: Option<JsonPath>,
    pub(crate) page_url: Option<Words>,
    pub(crate) author: Option<JsonPath>,
    pub(crate) author_url: Option<Words>,
    pub(crate) licence: Option<Words>,
    pub(crate) licences: BTreeMap<String, String>,
    pub(crate) licence_url: Option<Words>,
    pub(crate) attribution: Option<Words>,
    pub(crate) width: Option<JsonPath>,
    pub(crate) height: Option<JsonPath>,
    pub(crate) duration: Option<JsonPath>,
    pub(crate) duration_unit: TimeUnit,
    pub(crate) thumbnail_url: Option<JsonPath>,
    pub(crate) preview_url: Option<JsonPath>,
    pub(crate) download_url: JsonPath,
    pub(crate) on_import: Option<JsonPath>,
}

/// Fixed words and what an item says, one after another.
#[derive(Debug, Clone)]
pub(crate) enum Words {
    Fixed(String),
    Path(JsonPath),
    /// The name of the item's licence.
    Licence,
    /// There only where all of it is.
    Together(Vec<Words>),
}

pub(super) fn build(
    file: &Located<'_>,
    raw: &ManifestToml,
    definitions: &Definitions,
) -> Result<BTreeMap<String, Search>, ManifestError> {
    raw.search
        .iter()
        .map(|(name, search)| {
            let place = Place {
                file,
                way: at!["search", name],
            };
            Ok((name.clone(), build_one(place, raw, definitions, search)?))
        })
        .collect()
}

fn build_one(
    place: Place<'_>,
    manifest: &ManifestToml,
    definitions: &Definitions,
    raw: &SearchToml,
) -> Result<Search, ManifestError> {
    if raw.kind == AssetKind::Document {
        return Err(place.invalid(at!["kind"], "pictures, videos and sounds can be searched"));
    }
    if raw.page_size == 0 {
        return Err(place.invalid(at!["page_size"], "a page has at least one item"));
    }
    let words = raw.request();
    if words.url.is_some() || !words.inputs.is_empty() {
        return Err(place.invalid(&[], "a search has a `path` and takes no inputs"));
    }
    let request = place.request(&words, Method::GET, &manifest.hosts)?;
    let parameters = definitions.parameters(place.file, place.way, &raw.parameters)?;
    let form = ModelSpec {
        parameters,
        gives: definitions.gives(&raw.parameters),
        ..ModelSpec::without_a_model()
    };
    check_sent(place, &request, &form)?;
    Ok(Search {
        name: raw.name.clone(),
        kind: raw.kind,
        request,
        form,
        page_size: raw.page_size,
        words_limit: raw.words_limit,
        last_page: raw.last_page,
        items: place.json_path("items", &raw.items)?,
        total: place.optional_path("total", raw.total.as_ref())?,
        next: place.optional_path("next", raw.next.as_ref())?,
        found: {
            let mut way = place.way.to_vec();
            way.push(Step::from("item"));
            let place = Place {
                file: place.file,
                way: &way,
            };
            build_found(place, &raw.item)?
        },
    })
}

/// What is looked for, which page, and all that can be set is sent, and nothing that is not there.
fn check_sent(
    place: Place<'_>,
    request: &RequestTemplate,
    form: &ModelSpec,
) -> Result<(), ManifestError> {
    let mut sent = BTreeSet::new();
    request.references(&mut sent);
    let has = |id: &String| form.parameters.iter().any(|one| one.id == *id);
    let is_dead = |reference: &&Reference| match reference {
        Reference::Parameter(id) => !has(id),
        Reference::Other(name) => !KNOWN.contains(&name.as_str()),
        Reference::Input(_) | Reference::Value(_) => true,
    };
    if let Some(dead) = sent.iter().find(is_dead) {
        let message = format!("the search refers to `{}`, which is not there", dead.name());
        return Err(place.invalid(&[], message));
    }
    let sends = |name: &str| sent.contains(&Reference::Other(name.to_owned()));
    if !sends("query") || !(sends("page") || sends("offset")) {
        let message = "a search sends `$.query`, and `$.page` or `$.offset`";
        return Err(place.invalid(&[], message));
    }
    let mut parameters = form.parameters.iter();
    if let Some(lost) = parameters.find(|one| !sent.contains(&Reference::Parameter(one.id.clone())))
    {
        return Err(place.invalid(&[], format!("the search never sends `{}`", lost.id)));
    }
    let of_inputs = |one: &&studio_domain::Parameter| {
        matches!(
            one.visible_when,
            Some(VisibleWhen::InputGiven { .. } | VisibleWhen::InputMissing { .. })
        )
    };
    match form.parameters.iter().find(of_inputs) {
        Some(one) => {
            let message = format!("`{}` depends on an input, and a search has none", one.id);
            Err(place.invalid(&[], message))
        }
        None => Ok(()),
    }
}

fn build_found(place: Place<'_>, raw: &FoundToml) -> Result<FoundPaths, ManifestError> {
    let path = |field: &str, text: &Option<String>| place.optional_path(field, text.as_ref());
    let words = |field: &str, raw: &Option<WordsToml>| {
        let built = raw.as_ref().map(|raw| build_words(place, field, raw));
        built.transpose()
    };
    if raw.licence.is_none() && !raw.licences.is_empty() {
        return Err(place.invalid(at!["licences"], "`licences` goes with `licence`"));
    }
    Ok(FoundPaths {
        id: place.json_path("id", &raw.id)?,
        title: path("title", &raw.title)?,
        page_url: words("page_url", &raw.page_url)?,
        author: path("author", &raw.author)?,
        author_url: words("author_url", &raw.author_url)?,
        licence: words("licence", &raw.licence)?,
        licences: raw.licences.clone(),
        licence_url: words("licence_url", &raw.licence_url)?,
        attribution: words("attribution", &raw.attribution)?,
        width: path("width", &raw.width)?,
        height: path("height", &raw.height)?,
        duration: path("duration", &raw.duration)?,
        duration_unit: raw.duration_unit,
        thumbnail_url: path("thumbnail_url", &raw.thumbnail_url)?,
        preview_url: path("preview_url", &raw.preview_url)?,
        download_url: place.json_path("download_url", &raw.download_url)?,
        on_import: path("on_import", &raw.on_import)?,
    })
}

fn build_words(place: Place<'_>, field: &str, raw: &WordsToml) -> Result<Words, ManifestError> {
    match raw {
        WordsToml::One(text) if text.starts_with('$') => {
            Ok(Words::Path(place.json_path(field, text)?))
        }
        WordsToml::One(text) if text == LICENCE && field != "attribution" => {
            let message = "`@licence` stands in an attribution only";
            Err(place.invalid(&[Step::from(field)], message))
        }
        WordsToml::One(text) if text == LICENCE => Ok(Words::Licence),
        WordsToml::One(text) => Ok(Words::Fixed(text.clone())),
        WordsToml::Several(pieces) => {
            let pieces = pieces.iter().map(|piece| build_words(place, field, piece));
            Ok(Words::Together(pieces.collect::<Result<_, _>>()?))
        }
    }
}

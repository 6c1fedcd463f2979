//! Searching stock libraries: what is asked, and what was found.

use serde_json::{Value, json};
use serde_json_path::JsonPath;
use studio_domain::Params;
use url::Url;

use crate::connection::Connection;
use crate::error::ProviderError;
use crate::failure::Purpose;
use crate::manifest::{FoundPaths, Search, TimeUnit, Words};
use crate::media::{Asked, rendered_call};
use crate::model::Given;
use crate::params;
use crate::template::{percent_encoded, says_something};

/// Asks a stock library for one page.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// The name of the search in the manifest.
    pub search: String,
    /// What is looked for.
    pub words: String,
    /// What narrows it down.
    pub params: Params,
    /// Which page; the first is 1.
    pub page: u32,
}

/// One page of what a stock library has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPage {
    /// What was found.
    pub items: Vec<FoundItem>,
    /// Whether another page follows.
    pub has_next: bool,
    /// How many there are in all, where it says so.
    pub total: Option<u64>,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundItem {
    /// What the service calls it.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// Its page at the service.
    pub page_url: Option<Url>,
    /// Who made it.
    pub author: Option<String>,
    /// That person's page.
    pub author_url: Option<Url>,
    /// The name of its licence.
    pub licence: Option<String>,
    /// The licence's text.
    pub licence_url: Option<Url>,
    /// What must be said where it is shown.
    pub attribution: Option<String>,
    /// Pixels across.
    pub width: Option<u32>,
    /// Pixels down.
    pub height: Option<u32>,
    /// Length in milliseconds.
    pub duration_ms: Option<u32>,
    /// A small picture of it.
    pub thumbnail_url: Option<Url>,
    /// Something to look at or listen to before it is used.
    pub preview_url: Option<Url>,
    /// Its file.
    pub download_url: Url,
    /// What is called when it is used.
    on_import: Option<Url>,
}

pub(crate) async fn search(
    connection: &Connection,
    request: &SearchRequest,
) -> Result<FoundPage, ProviderError> {
    let name = &connection.manifest.name;
    let Some(rule) = connection.manifest.searches.get(&request.search) else {
        let message = format!("{name} has no such library to search.");
        return Err(ProviderError::invalid(message));
    };
    let context = context(rule, request)?;
    let asked = Asked {
        context: &context,
        files: &[],
    };
    let call = rendered_call(connection, &rule.request, &asked)?;
    let answer = connection.json(call, Purpose::List).await?;
    if let Some(error) = connection.errors.declared_in(&answer) {
        return Err(error);
    }
    let nodes = rule.items.query(&answer);
    let items: Vec<FoundItem> = nodes
        .iter()
        .filter_map(|item| read(&rule.found, item))
        .collect();
    if nodes.is_empty()
        && let Some(error) = connection.errors.in_answer(&answer)
    {
        return Err(error);
    }
    let total = rule.total.as_ref();
    let total = total.and_then(|path| whole(path, &answer));
    Ok(FoundPage {
        has_next: has_next(rule, request.page, nodes.len(), total, &answer),
        items,
        total,
    })
}

fn context(rule: &Search, request: &SearchRequest) -> Result<Value, ProviderError> {
    let words = request.words.trim();
    if words.is_empty() {
        return Err(ProviderError::invalid("There is nothing to look for.")
            .with_hint("Enter a word and search again."));
    }
    let too_long = |limit: &u32| words.chars().count() > *limit as usize;
    if let Some(limit) = rule.words_limit.filter(too_long) {
        let message = format!("At most {limit} characters can be looked for here.");
        return Err(ProviderError::invalid(message).with_hint("Search for fewer words."));
    }
    if request.page == 0 || rule.last_page.is_some_and(|last| request.page > last) {
        return Err(ProviderError::invalid("There is no such page."));
    }
    let params = params::validate(&rule.form.parameters, &request.params, &Given::new());
    let params = params.map_err(|problem| {
        ProviderError::invalid(problem.to_string())
            .with_hint("Change it and try again.")
            .with_source(problem)
    })?;
    Ok(json!({
        "query": words,
        "page": request.page,
        "page_size": rule.page_size,
        "offset": u64::from(request.page - 1) * u64::from(rule.page_size),
        "params": params::as_sent(&rule.form, &params),
    }))
}

fn has_next(rule: &Search, page: u32, here: usize, total: Option<u64>, answer: &Value) -> bool {
    if here == 0 || rule.last_page.is_some_and(|last| page >= last) {
        return false;
    }
    if let Some(next) = &rule.next {
        return next.query(answer).iter().any(|found| says_something(found));
    }
    match total {
        Some(total) => u64::from(page) * u64::from(rule.page_size) < total,
        None => here >= rule.page_size as usize,
    }
}

/// Tells the service that an item is used, where it wants to be told.
pub(crate) async fn tell_of_use(
    connection: &Connection,
    item: &FoundItem,
) -> Result<(), ProviderError> {
    let Some(url) = &item.on_import else {
        return Ok(());
    };
    let call = connection.call(http::Method::GET, url.clone());
    connection.receive(call, Purpose::List, false).await?;
    Ok(())
}

/// What the answer says of one item; nothing where it lacks what is needed to use it.
fn read(paths: &FoundPaths, item: &Value) -> Option<FoundItem> {
    let licence = paths.licence.as_ref();
    let licence = licence.and_then(|words| words.text(item, None));
    let licence = licence.map(|value| named(paths, value));
    let address = |words: Option<&Words>| {
        let address = words?.address(item)?;
        Url::parse(&address).ok().filter(is_web)
    };
    let link = |path: Option<&JsonPath>| {
        let address = said(path?, item)?;
        Url::parse(&address).ok().filter(is_web)
    };
    let attribution = paths.attribution.as_ref();
    Some(FoundItem {
        id: said(&paths.id, item)?,
        title: paths.title.as_ref().and_then(|path| said(path, item)),
        page_url: address(paths.page_url.as_ref()),
        author: paths.author.as_ref().and_then(|path| said(path, item)),
        author_url: address(paths.author_url.as_ref()),
        licence_url: address(paths.licence_url.as_ref()),
        attribution: attribution.and_then(|words| words.text(item, licence.as_deref())),
        licence,
        width: count(paths.width.as_ref(), item),
        height: count(paths.height.as_ref(), item),
        duration_ms: paths
            .duration
            .as_ref()
            .and_then(|path| millis(path, paths.duration_unit, item)),
        thumbnail_url: link(paths.thumbnail_url.as_ref()),
        preview_url: link(paths.preview_url.as_ref()),
        download_url: link(Some(&paths.download_url))?,
        on_import: link(paths.on_import.as_ref()),
    })
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "https" | "http")
}

/// What a value of the licence is called: the value itself or the longest part of it that the
/// manifest names, and else as it stands.
fn named(paths: &FoundPaths, value: String) -> String {
    let known = paths.licences.get(&value).or_else(|| {
        let parts = paths.licences.iter();
        let parts = parts.filter(|(part, _)| value.contains(part.as_str()));
        parts
            .max_by_key(|(part, _)| part.len())
            .map(|(_, name)| name)
    });
    known.cloned().unwrap_or(value)
}

/// The first text or number that says something.
fn said(path: &JsonPath, item: &Value) -> Option<String> {
    path.query(item).iter().find_map(|value| match value {
        Value::String(text) => {
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        }
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// A number, which some services write as text.
fn number(path: &JsonPath, item: &Value) -> Option<f64> {
    let number: f64 = said(path, item)?.parse().ok()?;
    (number.is_finite() && number >= 0.0).then_some(number)
}

fn whole(path: &JsonPath, item: &Value) -> Option<u64> {
    said(path, item)?.parse().ok()
}

fn count(path: Option<&JsonPath>, item: &Value) -> Option<u32> {
    // A size that there is not is written as 0.
    let found = path?.query(item);
    found.iter().find_map(|value| {
        let count = match value {
            Value::String(text) => text.trim().parse().ok()?,
            other => other.as_u64()?,
        };
        u32::try_from(count).ok().filter(|count| *count > 0)
    })
}

fn millis(path: &JsonPath, unit: TimeUnit, item: &Value) -> Option<u32> {
    let millis = match unit {
        TimeUnit::Seconds => number(path, item)? * 1_000.0,
        TimeUnit::Milliseconds => number(path, item)?,
    };
    if millis > f64::from(u32::MAX) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be within the range"
    )]
    let whole = millis.round() as u32;
    Some(whole)
}

impl Words {
    /// As text; nothing where something in it is not there.
    fn text(&self, item: &Value, licence: Option<&str>) -> Option<String> {
        self.written(item, licence, &|text| text)
    }

    /// As an address, into which what the item says is percent-encoded, unless it is the whole.
    fn address(&self, item: &Value) -> Option<String> {
        match self {
            Self::Together(_) => self.written(item, None, &|text| percent_encoded(&text)),
            one => one.text(item, None),
        }
    }

    fn written(
        &self,
        item: &Value,
        licence: Option<&str>,
        encoded: &dyn Fn(String) -> String,
    ) -> Option<String> {
        match self {
            Self::Fixed(text) => Some(text.clone()),
            Self::Path(path) => said(path, item).map(encoded),
            Self::Licence => licence.map(str::to_owned),
            Self::Together(pieces) => {
                let mut whole = String::new();
                for piece in pieces {
                    match (piece, piece.written(item, licence, encoded)) {
                        (_, Some(text)) => whole.push_str(&text),
                        // A part of its own is left out whole.
                        (Self::Together(_), None) => {}
                        (_, None) => return None,
                    }
                }
                Some(whole)
            }
        }
    }
}

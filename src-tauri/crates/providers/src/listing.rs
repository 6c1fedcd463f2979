//! Asking a provider which models it has, which also tests address and key.

use http::Method;
use serde_json::Value;
use studio_domain::{Clock, ProviderTest};

use crate::connection::Connection;
use crate::error::ProviderError;
use crate::failure::Purpose;
use crate::manifest::{ListedModel, Listing};

pub(crate) async fn list(connection: &Connection) -> Result<Vec<ListedModel>, ProviderError> {
    let (listing, path) = listing_of(connection)?;
    let call = connection.call(Method::GET, connection.url(&path));
    let json = connection.json(call, Purpose::List).await?;
    read(connection, listing, &json)
}

pub(crate) async fn test(
    connection: &Connection,
    clock: &dyn Clock,
) -> Result<ProviderTest, ProviderError> {
    let started = clock.now();
    let (url, model_count) = match &connection.manifest.check {
        Some(check) => {
            let path = check.path.render(&Value::Null).unwrap_or_default();
            let url = connection.url_at(check.host.as_deref(), &path)?;
            let call = connection.call(Method::GET, url.clone());
            let accepted = |error: &ProviderError| {
                error
                    .status
                    .is_some_and(|status| check.accepts.contains(&status))
            };
            match connection.json(call, Purpose::List).await {
                Ok(json) => {
                    let error = connection.errors.declared_in(&json);
                    if let Some(error) = error.or_else(|| connection.errors.in_answer(&json)) {
                        return Err(error);
                    }
                }
                Err(error) if accepted(&error) => {}
                Err(error) => return Err(error),
            }
            (url, None)
        }
        None => {
            let (_, path) = listing_of(connection)?;
            let models = list(connection).await?;
            (connection.url(&path), u32::try_from(models.len()).ok())
        }
    };
    let elapsed = clock.now().get() - started.get();
    Ok(ProviderTest {
        url: url.to_string(),
        elapsed_ms: u32::try_from(elapsed).unwrap_or(0),
        model_count,
    })
}

fn listing_of(connection: &Connection) -> Result<(&Listing, String), ProviderError> {
    let no_list = || {
        let name = &connection.manifest.name;
        ProviderError::invalid(format!("{name} does not tell which models it has."))
    };
    let listing = connection.manifest.listing.as_ref().ok_or_else(no_list)?;
    let path = listing.path.render(&Value::Null).ok_or_else(no_list)?;
    Ok((listing, path))
}

fn read(
    connection: &Connection,
    listing: &Listing,
    json: &Value,
) -> Result<Vec<ListedModel>, ProviderError> {
    let found = listing.items.iter().find_map(|items| {
        let models: Vec<ListedModel> = items
            .query(json)
            .iter()
            .filter_map(|item| listed(listing, item))
            .collect();
        (!models.is_empty()).then_some(models)
    });
    if let Some(mut models) = found {
        let mut seen = std::collections::HashSet::new();
        models.retain(|model| seen.insert(model.id.clone()));
        return Ok(models);
    }
    let declared = connection.errors.declared_in(json);
    if let Some(error) = declared.or_else(|| connection.errors.in_answer(json)) {
        return Err(error);
    }
    let is_list = json.is_array() || json.get("data").is_some() || json.get("models").is_some();
    if is_list {
        return Ok(Vec::new());
    }
    let body = json.to_string();
    Err(connection
        .errors
        .malformed("there is no list of models in it", body.as_bytes()))
}

fn listed(listing: &Listing, item: &Value) -> Option<ListedModel> {
    let id = listing.id.query(item).first()?.as_str()?.trim();
    let prefix = listing.strip_prefix.as_deref().unwrap_or_default();
    let id = id.strip_prefix(prefix).unwrap_or(id);
    let name = listing
        .name
        .as_ref()
        .and_then(|name| name.query(item).first()?.as_str())
        .filter(|name| !name.trim().is_empty());
    (!id.is_empty()).then(|| ListedModel {
        id: id.to_owned(),
        name: name.unwrap_or(id).to_owned(),
    })
}

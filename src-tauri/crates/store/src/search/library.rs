//! The library's own search, which is the same search over assets alone.

use studio_domain::{Asset, AssetFilter, AssetId, Page, PageRequest, SearchSubject};

use super::find::{Bounds, find};
use super::tokens::Fact;
use super::{AnyId, SearchQuery};
use crate::{Store, StoreError, assets, page};

/// A page of the assets that match what was typed, newest first; nothing where nothing was typed
/// that could be looked for. What is in the trash is not in the index.
///
/// # Errors
/// [`StoreError::InvalidCursor`], [`StoreError::SearchTooLong`].
pub(crate) async fn page_of_assets(
    store: &Store,
    filter: &AssetFilter,
    request: &PageRequest,
) -> Result<Option<Page<Asset>>, StoreError> {
    let query = SearchQuery::parse(filter.search.as_deref().unwrap_or_default())?;
    if filter.trash || query.is_empty() {
        return Ok(None);
    }
    let facts: Vec<Vec<Fact<'_>>> = filter
        .kind
        .map(|kind| vec![Fact::Kind(kind)])
        .into_iter()
        .collect();
    let subject = SearchSubject::Asset;
    let bounds = Bounds::everything(subject, request)?;
    let mut snapshot = store.snapshot().await?;
    let found = find(
        snapshot.connection(),
        subject,
        &query,
        &facts,
        bounds,
        request,
    )
    .await?;
    drop(snapshot);
    let found = page::cut(request, found, |last| last.row.to_string());
    let ids = found
        .items
        .iter()
        .map(|each| asset_id(&each.id))
        .collect::<Result<Vec<AssetId>, _>>()?;
    Ok(Some(Page {
        items: assets::get_many(store, &ids).await?,
        next: found.next,
    }))
}

fn asset_id(id: &AnyId) -> Result<AssetId, StoreError> {
    AssetId::try_from(id.as_slice()).map_err(|error| StoreError::decode("id", error))
}

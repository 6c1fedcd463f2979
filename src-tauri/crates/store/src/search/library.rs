//! The library's own search, which is the same search over assets alone.

use studio_domain::{Asset, AssetFilter, AssetId, Page, PageRequest, SearchFilter, SearchSubject};

use super::filter::facts_of_assets;
use super::find::{Bounds, find};
use super::{AnyId, SearchQuery};
use crate::{Store, StoreError, assets, page};

/// A page of the assets that match what was typed and the filter, newest first; nothing where
/// nothing was typed that could be looked for, and of the trash, which is not in the index.
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
    let subject = SearchSubject::Asset;
    let period = SearchFilter {
        from: filter.from,
        before: filter.until,
        ..SearchFilter::default()
    };
    let facts = facts_of_assets(filter);
    let mut snapshot = store.snapshot().await?;
    let connection = snapshot.connection();
    let bounds = Bounds::of(connection, subject, &period, request).await?;
    let found = find(connection, subject, &query, &facts, bounds, request).await?;
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

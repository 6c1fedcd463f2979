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
    // The index knows the kinds; what else narrows the library down is known to its own lists.
    let by_kind_alone = AssetFilter {
        kinds: Vec::new(),
        search: None,
        ..filter.clone()
    } == AssetFilter::default();
    if !by_kind_alone || query.is_empty() {
        return Ok(None);
    }
    let kinds: Vec<Fact<'_>> = filter.kinds.iter().copied().map(Fact::Kind).collect();
    let facts: Vec<Vec<Fact<'_>>> = if kinds.is_empty() {
        Vec::new()
    } else {
        vec![kinds]
    };
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

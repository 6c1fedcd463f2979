//! Pages of the library, however it is narrowed down.
//!
//! Each list is driven by one index that is in the list's own order, so that a first page reads a
//! page's worth of rows and not the library. Where a filter spans several places of an index, such
//! as "four stars or more", each place is a branch, and SQLite merges the branches as it reads.

use sqlx::sqlite::Sqlite;
use sqlx::{QueryBuilder, Row};
use studio_domain::{
    Asset, AssetFilter, AssetId, AssetKind, AssetOrigin, CollectionId, Flag, Page, PageRequest,
    ProjectId, ProviderId, Rating, Tag,
};

use super::{asset_columns, from_row};
use crate::{Store, StoreError, page, search};

/// A page of the library: newest first, or in the order of a collection.
///
/// # Errors
/// [`StoreError::InvalidCursor`], [`StoreError::SearchTooLong`].
pub async fn list(
    store: &Store,
    filter: &AssetFilter,
    request: &PageRequest,
) -> Result<Page<Asset>, StoreError> {
    if let Some(found) = search::page_of_assets(store, filter, request).await? {
        return Ok(found);
    }
    let mut query = statement("", filter, request)?;
    let rows = query.build().fetch_all(store.readers()).await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in &rows {
        let place: Option<String> = row
            .try_get("place")
            .map_err(|error| StoreError::decode("place", error))?;
        items.push((from_row(row)?, place));
    }
    let page = page::cut(request, items, |(last, place)| match place {
        Some(place) => format!("{place}:{}", last.id),
        None => last.id.to_string(),
    });
    Ok(Page {
        items: page.items.into_iter().map(|(asset, _)| asset).collect(),
        next: page.next,
    })
}

/// The place in an index that a branch of the list reads from.
#[derive(Debug, Clone, Copy)]
enum Branch<'a> {
    Collection(CollectionId),
    Tag(&'a Tag),
    Project(ProjectId),
    Rating(Rating),
    Flag(Flag),
    Kind(AssetKind),
    Maker(&'a ProviderId, &'a str),
    Everything,
}

/// The narrowest index that is in the list's order.
fn branches(filter: &AssetFilter) -> Vec<Branch<'_>> {
    if let Some(id) = filter.collection_id {
        return vec![Branch::Collection(id)];
    }
    // What is in the trash is little, and only its own index tells it apart.
    if !filter.trash {
        if let Some(tag) = filter.tags.first() {
            return vec![Branch::Tag(tag)];
        }
        if let Some(id) = filter.project_id {
            return vec![Branch::Project(id)];
        }
        if let Some(flag) = filter.flag {
            return vec![Branch::Flag(flag)];
        }
        if let Some(rating) = filter.rating {
            return rating.and_above().map(Branch::Rating).collect();
        }
        if let (Some(provider), Some(model)) = (&filter.provider_id, &filter.model_id) {
            return vec![Branch::Maker(provider, model)];
        }
    }
    if filter.kinds.is_empty() {
        return vec![Branch::Everything];
    }
    let mut kinds: Vec<AssetKind> = Vec::new();
    for kind in &filter.kinds {
        if !kinds.contains(kind) {
            kinds.push(*kind);
        }
    }
    kinds.into_iter().map(Branch::Kind).collect()
}

/// Where the page lies: ids from `from` on and before `before`, and for a collection what comes
/// behind a place in it. Ids carry the moment they were made, so a time is a place among them.
struct Bounds {
    from: Option<[u8; 16]>,
    before: [u8; 16],
    behind: Option<(String, AssetId)>,
}

impl Bounds {
    fn of(filter: &AssetFilter, request: &PageRequest) -> Result<Self, StoreError> {
        let until = filter.until.map_or(page::AFTER_EVERY_ID, page::first_id_at);
        let from = filter.from.map(page::first_id_at);
        if filter.collection_id.is_none() {
            return Ok(Self {
                from,
                before: page::before_id::<AssetId>(request)?.min(until),
                behind: None,
            });
        }
        let behind = match &request.cursor {
            None => (String::new(), None),
            Some(cursor) => {
                let (place, id) = cursor.split_once(':').ok_or(StoreError::InvalidCursor)?;
                let id = id.parse().map_err(|_| StoreError::InvalidCursor)?;
                (place.to_owned(), Some(id))
            }
        };
        Ok(Self {
            from,
            before: until,
            behind: behind.1.map(|id| (behind.0, id)),
        })
    }
}

/// The whole statement, behind `start`.
fn statement(
    start: &str,
    filter: &AssetFilter,
    request: &PageRequest,
) -> Result<QueryBuilder<Sqlite>, StoreError> {
    let bounds = Bounds::of(filter, request)?;
    let pattern = search::containing(filter.search.as_deref())?;
    let branches = branches(filter);
    let mut query = QueryBuilder::new(start);
    for (index, branch) in branches.iter().enumerate() {
        if index > 0 {
            query.push(" union all ");
        }
        push_branch(&mut query, *branch, filter, &bounds);
        push_filter(&mut query, *branch, filter, &pattern);
    }
    query.push(match branches.as_slice() {
        [Branch::Collection(_)] => {
            " order by collection_assets.position, collection_assets.asset_id"
        }
        [Branch::Tag(_)] => " order by asset_tags.asset_id desc",
        [Branch::Maker(..)] => " order by asset_makers.asset_id desc",
        [_] => " order by assets.id desc",
        _ => " order by id desc",
    });
    query.push(" limit ").push_bind(page::sql_limit(request));
    Ok(query)
}

/// One branch's columns, tables and place in its index.
fn push_branch(
    query: &mut QueryBuilder<Sqlite>,
    branch: Branch<'_>,
    filter: &AssetFilter,
    bounds: &Bounds,
) {
    query.push(concat!("select ", asset_columns!(), ", "));
    let id = match branch {
        Branch::Collection(id) => push_collection(query, id),
        Branch::Tag(tag) => push_tag(query, tag),
        Branch::Maker(provider, model) => push_maker(query, provider, model),
        Branch::Project(_)
        | Branch::Rating(_)
        | Branch::Flag(_)
        | Branch::Kind(_)
        | Branch::Everything => {
            push_own(query, branch, filter.trash);
            "assets.id"
        }
    };
    query.push(format_args!(" and {id} < "));
    query.push_bind(bounds.before.to_vec());
    if let Some(from) = bounds.from {
        query.push(format_args!(" and {id} >= "));
        query.push_bind(from.to_vec());
    }
    if let Some((place, behind)) = &bounds.behind {
        query.push(" and (collection_assets.position, collection_assets.asset_id) > (");
        query.push_bind(place.clone()).push(", ");
        query.push_bind(behind.as_bytes().to_vec()).push(")");
    }
    query.push(if filter.trash {
        " and assets.deleted_at is not null"
    } else {
        " and assets.deleted_at is null"
    });
}

/// What every branch joins to its assets.
const BYTES: &str = " cross join blobs on blobs.hash = assets.blob_hash where ";

/// A branch that the places of a collection drive; gives the column of the asset's id.
fn push_collection(query: &mut QueryBuilder<Sqlite>, id: CollectionId) -> &'static str {
    query.push(
        "collection_assets.position as place from collection_assets
         cross join assets on assets.id = collection_assets.asset_id",
    );
    query.push(BYTES).push("collection_assets.collection_id = ");
    query.push_bind(id.as_bytes().to_vec());
    query.push(" and collection_assets.removed_at is null");
    "assets.id"
}

/// A branch that the index of tags drives; gives the column that the list's order rests on.
fn push_tag(query: &mut QueryBuilder<Sqlite>, tag: &Tag) -> &'static str {
    query.push(
        "null as place from asset_tags indexed by asset_tags_by_tag
         cross join assets on assets.id = asset_tags.asset_id",
    );
    query.push(BYTES).push("asset_tags.tag = ");
    query.push_bind(tag.as_str().to_owned());
    query.push(" and asset_tags.removed_at is null");
    "asset_tags.asset_id"
}

/// A branch that what a model made drives; gives the column that the list's order rests on.
fn push_maker(
    query: &mut QueryBuilder<Sqlite>,
    provider: &ProviderId,
    model: &str,
) -> &'static str {
    query.push(
        "null as place from asset_makers indexed by asset_makers_by_model
         cross join assets on assets.id = asset_makers.asset_id",
    );
    query.push(BYTES).push("asset_makers.provider_id = ");
    query.push_bind(provider.as_str().to_owned());
    query.push(" and asset_makers.model_id = ");
    query.push_bind(model.to_owned());
    "asset_makers.asset_id"
}

/// A branch that an index of `assets` itself drives.
fn push_own(query: &mut QueryBuilder<Sqlite>, branch: Branch<'_>, trash: bool) {
    let (index, column) = match (branch, trash) {
        (Branch::Project(_), _) => ("assets_by_project", "assets.project_id = "),
        (Branch::Rating(_), _) => ("assets_by_rating", "assets.rating = "),
        (Branch::Flag(_), _) => ("assets_by_flag", "assets.flag = "),
        (Branch::Kind(_), false) => ("assets_present_by_kind", "assets.kind = "),
        (Branch::Kind(_), true) => ("assets_in_trash_by_kind", "assets.kind = "),
        (_, false) => ("assets_present", "true"),
        (_, true) => ("assets_in_trash", "true"),
    };
    query.push(format_args!(
        "null as place from assets indexed by {index}{BYTES}{column}"
    ));
    match branch {
        Branch::Project(id) => query.push_bind(id.as_bytes().to_vec()),
        Branch::Rating(rating) => query.push_bind(i64::from(rating.get())),
        Branch::Flag(flag) => query.push_bind(flag.as_str()),
        Branch::Kind(kind) => query.push_bind(kind.as_str()),
        Branch::Collection(_) | Branch::Tag(_) | Branch::Maker(..) | Branch::Everything => query,
    };
}

/// What narrows the branch down beside its place in the index.
fn push_filter(
    query: &mut QueryBuilder<Sqlite>,
    branch: Branch<'_>,
    filter: &AssetFilter,
    pattern: &str,
) {
    if !matches!(branch, Branch::Kind(_)) && !filter.kinds.is_empty() {
        query.push(" and assets.kind in (");
        let mut kinds = query.separated(", ");
        for kind in &filter.kinds {
            kinds.push_bind(kind.as_str());
        }
        query.push(")");
    }
    if let (Some(rating), false) = (filter.rating, matches!(branch, Branch::Rating(_))) {
        query.push(" and assets.rating >= ");
        query.push_bind(i64::from(rating.get()));
    }
    if let (Some(id), false) = (filter.project_id, matches!(branch, Branch::Project(_))) {
        query.push(" and assets.project_id = ");
        query.push_bind(id.as_bytes().to_vec());
    }
    if let (Some(flag), false) = (filter.flag, matches!(branch, Branch::Flag(_))) {
        query.push(" and assets.flag = ").push_bind(flag.as_str());
    }
    let driving = usize::from(matches!(branch, Branch::Tag(_)));
    for tag in filter.tags.iter().skip(driving) {
        query.push(
            " and exists (select 1 from asset_tags as other where other.asset_id = assets.id
              and other.removed_at is null and other.tag = ",
        );
        query.push_bind(tag.as_str().to_owned()).push(")");
    }
    push_origin(query, branch, filter);
    if pattern != "*" {
        query
            .push(" and (assets.title glob ")
            .push_bind(pattern.to_owned())
            .push(
                " or exists (select 1 from generations
                  where generations.id = assets.generation_id and generations.prompt glob ",
            )
            .push_bind(pattern.to_owned())
            .push("))");
    }
}

/// Where it comes from, and of which model.
fn push_origin(query: &mut QueryBuilder<Sqlite>, branch: Branch<'_>, filter: &AssetFilter) {
    match filter.origin {
        Some(AssetOrigin::Made) => query.push(" and assets.generation_id is not null"),
        Some(AssetOrigin::Imported) => query.push(" and assets.generation_id is null"),
        None => query,
    };
    if matches!(branch, Branch::Maker(..)) {
        return;
    }
    for (column, value) in [
        (
            "provider_id",
            filter.provider_id.as_ref().map(ProviderId::as_str),
        ),
        ("model_id", filter.model_id.as_deref()),
    ] {
        if let Some(value) = value {
            query.push(format_args!(
                " and exists (select 1 from asset_makers as maker
                  where maker.asset_id = assets.id and maker.{column} = "
            ));
            query.push_bind(value.to_owned()).push(")");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use studio_domain::{CollectionId, ProjectId, SystemClock, UnixMillis};

    use super::*;
    use crate::StoreConfig;

    /// How the database answers such a list.
    async fn plan(store: &Store, filter: &AssetFilter) -> String {
        let request = PageRequest {
            cursor: None,
            limit: 100,
        };
        let mut query = statement("explain query plan ", filter, &request).unwrap();
        let rows = query.build().fetch_all(store.readers()).await.unwrap();
        let lines: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
        lines.join("\n")
    }

    fn every_filter() -> Vec<(AssetFilter, &'static str)> {
        let none = AssetFilter::default;
        let now = UnixMillis::new(1_800_000_000_000);
        let rating = Rating::try_from(3).ok();
        let kinds = vec![AssetKind::Image, AssetKind::Video];
        let tags: Vec<Tag> = vec!["sea".parse().unwrap(), "blue".parse().unwrap()];
        let project_id = Some(ProjectId::new(now));
        vec![
            (none(), "assets_present "),
            (
                AssetFilter {
                    trash: true,
                    ..none()
                },
                "assets_in_trash ",
            ),
            (
                AssetFilter {
                    kinds: kinds.clone(),
                    ..none()
                },
                "assets_present_by_kind (kind=? AND id<?)",
            ),
            (
                AssetFilter {
                    kinds,
                    trash: true,
                    ..none()
                },
                "assets_in_trash_by_kind (kind=? AND id<?)",
            ),
            (
                AssetFilter { rating, ..none() },
                "assets_by_rating (rating=? AND id<?)",
            ),
            (
                AssetFilter {
                    flag: Some(Flag::Keep),
                    rating,
                    ..none()
                },
                "assets_by_flag (flag=? AND id<?)",
            ),
            (
                AssetFilter {
                    tags,
                    rating,
                    ..none()
                },
                "asset_tags_by_tag (tag=? AND asset_id<?)",
            ),
            (
                AssetFilter {
                    project_id,
                    rating,
                    ..none()
                },
                "assets_by_project (project_id=? AND id<?)",
            ),
            (
                AssetFilter {
                    from: Some(now),
                    until: Some(now),
                    ..none()
                },
                "assets_present (id>? AND id<?)",
            ),
            (
                AssetFilter {
                    provider_id: Some(ProviderId::new("p")),
                    model_id: Some("m".to_owned()),
                    ..none()
                },
                "asset_makers_by_model (provider_id=? AND model_id=? AND asset_id<?)",
            ),
            (
                AssetFilter {
                    origin: Some(AssetOrigin::Made),
                    model_id: Some("m".to_owned()),
                    ..none()
                },
                "assets_present (id<?)",
            ),
        ]
    }

    #[tokio::test]
    async fn every_list_reads_one_index_in_its_order_and_sorts_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(StoreConfig {
            folder: folder.path().to_owned(),
            clock: Arc::new(SystemClock),
            device_name: "Desk".to_owned(),
            reader_connections: 1,
        })
        .await
        .unwrap();
        for (filter, index) in every_filter() {
            let plan = plan(&store, &filter).await;
            assert!(plan.contains(index), "{filter:?}\n{plan}");
            assert!(!plan.contains("SCAN"), "{filter:?}\n{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{filter:?}\n{plan}");
        }
        let filter = AssetFilter {
            collection_id: Some(CollectionId::new(UnixMillis::new(1))),
            ..AssetFilter::default()
        };
        let by_place = plan(&store, &filter).await;
        assert!(
            by_place.contains("PRIMARY KEY (collection_id=?"),
            "{by_place}"
        );
        assert!(!by_place.contains("SCAN"), "{by_place}");
    }
}

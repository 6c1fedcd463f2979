//! Pages of the library, however it is narrowed down.
//!
//! Each list is driven by one index that is in the list's own order, so that a first page reads a
//! page's worth of rows and not the library. Where a filter spans several places of an index, such
//! as "four stars or more", each place is a branch, and SQLite merges the branches as it reads.

use sqlx::sqlite::Sqlite;
use sqlx::{QueryBuilder, Row};
use studio_domain::{
    Asset, AssetFilter, AssetId, AssetKind, AssetOrigin, CollectionId, Page, PageRequest,
    ProjectId, Rating, Tag,
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
    let few_made = made_few(store, filter).await?;
    let mut query = statement("", filter, few_made, request)?;
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

/// Up to so many generations of a model are looked up one by one for what they made; a model with
/// more is met often enough on a walk through the library.
const FEW: u32 = 20_000;

/// Whether the filter names a model that few generations asked. Reads one narrow index and stops as
/// soon as there are many.
async fn made_few(store: &Store, filter: &AssetFilter) -> Result<bool, StoreError> {
    if filter.provider_id.is_none() && filter.model_id.is_none() {
        return Ok(false);
    }
    let mut query = QueryBuilder::<Sqlite>::new(
        "select count(*) from (select 1 from generations indexed by generations_by_cost where true",
    );
    push_model(&mut query, filter);
    query.push(" limit ").push_bind(FEW + 1).push(")");
    let count: u32 = query
        .build_query_scalar()
        .fetch_one(store.readers())
        .await?;
    Ok(count <= FEW)
}

/// The place in an index that a branch of the list reads from.
#[derive(Debug, Clone, Copy)]
enum Branch<'a> {
    Collection(CollectionId),
    Tag(&'a Tag),
    Project(ProjectId),
    Rating(Rating),
    Kind(AssetKind),
    /// What the few generations of a model made.
    Made,
    Everything,
}

/// The narrowest index that is in the list's order.
fn branches(filter: &AssetFilter, few_made: bool) -> Vec<Branch<'_>> {
    if let Some(id) = filter.collection_id {
        return vec![Branch::Collection(id)];
    }
    // What is in the trash is little, and only its own index tells it apart.
    if !filter.trash {
        if few_made {
            return vec![Branch::Made];
        }
        if let Some(tag) = filter.tags.first() {
            return vec![Branch::Tag(tag)];
        }
        if let Some(id) = filter.project_id {
            return vec![Branch::Project(id)];
        }
        if let Some(rating) = filter.rating {
            return rating.and_above().map(Branch::Rating).collect();
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
    few_made: bool,
    request: &PageRequest,
) -> Result<QueryBuilder<Sqlite>, StoreError> {
    let bounds = Bounds::of(filter, request)?;
    let pattern = search::containing(filter.search.as_deref())?;
    let branches = branches(filter, few_made);
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
        Branch::Collection(_) | Branch::Tag(_) => push_joined(query, branch),
        Branch::Made => {
            query.push(
                "null as place from generations indexed by generations_by_cost
                 cross join assets indexed by assets_by_generation
                    on assets.generation_id = generations.id
                 cross join blobs on blobs.hash = assets.blob_hash where true",
            );
            push_model(query, filter);
            "assets.id"
        }
        Branch::Project(_) | Branch::Rating(_) | Branch::Kind(_) | Branch::Everything => {
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

/// A branch that another table's index drives; gives the column that the list's order rests on.
fn push_joined(query: &mut QueryBuilder<Sqlite>, branch: Branch<'_>) -> &'static str {
    const BYTES: &str = " cross join blobs on blobs.hash = assets.blob_hash where ";
    if let Branch::Collection(id) = branch {
        query.push(
            "collection_assets.position as place from collection_assets
             cross join assets on assets.id = collection_assets.asset_id",
        );
        query.push(BYTES).push("collection_assets.collection_id = ");
        query.push_bind(id.as_bytes().to_vec());
        query.push(" and collection_assets.removed_at is null");
        return "assets.id";
    }
    query.push(
        "null as place from asset_tags indexed by asset_tags_by_tag
         cross join assets on assets.id = asset_tags.asset_id",
    );
    query.push(BYTES).push("asset_tags.tag = ");
    if let Branch::Tag(tag) = branch {
        query.push_bind(tag.as_str().to_owned());
    }
    query.push(" and asset_tags.removed_at is null");
    "asset_tags.asset_id"
}

/// A branch that an index of `assets` itself drives.
fn push_own(query: &mut QueryBuilder<Sqlite>, branch: Branch<'_>, trash: bool) {
    let (index, column) = match (branch, trash) {
        (Branch::Project(_), _) => ("assets_by_project", "assets.project_id = "),
        (Branch::Rating(_), _) => ("assets_by_rating", "assets.rating = "),
        (Branch::Kind(_), false) => ("assets_present_by_kind", "assets.kind = "),
        (Branch::Kind(_), true) => ("assets_in_trash_by_kind", "assets.kind = "),
        (_, false) => ("assets_present", "true"),
        (_, true) => ("assets_in_trash", "true"),
    };
    query.push(format_args!(
        "null as place from assets indexed by {index}
         cross join blobs on blobs.hash = assets.blob_hash where {column}"
    ));
    match branch {
        Branch::Project(id) => query.push_bind(id.as_bytes().to_vec()),
        Branch::Rating(rating) => query.push_bind(i64::from(rating.get())),
        Branch::Kind(kind) => query.push_bind(kind.as_str()),
        Branch::Collection(_) | Branch::Tag(_) | Branch::Made | Branch::Everything => query,
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
    if let Some(flag) = filter.flag {
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
    push_maker(query, branch, filter);
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

fn push_maker(query: &mut QueryBuilder<Sqlite>, branch: Branch<'_>, filter: &AssetFilter) {
    match filter.origin {
        Some(AssetOrigin::Made) => query.push(" and assets.generation_id is not null"),
        Some(AssetOrigin::Imported) => query.push(" and assets.generation_id is null"),
        None => query,
    };
    let named = filter.provider_id.is_some() || filter.model_id.is_some();
    if named && !matches!(branch, Branch::Made) {
        query.push(
            " and exists (select 1 from generations where generations.id = assets.generation_id",
        );
        push_model(query, filter);
        query.push(")");
    }
}

/// The provider and the model that a generation asked.
fn push_model(query: &mut QueryBuilder<Sqlite>, filter: &AssetFilter) {
    if let Some(provider) = &filter.provider_id {
        query.push(" and generations.provider_id = ");
        query.push_bind(provider.as_str().to_owned());
    }
    if let Some(model) = &filter.model_id {
        query.push(" and generations.model_id = ");
        query.push_bind(model.clone());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use studio_domain::{CollectionId, ProjectId, SystemClock, UnixMillis};

    use super::*;
    use crate::StoreConfig;

    /// How the database answers such a list.
    async fn plan(store: &Store, filter: &AssetFilter, few_made: bool) -> String {
        let request = PageRequest {
            cursor: None,
            limit: 100,
        };
        let mut query = statement("explain query plan ", filter, few_made, &request).unwrap();
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
            let plan = plan(&store, &filter, false).await;
            assert!(plan.contains(index), "{filter:?}\n{plan}");
            assert!(!plan.contains("SCAN"), "{filter:?}\n{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{filter:?}\n{plan}");
        }
        let filter = AssetFilter {
            collection_id: Some(CollectionId::new(UnixMillis::new(1))),
            ..AssetFilter::default()
        };
        let by_place = plan(&store, &filter, true).await;
        assert!(
            by_place.contains("PRIMARY KEY (collection_id=?"),
            "{by_place}"
        );
        assert!(!by_place.contains("SCAN"), "{by_place}");
        let filter = AssetFilter {
            model_id: Some("m".to_owned()),
            ..AssetFilter::default()
        };
        let few = plan(&store, &filter, true).await;
        assert!(
            few.contains("assets_by_generation (generation_id=?)"),
            "{few}"
        );
        assert!(!few.contains("SCAN assets"), "{few}");
    }
}

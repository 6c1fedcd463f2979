//! What a search asks of the index: a row of conditions, and what only the entry knows exactly.

use studio_domain::{
    AssetFilter, AssetOrigin, CostRange, ProjectId, ProviderId, Rating, SearchFilter, SizeRange,
};

use super::tokens::{Fact, magnitude};

/// The conditions as the index reads them; nothing where everything is asked for.
pub(super) fn expression(words: Vec<String>, facts: &[Vec<Fact<'_>>]) -> Option<String> {
    let facts = facts.iter().map(|one_of| {
        let tokens: Vec<String> = one_of
            .iter()
            .map(|fact| format!("\"{}\"", fact.token()))
            .collect();
        format!("({})", tokens.join(" OR "))
    });
    let all: Vec<String> = words.into_iter().chain(facts).collect();
    (!all.is_empty()).then(|| all.join(" AND "))
}

/// What the filter asks for: one fact of each list.
pub(super) fn facts_of(filter: &SearchFilter) -> Vec<Vec<Fact<'_>>> {
    belonging(&filter.provider_id, &filter.model_id, &filter.project_id)
        .chain(filter.asset_kind.map(Fact::Kind))
        .map(|fact| vec![fact])
        .chain(ratings(filter.least_rating))
        .chain(filter.size.map(sizes))
        .chain(filter.cost.map(costs))
        .collect()
}

/// What the library's own filter asks for: one fact of each list.
pub(super) fn facts_of_assets(filter: &AssetFilter) -> Vec<Vec<Fact<'_>>> {
    let kinds: Vec<Fact<'_>> = filter.kinds.iter().copied().map(Fact::Kind).collect();
    let marks = [
        filter
            .collection_id
            .as_ref()
            .map(|id| Fact::Collection(id.as_bytes())),
        filter.flag.map(|flag| Fact::Flag(flag.as_str())),
        filter
            .origin
            .map(|origin| Fact::Made(origin == AssetOrigin::Made)),
    ];
    let tags = filter.tags.iter().map(|tag| Fact::Tag(tag.as_str()));
    belonging(&filter.provider_id, &filter.model_id, &filter.project_id)
        .chain(marks.into_iter().flatten())
        .chain(tags)
        .map(|fact| vec![fact])
        .chain((!kinds.is_empty()).then_some(kinds))
        .chain(ratings(filter.rating.map(Rating::get)))
        .collect()
}

/// True where only assets can be found.
pub(super) fn is_for_assets(filter: &SearchFilter) -> bool {
    let SearchFilter {
        asset_kind,
        least_rating,
        size,
        ..
    } = filter;
    asset_kind.is_some() || least_rating.is_some() || size.is_some()
}

/// What both filters ask for: of whom it came, and where it belongs.
fn belonging<'a>(
    provider: &'a Option<ProviderId>,
    model: &'a Option<String>,
    project: &'a Option<ProjectId>,
) -> impl Iterator<Item = Fact<'a>> {
    let provider = provider.as_ref().map(|id| Fact::Provider(id.as_str()));
    let model = model.as_deref().map(Fact::Model);
    let project = project.as_ref().map(|id| Fact::Project(id.as_bytes()));
    [provider, model, project].into_iter().flatten()
}

/// So many stars or more.
fn ratings(least: Option<u8>) -> Option<Vec<Fact<'static>>> {
    least.map(|least| (least.clamp(1, 5)..=5).map(Fact::Rating).collect())
}

fn sizes(range: SizeRange) -> Vec<Fact<'static>> {
    magnitudes(range.least.unwrap_or(0), range.most.unwrap_or(u64::MAX))
        .map(Fact::Size)
        .collect()
}

fn costs(range: CostRange) -> Vec<Fact<'static>> {
    let (least, most) = cost_bounds(&range);
    let positive = |nanos: i64| u64::try_from(nanos).unwrap_or(0);
    magnitudes(positive(least), positive(most))
        .map(|nanos| {
            let nanos = i64::try_from(nanos).unwrap_or(i64::MAX);
            Fact::Cost(range.currency, nanos)
        })
        .collect()
}

/// A number of each magnitude that the range touches.
fn magnitudes(least: u64, most: u64) -> impl Iterator<Item = u64> {
    let all = magnitude(least)..=magnitude(most.max(least));
    all.map(|digits| digits.checked_sub(1).map_or(0, |shift| 1_u64 << shift))
}

/// The least and the most billionths.
pub(super) fn cost_bounds(range: &CostRange) -> (i64, i64) {
    (range.least.unwrap_or(0), range.most.unwrap_or(i64::MAX))
}

/// The least and the most bytes, as the database counts.
pub(super) fn size_bounds(range: &SizeRange) -> (i64, i64) {
    let bytes = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
    (
        bytes(range.least.unwrap_or(0)),
        bytes(range.most.unwrap_or(u64::MAX)),
    )
}

#[cfg(test)]
mod tests {
    use studio_domain::{CostRange, Currency, ProviderId, SearchFilter, SizeRange};

    use super::{costs, expression, facts_of, magnitudes};

    #[test]
    fn nothing_asked_for_is_everything() {
        assert_eq!(expression(Vec::new(), &[]), None);
    }

    #[test]
    fn every_condition_must_hold() {
        let words = vec!["\"two\"".to_owned(), "\"wo\"".to_owned()];
        let filter = SearchFilter {
            provider_id: Some(ProviderId::new("sample")),
            least_rating: Some(4),
            ..SearchFilter::default()
        };
        let asked = expression(words, &facts_of(&filter)).unwrap();
        assert_eq!(asked.matches(" AND ").count(), 3);
        assert_eq!(asked.matches(" OR ").count(), 1);
    }

    #[test]
    fn a_range_covers_every_magnitude_it_touches() {
        assert_eq!(magnitudes(0, 5).collect::<Vec<_>>(), [0, 1, 2, 4]);
        assert_eq!(magnitudes(1_000, 1_000).collect::<Vec<_>>(), [512]);
        assert_eq!(magnitudes(9, 3).collect::<Vec<_>>(), [8]);
        let all = SizeRange {
            least: None,
            most: None,
        };
        assert_eq!(super::sizes(all).len(), 65);
        let cost = CostRange {
            currency: Currency::USD,
            least: None,
            most: None,
        };
        assert_eq!(costs(cost).len(), 64);
    }
}

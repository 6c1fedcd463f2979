use std::collections::BTreeMap;

use proptest::prelude::*;
use studio_domain::{
    BudgetScope, CostBasis, Currency, GenerationId, GenerationState, Modality, Money, ProviderId,
    UnixMillis,
};
use studio_store::generations::{self, NewGeneration, Transition};
use studio_store::spending::{self, Amounts, Span, SpanSum};

use crate::support::{Fixture, dollars, fixture, new_generation};

const SECOND: i64 = 1_000;

/// A generation and how far it came.
#[derive(Debug, Clone)]
struct Asked {
    /// Seconds after the first moment.
    second: i64,
    provider: &'static str,
    estimate: Option<Money>,
    cost: Option<Money>,
    end: GenerationState,
}

fn euros(nanos: i64) -> Money {
    Money {
        nanos,
        currency: Currency::try_from("EUR".to_owned()).unwrap(),
    }
}

async fn record(home: &Fixture, asked: &Asked) -> GenerationId {
    let id = GenerationId::new(home.now());
    let mut tx = home.write().await;
    let new = NewGeneration {
        provider_id: ProviderId::new(asked.provider),
        estimated_cost: asked.estimate,
        ..new_generation(id, Modality::Image, Some("a fox"))
    };
    generations::insert(&mut tx, &new).await.unwrap();
    let way: &[GenerationState] = match asked.end {
        GenerationState::Queued => &[],
        GenerationState::Running | GenerationState::Unknown | GenerationState::Succeeded => {
            &[GenerationState::Submitted]
        }
        _ => &[],
    };
    for state in way {
        let step = Transition::to(*state);
        generations::transition(&mut tx, id, step).await.unwrap();
    }
    if asked.end != GenerationState::Queued {
        let step = Transition {
            actual_cost: asked.cost.map(|cost| (cost, CostBasis::Usage)),
            ..Transition::to(asked.end)
        };
        generations::transition(&mut tx, id, step).await.unwrap();
    }
    tx.commit().await.unwrap();
    id
}

async fn sums(home: &Fixture, spans: &[Span], scope: &BudgetScope) -> Vec<SpanSum> {
    let mut snapshot = home.store.snapshot().await.unwrap();
    let found = spending::sums(snapshot.connection(), spans, scope).await;
    found.unwrap()
}

/// What the sums should be, counted one by one.
fn expected(
    begin: UnixMillis,
    all: &[Asked],
    spans: &[Span],
    scope: &BudgetScope,
) -> BTreeMap<(usize, Option<String>), Amounts> {
    let mut sums: BTreeMap<(usize, Option<String>), Amounts> = BTreeMap::new();
    for asked in all {
        let at = begin.plus(asked.second * SECOND);
        let cost = asked.cost.filter(|_| asked.end != GenerationState::Queued);
        let may_cost = matches!(
            asked.end,
            GenerationState::Queued
                | GenerationState::Submitted
                | GenerationState::Running
                | GenerationState::Unknown
        );
        if !scope.covers(&ProviderId::new(asked.provider), None) {
            continue;
        }
        for (index, span) in spans.iter().enumerate() {
            if at < span.begins || at >= span.ends {
                continue;
            }
            let currency = cost.or(asked.estimate).map(|money| money.currency);
            let key = (index, currency.map(|currency| currency.as_str().to_owned()));
            let sum = sums.entry(key).or_default();
            sum.generations += 1;
            match (cost, asked.estimate) {
                (Some(cost), _) => sum.spent += i128::from(cost.nanos),
                (None, Some(estimate)) if may_cost => sum.held += i128::from(estimate.nanos),
                (None, None) if may_cost => sum.unpriced += 1,
                (None, estimate) if asked.end == GenerationState::Succeeded => {
                    let is_free = estimate.is_some_and(|estimate| estimate.nanos == 0);
                    sum.unpriced += u32::from(!is_free);
                }
                _ => {}
            }
        }
    }
    sums
}

fn found(sums: Vec<SpanSum>) -> BTreeMap<(usize, Option<String>), Amounts> {
    sums.into_iter()
        .map(|sum| {
            let currency = sum.currency.map(|currency| currency.as_str().to_owned());
            ((sum.span, currency), sum.amounts)
        })
        .collect()
}

fn money() -> impl Strategy<Value = Option<Money>> {
    let nanos = prop_oneof![0..3_i64, 0..i64::MAX, Just(i64::MAX)];
    prop::option::of((nanos, any::<bool>()).prop_map(|(nanos, in_euros)| {
        if in_euros {
            euros(nanos)
        } else {
            dollars(nanos)
        }
    }))
}

fn asked() -> impl Strategy<Value = Asked> {
    (
        0..10_i64,
        prop::sample::select(vec!["here", "there"]),
        money(),
        money(),
        prop::sample::select(GenerationState::ALL.to_vec()),
    )
        .prop_map(|(second, provider, estimate, cost, end)| Asked {
            second,
            provider,
            estimate,
            cost,
            end,
        })
}

async fn check(mut all: Vec<Asked>, cuts: Vec<i64>) {
    let home = fixture().await;
    let begin = home.now();
    all.sort_by_key(|asked| asked.second);
    let mut passed = 0;
    for asked in &all {
        home.clock.advance((asked.second - passed) * SECOND);
        passed = asked.second;
        record(&home, asked).await;
    }
    let spans: Vec<Span> = cuts
        .windows(2)
        .map(|pair| Span {
            begins: begin.plus(pair[0] * SECOND),
            ends: begin.plus(pair[1] * SECOND),
        })
        .collect();
    let provider = BudgetScope::Provider {
        provider_id: ProviderId::new("here"),
    };
    for scope in [BudgetScope::Everything, provider] {
        let seen = found(sums(&home, &spans, &scope).await);
        assert_eq!(seen, expected(begin, &all, &spans, &scope), "{scope:?}");
    }
    let mut snapshot = home.store.snapshot().await.unwrap();
    let details = spending::details(snapshot.connection(), &spans)
        .await
        .unwrap();
    let mut together: BTreeMap<(usize, Option<String>), Amounts> = BTreeMap::new();
    for detail in details {
        let currency = detail.sum.currency;
        let currency = currency.map(|currency| currency.as_str().to_owned());
        let sum = together.entry((detail.sum.span, currency)).or_default();
        sum.spent += detail.sum.amounts.spent;
        sum.held += detail.sum.amounts.held;
        sum.generations += detail.sum.amounts.generations;
        sum.unpriced += detail.sum.amounts.unpriced;
    }
    let everything = expected(begin, &all, &spans, &BudgetScope::Everything);
    assert_eq!(together, everything, "the details add up to the sums");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_sums_are_those_of_counting_one_by_one(
        all in prop::collection::vec(asked(), 0..12),
        cuts in prop::collection::btree_set(0..11_i64, 0..5),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(check(all, cuts.into_iter().collect()));
    }
}

#[tokio::test]
async fn details_tell_who_and_what_and_the_newest_name() {
    let home = fixture().await;
    let whole = Span {
        begins: home.now(),
        ends: home.now().plus(SECOND),
    };
    home.generation(Modality::Image, Some("a fox")).await;
    home.generation(Modality::Image, Some("a hare")).await;
    home.generation(Modality::Chat, None).await;
    let mut snapshot = home.store.snapshot().await.unwrap();
    let details = spending::details(snapshot.connection(), &[whole])
        .await
        .unwrap();
    let kinds: Vec<_> = details
        .iter()
        .map(|detail| {
            (
                detail.kind,
                detail.sum.amounts.generations,
                detail.sum.amounts.held,
            )
        })
        .collect();
    assert_eq!(kinds, [(Modality::Chat, 1, 40), (Modality::Image, 2, 80)]);
    let rows: Vec<i64> = details.iter().map(|detail| detail.newest).collect();
    let names = spending::names(snapshot.connection(), &rows).await.unwrap();
    assert_eq!(names.len(), 2);
    assert_eq!(names[&rows[1]].provider, "Sample (no AI)");
    assert_eq!(names[&rows[1]].model, "Sample One");
    let projects = spending::project_names(snapshot.connection())
        .await
        .unwrap();
    assert!(projects.is_empty());
}

use proptest::prelude::*;
use studio_domain::{CostBasis, GenerationState, Modality, Money, UnixMillis, Usage};
use studio_store::generations::{self, Transition};

use crate::support::{dollars, fixture};

/// A step that may or may not be allowed.
#[derive(Debug, Clone)]
struct Attempt {
    generation: usize,
    to: GenerationState,
    tokens: Option<u64>,
    cost: Option<i64>,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    (
        0..3_usize,
        prop::sample::select(GenerationState::ALL.to_vec()),
        prop::option::of(0..1_000_u64),
        prop::option::of(0..1_000_i64),
    )
        .prop_map(|(generation, to, tokens, cost)| Attempt {
            generation,
            to,
            tokens,
            cost,
        })
}

/// What the ledger should say about one generation.
#[derive(Debug, Clone, PartialEq)]
struct Model {
    states: Vec<GenerationState>,
    usage: Option<Usage>,
    cost: Option<Money>,
    submitted_at: Option<UnixMillis>,
    ended_at: Option<UnixMillis>,
}

impl Model {
    fn apply(&mut self, step: &Transition, now: UnixMillis) -> bool {
        let state = *self.states.last().expect("it begins queued");
        if !state.can_become(step.to) {
            return false;
        }
        self.states.push(step.to);
        self.usage = step.usage.or(self.usage);
        self.cost = step.actual_cost.map(|(cost, _)| cost).or(self.cost);
        if step.to == GenerationState::Submitted {
            self.submitted_at = Some(now);
        }
        self.ended_at = step.to.is_terminal().then_some(now);
        true
    }
}

async fn check(attempts: Vec<Attempt>) {
    let home = fixture().await;
    let mut ledger = Vec::new();
    for _ in 0..3 {
        let model = Model {
            states: vec![GenerationState::Queued],
            usage: None,
            cost: None,
            submitted_at: None,
            ended_at: None,
        };
        ledger.push((home.generation(Modality::Chat, None).await, model));
    }
    for attempt in attempts {
        home.clock.advance(1);
        let (id, model) = &mut ledger[attempt.generation];
        let step = Transition {
            usage: attempt.tokens.map(|tokens| Usage {
                output_tokens: Some(tokens),
                ..Usage::default()
            }),
            actual_cost: attempt.cost.map(|nanos| (dollars(nanos), CostBasis::Usage)),
            ..Transition::to(attempt.to)
        };
        let allowed = model.apply(&step, home.now());
        let mut tx = home.write().await;
        let taken = generations::transition(&mut tx, *id, step).await;
        assert_eq!(taken.is_ok(), allowed, "{taken:?}");
        tx.commit().await.unwrap();
    }
    for (id, model) in ledger {
        let found = generations::get(&home.store, id).await.unwrap();
        let events = generations::events(&home.store, id).await.unwrap();
        let numbers: Vec<u32> = events.iter().map(|event| event.number).collect();
        let expected: Vec<u32> = (1..=u32::try_from(model.states.len()).unwrap()).collect();
        assert_eq!(numbers, expected, "numbered without holes");
        let links = events
            .windows(2)
            .all(|pair| pair[1].from == Some(pair[0].to));
        assert!(links, "each step begins where the one before ended");
        let seen = Model {
            states: events.iter().map(|event| event.to).collect(),
            usage: found.usage,
            cost: found.actual_cost,
            submitted_at: found.submitted_at,
            ended_at: found.ended_at,
        };
        assert_eq!(Some(&found.state), model.states.last());
        assert_eq!(seen, model);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_ledger_follows_its_edges_whatever_is_asked(
        attempts in prop::collection::vec(attempt(), 0..40)
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(check(attempts));
    }
}

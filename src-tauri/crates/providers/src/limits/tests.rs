//! The limiter as a whole, by hand and at random.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use studio_domain::ProviderLimit;

use super::*;

fn at(millis: i64) -> UnixMillis {
    UnixMillis::new(millis)
}

fn settings(per_minute: u32, at_once: u32) -> LimitSettings {
    LimitSettings {
        generation_per_minute: per_minute,
        chat_per_minute: per_minute,
        at_once,
        ..LimitSettings::default()
    }
}

/// Nobody is preferred: who came first goes first.
const FIRST_COME: Rank = Rank {
    priority: 0,
    turn: 0,
};

fn ask_of(provider: &str, class: LimitClass) -> Ask {
    Ask {
        id: GenerationId::new(at(1)),
        rank: FIRST_COME,
        provider: ProviderId::new(provider),
        class,
    }
}

fn ask() -> Ask {
    ask_of("p", LimitClass::Generation)
}

fn wait(turn: Turn) -> Standing {
    match turn {
        Turn::Wait(standing) => standing,
        Turn::Go => panic!("it may go"),
    }
}

#[test]
fn the_third_of_two_a_minute_waits_until_the_first_is_a_minute_old() {
    let mut limiter = Limiter::new(settings(2, 64));
    let asks = [ask(), ask(), ask(), ask(), ask()];
    assert_eq!(limiter.ask(asks[0].clone(), at(0)), Turn::Go);
    assert_eq!(limiter.ask(asks[1].clone(), at(10_000)), Turn::Go);
    let third = wait(limiter.ask(asks[2].clone(), at(20_000)));
    assert_eq!(
        (third.until, third.ahead, third.ready),
        (Some(at(60_000)), 0, false)
    );
    let fourth = wait(limiter.ask(asks[3].clone(), at(20_000)));
    assert_eq!((fourth.until, fourth.ahead), (Some(at(70_000)), 1));
    let fifth = wait(limiter.ask(asks[4].clone(), at(20_000)));
    assert_eq!((fifth.until, fifth.ahead), (Some(at(120_000)), 2));
    assert!(matches!(
        limiter.ask(asks[2].clone(), at(59_999)),
        Turn::Wait(_)
    ));
    assert!(
        matches!(limiter.ask(asks[3].clone(), at(60_000)), Turn::Wait(_)),
        "it is not first"
    );
    assert_eq!(limiter.ask(asks[2].clone(), at(60_000)), Turn::Go);
    assert_eq!(limiter.ask(asks[3].clone(), at(70_000)), Turn::Go);
}

#[test]
fn who_is_moved_up_goes_first_and_who_is_of_lower_priority_goes_last() {
    let mut limiter = Limiter::new(settings(1, 64));
    limiter.ask(ask(), at(0));
    let (first, second, third) = (ask(), ask(), ask());
    let last = Ask {
        rank: Rank {
            priority: -10,
            turn: 0,
        },
        ..first.clone()
    };
    wait(limiter.ask(last.clone(), at(0)));
    wait(limiter.ask(second.clone(), at(0)));
    wait(limiter.ask(third.clone(), at(0)));
    let order = |limiter: &mut Limiter| -> Vec<GenerationId> {
        let standings = limiter.standings(at(1));
        standings.into_iter().map(|it| it.id).collect()
    };
    assert_eq!(order(&mut limiter), [second.id, third.id, last.id]);
    let front = Rank {
        priority: 0,
        turn: -1,
    };
    limiter.reorder(&[(third.id, front), (ask().id, front)]);
    assert_eq!(order(&mut limiter), [third.id, second.id, last.id]);
    assert!(matches!(limiter.ask(second, at(60_000)), Turn::Wait(_)));
    let third = Ask {
        rank: front,
        ..third
    };
    assert_eq!(limiter.ask(third, at(60_000)), Turn::Go);
}

#[test]
fn who_is_sent_away_is_in_nobodys_way_and_keeps_no_turn() {
    let mut limiter = Limiter::new(settings(1, 64));
    let gone = ask();
    limiter.ask(gone.clone(), at(0));
    let waits = ask();
    wait(limiter.ask(waits.clone(), at(0)));
    assert_eq!(limiter.disperse(), [waits.id]);
    assert_eq!(limiter.standings(at(1)), []);
    let standing = wait(limiter.ask(ask(), at(1)));
    assert_eq!((standing.ahead, standing.until), (0, Some(at(60_000))));
}

#[test]
fn classes_do_not_hold_each_other_up() {
    let mut limiter = Limiter::new(settings(1, 64));
    assert_eq!(limiter.ask(ask(), at(0)), Turn::Go);
    wait(limiter.ask(ask(), at(0)));
    assert_eq!(limiter.ask(ask_of("p", LimitClass::Chat), at(0)), Turn::Go);
}

#[test]
fn who_leaves_the_line_moves_the_others_up() {
    let mut limiter = Limiter::new(settings(1, 64));
    let (first, second) = (ask(), ask());
    limiter.ask(ask(), at(0));
    limiter.ask(first.clone(), at(0));
    assert_eq!(
        wait(limiter.ask(second.clone(), at(0))).until,
        Some(at(120_000))
    );
    limiter.release(first.id);
    let standing = wait(limiter.ask(second, at(1)));
    assert_eq!((standing.until, standing.ahead), (Some(at(60_000)), 0));
}

#[test]
fn a_provider_does_so_much_at_a_time_and_the_others_are_not_held_up() {
    let mut limiter = Limiter::new(LimitSettings {
        providers: vec![ProviderLimit {
            provider_id: ProviderId::new("wide"),
            at_once: 3,
        }],
        ..settings(60, 1)
    });
    let (first, second) = (ask(), ask());
    assert_eq!(limiter.ask(first.clone(), at(0)), Turn::Go);
    let standing = wait(limiter.ask(second.clone(), at(0)));
    assert_eq!(standing.until, None, "nobody knows when the first is done");
    for _ in 0..3 {
        let other = ask_of("wide", LimitClass::Generation);
        assert_eq!(limiter.ask(other, at(0)), Turn::Go);
    }
    limiter.release(first.id);
    assert!(limiter.standings(at(1))[0].ready);
    assert_eq!(limiter.ask(second, at(1)), Turn::Go);
}

#[test]
fn a_provider_that_asked_to_slow_down_is_waited_for_and_the_others_are_not() {
    let mut limiter = Limiter::new(settings(60, 4));
    let running = ask();
    limiter.ask(running.clone(), at(0));
    let slow_down = RateSignal {
        status: 429,
        retry_after_ms: Some(40_000),
        exhausted_for_ms: None,
    };
    limiter.heard(&running.provider, slow_down, at(0));
    limiter.release(running.id);
    let held = ask();
    assert_eq!(
        wait(limiter.ask(held.clone(), at(1_000))).until,
        Some(at(40_000))
    );
    assert_eq!(
        limiter.ask(ask_of("other", LimitClass::Generation), at(1_000)),
        Turn::Go
    );
    let slowed = limiter.slowed(at(1_000));
    assert_eq!((slowed[0].at_once, slowed[0].until), (1, Some(at(40_000))));
    assert_eq!(limiter.ask(held, at(40_000)), Turn::Go);
    limiter.pause(&running.provider, at(90_000));
    assert_eq!(limiter.slowed(at(41_000))[0].until, Some(at(90_000)));
}

#[test]
fn the_first_at_a_full_provider_keeps_a_start_for_itself() {
    let mut limiter = Limiter::new(settings(2, 1));
    let (first, second) = (ask(), ask());
    limiter.ask(first.clone(), at(0));
    wait(limiter.ask(second.clone(), at(0)));
    let other = ask_of("other", LimitClass::Generation);
    wait(limiter.ask(other, at(0)));
    limiter.release(first.id);
    assert_eq!(limiter.ask(second, at(1)), Turn::Go);
}

#[test]
fn limits_that_are_raised_let_the_next_go_at_once() {
    let mut limiter = Limiter::new(settings(1, 1));
    let second = ask();
    limiter.ask(ask(), at(0));
    wait(limiter.ask(second.clone(), at(0)));
    limiter.set(settings(5, 5));
    assert_eq!(limiter.ask(second, at(0)), Turn::Go);
    limiter.set(settings(1, 5));
    assert_eq!(wait(limiter.ask(ask(), at(1))).until, Some(at(60_000)));
}

#[test]
fn a_turn_that_nobody_takes_passes_to_the_next() {
    let mut limiter = Limiter::new(settings(1, 64));
    let (gone, next) = (ask(), ask());
    limiter.ask(ask(), at(0));
    limiter.ask(gone, at(0));
    wait(limiter.ask(next.clone(), at(0)));
    assert!(limiter.standings(at(60_000))[0].ready);
    assert!(!limiter.standings(at(89_999))[1].ready);
    assert_eq!(limiter.ask(next, at(90_000)), Turn::Go);
}

#[test]
fn work_taken_over_from_an_earlier_life_holds_its_place() {
    let mut limiter = Limiter::new(settings(60, 1));
    let old = ask();
    limiter.adopt(old.id, old.provider);
    let new = ask();
    wait(limiter.ask(new.clone(), at(0)));
    limiter.release(old.id);
    assert_eq!(limiter.ask(new, at(0)), Turn::Go);
}

#[test]
fn a_clock_that_is_set_back_holds_nobody_for_longer_than_a_minute() {
    let mut limiter = Limiter::new(settings(1, 64));
    limiter.ask(ask(), at(10_000_000));
    let next = ask();
    assert_eq!(wait(limiter.ask(next, at(5_000))).until, Some(at(65_000)));
}

/// What happens next in a random life of the limiter.
#[derive(Debug, Clone)]
enum Step {
    /// Somebody comes.
    Come { provider: u8, chat: bool },
    /// Time passes, and everybody who waits asks, in a random order.
    Pass { millis: i64, order: u64 },
    /// The work that began first ends, and everybody who waits asks.
    End,
    /// A provider asks to slow down.
    SlowDown { provider: u8, millis: u32 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0_u8..3, any::<bool>()).prop_map(|(provider, chat)| Step::Come { provider, chat }),
        4 => (0_i64..25_000, any::<u64>())
            .prop_map(|(millis, order)| Step::Pass { millis, order }),
        3 => Just(Step::End),
        1 => (0_u8..3, 0_u32..90_000)
            .prop_map(|(provider, millis)| Step::SlowDown { provider, millis }),
    ]
}

/// The limiter with a record of what it allowed.
struct Life {
    limiter: Limiter,
    now: i64,
    waiting: BTreeMap<GenerationId, Ask>,
    running: Vec<Ask>,
    starts: Vec<(LimitClass, ProviderId, GenerationId, i64)>,
}

impl Life {
    fn everybody_asks(&mut self, order: u64) {
        let mut asks: Vec<Ask> = self.waiting.values().cloned().collect();
        // Any order at all must come to the same.
        asks.sort_by_key(|ask| {
            let low = u64::from(ask.id.as_bytes()[15]) << 8 | u64::from(ask.id.as_bytes()[14]);
            low.wrapping_mul(order | 1).rotate_left(17)
        });
        loop {
            let mut went = false;
            for ask in &asks {
                if self.waiting.contains_key(&ask.id) {
                    went |= self.asks(ask);
                }
            }
            if !went {
                return;
            }
        }
    }

    fn asks(&mut self, ask: &Ask) -> bool {
        if self.limiter.ask(ask.clone(), at(self.now)) != Turn::Go {
            return false;
        }
        self.waiting.remove(&ask.id);
        self.running.push(ask.clone());
        self.starts
            .push((ask.class, ask.provider.clone(), ask.id, self.now));
        true
    }

    fn take(&mut self, step: &Step) {
        let provider = |number: u8| format!("p{number}");
        match step {
            Step::Come {
                provider: number,
                chat,
            } => {
                let class = if *chat {
                    LimitClass::Chat
                } else {
                    LimitClass::Generation
                };
                let ask = ask_of(&provider(*number), class);
                self.waiting.insert(ask.id, ask.clone());
                self.asks(&ask);
            }
            Step::Pass { millis, order } => {
                self.now += millis;
                self.everybody_asks(*order);
            }
            Step::End => {
                if !self.running.is_empty() {
                    let ended = self.running.remove(0);
                    self.limiter.release(ended.id);
                    self.everybody_asks(1);
                }
            }
            Step::SlowDown {
                provider: number,
                millis,
            } => {
                let signal = RateSignal {
                    status: 429,
                    retry_after_ms: Some(*millis),
                    exhausted_for_ms: None,
                };
                let provider = ProviderId::new(provider(*number));
                self.limiter.heard(&provider, signal, at(self.now));
            }
        }
    }
}

proptest! {
    #[test]
    fn no_minute_has_too_many_starts_and_everybody_gets_a_turn_in_order(
        steps in prop::collection::vec(step(), 1..120),
        per_minute in 1_u32..6,
        at_once in 1_u32..4,
    ) {
        let mut life = Life {
            limiter: Limiter::new(settings(per_minute, at_once)),
            now: 1_000_000,
            waiting: BTreeMap::new(),
            running: Vec::new(),
            starts: Vec::new(),
        };
        for step in &steps {
            life.take(step);
            let mut at_providers: BTreeMap<&ProviderId, u32> = BTreeMap::new();
            for ask in &life.running {
                *at_providers.entry(&ask.provider).or_default() += 1;
            }
            prop_assert!(at_providers.values().all(|count| *count <= at_once));
        }
        // With work ending and time passing, the line empties.
        for round in 0..2_000 {
            if life.waiting.is_empty() {
                break;
            }
            life.take(&Step::End);
            life.take(&Step::Pass { millis: 5_000, order: round });
        }
        prop_assert!(life.waiting.is_empty(), "somebody never gets a turn");
        for class in [LimitClass::Chat, LimitClass::Generation] {
            let times: Vec<i64> =
                life.starts.iter().filter(|it| it.0 == class).map(|it| it.3).collect();
            for run in times.windows(per_minute as usize + 1) {
                prop_assert!(run[run.len() - 1] - run[0] >= 60_000, "{times:?}");
            }
        }
        // Of one provider and one class, nobody is overtaken. Those whose turn has come at the
        // same moment may take it in any order.
        let mut starts = life.starts.clone();
        starts.sort_by_key(|it| it.2);
        for line in starts.iter().map(|it| (it.0, &it.1)).collect::<BTreeSet<_>>() {
            let times = starts.iter().filter(|it| (it.0, &it.1) == line).map(|it| it.3);
            prop_assert!(times.is_sorted(), "{line:?}");
        }
    }
}

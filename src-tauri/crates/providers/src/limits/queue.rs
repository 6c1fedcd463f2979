//! The line: walked from its head, so that everybody's turn follows from who is before them.

use std::collections::{BTreeMap, BTreeSet};

use studio_domain::{GenerationId, LimitClass, ProviderId, Rank, UnixMillis};

use super::window::Plan;
use super::{KEPT_FOR_MS, Limiter, Standing};

/// Somebody in the line.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) rank: Rank,
    pub(super) provider: ProviderId,
    pub(super) class: LimitClass,
    /// Since when its turn has come.
    pub(super) ready_since: Option<UnixMillis>,
}

/// What is left of a provider while the line is walked.
struct Room {
    places: u32,
    paused_until: Option<UnixMillis>,
}

impl Limiter {
    /// How everybody in the line stands, in its order. Whoever did not take its turn for half a
    /// minute is left out from then on, until it asks again.
    pub fn standings(&mut self, now: UnixMillis) -> Vec<Standing> {
        self.waiting.retain(|_, waiting| {
            let since = waiting.ready_since;
            since.is_none_or(|since| since.plus(KEPT_FOR_MS) > now)
        });
        for window in self.classes.values_mut() {
            window.forget(now);
        }
        let standings = self.walk(now);
        for standing in &standings {
            if let Some(waiting) = self.waiting.get_mut(&standing.id) {
                waiting.ready_since = match waiting.ready_since {
                    Some(since) if standing.ready => Some(since.min(now)),
                    _ => standing.ready.then_some(now),
                };
            }
        }
        standings
    }

    fn walk(&self, now: UnixMillis) -> Vec<Standing> {
        let mut plans: BTreeMap<LimitClass, Plan> = BTreeMap::new();
        let mut rooms: BTreeMap<&ProviderId, Room> = BTreeMap::new();
        let mut kept: BTreeMap<LimitClass, BTreeSet<&ProviderId>> = BTreeMap::new();
        let mut before_in_class: BTreeMap<LimitClass, u32> = BTreeMap::new();
        let mut before_at_provider: BTreeMap<&ProviderId, u32> = BTreeMap::new();
        let mut standings = Vec::with_capacity(self.waiting.len());
        for (id, waiting) in self.line() {
            let (class, provider) = (waiting.class, &waiting.provider);
            let Some(window) = self.classes.get(&class) else {
                continue;
            };
            let plan = plans.entry(class).or_insert_with(|| window.plan());
            let room = rooms
                .entry(provider)
                .or_insert_with(|| self.room(provider, now));
            let turn_of_class = plan.next(now);
            let open = room.places > 0 && room.paused_until.is_none();
            let ready = open && turn_of_class <= now;
            let until = (room.places > 0).then(|| {
                room.paused_until
                    .map_or(turn_of_class, |until| until.max(turn_of_class))
            });
            let before_in_class = before_in_class.entry(class).or_default();
            let before_at_provider = before_at_provider.entry(provider).or_default();
            standings.push(Standing {
                id: *id,
                ready,
                until,
                ahead: if open {
                    *before_in_class
                } else {
                    *before_at_provider
                },
            });
            *before_in_class += 1;
            *before_at_provider += 1;
            if open {
                plan.book(now);
            } else {
                // The first at each provider that cannot be asked keeps a start, as long as that
                // leaves one for the others.
                let kept = kept.entry(class).or_default();
                let most = usize::try_from(window.limit().saturating_sub(1)).unwrap_or(usize::MAX);
                if kept.len() < most && kept.insert(provider) {
                    plan.book(now);
                }
            }
            if ready {
                room.places -= 1;
            }
        }
        standings
    }

    /// Everybody who waits, in order.
    fn line(&self) -> Vec<(&GenerationId, &Waiting)> {
        let mut line: Vec<_> = self.waiting.iter().collect();
        line.sort_by_key(|(_, waiting)| waiting.rank);
        line
    }

    fn room(&self, provider: &ProviderId, now: UnixMillis) -> Room {
        let most = self.settings.at_once(provider);
        let pace = self.paces.get(provider);
        let allowed = pace.map_or(most, super::Pace::allowed);
        Room {
            places: allowed.saturating_sub(self.running_at(provider)),
            paused_until: pace.and_then(|pace| pace.paused_until(now)),
        }
    }
}

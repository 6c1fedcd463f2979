//! Who may ask a service now, and who waits for how long.
//!
//! A class of requests has so many starts in any minute, a provider so many requests and jobs at a
//! time, and a provider that says "slow down" is asked less. Whoever cannot go waits in the order
//! of the queue. Nobody is overtaken but by requests that the same obstacle does not concern: while
//! one provider pauses, the others are asked. So that this starves nobody, the first in line at a
//! provider that cannot be asked keeps a start of its class for itself.
//!
//! Everything here is told the time and keeps nothing on disk: after a restart whoever still waits
//! asks again.

mod pace;
mod queue;
#[cfg(test)]
mod tests;
mod window;

use std::collections::BTreeMap;

use studio_domain::{
    GenerationId, LimitClass, LimitSettings, ProviderId, Rank, SlowedProvider, UnixMillis,
};

use self::pace::Pace;
use self::queue::Waiting;
use self::window::Window;
use crate::transport::RateSignal;

/// How long a turn is kept for somebody who does not take it.
const KEPT_FOR_MS: i64 = 30_000;

/// Somebody who wants to ask a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Who.
    pub id: GenerationId,
    /// Its place in the line; among equals the order of ids is that of the line.
    pub rank: Rank,
    /// The provider.
    pub provider: ProviderId,
    /// What the request counts as.
    pub class: LimitClass,
}

/// Whether it may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Now. It is counted, and holds its place at the provider until [`Limiter::release`].
    Go,
    /// Not yet.
    Wait(Standing),
}

/// How somebody stands in the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Who.
    pub id: GenerationId,
    /// Whether its turn has come: asking again is answered with [`Turn::Go`].
    pub ready: bool,
    /// About when its turn comes, where that can be told.
    pub until: Option<UnixMillis>,
    /// How many go before it.
    pub ahead: u32,
}

/// Counts what is asked and tells who may ask next.
#[derive(Debug)]
pub struct Limiter {
    settings: LimitSettings,
    classes: BTreeMap<LimitClass, Window>,
    paces: BTreeMap<ProviderId, Pace>,
    waiting: BTreeMap<GenerationId, Waiting>,
    /// Who holds a place at which provider.
    running: BTreeMap<GenerationId, ProviderId>,
}

impl Limiter {
    /// A limiter that has counted nothing yet.
    #[must_use]
    pub fn new(settings: LimitSettings) -> Self {
        let window = |class: LimitClass| (class, Window::new(settings.per_minute(class)));
        Self {
            classes: LimitClass::ALL.into_iter().map(window).collect(),
            settings,
            paces: BTreeMap::new(),
            waiting: BTreeMap::new(),
            running: BTreeMap::new(),
        }
    }

    /// What is set.
    #[must_use]
    pub fn settings(&self) -> &LimitSettings {
        &self.settings
    }

    /// Changes what is set; what was counted stays counted.
    pub fn set(&mut self, settings: LimitSettings) {
        for (class, window) in &mut self.classes {
            window.set_limit(settings.per_minute(*class));
        }
        for (provider, pace) in &mut self.paces {
            pace.set_most(settings.at_once(provider));
        }
        self.settings = settings;
    }

    /// Asks for a turn. Who has to wait is in the line from now on, and asks again.
    pub fn ask(&mut self, ask: Ask, now: UnixMillis) -> Turn {
        let id = ask.id;
        let place = Waiting {
            rank: ask.rank,
            provider: ask.provider.clone(),
            class: ask.class,
            ready_since: None,
        };
        self.waiting.insert(id, place);
        let standings = self.standings(now);
        match standings.into_iter().find(|standing| standing.id == id) {
            Some(standing) if !standing.ready => Turn::Wait(standing),
            _ => {
                self.waiting.remove(&id);
                if let Some(window) = self.classes.get_mut(&ask.class) {
                    window.start(now);
                }
                self.adopt(id, ask.provider);
                Turn::Go
            }
        }
    }

    /// Counts work that began earlier, in another life of the program, among a provider's.
    pub fn adopt(&mut self, id: GenerationId, provider: ProviderId) {
        self.waiting.remove(&id);
        self.pace(&provider);
        self.running.insert(id, provider);
    }

    /// Gives those among these who wait another place in the line.
    pub fn reorder(&mut self, ranks: &[(GenerationId, Rank)]) {
        for (id, rank) in ranks {
            if let Some(waiting) = self.waiting.get_mut(id) {
                waiting.rank = *rank;
            }
        }
    }

    /// Sends everybody in the line away, and tells who that was. Who wants to go asks again.
    pub fn disperse(&mut self) -> Vec<GenerationId> {
        std::mem::take(&mut self.waiting).into_keys().collect()
    }

    /// The work is over, or whoever waited does not want to any more.
    pub fn release(&mut self, id: GenerationId) {
        self.waiting.remove(&id);
        self.running.remove(&id);
    }

    /// A provider answered somebody.
    pub fn heard(&mut self, provider: &ProviderId, signal: RateSignal, now: UnixMillis) {
        let running = self.running_at(provider);
        self.pace(provider).heard(signal, running, now);
    }

    /// A provider asked for a pause by other means than its headers.
    pub fn pause(&mut self, provider: &ProviderId, until: UnixMillis) {
        self.pace(provider).pause_until(until);
    }

    /// The providers that are asked less than was set.
    #[must_use]
    pub fn slowed(&self, now: UnixMillis) -> Vec<SlowedProvider> {
        let slowed = self.paces.iter().filter(|(_, pace)| pace.is_slowed(now));
        slowed
            .map(|(provider, pace)| SlowedProvider {
                provider_id: provider.clone(),
                at_once: pace.allowed(),
                until: pace.paused_until(now),
            })
            .collect()
    }

    fn pace(&mut self, provider: &ProviderId) -> &mut Pace {
        let most = self.settings.at_once(provider);
        self.paces
            .entry(provider.clone())
            .or_insert_with(|| Pace::new(most))
    }

    fn running_at(&self, provider: &ProviderId) -> u32 {
        let here = self.running.values().filter(|it| *it == provider);
        u32::try_from(here.count()).unwrap_or(u32::MAX)
    }
}

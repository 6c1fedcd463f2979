//! Turns: who may ask a service now, and telling those who wait how they stand.
//!
//! A generation that has to wait stays `queued`, and its job row says when to look again. Nothing
//! in memory waits for it, so that it can be stopped like any other and outlives a restart.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use studio_domain::{
    Clock, GenerationId, LimitClass, LimitSettings, Limits, Progress, ProviderId, Rank, UnixMillis,
    WaitReason,
};
use studio_jobs::{Runner, hasten};
use studio_providers::{Ask, Limiter, RateObserver, RateSignal, Standing, Turn};
use studio_store::settings;
use tokio::sync::Notify;

use crate::error::EngineError;
use crate::ledger::Executor;
use crate::studio::{Parts, Studio};

const LIMITS: &str = "limits";
/// How often those who wait are looked at, in case the clock moved or a wish to go was lost.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The gate that every request to a service passes before it is recorded as sent.
#[derive(Debug)]
pub(crate) struct Gate {
    limiter: Mutex<Limiter>,
    clock: Arc<dyn Clock>,
    changed: Notify,
}

impl Gate {
    /// A gate that has let nobody through yet.
    pub(crate) fn new(settings: LimitSettings, clock: Arc<dyn Clock>) -> Self {
        Self {
            limiter: Mutex::new(Limiter::new(settings)),
            clock,
            changed: Notify::new(),
        }
    }

    /// Asks for a turn.
    pub(crate) fn ask(&self, ask: Ask) -> Turn {
        let turn = self.limiter().ask(ask, self.clock.now());
        self.changed.notify_one();
        turn
    }

    /// Counts work at a provider that this process did not begin.
    pub(crate) fn adopt(&self, id: GenerationId, provider: &ProviderId) {
        self.limiter().adopt(id, provider.clone());
    }

    /// The work is over, or nobody waits for its turn any more.
    pub(crate) fn release(&self, id: GenerationId) {
        self.limiter().release(id);
        self.changed.notify_one();
    }

    /// How long a provider is not asked, in milliseconds, where it asked for a pause.
    pub(crate) fn pause_of(&self, provider: &ProviderId) -> Option<u32> {
        let now = self.clock.now();
        let slowed = self.limiter().slowed(now);
        let until = slowed.into_iter().find(|it| it.provider_id == *provider)?;
        let left = until.until?.get() - now.get();
        u32::try_from(left).ok().filter(|left| *left > 0)
    }

    /// A provider's answer asked for a pause.
    pub(crate) fn pause(&self, provider: &ProviderId, millis: u32) {
        let until = self.clock.now().plus(millis.into());
        self.limiter().pause(provider, until);
        self.changed.notify_one();
    }

    /// Gives those among these who wait another place in the line.
    pub(crate) fn reorder(&self, ranks: &[(GenerationId, Rank)]) {
        self.limiter().reorder(ranks);
        self.changed.notify_one();
    }

    /// Sends everybody in the line away, and tells who that was.
    pub(crate) fn disperse(&self) -> Vec<GenerationId> {
        let gone = self.limiter().disperse();
        self.changed.notify_one();
        gone
    }

    fn standings(&self) -> Vec<Standing> {
        self.limiter().standings(self.clock.now())
    }

    fn limiter(&self) -> MutexGuard<'_, Limiter> {
        self.limiter.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RateObserver for Gate {
    fn heard(&self, provider: &ProviderId, signal: RateSignal) {
        self.limiter().heard(provider, signal, self.clock.now());
        self.changed.notify_one();
    }
}

/// What a window is told of a wait.
pub(crate) fn waiting(standing: &Standing) -> Progress {
    Progress {
        fraction: None,
        waiting_for: Some(WaitReason::RateLimit),
        until: standing.until,
        ahead: Some(standing.ahead),
    }
}

/// Keeps the line moving: whose turn has come is looked at at once, and all others are told how
/// they stand. Ends with the studio.
pub(crate) async fn keep_turns(parts: Arc<Parts>, runner: Weak<Runner<Executor>>) {
    let mut told: HashMap<GenerationId, Standing> = HashMap::new();
    loop {
        let standings = parts.gate.standings();
        let ready: Vec<GenerationId> = standings
            .iter()
            .filter(|standing| standing.ready)
            .map(|standing| standing.id)
            .collect();
        if !ready.is_empty() {
            match hasten(&parts.store, &ready).await {
                Ok(()) => {
                    if let Some(runner) = runner.upgrade() {
                        runner.wake();
                    }
                }
                Err(error) => tracing::error!(%error, "those whose turn has come must wait on"),
            }
        }
        told.retain(|id, _| standings.iter().any(|standing| standing.id == *id));
        for standing in &standings {
            if told.insert(standing.id, *standing) != Some(*standing) && !standing.ready {
                parts.live.open(standing.id).set_progress(waiting(standing));
            }
        }
        let look_again = async {
            if standings.is_empty() {
                std::future::pending().await
            } else {
                tokio::time::sleep(LOOK_EVERY).await;
            }
        };
        tokio::select! {
            () = parts.gate.changed.notified() => {}
            () = look_again => {}
            () = parts.closing.cancelled() => return,
        }
    }
}

/// The limits as they are stored. Ones that cannot be read are replaced by the usual ones, since
/// nothing may keep the studio from opening.
pub(crate) async fn stored(store: &studio_store::Store) -> LimitSettings {
    match settings::get(store, LIMITS).await {
        Ok(stored) => stored.unwrap_or_default(),
        Err(error) => {
            tracing::error!(%error, "the limits cannot be read; the usual ones are used");
            LimitSettings::default()
        }
    }
}

impl Studio {
    /// How much is asked of services at a time, and what that holds back now.
    #[must_use]
    pub fn get_limits(&self) -> Limits {
        let gate = &self.parts.gate;
        let now = gate.clock.now();
        let mut limiter = gate.limiter();
        let waiting = limiter.standings(now).iter().filter(|it| !it.ready).count();
        Limits {
            settings: limiter.settings().clone(),
            waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
            slowed: limiter.slowed(now),
        }
    }

    /// Changes how much is asked of services at a time; it holds at once.
    ///
    /// # Errors
    /// When a number is out of its range, or the database fails.
    pub async fn set_limits(&self, limits: LimitSettings) -> Result<(), EngineError> {
        check(&limits)?;
        let mut tx = self.parts.store.write().await?;
        settings::set(&mut tx, LIMITS, &limits).await?;
        tx.commit().await?;
        self.parts.gate.limiter().set(limits);
        self.parts.gate.changed.notify_one();
        Ok(())
    }
}

fn check(limits: &LimitSettings) -> Result<(), EngineError> {
    let per_minute = LimitClass::ALL.map(|class| limits.per_minute(class));
    let of_providers = limits.providers.iter().map(|it| it.at_once);
    let mut at_once = of_providers.chain([limits.at_once]);
    let in_range = per_minute
        .iter()
        .all(|it| LimitSettings::PER_MINUTE.contains(it))
        && at_once.all(|it| LimitSettings::AT_ONCE.contains(&it));
    if in_range {
        return Ok(());
    }
    Err(EngineError::InvalidInput {
        message: "That is not a limit that can be kept.".to_owned(),
        hint: "Enter 1 to 10,000 a minute, and 1 to 64 at a time.",
    })
}

/// When to look at a job that waits for its turn, where its turn cannot be told.
pub(crate) const LOOK_AGAIN_MS: i64 = 30_000;

/// When a job that waits is looked at, if nobody hastens it.
pub(crate) fn look_again(standing: &Standing, now: UnixMillis) -> UnixMillis {
    standing.until.unwrap_or_else(|| now.plus(LOOK_AGAIN_MS))
}

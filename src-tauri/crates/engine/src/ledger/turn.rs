//! Waiting for a turn before anything is sent.

use studio_domain::{LimitClass, Progress, ProviderKind, WaitReason};
use studio_jobs::Outcome;
use studio_providers::{Ask, ProviderError, ProviderErrorKind, Turn};

use super::Run;
use crate::error::EngineError;
use crate::limits::{look_again, waiting};

impl Run {
    /// Asks whether this generation may be sent now. Where it may not, its job is given back, and
    /// what is returned says until when.
    pub(super) async fn wait_for_turn(&self) -> Result<Option<Outcome>, EngineError> {
        let Some(class) = self.limit_class().await else {
            return Ok(None);
        };
        let turn = self.parts.gate.ask(Ask {
            id: self.id,
            provider: self.row.provider_id.clone(),
            class,
        });
        let live = self.parts.live.open(self.id);
        match turn {
            Turn::Go => {
                if self.lease.attempts() > 1 {
                    live.set_progress(Progress::default());
                }
                Ok(None)
            }
            Turn::Wait(standing) => {
                live.set_progress(waiting(&standing));
                Ok(Some(Outcome::Later {
                    not_before: look_again(&standing, self.parts.store.clock().now()),
                    wait_reason: Some(WaitReason::RateLimit),
                }))
            }
        }
    }

    /// Counts a generation that was sent already among its provider's.
    pub(super) async fn keep_place(&self) {
        if self.limit_class().await.is_some() {
            self.parts.gate.adopt(self.id, &self.row.provider_id);
        }
    }

    /// What it counts as. Nothing where no service is asked, or where it cannot be asked at all:
    /// then the run itself tells why.
    async fn limit_class(&self) -> Option<LimitClass> {
        let configured = self.parts.provider(&self.row.provider_id).await.ok()?;
        if configured.manifest.kind == ProviderKind::BuiltIn {
            return None;
        }
        Some(LimitClass::of(self.row.kind))
    }

    /// Lets the others wait for as long as the provider asked to.
    pub(super) fn heed(&self, error: &ProviderError) {
        if error.kind == ProviderErrorKind::RateLimited
            && let Some(wait) = error.retry_after_ms
        {
            self.parts.gate.pause(&self.row.provider_id, wait);
        }
    }
}

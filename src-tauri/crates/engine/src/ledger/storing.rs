//! Writing what must not be lost: what the database or the disk refuses now is held in memory and
//! written again until it is taken.

use std::time::Duration;

use super::Run;
use crate::error::EngineError;

/// How long to wait before what was refused is written again.
const RETRY: Duration = Duration::from_secs(2);

/// What the work gives, which is done again until the database and the disk take it, or until the
/// run is to stop.
macro_rules! until_stored {
    ($run:ident, $work:expr) => {
        loop {
            match $work {
                Ok(done) => break done,
                Err(error) => $run.wait_to_store(error.into()).await?,
            }
        }
    };
}
pub(super) use until_stored;

impl Run {
    /// Waits before what was refused is written again. Hands back what no other try can mend, and
    /// everything once the run is to stop.
    pub(super) async fn wait_to_store(&self, error: EngineError) -> Result<(), EngineError> {
        if self.stop.is_cancelled() {
            return Err(error);
        }
        tokio::select! {
            waited = self.wait_to_store_whatever_happens(error) => waited,
            () = self.stop.cancelled() => Ok(()),
        }
    }

    /// As [`Run::wait_to_store`], also where the run is to stop: for what stopping depends on.
    pub(super) async fn wait_to_store_whatever_happens(
        &self,
        error: EngineError,
    ) -> Result<(), EngineError> {
        if !error.may_pass() {
            return Err(error);
        }
        self.tell_of_problem(error.problem()).await;
        tokio::time::sleep(RETRY).await;
        Ok(())
    }
}

//! Many generations asked for together.

use studio_domain::{Batch, BatchEstimate, BatchId, GenerateBatch};

pass_on! {
    /// What a batch would come to.
    estimate_batch(request: GenerateBatch) -> BatchEstimate;

    /// Records everything a batch asks for and starts it.
    generate_batch(request: GenerateBatch) -> BatchId;

    /// A batch with all that it asked for.
    get_batch(id: BatchId) -> Batch;

    /// Stops what a batch has not ended yet.
    stop_batch(id: BatchId) -> ();

    /// Tries again whatever failed in a batch or was stopped.
    retry_batch(id: BatchId) -> ();
}

//! The ledger: the tables `generations`, `generation_inputs`, `generation_outputs` and
//! `generation_events`. One row for everything that was ever asked of a model.

mod outputs;
mod read;
mod row;
mod write;

pub use outputs::{add_input, add_output, inputs, output_positions};
pub use read::{active, events, get, get_many, list, row, row_tx};
pub use row::{GenerationEvent, GenerationRow};
pub use write::{
    NewGeneration, Transition, forget_in_provider_job, insert, mark_first_output, set_provider_job,
    transition,
};

pub(crate) use read::get_many_in;

use studio_domain::{CacheTag, Modality};

use crate::{StoreError, WriteTx};

const NOT_FOUND: StoreError = StoreError::NotFound { what: "generation" };

/// Notes what a change of a generation makes stale: a chat answer is shown with its message.
fn tell(tx: &mut WriteTx, kind: Modality) {
    tx.changed(CacheTag::Generations);
    if kind == Modality::Chat {
        tx.changed(CacheTag::Messages);
    }
}

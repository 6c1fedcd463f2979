//! A durable queue with leases: a row says when somebody should look at something next, a lease
//! says who is looking.
//!
//! Several processes may work on one database. Whoever holds a lease keeps it alive while it
//! works; only rows whose lease has run out are ever taken over. What the work is, is somebody
//! else's business.

mod error;
mod lease;
mod queue;
mod runner;
mod running;

pub use error::JobsError;
pub use lease::Lease;
pub use queue::{
    Claim, Counts, NewJob, Renewal, claim, counts, enqueue, finish, hasten, next_due, release,
    renew, request_cancel,
};
pub use runner::{Outcome, Runner, RunnerConfig, Work};

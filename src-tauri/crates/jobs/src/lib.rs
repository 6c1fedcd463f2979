//! A durable queue with leases: a row says when somebody should look at something next, a lease
//! says who is looking.
//!
//! Several processes may work on one database. Whoever holds a lease keeps it alive while it
//! works; only rows whose lease has run out are ever taken over, and where the machine slept
//! meanwhile, only once their owners had time to renew it. What the work is, is somebody else's
//! business.

mod activity;
mod error;
mod lease;
mod line;
pub mod priority;
mod queue;
mod runner;
mod running;
mod spared;

pub use activity::{MOST_LISTED, activity};
pub use error::JobsError;
pub use lease::Lease;
pub use line::{held, hold, hold_all, let_go, move_to, rouse};
pub use queue::{
    Claim, Counts, Hold, Leave, NewJob, begin, claim, claim_many, counts, enqueue, finish, hasten,
    hold_of, next_due, release, renew, request_cancel,
};
pub use runner::{Outcome, Runner, RunnerConfig, Work};
pub use spared::Spared;

//! The usual priorities of jobs. Higher goes first.

/// What was sent already and is asked about: it was paid for.
pub const BEGUN: i32 = 20;
/// What a person waits for.
pub const PERSON: i32 = 0;
/// One of many that were asked for together.
pub const BATCH: i32 = -10;
/// What nobody waits for.
pub const CHORE: i32 = -20;

//! Every operation of every manifest: the exact requests it makes, and what it understands of
//! answers shaped as the service documents them.
//!
//! A case is a JSON file in `cases/MANIFEST/OPERATION.json` with recorded answers; what was sent
//! and understood lies beside it in a `.snap` file. After a deliberate change run the tests with
//! `STUDIO_WRITE_CONTRACTS=1` and review the difference. `STUDIO_SERVICE=MANIFEST` runs one
//! service alone.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

mod case;
mod coverage;
mod parameters;
mod replay;
mod request;
mod run;
mod shipped;
mod snapshot;

//! The one place that speaks HTTP: time-outs, limits, redirects, repeats, and the guards that keep
//! keys at home and answers from making the studio call private addresses.

mod address_guard;
mod answer;
mod client;
mod payload;
mod redact;
mod retry;

pub(crate) use address_guard::is_public;
pub(crate) use answer::{Answer, Body};
pub(crate) use client::{Call, Key, place_of};
pub use client::{HttpClient, HttpConfig};
pub(crate) use payload::{Field, FieldContent, FileBody, FileSource, Payload};
pub(crate) use redact::Redactor;
pub(crate) use retry::retry_after_ms;

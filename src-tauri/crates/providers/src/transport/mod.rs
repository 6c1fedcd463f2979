//! The one place that speaks HTTP: time-outs, limits, redirects, repeats, and the guards that keep
//! keys at home and answers from making the studio call private addresses.

mod address_guard;
mod answer;
mod client;
mod clients;
mod listening;
mod payload;
mod probe;
mod proxies;
mod rates;
mod redact;
mod retry;
mod trouble;
mod trust;

pub(crate) use address_guard::is_public;
pub(crate) use answer::{Answer, Body};
pub(crate) use client::{Call, Key, place_of};
pub use client::{HttpClient, HttpConfig};
pub use clients::NetworkConfig;
pub(crate) use listening::Upgraded;
pub(crate) use payload::{Field, FieldContent, FileBody, FileSource, Payload};
pub use rates::{RateObserver, RateSignal};
pub(crate) use redact::Redactor;
pub(crate) use retry::{retry_after_ms, wait_in_body};
pub use trust::{CertificateProblem, Certificates};

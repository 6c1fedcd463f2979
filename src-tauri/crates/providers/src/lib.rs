//! Generative models of every provider, behind one door.
//!
//! A provider is a file: a manifest says where it is, how it authenticates, which models it has
//! with which parameters and prices, how a request is built and where the result lies in the
//! answer. Only wire protocols are code: chat streams, job polling, and the built-in sample
//! provider that needs neither key nor network. This crate keeps nothing: what must survive is
//! handed to the caller, who stores it before the next step.

mod address;
mod catalog;
mod chat;
mod checked;
mod connection;
mod download;
mod endpoint;
mod error;
mod failure;
mod jwt;
mod limits;
mod lines;
mod listing;
mod local;
mod manifest;
mod media;
mod model;
mod params;
mod preview;
mod programs;
mod providers;
mod sample;
mod search;
mod sse;
mod template;
mod time;
mod transport;
mod voices;

pub use address::AddressProblem;
pub use catalog::Catalog;
pub use chat::{
    ChatEvent, ChatMessage, ChatPart, ChatRequest, ChatStream, Citation, FinishReason, ToolCall,
    ToolDefinition, ToolResult,
};
pub use download::{Fetch, FileMark, stated_expiry};
pub use endpoint::Endpoint;
pub use error::{ProviderError, ProviderErrorKind, ProviderFailure, Sent};
pub use limits::{Ask, Limiter, Standing, Turn};
pub use local::{FoundPreset, PullStep, PullSteps};
pub use manifest::{
    Auth, Links, ListedModel, Manifest, ManifestCheck, ManifestError, ManifestSummary,
    manifest_schema,
};
pub use media::{
    CancelOutcome, JobProgress, MediaInput, MediaOutput, MediaRequest, MediaResult, OutputSource,
    ProviderJob, Submission,
};
pub use model::{Estimate, Given, ModelSpec, Variant};
pub use params::ParamProblem;
pub use preview::{PreviewBody, RequestPreview};
pub use programs::{Programs, Speaker};
pub use providers::Providers;
pub use search::{FoundItem, FoundPage, SearchRequest};
pub use transport::{
    CertificateProblem, Certificates, HttpClient, HttpConfig, NetworkConfig, RateObserver,
    RateSignal,
};
pub use voices::{CloneRequest, ProviderVoice};

//! The words of the studio: ids, entities, states, money and errors, without any I/O.
//!
//! Every other crate speaks in these types, and those that cross to the window derive their
//! TypeScript shape from the same definitions (feature `specta`).

mod activity;
mod asset;
mod batch;
mod budget;
mod cache_tag;
mod catalog;
mod clock;
mod columns;
mod conversation;
mod endpoint;
mod error;
mod exchange;
mod export;
mod generation;
mod id;
mod import;
mod library;
mod limits;
mod local;
mod message;
mod modality;
mod model;
mod money;
mod network;
mod organise;
mod page;
mod parameter;
mod preferences;
mod prices;
mod provenance;
mod provider;
mod recipe;
mod request;
mod search;
mod secret;
mod spending;
mod state;
mod stock;
mod storage;
mod time;
mod transcript;

pub use activity::{Activity, ActivityRun, QueueMove, QueueSettings, Rank};
pub use asset::{Asset, AssetKind, BlobHash, Colour, InvalidBlobHash, Looks};
pub use batch::{
    Batch, BatchAxis, BatchCell, BatchEstimate, BatchKind, GenerateBatch, MOST_BATCH_CELLS,
    PromptVariable,
};
pub use budget::{
    Budget, BudgetLevel, BudgetOutlook, BudgetPeriod, BudgetScope, BudgetStanding, CostOutlook,
    SetBudget, WeighCost,
};
pub use cache_tag::CacheTag;
pub use catalog::{CatalogDiff, CatalogEntry, NamedModel, RenamedModel};
pub use clock::{Clock, SystemClock};
pub use columns::{COLUMNS, Column, Coverage, Merge};
pub use conversation::{Conversation, Deletion};
pub use endpoint::{ConnectionDraft, ConnectionPreset, ResolvedEndpoint};
pub use error::{ErrorCode, Problem};
pub use exchange::{ExchangeRate, ExchangeRates};
pub use export::{ExportProgress, ExportShape, Exported, HowMade};
pub use generation::{
    CostBasis, Generation, GenerationEvent, GenerationInput, GenerationUpdate, Origin, Progress,
    Usage, WaitReason,
};
pub use id::{
    AssetId, BatchId, BudgetId, ChangeId, CollectionId, ConversationId, DeletionId, DeviceId,
    GenerationId, InvalidId, JobId, MessageId, ProjectId,
};
pub use import::{AssetSource, Imported};
pub use library::{AssetDetail, AssetFilter, AssetOrigin};
pub use limits::{LimitClass, LimitSettings, Limits, ProviderLimit, SlowedProvider};
pub use local::{FoundServer, LocalModel, OfflineVoices, PullProgress};
pub use message::{MessagePart, Role, ThreadMessage};
pub use modality::Modality;
pub use model::{Capabilities, InputSlot, MaskStyle, Model, ModelRef, ModelStatus, PromptUse};
pub use money::{Currency, InvalidCurrency, Money, PricePerMillion};
pub use network::{
    CertificateFile, ManualProxy, Network, NetworkSettings, ProxyKind, ProxySetting, Route,
    RouteTarget, RouteTest, Timeouts, TlsOutcome,
};
pub use organise::{
    AssetChange, AssetMarks, Change, Collection, ConversationUse, Flag, GenerationUse,
    InvalidRating, InvalidTag, LibraryModel, Project, Rating, Shared, Tag, TagCount, UsedIn,
};
pub use page::{Page, PageRequest};
pub use parameter::{Choice, Control, ParamValue, Parameter, Params, VisibleWhen};
pub use preferences::{ModelDefaults, Preferences, Theme};
pub use prices::{DurationUnit, PriceTier, Prices, Rates};
pub use provenance::{
    ParentRelation, Provenance, ProvenanceAsset, ProvenanceConversation, ProvenanceEdge,
    ProvenanceGeneration,
};
pub use provider::{
    KeyStatus, KeyStorage, Provider, ProviderId, ProviderKind, ProviderTest, UserManifest, Voice,
};
pub use recipe::{MadeWith, Recipe, RecipeFormat};
pub use request::{
    CloneVoice, EditMessage, EstimateMessage, Generate, GivenInput, RegenerateMessage, SendMessage,
    Sent,
};
pub use search::{
    CostRange, MatchRange, SearchFilter, SearchGroup, SearchHit, SearchResults, SearchSubject,
    SizeRange, Snippet,
};
pub use secret::Secret;
pub use spending::{
    InvalidDay, LocalDay, Spending, SpendingBy, SpendingDay, SpendingGroup, SpendingPart,
    SpendingQuery, SpendingRange, SpendingSum,
};
pub use state::{GenerationState, IllegalTransition};
pub use stock::{StockItem, StockItemRef, StockLibrary, StockPage, StockQuery, StockSearch};
pub use storage::{
    ArchivePreview, ArchiveScope, Backup, BackupReason, Backups, Chore, ChoreKind, ChoreOutcome,
    ChoreState, ChoreStep, FaultyFile, KeptConversation, KindUse, LibraryCounts, LibraryFolder,
    LibraryReport, OrphanFile, ProjectUse, RefusedFile, Repair, RestorePreview, StorageAmount,
    StorageUse, TrashUse, WatchedFolder, WatchedFolders,
};
pub use time::UnixMillis;
pub use transcript::{Spoken, Transcript, TranscriptFormat};

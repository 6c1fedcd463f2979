//! How each column of a synced table merges, and whether end-to-end encryption covers it.
//!
//! The store's tests compare this list with the schema, so that no column is added without an
//! answer to both questions.

/// How two devices' values of a column become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    /// Written once; a second value is ignored.
    Immutable,
    /// The later write wins.
    Register,
    /// Stays on the device.
    Local,
}

/// What a column says, for end-to-end encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// What people wrote or made: covered.
    Content,
    /// What a server needs for merging and listing: not covered.
    Metadata,
}

/// One column of a synced table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub name: &'static str,
    /// How it merges.
    pub merge: Merge,
    /// Whether encryption covers it.
    pub coverage: Coverage,
}

use Coverage::{Content, Metadata};
use Merge::{Immutable, Local, Register};

macro_rules! columns {
    ($($table:ident { $($name:ident: $merge:ident $coverage:ident,)+ })+) => {
        &[$($(Column {
            table: stringify!($table),
            name: stringify!($name),
            merge: $merge,
            coverage: $coverage,
        },)+)+]
    };
}

/// Every column of every synced table.
pub const COLUMNS: &[Column] = columns! {
    devices {
        id: Immutable Metadata,
        name: Register Content,
        created_at: Immutable Metadata,
        updated_at: Register Metadata,
    }
    projects {
        id: Immutable Metadata,
        name: Register Content,
        position: Register Metadata,
        created_at: Immutable Metadata,
        updated_at: Register Metadata,
        deleted_at: Register Metadata,
        deletion_id: Register Metadata,
        purged_at: Register Metadata,
    }
    blobs {
        hash: Immutable Metadata,
        byte_size: Immutable Metadata,
        mime: Immutable Metadata,
        created_at: Immutable Metadata,
    }
    generations {
        row: Local Metadata,
        id: Immutable Metadata,
        device_id: Immutable Metadata,
        project_id: Register Metadata,
        kind: Immutable Metadata,
        state: Register Metadata,
        provider_id: Immutable Metadata,
        provider_name: Immutable Metadata,
        model_id: Immutable Metadata,
        model_name: Immutable Metadata,
        model_snapshot: Immutable Metadata,
        prompt: Register Content,
        params: Register Content,
        provider_job: Register Content,
        idempotency_key: Immutable Metadata,
        retry_of: Immutable Metadata,
        batch_id: Immutable Metadata,
        origin_kind: Immutable Metadata,
        origin_id: Immutable Metadata,
        problem: Register Content,
        usage: Register Metadata,
        estimated_cost_nanos: Immutable Metadata,
        estimated_cost_currency: Immutable Metadata,
        actual_cost_nanos: Register Metadata,
        actual_cost_currency: Register Metadata,
        cost_basis: Register Metadata,
        event_number: Register Metadata,
        created_at: Immutable Metadata,
        submitted_at: Register Metadata,
        first_output_at: Register Metadata,
        ended_at: Register Metadata,
        updated_at: Register Metadata,
        deleted_at: Register Metadata,
        deletion_id: Register Metadata,
        purged_at: Register Metadata,
    }
    assets {
        row: Local Metadata,
        id: Immutable Metadata,
        project_id: Register Metadata,
        kind: Immutable Metadata,
        title: Register Content,
        blob_hash: Register Metadata,
        width: Immutable Metadata,
        height: Immutable Metadata,
        duration_ms: Immutable Metadata,
        generation_id: Immutable Metadata,
        created_at: Immutable Metadata,
        updated_at: Register Metadata,
        deleted_at: Register Metadata,
        deletion_id: Register Metadata,
        purged_at: Register Metadata,
        rating: Register Content,
        flag: Register Content,
        notes: Register Content,
    }
    generation_inputs {
        generation_id: Immutable Metadata,
        position: Immutable Metadata,
        role: Immutable Metadata,
        asset_id: Immutable Metadata,
    }
    generation_outputs {
        generation_id: Immutable Metadata,
        position: Immutable Metadata,
        asset_id: Immutable Metadata,
    }
    generation_events {
        generation_id: Immutable Metadata,
        number: Immutable Metadata,
        from_state: Immutable Metadata,
        to_state: Immutable Metadata,
        detail: Register Content,
        at: Immutable Metadata,
    }
    conversations {
        row: Local Metadata,
        id: Immutable Metadata,
        project_id: Register Metadata,
        title: Register Content,
        head_message_id: Register Metadata,
        created_at: Immutable Metadata,
        updated_at: Register Metadata,
        deleted_at: Register Metadata,
        deletion_id: Register Metadata,
        purged_at: Register Metadata,
    }
    messages {
        row: Local Metadata,
        id: Immutable Metadata,
        conversation_id: Immutable Metadata,
        parent_id: Immutable Metadata,
        role: Immutable Metadata,
        generation_id: Immutable Metadata,
        copied_from: Immutable Metadata,
        created_at: Immutable Metadata,
        updated_at: Register Metadata,
        deleted_at: Register Metadata,
        deletion_id: Register Metadata,
        purged_at: Register Metadata,
    }
    message_parts {
        message_id: Immutable Metadata,
        position: Immutable Metadata,
        kind: Immutable Metadata,
        body: Register Content,
        asset_id: Immutable Metadata,
        provider_data: Register Content,
    }
    transcripts {
        generation_id: Immutable Metadata,
        language: Register Content,
        text: Register Content,
        segments: Register Content,
        words: Register Content,
        created_at: Immutable Metadata,
    }
    asset_sources {
        asset_id: Immutable Metadata,
        provider: Immutable Metadata,
        item_id: Immutable Content,
        page_url: Immutable Content,
        author: Immutable Content,
        author_url: Immutable Content,
        licence: Immutable Content,
        licence_url: Immutable Content,
        attribution: Immutable Content,
        imported_at: Immutable Metadata,
    }
    provider_settings {
        provider_id: Immutable Metadata,
        enabled: Register Metadata,
        updated_at: Register Metadata,
    }
    catalog_models {
        provider_id: Immutable Metadata,
        model_id: Immutable Metadata,
        name: Register Content,
        added_at: Register Metadata,
        vanished_at: Register Metadata,
        updated_at: Register Metadata,
    }
    asset_tags {
        asset_id: Immutable Metadata,
        tag: Immutable Content,
        added_at: Immutable Metadata,
        removed_at: Register Metadata,
        updated_at: Register Metadata,
    }
    collections {
        id: Immutable Metadata,
        name: Register Content,
        position: Register Metadata,
        created_at: Immutable Metadata,
        updated_at: Register Metadata,
        deleted_at: Register Metadata,
        deletion_id: Register Metadata,
        purged_at: Register Metadata,
    }
    collection_assets {
        collection_id: Immutable Metadata,
        asset_id: Immutable Metadata,
        position: Register Metadata,
        added_at: Immutable Metadata,
        removed_at: Register Metadata,
        updated_at: Register Metadata,
    }
    asset_parents {
        asset_id: Immutable Metadata,
        parent_id: Immutable Metadata,
        relation: Immutable Metadata,
        created_at: Immutable Metadata,
    }
    asset_recipes {
        asset_id: Immutable Metadata,
        format: Immutable Metadata,
        prompt: Immutable Content,
        negative_prompt: Immutable Content,
        model: Immutable Content,
        params: Immutable Content,
        read_at: Immutable Metadata,
    }
    budgets {
        id: Immutable Metadata,
        scope_kind: Immutable Metadata,
        scope: Immutable Metadata,
        period: Immutable Metadata,
        limit_nanos: Register Metadata,
        limit_currency: Register Metadata,
        created_at: Immutable Metadata,
        updated_at: Register Metadata,
        deleted_at: Register Metadata,
        deletion_id: Register Metadata,
        purged_at: Register Metadata,
    }
    exchange_rates {
        from_currency: Immutable Metadata,
        to_currency: Immutable Metadata,
        valid_from: Immutable Metadata,
        rate_nanos: Register Metadata,
        updated_at: Register Metadata,
    }
    batches {
        id: Immutable Metadata,
        kind: Immutable Metadata,
        title: Register Content,
        spec: Immutable Content,
        created_at: Immutable Metadata,
        updated_at: Register Metadata,
        deleted_at: Register Metadata,
        deletion_id: Register Metadata,
        purged_at: Register Metadata,
    }
    batch_cells {
        batch_id: Immutable Metadata,
        position: Immutable Metadata,
        generation_id: Register Metadata,
        column_label: Immutable Content,
        row_label: Immutable Content,
        updated_at: Register Metadata,
    }
    connections {
        provider_id: Immutable Metadata,
        manifest_id: Register Metadata,
        name: Register Content,
        base_url: Register Content,
        models: Register Content,
        models_read_at: Register Metadata,
        created_at: Immutable Metadata,
        updated_at: Register Metadata,
        deleted_at: Register Metadata,
        deletion_id: Register Metadata,
        purged_at: Register Metadata,
    }
    settings {
        name: Immutable Metadata,
        value: Register Content,
        updated_at: Register Metadata,
    }
};

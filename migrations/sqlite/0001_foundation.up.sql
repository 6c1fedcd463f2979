-- The studio's first tables. The rules behind them are in docs/decisions/0002-schema-rules.md.
-- Ids are UUIDv7 as 16 bytes, times UTC milliseconds, money nano-units with an ISO currency.
-- Every foreign key is deferred, so that a pulled page may bring a child before its parent.

pragma user_version = 1;

create table devices (
    id blob not null primary key check (length(id) = 16),
    name text not null,
    created_at integer not null,
    updated_at integer not null
) strict, without rowid;

-- Which of the devices this copy of the database lives on. Never synced.
create table this_device (
    singleton integer primary key check (singleton = 1),
    device_id blob not null references devices (id) deferrable initially deferred
) strict;

create table projects (
    id blob not null primary key check (length(id) = 16),
    name text not null,
    position text not null,
    created_at integer not null,
    updated_at integer not null,
    deleted_at integer,
    deletion_id blob check (length(deletion_id) = 16),
    purged_at integer,
    check ((deleted_at is null) = (deletion_id is null)),
    check (purged_at is null or deleted_at is not null)
) strict, without rowid;

create table blobs (
    hash blob not null primary key check (length(hash) = 32),
    byte_size integer not null check (byte_size >= 0),
    mime text not null,
    created_at integer not null
) strict, without rowid;

-- Which blobs have their file on this device. Paths follow from the hash. Never synced.
create table blob_files (
    hash blob not null primary key references blobs (hash) deferrable initially deferred,
    stored_at integer not null
) strict, without rowid;

-- A lookup table, so that a new kind is an insert and not a rebuilt ledger.
create table generation_kinds (
    kind text not null primary key
) strict, without rowid;

insert into generation_kinds (kind) values ('chat'), ('image');

-- The ledger: one row for everything that was ever asked of a model, written before the request
-- leaves. Provider and model are text with a snapshot, because models vanish.
create table generations (
    row integer primary key,
    id blob not null unique check (length(id) = 16),
    device_id blob not null references devices (id) deferrable initially deferred,
    project_id blob references projects (id) deferrable initially deferred,
    kind text not null references generation_kinds (kind) deferrable initially deferred,
    state text not null check (
        state in ('queued', 'submitted', 'running', 'succeeded', 'failed', 'cancelled', 'unknown')
    ),
    provider_id text not null,
    provider_name text not null,
    model_id text not null,
    model_name text not null,
    model_snapshot text not null check (json_valid(model_snapshot)),
    prompt text,
    params text not null check (json_valid(params)),
    provider_job text check (provider_job is null or json_valid(provider_job)),
    idempotency_key text not null unique,
    retry_of blob references generations (id) deferrable initially deferred,
    batch_id blob check (length(batch_id) = 16),
    origin_kind text not null check (
        origin_kind in (
            'chat', 'studio', 'batch', 'canvas', 'workflow', 'tool', 'command-line'
        )
    ),
    origin_id blob check (length(origin_id) = 16),
    problem text check (problem is null or json_valid(problem)),
    usage text check (usage is null or json_valid(usage)),
    estimated_cost_nanos integer,
    estimated_cost_currency text check (length(estimated_cost_currency) = 3),
    actual_cost_nanos integer,
    actual_cost_currency text check (length(actual_cost_currency) = 3),
    cost_basis text check (cost_basis in ('usage', 'estimate')),
    event_number integer not null default 0,
    created_at integer not null,
    submitted_at integer,
    first_output_at integer,
    ended_at integer,
    updated_at integer not null,
    deleted_at integer,
    deletion_id blob check (length(deletion_id) = 16),
    purged_at integer,
    check ((deleted_at is null) = (deletion_id is null)),
    check (purged_at is null or deleted_at is not null),
    check ((state in ('succeeded', 'failed', 'cancelled')) = (ended_at is not null)),
    check ((estimated_cost_nanos is null) = (estimated_cost_currency is null)),
    check ((actual_cost_nanos is null) = (actual_cost_currency is null)),
    check ((actual_cost_nanos is null) = (cost_basis is null))
) strict;

create index generations_by_state on generations (state) where state not in ('succeeded', 'failed', 'cancelled');
create index generations_by_kind on generations (kind, id desc) where deleted_at is null;
create index generations_by_origin on generations (origin_id) where origin_id is not null;
create index generations_by_deletion on generations (deletion_id) where deletion_id is not null;

create trigger generations_request_is_immutable
before update of id, device_id, kind, provider_id, provider_name, model_id, model_name,
    model_snapshot, idempotency_key, retry_of, batch_id, origin_kind, origin_id, created_at
on generations
begin
    select raise (abort, 'the request of a generation never changes');
end;

-- Purging may blank them, nothing may rewrite them.
create trigger generations_content_is_only_scrubbed
before update of prompt, params on generations
when (new.prompt is not old.prompt and new.prompt is not null)
    or (new.params is not old.params and new.params is not '{}')
begin
    select raise (abort, 'what was asked of a model never changes');
end;

-- `blob_hash` is null once the asset was purged: the row stays, so that what refers to it does.
create table assets (
    row integer primary key,
    id blob not null unique check (length(id) = 16),
    project_id blob references projects (id) deferrable initially deferred,
    kind text not null check (kind in ('image', 'video', 'audio')),
    title text not null,
    blob_hash blob references blobs (hash) deferrable initially deferred,
    width integer,
    height integer,
    duration_ms integer,
    generation_id blob references generations (id) deferrable initially deferred,
    created_at integer not null,
    updated_at integer not null,
    deleted_at integer,
    deletion_id blob check (length(deletion_id) = 16),
    purged_at integer,
    check ((deleted_at is null) = (deletion_id is null)),
    check (purged_at is null or deleted_at is not null),
    check ((blob_hash is null) = (purged_at is not null))
) strict;

create index assets_present on assets (id desc) where deleted_at is null;
create index assets_present_by_kind on assets (kind, id desc) where deleted_at is null;
create index assets_in_trash on assets (id desc) where deleted_at is not null;
create index assets_in_trash_by_kind on assets (kind, id desc) where deleted_at is not null;
create index assets_by_deletion on assets (deletion_id) where deletion_id is not null;
create index assets_by_blob on assets (blob_hash);
create index assets_by_generation on assets (generation_id) where generation_id is not null;

create table generation_inputs (
    generation_id blob not null references generations (id) deferrable initially deferred,
    position integer not null,
    role text not null,
    asset_id blob not null references assets (id) deferrable initially deferred,
    primary key (generation_id, position)
) strict, without rowid;

create index generation_inputs_by_asset on generation_inputs (asset_id);

create table generation_outputs (
    generation_id blob not null references generations (id) deferrable initially deferred,
    position integer not null,
    asset_id blob not null references assets (id) deferrable initially deferred,
    primary key (generation_id, position)
) strict, without rowid;

create index generation_outputs_by_asset on generation_outputs (asset_id);

-- The timeline of transitions; `number` counts from 1 within a generation.
create table generation_events (
    generation_id blob not null references generations (id) deferrable initially deferred,
    number integer not null,
    from_state text,
    to_state text not null,
    detail text,
    at integer not null,
    primary key (generation_id, number)
) strict, without rowid;

-- Streamed text as it arrived: append-only, never synced, folded into the message's parts in the
-- transaction that ends the generation.
create table stream_chunks (
    generation_id blob not null references generations (id) deferrable initially deferred,
    seq integer not null,
    channel text not null check (channel in ('text', 'reasoning')),
    text text not null,
    primary key (generation_id, seq)
) strict, without rowid;

create table conversations (
    row integer primary key,
    id blob not null unique check (length(id) = 16),
    project_id blob references projects (id) deferrable initially deferred,
    title text not null,
    head_message_id blob,
    created_at integer not null,
    updated_at integer not null,
    deleted_at integer,
    deletion_id blob check (length(deletion_id) = 16),
    purged_at integer,
    check ((deleted_at is null) = (deletion_id is null)),
    check (purged_at is null or deleted_at is not null),
    foreign key (id, head_message_id) references messages (conversation_id, id) deferrable initially deferred
) strict;

create index conversations_by_change on conversations (updated_at desc, id desc) where deleted_at is null;
create index conversations_by_deletion on conversations (deletion_id) where deletion_id is not null;

-- Messages form trees whose links never change, so no sequence of edits can make a cycle.
-- A moved branch is a copy with new ids and `copied_from`.
create table messages (
    row integer primary key,
    id blob not null unique check (length(id) = 16),
    conversation_id blob not null references conversations (id) deferrable initially deferred,
    parent_id blob,
    role text not null check (role in ('system', 'user', 'assistant')),
    generation_id blob unique references generations (id) deferrable initially deferred,
    copied_from blob references messages (id) deferrable initially deferred,
    created_at integer not null,
    updated_at integer not null,
    deleted_at integer,
    deletion_id blob check (length(deletion_id) = 16),
    purged_at integer,
    check ((deleted_at is null) = (deletion_id is null)),
    check (purged_at is null or deleted_at is not null),
    check (parent_id is not id),
    unique (conversation_id, id),
    foreign key (conversation_id, parent_id) references messages (conversation_id, id) deferrable initially deferred
) strict;

create index messages_by_parent on messages (conversation_id, parent_id, id);
create index messages_by_deletion on messages (deletion_id) where deletion_id is not null;

create trigger messages_links_are_immutable
before update of id, conversation_id, parent_id, role, generation_id, copied_from, created_at on messages
begin
    select raise (abort, 'a message never moves; copy the branch and delete the old one');
end;

create table message_parts (
    message_id blob not null references messages (id) deferrable initially deferred,
    position integer not null,
    kind text not null check (kind in ('text', 'reasoning', 'asset')),
    body text,
    asset_id blob references assets (id) deferrable initially deferred,
    -- Opaque data that must go back to the provider unchanged, such as a reasoning signature.
    provider_data text check (provider_data is null or json_valid(provider_data)),
    primary key (message_id, position),
    check ((kind = 'asset') = (asset_id is not null))
) strict, without rowid;

create index message_parts_by_asset on message_parts (asset_id) where asset_id is not null;

-- When somebody should look at something next. A generation's state is in `generations` alone;
-- both change in one transaction. Never synced.
create table jobs (
    id blob not null primary key check (length(id) = 16),
    kind text not null,
    payload text not null check (json_valid(payload)),
    priority integer not null default 0,
    not_before integer not null,
    lease_owner text,
    lease_until integer,
    attempts integer not null default 0,
    wait_reason text check (wait_reason in ('queue', 'rate-limit', 'provider')),
    cancel_requested_at integer,
    generation_id blob unique references generations (id) deferrable initially deferred,
    created_at integer not null,
    check ((lease_owner is null) = (lease_until is null))
) strict, without rowid;

create index jobs_by_turn on jobs (priority desc, not_before, id);

-- Servers the user added, and addresses that replace a manifest's own.
create table connections (
    provider_id text not null primary key,
    manifest_id text not null,
    name text not null,
    base_url text not null,
    -- The models the server listed when it was last asked, as a JSON array of {id, name}.
    models text not null check (json_valid(models)),
    models_read_at integer,
    created_at integer not null,
    updated_at integer not null,
    deleted_at integer,
    deletion_id blob check (length(deletion_id) = 16),
    purged_at integer,
    check ((deleted_at is null) = (deletion_id is null)),
    check (purged_at is null or deleted_at is not null)
) strict, without rowid;

create index connections_by_deletion on connections (deletion_id) where deletion_id is not null;

-- Settings that belong to data, as JSON by name.
create table settings (
    name text not null primary key,
    value text not null check (json_valid(value)),
    updated_at integer not null
) strict, without rowid;

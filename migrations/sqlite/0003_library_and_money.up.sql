-- What people note about their assets, what money may be spent, and batches that belong together.

pragma user_version = 3;

alter table assets add column rating integer check (rating between 1 and 5);
-- The verdict on a contact sheet.
alter table assets add column flag text check (flag in ('keep', 'reject'));
alter table assets add column notes text check (length(notes) between 1 and 100000);

create index assets_by_project on assets (project_id, id desc) where project_id is not null;
create index assets_by_rating on assets (rating, id desc) where rating is not null;

-- A tag taken off keeps its row, so that another device learns of it.
create table asset_tags (
    asset_id blob not null references assets (id) deferrable initially deferred,
    tag text not null check (length(tag) between 1 and 100),
    added_at integer not null,
    removed_at integer,
    updated_at integer not null,
    primary key (asset_id, tag)
) strict, without rowid;

create index asset_tags_by_tag on asset_tags (tag, asset_id desc) where removed_at is null;

create table collections (
    id blob not null primary key check (length(id) = 16),
    name text not null check (length(name) between 1 and 200),
    position text not null,
    created_at integer not null,
    updated_at integer not null,
    deleted_at integer,
    deletion_id blob check (length(deletion_id) = 16),
    purged_at integer,
    check ((deleted_at is null) = (deletion_id is null)),
    check (purged_at is null or deleted_at is not null)
) strict, without rowid;

create index collections_by_deletion on collections (deletion_id) where deletion_id is not null;

create table collection_assets (
    collection_id blob not null references collections (id) deferrable initially deferred,
    asset_id blob not null references assets (id) deferrable initially deferred,
    position text not null,
    added_at integer not null,
    removed_at integer,
    updated_at integer not null,
    primary key (collection_id, asset_id)
) strict, without rowid;

create index collection_assets_by_asset on collection_assets (asset_id) where removed_at is null;

-- How an asset was made from another one by the studio itself. What a model made of an asset is
-- told by generation_inputs and generation_outputs.
create table asset_parents (
    asset_id blob not null references assets (id) deferrable initially deferred,
    parent_id blob not null references assets (id) deferrable initially deferred,
    relation text not null check (relation in ('edit', 'variation', 'upscale', 'extract')),
    created_at integer not null,
    primary key (asset_id, parent_id),
    check (asset_id <> parent_id)
) strict, without rowid;

create index asset_parents_by_parent on asset_parents (parent_id);

-- What a file from elsewhere said about how it was made.
create table asset_recipes (
    asset_id blob not null primary key references assets (id) deferrable initially deferred,
    format text not null check (format in ('studio', 'automatic1111', 'comfyui', 'invokeai')),
    prompt text,
    negative_prompt text,
    model text,
    -- As a JSON object of names and values, in the words of the format.
    params text not null check (json_valid(params)),
    read_at integer not null
) strict, without rowid;

-- What can be computed from a blob's bytes again at any time. Never synced.
create table blob_looks (
    hash blob not null primary key references blobs (hash) deferrable initially deferred,
    blurhash text,
    -- As a JSON array of {rgb, share}, the largest share first.
    colours text not null check (json_valid(colours)),
    computed_at integer not null
) strict, without rowid;

-- What may be spent. `scope` is a project's id in hexadecimal or a provider's id.
create table budgets (
    id blob not null primary key check (length(id) = 16),
    scope_kind text not null check (scope_kind in ('everything', 'project', 'provider')),
    scope text,
    period text not null check (period in ('day', 'month')),
    limit_nanos integer not null check (limit_nanos >= 0),
    limit_currency text not null check (length(limit_currency) = 3),
    created_at integer not null,
    updated_at integer not null,
    deleted_at integer,
    deletion_id blob check (length(deletion_id) = 16),
    purged_at integer,
    check ((deleted_at is null) = (deletion_id is null)),
    check (purged_at is null or deleted_at is not null),
    check ((scope_kind = 'everything') = (scope is null))
) strict, without rowid;

create index budgets_by_deletion on budgets (deletion_id) where deletion_id is not null;

-- Rates that the user entered: billionths of `to_currency` for one unit of `from_currency`.
create table exchange_rates (
    from_currency text not null check (length(from_currency) = 3),
    to_currency text not null check (length(to_currency) = 3),
    valid_from integer not null,
    rate_nanos integer not null check (rate_nanos > 0),
    updated_at integer not null,
    primary key (from_currency, to_currency, valid_from),
    check (from_currency <> to_currency)
) strict, without rowid;

-- Covers every question about spending, so that none reads the ledger's wide rows.
create index generations_by_cost on generations (
    created_at, state, provider_id, model_id, kind, project_id, estimated_cost_nanos,
    estimated_cost_currency, actual_cost_nanos, actual_cost_currency
);
create index generations_by_batch on generations (batch_id) where batch_id is not null;

-- Generations asked for together. `spec` is what was asked for, as JSON.
create table batches (
    id blob not null primary key check (length(id) = 16),
    kind text not null check (kind in ('seeds', 'prompts', 'grid')),
    title text not null,
    spec text not null check (json_valid(spec)),
    created_at integer not null,
    updated_at integer not null,
    deleted_at integer,
    deletion_id blob check (length(deletion_id) = 16),
    purged_at integer,
    check ((deleted_at is null) = (deletion_id is null)),
    check (purged_at is null or deleted_at is not null)
) strict, without rowid;

create index batches_by_deletion on batches (deletion_id) where deletion_id is not null;

-- Which generation stands where in its batch; a retry takes the place of what it tries again.
create table batch_cells (
    batch_id blob not null references batches (id) deferrable initially deferred,
    position integer not null,
    generation_id blob not null references generations (id) deferrable initially deferred,
    column_label text,
    row_label text,
    updated_at integer not null,
    primary key (batch_id, position)
) strict, without rowid;

create index batch_cells_by_generation on batch_cells (generation_id);

-- Lower turns go first within a priority. What the user holds back is not claimed.
alter table jobs add column turn integer not null default 0;
alter table jobs add column held_at integer;

drop index jobs_by_turn;
create index jobs_by_turn on jobs (priority desc, turn, not_before, id) where held_at is null;

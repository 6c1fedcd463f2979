-- Every kind of generation, what comes with the new ones, and what is known of providers' models.

pragma user_version = 2;

insert into generation_kinds (kind) values
    ('image-edit'), ('video'), ('speech'), ('sound'), ('music'), ('transcription'), ('embedding');

-- Rebuilt for a wider check: documents are assets too.
create table assets_new (
    row integer primary key,
    id blob not null unique check (length(id) = 16),
    project_id blob references projects (id) deferrable initially deferred,
    kind text not null check (kind in ('image', 'video', 'audio', 'document')),
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

insert into assets_new (row, id, project_id, kind, title, blob_hash, width, height, duration_ms,
    generation_id, created_at, updated_at, deleted_at, deletion_id, purged_at)
select row, id, project_id, kind, title, blob_hash, width, height, duration_ms,
    generation_id, created_at, updated_at, deleted_at, deletion_id, purged_at
from assets;

drop table assets;
alter table assets_new rename to assets;

create index assets_present on assets (id desc) where deleted_at is null;
create index assets_present_by_kind on assets (kind, id desc) where deleted_at is null;
create index assets_in_trash on assets (id desc) where deleted_at is not null;
create index assets_in_trash_by_kind on assets (kind, id desc) where deleted_at is not null;
create index assets_by_deletion on assets (deletion_id) where deletion_id is not null;
create index assets_by_blob on assets (blob_hash);
create index assets_by_generation on assets (generation_id) where generation_id is not null;

-- Rebuilt for a wider check: answers name their sources. A citation's body is JSON of
-- {url, title, snippet}.
create table message_parts_new (
    message_id blob not null references messages (id) deferrable initially deferred,
    position integer not null,
    kind text not null check (kind in ('text', 'reasoning', 'asset', 'citation')),
    body text,
    asset_id blob references assets (id) deferrable initially deferred,
    -- Opaque data that must go back to the provider unchanged, such as a reasoning signature.
    provider_data text check (provider_data is null or json_valid(provider_data)),
    primary key (message_id, position),
    check ((kind = 'asset') = (asset_id is not null)),
    check (kind <> 'citation' or json_valid(body))
) strict, without rowid;

insert into message_parts_new (message_id, position, kind, body, asset_id, provider_data)
select message_id, position, kind, body, asset_id, provider_data from message_parts;

drop table message_parts;
alter table message_parts_new rename to message_parts;

create index message_parts_by_asset on message_parts (asset_id) where asset_id is not null;

-- What a transcription wrote down. Segments and words are JSON arrays of
-- {text, start_ms, end_ms, speaker}.
create table transcripts (
    generation_id blob not null primary key references generations (id) deferrable initially deferred,
    language text,
    text text not null,
    segments text not null check (json_valid(segments)),
    words text not null check (json_valid(words)),
    created_at integer not null
) strict, without rowid;

-- Where an asset from elsewhere came from, and on what terms it may be used.
create table asset_sources (
    asset_id blob not null primary key references assets (id) deferrable initially deferred,
    provider text not null,
    item_id text not null,
    page_url text,
    author text,
    author_url text,
    licence text,
    licence_url text,
    attribution text,
    imported_at integer not null
) strict, without rowid;

-- What the user settled for a provider; a provider without a row is as it ships.
create table provider_settings (
    provider_id text not null primary key,
    enabled integer not null check (enabled in (0, 1)),
    updated_at integer not null
) strict, without rowid;

-- What the user accepted from a provider's own list of models over what ships: models that came,
-- and models that went. A model with neither date is as it ships.
create table catalog_models (
    provider_id text not null,
    model_id text not null,
    name text not null,
    added_at integer,
    vanished_at integer,
    updated_at integer not null,
    primary key (provider_id, model_id)
) strict, without rowid;

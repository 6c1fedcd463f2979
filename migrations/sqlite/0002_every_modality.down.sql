-- What the older schema has no place for goes: documents, citations, and generations of the newer
-- kinds with all that belongs to them.

pragma user_version = 1;

drop table catalog_models;
drop table provider_settings;
drop table asset_sources;
drop table transcripts;

create temp table newer_generations as
select id from generations where kind not in ('chat', 'image');
create temp table newer_assets as
select id from assets
where kind = 'document' or generation_id in (select id from newer_generations);

create table message_parts_old (
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

insert into message_parts_old (message_id, position, kind, body, asset_id, provider_data)
select message_id, position, kind, body, asset_id, provider_data from message_parts
where kind <> 'citation'
    and (asset_id is null or asset_id not in (select id from newer_assets));

drop table message_parts;
alter table message_parts_old rename to message_parts;

create index message_parts_by_asset on message_parts (asset_id) where asset_id is not null;

delete from generation_inputs
where generation_id in (select id from newer_generations)
    or asset_id in (select id from newer_assets);
delete from generation_outputs
where generation_id in (select id from newer_generations)
    or asset_id in (select id from newer_assets);
delete from generation_events where generation_id in (select id from newer_generations);
delete from stream_chunks where generation_id in (select id from newer_generations);
delete from jobs where generation_id in (select id from newer_generations);

create table assets_old (
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

insert into assets_old (row, id, project_id, kind, title, blob_hash, width, height, duration_ms,
    generation_id, created_at, updated_at, deleted_at, deletion_id, purged_at)
select row, id, project_id, kind, title, blob_hash, width, height, duration_ms,
    generation_id, created_at, updated_at, deleted_at, deletion_id, purged_at
from assets where id not in (select id from newer_assets);

drop table assets;
alter table assets_old rename to assets;

create index assets_present on assets (id desc) where deleted_at is null;
create index assets_present_by_kind on assets (kind, id desc) where deleted_at is null;
create index assets_in_trash on assets (id desc) where deleted_at is not null;
create index assets_in_trash_by_kind on assets (kind, id desc) where deleted_at is not null;
create index assets_by_deletion on assets (deletion_id) where deletion_id is not null;
create index assets_by_blob on assets (blob_hash);
create index assets_by_generation on assets (generation_id) where generation_id is not null;

delete from generations where id in (select id from newer_generations);
delete from generation_kinds where kind not in ('chat', 'image');

drop table newer_generations;
drop table newer_assets;

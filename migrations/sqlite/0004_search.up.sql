-- Search: an index of everything that people write and make, and the queue of what it has yet to
-- read. All of it can be made anew from the other tables, and none of it leaves the device.
--
-- `subject` is 1 for messages, 2 for conversations, 3 for assets, 4 for prompts of generations and
-- 5 for transcripts.

pragma user_version = 4;

-- What the index holds. `row` is the subject times 2^40 plus a second since 1970, the next free one
-- from `created_at` on: so the newest comes last within its subject, and neighbours in time are
-- neighbours in the index.
create table search_entries (
    row integer primary key,
    subject integer not null check (subject between 1 and 5),
    id blob not null check (length(id) = 16),
    created_at integer not null,
    byte_size integer,
    cost_nanos integer,
    cost_currency text check (length(cost_currency) = 3),
    unique (subject, id),
    check (row >> 40 = subject),
    check ((cost_nanos is null) = (cost_currency is null))
) strict;

-- The furthest that a row lies behind the second it was made in.
create table search_drift (
    singleton integer primary key check (singleton = 1),
    seconds integer not null
) strict;

insert into search_drift (singleton, seconds) values (1, 0);

-- What changed since the index last read it. The stamp is another one at each change.
create table search_queue (
    subject integer not null check (subject between 1 and 5),
    id blob not null check (length(id) = 16),
    stamp integer not null,
    primary key (subject, id)
) strict, without rowid;

-- The words come from the studio already folded and cut, each once; `ascii` leaves them as they
-- are. Nothing is ranked or highlighted from here, so neither positions nor text are kept.
create virtual table search_index using fts5 (
    tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);

create trigger search_messages_added
after insert on messages
begin
    insert into search_queue (subject, id, stamp)
    values (1, new.id, random())
    on conflict do update set stamp = random();
end;

create trigger search_messages_deleted
after update of deleted_at, purged_at on messages
begin
    insert into search_queue (subject, id, stamp)
    values (1, new.id, random())
    on conflict do update set stamp = random();
end;

create trigger search_parts_added
after insert on message_parts
when new.kind = 'text'
begin
    insert into search_queue (subject, id, stamp)
    values (1, new.message_id, random())
    on conflict do update set stamp = random();
end;

create trigger search_parts_changed
after update of body on message_parts
when new.kind = 'text'
begin
    insert into search_queue (subject, id, stamp)
    values (1, new.message_id, random())
    on conflict do update set stamp = random();
end;

create trigger search_parts_removed
after delete on message_parts
when old.kind = 'text'
begin
    insert into search_queue (subject, id, stamp)
    values (1, old.message_id, random())
    on conflict do update set stamp = random();
end;

create trigger search_conversations_added
after insert on conversations
begin
    insert into search_queue (subject, id, stamp)
    values (2, new.id, random())
    on conflict do update set stamp = random();
end;

create trigger search_conversations_changed
after update of title, project_id, deleted_at, purged_at on conversations
begin
    insert into search_queue (subject, id, stamp)
    values (2, new.id, random())
    on conflict do update set stamp = random();
end;

create trigger search_conversations_moved
after update of project_id on conversations
when new.project_id is not old.project_id
begin
    insert into search_queue (subject, id, stamp)
    select 1, id, random() from messages where conversation_id = new.id
    on conflict do update set stamp = random();
end;

create trigger search_assets_added
after insert on assets
begin
    insert into search_queue (subject, id, stamp)
    values (3, new.id, random())
    on conflict do update set stamp = random();
end;

create trigger search_assets_changed
after update of title, notes, rating, flag, project_id, blob_hash, deleted_at, purged_at on assets
when new.title is not old.title
    or new.notes is not old.notes
    or new.rating is not old.rating
    or new.flag is not old.flag
    or new.project_id is not old.project_id
    or new.blob_hash is not old.blob_hash
    or new.deleted_at is not old.deleted_at
    or new.purged_at is not old.purged_at
begin
    insert into search_queue (subject, id, stamp)
    values (3, new.id, random())
    on conflict do update set stamp = random();
end;

create trigger search_tags_added
after insert on asset_tags
begin
    insert into search_queue (subject, id, stamp)
    values (3, new.asset_id, random())
    on conflict do update set stamp = random();
end;

create trigger search_tags_changed
after update on asset_tags
begin
    insert into search_queue (subject, id, stamp)
    values (3, new.asset_id, random())
    on conflict do update set stamp = random();
end;

create trigger search_tags_removed
after delete on asset_tags
begin
    insert into search_queue (subject, id, stamp)
    values (3, old.asset_id, random())
    on conflict do update set stamp = random();
end;

create trigger search_collections_added
after insert on collection_assets
begin
    insert into search_queue (subject, id, stamp)
    values (3, new.asset_id, random())
    on conflict do update set stamp = random();
end;

create trigger search_collections_changed
after update of removed_at on collection_assets
begin
    insert into search_queue (subject, id, stamp)
    values (3, new.asset_id, random())
    on conflict do update set stamp = random();
end;

create trigger search_collections_removed
after delete on collection_assets
begin
    insert into search_queue (subject, id, stamp)
    values (3, old.asset_id, random())
    on conflict do update set stamp = random();
end;

create trigger search_recipes_added
after insert on asset_recipes
begin
    insert into search_queue (subject, id, stamp)
    values (3, new.asset_id, random())
    on conflict do update set stamp = random();
end;

create trigger search_recipes_changed
after update on asset_recipes
begin
    insert into search_queue (subject, id, stamp)
    values (3, new.asset_id, random())
    on conflict do update set stamp = random();
end;

create trigger search_recipes_removed
after delete on asset_recipes
begin
    insert into search_queue (subject, id, stamp)
    values (3, old.asset_id, random())
    on conflict do update set stamp = random();
end;

create trigger search_sources_added
after insert on asset_sources
begin
    insert into search_queue (subject, id, stamp)
    values (3, new.asset_id, random())
    on conflict do update set stamp = random();
end;

create trigger search_sources_removed
after delete on asset_sources
begin
    insert into search_queue (subject, id, stamp)
    values (3, old.asset_id, random())
    on conflict do update set stamp = random();
end;

create trigger search_generations_added
after insert on generations
when new.prompt is not null
begin
    insert into search_queue (subject, id, stamp)
    values (4, new.id, random())
    on conflict do update set stamp = random();
end;

create trigger search_generations_changed
after update of prompt, project_id, actual_cost_nanos, actual_cost_currency, deleted_at, purged_at on generations
when new.prompt is not old.prompt
    or new.project_id is not old.project_id
    or new.actual_cost_nanos is not old.actual_cost_nanos
    or new.actual_cost_currency is not old.actual_cost_currency
    or new.deleted_at is not old.deleted_at
    or new.purged_at is not old.purged_at
begin
    insert into search_queue (subject, id, stamp)
    values (4, new.id, random())
    on conflict do update set stamp = random();
    insert into search_queue (subject, id, stamp)
    select 1, id, random() from messages where generation_id = new.id
    on conflict do update set stamp = random();
    insert into search_queue (subject, id, stamp)
    select 3, id, random() from assets where generation_id = new.id
    on conflict do update set stamp = random();
    insert into search_queue (subject, id, stamp)
    select 5, generation_id, random() from transcripts where generation_id = new.id
    on conflict do update set stamp = random();
end;

create trigger search_transcripts_added
after insert on transcripts
begin
    insert into search_queue (subject, id, stamp)
    values (5, new.generation_id, random())
    on conflict do update set stamp = random();
end;

create trigger search_transcripts_changed
after update of text on transcripts
begin
    insert into search_queue (subject, id, stamp)
    values (5, new.generation_id, random())
    on conflict do update set stamp = random();
end;

create trigger search_transcripts_removed
after delete on transcripts
begin
    insert into search_queue (subject, id, stamp)
    values (5, old.generation_id, random())
    on conflict do update set stamp = random();
end;

-- Everything there is so far is yet to be read.
insert into search_queue (subject, id, stamp) select 1, id, random() from messages where deleted_at is null;
insert into search_queue (subject, id, stamp) select 2, id, random() from conversations where deleted_at is null;
insert into search_queue (subject, id, stamp) select 3, id, random() from assets where deleted_at is null;
insert into search_queue (subject, id, stamp)
select 4, id, random() from generations where deleted_at is null and prompt is not null;
insert into search_queue (subject, id, stamp) select 5, generation_id, random() from transcripts;

-- What keeps lists quick in a library of any size. All of it is made of what other tables hold.

pragma user_version = 5;

-- The words of the search index, to look up those with a beginning.
create virtual table search_words using fts5vocab(search_index, instance);

create index assets_by_flag on assets (flag, id desc) where flag is not null;

-- The model that made an asset, beside the asset, in the order of the library. Neither ever
-- changes.
create table asset_makers (
    asset_id blob not null primary key references assets (id) deferrable initially deferred,
    provider_id text not null,
    model_id text not null
) strict, without rowid;

create index asset_makers_by_model on asset_makers (provider_id, model_id, asset_id desc);

insert into asset_makers (asset_id, provider_id, model_id)
select assets.id, generations.provider_id, generations.model_id
from assets join generations on generations.id = assets.generation_id;

create trigger makers_assets_added
after insert on assets
when new.generation_id is not null
begin
    insert into asset_makers (asset_id, provider_id, model_id)
    select new.id, provider_id, model_id from generations where id = new.generation_id;
end;

-- Where rows are copied from elsewhere, an asset may come before what made it.
create trigger makers_generations_added
after insert on generations
begin
    insert into asset_makers (asset_id, provider_id, model_id)
    select id, new.provider_id, new.model_id from assets where generation_id = new.id;
end;

-- Notes, budgets and batches go; the assets and generations they spoke of stay.

pragma user_version = 2;

drop index jobs_by_turn;
alter table jobs drop column held_at;
alter table jobs drop column turn;
create index jobs_by_turn on jobs (priority desc, not_before, id);

drop table batch_cells;
drop table batches;
drop index generations_by_batch;
drop index generations_by_cost;
drop table exchange_rates;
drop table budgets;
drop table blob_looks;
drop table asset_recipes;
drop table asset_parents;
drop table collection_assets;
drop table collections;
drop table asset_tags;

drop index assets_by_rating;
drop index assets_by_project;
alter table assets drop column notes;
alter table assets drop column flag;
alter table assets drop column rating;

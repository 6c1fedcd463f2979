-- All of it can be made anew from what stays.

pragma user_version = 4;

drop trigger makers_assets_added;
drop trigger makers_generations_added;
drop table asset_makers;
drop index assets_by_flag;
drop table search_words;

-- The index goes; what it was made from stays.

pragma user_version = 3;

drop trigger search_messages_added;
drop trigger search_messages_deleted;
drop trigger search_parts_added;
drop trigger search_parts_changed;
drop trigger search_parts_removed;
drop trigger search_conversations_added;
drop trigger search_conversations_changed;
drop trigger search_conversations_moved;
drop trigger search_assets_added;
drop trigger search_assets_changed;
drop trigger search_tags_added;
drop trigger search_tags_changed;
drop trigger search_tags_removed;
drop trigger search_collections_added;
drop trigger search_collections_changed;
drop trigger search_collections_removed;
drop trigger search_recipes_added;
drop trigger search_recipes_changed;
drop trigger search_recipes_removed;
drop trigger search_sources_added;
drop trigger search_sources_removed;
drop trigger search_generations_added;
drop trigger search_generations_changed;
drop trigger search_transcripts_added;
drop trigger search_transcripts_changed;
drop trigger search_transcripts_removed;

drop table search_index;
drop table search_queue;
drop table search_drift;
drop table search_entries;

//! The one list of everything the window can call and hear.

use std::path::Path;

use specta_typescript::Typescript;
use studio_domain::{MessagePart, Problem};
use tauri::Runtime;
use tauri::ipc::Invoke;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

use crate::commands::{
    activity, batches, chat, conversations, export, generations, imports, library, local, media,
    money, network, organise, providers, search, settings, stock, storage, system, voices,
};
use crate::events::CacheInvalidated;

/// Every command and event, with the types that cross.
#[expect(
    clippy::too_many_lines,
    reason = "one list, so that nothing the window can call stands elsewhere"
)]
pub fn bindings<R: Runtime>() -> Builder<R> {
    Builder::<R>::new()
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases()
        .commands(collect_commands![
            conversations::list_conversations,
            conversations::rename_conversation,
            conversations::delete_conversation,
            conversations::list_messages,
            conversations::select_sibling,
            conversations::undo_deletion,
            chat::send_message,
            chat::regenerate_message,
            chat::edit_message,
            generations::generate,
            generations::estimate,
            generations::stop_generation,
            generations::retry_generation,
            generations::close_unknown,
            generations::get_generation,
            generations::list_generations,
            generations::watch_generation,
            activity::list_activity,
            activity::clear_activity,
            activity::get_queue_settings,
            activity::set_queue_settings,
            activity::hold_generations,
            activity::let_generations_go,
            activity::move_generation,
            activity::look_again,
            activity::list_generation_events,
            generations::get_transcript,
            generations::save_transcript_as,
            batches::estimate_batch,
            batches::generate_batch,
            batches::get_batch,
            batches::stop_batch,
            batches::retry_batch,
            imports::pick_files,
            library::list_assets,
            library::get_asset,
            library::delete_assets,
            library::restore_assets,
            library::save_asset_as,
            library::reveal_asset,
            export::export_assets,
            export::cancel_export,
            organise::change_assets,
            organise::arrange_collection,
            organise::rename_tag,
            organise::remove_tag,
            organise::undo_change,
            organise::asset_marks,
            organise::used_in,
            organise::provenance,
            organise::list_tags,
            organise::library_models,
            organise::list_collections,
            organise::create_collection,
            organise::rename_collection,
            organise::delete_collection,
            organise::list_projects,
            organise::create_project,
            organise::rename_project,
            organise::delete_project,
            organise::current_project,
            organise::set_current_project,
            organise::set_conversation_project,
            providers::list_providers,
            providers::list_models,
            providers::set_provider_enabled,
            providers::catalog,
            providers::check_catalog,
            providers::accept_catalog,
            providers::list_presets,
            providers::resolve_address,
            providers::add_connection,
            providers::change_address,
            providers::remove_connection,
            providers::refresh_models,
            providers::test_provider,
            providers::set_key,
            providers::remove_key,
            providers::user_manifests,
            providers::reload_manifests,
            providers::reveal_manifests_folder,
            providers::key_storage,
            providers::create_sealed_file,
            providers::unlock_sealed_file,
            local::probe_local_servers,
            local::list_local_models,
            local::pull_model,
            local::list_pulls,
            local::cancel_pull,
            local::delete_local_model,
            local::get_offline_voices,
            local::set_piper_folder,
            network::get_network_settings,
            network::set_network_settings,
            network::set_proxy_password,
            network::test_route,
            network::get_limits,
            network::set_limits,
            money::estimate_message,
            money::weigh_cost,
            money::list_budgets,
            money::set_budget,
            money::delete_budget,
            money::acknowledge_budget,
            money::get_display_currency,
            money::set_display_currency,
            money::list_exchange_rates,
            money::set_exchange_rate,
            money::delete_exchange_rate,
            money::get_spending,
            money::export_spending,
            voices::list_voices,
            voices::preview_voice,
            voices::clone_voice,
            stock::stock_services,
            stock::search_stock,
            stock::stock_thumbnail,
            stock::stock_preview,
            stock::import_stock,
            search::search,
            search::show_message,
            storage::pick_folder,
            storage::restart_studio,
            storage::list_chores,
            storage::stop_chore,
            storage::storage_use,
            storage::trash_use,
            storage::empty_trash,
            storage::check_library,
            storage::repair_library,
            storage::list_backups,
            storage::set_backups_on,
            storage::set_backup_folder,
            storage::back_up,
            storage::delete_backup,
            storage::preview_backup,
            storage::restore_backup,
            storage::restore_conversations,
            storage::give_up_restore,
            storage::export_archive,
            storage::pick_archive,
            storage::import_archive,
            storage::library_folder,
            storage::move_library,
            storage::give_up_move,
            storage::watched_folders,
            storage::watch_folder,
            storage::pause_watched_folder,
            storage::unwatch_folder,
            storage::forget_refused_files,
            settings::get_preferences,
            settings::set_preferences,
            settings::get_model_defaults,
            settings::set_model_default,
            settings::get_draft,
            settings::set_draft,
            system::startup_problem,
            system::about,
            system::reveal_data_folder,
            system::open_link,
            system::report_ui_problem,
        ])
        .events(collect_events![CacheInvalidated])
        .typ::<Problem>()
        .typ::<MessagePart>()
}

/// What answers the window: the typed commands, and those that bytes are given to or come from.
pub fn answer_commands<R: Runtime>(
    typed: &Builder<R>,
) -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    let typed = typed.invoke_handler();
    let raw: fn(Invoke<R>) -> bool = tauri::generate_handler![
        imports::import_bytes,
        media::audio_peaks,
        media::store_poster
    ];
    move |invoke| {
        let command = invoke.message.command();
        if command == imports::IMPORT_BYTES || media::COMMANDS.contains(&command) {
            raw(invoke)
        } else {
            typed(invoke)
        }
    }
}

/// Writes the TypeScript that `ui/src/ipc/bindings.ts` must hold.
///
/// # Errors
/// When a type cannot be expressed in TypeScript or the file cannot be written.
pub fn write_typescript(file: &Path) -> Result<(), specta_typescript::Error> {
    bindings::<tauri::Wry>().export(Typescript::default(), file)
}

//! What the window can ask for: each command is one call of the engine.

/// Commands that hand what they are given to the studio's method of the same name.
macro_rules! pass_on {
    ($($(#[$doc:meta])+ $name:ident($($given:ident: $kind:ty),* $(,)?) -> $answer:ty;)+) => {$(
        $(#[$doc])+
        #[tauri::command]
        #[specta::specta]
        pub async fn $name(
            studio: tauri::State<'_, studio_engine::Studio>,
            $($given: $kind),*
        ) -> Result<$answer, crate::error::CommandError> {
            Ok(studio.$name($($given),*).await?)
        }
    )+};
}

pub mod batches;
pub mod chat;
pub mod conversations;
pub mod generations;
pub mod imports;
pub mod library;
pub mod local;
pub mod network;
pub mod organise;
pub mod providers;
pub mod settings;
pub mod stock;
pub mod storage;
pub mod system;
pub mod voices;

//! What the window can ask for: each command is one call of the engine.

/// Commands that only hand on to the studio's operation of the same name: `ask` waits for its
/// answer, `tell` does not have to, and `read` cannot fail.
macro_rules! hand_on {
    (@ask $call:expr) => { Ok($call.await?) };
    (@tell $call:expr) => { Ok($call?) };
    (@read $call:expr) => { Ok($call) };
    ($($(#[$doc:meta])+ $how:ident $name:ident($($given:ident: $kind:ty),* $(,)?) -> $answer:ty;)+) => {$(
        $(#[$doc])+
        #[tauri::command]
        #[specta::specta]
        pub async fn $name(
            studio: tauri::State<'_, studio_engine::Studio>,
            $($given: $kind),*
        ) -> Result<$answer, crate::error::CommandError> {
            hand_on!(@$how studio.$name($($given),*))
        }
    )+};
}

pub mod activity;
pub mod batches;
pub mod chat;
pub mod conversations;
pub mod export;
pub mod generations;
pub mod imports;
pub mod library;
pub mod local;
pub mod media;
pub mod money;
pub mod network;
pub mod organise;
pub mod providers;
pub mod search;
pub mod settings;
pub mod stock;
pub mod storage;
pub mod system;
pub mod voices;

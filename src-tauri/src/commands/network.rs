//! The way out and the limits on how much is asked.

use studio_domain::{
    LimitSettings, Limits, Network, NetworkSettings, RouteTarget, RouteTest, Secret,
};
use studio_engine::Studio;
use tauri::State;

use crate::error::CommandError;

pass_on! {
    /// Proxy, trusted authorities and time limits.
    get_network_settings() -> Network;

    /// Changes proxy, trusted authorities and time limits.
    set_network_settings(settings: NetworkSettings) -> ();
}

/// Keeps the proxy's password; an empty one is forgotten.
#[tauri::command]
#[specta::specta]
pub async fn set_proxy_password(
    studio: State<'_, Studio>,
    password: String,
) -> Result<(), CommandError> {
    Ok(studio.set_proxy_password(Secret::new(password)).await?)
}

pass_on! {
    /// Tries the way to a provider or an address.
    test_route(target: RouteTarget) -> RouteTest;
}

/// How much is asked of services at a time, and what that holds back now.
#[tauri::command]
#[specta::specta]
pub fn get_limits(studio: State<'_, Studio>) -> Limits {
    studio.get_limits()
}

pass_on! {
    /// Changes how much is asked of services at a time.
    set_limits(limits: LimitSettings) -> ();
}

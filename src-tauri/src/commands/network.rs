//! The way out and the limits on how much is asked.

use studio_domain::{
    LimitSettings, Limits, Network, NetworkSettings, RouteTarget, RouteTest, Secret,
};
use studio_engine::Studio;
use tauri::State;

use crate::error::CommandError;

/// Proxy, trusted authorities and time limits.
#[tauri::command]
#[specta::specta]
pub async fn get_network_settings(studio: State<'_, Studio>) -> Result<Network, CommandError> {
    Ok(studio.get_network_settings().await?)
}

/// Changes proxy, trusted authorities and time limits.
#[tauri::command]
#[specta::specta]
pub async fn set_network_settings(
    studio: State<'_, Studio>,
    settings: NetworkSettings,
) -> Result<(), CommandError> {
    Ok(studio.set_network_settings(settings).await?)
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

/// Tries the way to a provider or an address.
#[tauri::command]
#[specta::specta]
pub async fn test_route(
    studio: State<'_, Studio>,
    target: RouteTarget,
) -> Result<RouteTest, CommandError> {
    Ok(studio.test_route(target).await?)
}

/// How much is asked of services at a time, and what that holds back now.
#[tauri::command]
#[specta::specta]
pub fn get_limits(studio: State<'_, Studio>) -> Limits {
    studio.get_limits()
}

/// Changes how much is asked of services at a time.
#[tauri::command]
#[specta::specta]
pub async fn set_limits(
    studio: State<'_, Studio>,
    limits: LimitSettings,
) -> Result<(), CommandError> {
    Ok(studio.set_limits(limits).await?)
}

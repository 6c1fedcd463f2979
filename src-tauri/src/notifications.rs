//! Telling a person who looks elsewhere that something long has ended.

use studio_domain::{Generation, GenerationState, Modality};
use studio_engine::Studio;
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::broadcast::error::RecvError;

use crate::desktop::Desktop;
use crate::preferences::PreferencesFile;

/// What ends sooner is still being looked at.
const LONG_MS: i64 = 20_000;
/// The most characters of a prompt in a notice.
const LONGEST_TEXT: usize = 120;

/// Tells of each long run that ends while no window has the focus, for as long as the studio runs.
pub async fn tell_of_endings<R: Runtime>(app: AppHandle<R>, studio: Studio) {
    let mut endings = studio.endings();
    loop {
        match endings.recv().await {
            Ok(generation) => {
                let wanted = app
                    .state::<Box<dyn PreferencesFile>>()
                    .load()
                    .notify_when_done;
                let windows = app.webview_windows();
                let looked_at = windows.values().any(|it| it.is_focused().unwrap_or(false));
                if let Some((title, text)) = notice(&generation)
                    && wanted
                    && !looked_at
                {
                    app.state::<Box<dyn Desktop>>().notify(title, &text);
                }
            }
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

/// What is told of a generation that ended; nothing of one that was short or was stopped.
fn notice(generation: &Generation) -> Option<(&'static str, String)> {
    let title = match generation.state {
        GenerationState::Succeeded => "Done",
        GenerationState::Failed => "Failed",
        GenerationState::Unknown => "The answer was lost",
        _ => return None,
    };
    let ended = generation.ended_at.or(generation.submitted_at)?;
    let lasted = ended.get() - generation.created_at.get();
    let is_long = lasted >= LONG_MS || generation.state == GenerationState::Unknown;
    let asked = match (&generation.prompt, generation.kind) {
        (Some(prompt), _) => prompt.chars().take(LONGEST_TEXT).collect(),
        (None, Modality::Chat) => format!("Answer from {}", generation.model_name),
        (None, _) => generation.model_name.clone(),
    };
    is_long.then_some((title, asked))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ended(state: &str, prompt: Option<&str>, lasted: i64) -> Generation {
        let id = "0198c0de-0000-7000-8000-000000000001";
        let generation = json!({
            "id": id, "kind": "chat", "state": state, "provider_id": "p", "provider_name": "P",
            "model_id": "m", "model_name": "Model", "prompt": prompt, "params": {}, "inputs": [],
            "batch_id": null, "retry_of": null, "origin": "chat", "problem": null, "usage": null,
            "estimated_cost": null, "actual_cost": null, "cost_basis": null, "outputs": [],
            "created_at": 1_000, "submitted_at": 1_000, "first_output_at": null,
            "ended_at": 1_000 + lasted,
        });
        serde_json::from_value(generation).expect("it is a generation")
    }

    #[test]
    fn what_took_long_is_told_by_its_prompt_or_its_model() {
        let made = notice(&ended("succeeded", Some("A kite"), LONG_MS));
        assert_eq!(made, Some(("Done", "A kite".to_owned())));
        let answer = notice(&ended("failed", None, LONG_MS));
        assert_eq!(answer, Some(("Failed", "Answer from Model".to_owned())));
    }

    #[test]
    fn what_was_short_or_stopped_is_not_told_but_what_is_lost_always_is() {
        assert_eq!(notice(&ended("succeeded", None, LONG_MS - 1)), None);
        assert_eq!(notice(&ended("cancelled", None, LONG_MS)), None);
        assert!(notice(&ended("unknown", None, 10)).is_some());
    }
}

//! How things were made: read from files that come in, and told in files that go out.

use std::path::PathBuf;

use studio_domain::{Generation, Recipe};
use studio_media::metadata::{self, Provenance};

/// What the studio calls itself in the files that it writes.
const APP: &str = "Multi-Modal Generation Studio";

/// What a file says about how it was made. A file that cannot be read says nothing: whether it
/// comes in is not decided by this.
pub(crate) async fn told_by(path: PathBuf) -> Option<Recipe> {
    let read = tokio::task::spawn_blocking(move || metadata::recipe_of_file(&path)).await;
    match read {
        Ok(Ok(recipe)) => recipe,
        Ok(Err(error)) => {
            tracing::info!(%error, "what a file says about itself was not read");
            None
        }
        Err(error) => {
            tracing::warn!(%error, "reading what a file says about itself ended early");
            None
        }
    }
}

/// How a generation's outputs were made, as it is written into them.
pub(crate) fn provenance(generation: &Generation) -> Provenance {
    Provenance {
        app: APP.to_owned(),
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
        generation_id: generation.id,
        kind: generation.kind,
        provider_id: generation.provider_id.clone(),
        provider: generation.provider_name.clone(),
        model_id: generation.model_id.clone(),
        model: generation.model_name.clone(),
        prompt: generation.prompt.clone(),
        params: generation.params.clone(),
        created_at: generation.created_at,
    }
}

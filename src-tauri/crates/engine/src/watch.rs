//! Watching a generation: the whole of it first, then what changes, until it ends.

use std::sync::Arc;
use std::time::Duration;

use studio_domain::{Generation, GenerationId, GenerationState, GenerationUpdate};
use studio_store::{chunks, generations};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout_at};

use crate::error::EngineError;
use crate::live::citation_update;
use crate::queue::held_back;
use crate::studio::{Parts, Studio};

/// Pieces of text within this time travel together: a screen shows no more.
const COALESCE: Duration = Duration::from_millis(33);
/// How often the row is looked at, for a generation that another process works on.
const LOOK_EVERY: Duration = Duration::from_secs(1);

impl Studio {
    /// Follows a generation from where it stands now. The first update is the whole of it, and
    /// the stream ends after [`GenerationUpdate::Ended`]. Dropping the receiver lets go.
    ///
    /// # Errors
    /// When there is no such generation.
    pub async fn watch_generation(
        &self,
        id: GenerationId,
    ) -> Result<mpsc::Receiver<GenerationUpdate>, EngineError> {
        let generation = generations::get(&self.parts.store, id).await?;
        let (sender, receiver) = mpsc::channel(16);
        let watch = Watch {
            parts: Arc::clone(&self.parts),
            id,
            sender,
        };
        tokio::spawn(async move {
            // An error here means that the window let go or the row vanished: both end the watch.
            if let Err(error) = watch.run(generation).await {
                tracing::debug!(%id, %error, "watching ended");
            }
            watch.parts.live.release(id);
        });
        Ok(receiver)
    }
}

struct Watch {
    parts: Arc<Parts>,
    id: GenerationId,
    sender: mpsc::Sender<GenerationUpdate>,
}

impl Watch {
    async fn run(&self, generation: Generation) -> Result<(), EngineError> {
        if generation.state.is_terminal() {
            return self.tell_of_the_end(generation).await;
        }
        let mut updates = self.tell_the_whole().await?;
        let start = Instant::now() + LOOK_EVERY;
        let mut look = interval_at(start, LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut state = generation.state;
        loop {
            tokio::select! {
                update = updates.recv() => {
                    let ended = match update {
                        Ok(update) => self.pass_on(update, &mut updates).await?,
                        Err(RecvError::Lagged(_)) => {
                            updates = self.tell_the_whole().await?;
                            false
                        }
                        Err(RecvError::Closed) => true,
                    };
                    if ended {
                        let Some(again) = self.end_or_join_again().await? else {
                            return Ok(());
                        };
                        updates = again;
                    }
                }
                _ = look.tick() => {
                    let generation = generations::get(&self.parts.store, self.id).await?;
                    if generation.state.is_terminal() {
                        return self.tell_of_the_end(generation).await;
                    }
                    if generation.state != state {
                        state = generation.state;
                        self.tell(GenerationUpdate::Changed { generation: Box::new(generation) }).await?;
                    }
                }
                () = self.sender.closed() => return Ok(()),
            }
        }
    }

    /// Sends a snapshot and joins the live updates behind it.
    async fn tell_the_whole(&self) -> Result<broadcast::Receiver<GenerationUpdate>, EngineError> {
        let (received, updates) = self.parts.live.open(self.id).join();
        let generation = generations::get(&self.parts.store, self.id).await?;
        let is_held =
            generation.state == GenerationState::Queued && self.parts.is_held_back(self.id).await?;
        let (text, reasoning) = if received.text.is_empty() && received.reasoning.is_empty() {
            let stored = chunks::read(&self.parts.store, self.id).await?;
            (stored.text, stored.reasoning)
        } else {
            (received.text, received.reasoning)
        };
        self.tell(GenerationUpdate::Snapshot {
            generation: Box::new(generation),
            text,
            reasoning,
        })
        .await?;
        for citation in &received.citations {
            self.tell(citation_update(citation)).await?;
        }
        let progress = match received.progress {
            None if is_held => Some(held_back()),
            progress => progress,
        };
        if let Some(progress) = progress {
            self.tell(GenerationUpdate::Progress { progress }).await?;
        }
        Ok(updates)
    }

    /// Passes an update on, text together with what follows it at once. True at the end, which is
    /// not told here.
    async fn pass_on(
        &self,
        first: GenerationUpdate,
        updates: &mut broadcast::Receiver<GenerationUpdate>,
    ) -> Result<bool, EngineError> {
        let mut held = first;
        let until = Instant::now() + COALESCE;
        while joins(&held) {
            match timeout_at(until, updates.recv()).await {
                Ok(Ok(next)) => {
                    if let Some(next) = append(&mut held, next) {
                        self.tell(held).await?;
                        held = next;
                    }
                }
                Ok(Err(RecvError::Lagged(_))) => {
                    *updates = self.tell_the_whole().await?;
                    return Ok(false);
                }
                Ok(Err(RecvError::Closed)) | Err(_) => break,
            }
        }
        if matches!(held, GenerationUpdate::Ended { .. }) {
            return Ok(true);
        }
        self.tell(held).await?;
        Ok(false)
    }

    /// Tells of the end; where a lost generation is being looked for again already, the watch goes
    /// on with that.
    async fn end_or_join_again(
        &self,
    ) -> Result<Option<broadcast::Receiver<GenerationUpdate>>, EngineError> {
        let generation = generations::get(&self.parts.store, self.id).await?;
        if generation.state.is_terminal() {
            self.tell_of_the_end(generation).await?;
            return Ok(None);
        }
        self.tell_the_whole().await.map(Some)
    }

    async fn tell_of_the_end(&self, generation: Generation) -> Result<(), EngineError> {
        self.tell(GenerationUpdate::Ended {
            generation: Box::new(generation),
        })
        .await
    }

    async fn tell(&self, update: GenerationUpdate) -> Result<(), EngineError> {
        self.sender
            .send(update)
            .await
            .map_err(|_| EngineError::NotFound("The window"))
    }
}

fn joins(update: &GenerationUpdate) -> bool {
    matches!(
        update,
        GenerationUpdate::Text { .. } | GenerationUpdate::Reasoning { .. }
    )
}

/// Appends `next` to `held` where both are text of one kind, and else gives it back.
fn append(held: &mut GenerationUpdate, next: GenerationUpdate) -> Option<GenerationUpdate> {
    match (held, next) {
        (GenerationUpdate::Text { delta }, GenerationUpdate::Text { delta: more })
        | (GenerationUpdate::Reasoning { delta }, GenerationUpdate::Reasoning { delta: more }) => {
            delta.push_str(&more);
            None
        }
        (_, next) => Some(next),
    }
}

#[cfg(test)]
mod tests {
    use studio_domain::{Generate, ModelRef, Params, ProviderId, QueueSettings};

    use super::*;
    use crate::test_library::open;

    #[tokio::test]
    async fn an_end_that_is_no_end_any_more_does_not_end_the_watch() {
        let folder = tempfile::tempdir().unwrap();
        let (studio, _) = open(folder.path()).await;
        let paused = QueueSettings {
            paused: true,
            resume_at_start: true,
        };
        studio.set_queue_settings(paused).await.unwrap();
        let asked = Generate {
            prompt: "a quiet lake".to_owned(),
            model: ModelRef {
                provider_id: ProviderId::new("sample"),
                model_id: "sample-painter".to_owned(),
            },
            params: Params::new(),
            inputs: Vec::new(),
        };
        let id = studio.generate(asked).await.unwrap();
        let mut updates = studio.watch_generation(id).await.unwrap();
        let first = updates.recv().await;
        assert!(matches!(first, Some(GenerationUpdate::Snapshot { .. })));

        // A run that ends late tells of it when the next one has begun.
        let mut lost = studio.get_generation(id).await.unwrap();
        lost.state = GenerationState::Unknown;
        studio.parts.live.close(lost);
        loop {
            match updates.recv().await {
                Some(GenerationUpdate::Progress { .. }) => {}
                Some(GenerationUpdate::Snapshot { generation, .. }) => {
                    assert_eq!(generation.state, GenerationState::Queued);
                    break;
                }
                other => panic!("the watch went on with {other:?}"),
            }
        }
        studio.stop_generation(id).await.unwrap();
        let mut last = None;
        while let Some(update) = updates.recv().await {
            last = Some(update);
        }
        assert!(matches!(last, Some(GenerationUpdate::Ended { .. })));
        studio.stop().await;
    }

    fn text(delta: &str) -> GenerationUpdate {
        GenerationUpdate::Text {
            delta: delta.to_owned(),
        }
    }

    #[test]
    fn text_joins_text_and_nothing_else() {
        let mut held = text("a");
        assert_eq!(append(&mut held, text("b")), None);
        assert_eq!(held, text("ab"));
        let thought = GenerationUpdate::Reasoning {
            delta: "c".to_owned(),
        };
        assert_eq!(append(&mut held, thought.clone()), Some(thought));
        assert_eq!(held, text("ab"));
    }
}

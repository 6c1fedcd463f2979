//! A studio in a folder of its own, and the few things most tests do with it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use studio_domain::{
    Clock, ConnectionDraft, Generate, Generation, GenerationId, GenerationUpdate, MessagePart,
    ModelRef, ParamValue, Params, ProviderId, SendMessage, Sent, SystemClock, ThreadMessage,
    UnixMillis,
};
use studio_engine::{EngineError, Studio, StudioConfig};
use tempfile::TempDir;

/// A clock that a test moves forward.
#[derive(Debug, Clone, Default)]
pub struct MovedClock(Arc<AtomicI64>);

impl MovedClock {
    /// Moves it forward.
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> UnixMillis {
        SystemClock.now().plus(self.0.load(Ordering::SeqCst))
    }
}

/// A folder for a studio's data.
pub fn folder() -> TempDir {
    let folder = tempfile::Builder::new().prefix("studio-test-").tempdir();
    folder.expect("there is room for a temporary folder")
}

/// Opens a studio in a folder.
pub async fn open(folder: &Path) -> Studio {
    let opened = Studio::open(StudioConfig::new(folder.to_owned())).await;
    opened.expect("the studio opens")
}

/// Opens a studio that goes by a clock of the test.
pub async fn open_at(folder: &Path, clock: &MovedClock) -> Studio {
    let mut config = StudioConfig::new(folder.to_owned());
    config.clock = Arc::new(clock.clone());
    Studio::open(config).await.expect("the studio opens")
}

/// A model of the built-in provider.
pub fn sample(model: &str) -> ModelRef {
    ModelRef {
        provider_id: ProviderId::new("sample"),
        model_id: model.to_owned(),
    }
}

/// A message to the sample writer, at so many tokens a second.
pub fn message(text: &str, speed: i64) -> SendMessage {
    SendMessage {
        conversation_id: None,
        text: text.to_owned(),
        attachments: Vec::new(),
        model: sample("sample-writer"),
        params: Params::from([("speed".to_owned(), ParamValue::Integer(speed))]),
    }
}

/// A message to another model.
pub fn message_to(model: &ModelRef, text: &str) -> SendMessage {
    SendMessage {
        conversation_id: None,
        text: text.to_owned(),
        attachments: Vec::new(),
        model: model.clone(),
        params: Params::new(),
    }
}

/// A picture by some model.
pub fn picture_by(model: &ModelRef, prompt: &str) -> Generate {
    Generate {
        prompt: prompt.to_owned(),
        model: model.clone(),
        params: Params::new(),
        inputs: Vec::new(),
    }
}

/// A picture by the sample painter, small because nobody looks at it.
pub fn picture(prompt: &str) -> Generate {
    Generate {
        params: Params::from([("size".to_owned(), ParamValue::Text("512x512".to_owned()))]),
        ..picture_by(&sample("sample-painter"), prompt)
    }
}

/// Adds a server that speaks a manifest's protocol, asks it for its models and names one.
pub async fn connect(studio: &Studio, manifest: &str, url: &str, model: &str) -> ModelRef {
    let draft = ConnectionDraft {
        manifest_id: manifest.to_owned(),
        name: "Test server".to_owned(),
        address: url.to_owned(),
    };
    let provider = studio.add_connection(draft).await.expect("it can be added");
    let refreshed = studio.refresh_models(provider.id.clone()).await;
    refreshed.expect("it lists its models");
    ModelRef {
        provider_id: provider.id,
        model_id: model.to_owned(),
    }
}

/// Follows a generation to its end.
pub async fn end_of(studio: &Studio, id: GenerationId) -> Generation {
    let mut updates = studio.watch_generation(id).await.expect("it is there");
    while let Some(update) = updates.recv().await {
        if let GenerationUpdate::Ended { generation } = update {
            return *generation;
        }
    }
    panic!("the generation was let go of before its end");
}

/// Follows a generation until so many characters of text have arrived, and returns the text.
pub async fn text_of(studio: &Studio, id: GenerationId, at_least: usize) -> String {
    let mut updates = studio.watch_generation(id).await.expect("it is there");
    let mut received = String::new();
    while let Some(update) = updates.recv().await {
        match update {
            GenerationUpdate::Snapshot { text, .. } => received = text,
            GenerationUpdate::Text { delta } => received.push_str(&delta),
            _ => {}
        }
        if received.chars().count() >= at_least {
            return received;
        }
    }
    panic!("the generation ended after {received:?}");
}

/// The messages of the shown branch.
pub async fn thread(studio: &Studio, sent: &Sent) -> Vec<ThreadMessage> {
    let page = studio.list_messages(sent.conversation_id, None, 100).await;
    page.expect("the conversation is there").items
}

/// The answer to a message, as it is stored.
pub async fn answer_text(studio: &Studio, sent: &Sent) -> String {
    let thread = thread(studio, sent).await;
    let answer = thread.into_iter().find(|it| it.id == sent.message_id);
    text_in(&answer.expect("the answer is shown").parts)
}

/// All text of a message.
pub fn text_in(parts: &[MessagePart]) -> String {
    let texts = parts.iter().filter_map(|part| match part {
        MessagePart::Text { text } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

/// Sends a message and follows the answer to its end.
pub async fn ask(studio: &Studio, message: SendMessage) -> Result<Generation, EngineError> {
    let sent = studio.send_message(message).await?;
    Ok(end_of(studio, sent.generation_id).await)
}

//! A studio in a folder of its own with a service beside it, and a clock that tests move.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use studio_domain::{
    Clock, ConnectionDraft, Generate, Generation, GenerationId, GenerationUpdate, LimitSettings,
    ModelRef, ParamValue, Params, Progress, ProviderId, SendMessage, SystemClock, UnixMillis,
};
use studio_engine::{Studio, StudioConfig};
use tempfile::TempDir;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A clock that a test moves forward.
#[derive(Debug, Clone, Default)]
pub struct MovedClock(Arc<AtomicI64>);

impl MovedClock {
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> UnixMillis {
        SystemClock.now().plus(self.0.load(Ordering::SeqCst))
    }
}

/// A studio and its folder.
pub struct Desk {
    pub folder: TempDir,
    pub clock: MovedClock,
    pub studio: Studio,
}

impl Desk {
    pub async fn open() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("studio-test-")
            .tempdir()
            .unwrap();
        let clock = MovedClock::default();
        Self {
            studio: open(&folder, &clock).await,
            folder,
            clock,
        }
    }

    /// Closes the studio and opens it again.
    pub async fn reopen(&mut self) {
        self.studio.stop().await;
        self.studio = open(&self.folder, &self.clock).await;
    }

    pub async fn limit(&self, change: impl FnOnce(&mut LimitSettings)) {
        let mut limits = self.studio.get_limits().settings;
        change(&mut limits);
        self.studio.set_limits(limits).await.unwrap();
    }

    /// Adds a service and names its model.
    pub async fn connect(&self, service: &AskedServer, model: &str) -> ModelRef {
        let draft = ConnectionDraft {
            manifest_id: "openai-compatible".to_owned(),
            name: "Service".to_owned(),
            address: service.0.uri(),
        };
        let provider = self.studio.add_connection(draft).await.unwrap();
        self.studio
            .refresh_models(provider.id.clone())
            .await
            .unwrap();
        ModelRef {
            provider_id: provider.id,
            model_id: model.to_owned(),
        }
    }

    /// Asks for an answer.
    pub async fn say(&self, model: &ModelRef) -> GenerationId {
        let own = *model == sample();
        // The studio's own writer takes its time unless told otherwise.
        let speed = own.then(|| ("speed".to_owned(), ParamValue::Integer(500)));
        let message = SendMessage {
            conversation_id: None,
            text: "Hello".to_owned(),
            model: model.clone(),
            params: speed.into_iter().collect(),
            attachments: Vec::new(),
        };
        self.studio
            .send_message(message)
            .await
            .unwrap()
            .generation_id
    }

    /// Asks for a picture.
    pub async fn paint(&self, model: &ModelRef) -> GenerationId {
        let request = Generate {
            prompt: "A lake".to_owned(),
            model: model.clone(),
            params: Params::new(),
            inputs: Vec::new(),
        };
        self.studio.generate(request).await.unwrap()
    }

    /// Follows a generation to its end.
    pub async fn end_of(&self, id: GenerationId) -> Generation {
        let mut updates = self.studio.watch_generation(id).await.unwrap();
        while let Some(update) = updates.recv().await {
            if let GenerationUpdate::Ended { generation } = update {
                return *generation;
            }
        }
        panic!("the generation was let go of before its end");
    }

    /// Follows a generation until it waits as the test wants it to.
    pub async fn waiting(&self, id: GenerationId, wanted: impl Fn(&Progress) -> bool) -> Progress {
        let mut updates = self.studio.watch_generation(id).await.unwrap();
        while let Some(update) = updates.recv().await {
            match update {
                GenerationUpdate::Progress { progress } if wanted(&progress) => return progress,
                GenerationUpdate::Ended { generation } => panic!("it ended: {generation:?}"),
                _ => {}
            }
        }
        panic!("the generation was let go of");
    }
}

async fn open(folder: &TempDir, clock: &MovedClock) -> Studio {
    let mut config = StudioConfig::new(folder.path().to_owned());
    config.clock = Arc::new(clock.clone());
    Studio::open(config).await.unwrap()
}

pub fn sample() -> ModelRef {
    ModelRef {
        provider_id: ProviderId::new("sample"),
        model_id: "sample-writer".to_owned(),
    }
}

/// A server that chats and paints.
pub struct AskedServer(pub MockServer);

impl AskedServer {
    pub const CHAT: &str = "made-up";
    pub const IMAGE: &str = "gpt-image-made-up";

    /// One that answers at once.
    pub async fn start() -> Self {
        Self::answering(Self::good_answer()).await
    }

    pub fn good_answer() -> ResponseTemplate {
        let events = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\
            \"finish_reason\":null}]}\n\n\
            data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n\
            data: [DONE]\n\n";
        ResponseTemplate::new(200).set_body_raw(events, "text/event-stream")
    }

    /// One that takes so long for each answer.
    pub async fn slow(delay: Duration) -> Self {
        Self::answering(Self::good_answer().set_delay(delay)).await
    }

    pub async fn answering(chat: ResponseTemplate) -> Self {
        let server = MockServer::start().await;
        let models = [Self::CHAT, Self::IMAGE]
            .map(|id| serde_json::json!({"id": id, "object": "model", "created": 0}));
        let models = serde_json::json!({"object": "list", "data": models});
        let lists = ResponseTemplate::new(200).set_body_json(models);
        Mock::given(path("/v1/models"))
            .respond_with(lists)
            .mount(&server)
            .await;
        Mock::given(path("/v1/chat/completions"))
            .respond_with(chat)
            .mount(&server)
            .await;
        // What is no picture ends a generation as well as one that is.
        let picture = serde_json::json!({"data": [{"b64_json": "aGVsbG8="}]});
        let paints = ResponseTemplate::new(200).set_body_json(picture);
        Mock::given(path("/v1/images/generations"))
            .respond_with(paints)
            .mount(&server)
            .await;
        Self(server)
    }

    /// How many requests that make something arrived.
    pub async fn asked(&self) -> usize {
        let requests = self.0.received_requests().await.unwrap();
        requests
            .iter()
            .filter(|it| it.method.as_str() == "POST")
            .count()
    }

    /// Answers differently from now on.
    pub async fn answers(&self, chat: ResponseTemplate) {
        let by = Mock::given(method("POST"))
            .respond_with(chat)
            .with_priority(1);
        by.mount(&self.0).await;
    }
}

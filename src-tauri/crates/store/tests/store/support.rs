//! A store in a folder of its own, a clock that stands still until it is told to go on, and
//! rows to begin with.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use studio_domain::{
    AssetId, AssetKind, BlobHash, Clock, ConversationId, Currency, GenerationId, MessageId,
    MessagePart, Modality, Money, Origin, PageRequest, Params, ProviderId, Role, UnixMillis,
};
use studio_store::assets::{self, NewAsset};
use studio_store::generations::{self, NewGeneration};
use studio_store::messages::{self, NewMessage};
use studio_store::migrate::{MIGRATIONS, MigrationPair};
use studio_store::{Store, StoreConfig, WriteTx, blobs, conversations};

/// A clock that tests set.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> UnixMillis {
        UnixMillis::new(self.0.load(Ordering::SeqCst))
    }
}

/// An open store whose folder goes with it.
pub struct Fixture {
    pub store: Store,
    pub clock: Arc<TestClock>,
    pub folder: tempfile::TempDir,
}

pub fn config(folder: &std::path::Path) -> StoreConfig {
    StoreConfig {
        folder: folder.to_owned(),
        clock: Arc::new(TestClock(AtomicI64::new(1_800_000_000_000))),
        device_name: "Desk".to_owned(),
        reader_connections: 2,
    }
}

pub async fn fixture() -> Fixture {
    fixture_of(MIGRATIONS).await
}

/// A store whose database knows these steps only.
pub async fn fixture_of(steps: &'static [MigrationPair]) -> Fixture {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let clock = Arc::new(TestClock(AtomicI64::new(1_800_000_000_000)));
    let config = StoreConfig {
        clock: clock.clone(),
        ..config(folder.path())
    };
    let store = Store::open_with(config, steps)
        .await
        .expect("a new store opens");
    Fixture {
        store,
        clock,
        folder,
    }
}

impl Fixture {
    pub fn now(&self) -> UnixMillis {
        self.clock.now()
    }

    pub async fn write(&self) -> WriteTx {
        self.store.write().await.expect("a write begins")
    }

    pub async fn conversation(&self, title: &str) -> ConversationId {
        let id = ConversationId::new(self.now());
        let mut tx = self.write().await;
        conversations::insert(&mut tx, id, title).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Adds a message and shows the branch that ends in it.
    pub async fn message(
        &self,
        conversation_id: ConversationId,
        parent_id: Option<MessageId>,
        role: Role,
        said: &str,
    ) -> MessageId {
        let id = MessageId::new(self.now());
        let mut tx = self.write().await;
        let new = NewMessage {
            parts: vec![text(said).into()],
            ..empty_message(id, conversation_id, parent_id, role)
        };
        messages::insert(&mut tx, &new).await.unwrap();
        conversations::set_head(&mut tx, conversation_id, Some(id))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub async fn generation(&self, kind: Modality, prompt: Option<&str>) -> GenerationId {
        let id = GenerationId::new(self.now());
        let mut tx = self.write().await;
        generations::insert(&mut tx, &new_generation(id, kind, prompt))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub async fn asset(&self, title: &str, generation_id: Option<GenerationId>) -> AssetId {
        let id = AssetId::new(self.now());
        let hash = BlobHash::new(*blake3::hash(title.as_bytes()).as_bytes());
        let mut tx = self.write().await;
        blobs::record(&mut tx, &hash, 7, "image/png").await.unwrap();
        let new = NewAsset {
            generation_id,
            ..new_asset(id, title, hash)
        };
        assets::insert(&mut tx, &new).await.unwrap();
        if let Some(generation_id) = generation_id {
            let taken = generations::output_positions(&self.store, generation_id)
                .await
                .unwrap();
            let position = u32::try_from(taken.len()).unwrap();
            generations::add_output(&mut tx, generation_id, position, id)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        id
    }

    /// The single number that a query gives.
    pub async fn number(&self, statement: &'static str) -> i64 {
        sqlx::query_scalar(statement)
            .fetch_one(self.store.readers())
            .await
            .unwrap()
    }
}

pub fn text(said: &str) -> MessagePart {
    MessagePart::Text {
        text: said.to_owned(),
    }
}

pub fn empty_message(
    id: MessageId,
    conversation_id: ConversationId,
    parent_id: Option<MessageId>,
    role: Role,
) -> NewMessage {
    NewMessage {
        id,
        conversation_id,
        parent_id,
        role,
        generation_id: None,
        parts: Vec::new(),
    }
}

pub fn new_generation(id: GenerationId, kind: Modality, prompt: Option<&str>) -> NewGeneration {
    NewGeneration {
        id,
        kind,
        provider_id: ProviderId::new("sample"),
        provider_name: "Sample (no AI)".to_owned(),
        model_id: "sample-1".to_owned(),
        model_name: "Sample One".to_owned(),
        model_snapshot: serde_json::json!({ "manifest": 1 }),
        prompt: prompt.map(str::to_owned),
        params: Params::new(),
        idempotency_key: id.to_string(),
        retry_of: None,
        batch_id: None,
        origin: Origin::Studio,
        origin_id: None,
        estimated_cost: Some(dollars(40)),
    }
}

pub fn new_asset(id: AssetId, title: &str, blob: BlobHash) -> NewAsset {
    NewAsset {
        id,
        kind: AssetKind::Image,
        title: title.to_owned(),
        blob,
        width: Some(64),
        height: Some(32),
        duration_ms: None,
        generation_id: None,
    }
}

/// An amount in billionths of a dollar.
pub fn dollars(nanos: i64) -> Money {
    Money {
        nanos,
        currency: Currency::USD,
    }
}

pub fn first_page(limit: u32) -> PageRequest {
    PageRequest {
        cursor: None,
        limit,
    }
}

use studio_domain::{CacheTag, GenerationId, Modality, Spoken, Transcript};
use studio_store::{StoreError, transcripts};

use crate::support::fixture;

fn said(text: &str) -> Transcript {
    let spoken = |text: &str, start_ms, speaker: Option<&str>| Spoken {
        text: text.to_owned(),
        start_ms,
        end_ms: start_ms + 400,
        speaker: speaker.map(str::to_owned),
    };
    Transcript {
        language: Some("en".to_owned()),
        text: text.to_owned(),
        segments: vec![spoken(text, 0, Some("A"))],
        words: vec![
            spoken("\u{201c}hi\u{201d}", 0, None),
            spoken("there", 500, None),
        ],
    }
}

#[tokio::test]
async fn a_transcript_is_read_as_it_was_written_and_replaced_whole() {
    let home = fixture().await;
    let id = home.generation(Modality::Transcription, None).await;
    assert_eq!(transcripts::get(&home.store, id).await.unwrap(), None);
    let mut changes = home.store.subscribe();
    for text in ["hi there", "hello there"] {
        let mut tx = home.write().await;
        transcripts::put(&mut tx, id, &said(text)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(changes.try_recv().unwrap(), [CacheTag::Generations]);
        let kept = transcripts::get(&home.store, id).await.unwrap();
        assert_eq!(kept, Some(said(text)));
    }
}

#[tokio::test]
async fn a_transcript_belongs_to_a_generation() {
    let home = fixture().await;
    let mut tx = home.write().await;
    let nobody = GenerationId::new(home.now());
    transcripts::put(&mut tx, nobody, &said("x")).await.unwrap();
    assert!(matches!(tx.commit().await, Err(StoreError::Constraint(_))));
}

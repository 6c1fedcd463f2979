use serde_json::json;
use studio_domain::{ErrorCode, GenerationState, TranscriptFormat};
use wiremock::ResponseTemplate;

use crate::support::{Workshop, request, wav, workshop};

async fn listening() -> Workshop {
    let shop = workshop().await;
    let said = json!({
        "text": "Hello there.",
        "language": "en",
        "words": [
            {"word": "Hello", "start": 0.1, "end": 0.4, "speaker": "A"},
            {"word": "there.", "start": 0.5, "end": 0.9, "speaker": "A"},
        ],
    });
    shop.answers(
        "POST",
        "/listen",
        ResponseTemplate::new(200).set_body_json(said),
    )
    .await;
    shop
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_written_down_priced_by_its_length_and_saved_as_subtitles() {
    let shop = listening().await;
    let recording = shop.bring("interview.wav", wav(30_000)).await;
    let asked = request("listener", "", &[("audio", &recording)]);
    let estimated = shop.studio.estimate(asked.clone()).await.unwrap();
    assert_eq!(estimated.map(|cost| cost.nanos), Some(3_000_000));
    let made = shop.make(asked).await;
    assert_eq!(made.state, GenerationState::Succeeded, "{:?}", made.problem);
    assert_eq!(made.usage.and_then(|usage| usage.duration_ms), Some(30_000));
    assert_eq!(made.actual_cost, estimated);
    let transcript = shop.studio.get_transcript(made.id).await.unwrap().unwrap();
    assert_eq!(transcript.text, "Hello there.");
    assert_eq!(transcript.language.as_deref(), Some("en"));
    assert_eq!(
        (transcript.words[1].start_ms, transcript.words[1].end_ms),
        (500, 900)
    );

    let file = shop
        .studio
        .transcript_file(made.id, TranscriptFormat::Srt)
        .await
        .unwrap();
    assert_eq!(file.name, "interview.srt");
    assert_eq!(
        file.text,
        "1\n00:00:00,100 --> 00:00:00,900\nSpeaker A: Hello there.\n\n"
    );
    let target = shop.folder.path().join("saved.srt");
    shop.studio
        .export_transcript(file.clone(), target.clone())
        .await
        .unwrap();
    assert_eq!(std::fs::read_to_string(target).unwrap(), file.text);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_written_down_cannot_be_saved() {
    let shop = listening().await;
    let recording = shop.bring("interview.wav", wav(100)).await;
    let made = shop
        .make(request("listener", "", &[("audio", &recording)]))
        .await;
    let nothing = studio_domain::GenerationId::new(studio_domain::UnixMillis::new(1));
    assert_eq!(shop.studio.get_transcript(nothing).await.unwrap(), None);
    let missing = shop
        .studio
        .transcript_file(nothing, TranscriptFormat::Txt)
        .await;
    assert_eq!(missing.unwrap_err().code(), ErrorCode::NotFound);
    assert!(shop.studio.get_transcript(made.id).await.unwrap().is_some());
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_words_is_malformed() {
    let shop = workshop().await;
    shop.answers(
        "POST",
        "/listen",
        ResponseTemplate::new(200).set_body_json(json!({"ok": 1})),
    )
    .await;
    let recording = shop.bring("interview.wav", wav(100)).await;
    let made = shop
        .make(request("listener", "", &[("audio", &recording)]))
        .await;
    assert_eq!(made.state, GenerationState::Failed);
    assert_eq!(made.problem.unwrap().code, ErrorCode::ProviderMalformed);
    shop.studio.stop().await;
}

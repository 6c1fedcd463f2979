//! The studio speaks to servers that this project did not write.

use studio_domain::{ErrorCode, GenerationState, ModelRef, ProviderId, Secret};
use studio_engine::Studio;

use super::lab;
use crate::stage::servers::{Aimock, Llama};

async fn with_llama(manifest: &str) -> (tempfile::TempDir, Studio, Llama, ModelRef) {
    let llama = Llama::start();
    let folder = lab::folder();
    let studio = lab::open(folder.path()).await;
    let model = lab::connect(&studio, manifest, llama.url(), Llama::MODEL).await;
    (folder, studio, llama, model)
}

#[tokio::test(flavor = "multi_thread")]
async fn llama_cpp_streams_a_chat_completion() {
    let (_folder, studio, _llama, model) = with_llama("openai-compatible").await;
    let sent = studio
        .send_message(lab::message_to(&model, "Hello"))
        .await
        .unwrap();
    let generation = lab::end_of(&studio, sent.generation_id).await;
    assert_eq!(
        generation.state,
        GenerationState::Succeeded,
        "{:?}",
        generation.problem
    );
    assert!(!lab::answer_text(&studio, &sent).await.is_empty());
    let usage = generation.usage.expect("llama.cpp counts what it used");
    assert!(usage.output_tokens > Some(1), "{usage:?}");
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn llama_cpp_streams_anthropic_messages() {
    let (_folder, studio, _llama, model) = with_llama("anthropic-compatible").await;
    let mut message = lab::message_to(&model, "Hello");
    let limit = studio_domain::ParamValue::Integer(24);
    message.params.insert("max_tokens".to_owned(), limit);
    let sent = studio.send_message(message).await.unwrap();
    let generation = lab::end_of(&studio, sent.generation_id).await;
    assert_eq!(
        generation.state,
        GenerationState::Succeeded,
        "{:?}",
        generation.problem
    );
    assert!(!lab::answer_text(&studio, &sent).await.is_empty());
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_too_long_for_the_model_is_told_in_its_own_words() {
    let (_folder, studio, _llama, model) = with_llama("openai-compatible").await;
    let long = "word ".repeat(20_000);
    let generation = lab::ask(&studio, lab::message_to(&model, &long))
        .await
        .unwrap();
    assert_eq!(generation.state, GenerationState::Failed);
    let problem = generation.problem.unwrap();
    assert_eq!(problem.code, ErrorCode::ProviderRejected, "{problem:?}");
    assert!(
        problem.details.unwrap().contains("context"),
        "the server's words are kept"
    );
    studio.stop().await;
}

/// The hosted provider's manifest, pointed at the stand-in.
async fn with_aimock(key: &str, entered: &str) -> (tempfile::TempDir, Studio, Aimock) {
    let aimock = Aimock::start(key);
    let folder = lab::folder();
    let studio = lab::open(folder.path()).await;
    let openai = ProviderId::new("openai");
    let address = Some(format!("{}/v1", aimock.url()));
    studio
        .change_address(openai.clone(), address)
        .await
        .unwrap();
    studio
        .set_key(openai, Secret::new(entered.to_owned()))
        .await
        .unwrap();
    (folder, studio, aimock)
}

/// Ends a studio without leaving its key in the keychain that all tests share.
async fn leave(studio: &Studio) {
    studio.remove_key(ProviderId::new("openai")).await.unwrap();
    studio.stop().await;
}

async fn image_model(studio: &Studio) -> ModelRef {
    let models = studio
        .list_models(studio_domain::Modality::Image)
        .await
        .unwrap();
    let model = models
        .into_iter()
        .find(|model| model.provider_id.as_str() == "openai");
    let model = model.expect("the manifest has a model that makes pictures");
    ModelRef {
        provider_id: model.provider_id,
        model_id: model.id,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_another_maker_are_stored_as_they_came() {
    let (_folder, studio, aimock) = with_aimock("sk-right-key-0001", "sk-right-key-0001").await;
    let request = lab::picture_by(&image_model(&studio).await, "two pictures");
    let id = studio.generate(request).await.unwrap();
    let generation = lab::end_of(&studio, id).await;
    assert_eq!(
        generation.state,
        GenerationState::Succeeded,
        "{:?}",
        generation.problem
    );
    assert_eq!(generation.outputs.len(), 2);
    for asset in &generation.outputs {
        let (file, _) = studio.asset_file(asset.id).await.unwrap();
        let bytes = std::fs::read(file).unwrap();
        assert!(
            bytes.starts_with(b"\x89PNG"),
            "the bytes are the provider's own"
        );
        assert_eq!(bytes.len() as u64, asset.byte_size);
    }
    assert_eq!(aimock.journal().last().unwrap()["response"]["status"], 200);
    leave(&studio).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_key_is_told_with_the_providers_own_words() {
    let (_folder, studio, _aimock) = with_aimock("sk-right-key-0002", "sk-wrong-key-0002").await;
    let tested = studio
        .test_provider(ProviderId::new("openai"))
        .await
        .unwrap_err();
    let problem = tested.problem();
    assert_eq!(problem.code, ErrorCode::ProviderAuth, "{problem:?}");
    assert!(
        problem.details.is_some(),
        "the provider's own answer is kept"
    );
    leave(&studio).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_pictures_and_refusals_are_told_apart() {
    let (_folder, studio, _aimock) = with_aimock("sk-right-key-0003", "sk-right-key-0003").await;
    let model = image_model(&studio).await;
    for (prompt, expected) in [
        ("half a picture", ErrorCode::ProviderMalformed),
        ("no bytes", ErrorCode::ProviderMalformed),
        ("a page instead", ErrorCode::ProviderMalformed),
        ("refuse this", ErrorCode::ProviderRefused),
    ] {
        let id = studio
            .generate(lab::picture_by(&model, prompt))
            .await
            .unwrap();
        let generation = lab::end_of(&studio, id).await;
        assert_eq!(generation.state, GenerationState::Failed, "{prompt}");
        let problem = generation.problem.unwrap();
        assert_eq!(problem.code, expected, "{prompt}: {problem:?}");
        assert!(problem.hint.is_some(), "{prompt}: no remedy is named");
        assert!(generation.outputs.is_empty(), "{prompt}");
    }
    leave(&studio).await;
}

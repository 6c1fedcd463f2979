//! The built-in sample provider, through the same door as all others.

use std::sync::Arc;

use futures::StreamExt;
use studio_domain::{ParamValue, ProviderId, ProviderKind};
use studio_providers::{
    CancelOutcome, Catalog, ChatEvent, Endpoint, FinishReason, HttpClient, JobProgress,
    MediaOutput, MediaRequest, ModelSpec, OutputSource, ProviderErrorKind, Providers, Submission,
};

use crate::support::{HandClock, config, picture, says, with};

struct Studio {
    clock: Arc<HandClock>,
    providers: Providers,
    endpoint: Endpoint,
}

fn studio() -> Studio {
    let clock = Arc::new(HandClock::default());
    let http = HttpClient::new(config()).unwrap();
    Studio {
        providers: Providers::new(Catalog::built_in().unwrap(), http, Arc::clone(&clock) as _),
        clock,
        endpoint: Endpoint {
            provider_id: ProviderId::new("sample"),
            manifest_id: "sample".to_owned(),
            base_url: None,
            key: None,
        },
    }
}

impl Studio {
    fn model(&self, id: &str) -> ModelSpec {
        self.providers
            .catalog()
            .manifest("sample")
            .unwrap()
            .model(id)
            .unwrap()
            .clone()
    }

    async fn submit(&self, model: &str, request: &MediaRequest) -> Submission {
        let submitted = self
            .providers
            .submit(&self.endpoint, &self.model(model), request)
            .await;
        submitted.unwrap()
    }

    async fn paint(&self, request: &MediaRequest) -> Vec<MediaOutput> {
        match self.submit("sample-painter", request).await {
            Submission::Finished(result) => result.outputs,
            Submission::Job(job) => panic!("a job came back: {job:?}"),
        }
    }
}

fn small(params: &[(&str, ParamValue)]) -> MediaRequest {
    let mut all = with(&[("size", ParamValue::Text("512x512".to_owned()))]);
    all.extend(with(params));
    MediaRequest {
        params: all,
        ..picture("A lake at dawn")
    }
}

fn bytes(output: &MediaOutput) -> &[u8] {
    match &output.source {
        OutputSource::Bytes(bytes) => bytes,
        OutputSource::Url { url, .. } => panic!("an address came back: {url}"),
    }
}

#[test]
fn it_says_what_it_is() {
    let studio = studio();
    let catalog = studio.providers.catalog();
    let manifest = catalog.manifest("sample").unwrap();
    assert_eq!(
        (manifest.name.as_str(), manifest.kind),
        ("Sample (no AI)", ProviderKind::BuiltIn)
    );
    assert!(
        manifest
            .models
            .iter()
            .all(|model| model.free && model.prices.is_none())
    );
    assert!(!manifest.auth.takes_key());
}

#[tokio::test]
async fn a_test_and_a_list_need_no_network() {
    let studio = studio();
    assert_eq!(
        studio
            .providers
            .test(&studio.endpoint)
            .await
            .unwrap()
            .model_count,
        Some(3)
    );
    assert_eq!(
        studio
            .providers
            .list_models(&studio.endpoint)
            .await
            .unwrap()
            .len(),
        3
    );
}

#[tokio::test(start_paused = true)]
async fn a_chat_streams_and_ends() {
    let studio = studio();
    let mut request = says("Tell me about rivers");
    request.params = with(&[
        ("seed", ParamValue::Integer(7)),
        ("speed", ParamValue::Integer(500)),
    ]);
    let model = studio.model("sample-writer");
    let stream = studio
        .providers
        .chat(&studio.endpoint, &model, request)
        .await
        .unwrap();
    let events: Vec<ChatEvent> = stream.map(Result::unwrap).collect().await;
    let texts = events
        .iter()
        .filter(|event| matches!(event, ChatEvent::Text(_)))
        .count();
    assert!(texts > 40, "only {texts} pieces");
    assert_eq!(
        events.last(),
        Some(&ChatEvent::Finished(FinishReason::Stop))
    );
}

#[tokio::test]
async fn pictures_have_the_size_and_number_that_was_asked_for() {
    let studio = studio();
    for (size, expected) in [
        ("512x512", (512, 512)),
        ("1536x1024", (1536, 1024)),
        ("1024x1536", (1024, 1536)),
    ] {
        let params = with(&[("size", ParamValue::Text(size.to_owned()))]);
        let outputs = studio
            .paint(&MediaRequest {
                params,
                ..picture("A lake")
            })
            .await;
        let decoded = image::load_from_memory(bytes(&outputs[0])).unwrap();
        assert_eq!((decoded.width(), decoded.height()), expected);
        assert_eq!(outputs[0].mime.as_deref(), Some("image/png"));
    }
    let outputs = studio
        .paint(&small(&[("count", ParamValue::Integer(3))]))
        .await;
    assert_eq!(
        outputs
            .iter()
            .map(|output| output.position)
            .collect::<Vec<_>>(),
        [0, 1, 2]
    );
    assert_ne!(bytes(&outputs[0]), bytes(&outputs[1]));
}

#[tokio::test]
async fn prompt_and_seed_decide_the_picture() {
    let seeded = |seed| small(&[("seed", ParamValue::Integer(seed))]);
    let first = studio().paint(&seeded(1)).await;
    let again = MediaRequest {
        idempotency_key: "other".to_owned(),
        ..seeded(1)
    };
    assert_eq!(
        first,
        studio().paint(&again).await,
        "the seed decides alone"
    );
    assert_ne!(first, studio().paint(&seeded(2)).await);
    let other = MediaRequest {
        prompt: "A forest".to_owned(),
        ..seeded(1)
    };
    assert_ne!(first, studio().paint(&other).await);
    let unseeded = studio().paint(&small(&[])).await;
    let fresh = MediaRequest {
        idempotency_key: "other".to_owned(),
        ..small(&[])
    };
    assert_ne!(
        unseeded,
        studio().paint(&fresh).await,
        "without a seed each request differs"
    );
}

#[tokio::test]
async fn the_darkroom_gives_pictures_one_by_one_even_after_a_restart() {
    let request = small(&[
        ("count", ParamValue::Integer(2)),
        ("seconds", ParamValue::Integer(4)),
    ]);
    let before = studio();
    before.clock.set(10_000);
    let Submission::Job(job) = before.submit("sample-darkroom", &request).await else {
        panic!("a result came back at once");
    };
    let stored = serde_json::to_string(&job).unwrap();
    let after = studio();
    let job = serde_json::from_str(&stored).unwrap();
    let model = after.model("sample-darkroom");
    let mut counts = Vec::new();
    for now in [10_000, 11_999, 12_000, 13_999] {
        after.clock.set(now);
        let progress = after
            .providers
            .poll(&after.endpoint, &model, &request, &job)
            .await
            .unwrap();
        let JobProgress::Waiting {
            fraction, outputs, ..
        } = progress
        else {
            panic!("done at {now}");
        };
        counts.push((
            fraction.map(|fraction| (fraction * 100.0).round()),
            outputs.len(),
        ));
    }
    assert_eq!(
        counts,
        [
            (Some(0.0), 0),
            (Some(50.0), 0),
            (Some(50.0), 1),
            (Some(100.0), 1)
        ]
    );
    after.clock.set(14_000);
    let progress = after
        .providers
        .poll(&after.endpoint, &model, &request, &job)
        .await
        .unwrap();
    let JobProgress::Finished(result) = progress else {
        panic!("not done in time")
    };
    assert_eq!(result.outputs.len(), 2);
    assert_eq!(result.usage.and_then(|usage| usage.images), Some(2));
}

#[tokio::test]
async fn a_job_in_the_darkroom_can_be_cancelled_until_it_ends() {
    let studio = studio();
    let request = small(&[]);
    let model = studio.model("sample-darkroom");
    let Submission::Job(job) = studio.submit("sample-darkroom", &request).await else {
        panic!("a result came back at once");
    };
    let cancelled = studio
        .providers
        .cancel(&studio.endpoint, &model, &request, &job)
        .await
        .unwrap();
    assert_eq!(cancelled, CancelOutcome::Cancelled);
    studio.clock.set(60_000);
    let progress = studio
        .providers
        .poll(&studio.endpoint, &model, &request, &job)
        .await
        .unwrap();
    assert_eq!(progress, JobProgress::Cancelled);
    let Submission::Job(late) = studio.submit("sample-darkroom", &request).await else {
        panic!("a result came back at once");
    };
    studio.clock.set(120_000);
    let cancelled = studio
        .providers
        .cancel(&studio.endpoint, &model, &request, &late)
        .await
        .unwrap();
    assert_eq!(cancelled, CancelOutcome::TooLate);
}

#[tokio::test]
async fn a_job_of_somebody_else_is_not_known() {
    let studio = studio();
    let Submission::Job(mut job) = studio.submit("sample-darkroom", &small(&[])).await else {
        panic!("a result came back at once");
    };
    job.id = "task-1".to_owned();
    let model = studio.model("sample-darkroom");
    let poll = studio
        .providers
        .poll(&studio.endpoint, &model, &small(&[]), &job)
        .await;
    assert_eq!(poll.unwrap_err().kind, ProviderErrorKind::JobUnknown);
}

//! Jobs: submitted, asked about, cancelled, lost.

use serde_json::{Value, json};
use studio_domain::{ErrorCode, UnixMillis};
use studio_providers::{
    CancelOutcome, Catalog, Endpoint, JobProgress, ModelSpec, OutputSource, ProviderErrorKind,
    ProviderJob, Providers, Submission,
};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{config, endpoint, fixture, picture, providers_with};

struct JobServer {
    server: MockServer,
    providers: Providers,
    endpoint: Endpoint,
    model: ModelSpec,
}

async fn service() -> JobServer {
    let text = String::from_utf8(fixture("poll/manifest.toml")).unwrap();
    let catalog = Catalog::from_texts(&[("poll.toml", text.as_str())]).unwrap();
    let model = catalog.manifest("poll").unwrap().models[0].clone();
    let server = MockServer::start().await;
    JobServer {
        endpoint: endpoint("poll", &server.uri()),
        providers: providers_with(catalog, config()),
        server,
        model,
    }
}

impl JobServer {
    async fn answers(&self, verb: &str, at: &str, status: u16, body: Value) {
        Mock::given(method(verb))
            .and(path(at))
            .respond_with(ResponseTemplate::new(status).set_body_json(body))
            .mount(&self.server)
            .await;
    }

    async fn poll(&self, answer: Value) -> Result<JobProgress, studio_providers::ProviderError> {
        self.server.reset().await;
        self.answers("GET", "/v1/tasks/a%2Fb", 200, answer).await;
        self.ask(&job()).await
    }

    async fn ask(&self, job: &ProviderJob) -> Result<JobProgress, studio_providers::ProviderError> {
        let request = picture("A lake");
        self.providers
            .poll(&self.endpoint, &self.model, &request, job)
            .await
    }

    async fn cancel(&self, status: u16) -> Result<CancelOutcome, studio_providers::ProviderError> {
        self.server.reset().await;
        self.answers(
            "DELETE",
            "/v1/tasks/a%2Fb",
            status,
            json!({"detail": "words"}),
        )
        .await;
        self.providers
            .cancel(&self.endpoint, &self.model, &picture("A lake"), &job())
            .await
    }
}

fn job() -> ProviderJob {
    ProviderJob {
        id: "a/b".to_owned(),
        poll_url: None,
        result_url: None,
        cancel_url: None,
        expires_at: Some(UnixMillis::new(3_600_000)),
        poll_after_ms: 2_500,
        give_up_at: Some(UnixMillis::new(86_400_000)),
        cost: None,
    }
}

#[tokio::test]
async fn submitting_gives_a_job_that_survives_being_stored() {
    let service = service().await;
    let answer = json!({"task": {"id": "a/b", "urls": {"get": null}}});
    service
        .answers("POST", "/v1/models/owner/paint%20er/tasks", 202, answer)
        .await;
    let request = picture("A \"lake\"\n$.model {id} $$ 🎨");
    let submitted = service
        .providers
        .submit(&service.endpoint, &service.model, &request)
        .await;
    assert_eq!(submitted.unwrap(), Submission::Job(job()));
    let stored = serde_json::to_string(&job()).unwrap();
    assert_eq!(serde_json::from_str::<ProviderJob>(&stored).unwrap(), job());
    let sent = &service.server.received_requests().await.unwrap()[0];
    assert_eq!(
        sent.headers["idempotency-key"],
        request.idempotency_key.as_str()
    );
    let body: Value = serde_json::from_slice(&sent.body).unwrap();
    assert_eq!(
        body,
        json!({"prompt": request.prompt}),
        "an unset seed is absent, object and all"
    );
}

#[tokio::test]
async fn states_are_translated_and_unknown_ones_count_as_running() {
    let service = service().await;
    for word in ["PENDING", "RUNNING", "THINKING"] {
        let progress = service
            .poll(json!({"status": word, "progress": 40}))
            .await
            .unwrap();
        let expected = JobProgress::Waiting {
            fraction: Some(0.4),
            outputs: Vec::new(),
            poll_after_ms: 2_500,
        };
        assert_eq!(progress, expected, "{word}");
    }
    let cancelled = service.poll(json!({"status": "CANCELLED"})).await.unwrap();
    assert_eq!(cancelled, JobProgress::Cancelled);
}

#[tokio::test]
async fn outputs_that_are_ready_early_are_given_early() {
    let service = service().await;
    let output = json!({"url": "https://cdn.example.com/0.png", "type": "image/png"});
    let answer = json!({"status": "RUNNING", "output": [output, null]});
    let JobProgress::Waiting {
        outputs, fraction, ..
    } = service.poll(answer).await.unwrap()
    else {
        panic!("the job is not done");
    };
    assert_eq!((outputs.len(), outputs[0].position, fraction), (1, 0, None));
}

#[tokio::test]
async fn a_finished_job_gives_addresses_with_their_life() {
    let service = service().await;
    let output = json!({"url": "https://cdn.example.com/0.png", "type": "image/png"});
    let finished = service
        .poll(json!({"status": "SUCCEEDED", "output": [output]}))
        .await
        .unwrap();
    let JobProgress::Finished(result) = finished else {
        panic!("the job is done")
    };
    let url = "https://cdn.example.com/0.png".parse().unwrap();
    let expires_at = Some(UnixMillis::new(600_000));
    assert_eq!(
        result.outputs[0].source,
        OutputSource::Url { url, expires_at }
    );
    assert_eq!(result.outputs[0].mime.as_deref(), Some("image/png"));
}

#[tokio::test]
async fn failures_carry_the_providers_words() {
    let service = service().await;
    let failed = json!({"status": "FAILED", "error": {"message": "Out of memory"}});
    let error = service.poll(failed).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::ProviderUnavailable);
    assert!(error.message.contains("Out of memory"), "{error}");
    assert!(error.of_job, "it is what became of the job");
    let error = service
        .poll(json!({"status": "MODERATED"}))
        .await
        .unwrap_err();
    assert_eq!(error.code(), ErrorCode::ProviderRefused);
    assert!(error.of_job);
    let error = service
        .poll(json!({"status": "SUCCEEDED"}))
        .await
        .unwrap_err();
    assert_eq!(error.code(), ErrorCode::ProviderMalformed);
}

#[tokio::test]
async fn a_job_the_provider_forgot_is_told_apart_from_a_broken_line() {
    let service = service().await;
    service
        .answers("GET", "/v1/tasks/a%2Fb", 404, json!({"detail": "gone"}))
        .await;
    let error = service.ask(&job()).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::JobUnknown);
    assert!(!error.of_job, "somewhere it may be known");
    assert_eq!(error.code(), ErrorCode::NotFound);
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn asking_is_repeated_when_the_server_stumbles() {
    let service = service().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(2)
        .mount(&service.server)
        .await;
    service
        .answers(
            "GET",
            "/v1/tasks/a%2Fb",
            200,
            json!({"status": "CANCELLED"}),
        )
        .await;
    assert_eq!(service.ask(&job()).await.unwrap(), JobProgress::Cancelled);
    assert_eq!(service.server.received_requests().await.unwrap().len(), 3);
}

#[tokio::test]
async fn the_address_a_provider_gave_is_asked_but_never_a_private_one() {
    let service = service().await;
    service
        .answers("GET", "/elsewhere", 200, json!({"status": "CANCELLED"}))
        .await;
    let at = |url: &str| ProviderJob {
        poll_url: Some(url.parse().unwrap()),
        ..job()
    };
    let given = at(&format!("{}/elsewhere", service.server.uri()));
    assert_eq!(service.ask(&given).await.unwrap(), JobProgress::Cancelled);
    let private = at("http://127.0.0.1:1/poll");
    assert_eq!(
        service.ask(&private).await.unwrap_err().kind,
        ProviderErrorKind::AddressRefused
    );
}

#[tokio::test]
async fn a_job_whose_id_never_arrived_is_found_by_the_requests_name() {
    let service = service().await;
    let request = picture("A lake");
    let (endpoint, model) = (&service.endpoint, &service.model);
    assert!(
        service
            .providers
            .finds_jobs(&endpoint.manifest_id, model, &request)
    );
    let at = format!("/v1/tasks/named/{}", request.idempotency_key);
    for (status, answer, found) in [
        (200, json!({"tasks": [{"id": "a/b"}]}), Ok(Some("a/b"))),
        (200, json!({"tasks": []}), Ok(None)),
        (404, json!({"detail": "no such task"}), Ok(None)),
        (401, json!({"detail": "no"}), Err(ErrorCode::ProviderAuth)),
        (503, json!({}), Err(ErrorCode::ProviderUnavailable)),
    ] {
        service.server.reset().await;
        service.answers("GET", &at, status, answer).await;
        let job = service.providers.find(endpoint, model, &request).await;
        let id = job
            .as_ref()
            .map(|job| job.as_ref().map(|job| job.id.as_str()));
        assert_eq!(id.map_err(|error| error.code()), found, "{status}");
        let asked = &service.server.received_requests().await.unwrap()[0];
        assert_eq!(asked.url.query(), Some("most=1"));
    }
}

#[tokio::test]
async fn cancelling_tells_what_came_of_it() {
    let service = service().await;
    assert_eq!(service.cancel(200).await.unwrap(), CancelOutcome::Cancelled);
    assert_eq!(service.cancel(204).await.unwrap(), CancelOutcome::Cancelled);
    for status in [404, 409, 410] {
        assert_eq!(
            service.cancel(status).await.unwrap(),
            CancelOutcome::TooLate,
            "{status}"
        );
    }
    assert_eq!(
        service.cancel(401).await.unwrap_err().code(),
        ErrorCode::ProviderAuth
    );
}

#[tokio::test]
async fn an_answer_without_a_job_is_malformed() {
    let service = service().await;
    service
        .answers(
            "POST",
            "/v1/models/owner/paint%20er/tasks",
            200,
            json!({"task": {}}),
        )
        .await;
    let request = picture("A lake");
    let submitted = service
        .providers
        .submit(&service.endpoint, &service.model, &request)
        .await;
    assert_eq!(submitted.unwrap_err().code(), ErrorCode::ProviderMalformed);
}

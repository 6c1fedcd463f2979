//! Running cases: what is asked, what is answered, what is understood.

use std::fmt::Write as _;
use std::path::Path;

use futures::StreamExt;
use studio_domain::Modality;
use studio_providers::{
    ChatEvent, CloneRequest, Endpoint, JobProgress, Manifest, MediaResult, OutputSource,
    ProviderError, Providers, SearchRequest, Submission,
};

use crate::case::{AnswerOf, Case};
use crate::shipped::{
    cases_of, catalog, endpoint, files_in, operation_of, providers, remote, stem,
};
use crate::{replay, request, snapshot};

/// The most times a job is asked about; a case has fewer answers.
const MOST_POLLS: usize = 20;

/// What a case is run on.
struct Bench<'a> {
    providers: &'a Providers,
    manifest: &'a Manifest,
    case: &'a Case,
    /// The file's name: an operation, or one of the sections that ask something.
    name: &'a str,
}

impl Bench<'_> {
    /// Runs it against a server with these answers.
    async fn run(&self, answers: &[AnswerOf]) -> (String, Result<String, ProviderError>) {
        let server = replay::server(answers).await;
        let address = server.uri();
        let endpoint = endpoint(self.manifest, &address);
        let understood = self.understood(&endpoint, &address).await;
        let requests = server.received_requests().await.unwrap();
        let sent: Vec<String> = requests
            .iter()
            .filter(|request| !request.headers.contains_key("upgrade"))
            .map(|request| request::shown(request, &address))
            .collect();
        // A server that is dropped blocks until it has looked at itself, which tokio refuses to a
        // task that has had its turn: it would wait for ever. So it is dropped in a turn of its own.
        tokio::task::yield_now().await;
        drop(server);
        (sent.join("\n"), understood)
    }

    async fn understood(&self, endpoint: &Endpoint, server: &str) -> Result<String, ProviderError> {
        let mut out = String::new();
        match operation_of(self.name) {
            "list" => {
                for model in self.providers.list_models(endpoint).await? {
                    let taken = self.manifest.listed_model(&model, None);
                    let taken = taken.map_or("not offered", |model| model.modality.as_str());
                    writeln!(out, "= model {} ({}): {taken}", model.id, model.name).unwrap();
                }
            }
            "check" => {
                self.providers.test(endpoint).await?;
                writeln!(out, "= the key works").unwrap();
            }
            "voices" => snapshot::voices(&mut out, &self.providers.voices(endpoint).await?),
            "clone" => {
                let request = CloneRequest {
                    name: self.case.name.clone(),
                    description: self.case.description.clone(),
                    language: self.case.language.clone(),
                    samples: self.case.media_inputs(),
                };
                let id = self.providers.clone_voice(endpoint, &request).await?;
                writeln!(out, "= voice {id}").unwrap();
            }
            search if search.starts_with("search.") => {
                let request = SearchRequest {
                    search: search["search.".len()..].to_owned(),
                    words: self.case.query.clone(),
                    params: self.case.params(),
                    page: self.case.page,
                };
                let found = self.providers.search(endpoint, &request).await?;
                snapshot::found(&mut out, &found, server);
                for item in found.items.iter().take(1) {
                    self.providers.tell_of_use(endpoint, item).await?;
                }
            }
            operation => {
                let model = self.case.model(self.manifest);
                let given = self.case.media_request().given();
                assert_eq!(
                    model.operation_for(&given),
                    operation,
                    "{}/{}: the model runs another operation",
                    self.manifest.id,
                    self.name
                );
                if model.modality == Modality::Chat {
                    self.chat(endpoint, &mut out).await?;
                } else {
                    let result = self.make(endpoint, &mut out).await?;
                    snapshot::result(&mut out, &result, server);
                    self.fetch(endpoint, &result, server, &mut out).await?;
                }
            }
        }
        Ok(out)
    }

    async fn make(
        &self,
        endpoint: &Endpoint,
        out: &mut String,
    ) -> Result<MediaResult, ProviderError> {
        let model = self.case.model(self.manifest);
        let request = self.case.media_request();
        let submitted = if self.case.lost {
            match self.providers.find(endpoint, &model, &request).await? {
                Some(job) => Submission::Job(job),
                None => panic!("{}/{}: no job is found", self.manifest.id, self.name),
            }
        } else {
            self.providers.submit(endpoint, &model, &request).await?
        };
        let job = match submitted {
            Submission::Finished(result) => return Ok(result),
            Submission::Job(job) => job,
        };
        writeln!(out, "= job {}", job.id).unwrap();
        for _ in 0..MOST_POLLS {
            match self
                .providers
                .poll(endpoint, &model, &request, &job)
                .await?
            {
                JobProgress::Finished(result) => return Ok(result),
                JobProgress::Cancelled => {
                    writeln!(out, "= cancelled").unwrap();
                    return Ok(MediaResult::default());
                }
                JobProgress::Waiting { fraction, .. } => {
                    let fraction = fraction.map(|fraction| format!(", {fraction:.2} done"));
                    writeln!(out, "= waiting{}", fraction.unwrap_or_default()).unwrap();
                }
            }
        }
        panic!("{}/{}: the job never ends", self.manifest.id, self.name);
    }

    /// Fetches what lies at the server itself.
    async fn fetch(
        &self,
        endpoint: &Endpoint,
        result: &MediaResult,
        server: &str,
        out: &mut String,
    ) -> Result<(), ProviderError> {
        for output in &result.outputs {
            let OutputSource::Url { url, .. } = &output.source else {
                continue;
            };
            if !url.as_str().starts_with(server) {
                continue;
            }
            let mut body = self.providers.download(endpoint, url).await?;
            let mut length = 0;
            while let Some(chunk) = body.next().await {
                length += chunk?.len();
            }
            writeln!(out, "= fetched {length} bytes").unwrap();
        }
        Ok(())
    }

    async fn chat(&self, endpoint: &Endpoint, out: &mut String) -> Result<(), ProviderError> {
        let model = self.case.model(self.manifest);
        let request = self.case.chat_request();
        let mut events = self.providers.chat(endpoint, &model, request).await?;
        let (mut text, mut reasoning) = (String::new(), String::new());
        let mut others = Vec::new();
        while let Some(event) = events.next().await {
            match event? {
                ChatEvent::Text(delta) => text.push_str(&delta),
                ChatEvent::Reasoning(delta) => reasoning.push_str(&delta),
                other => others.push(other),
            }
        }
        for (name, said) in [("reasoning", reasoning), ("text", text)] {
            if !said.is_empty() {
                writeln!(out, "= {name} {said:?}").unwrap();
            }
        }
        for other in others {
            writeln!(out, "= {other:?}").unwrap();
        }
        Ok(())
    }
}

/// Runs one case whole and returns what is wrong with it.
async fn faults_of(providers: &Providers, manifest: &Manifest, path: &Path) -> Vec<String> {
    let case = Case::read(path);
    let name = stem(path);
    let mut faults = Vec::new();
    if case.source.trim().is_empty() {
        faults.push(format!(
            "{}: it does not say where it is from",
            path.display()
        ));
    }
    let bench = Bench {
        providers,
        manifest,
        case: &case,
        name: &name,
    };
    let (mut found, understood) = bench.run(&case.answers).await;
    match understood {
        Ok(understood) => write!(found, "\n{understood}").unwrap(),
        Err(error) => faults.push(format!(
            "{}: the documented success is an error: {}\n{found}\n{:?}",
            path.display(),
            snapshot::error(&error),
            error.body
        )),
    }
    found.push('\n');
    for expected in &case.errors {
        let server = bench.run(&expected.answers()).await.1;
        match server {
            Ok(understood) => faults.push(format!(
                "{}: status {} should be `{}` and is understood:\n{understood}",
                path.display(),
                expected.status,
                expected.kind
            )),
            Err(error) => {
                let kind = snapshot::kind(&error);
                if kind != expected.kind {
                    faults.push(format!(
                        "{}: status {} should be `{}` and is `{kind}`: {}",
                        path.display(),
                        expected.status,
                        expected.kind,
                        error.message
                    ));
                }
                let shown = snapshot::error(&error);
                writeln!(found, "! {} {shown}", expected.status).unwrap();
            }
        }
    }
    if faults.is_empty() {
        let checked = snapshot::check(&path.with_extension("snap"), &found);
        faults.extend(checked.err().map(|fault| fault.0));
    }
    faults
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_case_sends_and_understands_what_is_on_file() {
    let catalog = catalog();
    let providers = providers(catalog.clone());
    let mut faults = Vec::new();
    for manifest in remote(&catalog) {
        for path in files_in(&cases_of(&manifest.id), "json") {
            faults.extend(faults_of(&providers, manifest, &path).await);
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n\n")
    );
}

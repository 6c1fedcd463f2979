//! The door to every provider: a catalogue of manifests, and the calls that run them.

use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use http::HeaderValue;
use studio_domain::{Clock, ProviderTest, ResolvedEndpoint, Role};

use crate::address::{self, AddressProblem};
use crate::catalog::Catalog;
use crate::chat::{ChatRequest, ChatStream, chat_context, read_answer, request_body};
use crate::checked::{checked_params, checked_request};
use crate::connection::Connection;
use crate::endpoint::Endpoint;
use crate::error::{ProviderError, ProviderErrorKind, Sent};
use crate::failure::Purpose;
use crate::listing;
use crate::manifest::{ChatOperation, Hook, ListedModel, Manifest, Operation, PollOperation};
use crate::media::{
    self, Asked, CancelOutcome, JobProgress, Listeners, MediaRequest, ProviderJob, Submission,
    Uploading, rendered_call,
};
use crate::model::{Given, ModelSpec};
use crate::preview::RequestPreview;
use crate::programs::Programs;
use crate::sample::SampleStudio;
use crate::search::{self, FoundItem, FoundPage, SearchRequest};
use crate::transport::{Call, HttpClient, Payload};
use crate::voices::{self, CloneRequest, ProviderVoice};

/// Calls providers. Cloning it is cheap and shares connections.
#[derive(Debug, Clone)]
pub struct Providers {
    catalog: Arc<RwLock<Arc<Catalog>>>,
    http: HttpClient,
    clock: Arc<dyn Clock>,
    sample: Arc<SampleStudio>,
    programs: Programs,
    listeners: Arc<Listeners>,
}

impl Providers {
    /// Puts the parts together.
    #[must_use]
    pub fn new(catalog: Catalog, http: HttpClient, clock: Arc<dyn Clock>) -> Self {
        Self {
            catalog: Arc::new(RwLock::new(Arc::new(catalog))),
            http,
            sample: Arc::new(SampleStudio::new(Arc::clone(&clock))),
            clock,
            programs: Programs::default(),
            listeners: Arc::default(),
        }
    }

    /// The same, with programs that are looked for elsewhere.
    #[must_use]
    pub fn with_programs(mut self, programs: Programs) -> Self {
        self.programs = programs;
        self
    }

    /// The programs of this computer that speak.
    #[must_use]
    pub fn programs(&self) -> &Programs {
        &self.programs
    }

    /// The manifests in use now.
    #[must_use]
    pub fn catalog(&self) -> Arc<Catalog> {
        let catalog = self.catalog.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&catalog)
    }

    /// Puts other manifests in use. What is under way keeps the manifest it began with until its
    /// next call.
    pub fn replace_catalog(&self, catalog: Catalog) {
        let mut current = self.catalog.write().unwrap_or_else(PoisonError::into_inner);
        *current = Arc::new(catalog);
    }

    /// Sends a conversation and returns the events of the answer. Dropping them closes the
    /// connection.
    ///
    /// # Errors
    /// [`ProviderError`] where the request cannot be sent or is answered with an error, of the
    /// kind [`ProviderErrorKind::AnswerLost`] where it may be answered there all the same; errors
    /// behind that come through the stream and end it.
    pub async fn chat(
        &self,
        endpoint: &Endpoint,
        model: &ModelSpec,
        request: ChatRequest,
    ) -> Result<ChatStream, ProviderError> {
        let manifest = self.manifest(endpoint)?;
        let mut request = request;
        request.params = checked_params(model, &request.params, &Given::new())?;
        let says_something = |message: &crate::chat::ChatMessage| {
            message.role != Role::System && message.says_something()
        };
        if !request.messages.iter().any(says_something) {
            return Err(ProviderError::invalid(
                "There is nothing to answer: the message is empty.",
            ));
        }
        match operation(&manifest, model, &model.operation)? {
            Operation::Chat(operation) => {
                let connection = self.connection(Arc::clone(&manifest), endpoint)?;
                chat_over_http(&connection, model, operation, &request).await
            }
            Operation::BuiltIn(Hook::Writer) => Ok(self.sample.write(&request)),
            _ => Err(does_not_chat(model)),
        }
    }

    /// Asks for something to be made. What comes back is a result, or a job that must be stored before it is
    /// first asked about.
    ///
    /// # Errors
    /// [`ProviderError`]; of the kind [`ProviderErrorKind::AnswerLost`] where the request may
    /// have been accepted.
    pub async fn submit(
        &self,
        endpoint: &Endpoint,
        model: &ModelSpec,
        request: &MediaRequest,
    ) -> Result<Submission, ProviderError> {
        let manifest = self.manifest(endpoint)?;
        let request = checked_request(model, request)?;
        let name = model.operation_for(&request.given());
        match operation(&manifest, model, name)? {
            Operation::BuiltIn(hook) => match hook.speaker() {
                Some(speaker) => {
                    let spoken = self.programs.speak(speaker, &request).await?;
                    Ok(Submission::Finished(spoken))
                }
                None => self.sample.submit(*hook, model, &request).await,
            },
            operation => {
                let connection = self.connection(Arc::clone(&manifest), endpoint)?;
                media::submit(&connection, model, operation, &request, self.clock.now())
                    .await
                    .map(|submission| submission.counted_for(model.modality))
            }
        }
    }

    /// What submitting would send. Nothing is sent, uploads neither.
    ///
    /// # Errors
    /// [`ProviderError`] where it could not be sent.
    pub async fn preview(
        &self,
        endpoint: &Endpoint,
        model: &ModelSpec,
        request: &MediaRequest,
    ) -> Result<RequestPreview, ProviderError> {
        let manifest = self.manifest(endpoint)?;
        let request = checked_request(model, request)?;
        let name = model.operation_for(&request.given());
        let Some(template) = operation(&manifest, model, name)?.request() else {
            let message = format!("{} works inside the studio and sends nothing.", model.name);
            return Err(ProviderError::invalid(message));
        };
        let connection = self.connection(Arc::clone(&manifest), endpoint)?;
        let pretended = Uploading::Pretended;
        let call = media::main_call(&connection, model, template, &request, pretended).await?;
        Ok(RequestPreview::of(&call))
    }

    /// What sending a conversation would send. Nothing is sent.
    ///
    /// # Errors
    /// [`ProviderError`] where it could not be sent.
    pub fn preview_chat(
        &self,
        endpoint: &Endpoint,
        model: &ModelSpec,
        request: &ChatRequest,
    ) -> Result<RequestPreview, ProviderError> {
        let manifest = self.manifest(endpoint)?;
        let mut request = request.clone();
        request.params = checked_params(model, &request.params, &Given::new())?;
        let Operation::Chat(operation) = operation(&manifest, model, &model.operation)? else {
            return Err(does_not_chat(model));
        };
        let connection = self.connection(Arc::clone(&manifest), endpoint)?;
        let call = chat_call(&connection, model, operation, &request)?;
        Ok(RequestPreview::of(&call))
    }

    /// Whether what this asks for is made by a job that goes on by itself once it was taken.
    #[must_use]
    pub fn makes_a_job(
        &self,
        endpoint: &Endpoint,
        model: &ModelSpec,
        request: &MediaRequest,
    ) -> bool {
        self.polls(&endpoint.manifest_id, model, request, |_| true)
    }

    /// Whether a job whose id never arrived can be found by the name its request bore. Takes no
    /// endpoint, so that it can be told while a key cannot be read.
    #[must_use]
    pub fn finds_jobs(&self, manifest_id: &str, model: &ModelSpec, request: &MediaRequest) -> bool {
        self.polls(manifest_id, model, request, |poll| poll.find.is_some())
    }

    fn polls(
        &self,
        manifest_id: &str,
        model: &ModelSpec,
        request: &MediaRequest,
        how: impl Fn(&PollOperation) -> bool,
    ) -> bool {
        let Some(manifest) = self.catalog().shared(manifest_id) else {
            return false;
        };
        let name = model.operation_for(&request.given());
        match operation(&manifest, model, name) {
            Ok(Operation::Poll(poll)) => how(poll),
            _ => false,
        }
    }

    /// Asks which job came of a request whose answer was lost; nothing where the provider knows of
    /// none. Costs nothing.
    ///
    /// # Errors
    /// [`ProviderError`] where it could not be asked, or knows requests by no name.
    pub async fn find(
        &self,
        endpoint: &Endpoint,
        model: &ModelSpec,
        request: &MediaRequest,
    ) -> Result<Option<ProviderJob>, ProviderError> {
        let manifest = self.manifest(endpoint)?;
        let name = model.operation_for(&request.given());
        let Operation::Poll(poll) = operation(&manifest, model, name)? else {
            return Err(media::without_jobs(model));
        };
        let Some(rule) = &poll.find else {
            return Err(media::without_jobs(model));
        };
        let connection = self.connection(Arc::clone(&manifest), endpoint)?;
        let now = self.clock.now();
        media::find(&connection, model, poll, rule, request, now).await
    }

    /// Asks how a job stands. `request` is the one it was submitted with.
    ///
    /// # Errors
    /// [`ProviderError`]; of the kind [`ProviderErrorKind::JobUnknown`] where the provider no
    /// longer knows the job. Unless it is [`of_job`](crate::ProviderFailure::of_job), it says
    /// nothing about the job.
    pub async fn poll(
        &self,
        endpoint: &Endpoint,
        model: &ModelSpec,
        request: &MediaRequest,
        job: &ProviderJob,
    ) -> Result<JobProgress, ProviderError> {
        let manifest = self.manifest(endpoint)?;
        let name = model.operation_for(&request.given());
        match operation(&manifest, model, name)? {
            Operation::BuiltIn(hook) => {
                let request = checked_request(model, request)?;
                self.sample.poll(*hook, model, &request, job).await
            }
            Operation::Poll(poll) => {
                let connection = self.connection(Arc::clone(&manifest), endpoint)?;
                let now = self.clock.now();
                let listeners = &self.listeners;
                media::poll(&connection, model, poll, request, job, now, listeners)
                    .await
                    .map(|progress| progress.counted_for(model.modality))
            }
            _ => Err(media::without_jobs(model)),
        }
    }

    /// Asks to stop a job. `request` is the one it was submitted with.
    ///
    /// # Errors
    /// [`ProviderError`] where the provider could not be asked.
    pub async fn cancel(
        &self,
        endpoint: &Endpoint,
        model: &ModelSpec,
        request: &MediaRequest,
        job: &ProviderJob,
    ) -> Result<CancelOutcome, ProviderError> {
        let manifest = self.manifest(endpoint)?;
        let name = model.operation_for(&request.given());
        match operation(&manifest, model, name)? {
            Operation::BuiltIn(Hook::Darkroom) => self.sample.cancel(job),
            Operation::Poll(poll) => {
                let connection = self.connection(Arc::clone(&manifest), endpoint)?;
                media::cancel(&connection, model, poll, job).await
            }
            _ => Ok(CancelOutcome::NotSupported),
        }
    }

    /// Makes a real call that costs nothing, and reports the provider's own error.
    ///
    /// # Errors
    /// [`ProviderError`] with the provider's own words.
    pub async fn test(&self, endpoint: &Endpoint) -> Result<ProviderTest, ProviderError> {
        let manifest = self.manifest(endpoint)?;
        if manifest.runs_here() {
            return Ok(ProviderTest {
                url: "studio".to_owned(),
                elapsed_ms: 0,
                model_count: u32::try_from(manifest.models.len()).ok(),
            });
        }
        let connection = self.connection(manifest, endpoint)?;
        listing::test(&connection, self.clock.as_ref()).await
    }

    /// The models the provider says it has, in its own order.
    ///
    /// # Errors
    /// [`ProviderError`]; of the kind [`ProviderErrorKind::InvalidInput`] where the provider
    /// keeps no list.
    pub async fn list_models(
        &self,
        endpoint: &Endpoint,
    ) -> Result<Vec<ListedModel>, ProviderError> {
        let manifest = self.manifest(endpoint)?;
        if manifest.runs_here() {
            let named = |model: &ModelSpec| ListedModel {
                id: model.id.clone(),
                name: model.name.clone(),
            };
            return Ok(manifest.models.iter().map(named).collect());
        }
        let connection = self.connection(manifest, endpoint)?;
        listing::list(&connection).await
    }

    /// The provider's voices.
    ///
    /// # Errors
    /// [`ProviderError`]; of the kind [`ProviderErrorKind::InvalidInput`] where it has none.
    pub async fn voices(&self, endpoint: &Endpoint) -> Result<Vec<ProviderVoice>, ProviderError> {
        let manifest = self.manifest(endpoint)?;
        if let Some(speaker) = manifest.speaker() {
            return self.programs.voices(speaker).await;
        }
        let connection = self.connection(manifest, endpoint)?;
        voices::list(&connection).await
    }

    /// Makes a voice from recordings and returns its id. Whoever calls it has made sure that the
    /// person whose voice it is agreed.
    ///
    /// # Errors
    /// [`ProviderError`]; of the kind [`ProviderErrorKind::AnswerLost`] where the voice may have
    /// been made.
    pub async fn clone_voice(
        &self,
        endpoint: &Endpoint,
        request: &CloneRequest,
    ) -> Result<String, ProviderError> {
        let connection = self.connection(self.manifest(endpoint)?, endpoint)?;
        voices::clone(&connection, request).await
    }

    /// One page of what a stock library has.
    ///
    /// # Errors
    /// [`ProviderError`]; of the kind [`ProviderErrorKind::InvalidInput`] where there is no such
    /// search or it does not take what is asked.
    pub async fn search(
        &self,
        endpoint: &Endpoint,
        request: &SearchRequest,
    ) -> Result<FoundPage, ProviderError> {
        let connection = self.connection(self.manifest(endpoint)?, endpoint)?;
        search::search(&connection, request).await
    }

    /// Tells the library that something is being used, where it wants to be told.
    ///
    /// # Errors
    /// [`ProviderError`] where it could not be told.
    pub async fn tell_of_use(
        &self,
        endpoint: &Endpoint,
        item: &FoundItem,
    ) -> Result<(), ProviderError> {
        let connection = self.connection(self.manifest(endpoint)?, endpoint)?;
        search::tell_of_use(&connection, item).await
    }

    /// What an address that a person typed stands for.
    ///
    /// # Errors
    /// [`AddressProblem`], in a plain sentence.
    pub fn resolve_address(
        &self,
        manifest_id: &str,
        address: &str,
    ) -> Result<ResolvedEndpoint, AddressProblem> {
        let catalog = self.catalog();
        let manifest = catalog
            .manifest(manifest_id)
            .ok_or_else(|| AddressProblem::UnknownManifest(manifest_id.to_owned()))?;
        address::resolve(manifest, address)
    }

    pub(crate) fn http(&self) -> &HttpClient {
        &self.http
    }

    pub(crate) fn connection(
        &self,
        manifest: Arc<Manifest>,
        endpoint: &Endpoint,
    ) -> Result<Connection, ProviderError> {
        Connection::open(&self.http, manifest, endpoint, self.clock.now())
    }

    pub(crate) fn manifest(&self, endpoint: &Endpoint) -> Result<Arc<Manifest>, ProviderError> {
        self.catalog().shared(&endpoint.manifest_id).ok_or_else(|| {
            let id = &endpoint.manifest_id;
            ProviderError::invalid(format!("There is no provider called `{id}`."))
        })
    }
}

fn operation<'m>(
    manifest: &'m Manifest,
    model: &ModelSpec,
    name: &str,
) -> Result<&'m Operation, ProviderError> {
    manifest.named_operation(name).ok_or_else(|| {
        let message = format!("{} does not offer {}.", manifest.name, model.name);
        ProviderError::new(ProviderErrorKind::ModelUnavailable, Sent::No, message)
            .with_hint("Choose another model.")
    })
}

fn does_not_chat(model: &ModelSpec) -> ProviderError {
    ProviderError::invalid(format!("{} does not chat.", model.name))
}

fn chat_call(
    connection: &Connection,
    model: &ModelSpec,
    operation: &ChatOperation,
    request: &ChatRequest,
) -> Result<Call, ProviderError> {
    let context = chat_context(model, request);
    let asked = Asked {
        context: &context,
        files: &[],
    };
    let mut call = rendered_call(connection, &operation.request, &asked)?;
    if operation.request.accept.is_none() {
        call.accept = HeaderValue::from_static("text/event-stream, application/json");
    }
    let body = request_body(operation, model, request)?;
    call.payload = Payload::Json(Bytes::from(body.to_string()));
    Ok(call)
}

async fn chat_over_http(
    connection: &Connection,
    model: &ModelSpec,
    operation: &ChatOperation,
    request: &ChatRequest,
) -> Result<ChatStream, ProviderError> {
    let call = chat_call(connection, model, operation, request)?;
    let answer = connection.exchange(call, Purpose::Chat).await;
    let answer = answer.map_err(ProviderError::of_a_paid_request)?;
    Ok(read_answer(
        operation.protocol,
        model,
        connection.errors.clone(),
        answer,
        connection.http.config().answer_limit,
    ))
}

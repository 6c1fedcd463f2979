//! A finished result, from the provider's answer to the end of its generation: its outputs are
//! fetched until they are here or their addresses are dead for good.

use studio_domain::{
    AssetKind, CostBasis, ErrorCode, Generation, GenerationState, Modality, Money, Params, Problem,
    Transcript, Usage, WaitReason,
};
use studio_jobs::Outcome;
use studio_providers::{MediaResult, ModelSpec, ProviderError, ProviderJob};
use studio_store::generations;

use super::Run;
use super::ending::Ending;
use super::fetching::{Fetching, minutes_left};
use super::polling::Stopping;
use super::storing::until_stored;
use super::trouble::Trouble;
use crate::endpoints::Target;
use crate::error::EngineError;
use crate::generate::played_ms;

/// What failed on the way is tried again after this long, doubled each time.
const FIRST_RETRY_MS: i64 = 2_000;
const LONGEST_RETRY_MS: i64 = 60_000;
/// A damaged file is fetched again after this long, doubled each time.
const DAMAGE_RETRY_MS: i64 = 500;
/// In how many turns a file may be damaged before that is how it is.
const MOST_DAMAGES: u32 = 3;
/// How often addresses may be refused before they count as dead. A store may know a new file only
/// after a while, so that the first refusals prove nothing.
const MOST_REFUSALS: u32 = 6;

impl Run {
    /// Takes in a result: where it is gets stored before anything is fetched.
    pub(super) async fn take_in(
        &self,
        target: &Target,
        result: MediaResult,
        job: Option<&ProviderJob>,
    ) -> Result<Outcome, EngineError> {
        if result.outputs.is_empty() {
            let usage = result.usage.unwrap_or_default();
            return self.all_is_here(target, usage, result.transcript).await;
        }
        let outputs = match self.expect(result.outputs).await {
            // It was stopped while it waited for room.
            Err(error) if self.stop.is_cancelled() && self.stopping().await? == Stopping::Asked => {
                let ending = Ending::stopped(error.problem());
                return self.end_as_paid(target, result.usage, ending).await;
            }
            expected => expected?,
        };
        let mut fetching = Fetching {
            outputs,
            usage: result.usage,
            ..Fetching::default()
        };
        if let Some(before) = Fetching::in_job(self.row.provider_job.as_ref()) {
            fetching.continue_from(before);
        }
        self.keep_fetching(&fetching).await?;
        self.collect(target, fetching, job.is_some()).await
    }

    /// Goes on with what an earlier turn began.
    pub(super) async fn go_on_fetching(&self, fetching: Fetching) -> Result<Outcome, EngineError> {
        let target = match self.media_target().await {
            Ok(target) => target,
            Err(error) => return self.wait_for_remedy(&error).await,
        };
        if self.row.state == GenerationState::Unknown {
            self.mark(GenerationState::Running).await?;
        }
        self.collect(&target, fetching, self.has_job()).await
    }

    async fn collect(
        &self,
        target: &Target,
        mut fetching: Fetching,
        has_job: bool,
    ) -> Result<Outcome, EngineError> {
        match self.store_expected(target, &mut fetching).await? {
            None => {
                let usage = fetching.usage.unwrap_or_default();
                self.all_is_here(target, usage, None).await
            }
            Some(Trouble::Damaged(error))
                if fetching.damages + 1 < MOST_DAMAGES && !self.stop.is_cancelled() =>
            {
                let wait = DAMAGE_RETRY_MS << fetching.damages;
                fetching.damages += 1;
                self.tell_of_problem(error.problem()).await;
                self.keep_fetching(&fetching).await?;
                Ok(self.parts.later_in(wait, Some(WaitReason::Provider)))
            }
            Some(Trouble::Final(error) | Trouble::Damaged(error)) => {
                let problem = self.set_aside(&fetching, error.problem()).await;
                let ending = Ending::failed(problem);
                self.end_as_paid(target, fetching.usage, ending).await
            }
            Some(trouble) => self.try_later(target, fetching, trouble, has_job).await,
        }
    }

    /// Decides how it goes on after an output could not be fetched for now.
    async fn try_later(
        &self,
        target: &Target,
        mut fetching: Fetching,
        trouble: Trouble,
        has_job: bool,
    ) -> Result<Outcome, EngineError> {
        if self.stop.is_cancelled() {
            if self.stopping().await? == Stopping::Interrupted {
                return Ok(self.parts.later_in(0, Some(WaitReason::Provider)));
            }
            let problem = trouble.error().problem();
            let ending = Ending::stopped(self.set_aside(&fetching, problem).await);
            return self.end_as_paid(target, fetching.usage, ending).await;
        }
        let taken = generations::output_positions(&self.parts.store, self.id).await?;
        let life = fetching.until(|position| !taken.contains(&position));
        // What is here already is only to be taken in, which no address has a say in.
        let missing = fetching
            .outputs
            .iter()
            .filter(|it| !taken.contains(&it.position));
        let is_held = missing.clone().any(|it| it.is_here() && !it.is_unusable);
        let ran_out = !is_held && life.is_none_or(|(_, until)| until <= self.now());
        let error = match trouble {
            Trouble::Passing(error) if !ran_out => {
                fetching.failures += 1;
                let left = life.and_then(|(since, until)| minutes_left(since, until, self.now()));
                self.tell_of_problem(waiting_for_file(&error, left)).await;
                self.keep_fetching(&fetching).await?;
                return Ok(self.fetch_later(fetching.failures, &error));
            }
            Trouble::Passing(error)
            | Trouble::Dead(error)
            | Trouble::Damaged(error)
            | Trouble::Final(error) => error,
        };
        fetching.refusals += 1;
        if fetching.refusals > MOST_REFUSALS {
            let ending = Ending::unknown(out_of_reach(&error));
            return self.end_as_paid(target, fetching.usage, ending).await;
        }
        tracing::info!(id = %self.id, has_job, refusals = fetching.refusals, "an address is dead");
        fetching.ask_anew = has_job;
        self.keep_fetching(&fetching).await?;
        if has_job && fetching.refusals == 1 {
            return Ok(self.parts.later_in(0, Some(WaitReason::Provider)));
        }
        self.tell_of_problem(error.problem()).await;
        Ok(self.fetch_later(fetching.refusals, &error))
    }

    fn fetch_later(&self, failures: u32, error: &EngineError) -> Outcome {
        let doubled = FIRST_RETRY_MS << failures.saturating_sub(1).min(5);
        let asked = error.problem().retry_after_ms.map(i64::from);
        let wait = asked.unwrap_or(doubled.min(LONGEST_RETRY_MS));
        self.parts.later_in(wait, Some(WaitReason::Provider))
    }

    /// The provider does not bring the job to its end any more, or does not say how it stands.
    /// Where it had been done and only its files were missing, they may still exist.
    pub(super) async fn job_is_gone(
        &self,
        target: &Target,
        error: &ProviderError,
    ) -> Result<Outcome, EngineError> {
        match Fetching::in_job(self.row.provider_job.as_ref()) {
            None if error.of_job => self.end(Ending::failed(error.problem())).await,
            None => self.end(Ending::unknown(untold(error))).await,
            Some(fetching) => {
                let ending = Ending::unknown(out_of_reach(&error.clone().into()));
                self.end_as_paid(target, fetching.usage, ending).await
            }
        }
    }

    /// Ends it with what it cost: it was made and is charged all the same.
    async fn end_as_paid(
        &self,
        target: &Target,
        told: Option<Usage>,
        mut ending: Ending,
    ) -> Result<Outcome, EngineError> {
        let generation = until_stored!(self, generations::get(&self.parts.store, self.id).await);
        let told = told.unwrap_or_default();
        let usage = counted(&generation, told);
        let reported = told != Usage::default();
        ending.cost = media_cost(&target.model, &usage, &self.row.params, reported);
        ending.usage = Some(usage);
        self.end(ending).await
    }

    /// Ends it where all that was made is stored.
    async fn all_is_here(
        &self,
        target: &Target,
        told: Usage,
        transcript: Option<Transcript>,
    ) -> Result<Outcome, EngineError> {
        let generation = until_stored!(self, generations::get(&self.parts.store, self.id).await);
        let arrived = match generation.kind {
            Modality::Transcription => transcript.is_some(),
            _ => {
                let taken = generations::output_positions(&self.parts.store, self.id).await?;
                !taken.is_empty()
            }
        };
        if !arrived {
            let problem = Problem::new(
                ErrorCode::ProviderMalformed,
                "The answer held nothing that was made.",
            )
            .with_hint("Say it differently, or choose another model.");
            return self.end(Ending::failed(problem)).await;
        }
        let ending = Ending::succeeded(None, None).with_transcript(transcript);
        self.end_as_paid(target, Some(told), ending).await
    }
}

/// Why a result is not here yet, with a warning where its address is about to stop working.
fn waiting_for_file(error: &EngineError, minutes_left: Option<i64>) -> Problem {
    let problem = error.problem();
    let Some(minutes) = minutes_left else {
        return problem;
    };
    let unit = if minutes == 1 { "minute" } else { "minutes" };
    let message = format!(
        "What was made is not here yet, and its address stops working in about {minutes} {unit}."
    );
    Problem {
        message,
        hint: Some("Check the connection. The studio goes on trying.".to_owned()),
        details: Some(problem.message),
        ..problem
    }
}

/// The job may have ended well or may go on: that is for the person to look.
fn untold(error: &ProviderError) -> Problem {
    Problem::new(
        ErrorCode::AnswerLost,
        "The provider does not tell how the job stands.",
    )
    .with_hint("It may still be made there, and charged. Look again later, or mark it as lost.")
    .with_details(error.message.clone())
}

fn out_of_reach(error: &EngineError) -> Problem {
    Problem::new(
        ErrorCode::AnswerLost,
        "What was made could not be fetched: its address does not work any more.",
    )
    .with_hint(
        "It may still be in the provider's own history, and it was charged. Look there, then mark \
         it as lost or try again.",
    )
    .with_details(error.problem().message)
}

/// What was used: the provider's own count, and where it is silent what can be counted here.
fn counted(generation: &Generation, told: Usage) -> Usage {
    let made = generation.outputs.iter();
    let images = made.clone().filter(|asset| asset.kind == AssetKind::Image);
    let images = u32::try_from(images.count()).unwrap_or(u32::MAX);
    let played = match generation.kind {
        Modality::Transcription => played_ms(generation.inputs.iter().map(|input| &input.asset)),
        _ => played_ms(made),
    };
    let characters = generation
        .prompt
        .as_ref()
        .map(|prompt| prompt.chars().count() as u64);
    Usage {
        images: told.images.or((images > 0).then_some(images)),
        duration_ms: told.duration_ms.or(played),
        characters: told.characters.or(characters),
        ..told
    }
}

fn media_cost(
    model: &ModelSpec,
    usage: &Usage,
    params: &Params,
    reported: bool,
) -> Option<(Money, CostBasis)> {
    let basis = if reported {
        CostBasis::Usage
    } else {
        CostBasis::Estimate
    };
    model.cost(usage, params).map(|cost| (cost, basis))
}

//! Requests, checked against what the model declares before anything leaves.

use studio_domain::{Params, PromptUse};

use crate::error::ProviderError;
use crate::media::MediaRequest;
use crate::model::{Given, ModelSpec};

pub(crate) fn checked_params(
    model: &ModelSpec,
    params: &Params,
    given: &Given,
) -> Result<Params, ProviderError> {
    model.validate(params, given).map_err(|problem| {
        ProviderError::invalid(problem.to_string())
            .with_hint("Change it and try again.")
            .with_source(problem)
    })
}

pub(crate) fn checked_request(
    model: &ModelSpec,
    request: &MediaRequest,
) -> Result<MediaRequest, ProviderError> {
    let params = checked_params(model, &request.params, &request.given())?;
    let says_nothing = request.prompt.trim().is_empty();
    match model.prompt {
        PromptUse::Required if says_nothing => {
            return Err(ProviderError::invalid("The prompt is empty.")
                .with_hint("Say what to make and try again."));
        }
        PromptUse::Unused if !says_nothing => {
            let message = format!("{} takes no prompt.", model.name);
            return Err(ProviderError::invalid(message));
        }
        PromptUse::Required | PromptUse::Optional | PromptUse::Unused => {}
    }
    if let Some(limit) = model.prompt_limit {
        let length = request.prompt.chars().count();
        if length > limit as usize {
            let message = format!(
                "The prompt has {length} characters; {} takes at most {limit}.",
                model.name
            );
            return Err(ProviderError::invalid(message).with_hint("Shorten the prompt."));
        }
    }
    Ok(MediaRequest {
        params,
        ..request.clone()
    })
}

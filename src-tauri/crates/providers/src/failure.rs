//! Reading what a provider says went wrong: status, code words and message become one typed error.

use std::sync::Arc;

use http::StatusCode;
use serde_json::Value;
use serde_json_path::JsonPath;

use crate::error::{ProviderError, ProviderErrorKind, Sent};
use crate::manifest::Manifest;
use crate::transport::{Answer, Redactor, place_of, retry_after_ms, wait_in_body};

/// Where providers put the message of an error, tried in this order behind a manifest's own.
pub(crate) const DEFAULT_MESSAGE_PATHS: [&str; 14] = [
    "$.error.message",
    "$.error.error.message",
    "$.error",
    "$[0].error.message",
    "$.detail.message",
    "$.detail[0].msg",
    "$.detail",
    "$.errors[0].message",
    "$.errors[0]",
    "$.base_resp.status_msg",
    "$.message",
    "$.err_msg",
    "$.response.error.message",
    "$.error.metadata.raw",
];

/// Where providers put code words of an error.
pub(crate) const DEFAULT_CODE_PATHS: [&str; 10] = [
    "$.error.code",
    "$.error.type",
    "$.error.status",
    "$[0].error.status",
    "$.detail.status",
    "$.response.error.code",
    "$.code",
    "$.type",
    "$.error.param",
    "$.base_resp.status_code",
];

/// The longest message of a provider that is shown; all of it is in the body.
const MESSAGE_LENGTH: usize = 600;

/// What code words mean at every provider that uses them.
const KNOWN_WORDS: [(&str, ProviderErrorKind); 30] = [
    ("insufficient_quota", ProviderErrorKind::Quota),
    ("credit_balance_exhausted", ProviderErrorKind::Quota),
    ("billing_hard_limit_reached", ProviderErrorKind::Quota),
    ("billing_not_active", ProviderErrorKind::Quota),
    ("billing_error", ProviderErrorKind::Quota),
    ("insufficient_balance", ProviderErrorKind::Quota),
    ("enforced_spend_limit_reached", ProviderErrorKind::Quota),
    ("spend_limit_reached", ProviderErrorKind::Quota),
    ("usage_limit_reached", ProviderErrorKind::Quota),
    ("content_policy_violation", ProviderErrorKind::Refused),
    ("moderation_blocked", ProviderErrorKind::Refused),
    ("content_filter", ProviderErrorKind::Refused),
    ("image_generation_user_error", ProviderErrorKind::Refused),
    ("invalid_api_key", ProviderErrorKind::Auth),
    ("authentication_error", ProviderErrorKind::Auth),
    ("permission_error", ProviderErrorKind::Auth),
    ("model_not_found", ProviderErrorKind::ModelUnavailable),
    ("not_found_error", ProviderErrorKind::ModelUnavailable),
    ("model_not_available", ProviderErrorKind::ModelUnavailable),
    ("rate_limit_exceeded", ProviderErrorKind::RateLimited),
    ("rate_limit_error", ProviderErrorKind::RateLimited),
    ("overloaded_error", ProviderErrorKind::Unavailable),
    ("server_error", ProviderErrorKind::Unavailable),
    ("api_error", ProviderErrorKind::Unavailable),
    ("timeout_error", ProviderErrorKind::Unavailable),
    ("unavailable_error", ProviderErrorKind::Unavailable),
    ("context_length_exceeded", ProviderErrorKind::Rejected),
    ("exceed_context_size_error", ProviderErrorKind::Rejected),
    ("request_too_large", ProviderErrorKind::Rejected),
    ("invalid_request_error", ProviderErrorKind::Rejected),
];

/// What a call was for, where that changes what a status means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Chat,
    Submit,
    Upload,
    Poll,
    Cancel,
    List,
    Download,
}

/// Reads the errors of one provider, without letting its key into them.
#[derive(Debug, Clone)]
pub(crate) struct ErrorReader {
    pub(crate) manifest: Arc<Manifest>,
    pub(crate) redactor: Arc<Redactor>,
    /// Who is asked, as messages name it.
    pub(crate) who: String,
    /// How much of an answer is kept, in bytes.
    pub(crate) body_limit: usize,
}

/// What an error body says.
struct Words {
    message: Option<String>,
    code: Option<String>,
    meaning: Option<ProviderErrorKind>,
    /// Whether the meaning is the manifest's own, which is surer than a status.
    is_own: bool,
}

impl ErrorReader {
    /// The error that an answer with an error status stands for.
    pub(crate) async fn read(&self, purpose: Purpose, answer: Answer) -> ProviderError {
        let status = answer.status;
        let wait = retry_after_ms(&answer.headers);
        let request_id = answer.request_id().map(|id| self.redactor.text(&id));
        let redirected_to = answer.redirected_to.clone();
        let body = answer.body.read_beginning(self.body_limit).await;
        let json = serde_json::from_slice::<Value>(&body).ok();
        let wait = wait.or_else(|| wait_in_body(json.as_ref()?));
        let mut words = match &json {
            Some(json) => self.words(json),
            None => self.plain_words(&body),
        };
        let of_status = self.manifest.errors.kinds.get(status.as_str());
        if let (Some(meaning), None) = (of_status, words.meaning) {
            words.meaning = Some((*meaning).into());
            words.is_own = true;
        }
        let kind = kind_of(status, words.meaning, purpose, &words);
        let mut error = self.error(kind, &words);
        error.status = Some(status.as_u16());
        error.request_id = request_id;
        error.retry_after_ms = wait;
        error.body = Some(self.redactor.excerpt(&body, self.body_limit));
        if kind == ProviderErrorKind::Timeout {
            error.sent = Sent::Maybe;
        }
        if let Some(place) = redirected_to {
            let place = place_of(&place);
            error.hint = Some(format!(
                "The server sent the request on to {place}, where the key was not sent. If that \
                 is where the server really is, enter that address."
            ));
        }
        error
    }

    /// The error that an object in an answer or a stream stands for; `None` where it holds none.
    pub(crate) fn in_answer(&self, json: &Value) -> Option<ProviderError> {
        let is_error = |field: &str| json.get(field).and_then(Value::as_str) == Some("error");
        let own_code = json.pointer("/base_resp/status_code");
        let holds_error = json.get("error").is_some_and(says_something)
            || is_error("type")
            || is_error("object")
            || own_code.is_some_and(|code| code.as_i64() != Some(0));
        holds_error.then(|| self.of(json))
    }

    /// The error that an object stands for which is known to be one.
    pub(crate) fn of(&self, json: &Value) -> ProviderError {
        self.of_words(json, ProviderErrorKind::Unavailable)
    }

    /// The error in an answer with a status of success, where the manifest says how that looks.
    pub(crate) fn declared_in(&self, json: &Value) -> Option<ProviderError> {
        let rule = self.manifest.errors.in_answer.as_ref()?;
        let found = rule.at.query(json).first()?;
        if rule.ok.contains(found) {
            return None;
        }
        Some(self.of_words(json, ProviderErrorKind::Unavailable))
    }

    /// The error of a job that failed, with whatever words its answer has.
    pub(crate) fn in_failed_job(&self, json: &Value, kind: ProviderErrorKind) -> ProviderError {
        let mut error = self.of_words(json, kind);
        if self.words(json).message.is_none() {
            error.message = format!("{} could not make it.", self.who);
        }
        error
    }

    fn of_words(&self, json: &Value, otherwise: ProviderErrorKind) -> ProviderError {
        let words = self.words(json);
        let kind = match status_in(json) {
            Some(status) => kind_of(status, words.meaning, Purpose::Chat, &words),
            None => words.meaning.unwrap_or(otherwise),
        };
        let mut error = self.error(kind, &words);
        let body = json.to_string();
        error.body = Some(self.redactor.excerpt(body.as_bytes(), self.body_limit));
        error
    }

    /// An answer that could not be understood, with the beginning of it kept.
    pub(crate) fn malformed(&self, what: &str, body: &[u8]) -> ProviderError {
        let message = format!(
            "The answer of {} could not be understood: {what}.",
            self.who
        );
        ProviderError::malformed(message)
            .with_hint("Check that the address is that of an API, not of a web page.")
            .with_body(self.redactor.excerpt(body, self.body_limit))
    }

    fn error(&self, kind: ProviderErrorKind, words: &Words) -> ProviderError {
        let sentence = sentence(kind, &self.who);
        let message = match words.message.as_deref().map(str::trim) {
            Some(own) if !own.is_empty() => format!("{sentence}: {}", shortened(own)),
            _ => format!("{sentence}."),
        };
        let mut error = ProviderError::new(kind, Sent::Answered, message);
        error.hint = hint(kind, words.code.as_deref()).map(str::to_owned);
        error.provider_code.clone_from(&words.code);
        error
    }

    fn words(&self, json: &Value) -> Words {
        let paths = &self.manifest.errors;
        let message = paths.message.iter().find_map(|path| text_at(path, json));
        let codes: Vec<String> = paths
            .code
            .iter()
            .filter_map(|path| word_at(path, json))
            .collect();
        let own = codes.iter().find_map(|code| {
            let meaning = self.manifest.errors.kinds.get(code)?;
            Some((*meaning).into())
        });
        let own = own.or_else(|| self.meaning_of(message.as_deref()?));
        Words {
            message: message.map(|text| self.redactor.text(&text)),
            is_own: own.is_some(),
            meaning: own.or_else(|| codes.iter().find_map(|code| known_meaning(code))),
            code: codes.first().map(|code| self.redactor.text(code)),
        }
    }

    fn meaning_of(&self, message: &str) -> Option<ProviderErrorKind> {
        let words = &self.manifest.errors.words;
        let found = words.iter().find(|(words, _)| message.contains(*words));
        found.map(|(_, meaning)| (*meaning).into())
    }

    fn plain_words(&self, body: &[u8]) -> Words {
        let text = String::from_utf8_lossy(body);
        let text = text.trim();
        let readable = !text.is_empty() && !text.starts_with('<') && text.len() <= MESSAGE_LENGTH;
        let own = self.meaning_of(text);
        Words {
            message: readable.then(|| self.redactor.text(text)),
            code: None,
            meaning: own,
            is_own: own.is_some(),
        }
    }
}

/// What a code word means at every provider that uses it.
fn known_meaning(code: &str) -> Option<ProviderErrorKind> {
    KNOWN_WORDS
        .iter()
        .find(|(word, _)| *word == code)
        .map(|(_, kind)| *kind)
}

/// The status an answer would have had if it had not begun already.
fn status_in(json: &Value) -> Option<StatusCode> {
    let code = u16::try_from(json.pointer("/error/code")?.as_u64()?).ok()?;
    let status = StatusCode::from_u16(code).ok()?;
    (status.is_client_error() || status.is_server_error()).then_some(status)
}

/// Some servers send an empty `error` beside every answer.
fn says_something(error: &Value) -> bool {
    match error {
        Value::String(text) => !text.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn text_at(path: &JsonPath, json: &Value) -> Option<String> {
    let text = path.query(json).first()?.as_str()?;
    (!text.trim().is_empty()).then(|| text.to_owned())
}

/// A code word; numbers count as words too.
fn word_at(path: &JsonPath, json: &Value) -> Option<String> {
    match path.query(json).first()? {
        Value::String(word) if !word.is_empty() => Some(word.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= MESSAGE_LENGTH {
        return text.to_owned();
    }
    let beginning: String = text.chars().take(MESSAGE_LENGTH).collect();
    format!("{beginning}…")
}

fn kind_of(
    status: StatusCode,
    meaning: Option<ProviderErrorKind>,
    purpose: Purpose,
    words: &Words,
) -> ProviderErrorKind {
    if let (Some(kind), true) = (meaning, words.is_own) {
        return kind;
    }
    // A general word such as `invalid_request_error` says less than the status.
    let specific = meaning.filter(|kind| *kind != ProviderErrorKind::Rejected);
    match status.as_u16() {
        404 | 410 if matches!(purpose, Purpose::Poll | Purpose::Cancel) => {
            ProviderErrorKind::JobUnknown
        }
        404 if matches!(purpose, Purpose::Chat | Purpose::Submit) => {
            let names_model = words
                .message
                .as_ref()
                .is_some_and(|message| message.to_lowercase().contains("model"));
            match specific {
                Some(kind) => kind,
                None if names_model => ProviderErrorKind::ModelUnavailable,
                None => ProviderErrorKind::Rejected,
            }
        }
        // A gateway gave up waiting; the service behind it may have gone on.
        504 | 524 if matches!(purpose, Purpose::Submit | Purpose::Chat) => {
            ProviderErrorKind::Timeout
        }
        401 => ProviderErrorKind::Auth,
        402 => ProviderErrorKind::Quota,
        403 => specific.unwrap_or(ProviderErrorKind::Auth),
        429 => match specific {
            Some(ProviderErrorKind::Quota) => ProviderErrorKind::Quota,
            _ => ProviderErrorKind::RateLimited,
        },
        400..=499 => match specific {
            // A server that answers 4xx was asked wrong, whatever it calls that.
            Some(ProviderErrorKind::Unavailable) | None => ProviderErrorKind::Rejected,
            Some(kind) => kind,
        },
        500..=599 => match specific {
            Some(kind @ (ProviderErrorKind::Quota | ProviderErrorKind::Refused)) => kind,
            _ => ProviderErrorKind::Unavailable,
        },
        _ => ProviderErrorKind::Malformed,
    }
}

/// What happened, without the full stop, so that the provider's own words can follow.
fn sentence(kind: ProviderErrorKind, who: &str) -> String {
    match kind {
        ProviderErrorKind::Auth => format!("{who} refused the key"),
        ProviderErrorKind::Quota => format!("{who} wants money or more quota"),
        ProviderErrorKind::RateLimited => format!("{who} asks to slow down"),
        ProviderErrorKind::ModelUnavailable => format!("{who} does not offer this model"),
        ProviderErrorKind::JobUnknown => format!("{who} no longer knows this job"),
        ProviderErrorKind::Refused => format!("{who} declined the content"),
        ProviderErrorKind::Rejected => format!("{who} did not accept the request"),
        ProviderErrorKind::Timeout => format!("{who} did not answer its own gateway in time"),
        ProviderErrorKind::Malformed => format!("{who} gave an answer that was not expected"),
        _ => format!("{who} had a fault of its own"),
    }
}

fn hint(kind: ProviderErrorKind, code: Option<&str>) -> Option<&'static str> {
    match kind {
        ProviderErrorKind::Auth => Some("Check the key in Settings, and what it may be used for."),
        ProviderErrorKind::Quota => {
            Some("Look at the balance and the limits in your account at the provider.")
        }
        ProviderErrorKind::RateLimited => Some("Wait a little and try again."),
        ProviderErrorKind::ModelUnavailable => {
            Some("Choose another model, or check that your account may use this one.")
        }
        ProviderErrorKind::Refused => Some("Change the prompt and try again."),
        ProviderErrorKind::Unavailable => Some("Try again in a moment."),
        ProviderErrorKind::Rejected => match code {
            Some("context_length_exceeded" | "exceed_context_size_error" | "request_too_large") => {
                Some("The conversation is too long for this model. Shorten it or begin a new one.")
            }
            _ => Some("Check the parameters and the address, then try again."),
        },
        _ => None,
    }
}

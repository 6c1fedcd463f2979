//! The parser of every protocol over bytes of any kind: the same events however the bytes are
//! cut, and an end or a typed error for whatever comes, never a panic.

use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::parser::AnswerParser;
use super::{ChatEvent, ChatProtocol};
use crate::catalog::Catalog;
use crate::error::ProviderErrorKind;
use crate::failure::ErrorReader;
use crate::manifest::ListedModel;
use crate::model::ModelSpec;
use crate::transport::Redactor;

const PROTOCOLS: [ChatProtocol; 6] = [
    ChatProtocol::OpenAiResponses,
    ChatProtocol::OpenAiChat,
    ChatProtocol::AnthropicMessages,
    ChatProtocol::Gemini,
    ChatProtocol::Ollama,
    ChatProtocol::Cohere,
];

/// What became of an answer.
#[derive(Debug, PartialEq)]
struct Outcome {
    events: Vec<ChatEvent>,
    error: Option<(ProviderErrorKind, String)>,
}

/// Everything a parser needs beside the bytes.
struct Bench {
    errors: ErrorReader,
    model: ModelSpec,
}

impl Bench {
    fn new() -> Self {
        let text = include_str!("../../manifests/openai-compatible.toml");
        let manifest = Catalog::parse("openai-compatible.toml", text).unwrap();
        let manifest = std::sync::Arc::new(manifest);
        let listed = ListedModel {
            id: "m".to_owned(),
            name: "M".to_owned(),
        };
        Self {
            model: manifest.listed_model(&listed, None).unwrap(),
            errors: ErrorReader {
                manifest,
                redactor: std::sync::Arc::new(Redactor::new(None)),
                who: "The server".to_owned(),
                body_limit: 4_096,
            },
        }
    }

    fn read(&self, protocol: ChatProtocol, pieces: &[&[u8]]) -> Outcome {
        let errors = self.errors.clone();
        let mut parser = AnswerParser::new(protocol, &self.model, errors, 1 << 20);
        let mut events = Vec::new();
        let mut error = None;
        for piece in pieces {
            let read = parser.take(piece);
            events.extend(parser.events());
            error = read.err();
            if error.is_some() || parser.is_done() {
                break;
            }
        }
        if error.is_none() && !parser.is_done() {
            error = parser.end().err();
            events.extend(parser.events());
        }
        assert_ne!(error.is_some(), parser.is_done(), "an end or an error");
        Outcome {
            events,
            error: error.map(|error| (error.kind, error.message.clone())),
        }
    }

    /// The same whole, in these pieces and byte by byte.
    fn reads_alike(
        &self,
        protocol: ChatProtocol,
        bytes: &[u8],
        cuts: &[prop::sample::Index],
    ) -> Result<Outcome, TestCaseError> {
        let whole = self.read(protocol, &[bytes]);
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        places.extend([0, bytes.len()]);
        places.sort_unstable();
        let pieces: Vec<&[u8]> = places
            .windows(2)
            .map(|pair| &bytes[pair[0]..pair[1]])
            .collect();
        prop_assert_eq!(&self.read(protocol, &pieces), &whole, "{:?}", protocol);
        let bytewise: Vec<&[u8]> = bytes.chunks(1).collect();
        prop_assert_eq!(&self.read(protocol, &bytewise), &whole, "{:?}", protocol);
        Ok(whole)
    }
}

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Every recorded answer.
fn recorded() -> Vec<Vec<u8>> {
    let mut answers = Vec::new();
    for folder in ["chat", "openai", "anthropic", "openai-compatible"] {
        for file in std::fs::read_dir(fixtures().join(folder)).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let is_answer = [".sse", ".ndjson", "-whole.json", "-error.json"];
            if is_answer.iter().any(|end| name.ends_with(end)) {
                answers.push(std::fs::read(path).unwrap());
            }
        }
    }
    assert!(answers.len() > 30, "the recorded answers are not there");
    answers
}

/// A change to a recorded answer.
#[derive(Debug, Clone)]
enum Change {
    Cut(prop::sample::Index),
    Remove(prop::sample::Index, usize),
    Replace(prop::sample::Index, u8),
    Insert(prop::sample::Index, &'static str),
    Repeat(prop::sample::Index, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let place = any::<prop::sample::Index>;
    let words = prop::sample::select(vec![
        "null",
        "{}",
        "[]",
        "\"\"",
        "-1",
        "1e400",
        "18446744073709551615",
        "\n\n",
        "\r",
        "data: ",
        "{",
        "}",
        "]",
        "\\u0000",
        "\\ud800",
        "\"error\":{},",
        "\"error\":{\"code\":500},",
    ]);
    prop_oneof![
        place().prop_map(Change::Cut),
        (place(), 1_usize..40).prop_map(|(at, count)| Change::Remove(at, count)),
        (place(), any::<u8>()).prop_map(|(at, byte)| Change::Replace(at, byte)),
        (place(), words).prop_map(|(at, word)| Change::Insert(at, word)),
        (place(), 1_usize..200).prop_map(|(at, count)| Change::Repeat(at, count)),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let length = bytes.len();
        if length == 0 {
            break;
        }
        match change {
            Change::Cut(at) => bytes.truncate(at.index(length + 1)),
            Change::Remove(at, count) => {
                let from = at.index(length);
                bytes.drain(from..length.min(from + count));
            }
            Change::Replace(at, byte) => bytes[at.index(length)] = *byte,
            Change::Insert(at, word) => {
                let at = at.index(length + 1);
                bytes.splice(at..at, word.bytes());
            }
            Change::Repeat(at, count) => {
                let from = at.index(length);
                let again = bytes[from..length.min(from + count)].to_vec();
                bytes.splice(from..from, again);
            }
        }
    }
    bytes
}

/// Words that protocols use as names and values, so that random JSON gets deep into them.
const WORDS: &str = "type error message content delta text thinking thinking_delta text_delta \
    signature signature_delta input_json_delta partial_json citations_delta citation citations \
    url title cited_text index content_block content_block_start content_block_delta \
    content_block_stop tool_use id name input message_start message_delta message_stop \
    stop_reason end_turn usage input_tokens output_tokens choices finish_reason stop tool_calls \
    function arguments reasoning_content reasoning reasoning_details annotations url_citation \
    search_results snippet refusal x_groq prompt_tokens completion_tokens total_tokens \
    completion_tokens_details reasoning_tokens response output status incomplete completed failed \
    response.completed response.output_text.delta response.output_item.added item output_index \
    response.output_item.done response.function_call_arguments.delta function_call call_id \
    summary summary_index response.reasoning_summary_text.delta encrypted_content candidates \
    parts thought thoughtSignature functionCall args finishReason STOP groundingMetadata \
    groundingChunks web uri promptFeedback blockReason usageMetadata promptTokenCount \
    candidatesTokenCount thoughtsTokenCount toolUsePromptTokenCount done done_reason \
    prompt_eval_count eval_count content-start content-delta tool-call-start tool-call-delta \
    tool-call-end tool-plan-delta tool_plan citation-start sources document message-end \
    billed_units tokens base_resp status_code object code detail";

fn word() -> impl Strategy<Value = String> {
    let words: Vec<String> = WORDS.split_whitespace().map(str::to_owned).collect();
    prop::sample::select(words)
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => word().prop_map(Value::from),
        1 => "\\PC{0,4}".prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => Just(Value::from(u64::MAX)),
        1 => Just(Value::from(-1)),
        1 => (0_u64..3).prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        let fields = prop::collection::vec((word(), inner.clone()), 0..6);
        prop_oneof![
            1 => prop::collection::vec(inner, 0..3).prop_map(Value::from),
            3 => fields.prop_map(|fields| Value::from(Map::from_iter(fields))),
        ]
    })
}

/// An event whose type is one of the protocols', with random fields beside it.
fn event() -> impl Strategy<Value = Value> {
    let kinds: Vec<String> = WORDS
        .split_whitespace()
        .filter(|word| word.contains(['.', '-', '_']))
        .map(str::to_owned)
        .collect();
    (json(), prop::sample::select(kinds), any::<bool>()).prop_map(|(mut json, kind, typed)| {
        if let Some(fields) = json.as_object_mut().filter(|_| typed) {
            fields.insert("type".to_owned(), Value::from(kind));
        }
        json
    })
}

fn framed(events: &[Value], frame: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    for event in events {
        let text = match frame {
            0 => format!("data: {event}\n\n"),
            1 => format!("{event}\n"),
            _ => event.to_string(),
        };
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}

fn cuts() -> impl Strategy<Value = Vec<prop::sample::Index>> {
    prop::collection::vec(any::<prop::sample::Index>(), 0..8)
}

#[test]
fn recorded_answers_read_the_same_however_they_are_cut() {
    let bench = Bench::new();
    for bytes in recorded() {
        for protocol in PROTOCOLS {
            bench.reads_alike(protocol, &bytes, &[]).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_end_or_fail(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        cuts in cuts(),
    ) {
        let bench = Bench::new();
        for protocol in PROTOCOLS {
            bench.reads_alike(protocol, &bytes, &cuts)?;
        }
    }

    #[test]
    fn any_json_ends_or_fails(
        events in prop::collection::vec(event(), 0..6),
        frame in 0_u8..3,
        cuts in cuts(),
    ) {
        let bench = Bench::new();
        let bytes = framed(&events, frame);
        for protocol in PROTOCOLS {
            bench.reads_alike(protocol, &bytes, &cuts)?;
        }
    }

    #[test]
    fn changed_answers_end_or_fail(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..5),
        cuts in cuts(),
    ) {
        let bench = Bench::new();
        let answers = recorded();
        let bytes = changed(answers[which.index(answers.len())].clone(), &changes);
        for protocol in PROTOCOLS {
            bench.reads_alike(protocol, &bytes, &cuts)?;
        }
    }
}

//! Sources, in the ways that search services add them to completions.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::chat::{ChatEvent, Citation};

/// Reads sources once each: some services repeat all of them on every chunk.
#[derive(Debug, Default)]
pub(super) struct Citations {
    seen: BTreeSet<(String, Option<u32>)>,
}

impl Citations {
    /// Sources of the whole answer, beside its choices. Perplexity has them with titles and as
    /// bare addresses, xAI as bare addresses.
    pub(super) fn of_answer(&mut self, json: &Value, out: &mut Vec<ChatEvent>) {
        let results = list(json, "search_results");
        for result in results {
            self.add(Citation::read(result, "title", "snippet"), out);
        }
        if !results.is_empty() {
            return;
        }
        for source in list(json, "citations") {
            let bare = source.as_str().map(|url| Citation {
                url: url.to_owned(),
                ..Citation::default()
            });
            self.add(
                bare.or_else(|| Citation::read(source, "title", "snippet")),
                out,
            );
        }
    }

    /// Sources of a message, as OpenAI and OpenRouter have them.
    pub(super) fn of_message(&mut self, message: &Value, out: &mut Vec<ChatEvent>) {
        for annotation in list(message, "annotations") {
            let source = annotation.get("url_citation").unwrap_or(annotation);
            self.add(Citation::read(source, "title", "content"), out);
        }
    }

    fn add(&mut self, citation: Option<Citation>, out: &mut Vec<ChatEvent>) {
        let new = citation.filter(|citation| {
            !citation.url.is_empty() && self.seen.insert((citation.url.clone(), citation.start))
        });
        out.extend(new.map(ChatEvent::Citation));
    }
}

fn list<'v>(json: &'v Value, field: &str) -> &'v [Value] {
    let items = json.get(field).and_then(Value::as_array);
    items.map(Vec::as_slice).unwrap_or_default()
}

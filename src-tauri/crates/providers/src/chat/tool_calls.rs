//! The tool calls of an answer while they come in.

use serde_json::Value;

use super::ChatEvent;

/// Counts the calls and keeps those that are still being written, by what the protocol calls them.
#[derive(Debug, Default)]
pub(super) struct ToolCalls {
    open: Vec<OpenCall>,
    count: u32,
}

#[derive(Debug)]
struct OpenCall {
    key: u64,
    id: String,
    index: u32,
    has_arguments: bool,
}

impl ToolCalls {
    /// Whether the answer has any.
    pub(super) fn any(&self) -> bool {
        self.count > 0
    }

    /// A call begins; one that was open under this key is done.
    pub(super) fn start(
        &mut self,
        key: u64,
        id: Option<&str>,
        name: &str,
        out: &mut Vec<ChatEvent>,
    ) {
        self.done(key, None, out);
        let index = self.count;
        self.count += 1;
        let id = match id.filter(|id| !id.is_empty()) {
            Some(id) => id.to_owned(),
            None => made_up_id(index),
        };
        self.open.push(OpenCall {
            key,
            id: id.clone(),
            index,
            has_arguments: false,
        });
        out.push(ChatEvent::ToolCallStarted {
            index,
            id,
            name: name.to_owned(),
        });
    }

    /// The id of the call that is open under this key.
    pub(super) fn open_id(&self, key: u64) -> Option<&str> {
        let open = self.open.iter().find(|open| open.key == key);
        open.map(|open| open.id.as_str())
    }

    /// More arguments; nothing where no call is open under this key.
    pub(super) fn arguments(&mut self, key: u64, delta: &str, out: &mut Vec<ChatEvent>) {
        let open = self.open.iter_mut().find(|open| open.key == key);
        if let Some(open) = open.filter(|_| !delta.is_empty()) {
            open.has_arguments = true;
            out.push(ChatEvent::ToolCallArguments {
                index: open.index,
                delta: delta.to_owned(),
            });
        }
    }

    /// The whole arguments, for where no pieces of them came.
    pub(super) fn whole_arguments(&mut self, key: u64, whole: &Value, out: &mut Vec<ChatEvent>) {
        let missing = |open: &&OpenCall| open.key == key && !open.has_arguments;
        if self.open.iter().any(|open| missing(&open)) {
            match whole {
                Value::Null => {}
                Value::String(text) => self.arguments(key, text, out),
                whole => self.arguments(key, &whole.to_string(), out),
            }
        }
    }

    /// A call is complete.
    pub(super) fn done(
        &mut self,
        key: u64,
        provider_data: Option<Value>,
        out: &mut Vec<ChatEvent>,
    ) {
        let Some(at) = self.open.iter().position(|open| open.key == key) else {
            return;
        };
        let call = self.open.remove(at);
        if !call.has_arguments {
            out.push(ChatEvent::ToolCallArguments {
                index: call.index,
                delta: "{}".to_owned(),
            });
        }
        out.push(ChatEvent::ToolCallDone {
            index: call.index,
            provider_data,
        });
    }

    /// All calls are complete.
    pub(super) fn all_done(&mut self, out: &mut Vec<ChatEvent>) {
        while let Some(key) = self.open.first().map(|open| open.key) {
            self.done(key, None, out);
        }
    }

    /// A call that came in one piece.
    pub(super) fn whole(
        &mut self,
        id: Option<&str>,
        name: &str,
        arguments: &Value,
        provider_data: Option<Value>,
        out: &mut Vec<ChatEvent>,
    ) {
        // No protocol counts its calls this far.
        const KEY: u64 = u64::MAX;
        self.start(KEY, id, name, out);
        self.whole_arguments(KEY, arguments, out);
        self.done(KEY, provider_data, out);
    }
}

const MADE_UP: &str = "studio-call-";

fn made_up_id(index: u32) -> String {
    format!("{MADE_UP}{index}")
}

/// Whether the id was made here, so that the provider does not know it.
pub(super) fn is_made_up(id: &str) -> bool {
    id.starts_with(MADE_UP)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn calls_are_counted_in_the_order_they_begin() {
        let mut calls = ToolCalls::default();
        let mut out = Vec::new();
        calls.start(7, Some("a"), "one", &mut out);
        calls.start(3, None, "two", &mut out);
        calls.arguments(3, "{\"x\"", &mut out);
        calls.arguments(7, "{}", &mut out);
        calls.arguments(3, ":1}", &mut out);
        calls.arguments(9, "lost", &mut out);
        calls.all_done(&mut out);
        let started = |index, id: &str, name: &str| ChatEvent::ToolCallStarted {
            index,
            id: id.to_owned(),
            name: name.to_owned(),
        };
        let more = |index, delta: &str| ChatEvent::ToolCallArguments {
            index,
            delta: delta.to_owned(),
        };
        let done = |index| ChatEvent::ToolCallDone {
            index,
            provider_data: None,
        };
        let expected = [
            started(0, "a", "one"),
            started(1, "studio-call-1", "two"),
            more(1, "{\"x\""),
            more(0, "{}"),
            more(1, ":1}"),
            done(0),
            done(1),
        ];
        assert_eq!(out, expected);
        assert!(is_made_up("studio-call-1") && !is_made_up("a"));
    }

    #[test]
    fn a_call_without_arguments_has_an_empty_object() {
        let mut calls = ToolCalls::default();
        let mut out = Vec::new();
        calls.whole(Some("a"), "now", &Value::Null, Some(json!(1)), &mut out);
        let delta = "{}".to_owned();
        assert_eq!(out[1], ChatEvent::ToolCallArguments { index: 0, delta });
        let provider_data = Some(json!(1));
        assert_eq!(
            out[2],
            ChatEvent::ToolCallDone {
                index: 0,
                provider_data
            }
        );
        assert!(calls.any());
    }
}

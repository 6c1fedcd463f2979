//! Stored messages as a provider is told of them.

use serde_json::Value;
use studio_domain::{MessagePart, Role};
use studio_providers::{ChatMessage, ChatPart};
use studio_store::messages::{PathMessage, StoredPart};

use super::Run;
use super::attachments::Reads;
use crate::endpoints::Target;
use crate::error::EngineError;

impl Run {
    /// The conversation with its files. Messages without content are left out.
    ///
    /// # Errors
    /// When it holds a file that the model does not read, or that is gone or damaged.
    pub(super) async fn conversation(
        &self,
        target: &Target,
        path: Vec<PathMessage>,
    ) -> Result<Vec<ChatMessage>, EngineError> {
        let reads = Reads::of(&target.model);
        let mut messages = Vec::with_capacity(path.len());
        for message in path {
            let mut parts = Vec::with_capacity(message.parts.len());
            for stored in message.parts {
                match (stored.part, message.role) {
                    (MessagePart::Asset { asset_id }, Role::User) => {
                        let file = self.parts.attachment(asset_id, reads, &target.model.name);
                        parts.push(file.await?);
                    }
                    (part, role) => parts.extend(said(
                        role,
                        StoredPart {
                            part,
                            provider_data: stored.provider_data,
                        },
                    )),
                }
            }
            // Reasoning comes before what it led to, however it was stored.
            parts.sort_by_key(|part| !matches!(part, ChatPart::Reasoning { .. }));
            if !parts.is_empty() {
                let role = message.role;
                messages.push(ChatMessage { role, parts });
            }
        }
        Ok(messages)
    }
}

/// A part that is text. Sources are not sent back: the text names what it needs of them.
fn said(role: Role, stored: StoredPart) -> Vec<ChatPart> {
    match stored.part {
        MessagePart::Text { text } => vec![ChatPart::Text(text)],
        MessagePart::Reasoning { text } if role == Role::Assistant => {
            reasoning(text, stored.provider_data)
        }
        MessagePart::Reasoning { .. }
        | MessagePart::Asset { .. }
        | MessagePart::Citation { .. } => Vec::new(),
    }
}

/// Reasoning is stored as one text with the data of all its blocks; each block is told apart.
fn reasoning(text: String, provider_data: Option<Value>) -> Vec<ChatPart> {
    let blocks = match provider_data {
        Some(Value::Array(blocks)) => blocks.into_iter().map(Some).collect(),
        one => vec![one],
    };
    let mut text = Some(text);
    blocks
        .into_iter()
        .map(|provider_data| ChatPart::Reasoning {
            text: text.take().unwrap_or_default(),
            provider_data,
        })
        .collect()
}

/// Data of blocks as it is stored: alone as it is, several as a list.
pub(super) fn one_or_list(data: &[Value]) -> Option<Value> {
    match data {
        [] => None,
        [one] if !one.is_array() => Some(one.clone()),
        several => Some(Value::from(several.to_vec())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_data_of_every_block_comes_back_as_it_was() {
        for blocks in [
            vec![json!({"block": 1})],
            vec![json!({"block": 1}), json!({"block": 2})],
            vec![json!(["a list"])],
        ] {
            let stored = one_or_list(&blocks);
            let parts = reasoning("Hm.".to_owned(), stored);
            let (mut texts, mut told) = (Vec::new(), Vec::new());
            for part in parts {
                if let ChatPart::Reasoning {
                    text,
                    provider_data,
                } = part
                {
                    texts.push(text);
                    told.extend(provider_data);
                }
            }
            assert_eq!(told, blocks);
            assert_eq!(texts.concat(), "Hm.", "the text is told once");
        }
        assert_eq!(one_or_list(&[]), None);
    }

    #[test]
    fn only_what_the_model_said_is_told_as_its_thoughts() {
        let part = |part| StoredPart {
            part,
            provider_data: None,
        };
        let thought = || MessagePart::Reasoning {
            text: "Hm.".to_owned(),
        };
        assert_eq!(said(Role::Assistant, part(thought())).len(), 1);
        assert_eq!(said(Role::User, part(thought())), []);
        let source = MessagePart::Citation {
            url: "https://example.com".to_owned(),
            title: None,
            snippet: None,
        };
        assert_eq!(said(Role::Assistant, part(source)), []);
    }
}

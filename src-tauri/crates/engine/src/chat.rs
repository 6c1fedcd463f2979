//! Sending messages: what is said and the answer-to-be are recorded in one transaction with the
//! generation and its place in the queue, before anything leaves.

use studio_domain::{
    AssetId, AssetKind, ConversationId, EditMessage, EstimateMessage, GenerationId, MessageId,
    MessagePart, Modality, ModelRef, Money, Origin, Params, RegenerateMessage, Role, SendMessage,
    Sent,
};
use studio_providers::{Estimate, Given, ModelSpec};
use studio_store::generations::{self, NewGeneration};
use studio_store::messages::{self, MessageRow, NewMessage, NewPart, PathLength};
use studio_store::{WriteTx, conversations};

use crate::budgets;
use crate::calendar::Calendar;
use crate::endpoints::Target;
use crate::error::EngineError;
use crate::generate::in_words;
use crate::ledger::{queue, title};
use crate::studio::Studio;

/// The most bytes one message may have: more than any model reads.
const LONGEST_MESSAGE: usize = 16 * 1024 * 1024;
/// A picture made of lines, which no model reads.
const DRAWING: &str = "image/svg+xml";
/// What a picture or a document counts as in an estimate: about 1,000 tokens, as most models make
/// of a picture of ordinary size.
pub(crate) const CHARACTERS_PER_ATTACHMENT: u64 = 4_000;
/// The most files one message may have: more than any model reads.
const MOST_ATTACHMENTS: usize = 50;

/// Who answers and with what settings.
struct Answer {
    target: Target,
    model: ModelRef,
    params: Params,
    retry_of: Option<GenerationId>,
}

impl Studio {
    /// Records a message and its answer-to-be, and starts the answer.
    ///
    /// # Errors
    /// When the text is empty or too long, the model cannot be used, a budget would be passed, or
    /// the disk is full. Nothing is recorded then.
    pub async fn send_message(&self, request: SendMessage) -> Result<Sent, EngineError> {
        check_text(&request.text)?;
        let answer = self.answer(request.model, request.params, None).await?;
        self.check_attachments(&answer, &request.attachments)
            .await?;
        let parent = match request.conversation_id {
            Some(id) => {
                conversations::get(&self.parts.store, id)
                    .await?
                    .head_message_id
            }
            None => None,
        };
        let mut tx = self.parts.store.write_durable().await?;
        let conversation_id = match request.conversation_id {
            Some(id) => id,
            None => {
                let id = ConversationId::new(tx.now());
                conversations::insert(&mut tx, id, &title(&request.text)).await?;
                id
            }
        };
        let said = say(
            &mut tx,
            conversation_id,
            parent,
            request.text,
            request.attachments,
        )
        .await?;
        let sent = answer_to(
            &mut tx,
            &self.parts.calendar,
            conversation_id,
            said,
            &answer,
        )
        .await?;
        tx.commit().await?;
        self.wake();
        Ok(sent)
    }

    /// Starts another answer beside one that is there; the old one stays as a sibling.
    ///
    /// # Errors
    /// When the message is gone or not an answer, or the model cannot be used.
    pub async fn regenerate_message(
        &self,
        request: RegenerateMessage,
    ) -> Result<Sent, EngineError> {
        let message = messages::get(&self.parts.store, request.message_id).await?;
        let answer = self.answer(request.model, request.params, None).await?;
        self.answer_beside(&message, &answer).await
    }

    /// Says something else at an earlier point; what was said stays as a sibling, and what was
    /// attached to it goes along.
    ///
    /// # Errors
    /// When the text is empty, the message is gone or not the person's, or the model cannot be
    /// used.
    pub async fn edit_message(&self, request: EditMessage) -> Result<Sent, EngineError> {
        check_text(&request.text)?;
        let message = messages::get(&self.parts.store, request.message_id).await?;
        if message.role != Role::User {
            return Err(EngineError::NotNow("Only what you said can be edited."));
        }
        let answer = self.answer(request.model, request.params, None).await?;
        let attachments = self.attached(request.message_id).await?;
        self.check_attachments(&answer, &attachments).await?;
        let mut tx = self.parts.store.write_durable().await?;
        let conversation_id = message.conversation_id;
        let said = say(
            &mut tx,
            conversation_id,
            message.parent_id,
            request.text,
            attachments,
        )
        .await?;
        let sent = answer_to(
            &mut tx,
            &self.parts.calendar,
            conversation_id,
            said,
            &answer,
        )
        .await?;
        tx.commit().await?;
        self.wake();
        Ok(sent)
    }

    /// What the answer to a message that is being written is expected to cost, where prices are
    /// known: the whole conversation at four characters a token, and an answer as long as the
    /// limit among the parameters allows, or of 1,000 tokens.
    ///
    /// # Errors
    /// When the conversation or the model is gone, or a parameter is not one it has.
    pub async fn estimate_message(
        &self,
        request: EstimateMessage,
    ) -> Result<Option<Money>, EngineError> {
        let ModelRef {
            provider_id,
            model_id,
        } = &request.model;
        let model = self.parts.model(provider_id, model_id).await?;
        let params = model.validate(&request.params, &Given::new())?;
        let head = match request.conversation_id {
            Some(id) => {
                conversations::get(&self.parts.store, id)
                    .await?
                    .head_message_id
            }
            None => None,
        };
        let mut length = PathLength::default();
        if let Some(head) = head {
            let mut snapshot = self.parts.store.snapshot().await?;
            length = messages::path_length(snapshot.connection(), head).await?;
        }
        length.characters += u64::from(request.characters);
        length.attachments += u64::from(request.attachments);
        Ok(expected_cost(&model, params, length))
    }

    /// Asks the same model the same thing again, as a sibling of the answer that `row` wrote.
    pub(crate) async fn retry_answer(
        &self,
        id: GenerationId,
        model: ModelRef,
        params: Params,
    ) -> Result<GenerationId, EngineError> {
        let message = messages::by_generation(&self.parts.store, id)
            .await?
            .ok_or(EngineError::NotFound("The message"))?;
        let answer = self.answer(model, params, Some(id)).await?;
        Ok(self.answer_beside(&message, &answer).await?.generation_id)
    }

    async fn answer(
        &self,
        model: ModelRef,
        params: Params,
        retry_of: Option<GenerationId>,
    ) -> Result<Answer, EngineError> {
        let target = self
            .parts
            .chosen(&model.provider_id, &model.model_id)
            .await?;
        if target.model.modality != Modality::Chat {
            return Err(EngineError::NotNow("This model does not chat."));
        }
        let params = target.model.validate(&params, &Given::new())?;
        Ok(Answer {
            target,
            model,
            params,
            retry_of,
        })
    }

    /// Attachments are in the library, and the model reads their kind.
    async fn check_attachments(
        &self,
        answer: &Answer,
        attachments: &[AssetId],
    ) -> Result<(), EngineError> {
        if attachments.len() > MOST_ATTACHMENTS {
            return Err(EngineError::InvalidInput {
                message: format!("A message takes at most {MOST_ATTACHMENTS} files."),
                hint: "Send fewer at once.",
            });
        }
        let model = &answer.target.model;
        for id in attachments {
            let asset = self.parts.present_asset(*id).await?;
            if asset.mime == DRAWING {
                return Err(EngineError::InvalidInput {
                    message: format!("\u{201c}{}\u{201d} is a drawing (SVG).", asset.title),
                    hint: "Send it as a PNG or JPEG picture.",
                });
            }
            let is_read = match asset.kind {
                AssetKind::Image => model.capabilities.vision,
                AssetKind::Document => model.capabilities.pdf,
                AssetKind::Video | AssetKind::Audio => false,
            };
            if !is_read {
                return Err(EngineError::InvalidInput {
                    message: format!(
                        "{} cannot read {}: \u{201c}{}\u{201d}.",
                        model.name,
                        in_words(asset.kind),
                        asset.title
                    ),
                    hint: "Choose a model that can, or send the message without it.",
                });
            }
        }
        Ok(())
    }

    /// What goes with a message.
    async fn attached(&self, id: MessageId) -> Result<Vec<AssetId>, EngineError> {
        let path = messages::path(&self.parts.store, id).await?;
        let parts = path.into_iter().next_back().map(|message| message.parts);
        let assets = parts.unwrap_or_default().into_iter();
        Ok(assets
            .filter_map(|stored| match stored.part {
                MessagePart::Asset { asset_id } => Some(asset_id),
                _ => None,
            })
            .collect())
    }

    async fn answer_beside(
        &self,
        message: &MessageRow,
        answer: &Answer,
    ) -> Result<Sent, EngineError> {
        let (Role::Assistant, Some(parent)) = (message.role, message.parent_id) else {
            return Err(EngineError::NotNow("Only an answer can be written again."));
        };
        let mut tx = self.parts.store.write_durable().await?;
        let sent = answer_to(
            &mut tx,
            &self.parts.calendar,
            message.conversation_id,
            parent,
            answer,
        )
        .await?;
        tx.commit().await?;
        self.wake();
        Ok(sent)
    }
}

fn check_text(text: &str) -> Result<(), EngineError> {
    if text.trim().is_empty() {
        return Err(EngineError::InvalidInput {
            message: "The message is empty.".to_owned(),
            hint: "Write something first.",
        });
    }
    if text.len() > LONGEST_MESSAGE {
        return Err(EngineError::InvalidInput {
            message: "The message is longer than 16 MB.".to_owned(),
            hint: "Send less of it at once.",
        });
    }
    Ok(())
}

/// Records what the person says, with what goes with it first.
async fn say(
    tx: &mut WriteTx,
    conversation_id: ConversationId,
    parent_id: Option<MessageId>,
    text: String,
    attachments: Vec<AssetId>,
) -> Result<MessageId, EngineError> {
    let id = MessageId::new(tx.now());
    let message = NewMessage {
        id,
        conversation_id,
        parent_id,
        role: Role::User,
        generation_id: None,
        parts: attachments
            .into_iter()
            .map(|asset_id| MessagePart::Asset { asset_id })
            .chain([MessagePart::Text { text }])
            .map(NewPart::from)
            .collect(),
    };
    messages::insert(tx, &message).await?;
    Ok(id)
}

/// What an answer over so much is expected to cost. A picture or a document is counted as many
/// tokens, since only the provider can tell how many it makes of one.
fn expected_cost(model: &ModelSpec, params: Params, length: PathLength) -> Option<Money> {
    let asked = Estimate {
        input_characters: characters(length),
        params,
        input_duration_ms: None,
    };
    budgets::expected_cost(model, &asked)
}

/// How many characters a path counts as where nobody else counts it.
pub(crate) const fn characters(length: PathLength) -> u64 {
    let attached = length.attachments.saturating_mul(CHARACTERS_PER_ATTACHMENT);
    length.characters.saturating_add(attached)
}

/// Records the answer-to-be with its generation and its place in the queue, and shows it, unless
/// it would pass a budget.
async fn answer_to(
    tx: &mut WriteTx,
    calendar: &Calendar,
    conversation_id: ConversationId,
    parent: MessageId,
    answer: &Answer,
) -> Result<Sent, EngineError> {
    let generation_id = GenerationId::new(tx.now());
    let message_id = MessageId::new(tx.now());
    let length = messages::path_length(tx.connection(), parent).await?;
    let model = &answer.target.model;
    let generation = NewGeneration {
        id: generation_id,
        project_id: None,
        kind: Modality::Chat,
        provider_id: answer.model.provider_id.clone(),
        provider_name: answer.target.provider_name.clone(),
        model_id: answer.model.model_id.clone(),
        model_name: model.name.clone(),
        model_snapshot: model.snapshot(&answer.target.manifest_version),
        prompt: None,
        params: answer.params.clone(),
        idempotency_key: generation_id.to_string(),
        retry_of: answer.retry_of,
        batch_id: None,
        origin: Origin::Chat,
        origin_id: Some(*conversation_id.as_bytes()),
        estimated_cost: expected_cost(model, answer.params.clone(), length),
    };
    budgets::admit(tx, calendar, &generation).await?;
    generations::insert(tx, &generation).await?;
    let message = NewMessage {
        id: message_id,
        conversation_id,
        parent_id: Some(parent),
        role: Role::Assistant,
        generation_id: Some(generation_id),
        parts: Vec::new(),
    };
    messages::insert(tx, &message).await?;
    conversations::set_head(tx, conversation_id, Some(message_id)).await?;
    queue(tx, generation_id).await?;
    Ok(Sent {
        conversation_id,
        message_id,
        generation_id,
    })
}

use studio_domain::{
    AssetId, ConversationId, GenerationState, MessageId, MessagePart, Modality, Role,
};
use studio_store::chunks::{self, Channel};
use studio_store::generations::{self, Transition};
use studio_store::messages::{self, NewMessage, NewPart};
use studio_store::{StoreError, conversations};

use crate::support::{Fixture, empty_message, fixture, text};

fn ids(page: &studio_domain::Page<studio_domain::ThreadMessage>) -> Vec<MessageId> {
    page.items.iter().map(|message| message.id).collect()
}

/// Adds messages in turns, each answering the one before.
async fn chain(home: &Fixture, conversation: ConversationId, length: usize) -> Vec<MessageId> {
    let mut made = Vec::new();
    let mut tx = home.write().await;
    for index in 0..length {
        let id = MessageId::new(home.now());
        let role = [Role::User, Role::Assistant][index % 2];
        let new = NewMessage {
            parts: vec![text(&index.to_string()).into()],
            ..empty_message(id, conversation, made.last().copied(), role)
        };
        messages::insert(&mut tx, &new).await.unwrap();
        made.push(id);
    }
    conversations::set_head(&mut tx, conversation, made.last().copied())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    made
}

#[tokio::test]
async fn a_message_and_its_parts_are_read_as_they_were_written() {
    let home = fixture().await;
    let conversation = home.conversation("x").await;
    let asset = home.asset("picture", None).await;
    let id = MessageId::new(home.now());
    let signature = serde_json::json!({ "signature": "abc" });
    let parts = vec![
        NewPart {
            part: MessagePart::Reasoning {
                text: "hm".to_owned(),
            },
            provider_data: Some(signature.clone()),
        },
        text("look").into(),
        MessagePart::Asset { asset_id: asset }.into(),
        MessagePart::Citation {
            url: "https://example.com/a?b=\"c\"".to_owned(),
            title: Some("Weather".to_owned()),
            snippet: None,
        }
        .into(),
    ];
    let mut tx = home.write().await;
    let new = NewMessage {
        parts: parts.clone(),
        ..empty_message(id, conversation, None, Role::Assistant)
    };
    messages::insert(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    let row = messages::get(&home.store, id).await.unwrap();
    assert_eq!((row.id, row.conversation_id), (id, conversation));
    assert_eq!((row.parent_id, row.role), (None, Role::Assistant));
    let path = messages::path(&home.store, id).await.unwrap();
    let stored: Vec<NewPart> = path[0]
        .parts
        .iter()
        .map(|stored| NewPart {
            part: stored.part.clone(),
            provider_data: stored.provider_data.clone(),
        })
        .collect();
    assert_eq!(stored, parts);
}

#[tokio::test]
async fn a_conversation_without_messages_has_an_empty_branch() {
    let home = fixture().await;
    let conversation = home.conversation("x").await;
    let page = messages::branch(&home.store, conversation, None, 10)
        .await
        .unwrap();
    assert_eq!((ids(&page), page.next), (vec![], None));
}

#[tokio::test]
async fn a_branch_is_read_from_its_end_a_page_at_a_time() {
    let home = fixture().await;
    let conversation = home.conversation("x").await;
    let made = chain(&home, conversation, 7).await;
    let mut read = Vec::new();
    let mut before = None;
    loop {
        let page = messages::branch(&home.store, conversation, before, 3)
            .await
            .unwrap();
        read.splice(0..0, ids(&page));
        match page.next {
            Some(cursor) => before = Some(cursor.parse().unwrap()),
            None => break,
        }
    }
    assert_eq!(read, made);
}

#[tokio::test]
async fn a_page_that_ends_at_the_root_says_that_nothing_lies_above() {
    let home = fixture().await;
    let conversation = home.conversation("x").await;
    let made = chain(&home, conversation, 3).await;
    let whole = messages::branch(&home.store, conversation, None, 3)
        .await
        .unwrap();
    assert_eq!((ids(&whole), whole.next), (made.clone(), None));
    let above = messages::branch(&home.store, conversation, Some(made[0]), 3)
        .await
        .unwrap();
    assert_eq!((ids(&above), above.next), (vec![], None));
}

#[tokio::test]
async fn a_place_in_another_conversation_is_not_found() {
    let home = fixture().await;
    let (one, other) = (
        home.conversation("one").await,
        home.conversation("other").await,
    );
    let stranger = home.message(other, None, Role::User, "hi").await;
    let error = messages::branch(&home.store, one, Some(stranger), 5)
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::NotFound { what: "message" }));
}

#[tokio::test]
async fn siblings_share_parent_and_role_and_come_oldest_first() {
    let home = fixture().await;
    let chat = home.conversation("x").await;
    let root = home.message(chat, None, Role::User, "one").await;
    let edited = home.message(chat, None, Role::User, "one, edited").await;
    let system = home.message(chat, None, Role::System, "be brief").await;
    let first = home.message(chat, Some(edited), Role::Assistant, "a").await;
    let second = home.message(chat, Some(edited), Role::Assistant, "b").await;
    let page = messages::branch(&home.store, chat, None, 10).await.unwrap();
    assert_eq!(ids(&page), [edited, second]);
    assert_eq!(
        page.items[0].siblings,
        [root, edited],
        "{system} has another role"
    );
    assert_eq!(page.items[1].siblings, [first, second]);
    assert_eq!(page.items[1].parent_id, Some(edited));
}

#[tokio::test]
async fn the_newest_leaf_takes_the_newest_child_at_every_fork() {
    let home = fixture().await;
    let chat = home.conversation("x").await;
    let root = home.message(chat, None, Role::User, "q").await;
    let old = home.message(chat, Some(root), Role::Assistant, "old").await;
    let deep = home.message(chat, Some(old), Role::User, "deep").await;
    let new = home.message(chat, Some(root), Role::Assistant, "new").await;
    for (from, leaf) in [(root, new), (old, deep), (deep, deep), (new, new)] {
        let found = messages::newest_leaf(&home.store, from).await.unwrap();
        assert_eq!(found, leaf);
    }
}

#[tokio::test]
async fn an_unfinished_answer_shows_what_has_arrived_until_it_is_folded() {
    let home = fixture().await;
    let chat = home.conversation("x").await;
    let question = home.message(chat, None, Role::User, "q").await;
    let generation = home.generation(Modality::Chat, None).await;
    let answer = MessageId::new(home.now());
    let mut tx = home.write().await;
    let new = NewMessage {
        generation_id: Some(generation),
        ..empty_message(answer, chat, Some(question), Role::Assistant)
    };
    messages::insert(&mut tx, &new).await.unwrap();
    conversations::set_head(&mut tx, chat, Some(answer))
        .await
        .unwrap();
    for (channel, piece) in [
        (Channel::Text, "Hel"),
        (Channel::Reasoning, "hm"),
        (Channel::Text, "lo"),
    ] {
        chunks::append(&mut tx, generation, channel, piece)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let expected = [
        MessagePart::Reasoning {
            text: "hm".to_owned(),
        },
        text("Hello"),
    ];
    let shown = messages::branch(&home.store, chat, None, 10).await.unwrap();
    assert_eq!(shown.items[1].parts, expected);
    let found = messages::by_generation(&home.store, generation)
        .await
        .unwrap();
    assert_eq!(found.map(|row| row.id), Some(answer));

    let mut tx = home.write().await;
    chunks::fold(&mut tx, generation, answer).await.unwrap();
    for state in [GenerationState::Submitted, GenerationState::Succeeded] {
        generations::transition(&mut tx, generation, Transition::to(state))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let shown = messages::branch(&home.store, chat, None, 10).await.unwrap();
    assert_eq!(shown.items[1].parts, expected);
    let ledger = shown.items[1].generation.as_ref().unwrap();
    assert_eq!(
        (ledger.id, ledger.state),
        (generation, GenerationState::Succeeded)
    );
}

#[tokio::test]
async fn a_path_runs_from_the_root_and_says_how_answers_stand() {
    let home = fixture().await;
    let chat = home.conversation("x").await;
    let question = home.message(chat, None, Role::User, "q").await;
    let generation = home.generation(Modality::Chat, None).await;
    let answer = MessageId::new(home.now());
    let mut tx = home.write().await;
    let new = NewMessage {
        generation_id: Some(generation),
        ..empty_message(answer, chat, Some(question), Role::Assistant)
    };
    messages::insert(&mut tx, &new).await.unwrap();
    chunks::append(&mut tx, generation, Channel::Text, "so far")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let path = messages::path(&home.store, answer).await.unwrap();
    let roles: Vec<Role> = path.iter().map(|message| message.role).collect();
    assert_eq!(roles, [Role::User, Role::Assistant]);
    assert_eq!(path[0].generation_state, None);
    assert_eq!(path[1].generation_state, Some(GenerationState::Queued));
    assert_eq!(path[1].parts[0].part, text("so far"));
}

#[tokio::test]
async fn what_a_provider_wants_back_is_kept_with_its_part() {
    let home = fixture().await;
    let chat = home.conversation("x").await;
    let id = home.message(chat, None, Role::Assistant, "answer").await;
    let data = serde_json::json!([1, "opaque"]);
    let mut tx = home.write().await;
    let thought = MessagePart::Reasoning {
        text: "hm".to_owned(),
    };
    messages::add_part(&mut tx, id, &thought.into())
        .await
        .unwrap();
    messages::set_provider_data(&mut tx, id, Channel::Reasoning, &data)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let path = messages::path(&home.store, id).await.unwrap();
    let kept: Vec<_> = path[0]
        .parts
        .iter()
        .map(|part| part.provider_data.as_ref())
        .collect();
    assert_eq!(kept, [None, Some(&data)]);
    let mut tx = home.write().await;
    let plain = home_message_without_reasoning(&mut tx, chat, home.now()).await;
    let missing = messages::set_provider_data(&mut tx, plain, Channel::Reasoning, &data).await;
    assert!(matches!(missing, Err(StoreError::NotFound { .. })));
}

async fn home_message_without_reasoning(
    tx: &mut studio_store::WriteTx,
    chat: ConversationId,
    now: studio_domain::UnixMillis,
) -> MessageId {
    let id = MessageId::new(now);
    messages::insert(tx, &empty_message(id, chat, None, Role::Assistant))
        .await
        .unwrap();
    id
}

#[tokio::test]
async fn a_parent_in_another_conversation_is_refused() {
    let home = fixture().await;
    let (one, other) = (
        home.conversation("one").await,
        home.conversation("other").await,
    );
    let stranger = home.message(other, None, Role::User, "hi").await;
    let mut tx = home.write().await;
    let id = MessageId::new(home.now());
    let new = empty_message(id, one, Some(stranger), Role::User);
    messages::insert(&mut tx, &new).await.unwrap();
    assert!(matches!(tx.commit().await, Err(StoreError::Constraint(_))));
}

#[tokio::test]
async fn a_message_never_moves() {
    let home = fixture().await;
    let chat = home.conversation("x").await;
    let root = home.message(chat, None, Role::User, "q").await;
    let child = home.message(chat, Some(root), Role::Assistant, "a").await;
    for statement in [
        "update messages set parent_id = ?1 where id = ?2",
        "update messages set conversation_id = ?1 where id = ?2",
    ] {
        let mut tx = home.write().await;
        let moved = sqlx::query(statement)
            .bind(child.as_bytes().as_slice())
            .bind(root.as_bytes().as_slice())
            .execute(tx.connection())
            .await;
        assert!(moved.is_err(), "{statement}");
    }
}

#[tokio::test]
async fn a_part_cannot_show_an_asset_that_does_not_exist() {
    let home = fixture().await;
    let chat = home.conversation("x").await;
    let id = home.message(chat, None, Role::User, "q").await;
    let part = MessagePart::Asset {
        asset_id: AssetId::new(home.now()),
    };
    let mut tx = home.write().await;
    messages::add_part(&mut tx, id, &part.into()).await.unwrap();
    assert!(matches!(tx.commit().await, Err(StoreError::Constraint(_))));
}

#[tokio::test]
async fn a_conversation_of_5000_messages_opens_whole_and_by_its_end() {
    let home = fixture().await;
    let chat = home.conversation("long").await;
    let made = chain(&home, chat, 5_000).await;
    let whole = messages::branch(&home.store, chat, None, 5_000)
        .await
        .unwrap();
    assert_eq!(ids(&whole), made);
    assert_eq!(whole.items[4_999].parts, [text("4999")]);
    let end = messages::branch(&home.store, chat, None, 50).await.unwrap();
    assert_eq!(ids(&end), made[4_950..]);
    assert_eq!(end.next, Some(made[4_950].to_string()));
}

#[tokio::test]
async fn a_citation_keeps_its_source() {
    let home = fixture().await;
    let chat = home.conversation("sources").await;
    let id = home.message(chat, None, Role::User, "where from?").await;
    let cited = MessagePart::Citation {
        url: "https://example.org/?a=\"b\"".to_owned(),
        title: Some("An \u{201c}article\u{201d}".to_owned()),
        snippet: None,
    };
    let mut tx = home.write().await;
    messages::add_part(&mut tx, id, &cited.clone().into())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let shown = messages::branch(&home.store, chat, None, 5).await.unwrap();
    assert_eq!(shown.items[0].parts, [text("where from?"), cited]);
}

#[tokio::test]
async fn the_length_of_a_path_counts_its_own_branch_only() {
    let home = fixture().await;
    let chat = home.conversation("long and short").await;
    let asked = home
        .message(chat, None, Role::User, "Gr\u{fc}\u{df}e")
        .await;
    let answer = home
        .message(chat, Some(asked), Role::Assistant, "four")
        .await;
    home.message(
        chat,
        Some(asked),
        Role::Assistant,
        "another, which is longer",
    )
    .await;
    let fox = home.asset("fox", None).await;
    let mut tx = home.write().await;
    let attached = MessagePart::Asset { asset_id: fox };
    messages::add_part(&mut tx, answer, &attached.into())
        .await
        .unwrap();
    let thought = MessagePart::Reasoning {
        text: "is not sent back".to_owned(),
    };
    messages::add_part(&mut tx, answer, &thought.into())
        .await
        .unwrap();
    let length = messages::path_length(tx.connection(), answer)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!((length.characters, length.attachments), (5 + 4, 1));
    let mut snapshot = home.store.snapshot().await.unwrap();
    let first = messages::path_length(snapshot.connection(), asked)
        .await
        .unwrap();
    assert_eq!((first.characters, first.attachments), (5, 0));
}

#[tokio::test]
async fn a_message_is_shown_while_the_head_stands_below_it() {
    let home = fixture().await;
    let chat = home.conversation("x").await;
    let first = home.message(chat, None, Role::User, "one").await;
    let left = home
        .message(chat, Some(first), Role::Assistant, "left")
        .await;
    let right = home
        .message(chat, Some(first), Role::Assistant, "right")
        .await;
    for (id, expected) in [(first, true), (left, false), (right, true)] {
        assert_eq!(messages::is_shown(&home.store, id).await.unwrap(), expected);
    }
}

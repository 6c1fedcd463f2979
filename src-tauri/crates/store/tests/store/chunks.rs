use studio_domain::{MessagePart, Modality, Role};
use studio_store::chunks::{self, Channel, StreamedText};
use studio_store::messages;

use crate::support::{fixture, text};

#[tokio::test]
async fn pieces_are_read_back_as_two_texts_in_order() {
    let home = fixture().await;
    let (one, other) = (
        home.generation(Modality::Chat, None).await,
        home.generation(Modality::Chat, None).await,
    );
    for (id, channel, piece) in [
        (one, Channel::Reasoning, "first "),
        (one, Channel::Text, "An"),
        (other, Channel::Text, "something else"),
        (one, Channel::Reasoning, "thought"),
        (one, Channel::Text, ""),
        (one, Channel::Text, "swer 🙂"),
    ] {
        let mut tx = home.write().await;
        chunks::append(&mut tx, id, channel, piece).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(
        chunks::read(&home.store, one).await.unwrap(),
        StreamedText {
            text: "Answer 🙂".to_owned(),
            reasoning: "first thought".to_owned(),
        }
    );
    assert_eq!(
        home.number("select count(*) from stream_chunks").await,
        5,
        "an empty piece is not kept"
    );
}

#[tokio::test]
async fn folding_appends_to_the_message_and_leaves_no_pieces() {
    let home = fixture().await;
    let chat = home.conversation("x").await;
    let message = home.message(chat, None, Role::Assistant, "before").await;
    let generation = home.generation(Modality::Chat, None).await;
    let mut tx = home.write().await;
    chunks::append(&mut tx, generation, Channel::Text, "after")
        .await
        .unwrap();
    chunks::append(&mut tx, generation, Channel::Reasoning, "hm")
        .await
        .unwrap();
    chunks::fold(&mut tx, generation, message).await.unwrap();
    chunks::fold(&mut tx, generation, message).await.unwrap();
    tx.commit().await.unwrap();
    let path = messages::path(&home.store, message).await.unwrap();
    let parts: Vec<_> = path[0]
        .parts
        .iter()
        .map(|stored| stored.part.clone())
        .collect();
    let thought = MessagePart::Reasoning {
        text: "hm".to_owned(),
    };
    assert_eq!(parts, [text("before"), thought, text("after")]);
    assert_eq!(
        chunks::read(&home.store, generation).await.unwrap(),
        StreamedText::default()
    );
}

#[tokio::test]
async fn nothing_streamed_makes_no_part() {
    let home = fixture().await;
    let chat = home.conversation("x").await;
    let message = home.message(chat, None, Role::Assistant, "only").await;
    let generation = home.generation(Modality::Chat, None).await;
    let mut tx = home.write().await;
    chunks::append(&mut tx, generation, Channel::Reasoning, "")
        .await
        .unwrap();
    chunks::fold(&mut tx, generation, message).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(home.number("select count(*) from message_parts").await, 1);
}

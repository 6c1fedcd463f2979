use studio_domain::{
    AssetId, EditMessage, ErrorCode, MessagePart, Params, Role, SendMessage, Sent,
};
use wiremock::ResponseTemplate;

use crate::support::{PDF, Workshop, end_of, model, page, png, request, wav, workshop};

fn message(text: &str, attachments: Vec<AssetId>) -> SendMessage {
    SendMessage {
        conversation_id: None,
        text: text.to_owned(),
        attachments,
        model: model("talker"),
        params: Params::new(),
    }
}

async fn said(shop: &Workshop, sent: &Sent) -> Vec<MessagePart> {
    let thread = shop
        .studio
        .list_messages(sent.conversation_id, None, 10)
        .await;
    let thread = thread.unwrap().items;
    let person = thread
        .into_iter()
        .find(|message| message.role == Role::User);
    person.unwrap().parts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_goes_with_the_message_and_stays_with_it_when_it_is_edited() {
    let shop = workshop().await;
    let answer = "data: {\"choices\":[{\"delta\":{\"content\":\"A fox.\"}}]}\n\ndata: [DONE]\n\n";
    let answer = ResponseTemplate::new(200).set_body_raw(answer, "text/event-stream");
    shop.answers("POST", "/chat/completions", answer).await;
    let picture = shop.bring("fox.png", png(9)).await;
    let sent = shop
        .studio
        .send_message(message("What is it?", vec![picture.id]))
        .await
        .unwrap();
    let asset = MessagePart::Asset {
        asset_id: picture.id,
    };
    let text = |text: &str| MessagePart::Text {
        text: text.to_owned(),
    };
    assert_eq!(
        said(&shop, &sent).await,
        [asset.clone(), text("What is it?")]
    );
    end_of(&shop.studio, sent.generation_id).await;
    let thread = shop
        .studio
        .list_messages(sent.conversation_id, None, 10)
        .await
        .unwrap();
    let edited = EditMessage {
        message_id: thread.items[0].id,
        text: "Who is it?".to_owned(),
        model: model("talker"),
        params: Params::new(),
    };
    let sent = shop.studio.edit_message(edited).await.unwrap();
    end_of(&shop.studio, sent.generation_id).await;
    assert_eq!(said(&shop, &sent).await, [asset, text("Who is it?")]);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_model_cannot_read_is_refused_before_anything_is_said() {
    let shop = workshop().await;
    let paper = shop.bring("paper.pdf", PDF.to_vec()).await;
    let sound = shop.bring("sound.wav", wav(100)).await;
    let gone = shop.bring("gone.png", png(4)).await;
    shop.studio.delete_assets(vec![gone.id]).await.unwrap();
    for attachment in [paper.id, sound.id, gone.id] {
        let refused = shop
            .studio
            .send_message(message("Read this", vec![attachment]))
            .await;
        assert_eq!(refused.unwrap_err().code(), ErrorCode::InvalidInput);
    }
    let nobody = AssetId::new(studio_domain::UnixMillis::new(1));
    let refused = shop
        .studio
        .send_message(message("Read this", vec![nobody]))
        .await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::NotFound);
    let talks = shop.studio.list_conversations(page(), None).await.unwrap();
    assert_eq!(talks.items, []);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_makes_something_else_does_not_chat() {
    let shop = workshop().await;
    let mut asked = message("Hello", Vec::new());
    asked.model = request("speaker", "", &[]).model;
    let refused = shop.studio.send_message(asked).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Conflict);
    shop.studio.stop().await;
}

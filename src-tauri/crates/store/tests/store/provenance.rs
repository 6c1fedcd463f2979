use studio_domain::{MessageId, MessagePart, Modality, ParentRelation, ProvenanceEdge, Role};
use studio_store::messages::{self, NewMessage};
use studio_store::{asset_parents, conversations, generations, provenance};

use crate::support::{empty_message, fixture};

#[tokio::test]
async fn each_step_is_found_both_ways() {
    let home = fixture().await;
    let source = home.asset("source", None).await;
    let generation = home.generation(Modality::ImageEdit, Some("brighter")).await;
    let made = home.asset("made", Some(generation)).await;
    let cut = home.asset("cut", None).await;
    let talk = home.conversation("talk").await;
    let message_id = MessageId::new(home.now());
    let mut tx = home.write().await;
    generations::add_input(&mut tx, generation, 0, "image", source)
        .await
        .unwrap();
    asset_parents::insert(&mut tx, cut, made, ParentRelation::Extract)
        .await
        .unwrap();
    asset_parents::insert(&mut tx, cut, made, ParentRelation::Edit)
        .await
        .unwrap();
    let message = NewMessage {
        parts: vec![MessagePart::Asset { asset_id: cut }.into()],
        ..empty_message(message_id, talk, None, Role::User)
    };
    messages::insert(&mut tx, &message).await.unwrap();
    tx.commit().await.unwrap();
    let given = ProvenanceEdge::Given {
        asset_id: source,
        generation_id: generation,
        slot: "image".to_owned(),
    };
    let output = ProvenanceEdge::Made {
        generation_id: generation,
        asset_id: made,
    };
    let derived = ProvenanceEdge::Derived {
        parent_id: made,
        asset_id: cut,
        relation: ParentRelation::Extract,
    };
    let shown = ProvenanceEdge::Shown {
        asset_id: cut,
        message_id,
        conversation_id: talk,
    };
    let mut snapshot = home.store.snapshot().await.unwrap();
    let step = &mut snapshot;
    assert_eq!(
        provenance::behind_assets(step, &[made, cut], 9)
            .await
            .unwrap(),
        [output.clone(), derived.clone()]
    );
    assert_eq!(
        provenance::behind_generations(step, &[generation], 9)
            .await
            .unwrap(),
        std::slice::from_ref(&given)
    );
    assert_eq!(
        provenance::beyond_assets(step, &[source, made, cut], 9)
            .await
            .unwrap(),
        [given, derived, shown]
    );
    assert_eq!(
        provenance::beyond_generations(step, &[generation], 9)
            .await
            .unwrap(),
        [output]
    );
    assert_eq!(
        provenance::beyond_assets(step, &[source, made, cut], 0)
            .await
            .unwrap(),
        []
    );
    let told = provenance::generations(step, &[generation]).await.unwrap();
    assert_eq!(told[0].prompt.as_deref(), Some("brighter"));
    let told = provenance::conversations(step, &[talk]).await.unwrap();
    assert_eq!(told[0].title, "talk");
    drop(snapshot);

    let mut tx = home.write().await;
    conversations::delete(&mut tx, talk).await.unwrap();
    tx.commit().await.unwrap();
    let mut snapshot = home.store.snapshot().await.unwrap();
    let left = provenance::beyond_assets(&mut snapshot, &[cut], 9)
        .await
        .unwrap();
    assert_eq!(left, [], "a deleted conversation shows nothing");
}

#[tokio::test]
async fn nothing_is_its_own_parent() {
    let home = fixture().await;
    let one = home.asset("one", None).await;
    let mut tx = home.write().await;
    let itself = asset_parents::insert(&mut tx, one, one, ParentRelation::Edit).await;
    assert!(itself.is_err());
}

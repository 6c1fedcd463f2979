use studio_domain::{
    AssetFilter, BlobHash, CollectionId, CostBasis, ErrorCode, GenerationState, MessageId,
    Modality, Params, Problem, ProviderId, Rating, Recipe, RecipeFormat, Role, Transcript, Usage,
};
use studio_store::assets::AssetValue;
use studio_store::connections::{self, ConnectionRow};
use studio_store::deletions::{self, Purged};
use studio_store::generations::{self, Transition};
use studio_store::messages::{self, NewMessage};
use studio_store::{
    asset_recipes, asset_tags, assets, blobs, collection_assets, collections, conversations,
    transcripts,
};

use crate::support::{Fixture, dollars, empty_message, first_page, fixture, text};

const MONTH: i64 = 30 * 24 * 60 * 60 * 1_000;

async fn purge(home: &Fixture) -> Purged {
    let mut tx = home.write().await;
    let purged = deletions::purge_before(&mut tx, home.now().plus(-MONTH))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    purged
}

fn hash_of(title: &str) -> BlobHash {
    BlobHash::new(*blake3::hash(title.as_bytes()).as_bytes())
}

#[tokio::test]
async fn what_was_deleted_lately_stays() {
    let home = fixture().await;
    let asset = home.asset("x", None).await;
    let mut tx = home.write().await;
    let deletion = assets::delete(&mut tx, &[asset]).await.unwrap();
    tx.commit().await.unwrap();
    home.clock.advance(MONTH);
    assert_eq!(purge(&home).await, Purged::default());
    let mut tx = home.write().await;
    assert_eq!(deletions::undo(&mut tx, deletion.id).await.unwrap(), 1);
}

#[tokio::test]
async fn a_purged_asset_is_gone_for_good_and_its_generation_keeps_what_it_cost() {
    let home = fixture().await;
    let id = home.generation(Modality::Image, Some("a secret")).await;
    let asset = home.asset("secret", Some(id)).await;
    let mut tx = home.write().await;
    let problem = Problem::new(ErrorCode::AnswerLost, "Lost.").with_details("the raw secret");
    let usage = Usage {
        images: Some(1),
        ..Usage::default()
    };
    for step in [
        Transition::to(GenerationState::Submitted),
        Transition {
            detail: Some("a secret".to_owned()),
            problem: Some(problem),
            usage: Some(usage),
            actual_cost: Some((dollars(9), CostBasis::Usage)),
            ..Transition::to(GenerationState::Failed)
        },
    ] {
        generations::transition(&mut tx, id, step).await.unwrap();
    }
    let deletion = assets::delete(&mut tx, &[asset]).await.unwrap();
    tx.commit().await.unwrap();
    let before = generations::get(&home.store, id).await.unwrap();
    home.clock.advance(MONTH + 1);
    let purged = purge(&home).await;
    assert_eq!((purged.assets, purged.generations), (1, 1));
    assert_eq!(purged.orphan_blobs, [hash_of("secret")]);

    assert!(assets::get(&home.store, asset).await.is_err());
    let trash = AssetFilter {
        trash: true,
        ..AssetFilter::default()
    };
    let page = assets::list(&home.store, &trash, &first_page(5))
        .await
        .unwrap();
    assert_eq!(page.items, []);
    assert_eq!(
        blobs::get(&home.store, &hash_of("secret")).await.unwrap(),
        None
    );
    let mut tx = home.write().await;
    assert_eq!(deletions::undo(&mut tx, deletion.id).await.unwrap(), 0);
    assert_eq!(assets::restore(&mut tx, &[asset]).await.unwrap(), 0);
    drop(tx);

    let mut after = generations::get(&home.store, id).await.unwrap();
    assert_eq!((after.prompt.take(), after.params.len()), (None, 0));
    assert_eq!(
        after.problem.as_ref().and_then(|it| it.details.clone()),
        None
    );
    assert_eq!(
        after.problem.take().map(|it| it.code),
        Some(ErrorCode::AnswerLost)
    );
    let kept = studio_domain::Generation {
        prompt: None,
        problem: None,
        ..before
    };
    assert_eq!(after, kept, "model, times, usage and cost stay");
    let events = generations::events(&home.store, id).await.unwrap();
    assert!(events.iter().all(|event| event.detail.is_none()));
    home.clock.advance(1);
    assert_eq!(
        purge(&home).await,
        Purged::default(),
        "purging again finds nothing"
    );
}

#[tokio::test]
async fn a_generation_keeps_its_prompt_while_one_of_its_assets_is_left() {
    let home = fixture().await;
    let id = home.generation(Modality::Image, Some("two foxes")).await;
    let one = home.asset("one", Some(id)).await;
    let two = home.asset("two", Some(id)).await;
    let mut tx = home.write().await;
    for state in [GenerationState::Submitted, GenerationState::Succeeded] {
        let step = Transition::to(state);
        generations::transition(&mut tx, id, step).await.unwrap();
    }
    tx.commit().await.unwrap();
    for (asset, prompt) in [(one, Some("two foxes")), (two, None)] {
        let mut tx = home.write().await;
        assets::delete(&mut tx, &[asset]).await.unwrap();
        tx.commit().await.unwrap();
        home.clock.advance(MONTH + 1);
        assert_eq!(purge(&home).await.assets, 1);
        let found = generations::get(&home.store, id).await.unwrap();
        assert_eq!(found.prompt.as_deref(), prompt);
    }
}

#[tokio::test]
async fn a_blob_stays_while_another_asset_has_it() {
    let home = fixture().await;
    let one = home.asset("same", None).await;
    let two = home.asset("same", None).await;
    for (asset, orphans) in [(one, vec![]), (two, vec![hash_of("same")])] {
        let mut tx = home.write().await;
        assets::delete(&mut tx, &[asset]).await.unwrap();
        tx.commit().await.unwrap();
        home.clock.advance(MONTH + 1);
        assert_eq!(purge(&home).await.orphan_blobs, orphans);
    }
    assert_eq!(home.number("select count(*) from blob_files").await, 0);
}

#[tokio::test]
async fn a_blob_recorded_for_an_asset_to_come_is_no_orphan() {
    let home = fixture().await;
    let mut tx = home.write().await;
    blobs::record(&mut tx, &hash_of("to come"), 1, "image/png")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    home.clock.advance(MONTH + 1);
    assert_eq!(purge(&home).await, Purged::default());
    assert!(
        blobs::get(&home.store, &hash_of("to come"))
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn a_purged_conversation_loses_its_words_and_keeps_its_rows() {
    let home = fixture().await;
    let chat = home.conversation("secret plans").await;
    let other = home.conversation("open").await;
    home.message(other, None, Role::User, "stays").await;
    let question = home.message(chat, None, Role::User, "secret").await;
    let generation = home.generation(Modality::Chat, None).await;
    let answer = MessageId::new(home.now());
    let mut tx = home.write().await;
    let new = NewMessage {
        generation_id: Some(generation),
        parts: vec![text("secret too").into()],
        ..empty_message(answer, chat, Some(question), Role::Assistant)
    };
    messages::insert(&mut tx, &new).await.unwrap();
    let deletion = conversations::delete(&mut tx, chat).await.unwrap();
    tx.commit().await.unwrap();
    home.clock.advance(MONTH + 1);
    let purged = purge(&home).await;
    assert_eq!(
        (purged.conversations, purged.messages, purged.generations),
        (1, 2, 1)
    );
    assert_eq!(home.number("select count(*) from message_parts").await, 1);
    assert_eq!(home.number("select count(*) from messages").await, 3);
    assert_eq!(
        home.number("select count(*) from conversations where title like '%secret%'")
            .await,
        0
    );
    let mut tx = home.write().await;
    assert_eq!(deletions::undo(&mut tx, deletion.id).await.unwrap(), 0);
}

#[tokio::test]
async fn a_purged_connection_keeps_its_name_to_nobody() {
    let home = fixture().await;
    let row = ConnectionRow {
        provider_id: ProviderId::new("mine"),
        manifest_id: "openai-compatible".to_owned(),
        name: "Secret server".to_owned(),
        base_url: "http://secret.example/v1".to_owned(),
        models: Vec::new(),
        models_read_at: None,
    };
    let mut tx = home.write().await;
    connections::upsert(&mut tx, &row).await.unwrap();
    connections::delete(&mut tx, &row.provider_id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    home.clock.advance(MONTH + 1);
    assert_eq!(purge(&home).await.connections, 1);
    let left = "select count(*) from connections where name || base_url like '%secret%'";
    assert_eq!(home.number(left).await, 0);
}

#[tokio::test]
async fn what_a_recording_was_written_down_as_goes_with_the_recording() {
    let home = fixture().await;
    let recording = home.asset("recording", None).await;
    let id = home
        .generation(Modality::Transcription, Some("names: Ada"))
        .await;
    let other = home.generation(Modality::Transcription, None).await;
    let said = Transcript {
        text: "a secret".to_owned(),
        ..Transcript::default()
    };
    let mut tx = home.write().await;
    generations::add_input(&mut tx, id, 0, "audio", recording)
        .await
        .unwrap();
    transcripts::put(&mut tx, id, &said).await.unwrap();
    transcripts::put(&mut tx, other, &said).await.unwrap();
    for state in [GenerationState::Submitted, GenerationState::Succeeded] {
        let step = Transition::to(state);
        generations::transition(&mut tx, id, step).await.unwrap();
    }
    assets::delete(&mut tx, &[recording]).await.unwrap();
    tx.commit().await.unwrap();
    home.clock.advance(MONTH + 1);
    assert_eq!(purge(&home).await.generations, 1);
    assert_eq!(transcripts::get(&home.store, id).await.unwrap(), None);
    assert_eq!(
        generations::get(&home.store, id).await.unwrap().prompt,
        None
    );
    let kept = transcripts::get(&home.store, other).await.unwrap();
    assert_eq!(kept, Some(said), "another recording is not touched");
}

#[tokio::test]
async fn what_is_under_way_keeps_its_job_when_what_it_was_given_goes() {
    let home = fixture().await;
    let picture = home.asset("picture", None).await;
    let id = home.generation(Modality::Video, Some("it moves")).await;
    let job = serde_json::json!({"id": "job-1"});
    let mut tx = home.write().await;
    generations::add_input(&mut tx, id, 0, "image", picture)
        .await
        .unwrap();
    for state in [GenerationState::Submitted, GenerationState::Running] {
        let step = Transition::to(state);
        generations::transition(&mut tx, id, step).await.unwrap();
    }
    generations::set_provider_job(&mut tx, id, &job)
        .await
        .unwrap();
    assets::delete(&mut tx, &[picture]).await.unwrap();
    tx.commit().await.unwrap();
    home.clock.advance(MONTH + 1);
    let purged = purge(&home).await;
    assert_eq!((purged.assets, purged.generations), (1, 0));
    let row = generations::row(&home.store, id).await.unwrap();
    assert_eq!(row.prompt.as_deref(), Some("it moves"));
    assert_eq!(row.provider_job, Some(job));
}

#[tokio::test]
async fn what_is_under_way_keeps_its_job_until_it_ends_when_what_it_made_so_far_goes() {
    let home = fixture().await;
    let id = home.generation(Modality::Image, Some("a secret")).await;
    let first = home.asset("first", Some(id)).await;
    let job = serde_json::json!({"id": "job-1"});
    let mut tx = home.write().await;
    for state in [GenerationState::Submitted, GenerationState::Running] {
        let step = Transition {
            detail: Some("a secret".to_owned()),
            ..Transition::to(state)
        };
        generations::transition(&mut tx, id, step).await.unwrap();
    }
    generations::set_provider_job(&mut tx, id, &job)
        .await
        .unwrap();
    assets::delete(&mut tx, &[first]).await.unwrap();
    tx.commit().await.unwrap();
    home.clock.advance(MONTH + 1);
    let purged = purge(&home).await;
    assert_eq!((purged.assets, purged.generations), (1, 0));
    let row = generations::row(&home.store, id).await.unwrap();
    assert_eq!(row.prompt.as_deref(), Some("a secret"));
    assert_eq!(row.provider_job, Some(job));

    let mut tx = home.write().await;
    let end = Transition::to(GenerationState::Succeeded);
    generations::transition(&mut tx, id, end).await.unwrap();
    tx.commit().await.unwrap();
    home.clock.advance(1);
    assert_eq!(purge(&home).await.generations, 1);
    let row = generations::row(&home.store, id).await.unwrap();
    assert_eq!((row.prompt, row.provider_job), (None, None));
    let events = generations::events(&home.store, id).await.unwrap();
    assert!(events.iter().all(|event| event.detail.is_none()));
    assert_eq!(
        purge(&home).await,
        Purged::default(),
        "purging again finds nothing"
    );
}

#[tokio::test]
async fn what_ends_with_more_than_was_thrown_away_meanwhile_keeps_its_prompt() {
    let home = fixture().await;
    let id = home.generation(Modality::Image, Some("two foxes")).await;
    let first = home.asset("first", Some(id)).await;
    let mut tx = home.write().await;
    let step = Transition::to(GenerationState::Submitted);
    generations::transition(&mut tx, id, step).await.unwrap();
    assets::delete(&mut tx, &[first]).await.unwrap();
    tx.commit().await.unwrap();
    home.clock.advance(MONTH + 1);
    assert_eq!(purge(&home).await.assets, 1);
    let second = home.asset("second", Some(id)).await;
    let mut tx = home.write().await;
    let end = Transition::to(GenerationState::Succeeded);
    generations::transition(&mut tx, id, end).await.unwrap();
    tx.commit().await.unwrap();
    home.clock.advance(1);
    assert_eq!(purge(&home).await, Purged::default());
    let found = generations::get(&home.store, id).await.unwrap();
    assert_eq!(found.prompt.as_deref(), Some("two foxes"));

    let mut tx = home.write().await;
    assets::delete(&mut tx, &[second]).await.unwrap();
    tx.commit().await.unwrap();
    home.clock.advance(MONTH + 1);
    assert_eq!(purge(&home).await.generations, 1);
    let found = generations::get(&home.store, id).await.unwrap();
    assert_eq!(found.prompt, None);
}

#[tokio::test]
async fn how_a_purged_asset_was_made_goes_with_it() {
    let home = fixture().await;
    let recipe = Recipe {
        format: RecipeFormat::ComfyUi,
        prompt: Some("a secret".to_owned()),
        negative_prompt: None,
        model: None,
        made_with: None,
        params: Params::new(),
    };
    let (gone, kept) = (home.asset("x", None).await, home.asset("y", None).await);
    let mut tx = home.write().await;
    for asset in [gone, kept] {
        asset_recipes::insert(&mut tx, asset, &recipe)
            .await
            .unwrap();
    }
    assets::delete(&mut tx, &[gone]).await.unwrap();
    tx.commit().await.unwrap();
    home.clock.advance(MONTH + 1);
    purge(&home).await;
    assert_eq!(asset_recipes::get(&home.store, gone).await.unwrap(), None);
    let left = asset_recipes::get(&home.store, kept).await.unwrap();
    assert_eq!(left, Some(recipe));
}

#[tokio::test]
async fn a_purged_asset_leaves_no_notes_tags_recipe_or_place() {
    let home = fixture().await;
    let asset = home.asset("secret", None).await;
    let id = CollectionId::new(home.now());
    let mut tx = home.write().await;
    collections::create(&mut tx, id, "Secrets").await.unwrap();
    collection_assets::add(&mut tx, id, &[asset]).await.unwrap();
    asset_tags::add(&mut tx, &[asset], &["secret".parse().unwrap()])
        .await
        .unwrap();
    for value in [
        AssetValue::Notes(Some("secret".to_owned())),
        AssetValue::Rating(Rating::try_from(5).ok()),
    ] {
        assets::set(&mut tx, &[asset], &value).await.unwrap();
    }
    sqlx::query(
        "insert into asset_recipes (asset_id, format, prompt, params, read_at)
        values (?1, 'comfyui', 'secret', '{}', 1)",
    )
    .bind(asset.as_bytes().as_slice())
    .execute(tx.connection())
    .await
    .unwrap();
    assets::delete(&mut tx, &[asset]).await.unwrap();
    collections::delete(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    home.clock.advance(MONTH + 1);
    purge(&home).await;
    for left in [
        "select count(*) from asset_tags",
        "select count(*) from asset_recipes",
        "select count(*) from collection_assets where removed_at is null",
        "select count(*) from collections where name <> '-'",
        "select count(*) from assets where notes is not null or rating is not null",
    ] {
        assert_eq!(home.number(left).await, 0, "{left}");
    }
}

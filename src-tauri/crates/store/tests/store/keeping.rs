use studio_domain::{
    AssetId, BlobHash, CollectionId, ConversationId, CostBasis, Flag, GenerationState,
    LibraryCounts, MessageId, MessagePart, Modality, Rating, Role, Transcript,
};
use studio_store::assets::AssetValue;
use studio_store::chunks::{self, Channel};
use studio_store::database_copy::{DatabaseCopy, difference};
use studio_store::generations::{self, Transition};
use studio_store::graft::{self, Selection};
use studio_store::messages::{self, NewMessage};
use studio_store::{
    Store, asset_uses, assets, collection_assets, collections, conversations, deletions,
    replacement, staging, storage_use, transcripts,
};

use crate::support::{Fixture, config, dollars, empty_message, first_page, fixture, text};

/// A conversation about a picture: a question, and an answer that a generation gave and that
/// shows an asset which another generation made.
async fn conversation_about(home: &Fixture, title: &str) -> (ConversationId, AssetId) {
    let conversation = home.conversation(title).await;
    let question = home.message(conversation, None, Role::User, title).await;
    let painted = home.generation(Modality::Image, Some(title)).await;
    let asset = home.asset(title, Some(painted)).await;
    let said = home.generation(Modality::Chat, None).await;
    let mut tx = home.write().await;
    for id in [painted, said] {
        for step in [
            Transition::to(GenerationState::Submitted),
            Transition {
                actual_cost: Some((dollars(7), CostBasis::Usage)),
                ..Transition::to(GenerationState::Succeeded)
            },
        ] {
            generations::transition(&mut tx, id, step).await.unwrap();
        }
    }
    let answer = NewMessage {
        generation_id: Some(said),
        parts: vec![text("as you see").into()],
        ..empty_message(
            MessageId::new(home.now()),
            conversation,
            Some(question),
            Role::Assistant,
        )
    };
    messages::insert(&mut tx, &answer).await.unwrap();
    conversations::set_head(&mut tx, conversation, Some(answer.id))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // The asset is shown in the answer.
    let mut tx = home.write().await;
    sqlx::query(
        "insert into message_parts (message_id, position, kind, asset_id) values (?1, 9, 'asset', ?2)",
    )
    .bind(answer.id.as_bytes().as_slice())
    .bind(asset.as_bytes().as_slice())
    .execute(tx.connection())
    .await
    .unwrap();
    tx.commit().await.unwrap();
    (conversation, asset)
}

/// Deletes both and empties the trash.
async fn throw_away(home: &Fixture, conversation: ConversationId, asset: AssetId) {
    let mut tx = home.write().await;
    conversations::delete(&mut tx, conversation).await.unwrap();
    assets::delete(&mut tx, &[asset]).await.unwrap();
    tx.commit().await.unwrap();
    home.clock.advance(1);
    let mut tx = home.write().await;
    let moment = home.now();
    deletions::purge_before(&mut tx, moment).await.unwrap();
    tx.commit().await.unwrap();
}

async fn spent(home: &Fixture) -> i64 {
    home.number("select coalesce(sum(actual_cost_nanos), 0) from generations")
        .await
}

/// A copy of the home's database, staged for another one.
pub async fn staged(home: &Fixture, for_store: &Store) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.sqlite");
    home.store.copy_to(&copy).await.unwrap();
    let staged = staging::stage(for_store, &copy, &folder.path().join("staged"))
        .await
        .unwrap();
    (folder, staged)
}

fn hash_of(title: &str) -> BlobHash {
    BlobHash::new(*blake3::hash(title.as_bytes()).as_bytes())
}

#[tokio::test]
async fn a_copy_of_the_open_database_is_whole_and_says_what_it_holds() {
    let home = fixture().await;
    conversation_about(&home, "a cat").await;
    let file = home.folder.path().join("copy.sqlite");
    home.store.copy_to(&file).await.unwrap();
    let mut copy = DatabaseCopy::open(&file).await.unwrap();
    let counts = LibraryCounts {
        conversations: 1,
        messages: 2,
        assets: 1,
        generations: 2,
    };
    assert_eq!(copy.counts().await.unwrap(), counts);
    assert_eq!(home.store.counts().await.unwrap(), counts);
    assert_eq!(copy.blobs().await.unwrap(), [(hash_of("a cat"), 7)]);
    let kept = copy.conversations().await.unwrap();
    assert_eq!((kept[0].title.as_str(), kept[0].messages), ("a cat", 2));
    copy.close().await.unwrap();
}

#[tokio::test]
async fn what_is_no_database_of_the_studio_is_refused() {
    let home = fixture().await;
    let file = home.folder.path().join("other.sqlite");
    std::fs::write(&file, b"not a database, but long enough to have a header of one hundred bytes, surely enough for that")
        .unwrap();
    assert!(DatabaseCopy::open(&file).await.is_err());
    home.store.copy_to(&file).await.unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    // More than a page, so that the head of one is among it: the room in a page may be empty.
    bytes[middle - 3_000..middle + 3_000].fill(0x55);
    std::fs::write(&file, bytes).unwrap();
    assert!(DatabaseCopy::open(&file).await.is_err(), "damage is found");
}

#[tokio::test]
async fn a_database_with_tables_of_its_own_is_refused() {
    let home = fixture().await;
    let other = fixture().await;
    let mut tx = other.write().await;
    sqlx::query("create trigger evil after insert on settings begin delete from assets; end")
        .execute(tx.connection())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let copy = home.folder.path().join("copy.sqlite");
    other.store.copy_to(&copy).await.unwrap();
    let refused = staging::stage(&home.store, &copy, &home.folder.path().join("s")).await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn a_conversation_comes_with_what_it_made_and_costs_nothing_twice() {
    let away = fixture().await;
    let (wanted, asset) = conversation_about(&away, "a cat").await;
    let (other, _) = conversation_about(&away, "a dog").await;
    let home = fixture().await;
    let (_folder, source) = staged(&away, &home.store).await;
    let selection = Selection::Conversations(vec![wanted]);
    let needed = graft::blobs_of(&source, &selection).await.unwrap();
    assert_eq!(needed, [(hash_of("a cat"), 7)]);
    let present = [hash_of("a cat")];
    let added = graft::graft(&home.store, &source, &selection, &present)
        .await
        .unwrap();
    let expected = LibraryCounts {
        conversations: 1,
        messages: 2,
        assets: 1,
        generations: 2,
    };
    assert_eq!(added, expected);
    assert_eq!(spent(&home).await, 14);
    assert_eq!(home.number("select count(*) from blob_files").await, 1);
    assert_eq!(
        assets::get(&home.store, asset).await.unwrap().title,
        "a cat"
    );
    let branch = messages::branch(&home.store, wanted, None, 10)
        .await
        .unwrap();
    assert_eq!(branch.items.len(), 2);
    assert!(conversations::get(&home.store, other).await.is_err());
    // The same again adds nothing.
    let again = graft::graft(&home.store, &source, &selection, &present)
        .await
        .unwrap();
    assert_eq!(again, LibraryCounts::default());
    assert_eq!(spent(&home).await, 14);
}

#[tokio::test]
async fn a_conversation_that_lost_messages_comes_back_as_a_copy_beside_it() {
    let home = fixture().await;
    let (id, asset) = conversation_about(&home, "a cat").await;
    let (_folder, source) = staged(&home, &home.store).await;
    throw_away(&home, id, asset).await;

    let selection = Selection::Conversations(vec![id]);
    let present = [hash_of("a cat")];
    let added = graft::graft(&home.store, &source, &selection, &present)
        .await
        .unwrap();
    assert_eq!((added.conversations, added.generations), (1, 0));
    let listed = conversations::list(&home.store, &first_page(10), None)
        .await
        .unwrap();
    let copy = &listed.items[0];
    assert_ne!(copy.id, id, "the id was taken");
    assert_eq!(copy.title, "a cat (restored)");
    let branch = messages::branch(&home.store, copy.id, None, 10)
        .await
        .unwrap();
    assert_eq!(branch.items.len(), 2);
    assert!(
        branch.items[1]
            .parts
            .iter()
            .any(|part| matches!(part, MessagePart::Asset { .. }))
    );
    let asset = assets::get(&home.store, asset).await.unwrap();
    assert_eq!((asset.title.as_str(), asset.deleted_at), ("a cat", None));
    assert_eq!(spent(&home).await, 14, "nothing is paid for twice");
}

#[tokio::test]
async fn what_was_thrown_away_for_good_comes_back_with_its_marks_places_and_words() {
    let home = fixture().await;
    let (id, asset) = conversation_about(&home, "a cat").await;
    let heard = Transcript {
        language: None,
        text: "meow".to_owned(),
        segments: Vec::new(),
        words: Vec::new(),
    };
    let painted = assets::get(&home.store, asset).await.unwrap();
    let painted = painted.generation_id.unwrap();
    let shelf = CollectionId::new(home.now());
    let mut tx = home.write().await;
    transcripts::put(&mut tx, painted, &heard).await.unwrap();
    collections::create(&mut tx, shelf, "Shelf").await.unwrap();
    collection_assets::add(&mut tx, shelf, &[asset])
        .await
        .unwrap();
    for value in [
        AssetValue::Rating(Rating::try_from(4).ok()),
        AssetValue::Flag(Some(Flag::Keep)),
        AssetValue::Notes(Some("on the sofa".to_owned())),
    ] {
        assets::set(&mut tx, &[asset], &value).await.unwrap();
    }
    tx.commit().await.unwrap();
    let before = asset_uses::marks(&home.store, &[asset]).await.unwrap();
    let (_folder, source) = staged(&home, &home.store).await;
    throw_away(&home, id, asset).await;
    let gone = transcripts::get(&home.store, painted).await.unwrap();
    assert_eq!(gone, None);

    graft::graft(
        &home.store,
        &source,
        &Selection::Everything,
        &[hash_of("a cat")],
    )
    .await
    .unwrap();
    let after = asset_uses::marks(&home.store, &[asset]).await.unwrap();
    assert_eq!(after, before);
    let shelves = collections::of(&home.store, &[asset]).await.unwrap();
    assert_eq!(shelves.len(), 1);
    let words = transcripts::get(&home.store, painted).await.unwrap();
    assert_eq!(words, Some(heard));
}

#[tokio::test]
async fn what_was_under_way_in_a_backup_is_never_sent_again() {
    let away = fixture().await;
    let waiting = away.generation(Modality::Image, Some("waits")).await;
    let sent = away.generation(Modality::Image, Some("sent")).await;
    let mut tx = away.write().await;
    generations::transition(&mut tx, sent, Transition::to(GenerationState::Submitted))
        .await
        .unwrap();
    sqlx::query(
        "insert into jobs (id, kind, payload, not_before, generation_id, created_at)
         values (?1, 'generation', '{}', 0, ?1, 0)",
    )
    .bind(waiting.as_bytes().as_slice())
    .execute(tx.connection())
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let home = fixture().await;
    let (_folder, source) = staged(&away, &home.store).await;
    graft::graft(&home.store, &source, &Selection::Everything, &[])
        .await
        .unwrap();
    for (id, state) in [
        (waiting, GenerationState::Cancelled),
        (sent, GenerationState::Unknown),
    ] {
        assert_eq!(
            generations::get(&home.store, id).await.unwrap().state,
            state
        );
    }
    assert_eq!(home.number("select count(*) from jobs").await, 0);
    let mut connection = DatabaseCopy::open(&source).await.unwrap();
    assert_eq!(connection.counts().await.unwrap().generations, 2);
}

#[tokio::test]
async fn what_had_arrived_of_an_answer_is_in_its_message_when_it_comes_back() {
    let away = fixture().await;
    let conversation = away.conversation("talk").await;
    let said = away.generation(Modality::Chat, None).await;
    let answer = NewMessage {
        generation_id: Some(said),
        ..empty_message(
            MessageId::new(away.now()),
            conversation,
            None,
            Role::Assistant,
        )
    };
    let mut tx = away.write().await;
    messages::insert(&mut tx, &answer).await.unwrap();
    conversations::set_head(&mut tx, conversation, Some(answer.id))
        .await
        .unwrap();
    generations::transition(&mut tx, said, Transition::to(GenerationState::Submitted))
        .await
        .unwrap();
    for piece in ["half ", "an answer"] {
        chunks::append(&mut tx, said, Channel::Text, piece)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let home = fixture().await;
    let (_folder, source) = staged(&away, &home.store).await;
    graft::graft(&home.store, &source, &Selection::Everything, &[])
        .await
        .unwrap();
    let branch = messages::branch(&home.store, conversation, None, 10)
        .await
        .unwrap();
    assert_eq!(branch.items[0].parts, [text("half an answer")]);
}

#[tokio::test]
async fn a_comparison_tells_what_returns_and_what_leaves() {
    let home = fixture().await;
    let (kept, _) = conversation_about(&home, "a cat").await;
    let (lost, _) = conversation_about(&home, "a dog").await;
    let (_folder, source) = staged(&home, &home.store).await;
    let mut tx = home.write().await;
    conversations::delete(&mut tx, lost).await.unwrap();
    tx.commit().await.unwrap();
    home.asset("a new one", None).await;
    let found = difference(&home.store, &source).await.unwrap();
    assert_eq!(found.returns.conversations, 1);
    assert_eq!(found.leaves.assets, 1);
    assert_eq!(found.leaves.conversations, 0);
    assert_eq!(found.here, [kept]);
}

#[tokio::test]
async fn a_replacement_takes_over_when_the_store_is_opened_next_and_not_while_it_is_open() {
    let away = fixture().await;
    conversation_about(&away, "a cat").await;
    let home = fixture().await;
    home.asset("mine", None).await;
    let data = home.folder.path();
    let place = replacement::folder(data);
    std::fs::create_dir_all(&place).unwrap();
    away.store
        .copy_to(&place.join("studio.sqlite"))
        .await
        .unwrap();
    let second = Store::open(config(data)).await.unwrap();
    assert_eq!(second.counts().await.unwrap().assets, 1, "it is not ready");
    replacement::make_ready(data, &"from away").await.unwrap();
    let third = Store::open(config(data)).await.unwrap();
    assert_eq!(
        third.counts().await.unwrap().conversations,
        0,
        "it is in use"
    );
    assert_eq!(replacement::pending::<String>(data).unwrap(), "from away");
    for store in [&home.store, &second, &third] {
        store.close().await;
    }
    let replaced = Store::open(config(data)).await.unwrap();
    assert_eq!(replaced.counts().await.unwrap().conversations, 1);
    assert!(!place.exists());
    assert_eq!(replacement::pending::<String>(data), None);
    replaced.close().await;
    let kept = replacement::replaced(data);
    assert_eq!(kept.len(), 1, "what was replaced stays");
    let mut kept = DatabaseCopy::open(&kept[0].1).await.unwrap();
    assert_eq!(kept.counts().await.unwrap().assets, 1);
    kept.close().await.unwrap();
}

#[tokio::test]
async fn a_damaged_database_is_kept_beside_the_one_that_replaces_it() {
    let away = fixture().await;
    conversation_about(&away, "a cat").await;
    let home = fixture().await;
    home.store.close().await;
    let data = home.folder.path();
    let damaged = vec![0x5a_u8; 9_000];
    std::fs::write(data.join("studio.sqlite"), &damaged).unwrap();
    std::fs::write(data.join("damaged.sqlite"), "an earlier one").unwrap();
    let place = replacement::folder(data);
    std::fs::create_dir_all(&place).unwrap();
    away.store
        .copy_to(&place.join("studio.sqlite"))
        .await
        .unwrap();
    replacement::make_ready(data, &()).await.unwrap();
    let replaced = Store::open(config(data)).await;
    // The header is looked at before the lock is taken, and again after: both times it counts.
    let replaced = match replaced {
        Ok(store) => store,
        Err(error) => panic!("it was not replaced: {error}"),
    };
    assert_eq!(replaced.counts().await.unwrap().conversations, 1);
    let read = |name: &str| std::fs::read(data.join(name)).unwrap();
    assert_eq!(read("damaged-2.sqlite"), damaged);
    assert_eq!(read("damaged.sqlite"), b"an earlier one");
    replaced.close().await;
}

#[tokio::test]
async fn shared_bytes_count_once_and_what_only_the_trash_holds_counts_there() {
    let home = fixture().await;
    home.asset("one", None).await;
    home.asset("one", None).await;
    let binned = home.asset("two", None).await;
    let half = home.asset("one", None).await;
    let mut tx = home.write().await;
    assets::delete(&mut tx, &[binned, half]).await.unwrap();
    tx.commit().await.unwrap();
    let found = storage_use::media(&home.store).await.unwrap();
    assert_eq!(found.kinds.len(), 1);
    assert_eq!(
        (found.kinds[0].amount.bytes, found.kinds[0].amount.files),
        (7, 1)
    );
    assert_eq!(found.projects[0].id, None);
    assert_eq!((found.trash.bytes, found.trash.files), (7, 1));
    let trash = storage_use::trash(&home.store, 30 * 86_400_000)
        .await
        .unwrap();
    assert_eq!((trash.assets, trash.bytes, trash.kept_days), (2, 7, 30));
    assert_eq!(trash.next_at, Some(home.now().plus(30 * 86_400_000)));
}

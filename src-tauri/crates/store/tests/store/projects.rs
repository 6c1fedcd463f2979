use studio_domain::{
    AssetFilter, AssetId, BlobHash, ErrorCode, GenerationId, Modality, Origin, ProjectId,
};
use studio_store::generations::{self, NewGeneration};
use studio_store::{assets, blobs, conversations, deletions, projects};

use crate::support::{Fixture, first_page, fixture, new_asset, new_generation};

async fn begin(home: &Fixture, name: &str) -> ProjectId {
    let id = ProjectId::new(home.now());
    let mut tx = home.write().await;
    projects::create(&mut tx, id, name).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn work_in(home: &Fixture, id: Option<ProjectId>) {
    let mut tx = home.write().await;
    projects::set_current(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
}

async fn in_project(home: &Fixture, id: ProjectId) -> Vec<String> {
    let filter = AssetFilter {
        project_id: Some(id),
        ..AssetFilter::default()
    };
    let page = assets::list(&home.store, &filter, &first_page(50))
        .await
        .unwrap();
    page.items.into_iter().map(|asset| asset.title).collect()
}

async fn project_of(home: &Fixture, generation: GenerationId) -> Option<Vec<u8>> {
    sqlx::query_scalar("select project_id from generations where id = ?1")
        .bind(generation.as_bytes().as_slice())
        .fetch_one(home.store.readers())
        .await
        .unwrap()
}

#[tokio::test]
async fn projects_are_made_renamed_deleted_and_brought_back() {
    let home = fixture().await;
    let (one, two) = (begin(&home, "One").await, begin(&home, "Two").await);
    let mut tx = home.write().await;
    projects::rename(&mut tx, one, "Book").await.unwrap();
    let deletion = projects::delete(&mut tx, two).await.unwrap();
    tx.commit().await.unwrap();
    let names = async || -> Vec<String> {
        let all = projects::list(&home.store).await.unwrap();
        all.into_iter().map(|one| one.name).collect()
    };
    assert_eq!(names().await, ["Book"]);
    let mut tx = home.write().await;
    for gone in [
        projects::delete(&mut tx, two).await.map(drop),
        projects::rename(&mut tx, two, "x").await,
        projects::set_current(&mut tx, Some(two)).await,
        projects::require(&mut tx, two).await,
    ] {
        assert_eq!(gone.unwrap_err().code(), ErrorCode::NotFound);
    }
    assert_eq!(deletions::undo(&mut tx, deletion.id).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(names().await, ["Book", "Two"]);
}

#[tokio::test]
async fn what_is_made_said_and_brought_in_belongs_to_the_current_project() {
    let home = fixture().await;
    home.asset("before", None).await;
    let id = begin(&home, "Book").await;
    work_in(&home, Some(id)).await;
    assert_eq!(projects::current(&home.store).await.unwrap(), Some(id));
    home.asset("brought", None).await;
    let generation = home.generation(Modality::Image, Some("a fox")).await;
    work_in(&home, None).await;
    assert_eq!(projects::current(&home.store).await.unwrap(), None);
    home.asset("made", Some(generation)).await;
    home.asset("after", None).await;
    assert_eq!(in_project(&home, id).await, ["made", "brought"]);
    let all = projects::list(&home.store).await.unwrap();
    assert_eq!(all[0].count, 2);
}

#[tokio::test]
async fn a_deleted_project_is_not_the_current_one_until_it_comes_back() {
    let home = fixture().await;
    let id = begin(&home, "Book").await;
    work_in(&home, Some(id)).await;
    let mut tx = home.write().await;
    let deletion = projects::delete(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(projects::current(&home.store).await.unwrap(), None);
    home.asset("meanwhile", None).await;
    let mut tx = home.write().await;
    deletions::undo(&mut tx, deletion.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(projects::current(&home.store).await.unwrap(), Some(id));
    assert_eq!(in_project(&home, id).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_answer_belongs_to_the_project_of_its_conversation_and_a_retry_to_that_of_the_first() {
    let home = fixture().await;
    let (one, two) = (begin(&home, "One").await, begin(&home, "Two").await);
    let conversation = home.conversation("talk").await;
    let mut tx = home.write().await;
    projects::set_of_conversation(&mut tx, conversation, Some(one))
        .await
        .unwrap();
    projects::set_current(&mut tx, Some(two)).await.unwrap();
    let first = GenerationId::new(home.now());
    let answer = NewGeneration {
        origin: Origin::Chat,
        origin_id: Some(*conversation.as_bytes()),
        ..new_generation(first, Modality::Chat, None)
    };
    generations::insert(&mut tx, &answer).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        project_of(&home, first).await.as_deref(),
        Some(one.as_bytes().as_slice())
    );

    let picture = home.generation(Modality::Image, Some("fox")).await;
    work_in(&home, Some(one)).await;
    let again = GenerationId::new(home.now());
    let mut tx = home.write().await;
    let retry = NewGeneration {
        retry_of: Some(picture),
        ..new_generation(again, Modality::Image, Some("fox"))
    };
    generations::insert(&mut tx, &retry).await.unwrap();
    projects::set_of_conversation(&mut tx, conversation, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        project_of(&home, again).await.as_deref(),
        Some(two.as_bytes().as_slice())
    );
    assert_eq!(
        project_of(&home, first).await,
        None,
        "the answer went along"
    );
    let mut tx = home.write().await;
    conversations::delete(&mut tx, conversation).await.unwrap();
    let gone = projects::set_of_conversation(&mut tx, conversation, Some(one)).await;
    assert_eq!(gone.unwrap_err().code(), ErrorCode::NotFound);
}

#[tokio::test]
async fn what_is_in_the_trash_is_not_counted() {
    let home = fixture().await;
    let id = begin(&home, "Book").await;
    work_in(&home, Some(id)).await;
    let hash = BlobHash::new([9; 32]);
    let mut tx = home.write().await;
    blobs::record(&mut tx, &hash, 1, "image/png").await.unwrap();
    let (one, two) = (AssetId::new(tx.now()), AssetId::new(tx.now()));
    for asset in [one, two] {
        assets::insert(&mut tx, &new_asset(asset, "x", hash))
            .await
            .unwrap();
    }
    assets::delete(&mut tx, &[one]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(projects::list(&home.store).await.unwrap()[0].count, 1);
}

#[tokio::test]
async fn a_conversation_tells_its_project_and_begins_in_the_current_one() {
    let home = fixture().await;
    let id = begin(&home, "Book").await;
    let before = home.conversation("before").await;
    work_in(&home, Some(id)).await;
    let talk = home.conversation("talk").await;
    let project = async |of| {
        conversations::get(&home.store, of)
            .await
            .unwrap()
            .project_id
    };
    assert_eq!(project(before).await, None);
    assert_eq!(project(talk).await, Some(id));
    let mut tx = home.write().await;
    projects::set_of_conversation(&mut tx, before, Some(id))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(project(before).await, Some(id));
}

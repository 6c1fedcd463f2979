use studio_domain::{
    AssetFilter, AssetId, AssetOrigin, CacheTag, ErrorCode, Flag, Modality, PageRequest, ProjectId,
    ProviderId, Rating, Shared, Tag, UnixMillis,
};
use studio_store::assets::{self, AssetValue};
use studio_store::{asset_tags, asset_uses, projects};

use crate::support::{Fixture, first_page, fixture};

async fn set(home: &Fixture, ids: &[AssetId], value: &AssetValue) -> Vec<(AssetId, AssetValue)> {
    let mut tx = home.write().await;
    let before = assets::set(&mut tx, ids, value).await.unwrap();
    tx.commit().await.unwrap();
    before
}

async fn put_back(home: &Fixture, before: &[(AssetId, AssetValue)], value: &AssetValue) -> u32 {
    let mut tx = home.write().await;
    let count = assets::put_back(&mut tx, before, value).await.unwrap();
    tx.commit().await.unwrap();
    count
}

fn stars(count: u8) -> AssetValue {
    AssetValue::Rating(Rating::try_from(count).ok())
}

async fn listed(home: &Fixture, filter: AssetFilter) -> Vec<String> {
    let mut titles = Vec::new();
    let mut request = first_page(2);
    loop {
        let page = assets::list(&home.store, &filter, &request).await.unwrap();
        titles.extend(page.items.into_iter().map(|asset| asset.title));
        let Some(cursor) = page.next else {
            return titles;
        };
        request = PageRequest {
            cursor: Some(cursor),
            limit: 2,
        };
    }
}

#[tokio::test]
async fn every_mark_is_set_and_taken_back() {
    let home = fixture().await;
    let (one, two) = (home.asset("one", None).await, home.asset("two", None).await);
    let project = ProjectId::new(home.now());
    let mut tx = home.write().await;
    projects::create(&mut tx, project, "Book").await.unwrap();
    tx.commit().await.unwrap();
    let untouched = asset_uses::marks(&home.store, &[one, two]).await.unwrap();
    for value in [
        AssetValue::Title("Fox".to_owned()),
        stars(4),
        AssetValue::Flag(Some(Flag::Reject)),
        AssetValue::Notes(Some("It's “late”".to_owned())),
        AssetValue::Project(Some(project)),
    ] {
        let before = set(&home, &[one, two], &value).await;
        assert_eq!(before.len(), 2, "{value:?}");
        assert!(
            set(&home, &[one, two], &value).await.is_empty(),
            "{value:?} again"
        );
        let marked = asset_uses::marks(&home.store, &[one, two]).await.unwrap();
        assert_ne!(marked, untouched, "{value:?}");
        assert_eq!(put_back(&home, &before, &value).await, 2);
        let marks = asset_uses::marks(&home.store, &[one, two]).await.unwrap();
        assert_eq!(marks, untouched, "{value:?}");
    }
}

#[tokio::test]
async fn taking_back_leaves_alone_what_was_changed_since() {
    let home = fixture().await;
    let (one, two) = (home.asset("one", None).await, home.asset("two", None).await);
    set(&home, &[one], &stars(1)).await;
    let before = set(&home, &[one, two], &stars(4)).await;
    set(&home, &[two], &stars(5)).await;
    assert_eq!(put_back(&home, &before, &stars(4)).await, 1);
    let rating = async |id| assets::get(&home.store, id).await.unwrap().rating;
    assert_eq!(rating(one).await, Rating::try_from(1).ok());
    assert_eq!(rating(two).await, Rating::try_from(5).ok());
}

#[tokio::test]
async fn stars_make_the_marks_stale_and_a_title_the_library_too() {
    let home = fixture().await;
    let one = home.asset("one", None).await;
    let mut changes = home.store.subscribe();
    set(&home, &[one], &stars(2)).await;
    assert_eq!(changes.try_recv(), Ok(vec![CacheTag::Marks]));
    set(&home, &[one], &stars(2)).await;
    assert!(changes.try_recv().is_err(), "nothing changed");
    set(&home, &[one], &AssetValue::Title("Fox".to_owned())).await;
    assert!(changes.try_recv().unwrap().contains(&CacheTag::Assets));
}

#[tokio::test]
async fn several_share_what_all_have_and_differ_in_the_rest() {
    let home = fixture().await;
    let (one, two) = (home.asset("one", None).await, home.asset("two", None).await);
    let sea: Tag = "sea".parse().unwrap();
    let mut tx = home.write().await;
    asset_tags::add(&mut tx, &[one], std::slice::from_ref(&sea))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    set(&home, &[one], &stars(3)).await;
    let marks = asset_uses::marks(&home.store, &[one, two]).await.unwrap();
    assert_eq!((marks.count, &marks.rating), (2, &Shared::Mixed));
    assert_eq!(marks.title, Shared::Mixed);
    assert_eq!(marks.flag, Shared::Same { value: None });
    assert_eq!((marks.tags.len(), marks.tags[0].count), (1, 1));
    assert_eq!(marks.tags[0].tag, sea);
}

/// Five things, a second apart, that are noted about in every way; with their project and tags.
async fn five_noted(home: &Fixture) -> (ProjectId, Vec<Tag>) {
    let mut ids = Vec::new();
    for title in ["a", "b", "c", "d", "e"] {
        ids.push(home.asset(title, None).await);
        home.clock.advance(1_000);
    }
    for (index, count) in [(0, 5), (1, 3), (2, 4), (4, 5)] {
        set(home, &[ids[index]], &stars(count)).await;
    }
    set(home, &ids[..2], &AssetValue::Flag(Some(Flag::Keep))).await;
    let project = ProjectId::new(home.now());
    let tags: Vec<Tag> = ["sea", "sky"].map(|tag| tag.parse().unwrap()).to_vec();
    let mut tx = home.write().await;
    projects::create(&mut tx, project, "Book").await.unwrap();
    asset_tags::add(&mut tx, &ids[..3], &tags[..1])
        .await
        .unwrap();
    asset_tags::add(&mut tx, &ids[1..4], &tags[1..])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    set(home, &ids[2..], &AssetValue::Project(Some(project))).await;
    (project, tags)
}

#[tokio::test]
async fn the_library_is_narrowed_down_by_everything_that_is_noted() {
    let home = fixture().await;
    let (project, tags) = five_noted(&home).await;
    let begun = home.now().get() - 5_000;
    let none = AssetFilter::default;
    let rating = |count| Rating::try_from(count).ok();
    for (filter, expected) in [
        (
            AssetFilter {
                rating: rating(4),
                ..none()
            },
            "e c a",
        ),
        (
            AssetFilter {
                rating: rating(1),
                ..none()
            },
            "e c b a",
        ),
        (
            AssetFilter {
                flag: Some(Flag::Keep),
                ..none()
            },
            "b a",
        ),
        (
            AssetFilter {
                tags: tags[..1].to_vec(),
                ..none()
            },
            "c b a",
        ),
        (
            AssetFilter {
                tags: tags.clone(),
                ..none()
            },
            "c b",
        ),
        (
            AssetFilter {
                project_id: Some(project),
                ..none()
            },
            "e d c",
        ),
        (
            AssetFilter {
                project_id: Some(project),
                rating: rating(5),
                tags: Vec::new(),
                ..none()
            },
            "e",
        ),
        (
            AssetFilter {
                tags: tags[1..].to_vec(),
                rating: rating(4),
                project_id: Some(project),
                ..none()
            },
            "c",
        ),
        (
            AssetFilter {
                from: Some(UnixMillis::new(begun + 1_000)),
                until: Some(UnixMillis::new(begun + 3_000)),
                ..none()
            },
            "c b",
        ),
        (
            AssetFilter {
                trash: true,
                rating: rating(1),
                ..none()
            },
            "",
        ),
    ] {
        let told = listed(&home, filter.clone()).await.join(" ");
        assert_eq!(told, expected, "{filter:?}");
    }
}

#[tokio::test]
async fn the_library_is_narrowed_down_by_what_made_things() {
    let home = fixture().await;
    let generation = home.generation(Modality::Image, Some("a fox")).await;
    let made = home.asset("made", Some(generation)).await;
    home.asset("brought", None).await;
    let none = AssetFilter::default;
    let provider = |id| Some(ProviderId::new(id));
    let model = |id: &str| Some(id.to_owned());
    for (filter, expected) in [
        (
            AssetFilter {
                origin: Some(AssetOrigin::Made),
                ..none()
            },
            "made",
        ),
        (
            AssetFilter {
                origin: Some(AssetOrigin::Imported),
                ..none()
            },
            "brought",
        ),
        (
            AssetFilter {
                provider_id: provider("sample"),
                ..none()
            },
            "made",
        ),
        (
            AssetFilter {
                provider_id: provider("other"),
                ..none()
            },
            "",
        ),
        (
            AssetFilter {
                model_id: model("sample-1"),
                provider_id: provider("sample"),
                ..none()
            },
            "made",
        ),
        (
            AssetFilter {
                model_id: model("sample-2"),
                ..none()
            },
            "",
        ),
    ] {
        let told = listed(&home, filter.clone()).await.join(" ");
        assert_eq!(told, expected, "{filter:?}");
    }
    let mut tx = home.write().await;
    assets::delete(&mut tx, &[made]).await.unwrap();
    tx.commit().await.unwrap();
    let in_trash = AssetFilter {
        trash: true,
        model_id: model("sample-1"),
        ..none()
    };
    assert_eq!(listed(&home, in_trash.clone()).await, ["made"]);
    let of_another = AssetFilter {
        model_id: model("sample-2"),
        ..in_trash
    };
    assert_eq!(listed(&home, of_another).await, Vec::<String>::new());
    let models = asset_uses::models(&home.store).await.unwrap();
    assert_eq!(models.len(), 1);
    assert_eq!(
        (
            models[0].model_name.as_str(),
            models[0].provider_name.as_str()
        ),
        ("Sample One", "Sample (no AI)")
    );
}

#[tokio::test]
async fn notes_that_are_too_long_are_refused() {
    let home = fixture().await;
    let one = home.asset("one", None).await;
    let mut tx = home.write().await;
    let notes = AssetValue::Notes(Some("x".repeat(100_001)));
    assert!(assets::set(&mut tx, &[one], &notes).await.is_err());
    drop(tx);
    let mut tx = home.write().await;
    let nowhere = AssetValue::Project(Some(ProjectId::new(home.now())));
    assets::set(&mut tx, &[one], &nowhere).await.unwrap();
    let error = tx.commit().await.unwrap_err();
    assert_eq!(
        error.code(),
        ErrorCode::Conflict,
        "there is no such project"
    );
}

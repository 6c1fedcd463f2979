use std::sync::Arc;

use studio_domain::{
    CacheTag, ConversationId, SearchFilter, SearchHit, SearchResults, SearchSubject, SystemClock,
};
use studio_engine::Studio;
use studio_store::{Store, StoreConfig, conversations};

use crate::support::{page, png, request, workshop};

/// What a search finds once the index has read everything.
async fn search(studio: &Studio, text: &str, filter: SearchFilter) -> SearchResults {
    let mut changes = studio.subscribe();
    loop {
        let found = studio.search("test".to_owned(), text.to_owned(), filter.clone(), page());
        let found = found.await.unwrap().expect("nobody else searches here");
        if found.unread == 0 {
            return found;
        }
        while changes.recv().await.unwrap() != [CacheTag::Search] {}
    }
}

fn subjects(found: &SearchResults) -> Vec<SearchSubject> {
    found.groups.iter().map(|group| group.subject).collect()
}

#[tokio::test]
async fn what_was_brought_in_and_asked_for_is_found_at_once() {
    let home = workshop().await;
    home.bring("harbour at dawn.png", png(7)).await;
    let made = request("director", "a harbour in fog", &[]);
    home.studio.generate(made).await.unwrap();
    let found = search(&home.studio, "harbo", SearchFilter::default()).await;
    assert_eq!(
        subjects(&found),
        [SearchSubject::Asset, SearchSubject::Prompt]
    );
    assert!(matches!(
        &found.groups[0].hits[..],
        [SearchHit::Asset { asset, snippet }]
            if asset.title == snippet.text && !snippet.matches.is_empty()
    ));
    let filter = SearchFilter {
        subject: Some(SearchSubject::Conversation),
        ..SearchFilter::default()
    };
    let found = search(&home.studio, "harbo", filter).await;
    assert_eq!(subjects(&found), [SearchSubject::Conversation]);
    assert_eq!(found.groups[0].hits, []);
}

#[tokio::test]
async fn nothing_asked_for_finds_nothing() {
    let home = workshop().await;
    home.bring("one.png", png(1)).await;
    for text in ["", "  ", "—", "\"\""] {
        let found = search(&home.studio, text, SearchFilter::default()).await;
        assert_eq!(subjects(&found), [], "{text:?}");
    }
    let pictures = SearchFilter {
        asset_kind: Some(studio_domain::AssetKind::Image),
        ..SearchFilter::default()
    };
    let found = search(&home.studio, "", pictures.clone()).await;
    assert_eq!(subjects(&found), [SearchSubject::Asset]);
    let found = search(&home.studio, "—", pictures).await;
    assert_eq!(
        subjects(&found),
        [],
        "signs that nothing can match match nothing"
    );
}

#[tokio::test]
async fn a_later_search_of_the_same_place_ends_the_one_before() {
    let home = workshop().await;
    let ask = |place: &str, text: &str| {
        let filter = SearchFilter::default();
        home.studio
            .search(place.to_owned(), text.to_owned(), filter, page())
    };
    let (first, elsewhere, second) = tokio::join!(ask("box", "a"), ask("b", "a"), ask("box", "ab"));
    assert_eq!(first.unwrap(), None);
    assert!(elsewhere.unwrap().is_some());
    assert!(second.unwrap().is_some());
}

#[tokio::test]
async fn what_was_written_while_no_studio_ran_is_read_at_the_start() {
    let home = workshop().await;
    home.studio.stop().await;
    let store = Store::open(StoreConfig {
        folder: home.folder.path().to_owned(),
        clock: Arc::new(SystemClock),
        device_name: "x".to_owned(),
        reader_connections: 1,
    });
    let store = store.await.unwrap();
    let mut tx = store.write().await.unwrap();
    let id = ConversationId::new(tx.now());
    conversations::insert(&mut tx, id, "Left behind")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    store.close().await;
    let studio = crate::support::open(home.folder.path(), &home.server).await;
    let found = search(&studio, "behind", SearchFilter::default()).await;
    assert_eq!(subjects(&found), [SearchSubject::Conversation]);
}

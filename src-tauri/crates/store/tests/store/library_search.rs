//! The library's own search: the same words, and its filters beside them.

use studio_domain::{AssetFilter, AssetKind, AssetOrigin, Flag, UnixMillis};
use studio_store::assets::{self, AssetValue};

use crate::search::index;
use crate::support::{first_page, fixture};

#[tokio::test]
async fn the_library_is_searched_with_the_same_words() {
    let home = fixture().await;
    home.asset("Äpfel und Birnen", None).await;
    home.asset("Birnen", None).await;
    index(&home).await;
    let filter = AssetFilter {
        search: Some("apf".to_owned()),
        ..AssetFilter::default()
    };
    let page = assets::list(&home.store, &filter, &first_page(1))
        .await
        .unwrap();
    assert_eq!(page.items[0].title, "Äpfel und Birnen");
    assert_eq!(page.next, None);
    let filter = AssetFilter {
        search: Some("birnen".to_owned()),
        kinds: vec![AssetKind::Image],
        ..AssetFilter::default()
    };
    let mut request = first_page(1);
    let first = assets::list(&home.store, &filter, &request).await.unwrap();
    request.cursor = first.next;
    let second = assets::list(&home.store, &filter, &request).await.unwrap();
    let titles = [&first.items[0].title, &second.items[0].title];
    assert_eq!(titles, ["Birnen", "Äpfel und Birnen"]);
}

#[tokio::test]
async fn the_librarys_filters_narrow_a_search_down_without_changing_what_words_mean() {
    let home = fixture().await;
    let kept = home.asset("Äpfel im Garten", None).await;
    home.asset("Äpfel im Keller", None).await;
    let mut tx = home.store.write().await.unwrap();
    let keep = Some(Flag::Keep);
    assets::set(&mut tx, &[kept], &AssetValue::Flag(keep))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    index(&home).await;
    let with = |search: &str, filter: AssetFilter| AssetFilter {
        search: Some(search.to_owned()),
        ..filter
    };
    let none = AssetFilter::default;
    let flagged = || AssetFilter {
        flag: keep,
        ..none()
    };
    for (filter, expected) in [
        (with("apfel", none()), 2),
        (with("apfel", flagged()), 1),
        // A part of a word is no word, with a filter as without one.
        (with("pfel", none()), 0),
        (with("pfel", flagged()), 0),
        (
            with(
                "garten",
                AssetFilter {
                    origin: Some(AssetOrigin::Imported),
                    from: Some(UnixMillis::new(1)),
                    ..flagged()
                },
            ),
            1,
        ),
        (
            with(
                "garten",
                AssetFilter {
                    tags: vec!["sea".parse().unwrap()],
                    ..none()
                },
            ),
            0,
        ),
        (
            with(
                "garten",
                AssetFilter {
                    until: Some(UnixMillis::new(1)),
                    ..none()
                },
            ),
            0,
        ),
    ] {
        let page = assets::list(&home.store, &filter, &first_page(9)).await;
        assert_eq!(page.unwrap().items.len(), expected, "{filter:?}");
    }
}

use studio_domain::{
    AssetId, AssetKind, CostBasis, CostRange, Currency, GenerationId, GenerationState, Modality,
    Params, ProviderId, Role, SearchFilter, SearchHit, SearchSubject, SizeRange, Transcript,
    UnixMillis,
};
use studio_store::generations::{NewGeneration, Transition};
use studio_store::search::{self, SearchQuery};
use studio_store::{
    StoreError, assets, conversations, deletions, generations, messages, transcripts,
};

use crate::support::{Fixture, dollars, first_page, fixture, new_generation, text};

/// Reads everything that changed.
pub async fn index(home: &Fixture) {
    while search::index_some(&home.store, 100).await.unwrap() > 0 {}
}

async fn filtered(
    home: &Fixture,
    subject: SearchSubject,
    typed: &str,
    filter: &SearchFilter,
) -> Vec<String> {
    index(home).await;
    let query = SearchQuery::parse(typed).unwrap();
    let page = search::page(&home.store, subject, &query, filter, &first_page(50))
        .await
        .unwrap();
    page.hits.iter().map(shown).collect()
}

async fn found(home: &Fixture, subject: SearchSubject, typed: &str) -> Vec<String> {
    filtered(home, subject, typed, &SearchFilter::default()).await
}

/// The text that a hit shows.
fn shown(hit: &SearchHit) -> String {
    let (SearchHit::Message { snippet, .. }
    | SearchHit::Conversation { snippet, .. }
    | SearchHit::Prompt { snippet, .. }
    | SearchHit::Asset { snippet, .. }
    | SearchHit::Transcript { snippet, .. }) = hit;
    snippet.text.clone()
}

async fn end(home: &Fixture, id: GenerationId, cost: i64) {
    for step in [
        Transition::to(GenerationState::Submitted),
        Transition {
            actual_cost: Some((dollars(cost), CostBasis::Usage)),
            ..Transition::to(GenerationState::Succeeded)
        },
    ] {
        let mut tx = home.write().await;
        generations::transition(&mut tx, id, step).await.unwrap();
        tx.commit().await.unwrap();
    }
}

fn transcript(text: &str) -> Transcript {
    Transcript {
        language: None,
        text: text.to_owned(),
        segments: Vec::new(),
        words: Vec::new(),
    }
}

#[tokio::test]
async fn every_subject_is_found_by_its_own_words() {
    let home = fixture().await;
    let chat = home.conversation("Trip to Łódź").await;
    home.message(chat, None, Role::User, "Where is the Textile Museum?")
        .await;
    let generation = home
        .generation(Modality::Image, Some("a brick mill at dusk"))
        .await;
    home.asset("Mill", Some(generation)).await;
    let heard = home.generation(Modality::Transcription, None).await;
    let mut tx = home.write().await;
    transcripts::put(&mut tx, heard, &transcript("the loom was loud"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for (subject, typed, expected) in [
        (SearchSubject::Conversation, "lodz", "Trip to Łódź"),
        (
            SearchSubject::Message,
            "textile mus",
            "Where is the Textile Museum?",
        ),
        (SearchSubject::Prompt, "brick", "a brick mill at dusk"),
        (SearchSubject::Asset, "mill", "Mill"),
        (SearchSubject::Asset, "dusk", "a brick mill at dusk"),
        (SearchSubject::Transcript, "loom", "the loom was loud"),
    ] {
        assert_eq!(found(&home, subject, typed).await, [expected], "{typed}");
    }
    assert_eq!(found(&home, SearchSubject::Message, "loom").await, [""; 0]);
    assert_eq!(search::unread(&home.store, 10).await.unwrap(), 0);
}

#[tokio::test]
async fn what_changes_is_found_by_what_it_is_now() {
    let home = fixture().await;
    let chat = home.conversation("before").await;
    assert_eq!(
        found(&home, SearchSubject::Conversation, "before")
            .await
            .len(),
        1
    );
    let mut tx = home.write().await;
    conversations::rename(&mut tx, chat, "after").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(search::unread(&home.store, 10).await.unwrap(), 1);
    assert_eq!(
        found(&home, SearchSubject::Conversation, "before").await,
        [""; 0]
    );
    assert_eq!(
        found(&home, SearchSubject::Conversation, "after").await,
        ["after"]
    );
    let message = home.message(chat, None, Role::Assistant, "one").await;
    index(&home).await;
    let mut tx = home.write().await;
    messages::add_part(&mut tx, message, &text("two").into())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        found(&home, SearchSubject::Message, "one two").await.len(),
        1
    );
}

#[tokio::test]
async fn a_change_that_comes_while_the_index_reads_is_not_lost() {
    let home = fixture().await;
    let chat = home.conversation("first").await;
    // What an index that read the first title would do last.
    let stamp = home.number("select stamp from search_queue").await;
    let mut tx = home.write().await;
    conversations::rename(&mut tx, chat, "second")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_ne!(home.number("select stamp from search_queue").await, stamp);
    assert_eq!(
        found(&home, SearchSubject::Conversation, "second")
            .await
            .len(),
        1
    );
}

#[tokio::test]
async fn the_trash_is_not_searched_and_undo_brings_it_back() {
    let home = fixture().await;
    let chat = home.conversation("A talk").await;
    home.message(chat, None, Role::User, "hello").await;
    let asset = home.asset("hello", None).await;
    index(&home).await;
    let mut tx = home.write().await;
    let talk = conversations::delete(&mut tx, chat).await.unwrap();
    assets::delete(&mut tx, &[asset]).await.unwrap();
    tx.commit().await.unwrap();
    for subject in SearchSubject::ALL {
        assert_eq!(found(&home, subject, "").await, [""; 0], "{subject:?}");
    }
    assert_eq!(home.number("select count(*) from search_entries").await, 0);
    let mut tx = home.write().await;
    deletions::undo(&mut tx, talk.id).await.unwrap();
    assets::restore(&mut tx, &[asset]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        found(&home, SearchSubject::Message, "hello").await,
        ["hello"]
    );
    assert_eq!(found(&home, SearchSubject::Asset, "hello").await, ["hello"]);
}

#[tokio::test]
async fn what_was_purged_is_forgotten() {
    let home = fixture().await;
    let generation = home.generation(Modality::Image, Some("a secret fox")).await;
    let asset = home.asset("den", Some(generation)).await;
    index(&home).await;
    let mut tx = home.write().await;
    for state in [GenerationState::Submitted, GenerationState::Succeeded] {
        let step = Transition::to(state);
        generations::transition(&mut tx, generation, step)
            .await
            .unwrap();
    }
    assets::delete(&mut tx, &[asset]).await.unwrap();
    tx.commit().await.unwrap();
    home.clock.advance(10);
    let mut tx = home.write().await;
    deletions::purge_before(&mut tx, home.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found(&home, SearchSubject::Prompt, "secret").await, [""; 0]);
    // The first two rows of the table are its own.
    let kept = "select count(*) from search_index_data where id > 10";
    assert_ne!(
        home.number(kept).await,
        0,
        "the index only marks what it forgets"
    );
    search::compact(&home.store).await.unwrap();
    assert_eq!(home.number(kept).await, 0);
}

#[tokio::test]
async fn the_newest_come_first_page_by_page() {
    let home = fixture().await;
    for round in 0..7 {
        // Three in one millisecond, the next ones in the same second.
        for name in ["a", "b", "c"] {
            home.conversation(&format!("talk {round}{name}")).await;
        }
        home.clock.advance(400);
        index(&home).await;
    }
    let query = SearchQuery::parse("talk ").unwrap();
    let (mut titles, mut request) = (Vec::new(), first_page(4));
    loop {
        let filter = SearchFilter::default();
        let subject = SearchSubject::Conversation;
        let page = search::page(&home.store, subject, &query, &filter, &request)
            .await
            .unwrap();
        titles.extend(page.hits.iter().map(shown));
        match page.next {
            Some(next) => request.cursor = Some(next),
            None => break,
        }
    }
    let mut expected = titles.clone();
    expected.sort();
    expected.reverse();
    assert_eq!(titles.len(), 21);
    assert_eq!(titles, expected);
    let wrong = studio_domain::PageRequest {
        cursor: Some("x".to_owned()),
        limit: 5,
    };
    let filter = SearchFilter::default();
    let refused = search::page(&home.store, SearchSubject::Asset, &query, &filter, &wrong).await;
    assert!(matches!(refused, Err(StoreError::InvalidCursor)));
}

#[tokio::test]
async fn times_are_exact_although_rows_are_seconds() {
    let home = fixture().await;
    let begun = home.now();
    for index in 0..6 {
        home.conversation(&format!("talk {index}")).await;
        home.clock.advance(10);
    }
    let at = |millis| Some(begun.plus(millis));
    for (from, before, expected) in [
        (None, at(20), &["talk 1", "talk 0"][..]),
        (at(30), None, &["talk 5", "talk 4", "talk 3"]),
        (at(11), at(31), &["talk 3", "talk 2"]),
        (at(100_000), None, &[]),
        (None, Some(UnixMillis::new(0)), &[]),
    ] {
        let filter = SearchFilter {
            from,
            before,
            ..SearchFilter::default()
        };
        let subject = SearchSubject::Conversation;
        assert_eq!(filtered(&home, subject, "talk ", &filter).await, expected);
        assert_eq!(filtered(&home, subject, "", &filter).await, expected);
    }
}

#[tokio::test]
async fn filters_narrow_by_what_made_a_thing_and_what_it_cost() {
    let home = fixture().await;
    let mut tx = home.write().await;
    let (cheap, dear) = (GenerationId::new(home.now()), GenerationId::new(home.now()));
    let other = NewGeneration {
        provider_id: ProviderId::new("other"),
        model_id: "other model".to_owned(),
        params: Params::new(),
        ..new_generation(dear, Modality::Image, Some("fox dear"))
    };
    let sample = new_generation(cheap, Modality::Image, Some("fox cheap"));
    for new in [sample, other] {
        generations::insert(&mut tx, &new).await.unwrap();
    }
    tx.commit().await.unwrap();
    end(&home, cheap, 1_000_000).await;
    end(&home, dear, 50_000_000).await;
    home.asset("picture of cheap", Some(cheap)).await;
    home.asset("picture of dear", Some(dear)).await;
    let costing = |least, most| SearchFilter {
        cost: Some(CostRange {
            currency: Currency::USD,
            least,
            most,
        }),
        ..SearchFilter::default()
    };
    let provider = SearchFilter {
        provider_id: Some(ProviderId::new("other")),
        ..SearchFilter::default()
    };
    let model = SearchFilter {
        model_id: Some("other model".to_owned()),
        ..SearchFilter::default()
    };
    let euros = SearchFilter {
        cost: Some(CostRange {
            currency: Currency::try_from("EUR".to_owned()).unwrap(),
            least: None,
            most: None,
        }),
        ..SearchFilter::default()
    };
    for (filter, expected) in [
        (&provider, &["fox dear"][..]),
        (&model, &["fox dear"]),
        (&costing(Some(1_000_001), None), &["fox dear"]),
        (&costing(None, Some(1_000_000)), &["fox cheap"]),
        (
            &costing(Some(999_999), Some(50_000_001)),
            &["fox dear", "fox cheap"],
        ),
        (&costing(Some(1_000_001), Some(49_999_999)), &[]),
        (&euros, &[]),
    ] {
        let subject = SearchSubject::Prompt;
        assert_eq!(
            filtered(&home, subject, "fox ", filter).await,
            expected,
            "{filter:?}"
        );
        assert_eq!(
            filtered(&home, subject, "", filter).await,
            expected,
            "{filter:?}"
        );
        let pictures = filtered(&home, SearchSubject::Asset, "", filter).await;
        assert_eq!(pictures.len(), expected.len(), "{filter:?}");
    }
}

#[tokio::test]
async fn filters_that_only_assets_have_leave_everything_else_out() {
    let home = fixture().await;
    home.conversation("fox").await;
    let liked = home.asset("fox liked", None).await;
    home.asset("fox", None).await;
    rate(&home, liked, 4).await;
    let rated = |least| SearchFilter {
        least_rating: Some(least),
        ..SearchFilter::default()
    };
    let sized = |least, most| SearchFilter {
        size: Some(SizeRange { least, most }),
        ..SearchFilter::default()
    };
    let kind = |kind| SearchFilter {
        asset_kind: Some(kind),
        ..SearchFilter::default()
    };
    for (filter, expected) in [
        (rated(4), 1),
        (rated(5), 0),
        (sized(Some(7), Some(7)), 2),
        (sized(Some(5), Some(6)), 0),
        (sized(None, None), 2),
        (kind(AssetKind::Image), 2),
        (kind(AssetKind::Audio), 0),
    ] {
        let found = filtered(&home, SearchSubject::Asset, "fox", &filter).await;
        assert_eq!(found.len(), expected, "{filter:?}");
        let talks = filtered(&home, SearchSubject::Conversation, "fox", &filter).await;
        assert_eq!(talks, [""; 0], "{filter:?}");
    }
}

async fn rate(home: &Fixture, id: AssetId, stars: i64) {
    let mut tx = home.write().await;
    sqlx::query("update assets set rating = ?2, updated_at = 1 where id = ?1")
        .bind(id.as_bytes().as_slice())
        .bind(stars)
        .execute(tx.connection())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn tags_and_notes_find_an_asset() {
    let home = fixture().await;
    let id = home.asset("untitled", None).await;
    let mut tx = home.write().await;
    for statement in [
        "insert into asset_tags (asset_id, tag, added_at, updated_at) values (?1, 'autumn', 1, 1)",
        "update assets set notes = 'for the calendar', updated_at = 1 where id = ?1",
    ] {
        sqlx::query(statement)
            .bind(id.as_bytes().as_slice())
            .execute(tx.connection())
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(
        found(&home, SearchSubject::Asset, "autumn cal").await.len(),
        1
    );
    let mut tx = home.write().await;
    sqlx::query("update asset_tags set removed_at = 2, updated_at = 2")
        .execute(tx.connection())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found(&home, SearchSubject::Asset, "autumn").await, [""; 0]);
}

#[tokio::test]
async fn phrases_and_long_runs_are_checked_in_the_text() {
    let home = fixture().await;
    let chat = home.conversation("x").await;
    for said in ["東京都庁", "京都と東京", "the fox ran", "fox the ran"] {
        home.message(chat, None, Role::User, said).await;
    }
    for (typed, expected) in [
        ("東京", &["京都と東京", "東京都庁"][..]),
        ("東京都", &["東京都庁"]),
        ("都", &["京都と東京", "東京都庁"]),
        ("\"the fox\"", &["the fox ran"]),
        ("fox the", &["fox the ran", "the fox ran"]),
    ] {
        assert_eq!(
            found(&home, SearchSubject::Message, typed).await,
            expected,
            "{typed}"
        );
    }
}

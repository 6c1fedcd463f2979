//! Whatever is written and whatever is typed, the index finds what a look at every text finds.

use proptest::prelude::*;
use studio_domain::{MessageId, Role, SearchFilter, SearchHit, SearchSubject};
use studio_store::messages::{self, NewMessage};
use studio_store::search::{self, SearchQuery};

use crate::search::index;
use crate::support::{Fixture, empty_message, first_page, fixture, text};

/// Words that share beginnings, in several scripts and ways of writing.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "a",
            "an",
            "and",
            "Andes",
            "café",
            "cafe\u{301}",
            "CAFÉS",
            "straße",
            "ÉTÉ",
            "ete",
            "mountain",
            "mountains",
            "mountaineer",
            "мир",
            "Мирный",
            "مرحبا",
            "مَرْحَبًا",
            "हिन्दी",
            "🦊",
            "👍🏽",
            "x2",
            "42",
            "Łódź",
            "lodz",
        ])
        .prop_map(str::to_owned),
        "[東京都庁の大]{1,5}",
        "[한국어말]{1,4}",
        "(か\u{3099}|が|ガ|ｶﾞ){1,3}",
        "[a-c]{1,9}",
        "\\PC{1,4}",
    ]
}

fn said() -> impl Strategy<Value = String> {
    let between = proptest::sample::select(vec![" ", ", ", "-", "", "\n", "*", "\"", " AND "]);
    proptest::collection::vec((word(), between), 1..8).prop_map(|parts| {
        parts
            .into_iter()
            .map(|(word, between)| word + between)
            .collect()
    })
}

fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => proptest::collection::vec(word(), 1..4).prop_map(|words| words.join(" ")),
        1 => (word(), word()).prop_map(|(one, two)| format!("\"{one} {two}\"")),
        1 => (word(), word()).prop_map(|(one, two)| format!("{one}* {two} ")),
        1 => proptest::collection::vec(word(), 1..3).prop_map(|words| words.concat()),
        1 => "\\PC{0,20}",
        1 => "[\"*()^:{}+~-]{0,6}(NEAR|OR|NOT|AND)?[ \"*]{0,3}[a-c]{0,3}",
    ]
}

async fn write(home: &Fixture, texts: &[String]) -> Vec<MessageId> {
    let conversation = home.conversation("x").await;
    let mut tx = home.write().await;
    let mut ids = Vec::new();
    for said in texts {
        let id = MessageId::new(home.now());
        let new = NewMessage {
            parts: vec![text(said).into()],
            ..empty_message(id, conversation, None, Role::User)
        };
        messages::insert(&mut tx, &new).await.unwrap();
        ids.push(id);
    }
    tx.commit().await.unwrap();
    ids
}

async fn ids_found(home: &Fixture, query: &SearchQuery) -> Vec<MessageId> {
    let (filter, subject) = (SearchFilter::default(), SearchSubject::Message);
    let page = search::page(&home.store, subject, query, &filter, &first_page(500))
        .await
        .unwrap();
    page.hits
        .iter()
        .map(|hit| match hit {
            SearchHit::Message { id, snippet, .. } => {
                let length = snippet.text.encode_utf16().count();
                let mut at = 0;
                for range in &snippet.matches {
                    let (start, end) = (range.start as usize, range.end as usize);
                    assert!(at <= start && start <= end && end <= length, "{snippet:?}");
                    at = end;
                }
                *id
            }
            other => panic!("a message was asked for: {other:?}"),
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_index_finds_what_a_look_at_every_text_finds(
        texts in proptest::collection::vec(said(), 1..24),
        searches in proptest::collection::vec(typed(), 1..12),
    ) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let home = fixture().await;
            let ids = write(&home, &texts).await;
            index(&home).await;
            for typed in &searches {
                let query = SearchQuery::parse(typed).unwrap();
                let expected: Vec<MessageId> = ids
                    .iter()
                    .zip(&texts)
                    .rev()
                    .filter(|(_, text)| query.matches(std::slice::from_ref(*text)))
                    .map(|(id, _)| *id)
                    .collect();
                assert_eq!(ids_found(&home, &query).await, expected, "{typed:?}");
            }
        });
    }

    /// The same meaning, written down once more in the plainest way, for texts that need no
    /// folding beyond the case of ASCII.
    #[test]
    fn a_search_means_what_it_says(
        words in proptest::collection::vec("[a-cA-C]{1,4}|[東京都]{1,4}", 1..8),
        typed in proptest::collection::vec("[a-cA-C]{1,3}|[東京都]{1,3}", 1..4),
    ) {
        let text = words.join(" ");
        let matches = |(index, wanted): (usize, &String)| {
            let wanted = wanted.to_lowercase();
            words.iter().map(|word| word.to_lowercase()).any(|word| {
                if !wanted.is_ascii() {
                    word.contains(&wanted)
                } else if index + 1 == typed.len() {
                    word.starts_with(&wanted)
                } else {
                    word == wanted
                }
            })
        };
        let expected = typed.iter().enumerate().all(matches);
        let query = SearchQuery::parse(&typed.join(" ")).unwrap();
        prop_assert_eq!(query.matches(&[text]), expected);
    }
}

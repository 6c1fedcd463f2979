//! The words of the index that begin like what was typed.

use sqlx::SqliteConnection;

use super::SearchQuery;
use super::query::Wanted;
use crate::StoreError;

/// Up to so many words are looked up each by itself.
const MOST: usize = 64;

/// A step for each word: the first at or behind the beginning, then the first behind that one. A
/// look at all rows of `search_words` would read the rows of every text that holds the words.
const BEGUN: &str = "with recursive found (word) as (
        select (select term from search_words where term >= ?1 limit 1)
        union all
        select (select term from search_words where term >= found.word || char(1) limit 1)
        from found where found.word < ?1 || char(1114111)
        limit ?2
     )
     select word from found where word < ?1 || char(1114111)";

/// What the index must hold for the query, a condition for each token.
///
/// FTS5 joins the lists of every word with a beginning before it gives the first row. The words
/// themselves, joined by `OR`, give the newest rows and read no further.
pub(super) async fn conditions(
    connection: &mut SqliteConnection,
    query: &SearchQuery,
) -> Result<Vec<String>, StoreError> {
    let mut conditions = Vec::new();
    for wanted in query.tokens() {
        conditions.push(match wanted {
            Wanted::Exactly(token) => format!("\"{token}\""),
            Wanted::Beginning(beginning) => begun(connection, &beginning).await?,
        });
    }
    Ok(conditions)
}

async fn begun(connection: &mut SqliteConnection, beginning: &str) -> Result<String, StoreError> {
    let words: Vec<String> = sqlx::query_scalar(BEGUN)
        .bind(beginning)
        .bind(i64::try_from(MOST + 1).unwrap_or(i64::MAX))
        .fetch_all(connection)
        .await?;
    if words.is_empty() || words.len() > MOST {
        return Ok(format!("\"{beginning}\"*"));
    }
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    Ok(format!("({})", words.join(" OR ")))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use studio_domain::{ConversationId, SystemClock};

    use super::{MOST, conditions};
    use crate::search::{AT_ONCE, SearchQuery, index_some};
    use crate::{Store, StoreConfig, conversations};

    async fn store_of(folder: &std::path::Path, titles: &[String]) -> Store {
        let store = Store::open(StoreConfig {
            folder: folder.to_owned(),
            clock: Arc::new(SystemClock),
            device_name: "Desk".to_owned(),
            reader_connections: 1,
        })
        .await
        .unwrap();
        let mut tx = store.write().await.unwrap();
        for title in titles {
            let id = ConversationId::new(tx.now());
            conversations::insert(&mut tx, id, title).await.unwrap();
        }
        tx.commit().await.unwrap();
        while index_some(&store, AT_ONCE).await.unwrap() > 0 {}
        store
    }

    async fn asked(store: &Store, typed: &str) -> Vec<String> {
        let query = SearchQuery::parse(typed).unwrap();
        let mut snapshot = store.snapshot().await.unwrap();
        conditions(snapshot.connection(), &query).await.unwrap()
    }

    #[tokio::test]
    async fn a_long_beginning_is_its_words_where_they_are_few() {
        let folder = tempfile::tempdir().unwrap();
        let said = [
            "pictures, picture",
            "picturesque",
            "Pictür",
            "pictuses",
            "zoo",
        ];
        let store = store_of(folder.path(), &said.map(str::to_owned)).await;
        for (typed, words) in [
            ("picture", &["picture", "pictures", "picturesque"][..]),
            ("pictures", &["pictures", "picturesque"]),
            ("PICTURESQUE", &["picturesque"]),
        ] {
            let mut terms: Vec<String> = asked(&store, typed).await[0]
                .trim_matches(['(', ')'])
                .split(" OR ")
                .map(|term| term.trim_matches(['"', '\u{e001}']).to_owned())
                .collect();
            terms.sort();
            assert_eq!(terms, words, "{typed}");
        }
        assert_eq!(asked(&store, "picture ").await, ["\"picture\u{e001}\""]);
        assert_eq!(asked(&store, "zoology").await, ["\"zoology\"*"]);
    }

    #[tokio::test]
    async fn a_long_beginning_of_very_many_words_is_left_to_the_index() {
        let folder = tempfile::tempdir().unwrap();
        let titles: Vec<String> = (0..=MOST).map(|each| format!("picture{each}")).collect();
        let store = store_of(folder.path(), &titles).await;
        assert_eq!(asked(&store, "picture").await, ["\"picture\"*"]);
        assert!(asked(&store, "picture6").await[0].contains(" OR "));
    }
}

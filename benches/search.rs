//! Search over many messages, beside a scan by `sqlite3`. Run it with `cargo xtask bench`: over a
//! hundred thousand, or over a million where `STUDIO_BENCH_FULL` is set. It reports and never fails by the
//! clock, but stops where the index finds anything else than a look at every message.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints its table, and stops where its surroundings fail"
)]

mod corpus;
mod scratch;
mod table;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use corpus::{Dice, Language, languages, message};
use studio_domain::{
    ConversationId, MessageId, PageRequest, SearchFilter, SearchHit, SearchSubject, UnixMillis,
};
use studio_store::search::{self, SearchQuery};
use studio_store::{Store, StoreError, conversations};
use table::Table;

const MESSAGES: usize = 100_000;
const FULL: usize = 1_000_000;
const TOGETHER: usize = 5_000;
const BEGUN: i64 = 1_700_000_000_000;
/// About two years for a million.
const APART_MS: i64 = 63_000;
/// Searches of each kind.
const SEARCHES: usize = 60;
/// Searches of each kind that are also done by the scan, and checked against it.
const COMPARED: usize = 4;
/// So many of the newest are compared.
const NEWEST: usize = 5_000;

fn main() {
    scratch::measure(measure);
}

async fn measure() -> Result<(), StoreError> {
    let is_full = std::env::var_os("STUDIO_BENCH_FULL").is_some();
    let count = if is_full { FULL } else { MESSAGES };
    let (store, folder) = scratch::store().await?;
    let mut dice = Dice::new(7);
    let languages = languages(&mut dice);
    let texts = fill(&store, &languages, count, &mut dice).await?;
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    let file = folder.path().join("studio.sqlite");
    let before = size_of(&store).await?;
    let begun = Instant::now();
    while search::index_some(&store, search::AT_ONCE).await? > 0 {}
    let built = begun.elapsed().as_secs_f64();
    println!("{count} messages, {} MB of text", bytes / 1_000_000);
    println!(
        "index built in {built:.0} s, {} MB",
        (size_of(&store).await? - before) / 1_000_000
    );

    let mut table = Table::default();
    let (mut every, mut scans) = (Vec::new(), Vec::new());
    for kind in Kind::ALL {
        let searches: Vec<String> = (0..SEARCHES)
            .map(|_| kind.typed(&mut dice, &languages, &texts))
            .collect();
        let mut took = Vec::new();
        for typed in &searches {
            took.push(time(&store, typed).await?);
        }
        every.extend(took.iter().copied());
        table.add(kind.name(), "ms", took);
        for typed in searches.iter().take(COMPARED) {
            scans.push(scan(&file, typed));
            compare(&store, typed, &texts).await?;
        }
    }
    let worst = every.iter().copied().fold(0.0, f64::max);
    table.add("every search", "ms", every);
    table.add("the same by sqlite3, LIKE", "ms", scans);
    println!("\n{table}\nslowest search: {worst:.2} ms; every compared search found the same");
    store.close().await;
    Ok(())
}

/// What people type, in kinds.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Rare,
    Common,
    Beginning,
    Two,
    Pair,
    Run,
    Phrase,
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::Rare,
        Self::Common,
        Self::Beginning,
        Self::Two,
        Self::Pair,
        Self::Run,
        Self::Phrase,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Rare => "a rare word",
            Self::Common => "one of the 100 commonest words",
            Self::Beginning => "the beginning of a word, 1 to 8 letters",
            Self::Two => "two words",
            Self::Pair => "two characters (CJK)",
            Self::Run => "three to five characters (CJK)",
            Self::Phrase => "two words in quotes",
        }
    }

    fn typed(
        self,
        dice: &mut Dice,
        languages: &[(usize, Language)],
        texts: &[(MessageId, String)],
    ) -> String {
        let latin = &languages[0].1;
        match self {
            Self::Rare => latin.words[latin.words.len() - 1 - dice.below(60_000)].clone() + " ",
            Self::Common => latin.words[dice.below(100)].clone() + " ",
            Self::Beginning => {
                let length = 1 + dice.below(8);
                latin.word(dice).chars().take(length).collect()
            }
            Self::Two => format!("{} {} ", latin.word(dice), latin.word(dice)),
            Self::Pair => from_run(dice, texts, 2),
            Self::Run => {
                let length = 3 + dice.below(3);
                from_run(dice, texts, length)
            }
            Self::Phrase => loop {
                let text = &texts[dice.below(texts.len())].1;
                let words: Vec<&str> = text.split(' ').collect();
                let at = dice.below(words.len());
                if let [first, second] = words[at..(at + 2).min(words.len())]
                    && [first, second].iter().all(|word| is_plain(word))
                {
                    break format!("\"{first} {second}\"");
                }
            },
        }
    }
}

fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn is_cjk(character: char) -> bool {
    character > '\u{3040}'
}

/// Characters that stand beside each other in some message.
fn from_run(dice: &mut Dice, texts: &[(MessageId, String)], length: usize) -> String {
    loop {
        let characters: Vec<char> = texts[dice.below(texts.len())].1.chars().collect();
        let at = dice.below(characters.len());
        let run: String = characters[at..(at + length).min(characters.len())]
            .iter()
            .collect();
        if run.chars().count() == length && run.chars().all(is_cjk) {
            return run;
        }
    }
}

/// Writes the messages, many at a time; gives what they say, the newest last.
async fn fill(
    store: &Store,
    languages: &[(usize, Language)],
    count: usize,
    dice: &mut Dice,
) -> Result<Vec<(MessageId, String)>, StoreError> {
    let mut texts = Vec::with_capacity(count);
    while texts.len() < count {
        let mut tx = store.write().await?;
        let conversation = ConversationId::new(tx.now());
        conversations::insert(&mut tx, conversation, "A talk").await?;
        let mut rows = Vec::new();
        for _ in 0..TOGETHER.min(count - texts.len()) {
            let index = i64::try_from(texts.len()).unwrap_or(0);
            let at = BEGUN + index * APART_MS;
            let id = MessageId::new(UnixMillis::new(at));
            let language = choose(dice.below(100), languages);
            let text = message(dice, language);
            rows.push(serde_json::json!([id, at, text]));
            texts.push((id, text));
        }
        let rows = serde_json::to_string(&rows).map_err(StoreError::Encode)?;
        for statement in [
            "insert into messages (id, conversation_id, role, created_at, updated_at)
             select unhex(value ->> 0, '-'), ?2, 'user', value ->> 1, value ->> 1
             from json_each(?1)",
            "insert into message_parts (message_id, position, kind, body)
             select unhex(value ->> 0, '-'), 0, 'text', value ->> 2 from json_each(?1)
             where ?2 is not null",
        ] {
            sqlx::query(statement)
                .bind(&rows)
                .bind(conversation.as_bytes().as_slice())
                .execute(tx.connection())
                .await?;
        }
        tx.commit().await?;
    }
    Ok(texts)
}

fn choose(mut hundredth: usize, languages: &[(usize, Language)]) -> &Language {
    for (share, language) in languages {
        if hundredth < *share {
            return language;
        }
        hundredth -= share;
    }
    &languages[0].1
}

async fn size_of(store: &Store) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "select (page_count - freelist_count) * page_size
         from pragma_page_count, pragma_freelist_count, pragma_page_size",
    )
    .fetch_one(store.readers())
    .await?)
}

/// The first fifty, with everything that the window shows of them.
async fn time(store: &Store, typed: &str) -> Result<f64, StoreError> {
    let begun = Instant::now();
    let query = SearchQuery::parse(typed)?;
    let filter = SearchFilter::default();
    search::page(store, SearchSubject::Message, &query, &filter, &first(50)).await?;
    Ok(begun.elapsed().as_secs_f64() * 1_000.0)
}

const fn first(limit: u32) -> PageRequest {
    PageRequest {
        cursor: None,
        limit,
    }
}

/// The first fifty by a scan.
fn scan(file: &Path, typed: &str) -> f64 {
    let terms = if typed.contains('"') {
        vec![typed.trim_matches('"')]
    } else {
        typed.split_whitespace().collect()
    };
    let conditions: Vec<String> = terms
        .iter()
        .map(|term| format!("part.body like '%{term}%'"))
        .collect();
    let statement = format!(
        "select hex(message.id), part.body from message_parts as part
         join messages as message on message.id = part.message_id
         where part.kind = 'text' and {}
         order by message.created_at desc limit 50",
        conditions.join(" and ")
    );
    let begun = Instant::now();
    let output = Command::new("sqlite3")
        .arg("-readonly")
        .arg(file)
        .arg(statement)
        .output()
        .expect("sqlite3 is installed");
    assert!(output.status.success(), "{output:?}");
    begun.elapsed().as_secs_f64() * 1_000.0
}

/// Stops where the index finds anything else than a look at every message. What matches is
/// written down here once more, in the plainest way that fits texts without accents.
async fn compare(
    store: &Store,
    typed: &str,
    texts: &[(MessageId, String)],
) -> Result<(), StoreError> {
    let expected: Vec<MessageId> = texts
        .iter()
        .rev()
        .filter(|(_, text)| plainly_matches(typed, text))
        .map(|(id, _)| *id)
        .take(NEWEST)
        .collect();
    let query = SearchQuery::parse(typed)?;
    let filter = SearchFilter::default();
    let (mut found, mut request) = (Vec::new(), first(500));
    while found.len() < NEWEST {
        let page = search::page(store, SearchSubject::Message, &query, &filter, &request).await?;
        found.extend(page.hits.into_iter().filter_map(|hit| match hit {
            SearchHit::Message { id, .. } => Some(id),
            _ => None,
        }));
        match page.next {
            Some(next) => request.cursor = Some(next),
            None => break,
        }
    }
    found.truncate(NEWEST);
    assert!(
        found == expected,
        "{typed:?}: {} instead of {}",
        found.len(),
        expected.len()
    );
    Ok(())
}

fn plainly_matches(typed: &str, text: &str) -> bool {
    if typed.contains('"') {
        let wanted = format!(" {} ", typed.trim_matches('"'));
        let spaced = text.replace([',', '.'], " ").replace("  ", " ");
        return format!(" {spaced} ").contains(&wanted);
    }
    let is_typing = !typed.ends_with(' ');
    typed.split_whitespace().all(|term| {
        if term.chars().all(is_cjk) {
            return text.contains(term);
        }
        text.split([' ', ',', '.', '。']).any(|word| {
            if is_typing {
                word.starts_with(term)
            } else {
                word == term
            }
        })
    })
}

//! A copy of the open database in a file of its own, checked before anybody relies on it.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use studio_domain::{BlobHash, ConversationId, KeptConversation, LibraryCounts, ProjectId};

use crate::migrate::{self, copy};
use crate::{Columns, Store, StoreError, file_sync};

/// The most conversations that are listed of a copy.
const LISTED: u32 = 1_000;

impl Store {
    /// Writes the database as it is at this moment into a new file: written under another name,
    /// checked, brought to the disk and renamed. Writing goes on meanwhile.
    ///
    /// # Errors
    /// [`StoreError::StorageFull`], [`StoreError::Damaged`], or what the disk said; no file of
    /// that name is there then.
    pub async fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        let unfinished = file.with_extension("unfinished");
        copy::prepare(&unfinished)?;
        let written = self.vacuum_into(&unfinished).await;
        let checked = match written {
            Ok(()) => copy::verify(&unfinished).await,
            Err(error) => Err(error),
        };
        if checked.is_err() {
            // What is left of it is overwritten by the next attempt.
            let _ = std::fs::remove_file(&unfinished);
        }
        checked?;
        let (from, to) = (unfinished, file.to_owned());
        file_sync::blocking(move || copy::move_into_place(&from, &to)).await
    }

    async fn vacuum_into(&self, file: &Path) -> Result<(), StoreError> {
        sqlx::query("vacuum into ?1")
            .bind(copy::path_text(file)?)
            .execute(self.readers())
            .await?;
        Ok(())
    }

    /// How much the library holds.
    ///
    /// # Errors
    /// What the database said.
    pub async fn counts(&self) -> Result<LibraryCounts, StoreError> {
        counts(self.snapshot().await?.connection()).await
    }

    /// What a project is called.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn project_name(&self, id: ProjectId) -> Result<String, StoreError> {
        sqlx::query("select name from projects where id = ?1 and deleted_at is null")
            .bind(id.as_bytes().as_slice())
            .fetch_optional(self.readers())
            .await?
            .ok_or(StoreError::NotFound { what: "project" })?
            .text("name")
    }
}

impl Store {
    /// What a conversation is called.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn conversation_title(&self, id: ConversationId) -> Result<String, StoreError> {
        sqlx::query("select title from conversations where id = ?1 and deleted_at is null")
            .bind(id.as_bytes().as_slice())
            .fetch_optional(self.readers())
            .await?
            .ok_or(StoreError::NotFound {
                what: "conversation",
            })?
            .text("title")
    }
}

/// A copy that is only read.
#[derive(Debug)]
pub struct DatabaseCopy(SqliteConnection);

impl DatabaseCopy {
    /// Opens a copy for reading and finds out whether it is whole.
    ///
    /// # Errors
    /// [`StoreError::NewerDatabase`], [`StoreError::Damaged`], or what the disk said.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let known = migrate::newest(migrate::MIGRATIONS);
        let found = migrate::header::version(file)?;
        if found > known {
            return Err(StoreError::NewerDatabase { found, known });
        }
        if found < 1 {
            return Err(StoreError::Damaged {
                reason: "it is not a database of the studio".to_owned(),
            });
        }
        let mut copy = Self::open_unchecked(file).await?;
        match migrate::check(&mut copy.0).await? {
            None => Ok(copy),
            Some(reason) => Err(StoreError::Damaged { reason }),
        }
    }

    async fn open_unchecked(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(false)
            .read_only(true)
            .immutable(true);
        Ok(Self(options.connect().await?))
    }

    /// How much it holds.
    ///
    /// # Errors
    /// What the database said.
    pub async fn counts(&mut self) -> Result<LibraryCounts, StoreError> {
        counts(&mut self.0).await
    }

    /// The media files it says lie beside it, with their sizes, in the order of names.
    ///
    /// # Errors
    /// What the database said.
    pub async fn blobs(&mut self) -> Result<Vec<(BlobHash, u64)>, StoreError> {
        sqlx::query(
            "select blobs.hash, byte_size from blobs
             join blob_files on blob_files.hash = blobs.hash order by blobs.hash",
        )
        .fetch_all(&mut self.0)
        .await?
        .iter()
        .map(|row| Ok((row.id("hash")?, row.count("byte_size")?)))
        .collect()
    }

    /// Every media file it knows of, those too that are noted as missing: a backup may hold the
    /// last copy of one.
    ///
    /// # Errors
    /// What the database said.
    pub async fn known_blobs(&mut self) -> Result<Vec<BlobHash>, StoreError> {
        sqlx::query("select hash from blobs")
            .fetch_all(&mut self.0)
            .await?
            .iter()
            .map(|row| row.id("hash"))
            .collect()
    }

    /// Its conversations, the latest changed first, as far as they fit.
    ///
    /// # Errors
    /// What the database said.
    pub async fn conversations(&mut self) -> Result<Vec<KeptConversation>, StoreError> {
        sqlx::query(
            "select id, title, updated_at, (
                select count(*) from messages
                where messages.conversation_id = conversations.id and messages.deleted_at is null
             ) as messages
             from conversations where deleted_at is null
             order by updated_at desc, id desc limit ?1",
        )
        .bind(LISTED)
        .fetch_all(&mut self.0)
        .await?
        .iter()
        .map(kept)
        .collect()
    }

    /// Writes it into a new file, as [`Store::copy_to`] does with the open database.
    ///
    /// # Errors
    /// As [`Store::copy_to`].
    pub async fn copy_to(&mut self, file: &Path) -> Result<(), StoreError> {
        let unfinished = file.with_extension("unfinished");
        copy::prepare(&unfinished)?;
        sqlx::query("vacuum into ?1")
            .bind(copy::path_text(&unfinished)?)
            .execute(&mut self.0)
            .await?;
        copy::verify(&unfinished).await?;
        let to = file.to_owned();
        file_sync::blocking(move || copy::move_into_place(&unfinished, &to)).await
    }

    /// Closes it.
    ///
    /// # Errors
    /// What the database said.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.0.close().await?)
    }
}

fn kept(row: &SqliteRow) -> Result<KeptConversation, StoreError> {
    Ok(KeptConversation {
        id: row.id("id")?,
        title: row.text("title")?,
        messages: row.count("messages")?,
        updated_at: row.time("updated_at")?,
        is_here: false,
    })
}

async fn counts(connection: &mut SqliteConnection) -> Result<LibraryCounts, StoreError> {
    let row = sqlx::query(
        "select
            (select count(*) from conversations where deleted_at is null) as conversations,
            (select count(*) from messages join conversations
                on conversations.id = messages.conversation_id
             where messages.deleted_at is null and conversations.deleted_at is null) as messages,
            (select count(*) from assets where deleted_at is null) as assets,
            (select count(*) from generations) as generations",
    )
    .fetch_one(connection)
    .await?;
    Ok(LibraryCounts {
        conversations: row.count("conversations")?,
        messages: row.count("messages")?,
        assets: row.count("assets")?,
        generations: row.count("generations")?,
    })
}

/// What one library has that another one does not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// What the copy has and the library does not.
    pub returns: LibraryCounts,
    /// What the library has and the copy does not.
    pub leaves: LibraryCounts,
    /// The copy's conversations of which the library has every message.
    pub here: Vec<ConversationId>,
}

/// Compares a staged copy, which is of the present version, with the library.
///
/// # Errors
/// What the database said.
pub async fn difference(store: &Store, staged: &Path) -> Result<Difference, StoreError> {
    let mut connection = DatabaseCopy::open_unchecked(staged).await?.0;
    let live = crate::store::database_file(store.folder());
    sqlx::query("attach ?1 as live")
        .bind(copy::path_text(&live)?)
        .execute(&mut connection)
        .await?;
    let found = compare(&mut connection).await;
    connection.close().await?;
    found
}

async fn compare(connection: &mut SqliteConnection) -> Result<Difference, StoreError> {
    let returns = missing(connection, MISSING_LIVE).await?;
    let leaves = missing(connection, MISSING_COPY).await?;
    let here = sqlx::query(
        "select id from main.conversations as kept where deleted_at is null
            and exists (select 1 from live.conversations as there
                where there.id = kept.id and there.deleted_at is null)
            and not exists (select 1 from main.messages as said
                where said.conversation_id = kept.id and said.deleted_at is null
                    and not exists (select 1 from live.messages as there
                        where there.id = said.id and there.deleted_at is null))",
    )
    .fetch_all(connection)
    .await?
    .iter()
    .map(|row| row.id("id"))
    .collect::<Result<_, _>>()?;
    Ok(Difference {
        returns,
        leaves,
        here,
    })
}

macro_rules! missing_in {
    ($there:literal, $here:literal) => {
        concat!(
            "select
                (select count(*) from ",
            $here,
            ".conversations as one where deleted_at is null
                    and not exists (select 1 from ",
            $there,
            ".conversations as other
                        where other.id = one.id and other.deleted_at is null)) as conversations,
                (select count(*) from ",
            $here,
            ".messages as one where deleted_at is null
                    and not exists (select 1 from ",
            $there,
            ".messages as other
                        where other.id = one.id and other.deleted_at is null)) as messages,
                (select count(*) from ",
            $here,
            ".assets as one where deleted_at is null
                    and not exists (select 1 from ",
            $there,
            ".assets as other
                        where other.id = one.id and other.deleted_at is null)) as assets,
                (select count(*) from ",
            $here,
            ".generations as one
                    where not exists (select 1 from ",
            $there,
            ".generations as other
                        where other.id = one.id)) as generations"
        )
    };
}

const MISSING_LIVE: &str = missing_in!("live", "main");
const MISSING_COPY: &str = missing_in!("main", "live");

async fn missing(
    connection: &mut SqliteConnection,
    statement: &'static str,
) -> Result<LibraryCounts, StoreError> {
    let row = sqlx::query(statement).fetch_one(connection).await?;
    Ok(LibraryCounts {
        conversations: row.count("conversations")?,
        messages: row.count("messages")?,
        assets: row.count("assets")?,
        generations: row.count("generations")?,
    })
}

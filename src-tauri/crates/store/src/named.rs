//! What the tables share whose rows a person names and puts in an order: collections and projects.

use sqlx::AssertSqlSafe;
use studio_domain::{CacheTag, Deletion, DeletionId};

use crate::{StoreError, WriteTx, positions};

/// Such a table. Its name is a constant, so that a statement may be put together with it.
pub(crate) struct Named {
    pub table: &'static str,
    /// What one of its rows is, as errors say it.
    pub what: &'static str,
}

impl Named {
    /// Adds a row behind those there are.
    pub async fn create(
        &self,
        tx: &mut WriteTx,
        id: &[u8; 16],
        name: &str,
    ) -> Result<(), StoreError> {
        let (table, now) = (self.table, tx.now());
        let last = format!("select max(position) from {table}");
        let last: Option<String> = sqlx::query_scalar(AssertSqlSafe(last))
            .fetch_one(tx.connection())
            .await?;
        let insert = format!(
            "insert into {table} (id, name, position, created_at, updated_at)
             values (?1, ?2, ?3, ?4, ?4)"
        );
        sqlx::query(AssertSqlSafe(insert))
            .bind(id.as_slice())
            .bind(name)
            .bind(positions::between(last.as_deref(), None)?)
            .bind(now.get())
            .execute(tx.connection())
            .await?;
        tx.changed(CacheTag::Marks);
        Ok(())
    }

    /// Gives a row another name.
    pub async fn rename(
        &self,
        tx: &mut WriteTx,
        id: &[u8; 16],
        name: &str,
    ) -> Result<(), StoreError> {
        let (table, now) = (self.table, tx.now());
        let update = format!(
            "update {table} set name = ?2, updated_at = ?3 where id = ?1 and deleted_at is null"
        );
        let renamed = sqlx::query(AssertSqlSafe(update))
            .bind(id.as_slice())
            .bind(name)
            .bind(now.get())
            .execute(tx.connection())
            .await?;
        self.found(renamed.rows_affected() > 0)?;
        tx.changed(CacheTag::Marks);
        Ok(())
    }

    /// Deletes a row; what refers to it stays.
    pub async fn delete(&self, tx: &mut WriteTx, id: &[u8; 16]) -> Result<Deletion, StoreError> {
        let (table, now) = (self.table, tx.now());
        let deletion = DeletionId::new(now);
        let update = format!(
            "update {table} set deleted_at = ?2, deletion_id = ?3, updated_at = ?2
             where id = ?1 and deleted_at is null"
        );
        let deleted = sqlx::query(AssertSqlSafe(update))
            .bind(id.as_slice())
            .bind(now.get())
            .bind(deletion.as_bytes().as_slice())
            .execute(tx.connection())
            .await?;
        self.found(deleted.rows_affected() > 0)?;
        tx.changed(CacheTag::Marks);
        Ok(Deletion {
            id: deletion,
            count: 1,
        })
    }

    /// Fails where there is no such row or it was deleted.
    pub async fn require(&self, tx: &mut WriteTx, id: &[u8; 16]) -> Result<(), StoreError> {
        let table = self.table;
        let select = format!("select 1 from {table} where id = ?1 and deleted_at is null");
        let there = sqlx::query(AssertSqlSafe(select))
            .bind(id.as_slice())
            .fetch_optional(tx.connection())
            .await?;
        self.found(there.is_some())
    }

    fn found(&self, is_there: bool) -> Result<(), StoreError> {
        if is_there {
            return Ok(());
        }
        Err(StoreError::NotFound { what: self.what })
    }
}

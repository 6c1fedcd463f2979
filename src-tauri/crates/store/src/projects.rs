//! The table `projects`: work that belongs together. One of them may be the current one; what is
//! made, said and brought in then belongs to it from the start.

use sqlx::sqlite::SqliteRow;
use studio_domain::{CacheTag, ConversationId, Deletion, Project, ProjectId};

use crate::named::Named;
use crate::{Columns, Store, StoreError, WriteTx, settings};

/// The setting that names the current project.
const CURRENT: &str = "current-project";

/// The id of the current project as a value of a statement; null where there is none or it was
/// deleted.
macro_rules! current_project {
    () => {
        "(select projects.id from settings
          join projects on projects.id = unhex(settings.value ->> '$', '-')
          where settings.name = 'current-project' and projects.deleted_at is null)"
    };
}
pub(crate) use current_project;

const TABLE: Named = Named {
    table: "projects",
    what: "project",
};

/// Begins a project behind those there are.
///
/// # Errors
/// What the database said.
pub async fn create(tx: &mut WriteTx, id: ProjectId, name: &str) -> Result<(), StoreError> {
    TABLE.create(tx, id.as_bytes(), name).await
}

/// Gives the project another name.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none or it was deleted.
pub async fn rename(tx: &mut WriteTx, id: ProjectId, name: &str) -> Result<(), StoreError> {
    TABLE.rename(tx, id.as_bytes(), name).await
}

/// Deletes the project; what is in it stays, and belongs to it again when it comes back.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none or it was deleted.
pub async fn delete(tx: &mut WriteTx, id: ProjectId) -> Result<Deletion, StoreError> {
    TABLE.delete(tx, id.as_bytes()).await
}

/// Every project in the order of its place, and how much of the library is in each.
///
/// # Errors
/// What the database said.
pub async fn list(store: &Store) -> Result<Vec<Project>, StoreError> {
    sqlx::query(
        "select projects.id, projects.name,
            (select count(*) from assets indexed by assets_by_project
             where assets.project_id = projects.id)
            - (select count(*) from assets indexed by assets_in_trash
               where assets.deleted_at is not null and assets.project_id = projects.id) as count
         from projects where projects.deleted_at is null
         order by projects.position, projects.id",
    )
    .fetch_all(store.readers())
    .await?
    .iter()
    .map(from_row)
    .collect()
}

/// Fails where there is no such project.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none or it was deleted.
pub async fn require(tx: &mut WriteTx, id: ProjectId) -> Result<(), StoreError> {
    TABLE.require(tx, id.as_bytes()).await
}

/// The project that new things belong to; nothing where there is none.
///
/// # Errors
/// What the database said.
pub async fn current(store: &Store) -> Result<Option<ProjectId>, StoreError> {
    sqlx::query(concat!("select ", current_project!(), " as id"))
        .fetch_one(store.readers())
        .await?
        .maybe_id("id")
}

/// Has new things belong to this project from now on, or to none.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such project.
pub async fn set_current(tx: &mut WriteTx, id: Option<ProjectId>) -> Result<(), StoreError> {
    match id {
        Some(id) => {
            require(tx, id).await?;
            settings::set(tx, CURRENT, &id).await?;
        }
        None => settings::remove(tx, CURRENT).await?,
    }
    tx.changed(CacheTag::Marks);
    Ok(())
}

/// Moves a conversation and the generations of its answers to a project, or to none. What those
/// made stays where it is.
///
/// # Errors
/// [`StoreError::NotFound`] when the conversation or the project is gone.
pub async fn set_of_conversation(
    tx: &mut WriteTx,
    conversation: ConversationId,
    id: Option<ProjectId>,
) -> Result<(), StoreError> {
    if let Some(id) = id {
        require(tx, id).await?;
    }
    let now = tx.now();
    let project = id.as_ref().map(|id| id.as_bytes().as_slice());
    let moved = sqlx::query(
        "update conversations set project_id = ?2, updated_at = ?3
         where id = ?1 and deleted_at is null",
    )
    .bind(conversation.as_bytes().as_slice())
    .bind(project)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    if moved.rows_affected() == 0 {
        return Err(StoreError::NotFound {
            what: "conversation",
        });
    }
    sqlx::query("update generations set project_id = ?2, updated_at = ?3 where origin_id = ?1")
        .bind(conversation.as_bytes().as_slice())
        .bind(project)
        .bind(now.get())
        .execute(tx.connection())
        .await?;
    tx.changed(CacheTag::Conversations);
    tx.changed(CacheTag::Marks);
    Ok(())
}

fn from_row(row: &SqliteRow) -> Result<Project, StoreError> {
    Ok(Project {
        id: row.id("id")?,
        name: row.text("name")?,
        count: row.count("count")?,
    })
}

//! Projects, and the one that new things belong to.

use studio_domain::{ConversationId, Deletion, Project, ProjectId};
use studio_store::projects;

use crate::error::EngineError;
use crate::studio::Studio;

/// The longest name of a project or a collection, in characters.
const LONGEST_NAME: usize = 200;

impl Studio {
    /// Every project, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_projects(&self) -> Result<Vec<Project>, EngineError> {
        Ok(projects::list(&self.parts.store).await?)
    }

    /// Begins a project.
    ///
    /// # Errors
    /// When the name is empty or too long.
    pub async fn create_project(&self, name: String) -> Result<ProjectId, EngineError> {
        let name = checked_name(&name)?;
        let mut tx = self.parts.store.write().await?;
        let id = ProjectId::new(tx.now());
        projects::create(&mut tx, id, &name).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Gives a project another name.
    ///
    /// # Errors
    /// When the name is empty or too long, or the project is gone.
    pub async fn rename_project(&self, id: ProjectId, name: String) -> Result<(), EngineError> {
        let name = checked_name(&name)?;
        let mut tx = self.parts.store.write().await?;
        projects::rename(&mut tx, id, &name).await?;
        Ok(tx.commit().await?)
    }

    /// Deletes a project; what is in it stays.
    ///
    /// # Errors
    /// When it is gone already.
    pub async fn delete_project(&self, id: ProjectId) -> Result<Deletion, EngineError> {
        let mut tx = self.parts.store.write().await?;
        let deletion = projects::delete(&mut tx, id).await?;
        tx.commit().await?;
        Ok(deletion)
    }

    /// The project that new things belong to; nothing where there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn current_project(&self) -> Result<Option<ProjectId>, EngineError> {
        Ok(projects::current(&self.parts.store).await?)
    }

    /// Has what is made, said and brought in from now on belong to a project, or to none.
    ///
    /// # Errors
    /// When the project is gone.
    pub async fn set_current_project(&self, id: Option<ProjectId>) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write().await?;
        projects::set_current(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }

    /// Moves a conversation to a project, or to none.
    ///
    /// # Errors
    /// When the conversation or the project is gone.
    pub async fn set_conversation_project(
        &self,
        id: ConversationId,
        project_id: Option<ProjectId>,
    ) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write().await?;
        projects::set_of_conversation(&mut tx, id, project_id).await?;
        Ok(tx.commit().await?)
    }
}

/// A name in one line, within its limit.
pub(crate) fn checked_name(name: &str) -> Result<String, EngineError> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(EngineError::InvalidInput {
            message: format!("A name has 1 to {LONGEST_NAME} characters."),
            hint: "Give it a shorter name.",
        });
    }
    Ok(name)
}

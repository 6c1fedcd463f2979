//! Collections of the library.

use studio_domain::{AssetId, Collection, CollectionId, Deletion};
use studio_store::{collection_assets, collections};

use crate::error::EngineError;
use crate::projects::checked_name;
use crate::studio::Studio;

impl Studio {
    /// Every collection, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_collections(&self) -> Result<Vec<Collection>, EngineError> {
        Ok(collections::list(&self.parts.store).await?)
    }

    /// Begins a collection with these assets in it.
    ///
    /// # Errors
    /// When the name is empty or too long.
    pub async fn create_collection(
        &self,
        name: String,
        assets: Vec<AssetId>,
    ) -> Result<CollectionId, EngineError> {
        let name = checked_name(&name)?;
        let mut tx = self.parts.store.write().await?;
        let id = CollectionId::new(tx.now());
        collections::create(&mut tx, id, &name).await?;
        collection_assets::add(&mut tx, id, &assets).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Gives a collection another name.
    ///
    /// # Errors
    /// When the name is empty or too long, or the collection is gone.
    pub async fn rename_collection(
        &self,
        id: CollectionId,
        name: String,
    ) -> Result<(), EngineError> {
        let name = checked_name(&name)?;
        let mut tx = self.parts.store.write().await?;
        collections::rename(&mut tx, id, &name).await?;
        Ok(tx.commit().await?)
    }

    /// Deletes a collection; what is in it stays in the library.
    ///
    /// # Errors
    /// When it is gone already.
    pub async fn delete_collection(&self, id: CollectionId) -> Result<Deletion, EngineError> {
        let mut tx = self.parts.store.write().await?;
        let deletion = collections::delete(&mut tx, id).await?;
        tx.commit().await?;
        Ok(deletion)
    }
}

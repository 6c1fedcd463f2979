//! Organising the library: titles, stars, verdicts, notes, tags, collections and projects, for many
//! assets at once. Whatever one act changed can be taken back while the studio is open.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use studio_domain::{
    AssetChange, AssetId, AssetMarks, Change, ChangeId, CollectionId, LibraryModel, Tag, TagCount,
    UsedIn,
};
use studio_store::asset_tags::{self, Tagged};
use studio_store::assets::{self, AssetValue};
use studio_store::collection_assets::{self, Placed};
use studio_store::{WriteTx, asset_uses, projects};

use crate::error::EngineError;
use crate::studio::Studio;

/// The most assets that one act changes.
const MOST_ASSETS: usize = 100_000;
/// The most tags that one act puts on or takes off.
const MOST_TAGS: usize = 100;
/// The longest title, in characters.
const LONGEST_TITLE: usize = 300;
/// The longest notes, in characters.
const LONGEST_NOTES: usize = 100_000;
/// The latest so many acts can be taken back.
const KEPT_ACTS: usize = 50;

/// A part of what an act did, with what is needed to take exactly that back.
enum Done {
    Set {
        before: Vec<(AssetId, AssetValue)>,
        value: AssetValue,
    },
    Tagged(Vec<Tagged>),
    Untagged(Vec<Tagged>),
    Collected(CollectionId, Vec<AssetId>),
    Uncollected(CollectionId, Vec<AssetId>),
    Arranged(CollectionId, Vec<Placed>),
}

impl Done {
    fn assets(&self) -> Vec<AssetId> {
        match self {
            Self::Set { before, .. } => before.iter().map(|(id, _)| *id).collect(),
            Self::Tagged(pairs) | Self::Untagged(pairs) => {
                pairs.iter().map(|(id, _)| *id).collect()
            }
            Self::Collected(_, ids) | Self::Uncollected(_, ids) => ids.clone(),
            Self::Arranged(_, stood) => stood.iter().map(|(id, _)| *id).collect(),
        }
    }

    async fn take_back(&self, tx: &mut WriteTx) -> Result<u32, EngineError> {
        Ok(match self {
            Self::Set { before, value } => assets::put_back(tx, before, value).await?,
            Self::Tagged(pairs) => asset_tags::take_off(tx, pairs).await?,
            Self::Untagged(pairs) => asset_tags::put_on_again(tx, pairs).await?,
            Self::Collected(id, ids) => {
                let out = collection_assets::remove(tx, *id, ids).await?;
                u32::try_from(out.len()).unwrap_or(u32::MAX)
            }
            Self::Uncollected(id, ids) => collection_assets::bring_back(tx, *id, ids).await?,
            Self::Arranged(id, stood) => collection_assets::put_back(tx, *id, stood).await?,
        })
    }
}

/// The latest acts, the oldest first.
#[derive(Default)]
pub(crate) struct Acts(Mutex<VecDeque<(ChangeId, Vec<Done>)>>);

impl Acts {
    fn keep(&self, id: ChangeId, done: Vec<Done>) {
        let mut acts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        acts.push_back((id, done));
        if acts.len() > KEPT_ACTS {
            acts.pop_front();
        }
    }

    fn take(&self, id: ChangeId) -> Option<Vec<Done>> {
        let mut acts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = acts.iter().position(|(known, _)| *known == id)?;
        acts.remove(at).map(|(_, done)| done)
    }
}

impl Studio {
    /// Changes something about several assets as one act.
    ///
    /// # Errors
    /// When a title, notes or tags cannot be used as they are, or the collection or project is
    /// gone. Nothing is changed then.
    pub async fn change_assets(
        &self,
        ids: Vec<AssetId>,
        change: AssetChange,
    ) -> Result<Change, EngineError> {
        check_amount(ids.len())?;
        let change = self.checked(change).await?;
        let mut tx = self.parts.store.write().await?;
        let done = apply(&mut tx, &ids, change).await?;
        self.finish(tx, vec![done]).await
    }

    /// Moves assets within a collection, in the order given, to before another one or to the end.
    ///
    /// # Errors
    /// When `before` is not in the collection or is one of those that move.
    pub async fn arrange_collection(
        &self,
        id: CollectionId,
        ids: Vec<AssetId>,
        before: Option<AssetId>,
    ) -> Result<Change, EngineError> {
        check_amount(ids.len())?;
        let mut tx = self.parts.store.write().await?;
        let stood = collection_assets::arrange(&mut tx, id, &ids, before).await?;
        self.finish(tx, vec![Done::Arranged(id, stood)]).await
    }

    /// Calls a tag something else wherever it is; where that tag is already, the two become one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rename_tag(&self, tag: Tag, to: Tag) -> Result<Change, EngineError> {
        let mut tx = self.parts.store.write().await?;
        if tag == to {
            return self.finish(tx, Vec::new()).await;
        }
        let added = asset_tags::copy(&mut tx, &tag, &to).await?;
        let removed = asset_tags::remove_everywhere(&mut tx, &tag).await?;
        self.finish(tx, vec![Done::Untagged(removed), Done::Tagged(added)])
            .await
    }

    /// Takes a tag off everything that has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_tag(&self, tag: Tag) -> Result<Change, EngineError> {
        let mut tx = self.parts.store.write().await?;
        let removed = asset_tags::remove_everywhere(&mut tx, &tag).await?;
        self.finish(tx, vec![Done::Untagged(removed)]).await
    }

    /// Takes back what one act changed, as far as nothing changed it again since; gives how many
    /// things that were.
    ///
    /// # Errors
    /// When the act was taken back already, or many others came after it.
    pub async fn undo_change(&self, id: ChangeId) -> Result<u32, EngineError> {
        let done = self.parts.acts.take(id);
        let done = done.ok_or(EngineError::NotNow("This cannot be undone any more."))?;
        let undone = self.take_back(&done).await;
        if undone.is_err() {
            self.parts.acts.keep(id, done);
        }
        undone
    }

    async fn take_back(&self, done: &[Done]) -> Result<u32, EngineError> {
        let mut tx = self.parts.store.write().await?;
        let mut count = 0;
        for part in done.iter().rev() {
            count += part.take_back(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(count)
    }

    /// What is noted about the assets, as far as they have it in common.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asset_marks(&self, ids: Vec<AssetId>) -> Result<AssetMarks, EngineError> {
        check_amount(ids.len())?;
        Ok(asset_uses::marks(&self.parts.store, &ids).await?)
    }

    /// Where any of the assets is used.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn used_in(&self, ids: Vec<AssetId>) -> Result<UsedIn, EngineError> {
        check_amount(ids.len())?;
        Ok(asset_uses::used_in(&self.parts.store, &ids).await?)
    }

    /// Every tag and how much of the library has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_tags(&self) -> Result<Vec<TagCount>, EngineError> {
        Ok(asset_tags::list(&self.parts.store).await?)
    }

    /// The models that made what is in the library.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn library_models(&self) -> Result<Vec<LibraryModel>, EngineError> {
        Ok(asset_uses::models(&self.parts.store).await?)
    }

    /// Commits an act and keeps the way back.
    async fn finish(&self, tx: WriteTx, done: Vec<Done>) -> Result<Change, EngineError> {
        let id = ChangeId::new(tx.now());
        let changed: HashSet<AssetId> = done.iter().flat_map(Done::assets).collect();
        tx.commit().await?;
        self.parts.acts.keep(id, done);
        Ok(Change {
            id,
            count: u32::try_from(changed.len()).unwrap_or(u32::MAX),
        })
    }

    /// The change as it can be applied: trimmed, within its limits, and with tags spelled as they
    /// are spelled already.
    async fn checked(&self, change: AssetChange) -> Result<AssetChange, EngineError> {
        Ok(match change {
            AssetChange::Title { title } => AssetChange::Title {
                title: checked_title(&title)?,
            },
            AssetChange::Notes { notes } => AssetChange::Notes {
                notes: checked_notes(&notes)?,
            },
            AssetChange::AddTags { tags } => {
                check_tags(&tags)?;
                let known = asset_tags::names(&self.parts.store).await?;
                AssetChange::AddTags {
                    tags: tags.into_iter().map(|tag| spelled(tag, &known)).collect(),
                }
            }
            AssetChange::RemoveTags { tags } => {
                check_tags(&tags)?;
                AssetChange::RemoveTags { tags }
            }
            other => other,
        })
    }
}

async fn apply(
    tx: &mut WriteTx,
    ids: &[AssetId],
    change: AssetChange,
) -> Result<Done, EngineError> {
    let value = match change {
        AssetChange::Title { title } => AssetValue::Title(title),
        AssetChange::Rating { rating } => AssetValue::Rating(rating),
        AssetChange::Flag { flag } => AssetValue::Flag(flag),
        AssetChange::Notes { notes } => {
            AssetValue::Notes(Some(notes).filter(|notes| !notes.is_empty()))
        }
        AssetChange::Project { project_id } => {
            if let Some(id) = project_id {
                projects::require(tx, id).await?;
            }
            AssetValue::Project(project_id)
        }
        AssetChange::AddTags { tags } => {
            return Ok(Done::Tagged(asset_tags::add(tx, ids, &tags).await?));
        }
        AssetChange::RemoveTags { tags } => {
            return Ok(Done::Untagged(asset_tags::remove(tx, ids, &tags).await?));
        }
        AssetChange::Collect { collection_id } => {
            let added = collection_assets::add(tx, collection_id, ids).await?;
            return Ok(Done::Collected(collection_id, added));
        }
        AssetChange::Uncollect { collection_id } => {
            let removed = collection_assets::remove(tx, collection_id, ids).await?;
            return Ok(Done::Uncollected(collection_id, removed));
        }
    };
    let before = assets::set(tx, ids, &value).await?;
    Ok(Done::Set { before, value })
}

/// The tag as it is spelled already, where only the case of letters differs.
fn spelled(tag: Tag, known: &[Tag]) -> Tag {
    if known.contains(&tag) {
        return tag;
    }
    let same = known.iter().find(|known| known.reads_as(&tag));
    same.cloned().unwrap_or(tag)
}

fn check_amount(count: usize) -> Result<(), EngineError> {
    if count <= MOST_ASSETS {
        return Ok(());
    }
    Err(EngineError::InvalidInput {
        message: format!("More than {MOST_ASSETS} things were chosen."),
        hint: "Choose fewer at once.",
    })
}

fn check_tags(tags: &[Tag]) -> Result<(), EngineError> {
    if tags.len() <= MOST_TAGS {
        return Ok(());
    }
    Err(EngineError::InvalidInput {
        message: format!("More than {MOST_TAGS} tags were given."),
        hint: "Give fewer at once.",
    })
}

fn checked_title(title: &str) -> Result<String, EngineError> {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() || title.chars().count() > LONGEST_TITLE {
        return Err(EngineError::InvalidInput {
            message: format!("A title has 1 to {LONGEST_TITLE} characters."),
            hint: "Give it a shorter name.",
        });
    }
    Ok(title)
}

fn checked_notes(notes: &str) -> Result<String, EngineError> {
    let notes = notes.trim();
    if notes.chars().count() > LONGEST_NOTES {
        return Err(EngineError::InvalidInput {
            message: format!("Notes have at most {LONGEST_NOTES} characters."),
            hint: "Write less.",
        });
    }
    Ok(notes.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_spelled_as_it_is_spelled_already() {
        let tag = |text: &str| text.parse::<Tag>().unwrap();
        let known = [tag("Sea"), tag("SEA"), tag("Übung")];
        assert_eq!(spelled(tag("sea"), &known), tag("Sea"));
        assert_eq!(spelled(tag("SEA"), &known), tag("SEA"));
        assert_eq!(spelled(tag("übung"), &known), tag("Übung"));
        assert_eq!(spelled(tag("seal"), &known), tag("seal"));
    }

    #[test]
    fn old_acts_make_room() {
        let acts = Acts::default();
        let ids: Vec<ChangeId> = (0..=KEPT_ACTS)
            .map(|_| ChangeId::new(studio_domain::UnixMillis::new(1)))
            .collect();
        for id in &ids {
            acts.keep(*id, Vec::new());
        }
        assert!(acts.take(ids[0]).is_none());
        assert!(acts.take(ids[1]).is_some());
        assert!(acts.take(ids[1]).is_none(), "an act is undone once");
    }
}

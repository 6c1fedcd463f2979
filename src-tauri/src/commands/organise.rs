//! Organising the library: marks, tags, collections and projects.

use studio_domain::{
    AssetChange, AssetId, AssetMarks, Change, ChangeId, Collection, CollectionId, ConversationId,
    Deletion, LibraryModel, Project, ProjectId, Provenance, Tag, TagCount, UsedIn,
};

pass_on! {
    /// Changes something about several assets as one act.
    change_assets(ids: Vec<AssetId>, change: AssetChange) -> Change;

    /// Moves assets within a collection to before another one, or to the end.
    arrange_collection(id: CollectionId, ids: Vec<AssetId>, before: Option<AssetId>) -> Change;

    /// Calls a tag something else wherever it is; where that tag is already, the two become one.
    rename_tag(tag: Tag, to: Tag) -> Change;

    /// Takes a tag off everything that has it.
    remove_tag(tag: Tag) -> Change;

    /// Takes back what one act of organising changed and tells how many things that were.
    undo_change(id: ChangeId) -> u32;

    /// What is noted about assets, as far as they have it in common.
    asset_marks(ids: Vec<AssetId>) -> AssetMarks;

    /// Where any of the assets is used.
    used_in(ids: Vec<AssetId>) -> UsedIn;

    /// Everything that an asset came from and everything that came of it, within bounds.
    provenance(id: AssetId) -> Provenance;

    /// Every tag and how much of the library has it.
    list_tags() -> Vec<TagCount>;

    /// The models that made what is in the library.
    library_models() -> Vec<LibraryModel>;

    /// Every collection, in order.
    list_collections() -> Vec<Collection>;

    /// Begins a collection with these assets in it.
    create_collection(name: String, assets: Vec<AssetId>) -> CollectionId;

    /// Gives a collection another name.
    rename_collection(id: CollectionId, name: String) -> ();

    /// Deletes a collection; what is in it stays in the library.
    delete_collection(id: CollectionId) -> Deletion;

    /// Every project, in order.
    list_projects() -> Vec<Project>;

    /// Begins a project.
    create_project(name: String) -> ProjectId;

    /// Gives a project another name.
    rename_project(id: ProjectId, name: String) -> ();

    /// Deletes a project; what is in it stays.
    delete_project(id: ProjectId) -> Deletion;

    /// The project that new things belong to; nothing where there is none.
    current_project() -> Option<ProjectId>;

    /// Has what is made, said and brought in from now on belong to a project, or to none.
    set_current_project(id: Option<ProjectId>) -> ();

    /// Moves a conversation to a project, or to none.
    set_conversation_project(id: ConversationId, project_id: Option<ProjectId>) -> ();
}

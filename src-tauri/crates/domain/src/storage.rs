//! What the studio keeps on the disk: how much of it, whether it is sound, and its copies.

use serde::{Deserialize, Serialize};

use crate::{AssetKind, BlobHash, ConversationId, Problem, ProjectId, UnixMillis};

/// Long work over the library. At most one of each kind runs at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ChoreKind {
    /// Looking for missing, damaged and orphaned files.
    Check,
    /// Putting right what a check found.
    Repair,
    /// Making a backup.
    Backup,
    /// Bringing back from a backup.
    Restore,
    /// Writing an archive.
    Export,
    /// Bringing in an archive.
    Import,
    /// Moving the library to another folder.
    Move,
}

/// What a chore is doing, in the window's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ChoreStep {
    /// Finding out what there is to do.
    Preparing,
    /// Copying the database.
    Database,
    /// Copying media files.
    Files,
    /// Reading files and comparing them with their hashes.
    Verifying,
    /// Throwing away what is too old to keep.
    Tidying,
}

/// How a chore stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum ChoreState {
    /// It is under way.
    Running {
        /// What it is doing.
        step: ChoreStep,
        /// How much of that is done.
        #[cfg_attr(feature = "specta", specta(type = u32))]
        done: u64,
        /// Of how much; absent while that is not known.
        #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
        total: Option<u64>,
    },
    /// It came to its end.
    Finished {
        /// What came of it.
        outcome: ChoreOutcome,
    },
    /// It could not.
    Failed {
        /// Why.
        problem: Problem,
    },
    /// Somebody stopped it.
    Stopped,
}

/// A chore and how it stands; kept until the next one of its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Chore {
    /// Which.
    pub kind: ChoreKind,
    /// When it began.
    pub started_at: UnixMillis,
    /// How it stands.
    pub state: ChoreState,
}

/// What came of a chore.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum ChoreOutcome {
    /// The library was looked through.
    Checked {
        /// What was found.
        report: LibraryReport,
    },
    /// What a check found was put right.
    Repaired {
        /// How many files were put right.
        files: u32,
        /// How many could not be.
        left: u32,
    },
    /// A backup was made.
    BackedUp {
        /// The backup.
        backup: Backup,
    },
    /// The whole library is ready to be replaced at the next start.
    Prepared,
    /// Things were added to the library.
    Added {
        /// How many of what.
        counts: LibraryCounts,
        /// Files that the source did not hold.
        missing_files: u32,
    },
    /// An archive was written.
    Exported {
        /// Where it lies.
        file: String,
        /// How many bytes it has.
        #[cfg_attr(feature = "specta", specta(type = u32))]
        byte_size: u64,
        /// Files that the library itself misses.
        missing_files: u32,
    },
    /// Everything lies in the new folder; the studio uses it from its next start on.
    Moved {
        /// The new folder.
        folder: String,
    },
}

/// What a look through the library found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LibraryReport {
    /// How many files were looked at.
    pub files: u32,
    /// Whether each was read and compared with its hash.
    pub full: bool,
    /// Files that are recorded and not there.
    pub missing: Vec<FaultyFile>,
    /// Files that are missing and were noted as such before.
    pub marked_missing: u32,
    /// Files whose bytes are not what they were.
    pub damaged: Vec<FaultyFile>,
    /// Files that are there and not recorded.
    pub orphans: Vec<OrphanFile>,
    /// Thumbnails of files that are not recorded.
    pub stray_thumbnails: u32,
    /// What was left out of the lists because they grew too long.
    pub unlisted: u32,
}

/// A file that is missing or damaged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FaultyFile {
    /// Its name.
    pub hash: BlobHash,
    /// How many bytes it should have.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub byte_size: u64,
    /// What it is called in the library; absent where nothing refers to it any more.
    pub title: Option<String>,
}

/// A file that nothing refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OrphanFile {
    /// Its name.
    pub hash: BlobHash,
    /// How many bytes it has.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub byte_size: u64,
}

/// What to do about what a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "repair", rename_all = "kebab-case")]
pub enum Repair {
    /// Look in a folder for files with the missing hashes, and copy them back.
    Relink {
        /// The folder.
        folder: String,
    },
    /// Note that the files are missing, so that they are not looked for again.
    MarkMissing,
    /// Bring orphaned files back as things in the library.
    AdoptOrphans,
    /// Remove orphaned files.
    DeleteOrphans,
    /// Remove thumbnails of files that are not recorded.
    DeleteStrayThumbnails,
}

/// How many bytes something takes, and in how many files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StorageAmount {
    /// The number of bytes.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub bytes: u64,
    /// The number of files.
    pub files: u32,
}

/// What the studio takes of the disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StorageUse {
    /// Things in the library, by kind. What several things share counts once.
    pub kinds: Vec<KindUse>,
    /// Things in the library, by project; those without one last.
    pub projects: Vec<ProjectUse>,
    /// What only things in the trash refer to.
    pub trash: StorageAmount,
    /// What was paid for and cannot be shown: files in the folder `set-aside`.
    pub set_aside: StorageAmount,
    /// The cache of thumbnails, which is made again when needed.
    pub thumbnails: StorageAmount,
    /// The database.
    pub database: StorageAmount,
    /// Backups; what they share with the library on the same disk takes no room of its own.
    pub backups: StorageAmount,
    /// How many bytes the disk has left; absent where it does not say.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub free_bytes: Option<u64>,
}

/// How much the things of one kind take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct KindUse {
    /// The kind.
    pub kind: AssetKind,
    /// How much.
    pub amount: StorageAmount,
}

/// How much the things of one project take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ProjectUse {
    /// The project; absent for things that belong to none.
    pub id: Option<ProjectId>,
    /// Its name.
    pub name: Option<String>,
    /// How much.
    pub amount: StorageAmount,
}

/// What is in the trash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TrashUse {
    /// How many things of the library.
    pub assets: u32,
    /// How many conversations.
    pub conversations: u32,
    /// How many bytes emptying it frees.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub bytes: u64,
    /// How long things stay in it, in days.
    pub kept_days: u32,
    /// When the oldest thing in it goes by itself.
    pub next_at: Option<UnixMillis>,
}

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum BackupReason {
    /// It was time for one.
    Automatic,
    /// Somebody asked for it. It stays until somebody removes it.
    Asked,
    /// The library was about to be replaced. It stays until somebody removes it.
    BeforeRestore,
}

/// How much a library holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LibraryCounts {
    /// Conversations that are not in the trash.
    pub conversations: u32,
    /// Messages of them.
    pub messages: u32,
    /// Things in the library that are not in the trash.
    pub assets: u32,
    /// Everything that was ever asked of a model.
    pub generations: u32,
}

/// A backup that was opened and found sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Backup {
    /// Its name in the folder of backups.
    pub id: String,
    /// When it was made.
    pub created_at: UnixMillis,
    /// Why.
    pub reason: BackupReason,
    /// What it holds.
    pub counts: LibraryCounts,
    /// How many media files it refers to.
    pub files: u32,
    /// How many bytes these have together with the database.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub byte_size: u64,
    /// Media files that the library missed when it was made.
    pub missing_files: u32,
    /// The studio that made it.
    pub studio: String,
}

/// The backups and how they are made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Backups {
    /// Whether they are made by themselves.
    pub on: bool,
    /// Where they lie.
    pub folder: String,
    /// Whether that is the usual place, inside the data folder.
    pub is_default_folder: bool,
    /// Whether that is on the same disk as the library; absent where it cannot be told.
    pub same_disk: Option<bool>,
    /// The backups, the latest first.
    pub items: Vec<Backup>,
    /// Why the last attempt failed, until one succeeds.
    pub problem: Option<Problem>,
    /// When one replaces the library: at the next start.
    pub pending: Option<Backup>,
}

/// What bringing back the whole of a backup or archive would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RestorePreview {
    /// What it holds.
    pub holds: LibraryCounts,
    /// What the library holds now.
    pub now: LibraryCounts,
    /// When it was made.
    pub created_at: UnixMillis,
    /// What of it the library does not have.
    pub returns: LibraryCounts,
    /// What the library has that it does not.
    pub leaves: LibraryCounts,
    /// Its conversations, the latest changed first, as far as they fit.
    pub conversations: Vec<KeptConversation>,
    /// Media files that it should hold and does not.
    pub missing_files: u32,
}

/// A conversation in a backup or archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct KeptConversation {
    /// Its id.
    pub id: ConversationId,
    /// Its title.
    pub title: String,
    /// How many messages it has.
    pub messages: u32,
    /// When it changed last.
    pub updated_at: UnixMillis,
    /// Whether the library has all of it.
    pub is_here: bool,
}

/// What goes into an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "scope", rename_all = "kebab-case")]
pub enum ArchiveScope {
    /// The whole library.
    Everything,
    /// What belongs to one project.
    Project {
        /// The project.
        id: ProjectId,
    },
    /// One conversation with what it made and was given.
    Conversation {
        /// The conversation.
        id: ConversationId,
    },
}

/// Where the library lies, and whether it can be moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LibraryFolder {
    /// The folder.
    pub folder: String,
    /// How many bytes its disk has left; absent where it does not say.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub free_bytes: Option<u64>,
    /// Whether it can be moved: not where it was named when the studio was started.
    pub can_move: bool,
    /// Where it is on its way to.
    pub moving_to: Option<String>,
    /// Whether the move goes on at the next start by itself.
    pub move_is_ready: bool,
}

/// A folder whose new files come into the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WatchedFolder {
    /// The folder.
    pub folder: String,
    /// Whether it is left alone for now.
    pub paused: bool,
    /// How many files came in from it since the studio was started.
    pub added: u32,
    /// Why it cannot be watched.
    pub problem: Option<Problem>,
}

/// A file in a watched folder that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RefusedFile {
    /// Where it lies.
    pub file: String,
    /// Why it was not taken.
    pub problem: Problem,
    /// When it was looked at.
    pub at: UnixMillis,
}

/// The watched folders and what was not taken from them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WatchedFolders {
    /// The folders.
    pub folders: Vec<WatchedFolder>,
    /// The files that were refused, the latest first.
    pub refused: Vec<RefusedFile>,
}

/// What is known of an archive before it is brought in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ArchivePreview {
    /// The archive's file.
    pub file: String,
    /// What it was made of.
    pub scope: ArchiveScope,
    /// What the project or conversation is called.
    pub name: Option<String>,
    /// How many media files it holds.
    pub files: u32,
    /// How many bytes it has.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub byte_size: u64,
    /// What it would change.
    pub preview: RestorePreview,
}

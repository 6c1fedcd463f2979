//! What people note about their assets, and how they sort them: ratings, flags, tags, collections
//! and projects.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{ChangeId, CollectionId, ConversationId, GenerationId, ProjectId, ProviderId};

/// One to five stars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "u8", into = "u8")]
pub struct Rating(u8);

/// The number given is not one to five.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a rating is 1 to 5")]
pub struct InvalidRating;

impl Rating {
    /// The most stars.
    pub const MOST: u8 = 5;

    /// The number of stars.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// This rating and those above it.
    pub fn and_above(self) -> impl Iterator<Item = Self> {
        (self.0..=Self::MOST).map(Self)
    }
}

impl TryFrom<u8> for Rating {
    type Error = InvalidRating;

    fn try_from(stars: u8) -> Result<Self, InvalidRating> {
        (1..=Self::MOST)
            .contains(&stars)
            .then_some(Self(stars))
            .ok_or(InvalidRating)
    }
}

impl From<Rating> for u8 {
    fn from(rating: Rating) -> Self {
        rating.0
    }
}

/// The verdict on an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// It is good.
    Keep,
    /// It is not wanted.
    Reject,
}

impl Flag {
    /// The word the database stores.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Reject => "reject",
        }
    }

    /// The flag that `as_str` names, if it names one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Keep, Self::Reject]
            .into_iter()
            .find(|flag| flag.as_str() == word)
    }
}

/// A word or a few that assets are found by: 1 to 100 characters in one line, spaces joined.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct Tag(String);

/// The text given cannot be a tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a tag has 1 to 100 characters")]
pub struct InvalidTag;

impl Tag {
    /// The most characters of a tag.
    pub const LONGEST: usize = 100;

    /// The tag's words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the two differ in the case of their letters at most.
    #[must_use]
    pub fn reads_as(&self, other: &Self) -> bool {
        self.0 == other.0 || self.0.to_lowercase() == other.0.to_lowercase()
    }
}

impl FromStr for Tag {
    type Err = InvalidTag;

    fn from_str(text: &str) -> Result<Self, InvalidTag> {
        let words: Vec<&str> = text
            .split(|letter: char| letter.is_whitespace() || letter.is_control())
            .filter(|word| !word.is_empty())
            .collect();
        let tag = words.join(" ");
        if tag.is_empty() || tag.chars().count() > Self::LONGEST {
            return Err(InvalidTag);
        }
        Ok(Self(tag))
    }
}

impl TryFrom<String> for Tag {
    type Error = InvalidTag;

    fn try_from(text: String) -> Result<Self, InvalidTag> {
        text.parse()
    }
}

impl From<Tag> for String {
    fn from(tag: Tag) -> Self {
        tag.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A tag and how many assets have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TagCount {
    /// The tag.
    pub tag: Tag,
    /// How many have it.
    pub count: u32,
}

/// Assets that somebody put together, in an order of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Collection {
    /// Its id.
    pub id: CollectionId,
    /// Its name.
    pub name: String,
    /// How many assets are in it, those in the trash left out.
    pub count: u32,
}

/// Work that belongs together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its name.
    pub name: String,
    /// How many assets are in it, those in the trash left out.
    pub count: u32,
}

/// Something to change about several assets at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum AssetChange {
    /// Another title.
    Title {
        /// What to call them; 1 to 300 characters.
        title: String,
    },
    /// Stars, or none.
    Rating {
        /// How many; absent: none.
        rating: Option<Rating>,
    },
    /// A verdict, or none.
    Flag {
        /// Which; absent: none.
        flag: Option<Flag>,
    },
    /// Notes, or none.
    Notes {
        /// What to note; empty: nothing.
        notes: String,
    },
    /// Another project, or none.
    Project {
        /// Which; absent: none.
        project_id: Option<ProjectId>,
    },
    /// More tags.
    AddTags {
        /// Which.
        tags: Vec<Tag>,
    },
    /// Fewer tags.
    RemoveTags {
        /// Which.
        tags: Vec<Tag>,
    },
    /// Into a collection, behind what is in it, in the order given.
    Collect {
        /// Which.
        collection_id: CollectionId,
    },
    /// Out of a collection.
    Uncollect {
        /// Which.
        collection_id: CollectionId,
    },
}

/// What one act of organising did, for the way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Change {
    /// The act. It can be undone while the studio is open.
    pub id: ChangeId,
    /// How many assets it changed.
    pub count: u32,
}

/// Something that several things may or may not have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "shared", rename_all = "kebab-case")]
pub enum Shared<T> {
    /// All have the same.
    Same {
        /// What they have.
        value: T,
    },
    /// They differ.
    Mixed,
}

impl<T: PartialEq> Shared<T> {
    /// What all of these have in common; `nothing` where there are none.
    pub fn of(values: impl IntoIterator<Item = T>, nothing: T) -> Self {
        let mut values = values.into_iter();
        let first = values.next().unwrap_or(nothing);
        if values.all(|value| value == first) {
            Self::Same { value: first }
        } else {
            Self::Mixed
        }
    }
}

/// What is noted about one asset, or what several have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AssetMarks {
    /// How many assets these are.
    pub count: u32,
    /// Their title.
    pub title: Shared<String>,
    /// Their stars.
    pub rating: Shared<Option<Rating>>,
    /// The verdict on them.
    pub flag: Shared<Option<Flag>>,
    /// Their notes.
    pub notes: Shared<Option<String>>,
    /// Their project. One that was deleted is none.
    pub project_id: Shared<Option<ProjectId>>,
    /// The tags that any of them has, and how many have each.
    pub tags: Vec<TagCount>,
    /// The collections that any of them is in; `count` is how many of them are in it.
    pub collections: Vec<Collection>,
}

/// Where assets are used, so that somebody who wants to delete them knows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct UsedIn {
    /// The conversations that show them, the latest changed first, at most 50.
    pub conversations: Vec<ConversationUse>,
    /// The generations that were given them, newest first, at most 50.
    pub generations: Vec<GenerationUse>,
    /// The collections they are in.
    pub collections: Vec<Collection>,
    /// Whether there are more conversations or generations than are named.
    pub more: bool,
}

/// A conversation that shows an asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ConversationUse {
    /// The conversation.
    pub id: ConversationId,
    /// Its title.
    pub title: String,
}

/// A generation that was given an asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct GenerationUse {
    /// The generation.
    pub id: GenerationId,
    /// What was asked for; absent where only files were given.
    pub prompt: Option<String>,
    /// The model's name at the time.
    pub model_name: String,
}

/// A model that made something in the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LibraryModel {
    /// The provider.
    pub provider_id: ProviderId,
    /// Its name when it was last asked.
    pub provider_name: String,
    /// The model.
    pub model_id: String,
    /// Its name when it was last asked.
    pub model_name: String,
}

#[cfg(test)]
mod tests {
    use super::{Rating, Shared, Tag};

    #[test]
    fn a_tag_is_one_line_without_spare_spaces() {
        let tag: Tag = "  late \n\t light ".parse().unwrap();
        assert_eq!(tag.as_str(), "late light");
        assert!(" \n".parse::<Tag>().is_err());
        assert!("ü".repeat(100).parse::<Tag>().is_ok());
        assert!("ü".repeat(101).parse::<Tag>().is_err());
        assert!(tag.reads_as(&"LATE Light".parse().unwrap()));
        assert!(!tag.reads_as(&"late".parse().unwrap()));
    }

    #[test]
    fn a_rating_is_one_to_five() {
        assert!(Rating::try_from(0).is_err());
        assert!(Rating::try_from(6).is_err());
        let four = Rating::try_from(4).unwrap();
        let above: Vec<u8> = four.and_above().map(Rating::get).collect();
        assert_eq!(above, [4, 5]);
    }

    #[test]
    fn several_share_what_all_of_them_have() {
        assert_eq!(Shared::of([1, 1], 0), Shared::Same { value: 1 });
        assert_eq!(Shared::of([1, 2], 0), Shared::Mixed);
        assert_eq!(Shared::of([], 0), Shared::Same { value: 0 });
    }
}

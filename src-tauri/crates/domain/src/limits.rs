//! How much the studio asks of services at a time.

use serde::{Deserialize, Serialize};

use crate::{Modality, ProviderId, UnixMillis};

/// What requests are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum LimitClass {
    /// Making media.
    Generation,
    /// Writing down what was said.
    Transcription,
    /// Answers in conversations.
    Chat,
    /// Looking at what is there, such as titles and descriptions.
    Analysis,
}

impl LimitClass {
    /// Every class.
    pub const ALL: [Self; 4] = [
        Self::Generation,
        Self::Transcription,
        Self::Chat,
        Self::Analysis,
    ];

    /// The class that requests to a model of this modality count in.
    #[must_use]
    pub const fn of(modality: Modality) -> Self {
        match modality {
            Modality::Chat => Self::Chat,
            Modality::Transcription => Self::Transcription,
            Modality::Embedding => Self::Analysis,
            Modality::Image
            | Modality::ImageEdit
            | Modality::Video
            | Modality::Speech
            | Modality::Sound
            | Modality::Music => Self::Generation,
        }
    }
}

/// How much may be asked at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LimitSettings {
    /// Media started in any minute.
    pub generation_per_minute: u32,
    /// Transcriptions started in any minute.
    pub transcription_per_minute: u32,
    /// Answers started in any minute.
    pub chat_per_minute: u32,
    /// Analyses started in any minute.
    pub analysis_per_minute: u32,
    /// Requests and jobs of one provider at a time, for those that are not listed below.
    pub at_once: u32,
    /// Providers with a number of their own.
    pub providers: Vec<ProviderLimit>,
}

impl LimitSettings {
    /// What a class can be set to, a minute.
    pub const PER_MINUTE: std::ops::RangeInclusive<u32> = 1..=10_000;
    /// What a provider can be set to, at a time.
    pub const AT_ONCE: std::ops::RangeInclusive<u32> = 1..=64;

    /// The most starts of a class in any minute.
    #[must_use]
    pub const fn per_minute(&self, class: LimitClass) -> u32 {
        match class {
            LimitClass::Generation => self.generation_per_minute,
            LimitClass::Transcription => self.transcription_per_minute,
            LimitClass::Chat => self.chat_per_minute,
            LimitClass::Analysis => self.analysis_per_minute,
        }
    }

    /// The most requests and jobs of a provider at a time.
    #[must_use]
    pub fn at_once(&self, provider: &ProviderId) -> u32 {
        let own = self.providers.iter().find(|it| it.provider_id == *provider);
        own.map_or(self.at_once, |own| own.at_once)
    }
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            generation_per_minute: 10,
            transcription_per_minute: 20,
            chat_per_minute: 60,
            analysis_per_minute: 30,
            at_once: 4,
            providers: Vec::new(),
        }
    }
}

/// A provider with a number of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ProviderLimit {
    /// The provider.
    pub provider_id: ProviderId,
    /// Its requests and jobs at a time.
    pub at_once: u32,
}

/// The limits, and what they hold back at this moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Limits {
    /// What was set.
    pub settings: LimitSettings,
    /// Generations that wait for their turn.
    pub waiting: u32,
    /// Providers that asked to slow down and are asked less at a time than was set.
    pub slowed: Vec<SlowedProvider>,
}

/// A provider that asked to slow down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SlowedProvider {
    /// The provider.
    pub provider_id: ProviderId,
    /// Its requests and jobs at a time for now. It grows again with each answer that goes well.
    pub at_once: u32,
    /// When it is asked again, where it is not asked at all now.
    pub until: Option<UnixMillis>,
}

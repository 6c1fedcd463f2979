//! Voices of providers that speak.

use studio_domain::{BlobHash, CloneVoice, ProviderId, Voice};

pass_on! {
    /// The voices of a provider, asked for once in a session unless `refresh` is set.
    list_voices(provider_id: ProviderId, refresh: bool) -> Vec<Voice>;

    /// Fetches the recording of a voice; it is played under this hash.
    preview_voice(provider_id: ProviderId, voice_id: String) -> BlobHash;

    /// Has a provider make a voice from recordings; gives its id.
    clone_voice(request: CloneVoice) -> String;
}

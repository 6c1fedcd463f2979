//! Programs of this computer that speak: found on the search path, run with arguments and never
//! through a shell, killed when nobody waits any more.

mod arguments;
mod sound;
mod voices;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::error::{ProviderError, ProviderErrorKind, Sent};
use crate::media::{MediaOutput, MediaRequest, MediaResult, OutputSource};
use crate::voices::ProviderVoice;

/// The most of a program's complaint that is shown.
const COMPLAINT_LENGTH: usize = 600;

/// A program that speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// eSpeak NG.
    EspeakNg,
    /// Piper.
    Piper,
}

impl Speaker {
    /// What the program's file is called, without an ending.
    #[must_use]
    pub fn program(self) -> &'static str {
        match self {
            Self::EspeakNg => "espeak-ng",
            Self::Piper => "piper",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::EspeakNg => "eSpeak NG",
            Self::Piper => "Piper",
        }
    }
}

/// Where programs and their voices are. Clones share the folder of voices.
#[derive(Debug, Clone)]
pub struct Programs {
    search: Vec<PathBuf>,
    piper_voices: Arc<RwLock<PathBuf>>,
}

impl Default for Programs {
    /// The programs on this computer's search path; no folder of voices yet.
    fn default() -> Self {
        let path = std::env::var_os("PATH").unwrap_or_default();
        Self::searched_in(std::env::split_paths(&path).collect())
    }
}

impl Programs {
    /// Programs that lie in one of these folders.
    #[must_use]
    pub fn searched_in(folders: Vec<PathBuf>) -> Self {
        Self {
            search: folders,
            piper_voices: Arc::default(),
        }
    }

    /// The folder in which Piper's voices lie.
    #[must_use]
    pub fn piper_voices(&self) -> PathBuf {
        let folder = self.piper_voices.read();
        folder.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks for Piper's voices in another folder from now on.
    pub fn set_piper_voices(&self, folder: PathBuf) {
        let held = self.piper_voices.write();
        *held.unwrap_or_else(PoisonError::into_inner) = folder;
    }

    /// The program's file, where it is installed.
    #[must_use]
    pub fn find(&self, speaker: Speaker) -> Option<PathBuf> {
        self.find_named(speaker.program())
    }

    /// The file of a program that is called so, without an ending, where it is installed.
    #[must_use]
    pub fn find_named(&self, program: &str) -> Option<PathBuf> {
        let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
        let mut files = self.search.iter().map(|folder| folder.join(&file));
        // A relative folder on the search path would mean another program in every place.
        files.find(|file| file.is_absolute() && is_executable(file))
    }

    fn installed(&self, speaker: Speaker) -> Result<PathBuf, ProviderError> {
        self.find(speaker).ok_or_else(|| {
            let name = speaker.name();
            let message = format!("{name} is not installed on this computer.");
            ProviderError::new(ProviderErrorKind::ModelUnavailable, Sent::No, message)
                .with_hint(format!("Install {name}, or choose another voice."))
        })
    }

    /// The voices that a program has.
    pub(crate) async fn voices(
        &self,
        speaker: Speaker,
    ) -> Result<Vec<ProviderVoice>, ProviderError> {
        let program = self.installed(speaker)?;
        match speaker {
            Speaker::EspeakNg => {
                let listed = run(speaker, &program, &["--voices".into()], "").await?;
                Ok(voices::espeak(&String::from_utf8_lossy(&listed)))
            }
            Speaker::Piper => voices::piper(&self.piper_voices()),
        }
    }

    /// Speaks a text. Dropping the future ends the program.
    pub(crate) async fn speak(
        &self,
        speaker: Speaker,
        request: &MediaRequest,
    ) -> Result<MediaResult, ProviderError> {
        let program = self.installed(speaker)?;
        let (arguments, text) = match speaker {
            Speaker::EspeakNg => (arguments::espeak(&request.params)?, request.prompt.clone()),
            Speaker::Piper => {
                let voice = voices::piper_file(&self.piper_voices(), &request.params)?;
                // Each line would become a file of its own.
                let words: Vec<&str> = request.prompt.split_whitespace().collect();
                (arguments::piper(&voice, &request.params), words.join(" "))
            }
        };
        let sound = run(speaker, &program, &arguments, &text).await?;
        let sound = sound::whole(&sound).ok_or_else(|| {
            ProviderError::malformed(format!("{} made no sound.", speaker.name()))
                .with_hint("Choose another voice and try again.")
        })?;
        Ok(MediaResult {
            outputs: vec![MediaOutput {
                position: 0,
                source: OutputSource::Bytes(sound),
                mime: Some("audio/wav".to_owned()),
                revised_prompt: None,
            }],
            ..MediaResult::default()
        })
    }
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file()
}

/// Runs a program with a text to read and returns what it wrote.
async fn run(
    speaker: Speaker,
    program: &Path,
    arguments: &[OsString],
    text: &str,
) -> Result<Bytes, ProviderError> {
    let failed = |what: &str| {
        let message = format!("{} {what}.", speaker.name());
        ProviderError::new(ProviderErrorKind::Unavailable, Sent::Answered, message)
    };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed("could not be started").with_source(error))?;
    let input = child.stdin.take();
    let writing = async {
        if let Some(mut input) = input {
            // A program that ends before it has read everything says why itself.
            let _ = input.write_all(text.as_bytes()).await;
        }
    };
    let ((), finished) = tokio::join!(writing, child.wait_with_output());
    let Output {
        status,
        stdout,
        stderr,
    } = finished.map_err(|error| failed("was lost").with_source(error))?;
    if status.success() {
        return Ok(stdout.into());
    }
    let said = String::from_utf8_lossy(&stderr);
    let said: String = said.trim().chars().take(COMPLAINT_LENGTH).collect();
    let why = if said.is_empty() {
        status.to_string()
    } else {
        said
    };
    Err(failed(&format!("failed: {why}")).with_hint("Choose another voice and try again."))
}

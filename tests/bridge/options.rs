//! What the bridge is told on its command line.

use std::path::PathBuf;

/// How to run.
#[derive(Debug, Default)]
pub struct Options {
    /// Where the studio keeps its files.
    pub data_folder: PathBuf,
    /// The port to listen on; 0 takes a free one.
    pub port: u16,
    /// The most bytes that media files may take.
    pub media_quota: Option<u64>,
    /// The folder that is chosen whenever a dialog asks where to save; without it every dialog is
    /// dismissed.
    pub save_to: Option<PathBuf>,
    /// The files that are chosen whenever a dialog asks for some; `--pick` may be given several
    /// times.
    pub pick: Vec<PathBuf>,
}

/// What is wrong with the command line.
#[derive(Debug, thiserror::Error)]
pub enum OptionError {
    /// An option nobody knows.
    #[error("there is no option {0}: see docs/TESTING.md")]
    Unknown(String),
    /// An option without its value.
    #[error("{0} needs a value")]
    NoValue(String),
    /// A value that is not a number.
    #[error("{0} needs a number")]
    NoNumber(String),
    /// The one option that must be there.
    #[error("--data-folder is missing: name a folder for the studio's files")]
    NoFolder,
}

impl Options {
    /// Reads `--name value` pairs.
    pub fn read(mut words: impl Iterator<Item = String>) -> Result<Self, OptionError> {
        let mut options = Self::default();
        while let Some(name) = words.next() {
            let value = words
                .next()
                .ok_or_else(|| OptionError::NoValue(name.clone()))?;
            let number = || {
                value
                    .parse::<u64>()
                    .map_err(|_| OptionError::NoNumber(name.clone()))
            };
            match name.as_str() {
                "--data-folder" => options.data_folder = value.into(),
                "--media-quota" => options.media_quota = Some(number()?),
                "--port" => {
                    let port = u16::try_from(number()?);
                    options.port = port.map_err(|_| OptionError::NoNumber(name.clone()))?;
                }
                "--save-to" => options.save_to = Some(value.into()),
                "--pick" => options.pick.push(value.into()),
                _ => return Err(OptionError::Unknown(name)),
            }
        }
        if options.data_folder.as_os_str().is_empty() {
            return Err(OptionError::NoFolder);
        }
        Ok(options)
    }
}

//! A desktop without dialogs: what a person would choose is settled beforehand, and what would be
//! shown is written down.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use studio_domain::AssetKind;
use studio_lib::{Choice, CommandError, Desktop, Files};

/// What the desktop was asked to show, in order.
#[derive(Debug, Default)]
pub struct Acts(Mutex<Vec<String>>);

impl Acts {
    fn add(&self, act: String) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(act);
    }

    /// All of them so far.
    pub fn list(&self) -> Vec<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Stands where the desktop would be.
#[derive(Debug)]
pub struct ScriptedDesktop {
    /// The folder chosen in every dialog; absent: every dialog is dismissed.
    pub save_to: Option<PathBuf>,
    /// The files chosen in every dialog that asks for some; none: every such dialog is dismissed.
    pub pick: Vec<PathBuf>,
    /// Where acts are written down.
    pub acts: Arc<Acts>,
}

impl Desktop for ScriptedDesktop {
    fn choose_save_target<'a>(&'a self, file_name: &'a str) -> Choice<'a> {
        let target = self.save_to.as_ref().map(|folder| folder.join(file_name));
        Box::pin(async move { target })
    }

    fn choose_files<'a>(&'a self, _kinds: &'a [AssetKind]) -> Files<'a> {
        let files = self.pick.clone();
        Box::pin(async move { files })
    }

    fn choose_folder(&self) -> Choice<'_> {
        let folder = self.save_to.clone();
        Box::pin(async move { folder })
    }

    fn choose_archive(&self) -> Choice<'_> {
        let file = self.pick.first().cloned();
        Box::pin(async move { file })
    }

    fn restart(&self) {
        self.acts.add("restart".to_owned());
    }

    fn reveal(&self, file: &Path) -> Result<(), CommandError> {
        self.acts.add(format!("reveal {}", file.display()));
        Ok(())
    }

    fn open_folder(&self, folder: &Path) -> Result<(), CommandError> {
        self.acts.add(format!("open {}", folder.display()));
        Ok(())
    }

    fn open_link(&self, url: &str) -> Result<(), CommandError> {
        self.acts.add(format!("browse {url}"));
        Ok(())
    }

    fn notify(&self, title: &str, text: &str) {
        self.acts.add(format!("notify {title}: {text}"));
    }
}

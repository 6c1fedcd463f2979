//! Everything that is fetched, each part at its first use.

use std::cell::OnceCell;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::node::Node;
use crate::project::Project;
use crate::ui::Ui;

#[derive(Debug)]
pub struct Setup {
    pub project: Project,
    node: OnceCell<Node>,
}

impl Setup {
    pub fn begin() -> Result<Self, Failure> {
        Ok(Self {
            project: Project::find()?,
            node: OnceCell::new(),
        })
    }

    /// The project's own Node.js.
    pub fn node(&self) -> Result<&Node, Failure> {
        if let Some(node) = self.node.get() {
            return Ok(node);
        }
        let node = Node::ensure(&self.project)?;
        Ok(self.node.get_or_init(|| node))
    }

    /// The UI, with its packages.
    pub fn ui(&self) -> Result<Ui<'_>, Failure> {
        Ui::install(&self.project, self.node()?)
    }

    /// A folder in the build output, emptied.
    pub fn empty_folder(&self, name: &str) -> Result<PathBuf, Failure> {
        let folder = self.project.target.join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)
                .map_err(Failure::io(format!("clear {}", folder.display())))?;
        }
        std::fs::create_dir_all(&folder)
            .map_err(Failure::io(format!("create {}", folder.display())))?;
        Ok(folder)
    }
}

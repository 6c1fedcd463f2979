//! The UI's packages, its scripts, and its build.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use crate::command::run;
use crate::failure::Failure;
use crate::node::Node;
use crate::project::Project;

/// The UI with its packages installed as the lockfile says.
#[derive(Debug)]
pub struct Ui<'a> {
    project: &'a Project,
    node: &'a Node,
}

impl<'a> Ui<'a> {
    /// Installs the packages, unless they are there for this very lockfile.
    pub fn install(project: &'a Project, node: &'a Node) -> Result<Self, Failure> {
        let ui = Self { project, node };
        let lock = read(&ui.folder().join("package-lock.json"))?;
        let stamp = ui.folder().join("node_modules/.installed-lockfile");
        if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
            return Ok(ui);
        }
        println!(
            "Installing the UI's packages into {}",
            ui.folder().display()
        );
        let mut npm = ui.node.npm();
        npm.args(["ci", "--no-audit", "--no-fund", "--prefer-offline"]);
        run(npm.current_dir(ui.folder()))?;
        fs::write(&stamp, lock).map_err(Failure::io("note the installed packages"))?;
        Ok(ui)
    }

    /// Runs one of the scripts of `ui/package.json`.
    pub fn script(&self, name: &str) -> Result<(), Failure> {
        run(self
            .node
            .npm()
            .args(["run", "--silent", name])
            .current_dir(self.folder()))
    }

    /// Builds `ui/dist`, unless it was built from these very files.
    ///
    /// A build with nothing new would touch every file, and the app would be linked again.
    pub fn build(&self) -> Result<(), Failure> {
        let state = self.state()?;
        let stamp = self.project.target.join("ui-build.txt");
        let is_built = self.folder().join("dist/index.html").exists();
        if is_built && fs::read_to_string(&stamp).is_ok_and(|built| built == state) {
            println!("ui/dist is up to date");
            return Ok(());
        }
        self.script("build")?;
        fs::write(&stamp, state).map_err(Failure::io("note the built UI"))
    }

    fn folder(&self) -> PathBuf {
        self.project.file("ui")
    }

    /// Tells apart any two states of the files that the build reads.
    fn state(&self) -> Result<String, Failure> {
        let mut hasher = DefaultHasher::new();
        self.folder().hash(&mut hasher);
        for file in sources(&self.folder())? {
            file.hash(&mut hasher);
            read(&file)?.hash(&mut hasher);
        }
        Ok(format!("{:016x}", hasher.finish()))
    }
}

fn sources(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder)
            .map_err(Failure::io(format!("read the folder {}", folder.display())))?;
        for entry in entries {
            let path = entry.map_err(Failure::io("read a folder"))?.path();
            if path.ends_with("node_modules") || path.ends_with("dist") {
                continue;
            }
            if path.is_dir() {
                folders.push(path)
            } else {
                files.push(path)
            }
        }
    }
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(Failure::io(format!("read {}", file.display())))
}

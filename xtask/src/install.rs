//! Installing something once into the cache folder.

use std::fs;
use std::path::Path;

use crate::failure::Failure;

const STAMP: &str = "installed.txt";

/// Fills `folder` by `fill`, unless an earlier run did it for the same `recipe`.
///
/// The stamp is written last: an interrupted installation is begun again from nothing.
pub fn once(
    folder: &Path,
    recipe: &str,
    what: &str,
    fill: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    let stamp = folder.join(STAMP);
    if fs::read_to_string(&stamp).is_ok_and(|found| found == recipe) {
        return Ok(());
    }
    println!("Installing {what} into {}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Failure::io(format!("clear {}", folder.display())))?;
    }
    fs::create_dir_all(folder).map_err(Failure::io(format!("create {}", folder.display())))?;
    fill()?;
    fs::write(&stamp, recipe).map_err(Failure::io(format!("write {}", stamp.display())))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::display::ScratchFolder;

    #[test]
    fn the_same_recipe_is_followed_once_and_another_one_again() {
        let scratch = ScratchFolder::create("install").unwrap();
        let folder = scratch.path().join("thing");
        let filled = Cell::new(0);
        for recipe in ["one", "one", "two"] {
            once(&folder, recipe, "a thing", || {
                filled.set(filled.get() + 1);
                Ok(())
            })
            .unwrap();
        }
        assert_eq!(filled.get(), 2);
    }

    #[test]
    fn a_failed_installation_is_tried_again_from_an_empty_folder() {
        let scratch = ScratchFolder::create("install").unwrap();
        let folder = scratch.path().join("thing");
        let half_way = || {
            fs::write(folder.join("half"), "").unwrap();
            Err(Failure::Unmet("the network went".into()))
        };
        once(&folder, "one", "a thing", half_way).unwrap_err();
        once(&folder, "one", "a thing", || {
            assert!(!folder.join("half").exists());
            Ok(())
        })
        .unwrap();
    }
}

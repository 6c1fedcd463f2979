//! Files that come into the library, with their hash, a look at all of them, rows and thumbnails.

use std::path::{Path, PathBuf};

use studio_domain::Imported;
use studio_engine::{Studio, StudioConfig};

use crate::peers::shell;
use crate::table::Table;
use crate::{count, in_turn, photos, rates, ratios};

const PHOTO_SIZES: [(u16, u16); 2] = [(1_536, 1_024), (1_024, 1_024)];

pub fn measure(table: &mut Table) {
    let folder = tempfile::tempdir().expect("there is room for a temporary folder");
    let photos = folder.path().join("photos");
    let files = photos::write(&photos, count(60, 10_000), &PHOTO_SIZES);
    let (mut own, mut theirs) = (0, 0);
    let [ours, shells] = in_turn([
        &mut || {
            own += 1;
            bring_in(&files, &folder.path().join(format!("own-{own}")))
        },
        &mut || {
            theirs += 1;
            shell(&photos, &folder.path().join(format!("shell-{theirs}")))
        },
    ]);
    table.add(
        "import of photos, with thumbnails",
        "files/s",
        rates(files.len(), &ours),
    );
    table.add(
        "import, b3sum + vipsthumbnail + sqlite3",
        "files/s",
        rates(files.len(), &shells),
    );
    table.add(
        "import, ours to the shell's",
        "times",
        ratios(&ours, &shells),
    );
}

/// Seconds until all are in, and until it is known of each how it looks.
fn bring_in(files: &[PathBuf], folder: &Path) -> f64 {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime can be built");
    runtime.block_on(async {
        let studio = Studio::open(StudioConfig::new(folder.to_owned())).await;
        let studio = studio.expect("a studio opens");
        let mut changes = studio.subscribe();
        let begun = std::time::Instant::now();
        let imported = studio.import_files(files.to_vec()).await;
        let last = imported.iter().rev().find_map(|it| match it {
            Imported::Added { asset } => Some(asset.id),
            _ => None,
        });
        let last = last.expect("they came in");
        // The chore goes through them in order.
        while studio
            .get_asset(last)
            .await
            .expect("it is there")
            .asset
            .looks
            .is_none()
        {
            // Whatever changed, and whatever was missed of it, is a reason to look again.
            drop(changes.recv().await);
        }
        let taken = begun.elapsed().as_secs_f64();
        studio.stop().await;
        taken
    })
}

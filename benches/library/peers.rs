//! The programs that others wrote.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::seconds;

/// Makes small JPEG files of pictures on all processors; prints the seconds that it took, its own
/// start left out.
const SHARP: &str = r#"
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
const [, , home, target, sizes, ...files] = process.argv;
const sharp = createRequire(home + "/")("sharp");
sharp.cache(false);
sharp.concurrency(1);
const wanted = sizes.split(",").map(Number);
const begun = performance.now();
let next = 0;
async function work() {
  while (next < files.length) {
    const at = next++;
    for (const size of wanted) {
      await sharp(files[at]).rotate()
        .resize(size, size, { fit: "inside", withoutEnlargement: true })
        .jpeg({ quality: 85 }).toFile(`${target}/${at}-${size}.jpg`);
    }
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, work));
console.log((performance.now() - begun) / 1000);
"#;

/// sharp, as `cargo xtask bench` installed it.
pub struct Sharp {
    node: PathBuf,
    home: PathBuf,
    script: PathBuf,
}

impl Sharp {
    pub fn new(folder: &Path) -> Self {
        let provided = |name| PathBuf::from(std::env::var_os(name).expect("xtask provides it"));
        let script = folder.join("sharp.mjs");
        fs::write(&script, SHARP).expect("there is room for a script");
        Self {
            node: provided("STUDIO_NODE"),
            home: provided("STUDIO_SHARP"),
            script,
        }
    }

    /// Seconds that the pictures take.
    pub fn shrink(&self, files: &[PathBuf], sizes: &str, target: &Path) -> f64 {
        fs::create_dir_all(target).expect("there is room for thumbnails");
        let output = Command::new(&self.node)
            .arg(&self.script)
            .arg(&self.home)
            .arg(target)
            .arg(sizes)
            .args(files)
            .output()
            .expect("Node.js runs");
        let said = String::from_utf8_lossy(&output.stdout);
        said.trim().parse().expect("sharp made them all")
    }
}

/// Seconds that vipsthumbnail takes, one process for each processor.
pub fn vipsthumbnail(files: &[PathBuf], size: u32, target: &Path) -> f64 {
    fs::create_dir_all(target).expect("there is room for thumbnails");
    let parts = std::thread::available_parallelism().map_or(1, usize::from);
    let output = format!("{}/%s.jpg[Q=85]", target.display());
    seconds(|| {
        let running: Vec<_> = files
            .chunks(files.len().div_ceil(parts))
            .map(|part| {
                Command::new("vipsthumbnail")
                    .env("VIPS_CONCURRENCY", "1")
                    .args(["-s", &size.to_string(), "-o", &output])
                    .args(part)
                    .spawn()
                    .expect("vipsthumbnail runs")
            })
            .collect();
        for mut running in running {
            assert!(
                running.wait().is_ok_and(|it| it.success()),
                "it made them all"
            );
        }
    })
}

/// What one would write in a shell to bring files in: their hash, a thumbnail, a row.
const BRING_IN: &str = r#"
sqlite3 "$2/library.sqlite" 'create table assets (hash text primary key, path text, size integer)'
find "$1" -type f | while read -r file; do
  hash=$(b3sum --no-names "$file")
  vipsthumbnail -s 512 -o "$2/$hash.jpg[Q=85]" "$file"
  size=$(stat -c %s "$file")
  echo "insert into assets values ('$hash', '$file', $size);"
done | sqlite3 "$2/library.sqlite"
"#;

/// Seconds that the shell takes to bring a folder in.
pub fn shell(from: &Path, into: &Path) -> f64 {
    fs::create_dir_all(into).expect("there is room for a library");
    seconds(|| {
        let mut shell = Command::new("sh")
            .args(["-s", "--"])
            .args([from, into])
            .stdin(Stdio::piped())
            .spawn()
            .expect("there is a shell");
        let mut input = shell.stdin.take().expect("it reads its script");
        input
            .write_all(BRING_IN.as_bytes())
            .expect("it reads its script");
        drop(input);
        assert!(
            shell.wait().is_ok_and(|it| it.success()),
            "it brought them in"
        );
    })
}

/// Runs ffmpeg and tells how many seconds it took.
pub fn ffmpeg(arguments: &[&str]) -> f64 {
    seconds(|| {
        let ended = Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-y"])
            .args(arguments)
            .status();
        assert!(ended.is_ok_and(|it| it.success()), "ffmpeg did it");
    })
}

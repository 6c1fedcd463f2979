//! A picture of a film, made by ffmpeg where that is installed. It is never fetched.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::Command;

/// How long ffmpeg may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// The most that it may answer, in bytes.
const MOST_BYTES: u64 = 32 * 1024 * 1024;
/// A second in, many films have left the black they begin with; short ones have not so much.
const PLACES: [&str; 2] = ["1", "0"];
/// Into a box of 1,024 pixels, never larger than it is.
const INTO_THE_BOX: &str =
    "scale='min(1024,iw)':'min(1024,ih)':force_original_aspect_ratio=decrease";

/// A picture of the film as a PNG; nothing where ffmpeg makes none.
pub(crate) async fn of_film(ffmpeg: &Path, film: &Path) -> Option<Vec<u8>> {
    for place in PLACES {
        match tokio::time::timeout(PATIENCE, picture_at(ffmpeg, film, place)).await {
            Ok(Ok(picture)) if !picture.is_empty() => return Some(picture),
            Ok(Ok(_)) => {}
            Ok(Err(error)) => {
                tracing::debug!(%error, "ffmpeg could not be run");
                return None;
            }
            // Dropping the future ended it.
            Err(_) => return None,
        }
    }
    None
}

async fn picture_at(ffmpeg: &Path, film: &Path, place: &str) -> io::Result<Vec<u8>> {
    let mut child = Command::new(ffmpeg)
        .args(["-nostdin", "-v", "error", "-threads", "1"])
        // Nothing but the file is read, whatever it refers to.
        .args(["-protocol_whitelist", "file", "-ss", place, "-i"])
        .arg(film)
        .args(["-map", "0:v:0", "-frames:v", "1", "-vf", INTO_THE_BOX])
        .args(["-f", "image2pipe", "-c:v", "png", "pipe:1"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut picture = Vec::new();
    if let Some(output) = child.stdout.take() {
        output.take(MOST_BYTES).read_to_end(&mut picture).await?;
    }
    let ended_well = child.wait().await?.success();
    Ok(if ended_well { picture } else { Vec::new() })
}

/// A file that goes away when nobody needs it any more.
pub(crate) struct SetDown(PathBuf);

impl SetDown {
    /// Where it lies.
    pub fn to_path_buf(&self) -> PathBuf {
        self.0.clone()
    }
}

impl Drop for SetDown {
    fn drop(&mut self) {
        // What stays behind is a cache's, and goes with the oldest of it.
        let _ = fs::remove_file(&self.0);
    }
}

/// Writes a picture into the folder for as long as thumbnails are made of it.
pub(crate) fn set_down(folder: &Path, picture: &[u8]) -> io::Result<SetDown> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    fs::create_dir_all(folder)?;
    let path = folder.join(format!("poster-{}-{count}.tmp", std::process::id()));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)?;
    let set_down = SetDown(path);
    file.write_all(picture)?;
    Ok(set_down)
}

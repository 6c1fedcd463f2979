//! The shape of an hour of sound.

use crate::peers::ffmpeg;
use crate::table::Table;
use crate::{count, in_turn, ratios, seconds};

pub fn measure(table: &mut Table) {
    let folder = tempfile::tempdir().expect("there is room for a temporary folder");
    let minutes = count(10, 60);
    let sound = folder.path().join("sound.mp3");
    let sound = sound.to_string_lossy().into_owned();
    let made = format!(
        "aevalsrc='0.4*sin(2*PI*220*t)*sin(t/9)+0.1*random(0)|0.3*sin(2*PI*331*t)+0.1*random(1)':s=44100:d={}",
        minutes * 60
    );
    ffmpeg(&["-f", "lavfi", "-i", &made, "-b:a", "192k", &sound]);
    let [ours, theirs] = in_turn([
        &mut || {
            seconds(|| {
                let peaks = studio_media::peaks(sound.as_ref());
                assert!(peaks.is_ok(), "the sound can be read");
            })
        },
        &mut || ffmpeg(&["-threads", "1", "-i", &sound, "-f", "null", "-"]),
    ]);
    let millis = |taken: &[f64]| taken.iter().map(|it| it * 1_000.0).collect();
    table.add(
        format!("peaks of {minutes} minutes of stereo MP3"),
        "ms",
        millis(&ours),
    );
    table.add("the same, decoded by ffmpeg", "ms", millis(&theirs));
    table.add("peaks, ours to ffmpeg's", "times", ratios(&ours, &theirs));
}

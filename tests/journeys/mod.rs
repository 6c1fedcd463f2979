//! What people do with the studio, each walked in the real window and in Chromium.

mod batches;
mod carrying;
mod chatting;
mod faults;
mod first_run;
mod keeping;
mod keyboard;
mod keys;
mod library;
mod media;
mod overview;
mod pictures;
mod steps;
mod storage;

/// Walks journeys in both windows: `name::real_window` and `name::chromium`.
macro_rules! on_both_stages {
    ($($journey:ident),+ $(,)?) => {$(
        mod $journey {
            use crate::stage::{Kind, Stage};

            #[test]
            fn real_window() {
                super::$journey(&mut Stage::open(Kind::RealWindow, stringify!($journey)));
            }

            #[test]
            fn chromium() {
                super::$journey(&mut Stage::open(Kind::Chromium, stringify!($journey)));
            }
        }
    )+};
}
use on_both_stages;

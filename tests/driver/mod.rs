//! Drives a window as a person would: by what is to be seen and read, with mouse and keyboard.

mod patience;
mod session;
mod window;

pub use patience::eventually;
pub use session::Session;
pub use window::{Window, containing};

//! Servers that this project did not write, which the tests speak to on loopback.

pub mod aimock;
pub mod llama;
pub mod sharp;

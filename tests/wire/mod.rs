//! HTTP over plain sockets, both ends: what the journeys drive with, and servers that misbehave
//! byte by byte, which no well-made library would do.

mod client;
mod head;
mod scripted;
mod server;

pub use client::{Answer, Request};
pub use server::{Connection, Server};

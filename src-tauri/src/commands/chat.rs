//! Sending messages.

use studio_domain::{EditMessage, RegenerateMessage, SendMessage, Sent};

hand_on! {
    /// Records a message and its answer-to-be, and starts the answer.
    ask send_message(request: SendMessage) -> Sent;

    /// Starts another answer beside one that is there.
    ask regenerate_message(request: RegenerateMessage) -> Sent;

    /// Says something else at an earlier point and starts the answer.
    ask edit_message(request: EditMessage) -> Sent;
}

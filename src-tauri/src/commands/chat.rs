//! Sending messages.

use studio_domain::{EditMessage, RegenerateMessage, SendMessage, Sent};

pass_on! {
    /// Records a message and its answer-to-be, and starts the answer.
    send_message(request: SendMessage) -> Sent;

    /// Starts another answer beside one that is there.
    regenerate_message(request: RegenerateMessage) -> Sent;

    /// Says something else at an earlier point and starts the answer.
    edit_message(request: EditMessage) -> Sent;
}

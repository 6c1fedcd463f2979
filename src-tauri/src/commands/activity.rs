//! The activity tray: what runs and waits, and the order of it.

use studio_domain::{Activity, GenerationEvent, GenerationId, QueueMove, QueueSettings};

hand_on! {
    /// What is being made, what waits, what is lost, and what ended since the start.
    ask list_activity() -> Activity;

    /// Takes what has ended off the list of activity.
    ask clear_activity() -> ();

    /// How the queue behaves.
    ask get_queue_settings() -> QueueSettings;

    /// Changes how the queue behaves.
    ask set_queue_settings(settings: QueueSettings) -> ();

    /// Holds those back that were not sent yet.
    ask hold_generations(ids: Vec<GenerationId>) -> ();

    /// Lets those go on that were held back.
    ask let_generations_go(ids: Vec<GenerationId>) -> ();

    /// Gives a generation that waits another place in the line.
    ask move_generation(id: GenerationId, to: QueueMove) -> ();

    /// Asks the provider once more about a generation whose answer is lost.
    ask look_again(id: GenerationId) -> ();

    /// The steps of a generation's life, in order.
    ask list_generation_events(id: GenerationId) -> Vec<GenerationEvent>;
}

//! The activity tray: what runs and waits, and the order of it.

use studio_domain::{Activity, GenerationEvent, GenerationId, QueueMove, QueueSettings};

pass_on! {
    /// What is being made, what waits, what is lost, and what ended since the start.
    list_activity() -> Activity;

    /// Takes what has ended off the list of activity.
    clear_activity() -> ();

    /// How the queue behaves.
    get_queue_settings() -> QueueSettings;

    /// Changes how the queue behaves.
    set_queue_settings(settings: QueueSettings) -> ();

    /// Holds those back that were not sent yet.
    hold_generations(ids: Vec<GenerationId>) -> ();

    /// Lets those go on that were held back.
    let_generations_go(ids: Vec<GenerationId>) -> ();

    /// Gives a generation that waits another place in the line.
    move_generation(id: GenerationId, to: QueueMove) -> ();

    /// Asks the provider once more about a generation whose answer is lost.
    look_again(id: GenerationId) -> ();

    /// The steps of a generation's life, in order.
    list_generation_events(id: GenerationId) -> Vec<GenerationEvent>;
}

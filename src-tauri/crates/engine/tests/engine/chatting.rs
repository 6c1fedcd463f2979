//! Answers in a conversation that are held on the way, and what is kept of them when something
//! goes wrong meanwhile.

use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use serde_json::json;
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;
use studio_domain::{
    ConversationId, CostBasis, ErrorCode, Generation, GenerationId, GenerationState, MessagePart,
    ModelRef, Params, ProviderId, SendMessage, Sent,
};
use studio_engine::{Catalog, Studio, StudioConfig};
use tempfile::TempDir;

use crate::http::Request;
use crate::scripted::{AFTER_THE_LEASE, MovedClock, problem_of, process};
use crate::support::end_of;

const MANIFEST: &str = include_str!("../../torture/provider.toml");
/// The torture's talker has no price.
const TALKER: &str = "operation = \"chat\"\n";
const PRICED: &str = "operation = \"chat\"\n[models.prices]\nread_on = \"2026-11-26\"\ninput = \"1\"\noutput = \"2\"\n";

/// How the service answers; what it waits for comes from the test.
type Answer = dyn Fn(&mut Request, &Receiver<()>) -> io::Result<()> + Send + Sync;

/// A studio's folder and the service it talks to.
struct Parlour {
    url: String,
    folder: TempDir,
    clock: MovedClock,
    asked: Arc<AtomicUsize>,
    go_on: Sender<()>,
    stopping: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl Parlour {
    fn new(
        answer: impl Fn(&mut Request, &Receiver<()>) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (go_on, told) = channel();
        let told = Arc::new(Mutex::new(told));
        let (asked, stopping) = (
            Arc::new(AtomicUsize::new(0)),
            Arc::new(AtomicBool::new(false)),
        );
        let (counted, ending) = (Arc::clone(&asked), Arc::clone(&stopping));
        let answer: Arc<Answer> = Arc::new(answer);
        let accepting = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ending.load(Ordering::SeqCst) {
                    return;
                }
                let (counted, told) = (Arc::clone(&counted), Arc::clone(&told));
                let answer = Arc::clone(&answer);
                std::thread::spawn(move || {
                    let Ok(mut request) = Request::read(stream) else {
                        return;
                    };
                    counted.fetch_add(1, Ordering::SeqCst);
                    if answer(&mut request, &told.lock().unwrap()).is_ok() {
                        request.finish();
                    }
                });
            }
        });
        Self {
            url,
            folder: tempfile::tempdir().unwrap(),
            clock: MovedClock::default(),
            asked,
            go_on,
            stopping,
            accepting: Some(accepting),
        }
    }

    /// One that begins an answer, waits, and ends it.
    fn holding() -> Self {
        Self::new(|request, told| {
            begin(request)?;
            say(request, "Hello")?;
            let _ = told.recv();
            say(request, " there")?;
            finish(request)
        })
    }

    async fn open(&self) -> Studio {
        assert!(MANIFEST.contains(TALKER));
        let manifest = MANIFEST
            .replace("{server}", &self.url)
            .replacen(TALKER, PRICED, 1);
        let catalog = Catalog::from_texts(&[("torture.toml", &manifest)]).unwrap();
        let mut config = StudioConfig::new(self.folder.path().to_owned());
        config.catalog = Some(catalog);
        config.clock = Arc::new(self.clock.clone());
        Studio::open(config).await.unwrap()
    }

    /// The studio's database, to make it misbehave.
    async fn ledger(&self) -> SqlitePool {
        let options = SqliteConnectOptions::new()
            .filename(self.folder.path().join("studio.sqlite"))
            .busy_timeout(std::time::Duration::from_secs(30));
        SqlitePool::connect_with(options).await.unwrap()
    }
}

impl Drop for Parlour {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.url.trim_start_matches("http://")));
        if let Some(accepting) = self.accepting.take() {
            drop(accepting.join());
        }
    }
}

fn begin(request: &mut Request) -> io::Result<()> {
    let kind = ("content-type", "text/event-stream".to_owned());
    request.head("200 OK", &[kind])
}

fn say(request: &mut Request, text: &str) -> io::Result<()> {
    event(request, &json!({"index": 0, "delta": {"content": text}}))
}

fn finish(request: &mut Request) -> io::Result<()> {
    event(
        request,
        &json!({"index": 0, "delta": {}, "finish_reason": "stop"}),
    )?;
    request.send(b"data: [DONE]\n\n")
}

fn event(request: &mut Request, choice: &serde_json::Value) -> io::Result<()> {
    let chunk = json!({"id": "1", "object": "chat.completion.chunk", "choices": [choice]});
    request.send(format!("data: {chunk}\n\n").as_bytes())
}

async fn ask(studio: &Studio) -> Sent {
    let message = SendMessage {
        conversation_id: None,
        text: "What do you see from your window?".to_owned(),
        model: ModelRef {
            provider_id: ProviderId::new("torture"),
            model_id: "talker".to_owned(),
        },
        params: Params::new(),
        attachments: Vec::new(),
    };
    studio.send_message(message).await.unwrap()
}

/// What the last message of a conversation says.
async fn last_words(studio: &Studio, id: ConversationId) -> String {
    let shown = studio.list_messages(id, None, 10).await.unwrap();
    let last = shown.items.into_iter().next_back().unwrap();
    let texts = last.parts.into_iter().filter_map(|part| match part {
        MessagePart::Text { text } => Some(text),
        _ => None,
    });
    texts.collect()
}

async fn until(
    studio: &Studio,
    id: GenerationId,
    wanted: impl Fn(&Generation) -> bool,
) -> Generation {
    let mut updates = studio.watch_generation(id).await.unwrap();
    loop {
        let generation = studio.get_generation(id).await.unwrap();
        if wanted(&generation) {
            return generation;
        }
        updates.recv().await.expect("it was let go of");
    }
}

async fn states(studio: &Studio, id: GenerationId) -> Vec<GenerationState> {
    let events = studio.list_generation_events(id).await.unwrap();
    events.into_iter().map(|event| event.to).collect()
}

async fn run(ledger: &SqlitePool, sql: &'static str) {
    sqlx::query(sql).execute(ledger).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_the_database_refuses_for_a_while_are_written_with_what_follows() {
    let parlour = Parlour::holding();
    let studio = parlour.open().await;
    let ledger = parlour.ledger().await;
    run(
        &ledger,
        "create trigger refused before insert on stream_chunks
         begin select raise(abort, 'the test refuses it'); end",
    )
    .await;
    let sent = ask(&studio).await;
    problem_of(&studio, sent.generation_id, |_| true).await;
    run(&ledger, "drop trigger refused").await;
    ledger.close().await;
    parlour.go_on.send(()).unwrap();
    let ended = end_of(&studio, sent.generation_id).await;
    assert_eq!(ended.state, GenerationState::Succeeded, "{ended:?}");
    assert_eq!(
        last_words(&studio, sent.conversation_id).await,
        "Hello there"
    );
    assert_eq!(parlour.asked.load(Ordering::SeqCst), 1, "it is paid once");
    studio.stop().await;
}

const BEGINNING_REFUSED: &str = "create trigger refused before update of first_output_at
    on generations begin select raise(abort, 'the test refuses it'); end";

#[tokio::test(flavor = "multi_thread")]
async fn a_beginning_that_could_not_be_recorded_is_recorded_later() {
    use GenerationState::{Queued, Running, Submitted, Succeeded};
    let parlour = Parlour::holding();
    let studio = parlour.open().await;
    let ledger = parlour.ledger().await;
    run(&ledger, BEGINNING_REFUSED).await;
    let sent = ask(&studio).await;
    let id = sent.generation_id;
    problem_of(&studio, id, |_| true).await;
    run(&ledger, "drop trigger refused").await;
    ledger.close().await;
    until(&studio, id, |it| it.state == Running).await;
    parlour.go_on.send(()).unwrap();
    let ended = end_of(&studio, id).await;
    assert!(ended.first_output_at.is_some());
    assert_eq!(
        states(&studio, id).await,
        [Queued, Submitted, Running, Succeeded]
    );
    assert_eq!(
        last_words(&studio, sent.conversation_id).await,
        "Hello there"
    );
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_whose_beginning_is_never_recorded_is_kept_all_the_same() {
    let parlour = Parlour::holding();
    let studio = parlour.open().await;
    let ledger = parlour.ledger().await;
    run(&ledger, BEGINNING_REFUSED).await;
    let sent = ask(&studio).await;
    problem_of(&studio, sent.generation_id, |_| true).await;
    parlour.go_on.send(()).unwrap();
    let ended = end_of(&studio, sent.generation_id).await;
    assert_eq!(ended.state, GenerationState::Succeeded, "{ended:?}");
    assert_eq!(
        last_words(&studio, sent.conversation_id).await,
        "Hello there"
    );
    ledger.close().await;
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_ends_in_the_trash_is_whole_when_it_is_taken_out() {
    let parlour = Parlour::holding();
    let studio = parlour.open().await;
    let sent = ask(&studio).await;
    until(&studio, sent.generation_id, |it| {
        it.state == GenerationState::Running
    })
    .await;
    let deletion = studio.delete_conversation(sent.conversation_id).await;
    parlour.go_on.send(()).unwrap();
    let ended = end_of(&studio, sent.generation_id).await;
    assert_eq!(ended.state, GenerationState::Succeeded, "{ended:?}");
    studio.undo_deletion(deletion.unwrap().id).await.unwrap();
    assert_eq!(
        last_words(&studio, sent.conversation_id).await,
        "Hello there"
    );
    studio.stop().await;
}

/// What it costs is at least what was said, and only guessed.
fn assert_guessed(ended: &Generation) {
    let cost = ended.actual_cost.expect("it is told what it cost");
    assert!(cost.nanos > 0, "{cost:?}");
    assert_eq!(ended.cost_basis, Some(CostBasis::Estimate));
}

#[test]
fn what_was_read_of_an_answer_that_a_crash_cut_off_is_counted() {
    let parlour = Parlour::new(|_, told| {
        let _ = told.recv();
        Err(io::ErrorKind::Interrupted.into())
    });
    let first = process();
    let id = first.block_on(async {
        let studio = parlour.open().await;
        let sent = ask(&studio).await;
        while parlour.asked.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        sent.generation_id
    });
    first.shutdown_background();
    parlour.go_on.send(()).unwrap();
    parlour.clock.advance(AFTER_THE_LEASE);
    process().block_on(async {
        let studio = parlour.open().await;
        let ended = end_of(&studio, id).await;
        assert_eq!(ended.state, GenerationState::Failed);
        assert_eq!(ended.problem.as_ref().unwrap().code, ErrorCode::Interrupted);
        assert_guessed(&ended);
        studio.stop().await;
    });
    assert_eq!(parlour.asked.load(Ordering::SeqCst), 1, "it is sent once");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_stopped_before_it_began_may_be_charged_and_counts() {
    let parlour = Parlour::new(|_, told| {
        let _ = told.recv();
        Err(io::ErrorKind::Interrupted.into())
    });
    let studio = parlour.open().await;
    let sent = ask(&studio).await;
    while parlour.asked.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    studio.stop_generation(sent.generation_id).await.unwrap();
    let ended = end_of(&studio, sent.generation_id).await;
    parlour.go_on.send(()).unwrap();
    assert_eq!(ended.state, GenerationState::Cancelled);
    let hint = ended.problem.as_ref().unwrap().hint.as_ref().unwrap();
    assert!(hint.contains("may still be charged"), "{hint}");
    assert_guessed(&ended);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_lost_on_the_way_may_be_charged_and_counts() {
    let hangs_up = Parlour::new(|_, _| Err(io::ErrorKind::ConnectionReset.into()));
    let gateway = Parlour::new(|request, _| {
        let nothing = [("content-length", "0".to_owned())];
        request.head("504 Gateway Timeout", &nothing)
    });
    for parlour in [hangs_up, gateway] {
        let studio = parlour.open().await;
        let sent = ask(&studio).await;
        let ended = end_of(&studio, sent.generation_id).await;
        assert_eq!(ended.state, GenerationState::Failed);
        let problem = ended.problem.as_ref().unwrap();
        assert_eq!(problem.code, ErrorCode::AnswerLost);
        let hint = problem.hint.as_ref().unwrap();
        assert!(hint.contains("charged all the same"), "{hint}");
        assert_guessed(&ended);
        assert_eq!(parlour.asked.load(Ordering::SeqCst), 1, "it is sent once");
        studio.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_stops_costing_although_the_database_does_not_take_the_stop() {
    let hung_up = Arc::new(AtomicBool::new(false));
    let closed = Arc::clone(&hung_up);
    let parlour = Parlour::new(move |request, _| {
        begin(request)?;
        say(request, "Hello")?;
        request.hold();
        closed.store(true, Ordering::SeqCst);
        Ok(())
    });
    let studio = parlour.open().await;
    let sent = ask(&studio).await;
    until(&studio, sent.generation_id, |it| {
        it.state == GenerationState::Running
    })
    .await;
    let ledger = parlour.ledger().await;
    run(
        &ledger,
        "create trigger refused before update of cancel_requested_at on jobs
         begin select raise(abort, 'the test refuses it'); end",
    )
    .await;
    studio
        .stop_generation(sent.generation_id)
        .await
        .expect_err("it is told");
    while !hung_up.load(Ordering::SeqCst) {
        tokio::task::yield_now().await;
    }
    let ended = end_of(&studio, sent.generation_id).await;
    assert_eq!(ended.state, GenerationState::Cancelled);
    assert_eq!(last_words(&studio, sent.conversation_id).await, "Hello");
    ledger.close().await;
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_whose_conversation_is_thrown_away_for_good_leaves_no_words() {
    let parlour = Parlour::holding();
    let studio = parlour.open().await;
    let sent = ask(&studio).await;
    until(&studio, sent.generation_id, |it| {
        it.state == GenerationState::Running
    })
    .await;
    studio
        .delete_conversation(sent.conversation_id)
        .await
        .unwrap();
    studio.empty_trash().await.unwrap();
    parlour.go_on.send(()).unwrap();
    end_of(&studio, sent.generation_id).await;
    let ledger = parlour.ledger().await;
    let left: u32 = sqlx::query_scalar("select count(*) from stream_chunks")
        .fetch_one(&ledger)
        .await
        .unwrap();
    assert_eq!(left, 0);
    ledger.close().await;
    studio.stop().await;
}

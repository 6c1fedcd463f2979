//! The ledger and its queue against a model that fits on a page: whatever is asked in whatever
//! order, both say the same.

use proptest::prelude::*;
use studio_domain::{GenerationId, GenerationState, JobId, QueueMove};
use studio_jobs::{
    JobsError, Leave, NewJob, activity, begin, claim, counts, enqueue, finish, hold, let_go,
    move_to, priority, release, request_cancel,
};
use studio_store::generations::{self, Transition};

use crate::support::{Fixture, fixture};

const LEASE: i64 = 10_000;
const ME: &str = "me";

/// Something that is tried; the number chooses among the generations there are.
#[derive(Debug, Clone)]
enum Attempt {
    Ask(i32),
    Claim,
    Send(usize),
    Step(usize, GenerationState),
    GiveBack(usize, i64),
    LookAgain(usize),
    Hold(usize),
    LetGo(usize),
    Move(usize, QueueMove),
    Stop(usize),
    Wait(i64),
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let which = 0..8_usize;
    let state = prop::sample::select(GenerationState::ALL.to_vec());
    let to = prop_oneof![
        Just(QueueMove::First),
        Just(QueueMove::Last),
        Just(QueueMove::Up),
        Just(QueueMove::Down),
        (0..9_u32).prop_map(|place| QueueMove::Place { place }),
    ];
    let asked = prop::sample::select(vec![priority::PERSON, priority::BATCH]);
    prop_oneof![
        3 => asked.prop_map(Attempt::Ask),
        5 => Just(Attempt::Claim),
        4 => which.clone().prop_map(Attempt::Send),
        6 => (which.clone(), state).prop_map(|(which, state)| Attempt::Step(which, state)),
        2 => (which.clone(), 0..2_000_i64).prop_map(|(which, ms)| Attempt::GiveBack(which, ms)),
        2 => which.clone().prop_map(Attempt::LookAgain),
        2 => which.clone().prop_map(Attempt::Hold),
        2 => which.clone().prop_map(Attempt::LetGo),
        4 => (which.clone(), to).prop_map(|(which, to)| Attempt::Move(which, to)),
        1 => which.prop_map(Attempt::Stop),
        1 => prop::sample::select(vec![1, 500, LEASE + 1]).prop_map(Attempt::Wait),
    ]
}

#[derive(Debug)]
struct Job {
    id: JobId,
    priority: i32,
    turn: i64,
    not_before: i64,
    held: bool,
    stop: bool,
    leased_until: Option<i64>,
}

#[derive(Debug)]
struct Entry {
    id: GenerationId,
    states: Vec<GenerationState>,
    ended_at: Option<i64>,
    /// There exactly while somebody should look.
    job: Option<Job>,
}

impl Entry {
    fn state(&self) -> GenerationState {
        *self.states.last().expect("it begins queued")
    }

    fn leased(&self) -> bool {
        self.job
            .as_ref()
            .is_some_and(|job| job.leased_until.is_some())
    }
}

#[derive(Debug, Default)]
struct Model(Vec<Entry>);

impl Model {
    fn next(&mut self, now: i64) -> Option<&mut Entry> {
        self.0
            .iter_mut()
            .filter(|entry| {
                entry.job.as_ref().is_some_and(|job| {
                    let free = job.leased_until.is_none_or(|until| until < now);
                    free && !job.held && job.not_before <= now
                })
            })
            .min_by_key(|entry| {
                let job = entry.job.as_ref().expect("it was just filtered");
                (-job.priority, job.turn, job.not_before, job.id)
            })
    }

    /// Who is in the line, by their place in the list of all.
    fn line(&self) -> Vec<usize> {
        let mut line: Vec<usize> = (0..self.0.len())
            .filter(|at| self.0[*at].state() == GenerationState::Queued)
            .filter(|at| self.0[*at].job.is_some())
            .collect();
        line.sort_by_key(|at| {
            let entry = &self.0[*at];
            let job = entry.job.as_ref().expect("it was just filtered");
            (-job.priority, job.turn, entry.id)
        });
        line
    }

    fn shift(&mut self, which: usize, to: QueueMove) {
        let mut line = self.line();
        let Some(from) = line.iter().position(|at| *at == which) else {
            return;
        };
        let last = line.len() - 1;
        let place = match to {
            QueueMove::First => 0,
            QueueMove::Last => last,
            QueueMove::Up => from.max(1) - 1,
            QueueMove::Down => last.min(from + 1),
            QueueMove::Place { place } => last.min((place.max(1) - 1) as usize),
        };
        line.remove(from);
        line.insert(place, which);
        let priority_at = |at: usize| self.0[line[at]].job.as_ref().map(|job| job.priority);
        let priority = match place.cmp(&from) {
            std::cmp::Ordering::Less => priority_at(place + 1),
            std::cmp::Ordering::Equal => priority_at(place),
            std::cmp::Ordering::Greater => priority_at(place - 1),
        };
        let length = line.len() as i64;
        for (at, turn) in line.iter().zip(-length..) {
            let job = self.0[*at].job.as_mut().expect("it is in the line");
            job.turn = turn;
            if *at == which {
                job.priority = priority.expect("it has a neighbour, itself at least");
            }
        }
    }
}

async fn ask(home: &Fixture, model: &mut Model, priority: i32) {
    if model.0.len() == 8 {
        return;
    }
    let id = home.generation().await;
    let job = NewJob {
        priority,
        generation_id: Some(id),
        ..home.job("asked for")
    };
    model.0.push(Entry {
        id,
        states: vec![GenerationState::Queued],
        ended_at: None,
        job: Some(Job {
            id: home.add(job).await,
            priority,
            turn: 0,
            not_before: home.now().get(),
            held: false,
            stop: false,
            leased_until: None,
        }),
    });
}

async fn send(home: &Fixture, entry: &mut Entry) {
    let Some(job) = &mut entry.job else { return };
    let mut tx = home.store.write().await.unwrap();
    let leave = begin(&mut tx, job.id, ME).await;
    if job.leased_until.is_none() {
        assert!(matches!(leave, Err(JobsError::LeaseLost)), "{leave:?}");
        return;
    }
    let free = !job.held && !job.stop;
    assert_eq!(leave.unwrap() == Leave::Given, free);
    let sent = Transition::to(GenerationState::Submitted);
    let sent = generations::transition(&mut tx, entry.id, sent).await;
    let state = *entry.states.last().expect("it begins queued");
    assert_eq!(sent.is_ok(), state == GenerationState::Queued);
    if free && sent.is_ok() {
        tx.commit().await.unwrap();
        job.priority = job.priority.max(priority::BEGUN);
        entry.states.push(GenerationState::Submitted);
    }
}

/// Any step but that of being sent. Who ends, and who is lost, leaves the queue in the same
/// transaction.
async fn step(home: &Fixture, entry: &mut Entry, to: GenerationState) {
    // Being sent is another matter, and only who holds the lease tells of work.
    let works = matches!(to, GenerationState::Running | GenerationState::Unknown);
    if to == GenerationState::Submitted || works && !entry.leased() {
        return;
    }
    let mut tx = home.store.write().await.unwrap();
    let taken = generations::transition(&mut tx, entry.id, Transition::to(to)).await;
    assert_eq!(taken.is_ok(), entry.state().can_become(to), "{taken:?}");
    let leaves = to.is_terminal() || to == GenerationState::Unknown;
    let mut kept = taken.is_ok();
    if let (true, Some(job)) = (leaves, &entry.job) {
        let finished = finish(&mut tx, job.id, ME).await;
        assert_eq!(finished.is_ok(), job.leased_until.is_some());
        kept &= finished.is_ok();
    }
    if !kept {
        return;
    }
    tx.commit().await.unwrap();
    entry.states.push(to);
    entry.ended_at = to.is_terminal().then_some(home.now().get());
    if leaves {
        entry.job = None;
    }
}

async fn give_back(home: &Fixture, entry: &mut Entry, ms: i64) {
    let leased = entry.leased();
    let Some(job) = &mut entry.job else { return };
    let later = home.now().plus(ms);
    let given = release(&home.store, job.id, ME, later, None).await;
    assert_eq!(given.is_ok(), leased, "{given:?}");
    if leased {
        job.leased_until = None;
        job.not_before = if job.stop {
            home.now().get()
        } else {
            later.get()
        };
    }
}

async fn look_again(home: &Fixture, entry: &mut Entry) {
    if entry.state() != GenerationState::Unknown || entry.job.is_some() {
        return;
    }
    let new = NewJob {
        priority: priority::BEGUN,
        generation_id: Some(entry.id),
        ..home.job("look again")
    };
    let mut tx = home.store.write().await.unwrap();
    let id = enqueue(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    entry.job = Some(Job {
        id,
        priority: priority::BEGUN,
        turn: 0,
        not_before: home.now().get(),
        held: false,
        stop: false,
        leased_until: None,
    });
}

async fn stop(home: &Fixture, entry: &mut Entry) {
    let mut tx = home.store.write().await.unwrap();
    let asked = request_cancel(&mut tx, entry.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(asked, entry.job.is_some());
    if let Some(job) = &mut entry.job {
        job.stop = true;
        job.held = false;
        job.not_before = job.not_before.min(home.now().get());
    }
}

async fn set_held(home: &Fixture, entry: &mut Entry, back: bool) {
    let mut tx = home.store.write().await.unwrap();
    let changed = if back {
        hold(&mut tx, &[entry.id]).await.unwrap()
    } else {
        let_go(&mut tx, &[entry.id]).await.unwrap()
    };
    tx.commit().await.unwrap();
    let queued = entry.state() == GenerationState::Queued;
    let Some(job) = &mut entry.job else {
        assert_eq!(changed, []);
        return;
    };
    let changes = if back {
        queued && !job.held && !job.stop
    } else {
        job.held
    };
    assert_eq!(changed.len(), usize::from(changes));
    if changes {
        job.held = back;
        if !back {
            job.not_before = job.not_before.min(home.now().get());
        }
    }
}

async fn try_it(home: &Fixture, model: &mut Model, attempt: Attempt) {
    let (Attempt::Send(which)
    | Attempt::Step(which, _)
    | Attempt::GiveBack(which, _)
    | Attempt::LookAgain(which)
    | Attempt::Hold(which)
    | Attempt::LetGo(which)
    | Attempt::Move(which, _)
    | Attempt::Stop(which)) = attempt
    else {
        return match attempt {
            Attempt::Ask(priority) => ask(home, model, priority).await,
            Attempt::Wait(ms) => home.clock.advance(ms),
            _ => {
                let claimed = claim(&home.store, ME, LEASE).await.unwrap();
                let now = home.now().get();
                let next = model.next(now);
                assert_eq!(
                    claimed.and_then(|claim| claim.generation_id),
                    next.as_ref().map(|entry| entry.id)
                );
                if let Some(job) = next.and_then(|entry| entry.job.as_mut()) {
                    job.leased_until = Some(now + LEASE);
                }
            }
        };
    };
    if let Attempt::Move(_, to) = attempt {
        if let Some(entry) = model.0.get(which) {
            let mut tx = home.store.write().await.unwrap();
            move_to(&mut tx, entry.id, to).await.unwrap();
            tx.commit().await.unwrap();
            model.shift(which, to);
        }
        return;
    }
    let Some(entry) = model.0.get_mut(which) else {
        return;
    };
    match attempt {
        Attempt::Send(_) => send(home, entry).await,
        Attempt::Step(_, to) => step(home, entry, to).await,
        Attempt::GiveBack(_, ms) => give_back(home, entry, ms).await,
        Attempt::LookAgain(_) => look_again(home, entry).await,
        Attempt::Hold(_) => set_held(home, entry, true).await,
        Attempt::LetGo(_) => set_held(home, entry, false).await,
        _ => stop(home, entry).await,
    }
}

async fn check(attempts: Vec<Attempt>) {
    let home = fixture().await;
    let mut model = Model::default();
    for attempt in attempts {
        try_it(&home, &mut model, attempt).await;
    }
    for entry in &model.0 {
        let found = generations::get(&home.store, entry.id).await.unwrap();
        let events = generations::events(&home.store, entry.id).await.unwrap();
        let states: Vec<_> = events.iter().map(|event| event.to).collect();
        assert_eq!(states, entry.states);
        let numbers = events.iter().map(|event| event.number);
        assert!(
            numbers.eq(1..=events.len() as u32),
            "numbered without holes"
        );
        assert_eq!(found.state, entry.state());
        assert_eq!(found.ended_at.map(|at| at.get()), entry.ended_at);
        assert_eq!(found.ended_at.is_some(), found.state.is_terminal());
        let looked_after = entry.job.is_some();
        assert_eq!(
            looked_after || found.state == GenerationState::Unknown,
            !found.state.is_terminal(),
            "who has not ended is looked after, or waits for a person to decide"
        );
    }
    let all = counts(&home.store).await.unwrap();
    let jobs = model.0.iter().filter(|entry| entry.job.is_some()).count();
    assert_eq!(all.due + all.waiting + all.leased, jobs as u64);
    let (runs, _) = activity(&home.store, &[]).await.unwrap();
    let shown: Vec<_> = runs
        .iter()
        .filter(|run| run.place.is_some())
        .map(|run| run.id)
        .collect();
    let line: Vec<_> = model.line().into_iter().map(|at| model.0[at].id).collect();
    assert_eq!(shown, line);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_ledger_and_its_queue_do_what_the_model_does(
        attempts in prop::collection::vec(attempt(), 0..80)
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(check(attempts));
    }
}

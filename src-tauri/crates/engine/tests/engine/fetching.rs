//! Results on their way: broken off, cut, expired, and gone on with by the next start.

use studio_domain::{CostBasis, ErrorCode, GenerationState};

use crate::scripted::{
    AFTER_THE_LEASE, Lab, busy, is_job, large, not_mine, problem_of, process, refused, request,
    send_all, send_part, settled, unfinished,
};
use crate::support::{end_of, png};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_breaks_off_is_gone_on_with_from_there() {
    let file = large();
    let whole = file.clone();
    let lab = Lab::new(move |request, before| {
        if is_job(request) {
            return not_mine();
        }
        send_part(
            request,
            &file,
            if before < 2 { 400_000 } else { usize::MAX },
        )
    });
    let (made, bytes) = lab.make("printer").await;
    assert_eq!(made.state, GenerationState::Succeeded, "{:?}", made.problem);
    assert_eq!(bytes, [whole]);
    let ranges: Vec<_> = lab
        .service
        .asked("/files")
        .into_iter()
        .map(|it| it.range)
        .collect();
    let from = |at: usize| Some(format!("bytes={at}-"));
    assert_eq!(ranges, [None, from(400_000), from(800_000)]);
    let tags = lab
        .service
        .asked("/files")
        .into_iter()
        .map(|it| it.if_range);
    assert_eq!(tags.flatten().collect::<Vec<_>>(), ["\"one\"", "\"one\""]);
    assert_eq!(lab.unfinished(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_sends_all_of_it_again_is_taken_at_its_word() {
    let file = large();
    let whole = file.clone();
    let lab = Lab::new(move |request, before| {
        let sent = if before == 0 { 500_000 } else { file.len() };
        send_all(request, &file, file.len(), sent)
    });
    let (made, bytes) = lab.make("poster").await;
    assert_eq!(made.state, GenerationState::Succeeded, "{:?}", made.problem);
    assert_eq!(bytes, [whole]);
    assert_eq!(lab.service.asked("/files").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_length_that_was_told_wrong_loses_nothing() {
    let file = png(7);
    let whole = file.clone();
    let lab = Lab::new(move |request, _| {
        if request.header("range").is_some() {
            let range = ("content-range", format!("bytes */{}", file.len()));
            let nothing = ("content-length", "0".to_owned());
            return request.head("416 Range Not Satisfiable", &[range, nothing]);
        }
        send_all(request, &file, file.len() + 900, file.len())
    });
    let (made, bytes) = lab.make("poster").await;
    assert_eq!(made.state, GenerationState::Succeeded, "{:?}", made.problem);
    assert_eq!(bytes, [whole]);
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_file_sent_as_if_it_were_all_is_fetched_again() {
    let file = png(8);
    let whole = file.clone();
    let lab = Lab::new(move |request, before| {
        let sent = if before == 0 {
            file.len() / 2
        } else {
            file.len()
        };
        send_all(request, &file, sent, sent)
    });
    let (made, bytes) = lab.make("poster").await;
    assert_eq!(made.state, GenerationState::Succeeded, "{:?}", made.problem);
    assert_eq!(bytes, [whole]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_all_there_yet_is_waited_for() {
    let file = png(11);
    let whole = file.clone();
    let lab = Lab::new(move |request, before| {
        let sent = if before < 5 {
            file.len() / 2
        } else {
            file.len()
        };
        send_all(request, &file, sent, sent)
    });
    let (made, bytes) = lab.make("poster").await;
    assert_eq!(made.state, GenerationState::Succeeded, "{:?}", made.problem);
    assert_eq!(bytes, [whole]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_damaged_where_it_lies_is_told_and_counted() {
    let file = png(9);
    let lab = Lab::new(move |request, _| send_all(request, &file, 40, 40));
    let (made, bytes) = lab.make("poster").await;
    assert_eq!(made.state, GenerationState::Failed);
    let problem = made.problem.clone().unwrap();
    assert_eq!(problem.code, ErrorCode::ProviderMalformed);
    assert_eq!(made.cost_basis, Some(CostBasis::Usage));
    assert_eq!(bytes.len(), 0);
    let (name, kept) = lab.set_aside().pop().unwrap();
    assert_eq!(
        kept,
        png(9)[..40],
        "another program may make something of it"
    );
    assert!(problem.hint.unwrap().contains(&name));
    assert_eq!(lab.service.asked("/files").len(), 6, "it was given time");
    assert_eq!(lab.unfinished(), [""; 0]);
}

/// A picture in a format that the studio does not read.
fn scan() -> Vec<u8> {
    [b"II*\0".as_slice(), &[7; 5_000]].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_shown_waits_until_it_can_be_kept() {
    let scan = scan();
    let whole = scan.clone();
    let lab = Lab::new(move |request, _| send_part(request, &scan, usize::MAX));
    let studio = lab.open().await;
    let in_the_way = lab.folder.path().join("set-aside");
    std::fs::write(&in_the_way, "not a folder").unwrap();
    let id = studio.generate(request("poster")).await.unwrap();
    problem_of(&studio, id, |it| it.code == ErrorCode::Internal).await;
    std::fs::remove_file(in_the_way).unwrap();
    let ended = end_of(&studio, id).await;
    assert_eq!(ended.state, GenerationState::Failed);
    assert_eq!(lab.set_aside(), [(format!("{id}-0.tiff"), whole)]);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_waits_to_keep_what_cannot_be_shown_can_be_stopped() {
    let scan = scan();
    let lab = Lab::new(move |request, _| send_part(request, &scan, usize::MAX));
    let studio = lab.open().await;
    std::fs::write(lab.folder.path().join("set-aside"), "not a folder").unwrap();
    let id = studio.generate(request("poster")).await.unwrap();
    problem_of(&studio, id, |it| it.code == ErrorCode::Internal).await;
    studio.stop_generation(id).await.unwrap();
    let ended = end_of(&studio, id).await;
    assert_eq!(ended.state, GenerationState::Failed);
    assert!(ended.actual_cost.is_some());
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_whose_address_works_once_is_kept_when_it_is_given_up() {
    let half = png(9)[..40].to_vec();
    let kept = half.clone();
    let lab = Lab::new(move |request, before| match before {
        0 => send_all(request, &half, 40, 40),
        _ => refused(request, "410 Gone"),
    });
    let studio = lab.open().await;
    let id = studio.generate(request("poster")).await.unwrap();
    let lost = lab.until_lost(&studio, id).await;
    assert_eq!(lost.problem.unwrap().code, ErrorCode::AnswerLost);
    studio.close_unknown(id).await.unwrap();
    let (name, bytes) = lab.set_aside().pop().unwrap();
    assert_eq!(bytes, kept);
    let told = studio.get_generation(id).await.unwrap().problem.unwrap();
    assert!(told.hint.unwrap().contains(&name));
    assert_eq!(lab.unfinished(), [""; 0]);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_studio_cannot_show_is_kept_as_a_file() {
    let scan = scan();
    let whole = scan.clone();
    let lab = Lab::new(move |request, before| match before {
        0 => send_part(request, &scan, usize::MAX),
        _ => refused(request, "410 Gone"),
    });
    let (made, bytes) = lab.make("poster").await;
    assert_eq!(made.state, GenerationState::Failed);
    assert!(made.actual_cost.is_some());
    assert_eq!(bytes.len(), 0);
    let studio = lab.open().await;
    let aside = studio.storage_use().await.unwrap().set_aside;
    assert_eq!((aside.files, aside.bytes), (1, whole.len() as u64));
    studio.stop().await;
    let name = format!("{}-0.tiff", made.id);
    assert!(made.problem.unwrap().hint.unwrap().contains(&name));
    assert_eq!(lab.set_aside(), [(name, whole)]);
    assert_eq!(lab.unfinished(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_in_place_of_a_file_is_not_kept() {
    let page = b"<!doctype html><title>Sign in</title>".to_vec();
    let lab = Lab::new(move |request, _| send_part(request, &page, usize::MAX));
    let (made, _) = lab.make("poster").await;
    assert_eq!(made.state, GenerationState::Failed);
    assert_eq!(lab.set_aside(), []);
    assert_eq!(lab.unfinished(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_job_is_asked_for_another_address_where_one_has_expired() {
    let file = png(10);
    let whole = file.clone();
    let lab = Lab::new(move |request, before| match before {
        _ if is_job(request) => not_mine(),
        0 => refused(request, "403 Forbidden"),
        _ => send_part(request, &file, usize::MAX),
    });
    let (made, bytes) = lab.make("printer").await;
    assert_eq!(made.state, GenerationState::Succeeded, "{:?}", made.problem);
    assert_eq!(bytes, [whole]);
    let files: Vec<_> = lab
        .service
        .asked("/files")
        .into_iter()
        .map(|it| it.path)
        .collect();
    assert_eq!(files, ["/files/0", "/files/1"]);
    assert_eq!(lab.service.asked("/job/").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_forgotten_before_its_file_was_fetched_may_still_exist() {
    let lab = Lab::new(move |request, before| match (is_job(request), before) {
        (true, 0) => not_mine(),
        (true, _) => refused(request, "404 Not Found"),
        (false, _) => refused(request, "410 Gone"),
    });
    let studio = lab.open().await;
    let id = studio.generate(request("printer")).await.unwrap();
    let lost = settled(&studio, id).await;
    assert_eq!(lost.state, GenerationState::Unknown);
    assert_eq!(lost.problem.unwrap().code, ErrorCode::AnswerLost);
    let counted = lost.usage.and_then(|usage| usage.images);
    assert_eq!(counted, Some(1), "what was made is counted");
    assert_eq!(lab.service.asked("/job").len(), 3, "it was sent once");
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_waited_for_until_its_address_expires_and_the_user_is_warned_before() {
    let lab = Lab::new(move |request, _| busy(request));
    let studio = lab.open().await;
    let id = studio.generate(request("poster")).await.unwrap();
    let busy = problem_of(&studio, id, |_| true).await;
    assert_eq!(busy.code, ErrorCode::ProviderUnavailable);
    assert!(!busy.message.contains("stops working"), "{}", busy.message);
    // Nobody says how long this address works: a day is what is believed.
    lab.clock.advance(24 * 3_600_000 - 300_000);
    let warning = problem_of(&studio, id, |it| it.message.contains("stops working")).await;
    assert!(warning.message.contains("minutes"), "{}", warning.message);
    assert!(warning.hint.is_some());
    lab.clock.advance(301_000);
    let lost = settled(&studio, id).await;
    assert_eq!(lost.state, GenerationState::Unknown);
    assert_eq!(lost.problem.unwrap().code, ErrorCode::AnswerLost);
    assert!(lost.actual_cost.is_some() || lost.usage.is_some());
    assert_eq!(
        lab.service.asked("/poster").len(),
        1,
        "it is never sent again"
    );
    studio.stop().await;
}

#[test]
fn a_file_that_was_begun_before_a_crash_is_gone_on_with_after_it() {
    let file = large();
    let whole = file.clone();
    let lab = Lab::new(move |request, before| {
        if before > 0 {
            return send_part(request, &file, usize::MAX);
        }
        send_part(request, &file, 1_300_000)?;
        request.hold();
        Ok(())
    });
    let first = process();
    let id = first.block_on(async {
        let studio = lab.open().await;
        let id = studio.generate(request("poster")).await.unwrap();
        loop {
            let size = unfinished(lab.folder.path()).iter().find_map(|name| {
                let path = lab.folder.path().join("blobs").join(name);
                std::fs::metadata(path).ok().map(|it| it.len())
            });
            if size.is_some_and(|size| size > 1_100_000) {
                return id;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    });
    first.shutdown_background();
    lab.clock.advance(AFTER_THE_LEASE);
    process().block_on(async {
        let studio = lab.open().await;
        let made = end_of(&studio, id).await;
        assert_eq!(made.state, GenerationState::Succeeded, "{:?}", made.problem);
        assert_eq!(lab.bytes_of(&made), [whole]);
        studio.stop().await;
    });
    let asked = lab.service.asked("/files");
    let surely_on_disk = Some("bytes=1048576-".to_owned());
    assert_eq!(asked.last().unwrap().range, surely_on_disk);
    assert_eq!(lab.service.asked("/poster").len(), 1, "it is paid for once");
    assert_eq!(lab.unfinished(), [""; 0]);
}

#[test]
fn what_came_whole_and_was_not_recorded_before_a_crash_is_never_fetched_again() {
    let file = large();
    let whole = file.clone();
    // The address works once.
    let lab = Lab::new(move |request, before| match before {
        0 => send_part(request, &file, usize::MAX),
        _ => refused(request, "410 Gone"),
    });
    let first = process();
    let (id, refusal) = first.block_on(async {
        let studio = lab.open().await;
        let refusal = lab.refuse("insert on assets").await;
        let id = studio.generate(request("poster")).await.unwrap();
        problem_of(&studio, id, |it| it.code == ErrorCode::Conflict).await;
        (id, refusal)
    });
    first.shutdown_background();
    lab.clock.advance(AFTER_THE_LEASE);
    process().block_on(async {
        refusal.lift(&lab).await;
        let studio = lab.open().await;
        let made = end_of(&studio, id).await;
        assert_eq!(made.state, GenerationState::Succeeded, "{:?}", made.problem);
        assert_eq!(lab.bytes_of(&made), [whole]);
        studio.stop().await;
    });
    assert_eq!(lab.service.asked("/files").len(), 1);
    assert_eq!(lab.unfinished(), [""; 0]);
}

/// Has the database refuse something while a model makes its one file, and take it again.
async fn with_refusal(model: &str, what: &str) -> Lab {
    let file = large();
    let whole = file.clone();
    let lab = Lab::new(move |request, before| match before {
        _ if is_job(request) => not_mine(),
        0 => send_part(request, &file, usize::MAX),
        _ => refused(request, "410 Gone"),
    });
    let studio = lab.open().await;
    let refusal = lab.refuse(what).await;
    let id = studio.generate(request(model)).await.unwrap();
    problem_of(&studio, id, |it| it.code == ErrorCode::Conflict).await;
    refusal.lift(&lab).await;
    let made = end_of(&studio, id).await;
    assert_eq!(made.state, GenerationState::Succeeded, "{:?}", made.problem);
    assert_eq!(lab.bytes_of(&made), [whole]);
    assert!(made.actual_cost.is_some());
    studio.stop().await;
    assert_eq!(lab.service.asked("/files").len(), 1);
    lab
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_name_the_database_refuses_is_waited_for_all_the_same() {
    let lab = with_refusal("printer", "update of provider_job on generations").await;
    let asked = lab.service.asked("/job");
    let sent = asked.iter().filter(|it| it.method == "POST").count();
    assert_eq!(sent, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_the_database_refuses_is_not_forgotten() {
    let lab = with_refusal("poster", "update of provider_job on generations").await;
    assert_eq!(lab.service.asked("/poster").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_which_the_database_refuses_to_note_that_it_came_is_kept() {
    with_refusal(
        "poster",
        "update of provider_job on generations when new.provider_job like '%\"arrived\":{%'",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_that_the_database_refuses_is_written_later() {
    with_refusal(
        "poster",
        "update of state on generations when new.state = 'succeeded'",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_sends_everybody_to_its_own_page_ends_nothing() {
    let file = large();
    let whole = file.clone();
    let lab = Lab::new(move |request, before| match before {
        0 => {
            let elsewhere = ("location", "http://192.168.1.1/".to_owned());
            request.head(
                "302 Found",
                &[elsewhere, ("content-length", "0".to_owned())],
            )
        }
        _ => send_part(request, &file, usize::MAX),
    });
    let (made, bytes) = lab.make("poster").await;
    assert_eq!(made.state, GenerationState::Succeeded, "{:?}", made.problem);
    assert_eq!(bytes, [whole]);
}

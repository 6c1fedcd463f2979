use studio_domain::ParamValue;

use super::nth_seed;

#[test]
fn seeds_follow_the_chosen_one_and_stay_within_their_range() {
    let chosen = ParamValue::Integer(41);
    let seeds: Vec<i64> = (0..3)
        .map(|number| nth_seed(Some(&chosen), Some(0.0), Some(42.0), 7, number))
        .collect();
    assert_eq!(seeds, [41, 42, 0]);
}

#[test]
fn without_a_chosen_seed_the_batch_draws_its_own() {
    let first = nth_seed(None, Some(1.0), Some(10.0), 25, 0);
    assert_eq!(
        (first, nth_seed(None, Some(1.0), Some(10.0), 25, 1)),
        (6, 7)
    );
    let widest = nth_seed(None, None, None, u64::MAX, 0);
    assert!((0..=4_294_967_295).contains(&widest));
}

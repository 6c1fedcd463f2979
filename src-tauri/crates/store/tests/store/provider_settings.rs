use std::collections::BTreeSet;

use studio_domain::{CacheTag, ProviderId};
use studio_store::provider_settings;

use crate::support::fixture;

#[tokio::test]
async fn a_provider_is_on_until_it_is_switched_off_and_on_again_afterwards() {
    let home = fixture().await;
    let id = ProviderId::new("openai");
    let disabled = async || provider_settings::disabled(&home.store).await.unwrap();
    assert_eq!(disabled().await, BTreeSet::new());
    let mut changes = home.store.subscribe();
    for (enabled, off) in [
        (false, BTreeSet::from([id.clone()])),
        (true, BTreeSet::new()),
    ] {
        let mut tx = home.write().await;
        provider_settings::set_enabled(&mut tx, &id, enabled)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(disabled().await, off);
        let stale = changes.try_recv().unwrap();
        assert_eq!(stale, [CacheTag::Providers, CacheTag::Models]);
    }
}

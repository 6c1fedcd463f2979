//! Stock libraries: searched, looked at and listened to, and brought into the library with the
//! terms they may be used on.

use std::collections::HashMap;
use std::sync::Arc;

use futures::StreamExt;
use studio_domain::{
    Asset, AssetKind, AssetSource, BlobHash, ProviderId, StockItem, StockItemRef, StockLibrary,
    StockPage, StockQuery,
};
use studio_media::MediaInfo;
use studio_providers::{Endpoint, FoundItem, SearchRequest};
use studio_store::{BlobStore, BlobWriter, asset_sources, assets};
use url::Url;

use crate::catalog::is_usable;
use crate::endpoints::Configured;
use crate::error::EngineError;
use crate::ledger::title;
use crate::stock_cache::LARGEST_SHOWN;
use crate::studio::{Parts, Studio};

impl Studio {
    /// The services that have a library to search, those that are switched off left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stock_services(&self) -> Result<Vec<StockLibrary>, EngineError> {
        let mut services = Vec::new();
        for configured in self.parts.configured().await? {
            let searches: Vec<_> = configured.manifest.searches().collect();
            if searches.is_empty() || !configured.enabled {
                continue;
            }
            let key = self.parts.key_status(&configured).await;
            services.push(StockLibrary {
                provider_id: configured.id.clone(),
                name: configured.name().to_owned(),
                usable: is_usable(&key),
                key,
                site_url: configured.manifest.links.site.as_ref().map(Url::to_string),
                searches,
            });
        }
        Ok(services)
    }

    /// One page of what a service has.
    ///
    /// # Errors
    /// The service's own error, or why it was not asked.
    pub async fn search_stock(&self, query: StockQuery) -> Result<StockPage, EngineError> {
        let parts = &self.parts;
        let configured = parts.stock_provider(&query.provider_id).await?;
        let kind = kind_of(&configured, &query.search)?;
        if let Some(wait_ms) = parts.gate.pause_of(&query.provider_id) {
            return Err(EngineError::Paused {
                provider: configured.name().to_owned(),
                wait_ms,
            });
        }
        let endpoint = parts.endpoint(&configured).await?;
        let request = SearchRequest {
            search: query.search.clone(),
            words: query.words,
            params: query.params,
            page: query.page,
        };
        let found = parts.providers.search(&endpoint, &request).await?;
        let ids: Vec<&str> = found.items.iter().map(|item| item.id.as_str()).collect();
        let provider = query.provider_id.as_str();
        let imported = asset_sources::imported(&parts.store, provider, kind, &ids).await?;
        let items = found.items.iter().map(|item| StockItem {
            id: item.id.clone(),
            title: title_of(item),
            page_url: text_of(item.page_url.as_ref()),
            author: item.author.clone(),
            author_url: text_of(item.author_url.as_ref()),
            licence: item.licence.clone(),
            licence_url: text_of(item.licence_url.as_ref()),
            attribution: item.attribution.clone(),
            width: item.width,
            height: item.height,
            duration_ms: item.duration_ms,
            has_thumbnail: item.thumbnail_url.is_some(),
            has_preview: item.preview_url.is_some(),
            imported: imported.get(&item.id).copied(),
        });
        let page = StockPage {
            items: items.collect(),
            next_page: found.has_next.then_some(query.page + 1),
            total: found.total.and_then(|total| u32::try_from(total).ok()),
        };
        let known: HashMap<String, FoundItem> = found
            .items
            .into_iter()
            .map(|item| (item.id.clone(), item))
            .collect();
        parts
            .stock
            .remember(&query.provider_id, &query.search, known);
        Ok(page)
    }

    /// Fetches the small picture of something that was found, unless it was fetched before. It is
    /// shown under its hash; the library does not know it.
    ///
    /// # Errors
    /// When a search of this session did not find it, or what comes is no picture.
    pub async fn stock_thumbnail(&self, item: StockItemRef) -> Result<BlobHash, EngineError> {
        let found = self.parts.found(&item)?;
        let url = found.thumbnail_url.as_ref();
        let url = url.ok_or(EngineError::NotFound("The picture"))?;
        self.parts
            .shown(&item.provider_id, url, AssetKind::Image)
            .await
    }

    /// Fetches what can be looked at or listened to before something is brought in.
    ///
    /// # Errors
    /// As for [`Studio::stock_thumbnail`].
    pub async fn stock_preview(&self, item: StockItemRef) -> Result<BlobHash, EngineError> {
        let configured = self.parts.stock_provider(&item.provider_id).await?;
        let kind = kind_of(&configured, &item.search)?;
        let found = self.parts.found(&item)?;
        let url = found.preview_url.as_ref();
        let url = url.ok_or(EngineError::NotNow("There is nothing to play or look at."))?;
        self.parts.shown(&item.provider_id, url, kind).await
    }

    /// Brings something that was found into the library, with where it came from and on what
    /// terms. Bytes that are there already are the same asset.
    ///
    /// # Errors
    /// When a search of this session did not find it, the service does not give it, or it is not
    /// what it is said to be.
    pub async fn import_stock(&self, item: StockItemRef) -> Result<Asset, EngineError> {
        let parts = &self.parts;
        let configured = parts.stock_provider(&item.provider_id).await?;
        let kind = kind_of(&configured, &item.search)?;
        let found = parts.found(&item)?;
        let endpoint = parts.endpoint(&configured).await?;
        // Some services ask to be told before anything is used; who is not told gives nothing.
        parts.providers.tell_of_use(&endpoint, &found).await?;
        let mut writer = parts.blobs.writer().await?;
        parts
            .fetch(&endpoint, &found.download_url, &mut writer, u64::MAX)
            .await?;
        let (hash, byte_size) = writer.finish().await?;
        let source = source_of(&item.provider_id, &found);
        if let Some(asset) = assets::by_blob(&parts.store, &hash).await? {
            let asset = self.out_of_the_trash(asset).await?;
            let mut tx = parts.store.write_durable().await?;
            asset_sources::insert(&mut tx, asset.id, &source).await?;
            tx.commit().await?;
            return Ok(asset);
        }
        match looked_at(&parts.blobs, &hash, kind).await {
            Ok(info) => {
                let title = title(&title_of(&found));
                let id = self
                    .record_import(hash, byte_size, info, title, Some(&source))
                    .await?;
                Ok(assets::get(&parts.store, id).await?)
            }
            Err(refused) => {
                self.forget_refused(&hash).await?;
                Err(refused)
            }
        }
    }
}

impl Parts {
    async fn stock_provider(&self, id: &ProviderId) -> Result<Configured, EngineError> {
        let configured = self.provider(id).await?;
        if configured.enabled {
            return Ok(configured);
        }
        Err(EngineError::ProviderOff {
            provider: configured.name().to_owned(),
        })
    }

    /// What a search of this session found. The window names it and never gives addresses.
    fn found(&self, item: &StockItemRef) -> Result<Arc<FoundItem>, EngineError> {
        self.stock
            .found(item)
            .ok_or(EngineError::NotFound("What was found"))
    }

    /// Something to show or play, from the cache or the service.
    pub(crate) async fn shown(
        &self,
        provider: &ProviderId,
        url: &Url,
        kind: AssetKind,
    ) -> Result<BlobHash, EngineError> {
        if let Some(hash) = self.stock.fetched(url) {
            return Ok(hash);
        }
        let _turn = self.stock.turn().await?;
        let configured = self.stock_provider(provider).await?;
        let endpoint = self.endpoint(&configured).await?;
        let files = self.stock.files().await?;
        let mut writer = files.writer().await?;
        self.fetch(&endpoint, url, &mut writer, LARGEST_SHOWN)
            .await?;
        let (hash, byte_size) = writer.finish().await?;
        match looked_at(files, &hash, kind).await {
            Ok(info) => {
                self.stock.keep(url, hash, byte_size, info.mime).await?;
                Ok(hash)
            }
            Err(refused) => {
                if !self.stock.holds(&hash) {
                    files.discard(&hash).await?;
                }
                Err(refused)
            }
        }
    }

    async fn fetch(
        &self,
        endpoint: &Endpoint,
        url: &Url,
        writer: &mut BlobWriter,
        most: u64,
    ) -> Result<(), EngineError> {
        let mut stream = self.providers.download(endpoint, url).await?;
        let mut total = 0_u64;
        while let Some(piece) = stream.next().await {
            let piece = piece?;
            total += piece.len() as u64;
            if total > most {
                return Err(EngineError::NotNow("It is too large to be shown here."));
            }
            writer.write(&piece).await?;
        }
        Ok(())
    }
}

fn kind_of(configured: &Configured, search: &str) -> Result<AssetKind, EngineError> {
    let mut searches = configured.manifest.searches();
    let found = searches.find(|known| known.id == search);
    found
        .map(|found| found.kind)
        .ok_or(EngineError::NotFound("The library to search"))
}

/// What the bytes are; an error where they are something else than was looked for.
async fn looked_at(
    files: &BlobStore,
    hash: &BlobHash,
    kind: AssetKind,
) -> Result<MediaInfo, EngineError> {
    let path = files.path(hash);
    let looked = tokio::task::spawn_blocking(move || studio_media::check_file(&path)).await;
    let info = looked.map_err(|_| EngineError::TaskLost)??;
    if info.kind == kind {
        return Ok(info);
    }
    Err(EngineError::WrongOutput {
        expected: crate::generate::in_words(kind),
        found: crate::generate::in_words(info.kind),
        mime: info.mime,
    })
}

fn source_of(provider: &ProviderId, found: &FoundItem) -> AssetSource {
    AssetSource {
        provider: provider.as_str().to_owned(),
        item_id: found.id.clone(),
        page_url: text_of(found.page_url.as_ref()),
        author: found.author.clone(),
        author_url: text_of(found.author_url.as_ref()),
        licence: found.licence.clone(),
        licence_url: text_of(found.licence_url.as_ref()),
        attribution: found.attribution.clone(),
    }
}

fn text_of(url: Option<&Url>) -> Option<String> {
    url.map(Url::to_string)
}

fn title_of(found: &FoundItem) -> String {
    found.title.clone().unwrap_or_else(|| found.id.clone())
}

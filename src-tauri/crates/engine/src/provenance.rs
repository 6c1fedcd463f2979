//! Where an asset came from, and what came of it: a bounded walk over the graph of assets,
//! generations and conversations, both ways, many things a step.

use std::collections::HashSet;

use studio_domain::{
    AssetId, ConversationId, GenerationId, Provenance, ProvenanceAsset, ProvenanceEdge,
};
use studio_store::provenance::{
    behind_assets, behind_generations, beyond_assets, beyond_generations, conversations,
    generations,
};
use studio_store::{Snapshot, asset_sources, assets};

use crate::error::EngineError;
use crate::studio::Studio;

/// The most steps one way. A step leads from assets over generations to assets.
const MOST_STEPS: usize = 40;
/// The most edges one way.
const MOST_EDGES: usize = 400;

impl Studio {
    /// Everything that an asset came from and everything that came of it, within bounds.
    ///
    /// # Errors
    /// When there is no such asset.
    pub async fn provenance(&self, id: AssetId) -> Result<Provenance, EngineError> {
        let store = &self.parts.store;
        assets::get(store, id).await?;
        let mut snapshot = store.snapshot().await?;
        let (came_from, more_before) = walk(&mut snapshot, id, Way::Behind).await?;
        let (came_of, more_after) = walk(&mut snapshot, id, Way::Beyond).await?;
        let mut met = Met::default();
        met.assets.push(id);
        came_from
            .iter()
            .chain(&came_of)
            .for_each(|edge| met.note(edge));
        let generations = generations(&mut snapshot, &met.generations).await?;
        let conversations = conversations(&mut snapshot, &met.conversations).await?;
        drop(snapshot);
        let mut sources = asset_sources::get_many(store, &met.assets).await?;
        let assets = assets::get_many(store, &met.assets)
            .await?
            .into_iter()
            .map(|asset| ProvenanceAsset {
                source: sources.remove(&asset.id),
                asset,
            })
            .collect();
        Ok(Provenance {
            asset_id: id,
            assets,
            generations,
            conversations,
            came_from,
            came_of,
            more: more_before || more_after,
        })
    }
}

/// Which way the walk goes.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// To what led to it.
    Behind,
    /// To what it led to.
    Beyond,
}

/// The things met, each once, in the order of meeting.
#[derive(Default)]
struct Met {
    seen: HashSet<[u8; 16]>,
    assets: Vec<AssetId>,
    generations: Vec<GenerationId>,
    conversations: Vec<ConversationId>,
}

impl Met {
    fn note(&mut self, edge: &ProvenanceEdge) {
        match edge {
            ProvenanceEdge::Made {
                generation_id,
                asset_id,
            }
            | ProvenanceEdge::Given {
                generation_id,
                asset_id,
                ..
            } => {
                self.note_generation(*generation_id);
                self.note_asset(*asset_id);
            }
            ProvenanceEdge::Derived {
                parent_id,
                asset_id,
                ..
            } => {
                self.note_asset(*parent_id);
                self.note_asset(*asset_id);
            }
            ProvenanceEdge::Shown {
                asset_id,
                conversation_id,
                ..
            } => {
                self.note_asset(*asset_id);
                if self.seen.insert(*conversation_id.as_bytes()) {
                    self.conversations.push(*conversation_id);
                }
            }
        }
    }

    fn note_asset(&mut self, id: AssetId) {
        if self.seen.insert(*id.as_bytes()) {
            self.assets.push(id);
        }
    }

    fn note_generation(&mut self, id: GenerationId) {
        if self.seen.insert(*id.as_bytes()) {
            self.generations.push(id);
        }
    }
}

/// The edges one way, nearest first, and whether there are more. Each thing is left once, so the
/// walk ends on whatever graph.
async fn walk(
    snapshot: &mut Snapshot,
    start: AssetId,
    way: Way,
) -> Result<(Vec<ProvenanceEdge>, bool), EngineError> {
    let most = u32::try_from(MOST_EDGES + 1).unwrap_or(u32::MAX);
    let mut edges: Vec<ProvenanceEdge> = Vec::new();
    let mut met = Met::default();
    met.note_asset(start);
    let (mut left_assets, mut left_generations) = (0, 0);
    for _ in 0..MOST_STEPS {
        let reached = met.assets.split_off(left_assets);
        met.assets.extend(&reached);
        left_assets = met.assets.len();
        let found = match way {
            Way::Behind => behind_assets(snapshot, &reached, most).await?,
            Way::Beyond => beyond_assets(snapshot, &reached, most).await?,
        };
        found.iter().for_each(|edge| met.note(edge));
        edges.extend(found);
        let asked = met.generations.split_off(left_generations);
        met.generations.extend(&asked);
        left_generations = met.generations.len();
        let found = match way {
            Way::Behind => behind_generations(snapshot, &asked, most).await?,
            Way::Beyond => beyond_generations(snapshot, &asked, most).await?,
        };
        found.iter().for_each(|edge| met.note(edge));
        edges.extend(found);
        if edges.len() > MOST_EDGES {
            edges.truncate(MOST_EDGES);
            return Ok((edges, true));
        }
        if left_assets == met.assets.len() {
            return Ok((edges, false));
        }
    }
    Ok((edges, true))
}

import type {
  AssetId,
  GenerationId,
  ParentRelation,
  Provenance,
  ProvenanceAsset,
  ProvenanceConversation,
  ProvenanceEdge,
  ProvenanceGeneration,
} from "@/ipc/client";

/** What stands in one line of a walk. */
export type StepThing =
  /** `asset` is null for one that was removed for good. */
  | { type: "asset"; id: AssetId; asset: ProvenanceAsset | null; slot: string | null }
  | { type: "generation"; generation: ProvenanceGeneration }
  | { type: "conversation"; conversation: ProvenanceConversation }
  | { type: "relation"; relation: ParentRelation };

/** One line of a walk, so many steps away from where it begins. */
export interface Step {
  key: string;
  depth: number;
  thing: StepThing;
}

type Way = "behind" | "beyond";

/**
 * The walk from the asset that was asked about, as lines to be read from top to bottom: each thing
 * stands under what led to it. What was met before is named again, but not walked again.
 */
export function stepsOf(provenance: Provenance, way: Way): Step[] {
  const { assets, generations, conversations, came_from, came_of } = provenance;
  const edges = way === "behind" ? came_from : came_of;
  const assetOf = new Map(assets.map((one) => [one.asset.id, one]));
  const generationOf = new Map(generations.map((one) => [one.id, one]));
  const conversationOf = new Map(conversations.map((one) => [one.id, one]));
  const steps: Step[] = [];
  const walked = new Set<string>();
  const add = (depth: number, thing: StepThing) =>
    steps.push({ key: String(steps.length), depth, thing });

  const addAsset = (id: AssetId, depth: number, slot: string | null) => {
    add(depth, { type: "asset", id, asset: assetOf.get(id) ?? null, slot });
    walk(id, depth + 1);
  };
  const addGeneration = (id: GenerationId, depth: number) => {
    const generation = generationOf.get(id);
    if (generation) add(depth, { type: "generation", generation });
    if (walked.has(id)) return;
    walked.add(id);
    for (const edge of edges) {
      if (way === "behind" && edge.type === "given" && edge.generation_id === id) {
        addAsset(edge.asset_id, depth + 1, edge.slot);
      }
      if (way === "beyond" && edge.type === "made" && edge.generation_id === id) {
        addAsset(edge.asset_id, depth + 1, null);
      }
    }
  };
  const addStep = (edge: ProvenanceEdge, id: AssetId, depth: number) => {
    if (edge.type === "derived") {
      if ((way === "behind" ? edge.asset_id : edge.parent_id) !== id) return;
      add(depth, { type: "relation", relation: edge.relation });
      addAsset(way === "behind" ? edge.parent_id : edge.asset_id, depth + 1, null);
      return;
    }
    if (edge.asset_id !== id) return;
    if (edge.type === "shown") {
      const conversation = conversationOf.get(edge.conversation_id);
      const known = `${id}/${edge.conversation_id}`;
      if (conversation && !walked.has(known)) {
        walked.add(known);
        add(depth, { type: "conversation", conversation });
      }
    } else if (edge.type === (way === "behind" ? "made" : "given")) {
      const known = `${id}/${edge.generation_id}`;
      if (walked.has(known)) return;
      walked.add(known);
      addGeneration(edge.generation_id, depth);
    }
  };
  const walk = (id: AssetId, depth: number) => {
    if (walked.has(id)) return;
    walked.add(id);
    for (const edge of edges) addStep(edge, id, depth);
  };

  walk(provenance.asset_id, 0);
  return steps;
}

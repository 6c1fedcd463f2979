import { expect, it } from "vitest";
import { generation } from "@/features/generation/test-fixtures";
import { groupRuns } from "./stream-items";

it("what was asked for together stands as one, where its newest stands", () => {
  const of = (id: string, batch_id: string | null) => ({ ...generation(id), batch_id });
  const runs = [of("e", null), of("d", "b1"), of("c", "b1"), of("b", null), of("a", "b1")];
  expect(groupRuns(runs).map(({ key }) => key)).toEqual(["e", "b1", "b"]);
});

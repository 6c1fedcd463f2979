import { QueryObserver } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";
import type { CacheTag } from "@/ipc/client";
import { invalidateTags } from "./cache-tags";
import { createQueryClient } from "./query-client";

const settled = (client: ReturnType<typeof createQueryClient>) =>
  vi.waitFor(() => expect(client.isFetching()).toBe(0), { timeout: 15_000 });

function watched(client: ReturnType<typeof createQueryClient>, key: string[], tags?: CacheTag[]) {
  const read = vi.fn(async () => "answer");
  const observer = new QueryObserver(client, { queryKey: key, queryFn: read, meta: { tags } });
  observer.subscribe(() => undefined);
  return read;
}

it("reads again what a tag names by its key, and leaves the rest alone", async () => {
  const client = createQueryClient();
  const assets = watched(client, ["assets", "page"]);
  const providers = watched(client, ["providers", "list"]);
  await settled(client);

  await invalidateTags(client, ["assets"]);

  expect(assets).toHaveBeenCalledTimes(2);
  expect(providers).toHaveBeenCalledTimes(1);
});

it("reads again what declares a tag beside its key", async () => {
  const client = createQueryClient();
  const thread = watched(client, ["messages", "thread"], ["generations"]);
  await settled(client);

  await invalidateTags(client, ["generations"]);

  expect(thread).toHaveBeenCalledTimes(2);
});

it("reads again what nobody shows yet and is on its way", async () => {
  const client = createQueryClient();
  const answers = ["before the change", "after it"];
  let deliver = () => {};
  const read = vi.fn(async () => {
    const answer = answers[read.mock.calls.length - 1];
    if (read.mock.calls.length === 1) await new Promise<void>((resolve) => (deliver = resolve));
    return answer;
  });
  const queryKey = ["messages", "thread"];
  const prefetched = client.prefetchQuery({ queryKey, queryFn: read });
  const invalidated = invalidateTags(client, ["messages"]);
  deliver();
  await Promise.all([prefetched, invalidated]);
  expect(client.getQueryData(queryKey)).toBe("after it");
});

it("does not repeat a failed read by itself", async () => {
  const client = createQueryClient();
  const read = vi.fn().mockRejectedValue(new Error("no"));
  await expect(client.fetchQuery({ queryKey: ["assets"], queryFn: read })).rejects.toThrow("no");
  expect(read).toHaveBeenCalledTimes(1);
});

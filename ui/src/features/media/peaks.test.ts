import { afterEach, expect, it, vi } from "vitest";
import { audioPeaks } from "@/ipc/media-bytes";
import { loudness, pairsOf, peaksFor } from "./peaks";

vi.mock("@/ipc/media-bytes", () => ({ audioPeaks: vi.fn() }));

afterEach(() => vi.unstubAllGlobals());

it("takes the louder side of each span, and makes the loudest of all 1", () => {
  expect(loudness(new Int8Array([-16, 8, -2, 32, 0, 0]))).toEqual([0.5, 1, 0]);
  expect(loudness(new Int8Array(8))).toEqual([0, 0, 0, 0]);
  expect(loudness(new Int8Array())).toEqual([]);
});

it("finds the least and the greatest sample of each part", () => {
  const samples = new Float32Array([0, 0.25, -0.5, 0.125]);
  expect([...pairsOf(samples, 2)]).toEqual([0, 0.25, -0.5, 0.125]);
  expect(pairsOf(new Float32Array(), 400)).toHaveLength(0);
});

it("asks the core, once for each sound", async () => {
  vi.mocked(audioPeaks).mockResolvedValue(new Int8Array([-64, 0, 0, 127]));
  expect(await peaksFor("aa", 1)).toEqual([64 / 127, 1]);
  await peaksFor("aa", 1);
  expect(audioPeaks).toHaveBeenCalledTimes(1);
});

it("reads itself what the core does not decode, unless it is too large to be held", async () => {
  vi.mocked(audioPeaks).mockRejectedValue(new Error("not decoded here"));
  vi.stubGlobal("fetch", async () => new Response(new Uint8Array([1])));
  const sound = { getChannelData: () => new Float32Array([0.5, -1]) };
  vi.stubGlobal(
    "OfflineAudioContext",
    class {
      decodeAudioData = async () => sound;
    },
  );
  expect(await peaksFor("bb", 1)).toEqual([0.5, 1]);
  expect(await peaksFor("cc", 21_000_000)).toBeNull();
});

import { expect, it } from "vitest";
import { hostOf, sourcesOf, uniqueSources } from "./unique-sources";

const source = (url: string, title: string | null = null) => ({ url, title, snippet: null });

it("names each source once, in the order of the answer, with the title it got first", () => {
  expect(
    uniqueSources([source("a"), source("b", "B"), source("a", "A"), source("b", "other")]),
  ).toEqual([source("a", "A"), source("b", "B")]);
});

it("finds the sources among the parts of an answer", () => {
  expect(
    sourcesOf([
      { kind: "text", text: "so" },
      { kind: "citation", url: "a", title: null, snippet: "s" },
    ]),
  ).toEqual([{ url: "a", title: null, snippet: "s" }]);
});

it("tells the host without its www", () => {
  expect(hostOf("https://www.example.org/a")).toBe("example.org");
  expect(hostOf("not an address")).toBe("");
});

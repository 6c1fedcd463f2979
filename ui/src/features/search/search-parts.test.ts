import { describe, expect, it } from "vitest";
import { chipsOf } from "./chips";
import { dayOf, startOf } from "./day";
import { partsOf } from "./marked-text";
import { linesOf, moved, type ResultLine } from "./result-lines";
import { NO_FILTER } from "./search-state";
import { filterFor, WHATS, whatOf } from "./what";

describe("a marked text", () => {
  it("is cut where its matches begin and end", () => {
    const parts = partsOf({
      text: "a fox, a den",
      matches: [
        { start: 2, end: 5 },
        { start: 9, end: 12 },
      ],
    });
    expect(parts.map(({ text, marked }) => (marked ? `[${text}]` : text)).join("")).toBe(
      "a [fox], a [den]",
    );
  });

  it("survives matches that touch its ends or each other", () => {
    const parts = partsOf({
      text: "ab",
      matches: [
        { start: 0, end: 1 },
        { start: 1, end: 2 },
      ],
    });
    expect(parts.map(({ text }) => text)).toEqual(["a", "b"]);
  });
});

describe("the lines", () => {
  const lines: ResultLine[] = [
    { kind: "heading", subject: "message" },
    { kind: "more", subject: "message" },
    { kind: "heading", subject: "asset" },
    { kind: "more", subject: "asset" },
  ];

  it("are gone through without the headings and around the ends", () => {
    expect(moved(lines, 1, 1)).toBe(3);
    expect(moved(lines, 3, 1)).toBe(1);
    expect(moved(lines, 1, -1)).toBe(3);
    expect(moved([], 0, 1)).toBe(-1);
  });

  it("have no heading where one kind was asked for", () => {
    const page = { groups: [{ subject: "message" as const, hits: [], next: "1" }], unread: 0 };
    expect(linesOf([page], true)).toEqual([]);
    expect(linesOf([page], false)).toEqual(lines.slice(0, 2));
  });
});

describe("what is searched", () => {
  it.each(WHATS)("comes back from the filter it makes: %s", (what) => {
    expect(whatOf({ ...NO_FILTER, ...filterFor(what) })).toBe(what);
  });
});

describe("days", () => {
  it("are days here, whatever the zone", () => {
    const at = startOf("2026-03-29");
    expect(at).not.toBeNull();
    expect(dayOf(at ?? 0)).toBe("2026-03-29");
    expect(dayOf((startOf("2026-03-29", 1) ?? 0) - 1)).toBe("2026-03-29");
    expect(startOf("")).toBeNull();
  });
});

describe("chips", () => {
  it("say each condition and what takes it away", () => {
    const chips = chipsOf({
      ...NO_FILTER,
      model_id: "m",
      before: startOf("2026-01-01"),
      cost: { currency: "USD", least: 1_000_000_000, most: null },
      size: { least: null, most: 2_000_000 },
    });
    expect(chips.map(({ label }) => label)).toEqual([
      "m",
      "Until Dec 31, 2025",
      "From $1.00",
      "Up to 2 MB",
    ]);
    expect(Object.assign({}, ...chips.map(({ without }) => without))).toEqual({
      model_id: null,
      before: null,
      cost: null,
      size: null,
    });
  });
});

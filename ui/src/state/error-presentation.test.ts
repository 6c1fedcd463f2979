import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ErrorCode } from "@/ipc/client";
import { english } from "@/messages";
import { ERROR_PRESENTATION, presentationOf } from "./error-presentation";

/** The codes that the core can send, read from the generated bindings. */
function codesOfTheCore(): string[] {
  const bindings = readFileSync("src/ipc/bindings.ts", "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const [, declared = ""] = /export type ErrorCode =([^;]+);/.exec(bindings) ?? [];
  return [...declared.matchAll(/"([a-z-]+)"/g)].map(([, code = ""]) => code);
}

describe("the table from code to presentation", () => {
  const codes = codesOfTheCore();

  it("has an entry for every code of the core and none beside", () => {
    expect(codes.length).toBeGreaterThan(15);
    expect(Object.keys(ERROR_PRESENTATION).sort()).toEqual(codes.toSorted());
  });

  it.each(codesOfTheCore())("says what happened and what to do about %s", (code) => {
    const title = english.errors.title[code as ErrorCode];
    const remedy = english.errors.remedy[code as ErrorCode];
    expect(title).toMatch(/^[A-Z].*[^.!]$/);
    expect(remedy).toMatch(/^[A-Z].*\.$/);
    expect(`${title} ${remedy}`).not.toMatch(/sorry|oops|!/i);
  });

  it("shows a code it does not know as a fault of the studio", () => {
    expect(presentationOf("from-the-future" as ErrorCode)).toMatchObject({
      code: "internal",
      tone: "danger",
    });
  });

  it("leads to the provider's settings where a key is the cause", () => {
    expect(presentationOf("key-missing").actions).toContain("provider");
    expect(presentationOf("provider-auth").actions).toContain("provider");
  });
});

import { beforeEach, expect, it, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
});

async function fresh() {
  const bindings = await import("./bindings");
  const sent = vi.spyOn(bindings.commands, "reportUiProblem").mockResolvedValue(undefined);
  return { sent, ...(await import("./ui-reports")) };
}

const report = (message: string) =>
  ({ kind: "error", message, source: null, stack: null }) as const;

it("the same problem twice in a row is sent once", async () => {
  const { sent, reportUiProblem } = await fresh();
  reportUiProblem(report("a"));
  reportUiProblem(report("a"));
  reportUiProblem(report("b"));
  expect(sent).toHaveBeenCalledTimes(2);
});

it("a flood is cut off until a minute has passed", async () => {
  const { sent, reportUiProblem } = await fresh();
  vi.useFakeTimers();
  try {
    for (let index = 0; index < 100; index++) reportUiProblem(report(`problem ${index}`));
    expect(sent).toHaveBeenCalledTimes(20);
    vi.advanceTimersByTime(60_000);
    reportUiProblem(report("later"));
    expect(sent).toHaveBeenCalledTimes(21);
  } finally {
    vi.useRealTimers();
  }
});

it("a rejection that nobody caught is reported with its reason", async () => {
  const { sent, installUiReports } = await fresh();
  installUiReports();
  const event = new Event("unhandledrejection");
  window.dispatchEvent(Object.assign(event, { reason: new TypeError("not a function") }));
  expect(sent).toHaveBeenCalledWith(
    expect.objectContaining({ kind: "rejection", message: "TypeError: not a function" }),
  );
});

import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { BEGUN, giveLayout, activityRun as run, show } from "@/features/generation/test-fixtures";
import {
  type Activity,
  type ActivityRun,
  api,
  type GenerationUpdate,
  watchGeneration,
} from "@/ipc/client";
import { useNavigation } from "@/state/navigation";
import { ActivityLine } from "./activity-line";
import { ACTIVITY, setTrayOpen, toggleTray } from "./use-activity";
import { formatElapsed } from "./use-running";

vi.mock("@/ipc/client", async (original) => ({
  ...(await original<typeof import("@/ipc/client")>()),
  watchGeneration: vi.fn(() => () => undefined),
}));

const STARTED = BEGUN;

function waiting(id: string, place: number, change: Partial<ActivityRun> = {}): ActivityRun {
  return run(id, { state: "queued", title: `Picture ${id}`, place, ...change });
}

function showRuns(runs: ActivityRun[], change: Partial<Activity> = {}) {
  const settings = { paused: false, resume_at_start: true };
  const activity: Activity = { settings, runs, left_off: 0, ...change };
  vi.spyOn(api, "listActivity").mockResolvedValue(activity);
  vi.spyOn(api, "getQueueSettings").mockResolvedValue(activity.settings);
  return show(<ActivityLine />);
}

async function openTray() {
  await screen.findByTitle("Show activity");
  act(() => setTrayOpen(true));
  return screen.findAllByRole("listitem");
}

async function choose(name: string, item: string) {
  await userEvent.click(screen.getByRole("button", { name: `More for ${name}` }));
  await userEvent.click(await screen.findByRole("menuitem", { name: item }));
}

beforeEach(() => {
  giveLayout(480, 400);
  for (const command of [
    "stopGeneration",
    "holdGenerations",
    "letGenerationsGo",
    "moveGeneration",
    "setQueueSettings",
    "clearActivity",
    "lookAgain",
    "closeUnknown",
  ] as const) {
    vi.spyOn(api, command).mockResolvedValue(null);
  }
  vi.spyOn(Date, "now").mockReturnValue(STARTED + 67_000);
});

afterEach(() => {
  act(() => setTrayOpen(false));
  vi.mocked(watchGeneration).mockReset();
  vi.mocked(watchGeneration).mockImplementation(() => () => undefined);
});

it("is not there while there is nothing to tell", async () => {
  const { client, redraw } = showRuns([]);
  await waitFor(() => expect(client.getQueryData(ACTIVITY.queryKey)).toBeDefined());
  redraw(<ActivityLine />);
  expect(screen.queryByRole("button")).toBeNull();
});

it("tells that nothing runs where the tray is asked for", async () => {
  showRuns([]);
  await waitFor(() => expect(api.listActivity).toHaveBeenCalled());
  act(toggleTray);
  expect(await screen.findByText("What you ask for shows here while it is made.")).toBeVisible();
});

it("names the one thing that runs", async () => {
  showRuns([run("one")]);
  expect(await screen.findByRole("button", { name: "A quiet harbour" })).toBeVisible();
});

it("opens a list of what runs, with its state, its time, its cost and a way to stop it", async () => {
  showRuns([
    run("one", { estimated_cost: { nanos: 40_000_000, currency: "USD" } }),
    waiting("two", 1, { kind: "chat", title: null }),
    run("three", { state: "failed", title: "A lost ship", problem: "It sank.", ended_at: STARTED }),
  ]);
  await userEvent.click(await screen.findByRole("button", { name: "2 running" }));
  const rows = await screen.findAllByRole("listitem");
  expect(rows).toHaveLength(3);
  expect(rows[0]).toHaveTextContent("Working·1:07·Sample painter");
  expect(rows[0]).toHaveTextContent("$0.04");
  expect(rows[1]).toHaveTextContent("Answer from Sample painter");
  expect(rows[1]).toHaveTextContent("Queued");
  expect(rows[2]).toHaveTextContent("It sank.");

  await userEvent.click(screen.getByRole("button", { name: "Stop A quiet harbour" }));
  expect(api.stopGeneration).toHaveBeenCalledExactlyOnceWith("one");
});

it("says what is waited for while the generation tells", async () => {
  let tell: (update: GenerationUpdate) => void = () => undefined;
  vi.mocked(watchGeneration).mockImplementation((_id, onUpdate) => {
    tell = onUpdate;
    return () => undefined;
  });
  showRuns([run("one")]);
  const [row] = await openTray();
  act(() =>
    tell({ type: "progress", progress: { fraction: 0.4, waiting_for: "rate-limit", ahead: 2 } }),
  );
  if (!row) throw new Error("there is no row");
  expect(await within(row).findByRole("progressbar")).toHaveAttribute("aria-valuenow", "40");
  expect(row).toHaveTextContent("Queued behind 2");
});

it("moves what waits, with the menu and with the keyboard", async () => {
  showRuns([waiting("a", 1), waiting("b", 2)]);
  const rows = await openTray();
  expect(rows[1]).toHaveTextContent("Place 2 in the queue");
  await choose("Picture b", "Move to the front");
  expect(api.moveGeneration).toHaveBeenLastCalledWith("b", { to: "first" });
  act(() => rows[0]?.focus());
  await userEvent.keyboard("{Alt>}{ArrowDown}{/Alt}");
  expect(api.moveGeneration).toHaveBeenLastCalledWith("a", { to: "down" });
  await userEvent.keyboard("{Delete}");
  expect(api.stopGeneration).toHaveBeenCalledExactlyOnceWith("a");
});

it("holds one back and lets all that are held go on", async () => {
  showRuns([waiting("a", 1), waiting("b", 2, { held: true }), waiting("c", 3, { held: true })]);
  const rows = await openTray();
  expect(rows[1]).toHaveTextContent("Held back");
  await choose("Picture a", "Hold back");
  expect(api.holdGenerations).toHaveBeenCalledExactlyOnceWith(["a"]);
  await userEvent.click(screen.getByRole("button", { name: "Let 2 held go on" }));
  expect(api.letGenerationsGo).toHaveBeenCalledExactlyOnceWith(["b", "c"]);
});

it("pauses the queue and says so", async () => {
  const { client } = showRuns([waiting("a", 1)]);
  await openTray();
  await userEvent.click(screen.getByRole("button", { name: "Pause queue" }));
  const paused = { paused: true, resume_at_start: true };
  expect(api.setQueueSettings).toHaveBeenCalledExactlyOnceWith(paused);
  vi.mocked(api.listActivity).mockResolvedValue({
    settings: paused,
    runs: [waiting("a", 1)],
    left_off: 0,
  });
  await act(() => client.invalidateQueries());
  expect(await screen.findByRole("button", { name: "Resume queue" })).toBeVisible();
  expect(screen.getByRole("listitem")).toHaveTextContent("The queue is paused");
});

it("looks again for an answer that is lost, where the provider can be asked", async () => {
  showRuns([run("lost", { state: "unknown", can_look_again: true, problem: "It never came." })]);
  await openTray();
  await choose("A quiet harbour", "Look again");
  expect(api.lookAgain).toHaveBeenCalledExactlyOnceWith("lost");
});

it("shows what came of a run and forgets what ended", async () => {
  const output = "0198c0de-0000-7000-8000-000000000001";
  showRuns([run("done", { state: "succeeded", output, ended_at: STARTED + 5_000 })]);
  await openTray();
  await userEvent.click(screen.getByRole("button", { name: "Clear finished" }));
  expect(api.clearActivity).toHaveBeenCalledOnce();
  await choose("A quiet harbour", "Open");
  expect(useNavigation.getState()).toMatchObject({ page: "library", assetId: output });
});

it("draws a part of a long queue only, and walks it with the arrows", async () => {
  const many = Array.from({ length: 500 }, (_, index) => waiting(String(index), index + 1));
  showRuns(many);
  const rows = await openTray();
  expect(rows.length).toBeLessThan(40);
  expect(rows[0]).toHaveAttribute("aria-setsize", "500");
  act(() => rows[0]?.focus());
  await userEvent.keyboard("{ArrowDown}");
  await waitFor(() => expect(rows[1]).toHaveFocus());
});

it("writes time as people read it", () => {
  expect(formatElapsed(7_900)).toBe("0:07");
  expect(formatElapsed(3_723_000)).toBe("1:02:03");
  expect(formatElapsed(-5)).toBe("0:00");
});

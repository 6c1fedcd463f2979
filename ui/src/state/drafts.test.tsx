import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { PageBoundary } from "@/components/page-boundary";
import { api } from "@/ipc/client";
import * as reports from "@/ipc/ui-reports";
import { clearDraft, getDraft, setDraft, useDraft } from "./drafts";

let kept: Record<string, string>;

beforeEach(() => {
  kept = {};
  vi.spyOn(api, "getDraft").mockImplementation(async (scope) => kept[scope] ?? "");
  vi.spyOn(api, "setDraft").mockImplementation(async (scope, text) => {
    kept[scope] = text;
    return null;
  });
  vi.spyOn(reports, "reportCaught").mockImplementation(() => undefined);
});

function Writer({ scope, failing }: { scope: string; failing: { now: boolean } }) {
  const [text, setText] = useDraft(scope);
  if (failing.now) throw new Error("the page broke");
  return <textarea aria-label="Message" value={text} onChange={(e) => setText(e.target.value)} />;
}

it("a draft is still there after its page failed and was loaded again", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const failing = { now: false };
  const page = () => (
    <PageBoundary name="chat">
      <Writer scope="broken" failing={failing} />
    </PageBoundary>
  );
  const { rerender } = render(page());
  await userEvent.type(screen.getByLabelText("Message"), "half a thought");

  failing.now = true;
  rerender(page());
  expect(screen.getByRole("alert")).toHaveTextContent("This page stopped working");
  expect(reports.reportCaught).toHaveBeenCalledOnce();

  failing.now = false;
  await userEvent.click(screen.getByRole("button", { name: "Reload page" }));
  expect(screen.getByLabelText("Message")).toHaveValue("half a thought");
});

it("a draft comes back from where it was kept", async () => {
  kept.earlier = "from yesterday";
  render(<Writer scope="earlier" failing={{ now: false }} />);
  expect(await screen.findByDisplayValue("from yesterday")).toBeVisible();
});

it("what is written while the kept text is on its way wins", async () => {
  let answer: (text: string) => void = () => undefined;
  vi.mocked(api.getDraft).mockReturnValue(new Promise((resolve) => (answer = resolve)));
  render(<Writer scope="racing" failing={{ now: false }} />);
  await userEvent.type(screen.getByLabelText("Message"), "new");
  await act(async () => answer("old"));
  expect(screen.getByLabelText("Message")).toHaveValue("new");
});

it("a draft is kept once its writer pauses, not with every key", () => {
  vi.useFakeTimers();
  try {
    setDraft("slow", "a");
    setDraft("slow", "ab");
    expect(api.setDraft).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(api.setDraft).toHaveBeenCalledExactlyOnceWith("slow", "ab");
  } finally {
    vi.useRealTimers();
  }
});

it("a draft is kept when the window goes away", () => {
  setDraft("leaving", "unsaved");
  window.dispatchEvent(new Event("pagehide"));
  expect(kept.leaving).toBe("unsaved");
});

it("an emptied draft is kept as empty at once", () => {
  setDraft("sent", "hello");
  clearDraft("sent");
  expect(getDraft("sent")).toBe("");
  expect(kept.sent).toBe("");
});

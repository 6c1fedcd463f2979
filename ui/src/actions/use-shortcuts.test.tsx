import { render } from "@testing-library/react";
import { Search } from "lucide-react";
import { expect, it, vi } from "vitest";
import { AtFirstSight } from "@/test-first-sight";
import { type Action, useActions } from "./registry";
import { useShortcuts } from "./use-shortcuts";

const run = vi.fn();
const actions: Action[] = [{ id: "find", label: "Find", icon: Search, shortcut: "mod+f", run }];

function Page() {
  useActions(actions);
  useShortcuts();
  return null;
}

it("a shortcut counts from the moment its page is there, and no longer than that", () => {
  const press = vi.fn(() =>
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "f", ctrlKey: true })),
  );
  const { unmount } = render(
    <AtFirstSight look={press}>
      <Page />
    </AtFirstSight>,
  );
  expect(press).toHaveBeenCalledOnce();
  expect(run).toHaveBeenCalledOnce();
  unmount();
  press();
  expect(run).toHaveBeenCalledOnce();
});

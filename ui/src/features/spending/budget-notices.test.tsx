import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { ToastOutlet } from "@/components/toast-outlet";
import { show } from "@/features/generation/test-fixtures";
import { api } from "@/ipc/client";
import { useNavigation } from "@/state/navigation";
import { BudgetNotices } from "./budget-notices";
import { standing } from "./test-fixtures";

function Notices() {
  return (
    <>
      <BudgetNotices />
      <ToastOutlet />
    </>
  );
}

it("tells of a budget once for each level, and leads to what was spent", async () => {
  vi.spyOn(api, "setPreferences").mockResolvedValue(null);
  vi.spyOn(api, "acknowledgeBudget").mockResolvedValue(null);
  vi.spyOn(api, "listBudgets").mockResolvedValue([standing({ announce: true })]);
  const { changed, redraw } = show(<Notices />);
  const title = "The budget for Everything this month is used to 85 %";
  expect(await screen.findByText(title)).toBeInTheDocument();
  expect(api.acknowledgeBudget).toHaveBeenCalledExactlyOnceWith("b1", "near");
  vi.mocked(api.listBudgets).mockResolvedValue([standing({ announce: true, percent: 86 })]);
  await act(() => changed("budgets"));
  expect(api.listBudgets).toHaveBeenCalledTimes(2);
  redraw(<Notices />);

  vi.mocked(api.listBudgets).mockResolvedValue([standing({ announce: true, level: "full" })]);
  await act(() => changed("budgets"));
  await waitFor(() => expect(api.acknowledgeBudget).toHaveBeenLastCalledWith("b1", "full"));
  expect(
    await screen.findByText("The budget for Everything this month is used up"),
  ).toBeInTheDocument();
  expect(api.acknowledgeBudget).toHaveBeenCalledTimes(2);
  expect(screen.queryByText(/is used to 86 %/)).toBeNull();
  await userEvent.click(screen.getAllByRole("button", { name: "Show spending" })[0] as HTMLElement);
  expect(useNavigation.getState().page).toBe("spending");
});

it("says nothing of a budget that is fine or was told of already", async () => {
  vi.spyOn(api, "acknowledgeBudget").mockResolvedValue(null);
  const other = { ...standing().budget, id: "b2" };
  vi.spyOn(api, "listBudgets").mockResolvedValue([
    standing(),
    standing({ level: "fine" }),
    standing({ announce: true, budget: other, percent: 91 }),
  ]);
  show(<Notices />);
  expect(await screen.findByText(/is used to 91 %/)).toBeInTheDocument();
  expect(screen.getAllByText(/^The budget for/)).toHaveLength(1);
  expect(api.acknowledgeBudget).toHaveBeenCalledExactlyOnceWith("b2", "near");
});

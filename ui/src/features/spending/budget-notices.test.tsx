import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { ToastOutlet } from "@/components/toast-outlet";
import { show } from "@/features/generation/test-fixtures";
import { api } from "@/ipc/client";
import { useNavigation } from "@/state/navigation";
import { BudgetNotices } from "./budget-notices";
import { standing } from "./test-fixtures";

it("tells of a budget once for each level, and leads to what was spent", async () => {
  vi.spyOn(api, "setPreferences").mockResolvedValue(null);
  vi.spyOn(api, "acknowledgeBudget").mockResolvedValue(null);
  vi.spyOn(api, "listBudgets").mockResolvedValue([standing({ announce: true })]);
  const { changed } = show(
    <>
      <BudgetNotices />
      <ToastOutlet />
    </>,
  );
  const title = "The budget for Everything this month is used to 85 %";
  expect(await screen.findByText(title)).toBeInTheDocument();
  expect(api.acknowledgeBudget).toHaveBeenCalledExactlyOnceWith("b1", "near");
  await act(() => changed("budgets"));
  expect(api.listBudgets).toHaveBeenCalledTimes(2);
  expect(api.acknowledgeBudget).toHaveBeenCalledTimes(1);

  vi.mocked(api.listBudgets).mockResolvedValue([standing({ announce: true, level: "full" })]);
  await act(() => changed("budgets"));
  await waitFor(() => expect(api.acknowledgeBudget).toHaveBeenLastCalledWith("b1", "full"));
  expect(
    await screen.findByText("The budget for Everything this month is used up"),
  ).toBeInTheDocument();
  await userEvent.click(screen.getAllByRole("button", { name: "Show spending" })[0] as HTMLElement);
  expect(useNavigation.getState().page).toBe("spending");
});

it("says nothing of a budget that is fine or was told of already", async () => {
  vi.spyOn(api, "acknowledgeBudget").mockResolvedValue(null);
  vi.spyOn(api, "listBudgets").mockResolvedValue([standing(), standing({ level: "fine" })]);
  show(
    <>
      <BudgetNotices />
      <ToastOutlet />
    </>,
  );
  await waitFor(() => expect(api.listBudgets).toHaveBeenCalledOnce());
  expect(screen.queryByText(/^The budget for/)).toBeNull();
  expect(api.acknowledgeBudget).not.toHaveBeenCalled();
});

import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ToastOutlet } from "@/components/toast-outlet";
import { giveLayout, provider, show } from "@/features/generation/test-fixtures";
import { api, type Spending } from "@/ipc/client";
import { fakeWindow } from "@/test-window";
import { SpendingPage } from "./spending-page";
import { group, spending, standing, sum, usd } from "./test-fixtures";

beforeEach(() => {
  fakeWindow({ width: 1280 });
  giveLayout();
  vi.spyOn(api, "getSpending").mockResolvedValue(spending());
  vi.spyOn(api, "listBudgets").mockResolvedValue([standing()]);
  vi.spyOn(api, "getDisplayCurrency").mockResolvedValue("USD");
  vi.spyOn(api, "listExchangeRates").mockResolvedValue([]);
  vi.spyOn(api, "listProviders").mockResolvedValue([provider({ id: "openai", name: "OpenAI" })]);
  vi.spyOn(api, "listProjects").mockResolvedValue([{ id: "p1", name: "Book", count: 3 }]);
  vi.spyOn(api, "setBudget").mockResolvedValue("b2");
  vi.spyOn(api, "deleteBudget").mockResolvedValue({ id: "d1", count: 1 });
  vi.spyOn(api, "undoDeletion").mockResolvedValue(1);
  vi.spyOn(api, "setExchangeRate").mockResolvedValue(null);
  vi.spyOn(api, "deleteExchangeRate").mockResolvedValue(null);
  vi.spyOn(api, "exportSpending").mockResolvedValue("/media/me/spending.csv");
});

const page = () =>
  show(
    <>
      <SpendingPage />
      <ToastOutlet />
    </>,
  );

it("shows no button below what is still being read", async () => {
  let answer = (_: Spending) => {};
  const slow = new Promise<Spending>((resolve) => {
    answer = resolve;
  });
  vi.mocked(api.getSpending).mockImplementation(async ({ by }) =>
    by === "model" ? slow : spending(),
  );
  page();
  await screen.findAllByText("$1.34");
  expect(screen.getByRole("status", { name: "Working out what was spent" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Add a budget" })).toBeNull();
  answer(spending());
  expect(await screen.findByRole("button", { name: "Add a budget" })).toBeVisible();
});

describe("cost over time", () => {
  it("is drawn as bars that the arrow keys move between, each with its parts in words", async () => {
    page();
    const chart = await screen.findByRole("group", { name: /^Cost by provider, Mar 1 to Mar 3/ });
    const bars = within(chart).getAllByRole("img");
    expect(bars.map((bar) => bar.getAttribute("aria-label"))).toEqual([
      "Mar 1: $1.04 (OpenAI $1.00, fal $0.04)",
      "Mar 2: $0.00",
      "Mar 3: $0.30",
    ]);
    bars[2]?.focus();
    await userEvent.keyboard("{ArrowLeft}{ArrowLeft}{ArrowLeft}");
    expect(bars[0]).toHaveFocus();
    await userEvent.keyboard("{End}");
    expect(bars[2]).toHaveFocus();
    expect(bars.filter((bar) => bar.tabIndex === 0)).toHaveLength(1);
  });

  it("is a table too", async () => {
    page();
    await userEvent.click(await screen.findByRole("radio", { name: "Table" }));
    const row = screen.getByRole("row", { name: /^Mar 1/ });
    expect(row).toHaveTextContent("Mar 1$1.00$0.04$1.04");
    expect(screen.queryByRole("img")).toBeNull();
  });
});

it("names what could not be counted, and leads to entering the rate", async () => {
  const total = sum(0, {
    generations: 4,
    unpriced: 2,
    unconverted: [{ nanos: 2_000_000_000, currency: "GBP" }],
  });
  vi.mocked(api.getSpending).mockResolvedValue(spending({ total }));
  page();
  expect(await screen.findByText(/no exchange rate is known: £2.00/)).toBeVisible();
  expect(screen.getByText(/^2 generations have no known price/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Add a rate" }));
  const dialog = await screen.findByRole("dialog", { name: "Add an exchange rate" });
  await userEvent.type(within(dialog).getByRole("textbox", { name: "Is worth" }), "1.25");
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  const today = new Date();
  expect(api.setExchangeRate).toHaveBeenCalledExactlyOnceWith({
    from: "GBP",
    to: "USD",
    rate_nanos: 1_250_000_000,
    valid_from: new Date(today.getFullYear(), today.getMonth(), today.getDate()).getTime(),
  });
});

it("tells spending apart as asked", async () => {
  vi.mocked(api.getSpending).mockImplementation(async ({ by }) =>
    by === "kind" ? spending({ groups: [group("image", "image", 7_000_000_000)] }) : spending(),
  );
  page();
  await userEvent.click(await screen.findByRole("radio", { name: "Kind" }));
  expect(await screen.findByRole("row", { name: /^Images/ })).toHaveTextContent("$7.00");
});

it("says when nothing was asked for, and saves a table of any time", async () => {
  const nothing = spending({ total: sum(0), groups: [], days: [] });
  vi.mocked(api.getSpending).mockResolvedValue(nothing);
  page();
  expect(await screen.findByText("Nothing was asked for in this time")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Save as table…" }));
  expect(await screen.findByText("/media/me/spending.csv")).toBeInTheDocument();
});

describe("budgets", () => {
  it("show what is used, held and left", async () => {
    page();
    const budgets = await screen.findByRole("region", { name: "Budgets" });
    expect(await within(budgets).findByText("$4.25 of $5.00")).toBeVisible();
    expect(within(budgets).getByText("$0.75 left")).toBeVisible();
    expect(within(budgets).getByText("Almost used up")).toBeVisible();
    expect(within(budgets).getByText(/^\$0.15 of it is held/)).toBeVisible();
    const meter = within(budgets).getByRole("meter", { name: "Everything this month" });
    expect(meter).toHaveAttribute("aria-valuenow", "85");
  });

  it("are made for a provider and a day", async () => {
    page();
    await userEvent.click(await screen.findByRole("button", { name: "Add a budget" }));
    const dialog = await screen.findByRole("dialog", { name: "Add a budget" });
    expect(within(dialog).getByText(/There is a budget for this already/)).toBeVisible();
    await userEvent.click(within(dialog).getByRole("combobox", { name: "What it counts" }));
    await userEvent.click(await screen.findByRole("option", { name: "OpenAI" }));
    await userEvent.click(within(dialog).getByRole("radio", { name: "A day" }));
    expect(within(dialog).queryByText(/There is a budget for this already/)).toBeNull();
    await userEvent.type(within(dialog).getByRole("textbox", { name: "Limit" }), "2.5");
    await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
    expect(api.setBudget).toHaveBeenCalledExactlyOnceWith({
      scope: { kind: "provider", provider_id: "openai" },
      period: "day",
      limit: usd(2_500_000_000),
    });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("are made for a project", async () => {
    page();
    await userEvent.click(await screen.findByRole("button", { name: "Add a budget" }));
    const dialog = await screen.findByRole("dialog", { name: "Add a budget" });
    await userEvent.click(within(dialog).getByRole("combobox", { name: "What it counts" }));
    await userEvent.click(await screen.findByRole("option", { name: "Book" }));
    await userEvent.type(within(dialog).getByRole("textbox", { name: "Limit" }), "20");
    await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
    expect(api.setBudget).toHaveBeenCalledExactlyOnceWith({
      scope: { kind: "project", project_id: "p1" },
      period: "month",
      limit: usd(20_000_000_000),
    });
  });

  it("change only in their limit", async () => {
    page();
    const name = "Change the budget for Everything this month";
    await userEvent.click(await screen.findByRole("button", { name }));
    const dialog = await screen.findByRole("dialog", { name: "Change budget" });
    expect(within(dialog).queryByRole("combobox", { name: "What it counts" })).toBeNull();
    const limit = within(dialog).getByRole("textbox", { name: "Limit" });
    await userEvent.clear(limit);
    await userEvent.type(limit, "9");
    await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
    expect(api.setBudget).toHaveBeenCalledExactlyOnceWith({
      scope: { kind: "everything" },
      period: "month",
      limit: usd(9_000_000_000),
    });
  });

  it("are deleted at once and come back from the notice", async () => {
    page();
    const name = "Delete the budget for Everything this month";
    await userEvent.click(await screen.findByRole("button", { name }));
    expect(api.deleteBudget).toHaveBeenCalledExactlyOnceWith("b1");
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
    expect(api.undoDeletion).toHaveBeenCalledExactlyOnceWith("d1");
  });
});

it("forgets a rate, which the notice brings back", async () => {
  const rate = { from: "EUR", to: "USD", valid_from: 0, rate_nanos: 1_080_000_000 };
  vi.mocked(api.listExchangeRates).mockResolvedValue([rate]);
  page();
  expect(await screen.findByText(/1 EUR = 1.08 USD/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: /^Delete the rate of EUR to USD/ }));
  expect(api.deleteExchangeRate).toHaveBeenCalledExactlyOnceWith(rate);
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  expect(api.setExchangeRate).toHaveBeenCalledExactlyOnceWith(rate);
});

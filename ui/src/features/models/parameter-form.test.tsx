import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { COUNT, parameter, SEED, SIZE, show } from "@/features/generation/test-fixtures";
import type { Parameter } from "@/ipc/client";
import { ParameterForm } from "./parameter-form";
import type { ParamValues } from "./parameter-values";

interface HeldProps {
  parameters: Parameter[];
  first: ParamValues;
  told: (values: ParamValues) => void;
}

/** The form as a page holds it. */
function Held({ parameters, first, told }: HeldProps) {
  const [values, setValues] = useState(first);
  const change = (next: ParamValues) => {
    told(next);
    setValues(next);
  };
  return <ParameterForm parameters={parameters} values={values} onChange={change} />;
}

/** Draws the form; the function returned tells what was set last. */
function form(parameters: Parameter[], first: ParamValues = {}) {
  const told = vi.fn<(values: ParamValues) => void>();
  show(<Held parameters={parameters} first={first} told={told} />);
  return () => told.mock.lastCall?.[0];
}

describe("the form", () => {
  it("sends a choice's value, not its label, and nothing for the default", async () => {
    const last = form([SIZE]);
    await userEvent.click(screen.getByRole("radio", { name: "Wide" }));
    expect(last()).toEqual({ size: "1536x1024" });
    await userEvent.click(screen.getByRole("radio", { name: "Square" }));
    expect(last()).toEqual({});
  });

  it("offers to leave a choice to the provider where there is no default", async () => {
    const last = form([{ ...SIZE, default: null }], { size: "1536x1024" });
    await userEvent.click(screen.getByRole("radio", { name: "Automatic" }));
    expect(last()).toEqual({});
  });

  it("shows many choices as a menu with the default marked", async () => {
    const styles = ["Oil", "Ink", "Gouache", "Pencil", "Pastel"];
    const choices = styles.map((label) => ({ value: label.toLowerCase(), label }));
    const last = form([parameter("style", "choice", { choices, default: "ink" })]);
    await userEvent.click(screen.getByRole("combobox", { name: /Style/ }));
    expect(await screen.findByRole("option", { name: /Ink/ })).toHaveTextContent("Default");
    await userEvent.click(screen.getByRole("option", { name: /Pastel/ }));
    expect(last()).toEqual({ style: "pastel" });
  });

  it("sends numbers as numbers, within the range and on a step", async () => {
    const last = form([parameter("width", "number", { minimum: 64, maximum: 2048, step: 64 })]);
    const field = screen.getByRole("textbox", { name: "Width" });
    await userEvent.type(field, "1000");
    await userEvent.tab();
    expect(last()).toEqual({ width: 1024 });
  });

  it("moves a slider by its step and goes back to the default", async () => {
    const last = form([COUNT]);
    screen.getByRole("slider", { name: "Count" }).focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    expect(last()).toEqual({ count: 3 });
    await userEvent.click(screen.getByRole("button", { name: "Reset Count" }));
    expect(last()).toEqual({});
  });

  it("sends true from a switch", async () => {
    const last = form([parameter("tiled", "switch", { default: false })]);
    await userEvent.click(screen.getByRole("switch", { name: "Tiled" }));
    expect(last()).toEqual({ tiled: true });
  });

  it("leaves out text that was emptied", async () => {
    const last = form([parameter("negative", "text")]);
    const field = screen.getByRole("textbox", { name: "Negative" });
    await userEvent.type(field, "fog");
    expect(last()).toEqual({ negative: "fog" });
    await userEvent.clear(field);
    expect(last()).toEqual({});
  });

  it("names the default in the button that goes back to it, and resets all at once", async () => {
    const last = form([SIZE, COUNT], { size: "1536x1024", count: 4 });
    expect(screen.getByRole("button", { name: "Reset Size to Square" })).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Reset all" }));
    expect(last()).toEqual({});
    expect(screen.queryByRole("button", { name: /^Reset/ })).toBeNull();
  });

  it("explains on demand", async () => {
    form([{ ...SIZE, help: "Larger costs more." }]);
    expect(screen.queryByText(/Larger costs more/)).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Explain parameters" }));
    expect(screen.getByText("Larger costs more. Default: Square.")).toBeVisible();
  });
});

describe("the seed", () => {
  it("is locked by the dice and unlocked by the lock", async () => {
    const last = form([SEED]);
    const lock = screen.getByRole("button", { name: "Keep this seed for each run" });
    expect(lock).toHaveAttribute("aria-pressed", "false");
    await userEvent.click(screen.getByRole("button", { name: "Roll a new seed" }));
    expect(last()?.seed).toSatisfy((seed) => Number.isInteger(seed) && Number(seed) >= 0);
    expect(lock).toHaveAttribute("aria-pressed", "true");
    await userEvent.click(lock);
    expect(last()).toEqual({});
  });

  it("can be typed", async () => {
    const last = form([SEED]);
    await userEvent.type(screen.getByRole("textbox", { name: "Seed" }), "42");
    await userEvent.tab();
    expect(last()).toEqual({ seed: 42 });
  });
});

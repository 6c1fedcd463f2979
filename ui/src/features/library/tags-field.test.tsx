import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { completions, TagsField } from "./tags-field";

const known = [
  { tag: "sea", count: 2 },
  { tag: "Seal", count: 9 },
  { tag: "overseas", count: 40 },
];

it("offers what begins with the word first, then what is used most", () => {
  expect(completions("SEA", known, []).map(({ tag }) => tag)).toEqual(["Seal", "sea", "overseas"]);
  expect(completions("sea", known, ["sea"]).map(({ tag }) => tag)).toEqual(["Seal", "overseas"]);
});

it("is filled with the keyboard alone", async () => {
  const add = vi.fn();
  const remove = vi.fn();
  render(<TagsField label="Tags" tags={["sky"]} known={known} onAdd={add} onRemove={remove} />);
  const field = screen.getByRole("combobox", { name: "Tags" });
  await userEvent.type(field, "sea{ArrowDown}{ArrowDown}{Enter}");
  expect(add).toHaveBeenLastCalledWith("sea");
  await userEvent.type(field, "brand new,");
  expect(add).toHaveBeenLastCalledWith("brand new");
  expect(field).toHaveValue("");
  await userEvent.keyboard("{Backspace}");
  expect(remove).toHaveBeenCalledExactlyOnceWith("sky");
});

it("adds nothing that is there already or empty, and only known ones where that is asked", async () => {
  const add = vi.fn();
  render(
    <TagsField
      onlyKnown
      label="Tags"
      tags={["sea"]}
      known={known}
      onAdd={add}
      onRemove={() => undefined}
    />,
  );
  const field = screen.getByRole("combobox", { name: "Tags" });
  await userEvent.type(field, "  {Enter}zebra{Enter}");
  expect(add).not.toHaveBeenCalled();
  await userEvent.clear(field);
  await userEvent.type(field, "over");
  await userEvent.click(
    within(screen.getByRole("listbox")).getByRole("option", { name: /overseas/ }),
  );
  expect(add).toHaveBeenCalledExactlyOnceWith("overseas");
});

import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { Button } from "./button";
import { TooltipProvider } from "./tooltip";

it("stays the same element, with its focus, when the reason against it goes", () => {
  const button = (reason?: string) => (
    <TooltipProvider>
      <Button disabledReason={reason}>Send</Button>
    </TooltipProvider>
  );
  const { rerender } = render(button("Write something first"));
  const before = screen.getByRole("button", { name: "Send" });
  before.focus();
  rerender(button());
  expect(screen.getByRole("button", { name: "Send" })).toBe(before);
  expect(before).toHaveFocus();
});

import { render, screen } from "@testing-library/react";
import { useRef } from "react";
import { expect, test, vi } from "vitest";
import { AtFirstSight } from "@/test-first-sight";
import { focusPrompt, useMainPrompt } from "./prompt-focus";

function Prompt() {
  const field = useRef<HTMLTextAreaElement>(null);
  useMainPrompt(field);
  return <textarea ref={field} aria-label="Message" />;
}

test("a prompt box that was waited for gets the focus when it comes", () => {
  focusPrompt();
  render(<Prompt />);
  expect(screen.getByLabelText("Message")).toHaveFocus();
});

test("a prompt box that was waited for has the focus from the moment it is there", () => {
  focusPrompt();
  const look = vi.fn(() => document.activeElement);
  render(
    <AtFirstSight look={look}>
      <Prompt />
    </AtFirstSight>,
  );
  expect(look).toHaveReturnedWith(screen.getByLabelText("Message"));
});

test("a prompt box that comes late takes no keys from what is being written", () => {
  const page = render(<input aria-label="Search commands" />);
  focusPrompt();
  screen.getByLabelText("Search commands").focus();
  page.rerender(
    <>
      <input aria-label="Search commands" />
      <Prompt />
    </>,
  );
  expect(screen.getByLabelText("Search commands")).toHaveFocus();
});

test("nor from the question of a dialog", () => {
  const question = (
    <div role="dialog" aria-label="Delete?">
      <button type="button">Keep</button>
    </div>
  );
  const page = render(question);
  focusPrompt();
  screen.getByRole("button", { name: "Keep" }).focus();
  page.rerender(
    <>
      {question}
      <Prompt />
    </>,
  );
  expect(screen.getByRole("button", { name: "Keep" })).toHaveFocus();
});

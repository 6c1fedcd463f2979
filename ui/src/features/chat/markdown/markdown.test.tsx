import { screen } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { renderStudio } from "../test-studio";
import { Markdown } from "./markdown";
import { safeLink } from "./safe-link";

const ipc = vi.hoisted(() => ({ api: { openLink: vi.fn(async () => null) } }));
vi.mock("@/ipc/client", async (load) => ({
  ...(await load<typeof import("@/ipc/client")>()),
  api: ipc.api,
}));

beforeEach(() => ipc.api.openLink.mockClear());

const ATTACKS = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  '<iframe src="https://example.org"></iframe>',
  '<a href="javascript:alert(1)">x</a>',
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](java&#x73;cript:alert(1))",
  "[x](data:text/html,<script>alert(1)</script>)",
  "[x](vbscript:x)",
  "[x](file:///etc/passwd)",
  "[x]( \u0001javascript:alert(1))",
  "<javascript:alert(1)>",
  "![x](javascript:alert(1))",
  "![x](https://example.org/x.png)",
  "&lt;img src=x onerror=alert(1)&gt;",
  "&#60;script&#62;alert(1)&#60;/script&#62;",
  "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
  "- <svg onload=alert(1)>",
  "[r]\n\n[r]: javascript:alert(1)",
  "```html\n<script>alert(1)</script>\n```",
  '```"onmouseover="alert(1)\nx\n```',
];

describe("Markdown from a model", () => {
  it.each(ATTACKS)("shows %s as text", (attack) => {
    const { container } = renderStudio(<Markdown text={attack} />);
    const markup = container.querySelector(".markdown");
    expect(
      markup?.querySelector("script, img, iframe, svg:not(.lucide), object, style"),
    ).toBeNull();
    for (const element of markup?.querySelectorAll("*") ?? []) {
      const names = element.getAttributeNames();
      expect(names.filter((name) => name.startsWith("on"))).toEqual([]);
      const href = element.getAttribute("href");
      if (href !== null) expect(href).toMatch(/^(https?:|mailto:)/);
    }
  });

  it("keeps the words of markup that it does not run", () => {
    renderStudio(<Markdown text={"a <b>bold</b> move &amp; &copy; 2 < 3"} />);
    expect(screen.getByText("a <b>bold</b> move & © 2 < 3")).toBeVisible();
  });

  it("opens links outside the window", async () => {
    const { user } = renderStudio(<Markdown text="[notes](https://example.org/notes)" />);
    await user.click(screen.getByRole("link", { name: "notes" }));
    expect(ipc.api.openLink).toHaveBeenCalledWith("https://example.org/notes");
  });

  it("shows a picture elsewhere as a link and never loads it", () => {
    const { container } = renderStudio(<Markdown text="![A cat](https://example.org/cat.png)" />);
    expect(container.querySelector("img")).toBeNull();
    expect(screen.getByRole("link", { name: "Picture: A cat" })).toBeVisible();
  });

  it("colours code once its fence is closed, and names its language", () => {
    const open = "```ts\nconst a = 1;\n";
    const { container, rerender } = renderStudio(<Markdown text={open} growing />);
    expect(container.querySelector("[data-code]")).toBeNull();
    rerender(<Markdown text={`${open}\`\`\`\n`} growing />);
    expect(container.querySelector("[data-code=keyword]")).toHaveTextContent("const");
    expect(screen.getByRole("figure", { name: "Code in TypeScript" })).toBeVisible();
  });

  it("copies code as it is", async () => {
    const { user } = renderStudio(<Markdown text={"```\none\n\n  two\n```"} />);
    await user.click(screen.getByRole("button", { name: "Copy code" }));
    expect(await navigator.clipboard.readText()).toBe("one\n\n  two");
  });

  it("keeps every line of long code, coloured or not", () => {
    const lines = Array.from({ length: 305 }, (_, index) => `const a${index} = "${index}";`);
    const code = lines.join("\n");
    for (const info of ["ts", "unknown"]) {
      const { container, unmount } = renderStudio(
        <Markdown text={`\`\`\`${info}\n${code}\n\`\`\``} />,
      );
      expect(container.querySelector("code")?.textContent).toBe(code);
      unmount();
    }
  });

  it("keeps finished blocks in the page while more arrives", () => {
    const head = "# One\n\nTwo\n\n- three\n\nFour\n";
    const view = renderStudio(<Markdown text={head} growing />);
    const before = screen.getByText("Two");
    view.rerender(<Markdown text={`${head}\nFive\n\nSix`} growing />);
    expect(screen.getByText("Two")).toBe(before);
    view.rerender(<Markdown text={`${head}\nFive\n\nSix.`} />);
    expect(screen.getByText("Two")).toBe(before);
    expect(screen.getByText("Six.")).toBeVisible();
  });
});

describe("addresses in a message", () => {
  it.each([
    ["https://example.org/a", "https://example.org/a"],
    ["http://localhost:11434", "http://localhost:11434/"],
    ["mailto:me@example.org", "mailto:me@example.org"],
    ["javascript:alert(1)", null],
    [" javascript:alert(1)", null],
    ["java\nscript:alert(1)", null],
    ["data:text/html,x", null],
    ["file:///etc/passwd", null],
    ["tauri://localhost", null],
    ["media://x", null],
    ["/relative", null],
    ["//example.org", null],
    ["#here", null],
  ])("%s leads to %s", (href, expected) => {
    expect(safeLink(href)).toBe(expected);
  });
});

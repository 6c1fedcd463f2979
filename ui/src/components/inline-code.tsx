/** A sentence in which what stands between backticks is code. */
export function InlineCode({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never move
      <code key={index} className="selectable rounded-sm bg-pressed px-1 py-px font-mono">
        {part}
      </code>
    ) : (
      part
    ),
  );
}

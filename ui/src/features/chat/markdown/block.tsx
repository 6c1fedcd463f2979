import type { MarkedToken, Token, Tokens } from "marked";
import { memo } from "react";
import { CodeBlock } from "./code-block";
import { Inlines } from "./inlines";

interface BlockProps {
  token: Token;
  /** Grows when the same text came to link elsewhere. */
  version: number;
  /** True where nothing more can arrive behind it. */
  whole: boolean;
}

const CLOSING_FENCE = /^ {0,3}(`{3,}|~{3,}) *$/;

/** True where a fenced block has its closing fence, or needs none. */
export function isClosed({ raw, codeBlockStyle }: Tokens.Code): boolean {
  if (codeBlockStyle === "indented") return true;
  const lines = raw.trimEnd();
  const opening = /^ {0,3}(`{3,}|~{3,})/.exec(lines)?.[1] ?? "";
  const last = lines.slice(lines.lastIndexOf("\n") + 1);
  const closing = lines.includes("\n") ? (CLOSING_FENCE.exec(last)?.[1] ?? "") : "";
  return closing !== "" && closing[0] === opening[0] && closing.length >= opening.length;
}

function Table({ header, rows }: Tokens.Table) {
  const cell = ({ tokens, align }: Tokens.TableCell, index: number, Tag: "th" | "td") => (
    <Tag
      key={index}
      scope={Tag === "th" ? "col" : undefined}
      style={align ? { textAlign: align } : undefined}
    >
      <Inlines tokens={tokens} />
    </Tag>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className="md-table" tabIndex={0}>
      <table>
        <thead>
          <tr>{header.map((each, index) => cell(each, index, "th"))}</tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is known by its place
            <tr key={index}>{row.map((each, column) => cell(each, column, "td"))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ItemProps extends Omit<BlockProps, "token"> {
  item: Tokens.ListItem;
  loose: boolean;
}

const Item = memo(
  ({ item, version, whole }: ItemProps) => (
    <li className={item.task ? "md-task" : undefined}>
      <BlockList tokens={item.tokens} version={version} whole={whole} />
    </li>
  ),
  (before, after) =>
    before.item.raw === after.item.raw &&
    before.loose === after.loose &&
    before.version === after.version &&
    before.whole === after.whole,
);

function List({ token, version, whole }: BlockProps & { token: Tokens.List }) {
  const items = token.items.map((item, index) => (
    <Item
      // biome-ignore lint/suspicious/noArrayIndexKey: an item is known by its place
      key={index}
      item={item}
      loose={token.loose}
      version={version}
      whole={whole || index < token.items.length - 1}
    />
  ));
  if (!token.ordered) return <ul>{items}</ul>;
  return <ol start={token.start === "" ? undefined : token.start}>{items}</ol>;
}

/** The size of a heading in a conversation: toned down, since an answer is no page. */
function Heading({ token }: { token: Tokens.Heading }) {
  const level = Math.min(token.depth, 4);
  return (
    // biome-ignore lint/a11y/useSemanticElements: the level within the page is not the depth in the answer
    <div role="heading" aria-level={Math.min(token.depth + 2, 6)} className={`md-h${level}`}>
      <Inlines tokens={token.tokens} />
    </div>
  );
}

function BlockContent({ token: any, version, whole }: BlockProps) {
  const token = any as MarkedToken;
  switch (token.type) {
    case "paragraph":
      return (
        <p>
          <Inlines tokens={token.tokens} />
        </p>
      );
    case "heading":
      return <Heading token={token} />;
    case "code":
      return (
        <CodeBlock
          code={token.text.replace(/\n$/, "")}
          info={token.lang ?? ""}
          whole={whole || isClosed(token)}
        />
      );
    case "list":
      return <List token={token} version={version} whole={whole} />;
    case "blockquote":
      return (
        <blockquote>
          <BlockList tokens={token.tokens} version={version} whole={whole} />
        </blockquote>
      );
    case "table":
      return <Table {...token} />;
    case "hr":
      return <hr />;
    case "space":
    case "def":
      return null;
    default:
      return <Inlines tokens={[token]} />;
  }
}

/** One block. It is drawn again only when its text, its links or its end changed. */
export const Block = memo(
  BlockContent,
  (before, after) =>
    (before.token === after.token ||
      (before.token.type === after.token.type && before.token.raw === after.token.raw)) &&
    before.version === after.version &&
    before.whole === after.whole,
);

interface BlockListProps extends Omit<BlockProps, "token"> {
  tokens: readonly Token[];
}

export function BlockList({ tokens, version, whole }: BlockListProps) {
  return tokens.map((token, index) => (
    <Block
      // biome-ignore lint/suspicious/noArrayIndexKey: a block is known by its place
      key={index}
      token={token}
      version={version}
      whole={whole || index < tokens.length - 1}
    />
  ));
}

import type { Links, Token } from "marked";
import { definedLinks, lex } from "./lexer";

export interface Blocks {
  /** The blocks in order. A block that is finished stays the same object. */
  tokens: readonly Token[];
  /** Grows when a definition changed what finished blocks link to. */
  version: number;
}

/** What ends a block for good: nothing that follows these can join them. */
const CLOSED = new Set(["space", "heading", "hr", "list", "table", "blockquote", "code"]);

const isBlock = ({ type }: Token) => type !== "space";

/**
 * How many of these blocks no further text can change. The first block that stays must show its
 * whole first line, since that line is what decides whether it belongs to the block before it.
 */
function settledCount(tokens: readonly Token[]): number {
  for (let index = tokens.length - 1; index > 0; index -= 1) {
    const token = tokens[index];
    const before = tokens[index - 1];
    if (!token || !before || !isBlock(token)) continue;
    const firstLineThere = index < tokens.length - 1 || token.raw.includes("\n");
    if (firstLineThere && CLOSED.has(before.type)) return index;
  }
  return 0;
}

/**
 * Markdown that grows at its end. Only the text behind the last finished block is read again when
 * more arrives, and the result at the end is that of reading all of it at once.
 */
export class BlockStream {
  #source = "";
  /** Where the text begins that may still change. */
  #settledTo = 0;
  #settled: Token[] = [];
  #links: Links = {};
  #version = 0;
  #heldReturn = false;
  #ended = false;
  #blocks: Blocks = { tokens: [], version: 0 };
  #received = "";

  /** The blocks of `text`, of which the stream may have seen the beginning before. */
  sync(text: string, ended: boolean): Blocks {
    if (text === this.#received && ended === this.#ended) return this.#blocks;
    if (this.#ended || !text.startsWith(this.#received)) this.#reset();
    const delta = text.slice(this.#received.length);
    this.#received = text;
    this.#ended = ended;
    this.#take(delta);
    return this.#blocks;
  }

  #reset(): void {
    this.#source = "";
    this.#settledTo = 0;
    this.#settled = [];
    this.#links = {};
    this.#version += 1;
    this.#heldReturn = false;
    this.#received = "";
  }

  /** Line ends become `\n`; a `\r` at the end waits, since its `\n` may be on the way. */
  #normalised(delta: string): string {
    const whole = this.#heldReturn ? `\r${delta}` : delta;
    this.#heldReturn = !this.#ended && whole.endsWith("\r");
    const kept = this.#heldReturn ? whole.slice(0, -1) : whole;
    return kept.includes("\r") ? kept.replace(/\r\n?/g, "\n") : kept;
  }

  #take(delta: string): void {
    this.#source += this.#normalised(delta);
    const rest = this.#source.slice(this.#settledTo);
    const { tokens } = lex(rest, this.#links);
    const count = this.#ended ? tokens.length : settledCount(tokens);
    const settled = tokens.slice(0, count);
    const raw = settled.map((token) => token.raw).join("");
    // A block whose text is not the text it was read from cannot be cut off by its length.
    const exact = this.#ended || rest.startsWith(raw);
    if (exact && count > 0) {
      this.#settle(settled, raw.length);
      this.#show(tokens.slice(count));
    } else {
      this.#show(tokens);
    }
  }

  #settle(tokens: readonly Token[], length: number): void {
    this.#settled.push(...tokens.filter(isBlock));
    this.#settledTo += this.#ended ? this.#source.length - this.#settledTo : length;
    const found = definedLinks(tokens);
    const isNew = Object.keys(found).some((tag) => !Object.hasOwn(this.#links, tag));
    if (!isNew) return;
    this.#links = { ...found, ...this.#links };
    this.#linkAgain();
  }

  /** Finished blocks may have used a link before its target was known. */
  #linkAgain(): void {
    const { tokens } = lex(this.#source.slice(0, this.#settledTo), this.#links);
    this.#settled = tokens.filter(isBlock).map((token, index) => {
      const before = this.#settled[index];
      return before && before.raw === token.raw && !token.raw.includes("[") ? before : token;
    });
    this.#version += 1;
  }

  #show(unsettled: readonly Token[]): void {
    this.#blocks = {
      tokens: [...this.#settled, ...unsettled.filter(isBlock)],
      version: this.#version,
    };
  }
}

const KEPT = 60;
const LONGEST_KEPT = 200_000;
const read = new Map<string, Blocks>();

/** The blocks of a text that is whole; those read last are remembered for when they show again. */
export function blocksOf(text: string): Blocks {
  const known = read.get(text);
  if (known) return known;
  const blocks = new BlockStream().sync(text, true);
  if (text.length > LONGEST_KEPT) return blocks;
  read.set(text, blocks);
  const oldest = read.keys().next();
  if (read.size > KEPT && !oldest.done) read.delete(oldest.value);
  return blocks;
}

import { getDefaults, Lexer, type Links, type Token, Tokenizer, type Tokens } from "marked";

const BLANK_LINE = /\n[ \t]*\n/;
const LINE_BREAK_TAG = /^<br\s*\/?>/i;

/**
 * GFM without HTML: markup that a model writes is text to read, except for `<br>`, which tables
 * need. A definition ends at a blank line, so that no block can reach over one and change later.
 */
class StudioTokenizer extends Tokenizer {
  override html(): undefined {
    return undefined;
  }

  override tag(source: string): Tokens.Tag | undefined {
    const match = LINE_BREAK_TAG.exec(source);
    // A break has fewer fields than a tag; the lexer only reads `raw`.
    return match ? ({ type: "br", raw: match[0] } as unknown as Tokens.Tag) : undefined;
  }

  override def(source: string): Tokens.Def | undefined {
    const end = BLANK_LINE.exec(source);
    return super.def(end ? source.slice(0, end.index + 1) : source);
  }
}

export interface Lexed {
  tokens: Token[];
  /** The targets of reference links, those given and those found. */
  links: Links;
}

/** Splits Markdown into blocks. `links` are targets that were defined before this text. */
export function lex(source: string, links: Links): Lexed {
  const lexer = new Lexer({ ...getDefaults(), breaks: true, tokenizer: new StudioTokenizer() });
  Object.assign(lexer.tokens.links, links);
  const tokens = lexer.lex(source);
  return { tokens, links: lexer.tokens.links };
}

function* within(tokens: readonly Token[]): Generator<Token> {
  for (const token of tokens) {
    yield token;
    if ("tokens" in token && token.tokens) yield* within(token.tokens);
    if (token.type === "list") yield* within((token as Tokens.List).items);
  }
}

/** The targets that these blocks define, at any depth. */
export function definedLinks(tokens: readonly Token[]): Links {
  const links: Links = {};
  for (const token of within(tokens)) {
    if (token.type !== "def") continue;
    const { tag, href, title } = token as Tokens.Def;
    links[tag] ??= { href, title };
  }
  return links;
}

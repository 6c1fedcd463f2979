import { Marked, type Token } from "marked";
import { describe, expect, it } from "vitest";
import { BlockStream } from "./block-stream";
import { lex } from "./lexer";

const SAMPLES: Record<string, string> = {
  prose: "One paragraph\nover two lines.\n\nAnother with **bold**, _em_ and `code`.\n\nThe end.",
  headings: "# Title\n\nText\n===\n\nMore\n---\n\n## Next\nright below\n### Third\n",
  fences:
    "Look:\n\n```ts\nconst a = 1;\n\n// ``` not the end\n```\n\nthen\n\n~~~\ntilde\n~~~\nafter\n\n````md\n```\ninner\n```\n````\n\nopen:\n\n```py\nprint(1)\n",
  lists:
    "- one\n- two\n\n  still two\n\n- three, loose\n\n1. first\n2. second\n   - nested\n   - nested too\n\n     deep\n\n3. third\n\nNot a list\n\n* other\n\n+ another\n- and another\n",
  tasks: "- [ ] open\n- [x] done\n- [ ] with `code`\n\n~~gone~~ and ~one~\n",
  table:
    "| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 | x<br>y |\n\nafter\n\na | b\n--|--\n1 | 2\nnot | \n",
  quotes: "> quoted\nlazy\n\n> second\n> - list\n>   more\n> > deeper\n\nout\n> # in\nafter\n",
  indented: "para\n\n    code one\n\n    code two\n\nback\n\n\tcode by tab\n",
  html: '<div onclick="x()">\n\n<p>hi</p>\n\n</div>\n\ntext <b>bold</b> <!-- c\n\nc --> end\n\n<script>\nalert(1)\n</script>\n',
  references:
    'See [the notes][n] and [other].\n\n- a [n] in a list\n\n[n]: https://example.org/n "Notes"\n[other]: https://example.org/o\n"Over\ntwo lines"\n\n> [n] again, [late]\n\n[late]: https://example.org/l\n\n[trap]: /url\n"open\n\n# In\n\nclosed"\n\nend [trap]\n',
  odd: "*\n*a*\n\n1\n1. x\n\n-\n- \n- a\n\n\n\n- b\n***\n* * *\n+ c\n\ttab\n#\n#no\n|\n|-|\n\\\n&amp; &copy; &#35;\n",
  returns: "one\r\ntwo\r\n\r\n- a\r\n- b\r\n\r\n```\r\nx\r\n```\r\nend\r",
  unicode: "你好，**世界**。\n\n- 一\n- 二 👩‍👩‍👧\n\nمرحبا `كود` بالعالم\n",
};

/** Tokens without what only says where they came from. */
function shape(tokens: readonly Token[]): unknown {
  return JSON.parse(
    JSON.stringify(
      tokens.filter(({ type }) => type !== "space"),
      (key, value) => {
        if (key === "raw") return undefined;
        return Array.isArray(value) ? value.filter((each) => each?.type !== "space") : value;
      },
    ),
  );
}

const atOnce = (text: string) => shape(lex(text, {}).tokens);

/** Numbers that look random and are the same in each run. */
function* numbers(seed: number): Generator<number> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

function streamed(text: string, pieces: Iterable<number>): unknown {
  const stream = new BlockStream();
  let at = 0;
  for (const length of pieces) {
    if (at >= text.length) break;
    at += length;
    stream.sync(text.slice(0, at), false);
  }
  return shape(stream.sync(text, true).tokens);
}

function* lengths(seed: number, most: number): Generator<number> {
  for (const number of numbers(seed)) yield 1 + Math.floor(number * most);
}

describe("reading Markdown as it arrives", () => {
  for (const [name, text] of Object.entries(SAMPLES)) {
    it(`gives for ${name}, cut anywhere, what reading it at once gives`, () => {
      const expected = atOnce(text);
      for (let cut = 0; cut <= text.length; cut += 1) {
        expect(streamed(text, [cut]), `cut at ${cut}`).toEqual(expected);
      }
    });

    it(`gives for ${name}, one character at a time, what reading it at once gives`, () => {
      expect(streamed(text, lengths(1, 1))).toEqual(atOnce(text));
    });
  }

  it("gives for everything in any order and any pieces what reading it at once gives", () => {
    const parts = Object.values(SAMPLES);
    for (let seed = 1; seed <= 150; seed += 1) {
      const random = numbers(seed);
      const take = () => parts[Math.floor(Number(random.next().value) * parts.length)] ?? "";
      const joint = Number(random.next().value) < 0.5 ? "\n\n" : "\n";
      const text = [take(), take(), take()].join(joint);
      expect(streamed(text, lengths(seed, 24)), `seed ${seed}`).toEqual(atOnce(text));
    }
  });

  it("shows at every moment what reading the text so far at once would show", () => {
    for (const [name, text] of Object.entries(SAMPLES)) {
      if (name === "references" || name === "returns") continue;
      const stream = new BlockStream();
      for (let at = 1; at <= text.length; at += 1) {
        const { tokens } = stream.sync(text.slice(0, at), false);
        expect(shape(tokens), `${name} at ${at}`).toEqual(atOnce(text.slice(0, at)));
      }
    }
  });

  it("agrees with the plain lexer where there is no HTML and no trap", () => {
    const plain = new Marked({ breaks: true });
    for (const name of ["prose", "headings", "fences", "lists", "tasks", "quotes"]) {
      const text = SAMPLES[name] ?? "";
      expect(atOnce(text), name).toEqual(shape(plain.lexer(text)));
    }
  });

  it("keeps finished blocks as they are while more arrives", () => {
    const stream = new BlockStream();
    const head = "# One\n\nTwo\n\n- three\n\nFour and\n";
    const before = stream.sync(head, false).tokens;
    const after = stream.sync(`${head} more\n\nFive\n\nSix`, false).tokens;
    expect(before.length).toBe(4);
    for (const index of [0, 1, 2]) expect(after[index]).toBe(before[index]);
    expect(after).toHaveLength(6);
  });

  it("starts again when the text is another one", () => {
    const stream = new BlockStream();
    stream.sync("# One\n\nTwo\n\nThree\n", false);
    expect(shape(stream.sync("Other", true).tokens)).toEqual(atOnce("Other"));
  });
});

it("tells what one more token costs at the end of a long answer", () => {
  const section = `${SAMPLES.prose}\n\n${SAMPLES.fences}\`\`\`\n\n${SAMPLES.lists}\n\n${SAMPLES.table}\n\n`;
  const text = section.repeat(Math.ceil(65_536 / section.length));
  const stream = new BlockStream();
  stream.sync(text, false);
  const rounds = 200;
  const from = performance.now();
  for (let round = 1; round <= rounds; round += 1) stream.sync(text + " word".repeat(round), false);
  const each = (performance.now() - from) / rounds;
  const whole = performance.now();
  lex(text, {});
  const once = performance.now() - whole;
  process.stdout.write(
    `markdown: ${each.toFixed(2)} ms for an update at ${Math.round(text.length / 1024)} KB, ${once.toFixed(1)} ms to read it at once\n`,
  );
  expect(stream.sync(text, true).tokens.length).toBeGreaterThan(100);
});

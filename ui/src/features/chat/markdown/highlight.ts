import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import markdown from "highlight.js/lib/languages/markdown";
import php from "highlight.js/lib/languages/php";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import shell from "highlight.js/lib/languages/shell";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

const languages = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  dockerfile,
  go,
  ini,
  java,
  javascript,
  json,
  kotlin,
  markdown,
  php,
  python,
  ruby,
  rust,
  shell,
  sql,
  swift,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** Beyond this, colouring would hold the page up for longer than it helps. */
const LONGEST = 100_000;

/** A run of text with one look; null is plain. */
export interface Span {
  text: string;
  kind: string | null;
}

interface Scope {
  scope?: string;
  children: (Scope | string)[];
}

function isScope(value: unknown): value is Scope {
  return typeof value === "object" && value !== null && Array.isArray((value as Scope).children);
}

function* spansOf(node: Scope, kind: string | null): Generator<Span> {
  // `title.function` looks like `title`; `language:css` is what an embedded language stands in.
  const own = node.scope?.startsWith("language:") ? null : node.scope?.split(".")[0];
  const look = own ?? kind;
  for (const child of node.children) {
    if (typeof child === "string") yield { text: child, kind: look };
    else yield* spansOf(child, look);
  }
}

/** The name people know a language by, for the code block's head. */
export function languageName(info: string): string {
  const word = info.split(/[\s,{]/, 1)[0] ?? "";
  return hljs.getLanguage(word)?.name?.split(",", 1)[0] ?? word;
}

/** The code in coloured runs, or null where its language is not known or it is too long. */
export function highlight(code: string, info: string): Span[] | null {
  const word = info.split(/[\s,{]/, 1)[0] ?? "";
  if (code.length > LONGEST || !hljs.getLanguage(word)) return null;
  const result = hljs.highlight(code, { language: word, ignoreIllegals: true });
  const root: unknown = Reflect.get(result._emitter, "rootNode");
  return isScope(root) ? [...spansOf(root, null)] : null;
}

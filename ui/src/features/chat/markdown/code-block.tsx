import { memo, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../copy-button";
import { piecesOf, spanPiecesOf } from "./code-lines";
import { highlight, languageName, type Span } from "./highlight";

const PlainPiece = memo(({ text }: { text: string }) => <span className="md-lines">{text}</span>);

function ColouredPiece({ spans }: { spans: readonly Span[] }) {
  let at = 0;
  return (
    <span className="md-lines">
      {spans.map(({ text, kind }) => {
        const key = at;
        at += text.length;
        return kind === null ? (
          text
        ) : (
          <span key={key} data-code={kind}>
            {text}
          </span>
        );
      })}
    </span>
  );
}

interface CodeBlockProps {
  code: string;
  /** What stands behind the opening fence: a language and perhaps more. */
  info: string;
  /** True once no more of it can arrive; only then it is coloured. */
  whole: boolean;
}

export const CodeBlock = memo(({ code, info, whole }: CodeBlockProps) => {
  const { t } = useTranslation("chat");
  const coloured = useMemo(() => (whole ? highlight(code, info) : null), [code, info, whole]);
  const language = languageName(info);
  return (
    <figure
      aria-label={language ? t("code.label", { language }) : t("code.unnamed")}
      className="md-code"
    >
      <figcaption>
        <span className="min-w-0 truncate">{language || t("code.plain")}</span>
        <CopyButton text={code} label={t("code.copy")} className="-mr-1" />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} dir="ltr" className="ring-inside">
        <code>
          {coloured
            ? spanPiecesOf(coloured).map((spans, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place
                <ColouredPiece key={index} spans={spans} />
              ))
            : piecesOf(code).map((text, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place
                <PlainPiece key={index} text={text} />
              ))}
        </code>
      </pre>
    </figure>
  );
});

import type { MarkedToken, Token, Tokens } from "marked";
import { Fragment, type MouseEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/ipc/client";
import { toast } from "@/state/toasts";
import { decodeEntities } from "./entities";
import { safeLink } from "./safe-link";

function Link({ href, title, children }: { href: string; title?: string; children: ReactNode }) {
  const open = (event: MouseEvent) => {
    event.preventDefault();
    api.openLink(href).catch(toast.showProblem);
  };
  return (
    <a href={href} title={title ?? href} onClick={open} onAuxClick={open} draggable={false}>
      {children}
    </a>
  );
}

function LinkOrText({ token }: { token: Tokens.Link }) {
  const address = safeLink(token.autolink ? token.href : decodeEntities(token.href));
  const words = <Inlines tokens={token.tokens} />;
  if (!address) return <span title={token.href}>{words}</span>;
  return (
    <Link href={address} title={token.title ? `${token.title} (${address})` : undefined}>
      {words}
    </Link>
  );
}

/** A picture elsewhere is never loaded: asking for it would tell its server who reads this. */
function PictureLink({ token }: { token: Tokens.Image }) {
  const { t } = useTranslation("chat");
  const words = t("picture", { name: token.text || token.href });
  const address = safeLink(decodeEntities(token.href));
  return address ? <Link href={address}>{words}</Link> : <span>{words}</span>;
}

function Inline({ token }: { token: MarkedToken }): ReactNode {
  switch (token.type) {
    case "text":
      if (token.tokens) return <Inlines tokens={token.tokens} />;
      return decodeEntities(token.text);
    case "escape":
      return token.text;
    case "strong":
      return (
        <strong>
          <Inlines tokens={token.tokens} />
        </strong>
      );
    case "em":
      return (
        <em>
          <Inlines tokens={token.tokens} />
        </em>
      );
    case "del":
      return (
        <del>
          <Inlines tokens={token.tokens} />
        </del>
      );
    case "codespan":
      return <code>{token.text}</code>;
    case "br":
      return <br />;
    case "link":
      return <LinkOrText token={token} />;
    case "image":
      return <PictureLink token={token} />;
    case "checkbox":
      return <CheckMark checked={token.checked} />;
    default:
      return token.raw;
  }
}

export function CheckMark({ checked }: { checked: boolean }) {
  const { t } = useTranslation("chat");
  return (
    <input
      type="checkbox"
      checked={checked}
      readOnly
      tabIndex={-1}
      aria-label={checked ? t("task.done") : t("task.open")}
      className="md-check"
    />
  );
}

/** The words of a block: emphasis, code, links. Everything becomes React text, never markup. */
export function Inlines({ tokens }: { tokens: readonly Token[] }) {
  let at = 0;
  return tokens.map((token) => {
    const key = at;
    at += token.raw.length + 1;
    return (
      <Fragment key={key}>
        <Inline token={token as MarkedToken} />
      </Fragment>
    );
  });
}

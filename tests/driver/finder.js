// Finds what a person could find: elements by role and accessible name, hidden ones passed over.
// Runs as the body of a function whose first argument says what to do and the others with what.

const IMPLICIT = {
  A: (it) => (it.hasAttribute("href") ? "link" : "generic"),
  ARTICLE: () => "article",
  ASIDE: () => "complementary",
  BUTTON: () => "button",
  DIALOG: () => "dialog",
  FIGURE: () => "figure",
  FORM: () => "form",
  H1: () => "heading",
  H2: () => "heading",
  H3: () => "heading",
  H4: () => "heading",
  HR: () => "separator",
  IMG: (it) => (it.getAttribute("alt") === "" ? "presentation" : "img"),
  INPUT: (it) => INPUTS[it.type] ?? "textbox",
  LI: () => "listitem",
  MAIN: () => "main",
  METER: () => "meter",
  NAV: () => "navigation",
  OL: () => "list",
  OPTION: () => "option",
  OUTPUT: () => "status",
  P: () => "paragraph",
  PROGRESS: () => "progressbar",
  SECTION: (it) => (ownName(it) ? "region" : "generic"),
  SELECT: () => "combobox",
  SUMMARY: () => "summary",
  TABLE: () => "table",
  TD: () => "cell",
  TEXTAREA: () => "textbox",
  TH: () => "columnheader",
  TR: () => "row",
  UL: () => "list",
};
const INPUTS = {
  button: "button",
  checkbox: "checkbox",
  number: "spinbutton",
  radio: "radio",
  range: "slider",
  reset: "button",
  search: "searchbox",
  submit: "button",
};
const NAMED_BY_CONTENT = new Set([
  "button", "cell", "checkbox", "columnheader", "heading", "link", "listitem", "menuitem",
  "menuitemcheckbox", "menuitemradio", "option", "paragraph", "radio", "row", "status", "alert",
  "gridcell", "summary", "switch", "tab", "tooltip", "treeitem",
]);

const tidy = (text) => (text ?? "").replace(/\s+/g, " ").trim();

function roleOf(element) {
  const explicit = element.getAttribute("role")?.trim().split(/\s+/)[0];
  return explicit || (IMPLICIT[element.tagName]?.(element) ?? "generic");
}

function isShown(element) {
  if (element.closest('[aria-hidden="true"], [inert], [hidden]')) return false;
  if (element.checkVisibility && !element.checkVisibility({ checkVisibilityCSS: true })) return false;
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0;
}

/** A shortcut is shown next to a name and is not part of it. */
function isBesideTheName(element) {
  return element.tagName === "KBD" || element.getAttribute("aria-hidden") === "true";
}

function contentOf(element) {
  let text = "";
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) text += node.textContent;
    else if (node.nodeType === Node.ELEMENT_NODE && !isBesideTheName(node)) {
      text += ` ${ownName(node) || contentOf(node)} `;
    }
  }
  return tidy(text);
}

/** The name that attributes and labels give, whatever the role. */
function ownName(element) {
  const ids = element.getAttribute("aria-labelledby")?.split(/\s+/) ?? [];
  const labelled = ids.map((id) => document.getElementById(id)).filter(Boolean);
  if (labelled.length > 0) {
    return tidy(labelled.map((it) => it.getAttribute("aria-label") || contentOf(it)).join(" "));
  }
  const label = tidy(element.getAttribute("aria-label"));
  if (label) return label;
  if (element.labels?.length) return tidy([...element.labels].map(contentOf).join(" "));
  return tidy(element.getAttribute("alt"));
}

function nameOf(element) {
  const own = ownName(element);
  if (own) return own;
  if (NAMED_BY_CONTENT.has(roleOf(element))) {
    const content = contentOf(element);
    if (content) return content;
  }
  return tidy(element.getAttribute("title") || element.getAttribute("placeholder"));
}

function matches(name, wanted) {
  if (wanted.exactly !== undefined) return name === tidy(wanted.exactly);
  return name.includes(tidy(wanted.containing));
}

const shown = () => [...document.querySelectorAll("body *")].filter(isShown);

/** Every visible element with that role and name, in the page's order. */
function find(role, wanted) {
  return shown().filter((it) => roleOf(it) === role && matches(nameOf(it), wanted));
}

function textOf(element) {
  const value = element.value;
  return typeof value === "string" && element.tagName !== "BUTTON" && element.tagName !== "LI"
    ? value
    : (element.innerText ?? "").trim();
}

/** What is on the page, one line for each thing with a role, for the message of a failure. */
function describe() {
  const lines = [];
  for (const element of shown()) {
    const role = roleOf(element);
    if (role === "generic" || role === "presentation" || role === "none") continue;
    const value = typeof element.value === "string" && element.value ? ` = ${element.value}` : "";
    lines.push(`${role} "${nameOf(element).slice(0, 160)}"${value.slice(0, 200)}`);
  }
  return `${document.title} (${location.href})\n${lines.slice(0, 250).join("\n")}`;
}

/** The same, without those that cannot be used now, and only in a part of the page where named. */
function findEnabled(role, wanted, within) {
  const parts = within ? find(within.role, within.name) : [document];
  return find(role, wanted).filter(
    (it) =>
      it.getAttribute("aria-disabled") !== "true" &&
      !it.disabled &&
      parts.some((part) => part.contains(it)),
  );
}

const verbs = {
  find,
  findEnabled,
  describe,
  read: (role, wanted) => find(role, wanted).map(textOf),
  showsText: (text) => tidy(document.body?.innerText).includes(tidy(text)),
  /** Whether what is typed goes there. */
  hasFocus: (role, wanted) => find(role, wanted).includes(document.activeElement),
  /** Whether every picture with that name has arrived and could be decoded, and how wide it is. */
  pictures: (wanted) =>
    find("img", wanted).map((it) => (it.complete ? (it.naturalWidth ?? 0) : 0)),
};
return verbs[arguments[0]](...[...arguments].slice(1));

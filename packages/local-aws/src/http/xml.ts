/** Content of an element: text, child elements, or several elements of its name. */
type XmlValue = string | number | boolean | undefined | XmlNode | readonly XmlValue[];
/** Elements by name; a name that begins with `@` is an attribute. */
export interface XmlNode {
  readonly [element: string]: XmlValue;
}

/** Text with the five special characters (and carriage returns, which parsers drop) written as references. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r]/g, (c) => `&#${c.charCodeAt(0)};`);
}

function element(name: string, value: XmlValue): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.map((v: XmlValue) => element(name, v)).join("");
  if (typeof value === "object")
    return `<${name}${attributes(value as XmlNode)}>${children(value as XmlNode)}</${name}>`;
  return `<${name}>${escapeXml(String(value))}</${name}>`;
}

function attributes(node: XmlNode): string {
  return Object.entries(node)
    .filter(([name]) => name.startsWith("@"))
    .map(([name, value]) => ` ${name.slice(1)}="${escapeXml(String(value as string))}"`)
    .join("");
}

function children(node: XmlNode): string {
  return Object.entries(node)
    .filter(([name]) => !name.startsWith("@"))
    .map(([name, value]) => element(name, value))
    .join("");
}

/** A document with one root element; `undefined` elements are left out, arrays become repeated elements. */
export function buildXml(root: string, node: XmlNode | string, namespace?: string): string {
  const xmlns = namespace === undefined ? "" : ` xmlns="${namespace}"`;
  const content = typeof node === "string" ? escapeXml(node) : children(node);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${xmlns}>${content}</${root}>`;
}

/** An element read from a request: its text and its children by name. */
export class XmlElement {
  readonly elements: XmlElement[] = [];
  text = "";

  constructor(readonly name: string) {}

  /** First child of this name. */
  child(name: string): XmlElement | undefined {
    return this.elements.find((e) => e.name === name);
  }

  /** All children of this name. */
  all(name: string): XmlElement[] {
    return this.elements.filter((e) => e.name === name);
  }

  /** Text of the first child of this name. */
  value(name: string): string | undefined {
    return this.child(name)?.text;
  }
}

const references: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name: string) => {
    if (/^#x/i.test(name)) return String.fromCodePoint(parseInt(name.slice(2), 16));
    if (name.startsWith("#")) return String.fromCodePoint(Number(name.slice(1)));
    return references[name] ?? whole;
  });
}

/**
 * Parses the XML of a request: elements and text, without DTDs, CDATA and namespaces, which AWS clients do not send.
 *
 * @throws Error if the document is not well formed.
 */
export function parseXml(document: string): XmlElement {
  const root = new XmlElement("");
  const open = [root];
  const token = /<\?[^]*?\?>|<!--[^]*?-->|<(\/?)([\w:.-]+)((?:"[^"]*"|'[^']*'|[^>"'])*?)(\/?)>|([^<]+)/gy;
  let at = 0;
  for (let match = token.exec(document); match !== null; match = token.exec(document)) {
    at = token.lastIndex;
    const current = open.at(-1) ?? root;
    const [, closing, name, , selfClosing, text] = match;
    if (text !== undefined) current.text += unescapeXml(text);
    else if (name === undefined) continue;
    else if (closing === "/") {
      if (open.length === 1 || current.name !== localName(name)) throw new Error(`unexpected </${name}>`);
      open.pop();
    } else {
      const next = new XmlElement(localName(name));
      current.elements.push(next);
      if (selfClosing !== "/") open.push(next);
    }
  }
  const top = root.elements[0];
  if (at !== document.length || open.length !== 1 || root.elements.length !== 1 || top === undefined) {
    throw new Error("the XML is not well formed");
  }
  return top;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

import { entriesOf, isUnknown, itemsOf, type Plain, type Unknown } from "../core/plain-value";
import type { Condition, Document, Principal, Statement } from "./statement";

/**
 * Parses a policy document in every form that AWS accepts: JSON text or an object, single values or lists, element
 * names in any case. Invalid parts become problems of the document; nothing is thrown.
 */
export function parseDocument(value: Plain): Document {
  if (isUnknown(value)) return { kind: "pending", path: value.path };
  if (value === null) return { kind: "absent" };
  return typeof value === "string" ? parseText(value) : parseContent(value);
}

/** Documents by their text: every rule about IAM reads the same ones. */
const parsedTexts = new Map<string, Document>();
const MAX_PARSED_TEXTS = 500;

function parseText(text: string): Document {
  let document = parsedTexts.get(text);
  if (document === undefined) {
    try {
      document = parseContent(JSON.parse(text) as Plain);
    } catch (error) {
      document = broken(`is not JSON (${(error as Error).message})`);
    }
    if (parsedTexts.size >= MAX_PARSED_TEXTS) parsedTexts.clear();
    parsedTexts.set(text, document);
  }
  return document;
}

function parseContent(content: Plain): Document {
  if (!isObject(content)) return broken("is not an object with a Statement");
  const stated = element(content, "Statement");
  const items = itemsOf(stated);
  if (items.length === 0) return broken("has no Statement");

  const statements: Statement[] = [];
  const problems: string[] = [];
  const pending: string[] = [];
  items.forEach((item, index) => {
    const read = isUnknown(item) ? item : readStatement(item, index);
    if (isUnknown(read)) pending.push(read.path);
    else if (typeof read === "string") problems.push(read);
    else statements.push(read);
  });
  const [first] = pending;
  if (first !== undefined && statements.length === 0 && problems.length === 0) return { kind: "pending", path: first };
  return { kind: "read", statements, problems, pending };
}

function broken(problem: string): Document {
  return { kind: "read", statements: [], problems: [problem], pending: [] };
}

/** A statement; what is wrong with it; or what is unknown, where nothing can be said of it. */
function readStatement(item: Plain, index: number): Statement | string | Unknown {
  const label = `statement ${index + 1}`;
  if (!isObject(item)) return `${label} is not an object`;
  const sid = element(item, "Sid");
  const named = typeof sid === "string" && sid !== "";
  const name = named ? `statement "${sid}"` : label;
  const stated = element(item, "Effect");
  if (isUnknown(stated)) return stated;
  const effect = effectOf(stated);
  if (effect === undefined) return `${name} has neither Effect "Allow" nor "Deny"`;

  const pending: string[] = [];
  const texts = (key: string) => textsOf(element(item, key), pending);
  const statement: Statement = {
    label: name,
    id: named ? sid : `${index + 1}`,
    effect,
    actions: texts("Action"),
    notActions: texts("NotAction"),
    resources: texts("Resource"),
    notResources: texts("NotResource"),
    principals: principalsOf(element(item, "Principal"), pending),
    notPrincipals: principalsOf(element(item, "NotPrincipal"), pending),
    conditions: conditionsOf(element(item, "Condition"), pending),
    pending,
  };
  const states = (...keys: string[]) => keys.some((key) => element(item, key) !== null);
  return states("Action", "NotAction") ? statement : `${name} has neither Action nor NotAction`;
}

function effectOf(value: Plain): "Allow" | "Deny" | undefined {
  if (typeof value !== "string") return undefined;
  if (value.toLowerCase() === "allow") return "Allow";
  return value.toLowerCase() === "deny" ? "Deny" : undefined;
}

function textsOf(value: Plain, pending: string[]): string[] {
  const texts: string[] = [];
  for (const item of itemsOf(value)) {
    if (isUnknown(item)) pending.push(item.path);
    else if (typeof item === "string" || typeof item === "boolean" || typeof item === "number")
      texts.push(String(item));
  }
  return texts;
}

function principalsOf(value: Plain, pending: string[]): Principal[] {
  if (!isObject(value)) return textsOf(value, pending).map((id) => ({ kind: "*", id }));
  return entriesOf(value).flatMap(([kind, ids]) => textsOf(ids, pending).map((id) => ({ kind, id })));
}

function conditionsOf(value: Plain, pending: string[]): Condition[] {
  const unknown = (operator: string, path: string): Condition[] => {
    pending.push(path);
    return [{ operator, key: "", values: [], pending: true }];
  };
  if (isUnknown(value)) return unknown("", value.path);
  return entriesOf(value).flatMap(([operator, tests]) => {
    if (isUnknown(tests)) return unknown(operator, tests.path);
    return entriesOf(tests).map(([key, values]): Condition => {
      const known = textsOf(values, pending);
      const isPending = itemsOf(values).some(isUnknown);
      return { operator, key: key.toLowerCase(), values: known, ...(isPending && { pending: true }) };
    });
  });
}

function element(object: { readonly [key: string]: Plain }, name: string): Plain {
  const found = Object.entries(object).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return found?.[1] ?? null;
}

function isObject(value: Plain): value is { readonly [key: string]: Plain } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isUnknown(value);
}

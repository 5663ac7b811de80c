import { isUnknown, Unknown, type Plain } from "./plain-value";
import { notesIn, UNKNOWN_LEAF, type NotedOptions } from "./program-notes";

/**
 * A resource's properties in which documents that are unknown as a whole are those that the program noted, with each
 * unknown part of them unknown. What is known stays as it is: a provider has checked and completed it.
 */
export function withNotedDocuments(props: Plain, options: NotedOptions): Plain {
  return notesIn(options).reduce<Plain>(
    (known, note) => ("documents" in note ? completed(known, fromNote(note.documents, "")) : known),
    props,
  );
}

/** `seen`, with `noted` in place of each part that is unknown. */
function completed(seen: Plain, noted: Plain): Plain {
  if (isUnknown(seen)) return noted ?? seen;
  if (Array.isArray(seen)) {
    const items = Array.isArray(noted) ? (noted as readonly Plain[]) : [];
    return (seen as readonly Plain[]).map((item, index) => completed(item, items[index] ?? null));
  }
  if (!isRecord(seen) || !isRecord(noted)) return seen;
  return Object.fromEntries(Object.entries(seen).map(([key, value]) => [key, completed(value, noted[key] ?? null)]));
}

/** A noted value with `Unknown`, by its path, in place of each `UNKNOWN_LEAF`. */
export function fromNote(value: unknown, path: string): Plain {
  if (value === UNKNOWN_LEAF) return new Unknown(path);
  if (Array.isArray(value)) return value.map((item, index) => fromNote(item, `${path}[${index}]`));
  if (typeof value !== "object" || value === null) return value as Plain;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, fromNote(item, path === "" ? key : `${path}.${key}`)]),
  );
}

function isRecord(value: Plain): value is { readonly [key: string]: Plain } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isUnknown(value);
}

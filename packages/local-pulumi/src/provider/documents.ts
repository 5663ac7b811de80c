import {
  containsSecret,
  containsUnknown,
  isMap,
  secret,
  UNKNOWN_VALUE,
  unwrapped,
  type PropertyMap,
  type PropertyValue,
} from "../property-values";
import type { Properties } from "./schema";

/**
 * Inputs in wire form, in which documents that are given as objects or lists are JSON text, as `TransformJSONDocument`
 * of Pulumi's bridge to Terraform makes them: a document with an unknown part is unknown as a whole, one with a secret
 * part is a secret, and the text is Go's, which has names in order and `<`, `>` and `&` escaped.
 */
export function withDocumentsAsText(properties: Properties, inputs: PropertyMap): PropertyMap {
  const entries = Object.entries(inputs).map(([name, value]) => {
    const isDocument = Object.hasOwn(properties, name) && properties[name]?.takesObject === true;
    return [name, isDocument ? asText(value) : value] as const;
  });
  return Object.fromEntries(entries);
}

function asText(value: PropertyValue): PropertyValue {
  const document = unwrapped(value);
  if (!isMap(document) && !Array.isArray(document)) return value;
  if (containsUnknown(document)) return UNKNOWN_VALUE;
  const text = JSON.stringify(document, (_, part: unknown) => (isMap(part) ? sorted(part) : part)).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return containsSecret(value) ? secret(text) : text;
}

/** Keys in order, so that an object gives the same text however it is written. */
function sorted(map: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

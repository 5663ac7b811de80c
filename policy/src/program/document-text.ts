import * as pulumi from "@pulumi/pulumi";

/** The documents that texts of `documentText` were made from. */
const sources = new WeakMap<pulumi.Output<unknown>, unknown>();

/**
 * A policy document as JSON text, for inputs that take no object. As `pulumi.jsonStringify`, except that the policy
 * pack judges it in a preview although a part of it is unknown, where the program calls `judgeDocuments()`.
 */
export function documentText(document: pulumi.Input<unknown>): pulumi.Output<string> {
  const text = pulumi.jsonStringify(document);
  sources.set(text, document);
  return text;
}

/** The document that a text was made from; undefined for any other output. */
export function documentOf(text: pulumi.Output<unknown>): unknown {
  return sources.get(text);
}

import * as pulumi from "@pulumi/pulumi";

import { encodeNote } from "../core/program-notes";
import { locationsOf } from "../iam/document-locations";
import { isPartlyUnknown, resolved } from "./resolved";
import { openNotes } from "./resource-notes";

/**
 * Has the policy pack judge policy documents in a preview although parts of them are unknown, and lets `acknowledge`
 * reach it. To be called once, before the first resource.
 *
 * Without it the pack sees nothing of a document with an unknown part: the AWS provider makes the whole text unknown.
 * With it, a copy of such a document goes with the resource to the pack, in previews only. Inputs and outputs of
 * resources stay as they are. A document that the program makes JSON of itself is unknown as a whole: pass it as an
 * object, or make its text with `documentText`. In a unit test without a stack no pack reads it, and nothing happens.
 */
export function judgeDocuments(): void {
  if (pulumi.runtime.getStackResource() === undefined) return;
  pulumi.runtime.registerStackTransformation(({ resource, type, props, opts }) => {
    const given = opts as pulumi.CustomResourceOptions;
    // The SDK reads the list when it registers the resource, once all that it depends on is there: until then it grows.
    const additionalSecretOutputs = openNotes(resource, given.additionalSecretOutputs ?? []);
    const noting = pulumi.runtime.isDryRun() ? documentsOf(type, props) : undefined;
    if (noting === undefined) return { props, opts: { ...given, additionalSecretOutputs } };
    const noted = noting.then((documents) => {
      if (Object.keys(documents).length > 0) additionalSecretOutputs.push(encodeNote({ documents }));
      return [given.dependsOn ?? []].flat() as pulumi.Input<pulumi.Resource>[];
    });
    return { props, opts: { ...given, additionalSecretOutputs, dependsOn: noted } };
  });
}

/** The inputs with documents of which a part may be unknown, resolved; undefined where the resource has none. */
function documentsOf(
  type: string,
  props: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> | undefined {
  const properties = new Set(locationsOf(type).map(({ path }) => path.split(".")[0] ?? path));
  const candidates = [...properties].filter((name) => typeof props[name] === "object" && props[name] !== null);
  if (candidates.length === 0) return undefined;
  return Promise.all(candidates.map(async (name) => [name, await resolved(props[name])] as const)).then(
    (entries) => Object.fromEntries(entries.filter(([, value]) => isPartlyUnknown(value))),
    // An input that failed: the registration, which waits for the same value, reports it.
    () => ({}),
  );
}

import { runtime, type Resource } from "@pulumi/pulumi";

import type { Exception } from "../core/exceptions";
import { addNote } from "./resource-notes";

/** An accepted finding, as a program states it beside the resource. */
export type Acknowledgement = Pick<Exception, "finding" | "until"> & {
  /** Why the finding is acceptable. */
  readonly reason: string;
};

/**
 * Accepts a finding of a rule about a resource, or about every resource in a component. To be called in the same turn
 * as its constructor, in a program that calls `judgeDocuments()` first. The same rules hold as for an exception in the
 * configuration: `finding` names one of several findings about one resource, and after `until` it has no effect. In a
 * unit test without a stack nothing happens.
 *
 * @throws Error `ACKNOWLEDGED_TOO_LATE`, `ACKNOWLEDGED_WITHOUT_TRANSFORM`: the pack would not learn of it
 */
export function acknowledge(resource: Resource, rule: string, { finding, reason, until }: Acknowledgement): void {
  if (runtime.getStackResource() === undefined) return;
  const exception = { reason, ...(finding !== undefined && { finding }), ...(until !== undefined && { until }) };
  const problem = addNote(resource, { rule, exception });
  if (problem === "too late")
    throw failure(
      "ACKNOWLEDGED_TOO_LATE",
      `Expected acknowledge(…, "${rule}", …) in the same turn as the resource's constructor; the resource may have been registered since. Call it directly after "new", before any "await".`,
    );
  if (problem === "no transform")
    throw failure(
      "ACKNOWLEDGED_WITHOUT_TRANSFORM",
      `Expected judgeDocuments() before the resource of acknowledge(…, "${rule}", …): it takes the acknowledgement to the policy pack. Call it before the first resource of the program.`,
    );
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}

import * as pulumi from "@pulumi/pulumi";
import type { Remark } from "./remark";

/** What is remarked on. */
export interface Subject {
  /** `bucket`, `KMS key`, `topic`. */
  readonly what: string;
  /** As config has it. */
  readonly name: string;
  readonly resource: pulumi.Resource;
}

/**
 * Tells what was remarked on a resource of others: warnings and information as messages of Pulumi's, errors together.
 *
 * @throws RunError EXISTING_UNUSABLE
 */
export function reportRemarks({ what, name, resource }: Subject, remarks: readonly Remark[]): void {
  for (const { level, text } of remarks) {
    if (level === "warning") void pulumi.log.warn(`${what} ${name}: ${text}`, resource);
    if (level === "info") void pulumi.log.info(`${what} ${name}: ${text}`, resource);
  }
  const errors = remarks.filter(({ level }) => level === "error");
  if (errors.length === 0) return;
  // Pulumi shows a RunError without a stack trace, which would point at the program.
  throw new pulumi.RunError(`EXISTING_UNUSABLE: ${what} ${name}:\n  ${errors.map(({ text }) => text).join("\n  ")}`);
}

/**
 * A value of the subject, once nothing was found that keeps the pipeline from working.
 *
 * A preview has the value at once and reports each list of remarks by itself: it knows no value of what is not set, nor
 * the ARN of a key that is not made yet, and says the rest all the same.
 *
 * @returns fails with RunError EXISTING_UNUSABLE
 */
export function onceReviewed<T>(
  subject: Subject,
  value: pulumi.Output<T>,
  remarks: pulumi.Output<readonly Remark[]>[],
): pulumi.Output<T> {
  if (pulumi.runtime.isDryRun()) {
    for (const some of remarks) some.apply((found) => reportRemarks(subject, found));
    return value;
  }
  const reported = pulumi.all(remarks).apply((found) => reportRemarks(subject, found.flat()));
  return pulumi.all([value, reported]).apply(([reviewed]) => reviewed as T);
}

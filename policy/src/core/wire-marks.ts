import { AnalyzeRequest } from "@pulumi/pulumi/proto/analyzer_pb";

import type { PackRun } from "./pack-run";

/**
 * Notes which inputs are marked as secret, and which the provider has filled in, while the SDK (1.21) reads a request
 * to check or remediate a resource: the SDK unwraps the values before it calls a rule. Where the SDK has another copy
 * of the message's class, nothing is noted, and rules judge by names and values alone.
 */
export function noteMarksOfRequests(
  run: Pick<PackRun, "secretMarks" | "defaultedInputs">,
  types: readonly string[],
): void {
  const read = Object.getOwnPropertyDescriptor(AnalyzeRequest.prototype, "getProperties")?.value as
    AnalyzeRequest["getProperties"] | undefined;
  if (read === undefined) return;
  const noted = new WeakSet<AnalyzeRequest>();
  AnalyzeRequest.prototype.getProperties = function (this: AnalyzeRequest) {
    const properties = read.call(this);
    if (!noted.has(this) && properties !== undefined && types.includes(this.getType())) {
      noted.add(this);
      const content = properties.toJavaScript();
      run.secretMarks.note(this.getUrn(), content);
      run.defaultedInputs.note(this.getUrn(), content);
    }
    return properties;
  };
}

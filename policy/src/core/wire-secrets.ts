import { AnalyzeRequest } from "@pulumi/pulumi/proto/analyzer_pb";

import type { SecretMarks } from "./secret-marks";

/**
 * Notes which inputs are marked as secret while the SDK (1.21) reads a request to check a resource: the engine sends
 * the marks, and the SDK unwraps the values before it calls a rule. Where the SDK has another copy of the message's
 * class, nothing is noted, and rules judge by names and values alone.
 */
export function noteSecretsOfRequests(marks: SecretMarks, types: readonly string[]): void {
  const read = Object.getOwnPropertyDescriptor(AnalyzeRequest.prototype, "getProperties")?.value as
    AnalyzeRequest["getProperties"] | undefined;
  if (read === undefined) return;
  const noted = new WeakSet<AnalyzeRequest>();
  AnalyzeRequest.prototype.getProperties = function (this: AnalyzeRequest) {
    const properties = read.call(this);
    if (!noted.has(this) && properties !== undefined && types.includes(this.getType())) {
      noted.add(this);
      marks.note(this.getUrn(), properties.toJavaScript());
    }
    return properties;
  };
}

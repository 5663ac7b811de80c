import type { StackOutputs } from "../../handlers/contract";

/** A stack that goes another way than the one that is up. */
const otherWays = { direct: "full", workflow: "dev" } as const;

/**
 * What of the pipeline a stack has, and which of the project's stacks shows the other way: README's diagram has all of
 * it.
 *
 * @param stacks of the project
 */
export function stackParts(stack: string, outputs: StackOutputs, stacks: readonly string[]): string[] {
  const isWorkflow = outputs.stateMachineArn !== undefined;
  const parts = [
    isWorkflow
      ? "uploads go through the workflow (EventBridge, queue, Step Functions)"
      : "uploads trigger the function directly",
    outputs.metadataTable === undefined ? "no records" : "records",
    outputs.uploadApiUrl === undefined ? "no upload API" : "upload API",
    outputs.alertTopicArn === undefined ? "no alarms" : "alarms",
  ];
  const other = otherWays[isWorkflow ? "workflow" : "direct"];
  const hint = isWorkflow ? "triggers the function directly" : "has the workflow";
  const others = stacks.includes(other) && other !== stack ? [`--stack ${other} ${hint}`] : [];
  return [`${stack}: ${parts.join(", ")}`, ...others];
}

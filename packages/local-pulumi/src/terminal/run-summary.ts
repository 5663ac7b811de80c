import pc from "picocolors";

import type { Operation } from "../engine/events";
import type { RunResult } from "../engine/run-stack";
import { formatPolicyRun } from "./policy-summary";
import type { PolicyPack } from "../policy-host/types";
import { shown, valueLines } from "./values";
import { colours, countOf, signs } from "./words";

const order: readonly Operation[] = ["create", "update", "replace", "delete", "read", "same"];

/** The summary of a run: policies, outputs, counts and time. */
export function runSummary(
  run: RunResult,
  pack: Pick<PolicyPack, "name" | "version" | "rules"> | undefined,
  dryRun: boolean,
): string[] {
  const changes = order.flatMap((op) => {
    const count = run.changes[op] ?? 0;
    return count === 0 ? [] : [`    ${colours[op](`${signs[op]} ${countOf(op, count, dryRun)}`)}`];
  });
  const outputs = Object.entries(run.markedOutputs).map(([key, value]) => {
    const [first = "", ...rest] = valueLines(shown(value), "    ");
    return [`    ${key}: ${pc.green(first)}`, ...rest].join("\n");
  });
  return [
    ...(run.policy && pack ? ["", formatPolicyRun({ pack, ...run.policy })] : []),
    ...(outputs.length > 0 ? ["", pc.bold("Outputs:"), ...outputs] : []),
    ...(changes.length > 0 ? ["", pc.bold("Resources:"), ...changes] : []),
    "",
    `${pc.bold("Duration:")} ${(run.durationMs / 1000).toFixed(1)}s`,
  ];
}

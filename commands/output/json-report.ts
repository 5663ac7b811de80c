import type { RunResult } from "@image-pipeline/local-pulumi";
import type { PolicyPack } from "@image-pipeline/local-pulumi/policy-host";
import { shown } from "@image-pipeline/local-pulumi/terminal";
import type { Skipped } from "../images/inputs";
import type { PictureOutcome } from "../images/image-report";
import { totalsOf } from "./summary";
import type { Troubles } from "./failures";

/** What `--json` prints of a run of the program; secrets and unknowns by name only. */
export function runReport(run: RunResult, pack: Pick<PolicyPack, "name" | "version" | "rules"> | undefined) {
  return {
    outputs: shown(run.markedOutputs),
    changes: run.changes,
    durationMs: Math.round(run.durationMs),
    ...(run.policy &&
      pack && {
        policy: {
          pack: `${pack.name}@${pack.version}`,
          rules: pack.rules.filter(({ enforcementLevel }) => enforcementLevel !== "disabled").length,
          resources: run.policy.resources,
          remediations: run.policy.remediations,
          findings: run.policy.findings,
          waitedMs: Math.round(run.policy.waitedMs),
        },
      }),
    ...(run.failure && { failure: run.failure.message }),
  };
}

/** What `--json` prints of pictures. */
export function picturesReport(outcomes: readonly PictureOutcome[], skipped: readonly Skipped[]) {
  return {
    pictures: outcomes.map(({ picture, key, verdict, cold, ms, files }) => ({
      file: picture.file,
      key,
      bytes: picture.sizeBytes,
      ...verdict,
      ...(verdict.status === "processed" && { results: verdict.results.map((one, i) => ({ ...one, file: files[i] })) }),
      ...(cold !== undefined && { cold }),
      ms: Math.round(ms),
    })),
    skipped,
    totals: totalsOf(outcomes, skipped),
  };
}

/** What `--json` prints of what happened beside the pictures. */
export function troublesReport({ alarms, failedExecutions }: Troubles) {
  return {
    alarms: alarms.map(({ name, reason }) => ({ name, reason })),
    failedExecutions: failedExecutions.map(({ executionArn, status, error }) => ({ executionArn, status, error })),
  };
}

import type { RunResult } from "@image-pipeline/local-pulumi";
import type { PolicyPack } from "@image-pipeline/local-pulumi/policy-host";
import { shown } from "@image-pipeline/local-pulumi/terminal";
import { type ImageReport, totalsOf } from "../images/image-report";
import type { SkippedFile } from "../images/inputs";

/** A run of the program in the document that `--json` prints; secrets and unknown values are not shown. */
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

/** The images in the document that `--json` prints. */
export function imagesReport(reports: readonly ImageReport[], skipped: readonly SkippedFile[]) {
  return {
    images: reports.map(({ image, key, outcome, cold, ms, files }) => ({
      file: image.file,
      key,
      bytes: image.sizeBytes,
      ...outcome,
      ...(outcome.status === "processed" && { results: outcome.results.map((one, i) => ({ ...one, file: files[i] })) }),
      ...(cold !== undefined && { cold }),
      ms: Math.round(ms),
    })),
    skipped,
    totals: totalsOf(reports, skipped),
  };
}

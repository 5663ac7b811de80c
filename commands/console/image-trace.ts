import type { Cloud, TracedRun } from "@image-pipeline/local-aws";
import type { RunView, TraceView } from "../../console/contract";

/** Which functions have worked on an original, what each has asked of the services, and who has allowed it. */
export function imageTrace({ traces }: Pick<Cloud, "traces">, bucket: string, key: string): TraceView {
  return { runs: traces.touching(`arn:aws:s3:::${bucket}/${key}`).map(runView) };
}

function runView({ startedAt, durationMs, calls, ...run }: TracedRun): RunView {
  const { functionName, requestId, attempt, status, omittedCalls } = run;
  return {
    ...{ functionName, requestId, attempt, startedAt, omittedCalls },
    ...(durationMs !== undefined && { tookMs: durationMs }),
    ...(status !== undefined && { status }),
    calls: calls.map(
      ({ service, operation = "?", subject, startedAt: at, durationMs: tookMs, decisions, ...call }) => ({
        ...{ service, operation, atMs: at - startedAt },
        ...(subject !== undefined && { subject }),
        ...(tookMs !== undefined && { tookMs }),
        ...(call.status !== undefined && { status: call.status }),
        ...(call.errorCode !== undefined && { errorCode: call.errorCode }),
        decisions: decisions.map(({ action, resource, allowed, by }) => ({
          ...{ action, resource, allowed },
          ...(by && { by: `${by.policy} ${typeof by.statement === "number" ? `#${by.statement}` : by.statement}` }),
        })),
      }),
    ),
  };
}

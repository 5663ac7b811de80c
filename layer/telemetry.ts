import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { logFields, metricDimensions, metricNames } from "../handlers/contract";
import type { ImageOutcome, StepTimes, Telemetry } from "../handlers/ports/telemetry";

/**
 * One structured line per outcome and CloudWatch metrics in the embedded metric format. Namespace and service come
 * from `POWERTOOLS_METRICS_NAMESPACE` and `POWERTOOLS_SERVICE_NAME`, the level from `POWERTOOLS_LOG_LEVEL`.
 */
export function makeTelemetry(): Telemetry {
  const logger = new Logger();
  const metrics = new Metrics({ logger });
  return {
    begin: (requestId) => logger.appendKeys({ [logFields.requestId]: requestId }),
    record(outcome) {
      log(logger, outcome);
      measure(metrics, outcome);
    },
    rendered: ({ variant, steps, ...image }) =>
      logger.info("variant rendered", {
        [logFields.bucket]: image.bucket,
        [logFields.key]: image.key,
        [logFields.versionId]: image.versionId,
        [logFields.imageId]: image.imageId,
        [logFields.variant]: variant,
        ...stepFields(steps),
      }),
    invalidated: (paths) => void metrics.addMetric(metricNames.invalidated, MetricUnit.Count, paths),
    problem: (message, error) => logger.warn(message, error instanceof Error ? error : String(error)),
    // Publishing nothing would write a warning.
    flush: () => (metrics.hasStoredMetrics() ? metrics.publishStoredMetrics() : undefined),
  };
}

function log(logger: Logger, outcome: ImageOutcome): void {
  const line = {
    [logFields.outcome]: outcome.outcome,
    [logFields.bucket]: outcome.bucket,
    [logFields.key]: outcome.key,
    [logFields.versionId]: outcome.versionId,
    [logFields.imageId]: outcome.imageId,
    [logFields.reason]: outcome.reason,
    [logFields.message]: outcome.message,
    [logFields.durationMs]: outcome.durationMs,
    [logFields.bytesIn]: outcome.bytesIn,
    [logFields.bytesOut]: outcome.bytesOut,
    [logFields.megapixels]: outcome.pixels === undefined ? undefined : Math.round(outcome.pixels / 1e4) / 100,
    [logFields.warnings]: outcome.warnings,
    ...(outcome.steps && stepFields(outcome.steps)),
  };
  const message = `image ${outcome.outcome}`;
  if (outcome.outcome === "failed") logger.error(message, line);
  else if (outcome.outcome === "refused") logger.warn(message, line);
  else logger.info(message, line);
}

/** Fields of the log line, and no metrics: each metric of its own would cost by the month. */
function stepFields(steps: StepTimes): Record<string, number> {
  const tenths = (ms: number) => Math.round(ms * 10) / 10;
  return {
    [logFields.readMs]: tenths(steps.readMs),
    [logFields.decodeMs]: tenths(steps.decodeMs),
    [logFields.resizeMs]: tenths(steps.resizeMs),
    [logFields.encodeMs]: tenths(steps.encodeMs),
    [logFields.writeMs]: tenths(steps.writeMs),
  };
}

function measure(metrics: Metrics, outcome: ImageOutcome): void {
  metrics.addMetric(metricNames.duration, MetricUnit.Milliseconds, outcome.durationMs);
  if (outcome.bytesIn !== undefined) metrics.addMetric(metricNames.bytesIn, MetricUnit.Bytes, outcome.bytesIn);
  if (outcome.bytesOut !== undefined) metrics.addMetric(metricNames.bytesOut, MetricUnit.Bytes, outcome.bytesOut);
  metrics.addMetric(metricNames[outcome.outcome], MetricUnit.Count, 1);
  if (outcome.outcome === "refused") {
    // A dimension applies to all metrics of an EMF object, so the count by reason is an object of its own.
    const byReason = metrics.singleMetric();
    byReason.addDimension(metricDimensions.reason, outcome.reason ?? "UNKNOWN");
    byReason.addMetric(metricNames.refusedByReason, MetricUnit.Count, 1);
  }
}

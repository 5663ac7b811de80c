import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { ImageOutcome, Telemetry } from "../handlers/ports";

/**
 * One structured line per outcome and CloudWatch metrics in the embedded metric format. Namespace and service come
 * from `POWERTOOLS_METRICS_NAMESPACE` and `POWERTOOLS_SERVICE_NAME`, the level from `POWERTOOLS_LOG_LEVEL`.
 */
export function makeTelemetry(): Telemetry {
  const logger = new Logger();
  const metrics = new Metrics({ logger });
  return {
    begin: (requestId) => logger.appendKeys({ request_id: requestId }),
    record(outcome) {
      log(logger, outcome);
      measure(metrics, outcome);
    },
    // Publishing nothing would write a warning.
    flush: () => (metrics.hasStoredMetrics() ? metrics.publishStoredMetrics() : undefined),
  };
}

function log(logger: Logger, outcome: ImageOutcome): void {
  const line = {
    outcome: outcome.outcome,
    bucket: outcome.bucket,
    key: outcome.key,
    version_id: outcome.versionId,
    image_id: outcome.imageId,
    reason: outcome.reason,
    error_message: outcome.message,
    duration_ms: outcome.durationMs,
    bytes_in: outcome.bytesIn,
    bytes_out: outcome.bytesOut,
    megapixels: outcome.pixels === undefined ? undefined : Math.round(outcome.pixels / 1e4) / 100,
  };
  const message = `image ${outcome.outcome}`;
  if (outcome.outcome === "failed") logger.error(message, line);
  else if (outcome.outcome === "refused") logger.warn(message, line);
  else logger.info(message, line);
}

const countOf = {
  processed: "ImagesProcessed",
  refused: "ImagesRefused",
  failed: "ImagesFailed",
  removed: "ImagesRemoved",
} as const;

function measure(metrics: Metrics, outcome: ImageOutcome): void {
  metrics.addMetric("ProcessingDuration", MetricUnit.Milliseconds, outcome.durationMs);
  if (outcome.bytesIn !== undefined) metrics.addMetric("BytesIn", MetricUnit.Bytes, outcome.bytesIn);
  if (outcome.bytesOut !== undefined) metrics.addMetric("BytesOut", MetricUnit.Bytes, outcome.bytesOut);
  metrics.addMetric(countOf[outcome.outcome], MetricUnit.Count, 1);
  if (outcome.outcome === "refused") {
    // By reason as well: a dimension holds for all metrics of one EMF object, so this one is an object of its own.
    const byReason = metrics.singleMetric();
    byReason.addDimension("reason", outcome.reason ?? "UNKNOWN");
    byReason.addMetric("ImagesRefusedByReason", MetricUnit.Count, 1);
  }
}

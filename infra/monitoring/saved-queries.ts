import { logFields as log, type ImageOutcomeName } from "../../handlers/contract";

/** A Logs Insights query that is saved under a name. */
export interface SavedQuery {
  readonly name: string;
  readonly query: string;
}

const query = (...commands: readonly string[]): string => commands.join("\n| ");

const has = (outcome: ImageOutcomeName): string => `${log.outcome} = "${outcome}"`;

export const savedQueries: readonly SavedQuery[] = [
  {
    name: "refusals",
    query: query(`filter ${has("refused")}`, `stats count(*) as images by ${log.reason}`, "sort images desc"),
  },
  {
    name: "failures",
    query: query(
      `fields @timestamp, ${[log.bucket, log.key, log.reason, log.message, log.requestId].join(", ")}`,
      `filter ${has("failed")} or level = "ERROR"`,
      "sort @timestamp desc",
      "limit 100",
    ),
  },
  {
    name: "slowest-images",
    query: query(
      `fields @timestamp, ${[log.key, log.durationMs, log.megapixels, log.bytesIn, log.bytesOut].join(", ")}`,
      `filter ${has("processed")}`,
      `sort ${log.durationMs} desc`,
      "limit 50",
    ),
  },
  {
    name: "latency-by-size",
    query: query(
      `filter ${has("processed")}`,
      `stats count(*) as images, pct(${log.durationMs}, 50) as p50, pct(${log.durationMs}, 95) as p95 by floor(${log.megapixels}) as mp`,
      "sort mp asc",
    ),
  },
];

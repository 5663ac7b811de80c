/** A Logs Insights query that is saved under a name. */
export interface SavedQuery {
  readonly name: string;
  readonly query: string;
}

export const savedQueries: readonly SavedQuery[] = [
  {
    name: "refusals",
    query: ['filter outcome = "refused"', "stats count(*) as pictures by reason", "sort pictures desc"].join("\n| "),
  },
  {
    name: "failures",
    query: [
      "fields @timestamp, bucket, key, reason, error_message, request_id",
      'filter outcome = "failed" or level = "ERROR"',
      "sort @timestamp desc",
      "limit 100",
    ].join("\n| "),
  },
  {
    name: "slowest-pictures",
    query: [
      "fields @timestamp, key, duration_ms, megapixels, bytes_in, bytes_out",
      'filter outcome = "processed"',
      "sort duration_ms desc",
      "limit 50",
    ].join("\n| "),
  },
  {
    name: "latency-by-size",
    query: [
      'filter outcome = "processed"',
      "stats count(*) as pictures, pct(duration_ms, 50) as p50, pct(duration_ms, 95) as p95 by floor(megapixels) as mp",
      "sort mp asc",
    ].join("\n| "),
  },
];

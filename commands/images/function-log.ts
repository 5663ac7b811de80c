/** What a structured log line of the pipeline's function says of one upload. */
export interface LoggedOutcome {
  readonly outcome: "processed" | "refused" | "failed";
  readonly key: string;
  readonly versionId?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** Reads a line that tells an outcome; undefined for every other line. */
export function parseOutcomeLine(line: string): LoggedOutcome | undefined {
  if (!line.startsWith("{")) return undefined;
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof fields !== "object" || fields === null) return undefined;
  const { outcome, key, version_id, reason, error_message } = fields as Record<string, unknown>;
  if (typeof key !== "string" || (outcome !== "processed" && outcome !== "refused" && outcome !== "failed"))
    return undefined;
  return {
    outcome,
    key,
    ...(typeof version_id === "string" && { versionId: version_id }),
    ...(typeof reason === "string" && { reason }),
    ...(typeof error_message === "string" && { message: error_message }),
  };
}

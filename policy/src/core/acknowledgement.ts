import { matchesWildcard } from "./wildcard";

/** A finding that somebody has looked at and accepted, as `policy-config.json` states it. */
export interface Acknowledgement {
  /** URN or name of the resource; `*` and `?` are wildcards. */
  readonly resource: string;
  /** Why it is right as it is. Without one nothing is acknowledged. */
  readonly reason?: string;
  /** Last day it holds, `YYYY-MM-DD` (UTC). Default: it holds for ever. */
  readonly until?: string;
}

/** Part of every rule's configuration. */
export const acknowledgeSchema = {
  type: "array" as const,
  default: [],
  description: "Findings that are accepted, each with the resource, the reason and, at will, the last day.",
  items: {
    type: "object" as const,
    required: ["resource"],
    additionalProperties: false,
    properties: {
      resource: { type: "string" as const, minLength: 1, description: "URN or name; * and ? are wildcards." },
      reason: { type: "string" as const, description: "Why it is right as it is." },
      until: { type: "string" as const, description: "Last day it holds, YYYY-MM-DD." },
    },
  },
};

/** Why an acknowledgement does not count, as a sentence; undefined where it does. `today` is `YYYY-MM-DD`. */
export function flawOf({ reason, until }: Acknowledgement, today: string): string | undefined {
  if (reason === undefined || reason.trim() === "") return "has no reason";
  if (until === undefined) return undefined;
  if (!isDay(until)) return `has "${until}" where a day is expected, as YYYY-MM-DD`;
  return until < today ? `ended on ${until}` : undefined;
}

/** True where the acknowledgement speaks of this resource. */
export function speaksOf({ resource }: Acknowledgement, { urn, name }: { urn: string; name: string }): boolean {
  return matchesWildcard(resource, urn) || matchesWildcard(resource, name);
}

/** False where the acknowledgement names, by URN, a resource of another stack: there it may well match something. */
export function concernsStack({ resource }: Acknowledgement, stack: string): boolean {
  const named = /^urn:pulumi:([^:]*)::/.exec(resource)?.[1];
  return named === undefined || matchesWildcard(named, stack);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
}

import { matchesWildcard } from "./wildcard";

/** An accepted finding, as `policy-config.json` states it. */
export interface Exception {
  /** URN or name of the resource; `*` and `?` are wildcards. */
  readonly resource: string;
  /** Why the finding is acceptable. An exception without a reason has no effect. */
  readonly reason?: string;
  /** Last day it is in force, `YYYY-MM-DD` (UTC). Default: no end. */
  readonly until?: string;
}

/** Part of every rule's configuration. */
export const exceptionsSchema = {
  type: "array" as const,
  default: [],
  description: "Accepted findings: resource, reason and, optionally, the last day.",
  items: {
    type: "object" as const,
    required: ["resource"],
    additionalProperties: false,
    properties: {
      resource: { type: "string" as const, minLength: 1, description: "URN or name; * and ? are wildcards." },
      reason: { type: "string" as const, description: "Why the finding is acceptable." },
      until: { type: "string" as const, description: "Last day the exception is in force, YYYY-MM-DD." },
    },
  },
};

/** Why an exception has no effect, as a clause; undefined where it is valid. `today` is `YYYY-MM-DD`. */
function validate({ reason, until }: Exception, today: string): string | undefined {
  if (reason === undefined || reason.trim() === "") return "has no reason";
  if (until === undefined) return undefined;
  if (!isDay(until)) return `has the date "${until}"; expected YYYY-MM-DD`;
  return until < today ? `expired on ${until}` : undefined;
}

function matches({ resource }: Exception, { urn, name }: { urn: string; name: string }): boolean {
  return matchesWildcard(resource, urn) || matchesWildcard(resource, name);
}

/** False where the exception names, by URN, a resource of another stack: it may match a finding there. */
function appliesToStack({ resource }: Exception, stack: string): boolean {
  const named = /^urn:pulumi:([^:]*)::/.exec(resource)?.[1];
  return named === undefined || matchesWildcard(named, stack);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
}

/** The exceptions of one rule in one run: which are valid, and which of them matched a finding. */
export class ExceptionTracker {
  private readonly used = new Set<string>();

  /** True where a finding about the resource is accepted. */
  accepts(exceptions: readonly Exception[], resource: { urn: string; name: string }, today: string): boolean {
    const found = exceptions.filter((one) => validate(one, today) === undefined && matches(one, resource));
    for (const one of found) this.used.add(JSON.stringify(one));
    return found.length > 0;
  }

  /** At the end of a run: what is wrong with each exception that has no reason, has expired or matched no finding. */
  close(rule: string, exceptions: readonly Exception[], stack: string, today: string): string[] {
    const problems = exceptions
      .filter((each) => appliesToStack(each, stack))
      .flatMap((one) => {
        const problem =
          validate(one, today) ??
          (this.used.has(JSON.stringify(one))
            ? undefined
            : "matches no finding: remove it from the configuration, or name the stack that needs it in a URN");
        return problem === undefined ? [] : [`${rule}: the exception for "${one.resource}" ${problem}`];
      });
    this.used.clear();
    return problems;
  }
}

import { matchesWildcard } from "./wildcard";

/** An accepted finding, as `policy-config.json` states it. */
export interface Exception {
  /** URN or name of the resource; `*` and `?` are wildcards. */
  readonly resource: string;
  /**
   * Id of the finding, where the rule has several about one resource: `<statement>/<action>` such as
   * `WriteImages/s3:*`. Not a pattern. Such a finding is not accepted by an exception without it.
   */
  readonly finding?: string;
  /** Why the finding is acceptable. An exception without a reason has no effect. */
  readonly reason?: string;
  /** Last day it is in force, `YYYY-MM-DD` (UTC). Default: no end. */
  readonly until?: string;
  /** True where the program states it: `resource` is then the URN of the resource, or of a component around it. */
  readonly inProgram?: true;
}

/** The resource of a finding, as exceptions name it. */
export interface ExceptedResource {
  readonly urn: string;
  readonly name: string;
  /** URNs of the components around it, where the program states exceptions. */
  readonly ancestors?: readonly string[];
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
      finding: {
        type: "string" as const,
        minLength: 1,
        description: "Id of the finding, where a rule has several about one resource: <statement>/<action>.",
      },
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

function matches({ resource, inProgram }: Exception, { urn, name, ancestors = [] }: ExceptedResource): boolean {
  if (inProgram === true) return resource === urn || ancestors.includes(resource);
  return matchesWildcard(resource, urn) || matchesWildcard(resource, name);
}

function titleOf({ resource, inProgram }: Exception): string {
  return inProgram === true ? `acknowledge() of "${resource}"` : `the exception for "${resource}"`;
}

/** False where the exception names, by URN, a resource of another stack: it may match a finding there. */
function appliesToStack({ resource, inProgram }: Exception, stack: string): boolean {
  if (inProgram === true) return true;
  const named = /^urn:pulumi:([^:]*)::/.exec(resource)?.[1];
  return named === undefined || matchesWildcard(named, stack);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
}

/** The exceptions of one rule in one run: which are valid, and which of them matched a finding. */
export class ExceptionTracker {
  private readonly used = new Set<string>();
  /** Ids of findings about a resource that an exception names, by the exception. */
  private readonly others = new Map<string, Set<string>>();

  /** True where a finding about the resource is accepted. `finding` is its id, if it has one. */
  accepts(
    exceptions: readonly Exception[],
    resource: ExceptedResource,
    finding: string | undefined,
    today: string,
  ): boolean {
    const about = exceptions.filter((one) => validate(one, today) === undefined && matches(one, resource));
    const found = about.filter((one) => one.finding === finding);
    for (const one of found) this.used.add(JSON.stringify(one));
    if (found.length === 0 && finding !== undefined) for (const one of about) this.othersOf(one).add(finding);
    return found.length > 0;
  }

  private othersOf(exception: Exception): Set<string> {
    const key = JSON.stringify(exception);
    const ids = this.others.get(key) ?? new Set();
    this.others.set(key, ids);
    return ids;
  }

  /** Why an exception that is valid accepted nothing, as a clause. */
  private whyUnused(one: Exception): string {
    const ids = [...(this.others.get(JSON.stringify(one)) ?? [])].map((id) => `"${id}"`);
    if (ids.length === 0 && one.inProgram === true)
      return "matches no finding: remove it from the program, or call it for the stack that needs it";
    if (ids.length === 0)
      return "matches no finding: remove it from the configuration, or name the stack that needs it in a URN";
    const stated = one.finding === undefined ? "names no finding" : `names the finding "${one.finding}", which is none`;
    return `${stated}; the resource has ${ids.join(", ")}`;
  }

  /** At the end of a run: what is wrong with each exception that has no reason, has expired or matched no finding. */
  close(rule: string, exceptions: readonly Exception[], stack: string, today: string): string[] {
    const problems = exceptions
      .filter((each) => appliesToStack(each, stack))
      .flatMap((one) => {
        const problem = validate(one, today) ?? (this.used.has(JSON.stringify(one)) ? undefined : this.whyUnused(one));
        return problem === undefined ? [] : [`${rule}: ${titleOf(one)} ${problem}`];
      });
    this.used.clear();
    this.others.clear();
    return problems;
  }
}

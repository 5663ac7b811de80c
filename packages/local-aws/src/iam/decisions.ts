import type { Judgement } from "./authorize";
import type { Caller } from "./caller";
import type { AccessRequest } from "./evaluate";

/** A statement of a policy. */
interface DecidingStatement {
  /** Of the caller's role, or of the resource. */
  readonly kind: "identity" | "resource";
  /** Name of the role's policy; of a resource's policy, the ARN that it was asked about first. */
  readonly policy: string;
  /** Its Sid; without one its place in the policy, 0 is the first. */
  readonly statement: string | number;
}

/** What was decided of one action of one principal, by one statement. */
export interface AccessDecision {
  /** Name of a role, `s3.amazonaws.com`, `root` or `anonymous`. */
  readonly principal: string;
  readonly principalKind: Caller["kind"];
  /** `s3:GetObject`. */
  readonly action: string;
  readonly allowed: boolean;
  /** Absent: no statement applies, or the principal is root. */
  readonly by?: DecidingStatement;
  /** The statement's resources that it was about; none where no statement applies. */
  readonly patterns: ReadonlySet<string>;
  /** ARNs that it was about: the first {@link MAX_EXAMPLES}. */
  readonly resources: ReadonlySet<string>;
  readonly count: number;
  /** Of the latest, milliseconds since 1970. */
  readonly lastAt: number;
}

/** ARNs that are kept of a decision. */
export const MAX_EXAMPLES = 5;

/** Different decisions that are kept: a bound against callers that invent actions. The oldest go first. */
const MAX_DECISIONS = 5000;

interface Counted extends AccessDecision {
  readonly patterns: Set<string>;
  readonly resources: Set<string>;
  count: number;
  lastAt: number;
}

/** Counts every decision about access: who asked for what, and which statement has allowed or denied it. */
export class Decisions {
  private readonly counted = new Map<string, Counted>();

  /**
   * Counts a decision.
   *
   * @param policyName name of the identity's policy that has decided
   */
  record({ caller, action, resource }: AccessRequest, judgement: Judgement, policyName?: string): AccessDecision {
    const { side, by } = judgement;
    const principal = principalName(caller);
    const index = by === undefined ? -1 : by.policy.Statement.indexOf(by.statement);
    const where = side === "resource" ? resourceName(resource) : policyName;
    const key = `${principal}\n${action}\n${judgement.refusal === undefined}\n${side}\n${where}\n${index}`;
    let decision = this.counted.get(key);
    if (decision === undefined) {
      if (this.counted.size >= MAX_DECISIONS) this.counted.delete(this.counted.keys().next().value ?? "");
      decision = {
        ...{ principal, principalKind: caller.kind, action, allowed: judgement.refusal === undefined },
        ...(by &&
          side && {
            by: { kind: side, policy: where ?? "", statement: by.statement.Sid ?? index },
          }),
        ...{ patterns: new Set(), resources: new Set(), count: 0, lastAt: 0 },
      };
      this.counted.set(key, decision);
    }
    decision.count += 1;
    decision.lastAt = Date.now();
    if (by?.pattern !== undefined) decision.patterns.add(by.pattern);
    if (decision.resources.size < MAX_EXAMPLES) decision.resources.add(resource);
    return decision;
  }

  /** Everything that was decided, in the order in which it was first. */
  all(): readonly AccessDecision[] {
    return [...this.counted.values()];
  }
}

function principalName(caller: Caller): string {
  switch (caller.kind) {
    case "role":
      return caller.roleName;
    case "service":
      return caller.principal;
    case "root":
    case "anonymous":
      return caller.kind;
  }
}

/** A bucket's own ARN for one of its objects, whose policy is the bucket's. */
function resourceName(resource: string): string {
  return /^arn:aws:s3:::[^/]+/.exec(resource)?.[0] ?? resource;
}

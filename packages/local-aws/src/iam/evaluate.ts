import type { Caller } from "./caller";
import { conditionHolds, type RequestContext } from "./conditions";
import { globMatches } from "./policy";
import { many, type OneOrMany, type PolicyDocument, type PrincipalSpec, type Statement } from "./policy";

/** Decision of a set of policies. */
export type Decision = "Allow" | "ExplicitDeny" | "ImplicitDeny";

/** A statement that applies to a request. */
export interface AppliedStatement {
  readonly policy: PolicyDocument;
  readonly statement: Statement;
  /** The `Resource` of it that the request's resource matches; absent: the statement has none, or a `NotResource`. */
  readonly pattern: string | undefined;
}

/** A decision, and the statement that has made it; none has made an implicit denial. */
export interface Verdict {
  readonly decision: Decision;
  readonly by?: AppliedStatement;
}

const IMPLICIT_DENY: Verdict = { decision: "ImplicitDeny" };

/** A request that is to be authorized. */
export interface AccessRequest {
  readonly caller: Caller;
  /** `s3:GetObject`. */
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
}

function accountOf(arn: string): string | undefined {
  return arn.split(":")[4];
}

/**
 * Whether a principal element names the caller.
 *
 * @param delegated Whether a principal that is the account stands for its roles: an Allow for the account only lets the
 * policies of its roles decide.
 */
function principalMatches(spec: PrincipalSpec, caller: Caller, delegated: boolean): boolean {
  if (spec === "*") return true;
  if (caller.kind === "service") return many(spec.Service).includes(caller.principal);
  const accounts = many(spec.AWS);
  if (accounts.includes("*")) return true;
  if (caller.kind === "anonymous") return false;
  return accounts.some((principal) => {
    const account = principal.endsWith(":root") ? accountOf(principal) : principal;
    if (account === caller.accountId) return caller.kind === "root" || delegated;
    return principal === caller.arn || (caller.kind === "role" && principal === caller.roleArn);
  });
}

/** Replaces the variables of a policy's text; undefined if the request has no value for one. */
type Expand = (text: string) => string | undefined;

/** The version of policies that have variables; in others they are text like any other. */
const WITH_VARIABLES = "2012-10-17";

/** Replaces `${aws:…}` by the request's value, or by the default in `${aws:…, 'default'}`. */
const expansion =
  (version: string | undefined, context: RequestContext): Expand =>
  (pattern) => {
    if (version !== WITH_VARIABLES) return pattern;
    let missing = false;
    const text = pattern.replace(/\$\{([^}]+)\}/g, (_, variable: string) => {
      if (["*", "?", "$"].includes(variable)) return variable;
      const [, key = "", byDefault] = /^([^,]+?)\s*(?:,\s*'([^']*)'\s*)?$/.exec(variable) ?? [];
      const value = context[key.toLowerCase()] ?? byDefault;
      if (typeof value !== "string") missing = true;
      return String(value);
    });
    return missing ? undefined : text;
  };

/** The pattern among a statement's that a resource matches. */
function matchingPattern(patterns: OneOrMany | undefined, resource: string, expand: Expand): string | undefined {
  return many(patterns).find((pattern) => {
    const expanded = expand(pattern);
    return expanded !== undefined && globMatches(expanded, resource);
  });
}

/** @returns undefined where a statement does not apply to a request */
function apply(policy: PolicyDocument, statement: Statement, request: AccessRequest, expand: Expand) {
  const { caller, action, resource, context } = request;
  const { Principal, NotPrincipal, Effect } = statement;
  if (Principal !== undefined && !principalMatches(Principal, caller, Effect === "Deny")) return undefined;
  if (NotPrincipal !== undefined && principalMatches(NotPrincipal, caller, true)) return undefined;
  const actions = statement.Action ?? statement.NotAction;
  if (many(actions).some((a) => globMatches(a, action, true)) !== (statement.Action !== undefined)) return undefined;
  // A trust policy has no Resource element: it applies to its own role.
  const resources = statement.Resource ?? statement.NotResource;
  const pattern = matchingPattern(resources, resource, expand);
  if (resources !== undefined && (pattern !== undefined) !== (statement.Resource !== undefined)) return undefined;
  return conditionHolds(statement.Condition, context, expand) ? { policy, statement, pattern } : undefined;
}

/**
 * Evaluates policies for a request: a matching Deny wins, then the first matching Allow; otherwise the request is
 * denied implicitly.
 */
export function decide(policies: readonly PolicyDocument[], request: AccessRequest): Verdict {
  let allowedBy: AppliedStatement | undefined;
  for (const policy of policies) {
    const expand = expansion(policy.Version, request.context);
    for (const statement of policy.Statement) {
      // One Allow suffices: what follows can only deny.
      if (allowedBy !== undefined && statement.Effect === "Allow") continue;
      const by = apply(policy, statement, request, expand);
      if (by === undefined) continue;
      if (statement.Effect === "Deny") return { decision: "ExplicitDeny", by };
      allowedBy = by;
    }
  }
  return allowedBy === undefined ? IMPLICIT_DENY : { decision: "Allow", by: allowedBy };
}

/** What {@link decide} decides. */
export function evaluate(policies: readonly PolicyDocument[], request: AccessRequest): Decision {
  return decide(policies, request).decision;
}

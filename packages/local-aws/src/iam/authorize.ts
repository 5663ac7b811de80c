import { callerName, type Caller } from "./caller";
import { decide, type AccessRequest, type AppliedStatement, type Verdict } from "./evaluate";
import { many, type PolicyDocument } from "./policy";

/** Policies that apply to a request. */
export interface AccessPolicies {
  /** Policies of the caller's role; undefined for a caller without a role. */
  readonly identity: readonly PolicyDocument[] | undefined;
  /** Permissions boundary of the caller's role, if it has one. */
  readonly boundary?: PolicyDocument;
  /** Policy of the bucket, queue, topic or function, if it has one. */
  readonly resource?: PolicyDocument;
}

/** Whether a request is allowed, and what has decided it. */
export interface Judgement {
  /** Why it is refused, in AWS's wording; absent: it is allowed. */
  readonly refusal?: string;
  /** Whose policy has decided; absent: no policy says anything of it, or the caller is root. */
  readonly side?: "identity" | "resource";
  /** The statement that has decided. */
  readonly by?: AppliedStatement;
}

/**
 * Judges a request.
 *
 * Within one account, an Allow of either the identity's or the resource's policy suffices, and a Deny of either wins,
 * also over root. For services and anonymous callers only the resource's policy counts. A permissions boundary grants
 * nothing: it limits what the identity's policies allow, and what a resource's policy allows the role; what that allows
 * the role's session by its ARN it does not limit (IAM User Guide, "Permissions boundaries for IAM entities",
 * "Evaluating effective permissions with boundaries").
 */
export function judge(request: AccessRequest, policies: AccessPolicies): Judgement {
  const { caller, action, resource } = request;
  const identity: Verdict =
    policies.identity !== undefined
      ? decide(policies.identity, request)
      : { decision: caller.kind === "root" ? "Allow" : "ImplicitDeny" };
  const byResource: Verdict =
    policies.resource === undefined ? { decision: "ImplicitDeny" } : decide([policies.resource], request);
  const bounded: Verdict = policies.boundary ? decide([policies.boundary], request) : { decision: "Allow" };
  const ofIdentity = { side: "identity", by: identity.by } as const;
  const ofResource = { side: "resource", by: byResource.by } as const;
  const refusal = (why: string) => {
    // Only S3 quotes the resource.
    const quoted = action.startsWith("s3:") ? `"${resource}"` : resource;
    return `User: ${callerName(caller)} is not authorized to perform: ${action} on resource: ${quoted} ${why}`;
  };
  if (identity.decision === "ExplicitDeny") {
    return { refusal: refusal("with an explicit deny in an identity-based policy"), ...ofIdentity };
  }
  if (byResource.decision === "ExplicitDeny") {
    return { refusal: refusal("with an explicit deny in a resource-based policy"), ...ofResource };
  }
  if (bounded.decision === "ExplicitDeny")
    return { refusal: refusal("with an explicit deny in a permissions boundary") };
  const isInBounds = bounded.decision === "Allow";
  if (identity.decision === "Allow" && isInBounds) return ofIdentity;
  if (byResource.decision === "Allow" && (isInBounds || namesSession(byResource, caller))) return ofResource;
  if (!isInBounds && [identity, byResource].some(({ decision }) => decision === "Allow")) {
    return { refusal: refusal(`because no permissions boundary allows the ${action} action`) };
  }
  const side = caller.kind === "role" ? "identity-based" : "resource-based";
  return { refusal: refusal(`because no ${side} policy allows the ${action} action`) };
}

/** Whether the statement that has decided names the role's session itself. */
function namesSession({ by }: Verdict, caller: Caller): boolean {
  const principal = by?.statement.Principal;
  return typeof principal === "object" && caller.kind === "role" && many(principal.AWS).includes(caller.arn);
}

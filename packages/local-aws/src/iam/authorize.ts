import { callerName } from "./caller";
import { decide, type AccessRequest, type AppliedStatement, type Verdict } from "./evaluate";
import type { PolicyDocument } from "./policy";

/** Policies that apply to a request. */
export interface AccessPolicies {
  /** Policies of the caller's role; undefined for a caller without a role. */
  readonly identity: readonly PolicyDocument[] | undefined;
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
 * also over root. For services and anonymous callers only the resource's policy counts.
 */
export function judge(request: AccessRequest, policies: AccessPolicies): Judgement {
  const { caller, action, resource } = request;
  const identity: Verdict =
    policies.identity !== undefined
      ? decide(policies.identity, request)
      : { decision: caller.kind === "root" ? "Allow" : "ImplicitDeny" };
  const byResource: Verdict =
    policies.resource === undefined ? { decision: "ImplicitDeny" } : decide([policies.resource], request);
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
  if (identity.decision === "Allow") return ofIdentity;
  if (byResource.decision === "Allow") return ofResource;
  const side = caller.kind === "role" ? "identity-based" : "resource-based";
  return { refusal: refusal(`because no ${side} policy allows the ${action} action`) };
}

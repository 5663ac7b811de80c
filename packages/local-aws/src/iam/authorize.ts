import { AwsError } from "../http/aws-error";
import { callerName } from "./caller";
import { evaluate, type AccessRequest } from "./evaluate";
import type { PolicyDocument } from "./policy";

/** Policies that apply to a request. */
interface AccessPolicies {
  /** Policies of the caller's role; undefined for a caller without a role. */
  readonly identity: readonly PolicyDocument[] | undefined;
  /** Policy of the bucket, queue, topic or function, if it has one. */
  readonly resource?: PolicyDocument;
}

/**
 * The reason why a request is refused, in AWS's wording, or undefined if it is allowed.
 *
 * Within one account, an Allow of either the identity's or the resource's policy suffices, and a Deny of either wins,
 * also over root. For services and anonymous callers only the resource's policy counts.
 */
export function refusal(request: AccessRequest, policies: AccessPolicies): string | undefined {
  const { caller, action, resource } = request;
  const identity =
    policies.identity !== undefined
      ? evaluate(policies.identity, request)
      : caller.kind === "root"
        ? "Allow"
        : "ImplicitDeny";
  const byResource = policies.resource === undefined ? "ImplicitDeny" : evaluate([policies.resource], request);
  // Only S3 quotes the resource.
  const quoted = action.startsWith("s3:") ? `"${resource}"` : resource;
  const what = `User: ${callerName(caller)} is not authorized to perform: ${action} on resource: ${quoted}`;
  if (identity === "ExplicitDeny") return `${what} with an explicit deny in an identity-based policy`;
  if (byResource === "ExplicitDeny") return `${what} with an explicit deny in a resource-based policy`;
  if (identity === "Allow" || byResource === "Allow") return undefined;
  const side = caller.kind === "role" ? "identity-based" : "resource-based";
  return `${what} because no ${side} policy allows the ${action} action`;
}

/**
 * Authorizes a request.
 *
 * @param code Error code of the service: `AccessDenied` with XML protocols, `AccessDeniedException` with JSON
 * protocols.
 * @throws AwsError with `code` if no policy allows the request or one denies it.
 */
export function authorize(request: AccessRequest, policies: AccessPolicies, code: string, status: number): void {
  const reason = refusal(request, policies);
  if (reason !== undefined) throw new AwsError(code, reason, status);
}

import { AwsError } from "../http/aws-error";
import { callerName } from "./caller";
import { evaluate, type AccessRequest } from "./evaluate";
import type { PolicyDocument } from "./policy";

/** Policies that decide about a request. */
export interface AccessPolicies {
  /** Policies of the caller's role; undefined for the account's root, which needs none. */
  readonly identity: readonly PolicyDocument[] | undefined;
  /** Policy of the bucket, queue, topic or function, if it has one. */
  readonly resource?: PolicyDocument;
}

/**
 * Why a request is refused, in AWS's words, or undefined if it is allowed.
 *
 * Within one account an Allow of either side is enough and a Deny of either side wins, also over root; a service and an anonymous
 * caller have the resource's policy only.
 */
export function refusal(request: AccessRequest, policies: AccessPolicies): string | undefined {
  const { caller, action, resource } = request;
  const identity =
    policies.identity !== undefined
      ? evaluate(policies.identity, request)
      : caller.kind === "root"
        ? "Allow"
        : "ImplicitDeny";
  const ofResource = policies.resource === undefined ? "ImplicitDeny" : evaluate([policies.resource], request);
  // S3 is the one service that quotes the resource.
  const named = action.startsWith("s3:") ? `"${resource}"` : resource;
  const what = `User: ${callerName(caller)} is not authorized to perform: ${action} on resource: ${named}`;
  if (identity === "ExplicitDeny") return `${what} with an explicit deny in an identity-based policy`;
  if (ofResource === "ExplicitDeny") return `${what} with an explicit deny in a resource-based policy`;
  if (identity === "Allow" || ofResource === "Allow") return undefined;
  const side = caller.kind === "role" ? "identity-based" : "resource-based";
  return `${what} because no ${side} policy allows the ${action} action`;
}

/**
 * Refuses a request that no policy allows.
 *
 * @param code Error code of the service: `AccessDenied` in XML services, `AccessDeniedException` in JSON ones.
 * @throws AwsError with `code`.
 */
export function authorize(request: AccessRequest, policies: AccessPolicies, code: string, status: number): void {
  const reason = refusal(request, policies);
  if (reason !== undefined) throw new AwsError(code, reason, status);
}

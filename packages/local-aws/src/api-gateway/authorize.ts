import { AwsError } from "../http/aws-error";
import type { Iam } from "../iam/iam";
import { requestArn } from "./request";
import { GatewayError } from "./gateway-error";
import type { ApiRequest } from "./request";
import type { ApiDefinition } from "./types";

/**
 * Authorizes a request: its method is open, or the caller's policies or the API's own allow it. An explicit Deny of
 * either wins.
 *
 * @param signedFor Service in the credential scope of the signature; undefined for an unsigned request.
 * @throws GatewayError `MISSING_AUTHENTICATION_TOKEN`, `ACCESS_DENIED`, `INVALID_SIGNATURE`.
 */
export function authorizeRequest(request: ApiRequest, definition: ApiDefinition, iam: Iam, signedFor?: string): void {
  const signed = request.route?.method.authorization === "AWS_IAM";
  if (!signed && definition.policy === undefined) return;
  if (signed && request.caller.kind === "anonymous") {
    throw new GatewayError("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token");
  }
  if (signed && signedFor !== "execute-api") {
    const message = `Credential should be scoped to correct service: 'execute-api'.`;
    throw new GatewayError("INVALID_SIGNATURE", message);
  }
  const resource = requestArn(request);
  const resourcePolicy = definition.policy === undefined ? undefined : iam.policy(definition.policy, "resource");
  try {
    iam.authorize(request.caller, { action: "execute-api:Invoke", resource, resourcePolicy });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new GatewayError("ACCESS_DENIED", error.message);
  }
}

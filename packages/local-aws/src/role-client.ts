import { Agent } from "node:http";

import type { SessionCredentials } from "./iam/iam";
import { sendRequest, type AwsRequest, type AwsResponse } from "./aws-request";

/** Sends a request with the permissions of a role that a service (`states.amazonaws.com`) assumes. */
export type CallAsRole = (
  roleArn: string,
  principal: string,
  sourceArn: string,
  request: AwsRequest,
) => Promise<AwsResponse>;

/** Dependencies of {@link makeCallAsRole}. */
interface RoleClientDeps {
  readonly region: string;
  readonly endpoint: () => string;
  /**
   * Starts a session of the role; refused if its trust policy does not name the service.
   *
   * @throws AwsError `AccessDenied`.
   */
  readonly assumeRole: (roleArn: string, principal: string, sourceArn: string) => SessionCredentials;
}

/**
 * A client for services that act as a role. Its requests are signed and sent to the endpoint like an SDK's: the
 * receiving service authorizes them by the role's policies.
 */
export function makeCallAsRole(deps: RoleClientDeps): { call: CallAsRole; close: () => void } {
  const sessions = new Map<string, SessionCredentials>();
  const agent = new Agent({ keepAlive: true });
  const call: CallAsRole = async (roleArn, principal, sourceArn, awsRequest) => {
    const key = `${roleArn} ${principal} ${sourceArn}`;
    // The trust policy is checked when the session starts; its keys stay in use.
    const session = sessions.get(key) ?? deps.assumeRole(roleArn, principal, sourceArn);
    sessions.set(key, session);
    return await sendRequest(agent, deps, session, awsRequest);
  };
  return { call, close: () => agent.destroy() };
}

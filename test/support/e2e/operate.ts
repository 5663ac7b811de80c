import type { CloudCredentials } from "@image-pipeline/local-aws";
import { connectStack, type ConnectedStack } from "../../../commands/operate/clients";
import { foundStack } from "../../../commands/operate/find-stack";
import { policyFor, type OperateCommand } from "../../../commands/operate/policies";
import type { Pipeline } from "./pipeline";

/** Takes what commands write to standard error. */
export class Lines {
  text = "";
  readonly isTTY = false;
  write = (text: string): boolean => {
    this.text += text;
    return true;
  };
}

/** A signal that never fires. */
export const unstopped = new AbortController().signal;

/** A stack of the embedded run as the commands see it, by default with the account's own keys. */
export function connected(
  { cloud, outputs }: Pipeline,
  credentials: CloudCredentials = cloud.credentials,
): ConnectedStack {
  const { endpoint, region, accountId } = cloud;
  return connectStack(foundStack("dev", outputs, { endpoint, region, accountId, credentials }));
}

let roles = 0;

/** The same with the keys of a role that has the policy of a command and nothing else. */
export function connectedAs(pipeline: Pipeline, command: OperateCommand): ConnectedStack {
  const { iam } = pipeline.cloud.services;
  const policy = policyFor(command, connected(pipeline));
  const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const { name } = iam.createRole({
    name: `${command}-${(roles += 1)}`,
    assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
    policies: { operate: JSON.stringify(policy) },
  });
  return connected(pipeline, iam.startSession(name, "operator"));
}

import * as pulumi from "@pulumi/pulumi";
import type { Grant } from "./grants";

/** The one IAM policy language version that has variables and is current. */
const VERSION = "2012-10-17";

type Conditions = Record<string, Record<string, pulumi.Input<string> | pulumi.Input<string>[]>>;

export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?:
    "*" | { readonly Service: pulumi.Input<string> | string[] } | { readonly AWS: pulumi.Input<string> };
  readonly Action: string | readonly string[];
  readonly Resource?: pulumi.Input<string> | readonly pulumi.Input<string>[];
  readonly Condition?: Conditions;
}

/** A policy as JSON. */
export function policyJson(statements: readonly Statement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: VERSION, Statement: statements });
}

/** The identity policy that a list of grants comes to. */
export function grantsPolicy(grants: readonly Grant[]): pulumi.Output<string> {
  return policyJson(
    grants.map(({ sid, actions, resources, conditions }) => ({
      Sid: sid,
      Effect: "Allow",
      Action: actions,
      Resource: resources,
      ...(conditions ? { Condition: conditions } : {}),
    })),
  );
}

/**
 * Who may assume a role. With an account the service must act for a resource of that account: a service that works for
 * many accounts could otherwise be made to act here for a stranger (the confused deputy).
 */
export function trustPolicy(service: string, sourceAccount?: pulumi.Input<string>): pulumi.Output<string> {
  return policyJson([
    {
      Sid: "Assume",
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      ...(sourceAccount ? { Condition: { StringEquals: { "aws:SourceAccount": sourceAccount } } } : {}),
    },
  ]);
}

/** Refuses whatever comes without TLS. */
export function tlsOnly(action: string, resources: readonly pulumi.Input<string>[]): Statement {
  return {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: action,
    Resource: resources,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

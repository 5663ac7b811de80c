import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Grant } from "./grants";

/** Current version of the IAM policy language. */
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

/**
 * A policy as an object, which the provider makes JSON of: a preview, in which ARNs are unknown, then knows the rest of
 * it, and the policy pack judges that.
 */
export function policyDocument(statements: readonly Statement[]): aws.iam.PolicyDocument {
  // The provider's type has lists that may be changed; it does not change them.
  return { Version: VERSION, Statement: statements as unknown as aws.iam.PolicyStatement[] };
}

/** A policy as JSON, where the provider takes nothing else. */
export function policyJson(statements: readonly Statement[]): pulumi.Output<string> {
  return pulumi.jsonStringify(policyDocument(statements));
}

/** The identity policy of a list of grants, and of what is denied in spite of them. */
export function grantsPolicy(grants: readonly Grant[], denied: readonly Statement[] = []): aws.iam.PolicyDocument {
  return policyDocument([
    ...grants.map(({ sid, actions, resources, conditions }) => ({
      Sid: sid,
      Effect: "Allow" as const,
      Action: actions,
      Resource: resources,
      ...(conditions ? { Condition: conditions } : {}),
    })),
    ...denied,
  ]);
}

/**
 * Trust policy of a role for an AWS service. With an account, the service must act for a resource of that account;
 * otherwise another account could make it act with this role (the confused deputy problem).
 */
export function trustPolicy(service: string, sourceAccount?: pulumi.Input<string>): aws.iam.PolicyDocument {
  return policyDocument([
    {
      Sid: "Assume",
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      ...(sourceAccount ? { Condition: { StringEquals: { "aws:SourceAccount": sourceAccount } } } : {}),
    },
  ]);
}

/** Denies requests without TLS. */
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

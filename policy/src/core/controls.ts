import type { Policy } from "@pulumi/policy";

import { fsbpControls } from "./fsbp-controls";

/** The controls of public frameworks and scanners that a rule meets, by their ids. */
export interface Controls {
  /** AWS Security Hub: `S3.8`. Those of AWS Foundational Security Best Practices are listed in `fsbp-controls`. */
  readonly securityHub?: readonly string[];
  /** CIS AWS Foundations Benchmark 5.0: `2.1.4`. */
  readonly cis?: readonly string[];
  /** cdk-nag: `AwsSolutions-S2`, or `NIST.800.53.R5-…` and `Serverless-…` of its other packs. */
  readonly cdkNag?: readonly string[];
  /** Checkov: `CKV2_AWS_6`. */
  readonly checkov?: readonly string[];
  /** AWSGuard: `cmk-backing-key-rotation-enabled`. */
  readonly awsGuard?: readonly string[];
  /** Pulumi's compliance policies for AWS: `aws-kms-key-enable-key-rotation`. */
  readonly pulumi?: readonly string[];
  /** Prowler: `sns_subscription_not_using_http_endpoints`. */
  readonly prowler?: readonly string[];
  /** Controls that the rule meets in part: by their id, what it leaves out, as a clause. */
  readonly partly?: Readonly<Record<string, string>>;
}

/** Every control that a rule meets as one short text, as in the rule's tags and in README's table. */
export function controlIds(controls: Controls): string[] {
  const { securityHub = [], cis = [], cdkNag = [], checkov = [], awsGuard = [], pulumi = [], prowler = [] } = controls;
  return [...securityHub, ...cis.map((id) => `CIS ${id}`), ...cdkNag, ...checkov, ...awsGuard, ...pulumi, ...prowler];
}

const fsbpIds: ReadonlySet<string> = new Set(fsbpControls.map(({ id }) => id));

/** The controls of AWS Foundational Security Best Practices that a rule meets, whole or in part. */
export function fsbpIdsOf({ securityHub = [], partly = {} }: Controls): string[] {
  return [...securityHub, ...Object.keys(partly)].filter((id) => fsbpIds.has(id));
}

/** The framework for the SDK's field, which takes one: FSBP where it has the control, CIS otherwise. */
export function frameworkOf(controls: Controls): Pick<Policy, "framework"> {
  const fsbp = fsbpIdsOf(controls);
  if (fsbp.length > 0) {
    return {
      framework: {
        name: "AWS Foundational Security Best Practices",
        version: "1.0.0",
        reference: fsbp.join(", "),
        specification: "https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html",
      },
    };
  }
  const { cis = [] } = controls;
  if (cis.length === 0) return {};
  return {
    framework: {
      name: "CIS AWS Foundations Benchmark",
      version: "5.0",
      reference: cis.join(", "),
      specification: "https://www.cisecurity.org/benchmark/amazon_web_services",
    },
  };
}

import type { Policy } from "@pulumi/policy";

/** The controls of public frameworks and scanners that a rule meets, by their ids. */
export interface Controls {
  /** AWS Security Hub, Foundational Security Best Practices: `S3.8`. */
  readonly securityHub?: readonly string[];
  /** CIS AWS Foundations Benchmark 5.0: `2.1.4`. */
  readonly cis?: readonly string[];
  /** cdk-nag: `AwsSolutions-S2`, or `NIST.800.53.R5-…` and `Serverless-…` of its other packs. */
  readonly cdkNag?: readonly string[];
  /** Checkov: `CKV2_AWS_6`. */
  readonly checkov?: readonly string[];
  /** Other tools with the same requirement and no id for it: `AWSGuard`, `Pulumi compliance policies`, `Prowler`. */
  readonly others?: readonly string[];
}

/** Every control as one short text, as in the rule's tags and in README's table. */
export function controlIds({ securityHub = [], cis = [], cdkNag = [], checkov = [], others = [] }: Controls): string[] {
  return [...securityHub, ...cis.map((id) => `CIS ${id}`), ...cdkNag, ...checkov, ...others];
}

/** The framework for the SDK's field, which takes one: Security Hub where it has the control, CIS otherwise. */
export function frameworkOf({ securityHub = [], cis = [] }: Controls): Pick<Policy, "framework"> {
  if (securityHub.length > 0) {
    return {
      framework: {
        name: "AWS Foundational Security Best Practices",
        version: "1.0.0",
        reference: securityHub.join(", "),
        specification: "https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html",
      },
    };
  }
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

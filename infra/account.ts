import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Where the stack is deployed. */
export interface AccountContext {
  readonly accountId: pulumi.Output<string>;
  readonly region: pulumi.Output<string>;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: pulumi.Output<string>;
  /** `amazonaws.com`, in `aws-cn` `amazonaws.com.cn`. */
  readonly dnsSuffix: pulumi.Output<string>;
}

/** Queries the provider. Called once per stack. */
export function currentAccount(parent: pulumi.Resource): AccountContext {
  const { partition, dnsSuffix } = aws.getPartitionOutput({}, { parent });
  return {
    accountId: aws.getCallerIdentityOutput({}, { parent }).accountId,
    region: aws.getRegionOutput({}, { parent }).region,
    partition,
    dnsSuffix,
  };
}

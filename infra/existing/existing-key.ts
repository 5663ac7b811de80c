import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "../account";
import type { Statement } from "../policy-document";
import { expectStatement } from "./expect-statement";
import { reviewKey } from "./key-review";
import { onceReviewed } from "./report-remarks";

export interface ExistingKeyArgs {
  /** Identifier or ARN. */
  readonly keyId: string;
  readonly account: AccountContext;
  readonly encryptsLogs: boolean;
  /** Statements that its policy has to have. */
  readonly statements: readonly Statement[];
}

/** A KMS key that others own. It is read, reviewed and never changed; it stays when the stack is destroyed. */
export class ExistingKey extends pulumi.ComponentResource {
  /** Its ARN, once the review has found nothing that keeps the pipeline from working. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: ExistingKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:ExistingKey", name, {}, opts);
    const { keyId, account, encryptsLogs, statements } = args;
    const key = aws.kms.Key.get(`${name}-key`, keyId, undefined, { parent: this });
    const subject = { what: "KMS key", name: keyId, resource: key };
    const remarks = pulumi
      .all([key.isEnabled, key.keyUsage, key.enableKeyRotation, key.policy, account.accountId, account.region])
      .apply(([isEnabled, usage, isRotated, policy, accountId, region]) => {
        const state = { isEnabled: isEnabled !== false, usage: usage ?? "", isRotated: isRotated === true, policy };
        return reviewKey(state, { accountId, region, encryptsLogs });
      });
    this.arn = onceReviewed(subject, key.arn, [remarks]);
    for (const statement of statements) expectStatement(subject, key.policy, statement);
    this.registerOutputs({ arn: this.arn });
  }
}

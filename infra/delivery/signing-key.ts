import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "../account";
import { policyJson } from "../policy-document";

/** Days between scheduling the key's deletion and the deletion, in which it can be cancelled. */
const DELETION_WINDOW_DAYS = 30;

/**
 * The key that links are signed with. Its private half is made in KMS and never leaves it: it is in no state, no
 * secret and no function. What CloudFront knows is the public half.
 */
export class SigningKey extends pulumi.ComponentResource {
  readonly key: aws.kms.Key;
  /** CloudFront's identifier of the public key, which links name. */
  readonly keyPairId: pulumi.Output<string>;
  readonly group: aws.cloudfront.KeyGroup;

  constructor(
    name: string,
    { account, protect }: { readonly account: AccountContext; readonly protect: boolean },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("image-pipeline:infra:SigningKey", name, {}, opts);
    const child = { parent: this };
    this.key = new aws.kms.Key(
      `${name}-key`,
      {
        description: "Links to results of the image pipeline",
        keyUsage: "SIGN_VERIFY",
        // What CloudFront takes.
        customerMasterKeySpec: "RSA_2048",
        deletionWindowInDays: DELETION_WINDOW_DAYS,
        policy: policyJson([
          {
            Sid: "AccountDecides",
            Effect: "Allow",
            Principal: { AWS: pulumi.interpolate`arn:${account.partition}:iam::${account.accountId}:root` },
            Action: "kms:*",
            Resource: "*",
          },
        ]),
      },
      { ...child, protect },
    );
    const publicKey = new aws.cloudfront.PublicKey(
      `${name}-public`,
      {
        comment: "Links to results of the image pipeline",
        encodedKey: aws.kms.getPublicKeyOutput({ keyId: this.key.arn }, child).publicKeyPem,
      },
      child,
    );
    this.keyPairId = publicKey.id;
    this.group = new aws.cloudfront.KeyGroup(
      `${name}-group`,
      { comment: "Links to results of the image pipeline", items: [publicKey.id] },
      child,
    );
    this.registerOutputs();
  }
}

import type { PolicyStatement } from "./derive";

/** Access to Pulumi's state in a bucket of the account. */
interface StateStoreAccess {
  /** Partition of the bucket's ARN. */
  readonly partition: string;
  /** Name of the bucket. */
  readonly bucket: string;
  /**
   * ARN of the KMS key that encrypts secrets in the state (`--secrets-provider awskms://…`); absent: another
   * provider.
   */
  readonly secretsKey?: string | undefined;
  /** False for a previewer, which reads the state and writes locks only. */
  readonly write: boolean;
}

export function stateStatements({ partition, bucket, secretsKey, write }: StateStoreAccess): PolicyStatement[] {
  const arn = `arn:${partition}:s3:::${bucket}`;
  const written = write ? `${arn}/.pulumi/*` : `${arn}/.pulumi/locks/*`;
  return [
    { Sid: "StateBucket", Effect: "Allow", Action: ["s3:GetBucketLocation", "s3:ListBucket"], Resource: [arn] },
    { Sid: "StateRead", Effect: "Allow", Action: ["s3:GetObject"], Resource: [`${arn}/.pulumi/*`] },
    { Sid: "StateWrite", Effect: "Allow", Action: ["s3:DeleteObject", "s3:PutObject"], Resource: [written] },
    ...(secretsKey === undefined
      ? []
      : [
          {
            Sid: "StateSecrets",
            Effect: "Allow" as const,
            Action: ["kms:Decrypt", ...(write ? ["kms:Encrypt"] : [])],
            Resource: [secretsKey],
          },
        ]),
  ];
}

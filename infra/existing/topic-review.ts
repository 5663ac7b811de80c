import { isSameKey } from "./same-key";
import { principalsOf, statementsIn } from "./policy-statements";
import { error, warning, type Remark } from "./remark";

/** A topic of others. */
export interface TopicState {
  /** JSON. */
  readonly policy: string;
  /** KMS key that it is encrypted with: ARN, identifier or alias; absent: none. */
  readonly keyId?: string;
}

/**
 * What is to be said of a topic of others. None of it is changed.
 *
 * @param keyArn KMS key that the publishers' roles may use; absent: none
 */
export function reviewTopic({ policy, keyId }: TopicState, keyArn: string | undefined): readonly Remark[] {
  const publishers = statementsIn(policy)
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(principalsOf);
  const takesAlarms = publishers.some((principal) => ["*", "cloudwatch.amazonaws.com"].includes(principal));
  return [
    ...checkKey(keyId, keyArn),
    ...(takesAlarms
      ? []
      : [
          warning(
            "its policy does not let cloudwatch.amazonaws.com publish: alarms reach nobody. Add sns:Publish for it",
          ),
        ]),
  ];
}

function checkKey(keyId: string | undefined, keyArn: string | undefined): readonly Remark[] {
  if (keyId === undefined) return [warning("it is not encrypted")];
  if (keyId.endsWith("alias/aws/sns")) {
    return [warning("it is encrypted with the key that AWS manages, with which CloudWatch cannot publish alarms")];
  }
  return isSameKey(keyId, keyArn)
    ? []
    : [
        error(
          `it is encrypted with the KMS key ${keyId}, which publishers may not use. Expected that of encryptionKey`,
        ),
      ];
}

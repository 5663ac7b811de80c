import type { JsonOperation } from "../http/json-service";
import type { Iam } from "../iam/iam";
import type { Key, Kms } from "./kms";

interface KmsInput {
  readonly KeyId?: string;
}

/** Dependencies of the operations. */
interface KmsApi {
  readonly kms: Kms;
  readonly iam: Iam;
}

function operation(action: string, answer: (key: Key) => object): JsonOperation<KmsApi, KmsInput> {
  return ({ kms, iam }, input, caller) => {
    const key = kms.key(input.KeyId ?? "");
    kms.authorize(iam, caller, key.arn, `kms:${action}`);
    return answer(key);
  };
}

/** The KMS API by operation. */
export const kmsOperations: Readonly<Record<string, JsonOperation<KmsApi, KmsInput>>> = {
  DescribeKey: operation("DescribeKey", (key) => ({
    KeyMetadata: {
      KeyId: key.keyId,
      Arn: key.arn,
      Description: key.description,
      Enabled: key.enabled,
      KeyState: key.enabled ? "Enabled" : "Disabled",
      KeyUsage: "ENCRYPT_DECRYPT",
      KeySpec: "SYMMETRIC_DEFAULT",
      CreationDate: key.createdAt / 1000,
    },
  })),
  GetKeyRotationStatus: operation("GetKeyRotationStatus", (key) => ({ KeyRotationEnabled: key.rotation })),
  GetKeyPolicy: operation("GetKeyPolicy", (key) => ({ Policy: key.policy, PolicyName: "default" })),
};

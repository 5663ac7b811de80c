import { AwsError } from "../http/aws-error";
import type { JsonOperation } from "../http/json-service";
import type { Iam } from "../iam/iam";
import { decrypt, encrypt, keyIdOf, type EncryptionContext } from "./cipher";
import type { Key, Kms } from "./kms";

interface KmsInput {
  readonly KeyId?: string;
  /** Base64. */
  readonly Plaintext?: string;
  /** Base64. */
  readonly CiphertextBlob?: string;
  readonly EncryptionContext?: EncryptionContext;
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

const ALGORITHM = "SYMMETRIC_DEFAULT";

const encryptText: JsonOperation<KmsApi, KmsInput> = ({ kms, iam }, input, caller) => {
  const key = kms.key(input.KeyId ?? "");
  kms.authorize(iam, caller, key.arn, "kms:Encrypt");
  const ciphertext = encrypt(key, Buffer.from(input.Plaintext ?? "", "base64"), input.EncryptionContext ?? {});
  return { KeyId: key.arn, CiphertextBlob: ciphertext.toString("base64"), EncryptionAlgorithm: ALGORITHM };
};

/** The key is the one that the ciphertext names; a key that the caller names has to be it. */
const decryptText: JsonOperation<KmsApi, KmsInput> = ({ kms, iam }, input, caller) => {
  const ciphertext = Buffer.from(input.CiphertextBlob ?? "", "base64");
  const key = kms.key(keyIdOf(ciphertext));
  if (input.KeyId !== undefined && kms.key(input.KeyId).keyId !== key.keyId) {
    const message = "The key ID in the request does not identify a CMK that can perform this operation.";
    throw new AwsError("IncorrectKeyException", message);
  }
  kms.authorize(iam, caller, key.arn, "kms:Decrypt");
  const plaintext = decrypt(key, ciphertext, input.EncryptionContext ?? {});
  return { KeyId: key.arn, Plaintext: plaintext.toString("base64"), EncryptionAlgorithm: ALGORITHM };
};

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
  Encrypt: encryptText,
  Decrypt: decryptText,
  GetKeyPolicy: operation("GetKeyPolicy", (key) => ({ Policy: key.policy, PolicyName: "default" })),
};

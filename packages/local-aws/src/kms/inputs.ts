import type { Member, ServiceInputs } from "../http/input-shape";

const key: Member = { kind: "string", required: true, min: 1, max: 2048 };
const algorithm: Member = {
  kind: "string",
  values: ["SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"],
};
const encryptionContext: Member = { kind: "map" };
const unsupported = { GrantTokens: "unsupported", DryRun: "unsupported" } as const;

/** Inputs of the operations, after AWS's model `kms`. */
export const kmsInputs: ServiceInputs = {
  code: "ValidationException",
  operations: {
    Encrypt: {
      KeyId: key,
      Plaintext: { kind: "blob", required: true, min: 1, max: 4096 },
      EncryptionContext: encryptionContext,
      EncryptionAlgorithm: algorithm,
      ...unsupported,
    },
    Decrypt: {
      CiphertextBlob: { kind: "blob", required: true, min: 1, max: 6144 },
      KeyId: { kind: "string", min: 1, max: 2048 },
      EncryptionContext: encryptionContext,
      EncryptionAlgorithm: algorithm,
      Recipient: "unsupported",
      DryRunModifiers: "unsupported",
      ...unsupported,
    },
    Sign: {
      KeyId: key,
      Message: { kind: "blob", required: true, min: 1, max: 4096 },
      MessageType: { kind: "string", values: ["RAW", "DIGEST", "EXTERNAL_MU"] },
      SigningAlgorithm: { kind: "string", required: true },
      ...unsupported,
    },
    GetPublicKey: { KeyId: key, GrantTokens: "unsupported" },
    DescribeKey: { KeyId: key, GrantTokens: "unsupported" },
    GetKeyPolicy: { KeyId: key, PolicyName: { kind: "string", min: 1, max: 128, pattern: /^\w+$/ } },
    GetKeyRotationStatus: { KeyId: key },
  },
};

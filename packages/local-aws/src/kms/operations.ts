import { AwsError } from "../http/aws-error";
import type { JsonOperation } from "../http/json-service";
import type { Iam } from "../iam/iam";
import { decrypt, encrypt, keyIdOf, type EncryptionContext } from "./cipher";
import type { Key, Kms } from "./kms";
import { publicKeyOf, SIGNING_SPEC, signingAlgorithms, signMessage } from "./signing";
import { encryptionContextKeys } from "./use-key";

/** Inputs have been checked against `kmsInputs`. */
interface KmsInput {
  readonly KeyId?: string;
  /** Base64. */
  readonly Plaintext?: string;
  /** Base64. */
  readonly CiphertextBlob?: string;
  readonly EncryptionContext?: EncryptionContext;
  readonly EncryptionAlgorithm?: string;
  /** Base64. */
  readonly Message?: string;
  readonly MessageType?: string;
  readonly SigningAlgorithm?: string;
  readonly PolicyName?: string;
}

/** Dependencies of the operations. */
interface KmsApi {
  readonly kms: Kms;
  readonly iam: Iam;
}

function operation(action: string, answer: (key: Key, api: KmsApi, input: KmsInput) => object) {
  const run: JsonOperation<KmsApi, KmsInput> = (api, input, caller) => {
    const key = api.kms.key(input.KeyId ?? "");
    api.kms.allow(api.iam, caller, key, `kms:${action}`);
    return answer(key, api, input);
  };
  return run;
}

const ALGORITHM = "SYMMETRIC_DEFAULT";

/** @throws AwsError `InvalidKeyUsageException` for a key that is for the other use */
function requireUse(key: Key, action: "Encrypt" | "Decrypt" | "Sign" | "GetPublicKey"): void {
  const signs = key.spec === SIGNING_SPEC;
  if (signs === (action === "Sign" || action === "GetPublicKey")) return;
  const usage = signs ? "SIGN_VERIFY" : "ENCRYPT_DECRYPT";
  const code = action === "GetPublicKey" ? "UnsupportedOperationException" : "InvalidKeyUsageException";
  throw new AwsError(code, `${key.arn} key usage is ${usage} which is not valid for ${action}.`);
}

/** What is the same in a key's description, whatever is asked. */
const specOf = ({ spec }: Key) =>
  spec === SIGNING_SPEC
    ? { KeyUsage: "SIGN_VERIFY", KeySpec: spec, CustomerMasterKeySpec: spec, SigningAlgorithms: signingAlgorithms }
    : {
        KeyUsage: "ENCRYPT_DECRYPT",
        KeySpec: ALGORITHM,
        CustomerMasterKeySpec: ALGORITHM,
        EncryptionAlgorithms: [ALGORITHM],
      };

function contextOf({ EncryptionContext: context = {}, EncryptionAlgorithm = ALGORITHM }: KmsInput, key: Key) {
  if (EncryptionAlgorithm !== ALGORITHM) {
    const message = `Algorithm ${EncryptionAlgorithm} is incompatible with key spec SYMMETRIC_DEFAULT.`;
    throw new AwsError("InvalidKeyUsageException", message);
  }
  const bad = Object.entries(context).find(([, value]) => typeof value !== "string");
  if (bad !== undefined) {
    throw new AwsError("SerializationException", `EncryptionContext: expected a string for ${bad[0]} of ${key.keyId}`);
  }
  return { context, keys: { ...encryptionContextKeys(context), "kms:encryptionalgorithm": ALGORITHM } };
}

const encryptText: JsonOperation<KmsApi, KmsInput> = ({ kms, iam }, input, caller) => {
  const key = kms.key(input.KeyId ?? "");
  const { context, keys } = contextOf(input, key);
  kms.authorize(iam, caller, key.arn, "kms:Encrypt", keys);
  requireUse(key, "Encrypt");
  const ciphertext = encrypt(key, Buffer.from(input.Plaintext ?? "", "base64"), context);
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
  const { context, keys } = contextOf(input, key);
  kms.authorize(iam, caller, key.arn, "kms:Decrypt", keys);
  const plaintext = decrypt(key, ciphertext, context);
  return { KeyId: key.arn, Plaintext: plaintext.toString("base64"), EncryptionAlgorithm: ALGORITHM };
};

const signText: JsonOperation<KmsApi, KmsInput> = ({ kms, iam }, input, caller) => {
  const key = kms.key(input.KeyId ?? "");
  const { Message = "", MessageType = "RAW", SigningAlgorithm = "" } = input;
  const keys = { "kms:signingalgorithm": SigningAlgorithm, "kms:messagetype": MessageType };
  kms.authorize(iam, caller, key.arn, "kms:Sign", keys);
  requireUse(key, "Sign");
  if (MessageType !== "RAW") throw new AwsError("ValidationException", `MessageType ${MessageType} is not done here.`);
  const signature = signMessage(key, Buffer.from(Message, "base64"), SigningAlgorithm);
  return { KeyId: key.arn, Signature: signature.toString("base64"), SigningAlgorithm };
};

const getPublicKey: JsonOperation<KmsApi, KmsInput> = ({ kms, iam }, input, caller) => {
  const key = kms.key(input.KeyId ?? "");
  kms.authorize(iam, caller, key.arn, "kms:GetPublicKey");
  requireUse(key, "GetPublicKey");
  return { KeyId: key.arn, PublicKey: publicKeyOf(key).toString("base64"), ...specOf(key) };
};

/** The KMS API by operation. */
export const kmsOperations: Readonly<Record<string, JsonOperation<KmsApi, KmsInput>>> = {
  DescribeKey: operation("DescribeKey", (key, { kms, iam }) => ({
    KeyMetadata: {
      AWSAccountId: iam.accountId,
      KeyId: key.keyId,
      Arn: key.arn,
      Description: key.description,
      Enabled: kms.stateOf(key) === "Enabled",
      KeyState: kms.stateOf(key),
      DeletionDate: key.deletionAt === undefined ? undefined : key.deletionAt / 1000,
      ...specOf(key),
      KeyManager: "CUSTOMER",
      Origin: "AWS_KMS",
      MultiRegion: false,
      CreationDate: key.createdAt / 1000,
    },
  })),
  GetKeyRotationStatus: operation("GetKeyRotationStatus", (key, { kms }) => {
    kms.requireNotDeleted(key);
    return {
      KeyId: key.arn,
      KeyRotationEnabled: key.rotation,
      ...(key.rotation && { RotationPeriodInDays: key.rotationPeriodDays }),
    };
  }),
  Sign: signText,
  GetPublicKey: getPublicKey,
  Encrypt: encryptText,
  Decrypt: decryptText,
  GetKeyPolicy: operation("GetKeyPolicy", (key, _, { PolicyName = "default" }) => {
    if (PolicyName !== "default") throw new AwsError("NotFoundException", "No such policy exists");
    return { Policy: key.policy, PolicyName };
  }),
};

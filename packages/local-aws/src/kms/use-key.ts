import { AwsError, errorCode } from "../http/aws-error";
import type { Caller } from "../iam/caller";
import type { RequestContext } from "../iam/conditions";
import type { Iam } from "../iam/iam";
import type { EncryptionContext } from "./cipher";
import type { Kms } from "./kms";

/** How a service reports that a key cannot be used: code and status by KMS's own code. */
type KeyErrorNames = Readonly<
  Record<"AccessDeniedException" | "DisabledException" | "KMSInvalidStateException" | "NotFoundException", string>
> & { readonly deniedStatus: number };

/** A service that uses keys for its callers. */
export interface KeyUser {
  /** `s3`: what stands before the region in `kms:ViaService`. */
  readonly name: string;
  readonly errors: KeyErrorNames;
}

/** Names of S3 in its error responses. */
export const s3KeyUser: KeyUser = {
  name: "s3",
  errors: {
    AccessDeniedException: "AccessDenied",
    DisabledException: "KMS.DisabledException",
    KMSInvalidStateException: "KMS.KMSInvalidStateException",
    NotFoundException: "KMS.NotFoundException",
    deniedStatus: 403,
  },
};

export const sqsKeyUser: KeyUser = {
  name: "sqs",
  errors: {
    AccessDeniedException: "KmsAccessDenied",
    DisabledException: "KmsDisabled",
    KMSInvalidStateException: "KmsInvalidState",
    NotFoundException: "KmsNotFound",
    deniedStatus: 400,
  },
};

export const snsKeyUser: KeyUser = {
  name: "sns",
  errors: {
    AccessDeniedException: "KMSAccessDenied",
    DisabledException: "KMSDisabled",
    KMSInvalidStateException: "KMSInvalidState",
    NotFoundException: "KMSNotFound",
    deniedStatus: 400,
  },
};

export const dynamoDbKeyUser: KeyUser = {
  name: "dynamodb",
  errors: {
    AccessDeniedException: "AccessDeniedException",
    DisabledException: "DisabledException",
    KMSInvalidStateException: "KMSInvalidStateException",
    NotFoundException: "NotFoundException",
    deniedStatus: 400,
  },
};

/** A use of a key on behalf of a caller. */
export interface KeyUse {
  readonly keyArn: string;
  /** `kms:Decrypt`. */
  readonly actions: readonly string[];
  readonly encryptionContext?: EncryptionContext;
  /** Condition keys that the service does not hand on, or others that it adds; in lower case. */
  readonly context?: RequestContext;
}

/** Authorizes what a service does with a key for its caller. @throws AwsError with the service's code. */
export function useKey(
  { kms, iam }: { readonly kms: Kms; readonly iam: Iam },
  caller: Caller,
  { name, errors }: KeyUser,
  { keyArn, actions, encryptionContext, context }: KeyUse,
): void {
  if (caller.kind === "service" && keyArn.includes(":alias/aws/")) {
    // The policy of the AWS managed key cannot be changed and does not grant access to other services.
    const message = `${caller.principal} cannot use ${keyArn}: it needs a customer managed key.`;
    throw new AwsError(errors.AccessDeniedException, message, errors.deniedStatus);
  }
  const via = caller.kind === "service" ? {} : { "kms:viaservice": `${name}.${iam.region}.amazonaws.com` };
  const keys = { ...encryptionContextKeys(encryptionContext), ...via, ...context };
  renamed({ name, errors }, () => {
    for (const action of actions) kms.authorize(iam, caller, keyArn, action, keys);
  });
}

/** Runs what asks KMS. @throws AwsError with the service's code for KMS's. */
export function renamed<T>({ errors }: KeyUser, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const code = errorCode(error);
    if (!(error instanceof AwsError) || !isKeyError(code)) throw error;
    throw new AwsError(errors[code], error.message, code === "AccessDeniedException" ? errors.deniedStatus : 400);
  }
}

function isKeyError(code: string): code is Exclude<keyof KeyErrorNames, "deniedStatus"> {
  return code !== "deniedStatus" && Object.hasOwn(s3KeyUser.errors, code);
}

/** Condition keys of an encryption context. */
export function encryptionContextKeys(context: EncryptionContext = {}): RequestContext {
  const pairs = Object.entries(context);
  if (pairs.length === 0) return {};
  return {
    "kms:encryptioncontextkeys": pairs.map(([name]) => name),
    ...Object.fromEntries(pairs.map(([name, value]) => [`kms:encryptioncontext:${name.toLowerCase()}`, value])),
  };
}

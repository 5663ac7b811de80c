import { createHmac } from "node:crypto";

import { sameSignature, signingKey } from "../http/sigv4";
import { ALGORITHM, unsupportedSignature } from "../http/signature-claim";
import { AwsError } from "../http/aws-error";
import type { Caller } from "../iam/caller";
import type { Iam } from "../iam/iam";
import { invalidArgument } from "./errors";
import { isMatch, readPolicy, type PostCondition } from "./post-conditions";

/** Sizes that a policy allows, in bytes. */
export interface SizeLimits {
  readonly min: number;
  readonly max: number;
}

/** Fields that need no condition. */
const exempt = new Set(["policy", "file", "x-amz-signature", "awsaccesskeyid", "signature"]);

/** Fields of a signed form besides its policy. */
const signatureFields = ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Signature"] as const;

const denied = (reason: string) => new AwsError("AccessDenied", `Invalid according to Policy: ${reason}`, 403);

const failed = (condition: PostCondition) =>
  denied(`Policy Condition failed: [${condition.source.map((part) => JSON.stringify(part)).join(", ")}]`);

/** @throws AwsError `EntityTooSmall`, `EntityTooLarge`. */
export function checkSize(bytes: number, { min, max }: SizeLimits): void {
  const proposed = { ProposedSize: String(bytes) };
  if (bytes < min) {
    throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400, {
      ...proposed,
      MinSizeAllowed: String(min),
    });
  }
  if (bytes > max) {
    throw new AwsError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", 400, {
      ...proposed,
      MaxSizeAllowed: String(max),
    });
  }
}

/** Checks the fields by the conditions. @returns the sizes that these allow. */
function checkConditions(
  conditions: readonly PostCondition[],
  bucket: string,
  fields: ReadonlyMap<string, string>,
): SizeLimits {
  const values = new Map(fields).set("bucket", bucket);
  const covered = new Set<string>();
  let limits: SizeLimits = { min: 0, max: Infinity };
  for (const condition of conditions) {
    if (condition.operator === "content-length-range") {
      const [min, max] = [Number(condition.name), Number(condition.value)];
      if (!Number.isInteger(min) || !Number.isInteger(max)) throw failed(condition);
      limits = { min: Math.max(min, limits.min), max: Math.min(max, limits.max) };
      continue;
    }
    if (!isMatch(condition, values.get(condition.name))) throw failed(condition);
    covered.add(condition.name);
  }
  const extra = [...values.keys()].find(
    (name) => !exempt.has(name) && !name.startsWith("x-ignore-") && !covered.has(name),
  );
  if (extra !== undefined) throw denied(`Extra input fields: ${extra}`);
  return limits;
}

/** Where a form is posted to. */
interface PostTarget {
  readonly iam: Iam;
  readonly region: string;
}

/** The keys' owner, once the policy's signature is right. */
function signerOf({ iam, region: here }: PostTarget, fields: ReadonlyMap<string, string>, encoded: string): Caller {
  if (fields.has("awsaccesskeyid") || fields.has("signature")) {
    throw unsupportedSignature("This is a form with Signature Version 2.");
  }
  const missing = signatureFields.find((name) => !fields.has(name.toLowerCase()));
  if (missing !== undefined) {
    const message = `Bucket POST must contain a field named '${missing}'.  If it is specified, please check the order of the fields.`;
    throw invalidArgument(message, { ArgumentName: missing, ArgumentValue: "" });
  }
  const algorithm = fields.get("x-amz-algorithm") ?? "";
  if (algorithm !== ALGORITHM) {
    throw invalidArgument(`X-Amz-Algorithm only supports "${ALGORITHM}"`, {
      ArgumentName: "X-Amz-Algorithm",
      ArgumentValue: algorithm,
    });
  }
  const credential = fields.get("x-amz-credential") ?? "";
  const [accessKeyId = "", day = "", region = "", service = "", terminator] = credential.split("/");
  const date = fields.get("x-amz-date") ?? "";
  if (region !== here || service !== "s3" || terminator !== "aws4_request" || !date.startsWith(day)) {
    const expected = `expecting "<YOUR-AKID>/YYYYMMDD/${here}/s3/aws4_request"`;
    throw new AwsError(
      "AuthorizationQueryParametersError",
      `Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; ${expected}, and the day of X-Amz-Date.`,
    );
  }
  const key = iam.key(accessKeyId);
  if (key === undefined || key.token !== fields.get("x-amz-security-token")) {
    throw new AwsError("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403);
  }
  const expected = createHmac("sha256", signingKey(key.secret, { day, region, service })).update(encoded).digest();
  if (!sameSignature(expected, fields.get("x-amz-signature") ?? "")) {
    throw new AwsError(
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
      403,
    );
  }
  return key.caller;
}

/**
 * Verifies a form upload: its policy's signature, expiry and conditions (S3 API reference, "POST policy").
 *
 * @returns the caller that has signed the policy, and the sizes that it allows.
 * @throws AwsError `AccessDenied`, `SignatureDoesNotMatch`, `InvalidPolicyDocument`, `InvalidArgument`.
 */
export function verifyPostPolicy(
  target: PostTarget,
  bucket: string,
  fields: ReadonlyMap<string, string>,
  now = Date.now(),
): { readonly caller: Caller; readonly limits: SizeLimits } {
  const encoded = fields.get("policy");
  if (encoded === undefined) return { caller: { kind: "anonymous" }, limits: { min: 0, max: Infinity } };
  const caller = signerOf(target, fields, encoded);
  const { expiresAt, conditions } = readPolicy(encoded);
  if (expiresAt < now) throw denied("Policy expired.");
  return { caller, limits: checkConditions(conditions, bucket, fields) };
}

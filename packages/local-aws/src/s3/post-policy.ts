import { createHmac } from "node:crypto";

import { sameSignature, signingKey } from "../http/sigv4";
import { AwsError } from "../http/aws-error";
import type { Caller } from "../iam/caller";
import type { Iam } from "../iam/iam";

type Condition = Readonly<Record<string, string>> | readonly [string, string | number, string | number];

interface PostPolicy {
  readonly expiration?: string;
  readonly conditions?: readonly Condition[];
}

/** Fields that need no condition. */
const exempt = new Set(["policy", "file", "x-amz-signature", "awsaccesskeyid", "signature"]);

const denied = (reason: string) => new AwsError("AccessDenied", `Invalid according to Policy: ${reason}`, 403);

function checkConditions(policy: PostPolicy, bucket: string, fields: ReadonlyMap<string, string>, bytes: number): void {
  const covered = new Set<string>();
  const valueOf = (name: string) => (name === "bucket" ? bucket : fields.get(name));
  const equals = (name: string, expected: string, condition: Condition) => {
    covered.add(name);
    if (valueOf(name) !== expected) throw denied(`Policy Condition failed: ${JSON.stringify(condition)}`);
  };
  for (const condition of policy.conditions ?? []) {
    if (!Array.isArray(condition)) {
      for (const [name, expected] of Object.entries(condition as Record<string, string>))
        equals(name.toLowerCase(), expected, condition);
      continue;
    }
    const [operator, a, b] = condition as readonly [string, string | number, string | number];
    const name = String(a).replace(/^\$/, "").toLowerCase();
    if (operator.toLowerCase() === "content-length-range") {
      if (bytes < Number(a))
        throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
      if (bytes > Number(b))
        throw new AwsError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
    } else if (operator.toLowerCase() === "starts-with") {
      covered.add(name);
      if (valueOf(name)?.startsWith(String(b)) !== true)
        throw denied(`Policy Condition failed: ${JSON.stringify(condition)}`);
    } else if (operator.toLowerCase() === "eq") equals(name, String(b), condition);
    else throw new AwsError("InvalidPolicyDocument", `Invalid Policy: Invalid condition ${operator}`);
  }
  const extra = [...fields.keys()].find(
    (name) => !exempt.has(name) && !name.startsWith("x-ignore-") && !covered.has(name),
  );
  if (extra !== undefined) throw denied(`Extra input fields: ${extra}`);
}

/**
 * Verifies a form upload: its policy's signature, expiry and conditions (S3 API reference, "POST policy").
 *
 * @returns the caller that has signed the policy.
 * @throws AwsError `AccessDenied`, `SignatureDoesNotMatch`, `EntityTooLarge`, `EntityTooSmall`,
 * `InvalidPolicyDocument`.
 */
export function verifyPostPolicy(
  iam: Iam,
  bucket: string,
  fields: ReadonlyMap<string, string>,
  bytes: number,
  now = Date.now(),
): Caller {
  const encoded = fields.get("policy");
  if (encoded === undefined) return { kind: "anonymous" };
  const [accessKeyId = "", day = "", region = "", service = ""] = (fields.get("x-amz-credential") ?? "").split("/");
  const key = iam.key(accessKeyId);
  if (key === undefined || key.token !== fields.get("x-amz-security-token")) {
    throw new AwsError("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403);
  }
  const expected = createHmac("sha256", signingKey(key.secret, { day, region, service })).update(encoded).digest();
  if (!sameSignature(expected, fields.get("x-amz-signature") ?? "")) {
    throw new AwsError(
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided.",
      403,
    );
  }
  let policy: PostPolicy;
  try {
    policy = JSON.parse(Buffer.from(encoded, "base64").toString("utf8")) as PostPolicy;
  } catch {
    throw new AwsError("InvalidPolicyDocument", "Invalid Policy: Invalid JSON.");
  }
  const expires = Date.parse(policy.expiration ?? "");
  if (Number.isNaN(expires)) throw new AwsError("InvalidPolicyDocument", "Invalid Policy: Invalid 'expiration' value");
  if (expires < now) throw denied("Policy expired.");
  checkConditions(policy, bucket, fields, bytes);
  return key.caller;
}

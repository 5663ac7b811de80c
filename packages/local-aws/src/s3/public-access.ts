import { AwsError } from "../http/aws-error";
import type { Iam } from "../iam/iam";
import { many, type PolicyDocument, type Statement } from "../iam/policy";
import type { BucketSettings } from "./types";

/** Condition keys that restrict a public principal, so that the statement does not count as public. */
const narrowing = [
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:sourceip",
  "aws:principalorgid",
  "aws:principalarn",
  "aws:principalaccount",
  "aws:userid",
];

function isPublic(statement: Statement): boolean {
  if (statement.Effect !== "Allow" || statement.Principal === undefined) return false;
  const isEveryone = statement.Principal === "*" || many(statement.Principal.AWS).includes("*");
  const keys = Object.values(statement.Condition ?? {}).flatMap((keyed) =>
    Object.keys(keyed).map((key) => key.toLowerCase()),
  );
  return isEveryone && !keys.some((key) => narrowing.includes(key));
}

/** Whether a bucket policy grants public access. */
export function isPublicPolicy(policy: PolicyDocument): boolean {
  return policy.Statement.some(isPublic);
}

/**
 * Checks a policy for a bucket.
 *
 * @throws AwsError `MalformedPolicy`; `AccessDenied` if it grants public access and the bucket blocks public policies.
 */
export function checkPublicPolicy(iam: Iam, bucket: BucketSettings, text: string): void {
  let policy: PolicyDocument;
  try {
    policy = iam.policy(text, "resource");
  } catch (error) {
    throw new AwsError("MalformedPolicy", error instanceof Error ? error.message : String(error));
  }
  const arn = `arn:aws:s3:::${bucket.name}`;
  for (const statement of policy.Statement) {
    for (const resource of [...many(statement.Resource), ...many(statement.NotResource)]) {
      if (resource !== arn && !resource.startsWith(`${arn}/`) && resource !== `${arn}*`) {
        throw new AwsError("MalformedPolicy", `Policy has invalid resource: ${resource}`);
      }
    }
  }
  if (bucket.publicAccessBlock?.blockPublicPolicy === true && isPublicPolicy(policy)) {
    throw new AwsError(
      "AccessDenied",
      "User is not authorized to perform: s3:PutBucketPolicy because public policies are blocked by the BlockPublicPolicy block public access setting.",
      403,
    );
  }
}

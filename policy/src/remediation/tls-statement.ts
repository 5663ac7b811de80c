import { parseDocument } from "../iam/parse-document";
import { deniesPlaintext } from "../iam/tls-only";

const SID = "DenyWithoutTls";

/**
 * The text of a resource's policy with a statement that denies `action` without TLS to everyone; undefined where it has
 * one, or is not read.
 *
 * @param resources ARNs of the resource; default: those that the policy's statements name
 */
export function withTlsStatement(text: unknown, action: string, resources?: readonly string[]): string | undefined {
  const document = typeof text === "string" ? parseDocument(text) : undefined;
  if (document?.kind !== "read" || document.problems.length > 0) return undefined;
  const { statements } = document;
  if (statements.some((statement) => deniesPlaintext(statement, action) === true)) return undefined;
  const on = resources ?? [...new Set(statements.flatMap((statement) => statement.resources))];
  if (on.length === 0) return undefined;
  const policy = JSON.parse(text as string) as Record<string, unknown>;
  const key = Object.keys(policy).find((name) => name.toLowerCase() === "statement") ?? "Statement";
  const denying = {
    Sid: unusedSid(statements.map(({ id }) => id)),
    Effect: "Deny",
    Principal: "*",
    Action: action,
    Resource: on,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  return JSON.stringify({ ...policy, [key]: [policy[key], denying].flat() });
}

/** The partition of the ARNs in a policy: `aws-cn` of `arn:aws-cn:s3:::photos`. */
export function partitionIn(text: unknown): string {
  return (typeof text === "string" ? /"arn:(aws[a-z-]*):/.exec(text)?.[1] : undefined) ?? "aws";
}

function unusedSid(taken: readonly string[], number = 1): string {
  const sid = number === 1 ? SID : `${SID}${number}`;
  return taken.includes(sid) ? unusedSid(taken, number + 1) : sid;
}

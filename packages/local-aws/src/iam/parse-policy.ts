import { AwsError } from "../http/aws-error";
import { conditionOperators } from "./conditions";
import { isRecord } from "../json";
import { many, type PolicyDocument, type PrincipalSpec, type Statement } from "./policy";

const statementKeys = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

/** What a policy is attached to: an identity's policy must not name a principal, the others must. */
type PolicyKind = "identity" | "resource" | "trust";

/** Fields of a document. */
const documentKeys = new Set(["Version", "Id", "Statement"]);

const principalTypes = ["AWS", "Service", "Federated", "CanonicalUser"];

/** Accounts, ARNs of identities and unique identifiers. */
const AWS_PRINCIPAL = /^(\*|\d{12}|arn:[\w-]+:(iam|sts)::(\d{12}|aws|cloudfront):.+|A[A-Z]{3}[A-Z0-9]{12,})$/;

function checkPrincipal(principal: PrincipalSpec): string | undefined {
  if (principal === "*") return undefined;
  const other = Object.keys(principal).find((type) => !principalTypes.includes(type));
  if (other !== undefined) return `Invalid principal in policy: "${other}"`;
  const unknown = many(principal.AWS).find((name) => !AWS_PRINCIPAL.test(name));
  return unknown === undefined ? undefined : `Invalid principal in policy: "AWS":"${unknown}"`;
}

function checkStatement(statement: Statement, kind: PolicyKind): string | undefined {
  const unknown = Object.keys(statement).find((key) => !statementKeys.has(key));
  if (unknown !== undefined) return `Unknown field ${unknown}`;
  if (!["Allow", "Deny"].includes(statement.Effect)) return `Invalid effect: ${statement.Effect}`;
  if ((statement.Action === undefined) === (statement.NotAction === undefined)) return "Missing required field Action";
  const principal = statement.Principal ?? statement.NotPrincipal;
  if (kind === "identity" && principal !== undefined) return "Policy document should not specify a principal.";
  if (kind !== "identity" && principal === undefined) return "Missing required field Principal";
  const wrong = principal === undefined ? undefined : checkPrincipal(principal);
  if (wrong !== undefined) return wrong;
  if (kind === "identity" && !/^[A-Za-z0-9]*$/.test(statement.Sid ?? "")) {
    return "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*";
  }
  if (kind === "trust" && many(statement.Action).some((action) => !/^(sts:.+|\*)$/i.test(action))) {
    return "AssumeRole policy may only specify STS AssumeRole actions.";
  }
  const resource = statement.Resource ?? statement.NotResource;
  if (kind === "trust" && resource !== undefined) return "Has prohibited field Resource";
  if (kind === "identity" && resource === undefined) return "Missing required field Resource";
  for (const action of [...many(statement.Action), ...many(statement.NotAction)]) {
    if (action !== "*" && !/^[a-z0-9-]+:[A-Za-z0-9*?]+$/i.test(action)) {
      return `Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. Got "${action}"`;
    }
  }
  for (const pattern of [...many(statement.Resource), ...many(statement.NotResource)]) {
    if (pattern !== "*" && !pattern.startsWith("arn:")) {
      return `Resource ${pattern} must be in ARN format or "*".`;
    }
  }
  for (const operator of Object.keys(statement.Condition ?? {})) {
    if (!conditionOperators.has(operator.replace(/^For(All|Any)Values?:/, "").replace(/IfExists$/, ""))) {
      return `Invalid Condition type : ${operator}`;
    }
  }
  return undefined;
}

/**
 * Parses a policy document, with IAM's checks: JSON, unknown fields, principals, resources, operators.
 *
 * @throws AwsError `MalformedPolicyDocument`.
 */
export function parsePolicy(text: string, kind: PolicyKind): PolicyDocument {
  let document: { Version?: string; Statement?: Statement | Statement[] };
  try {
    document = JSON.parse(text) as typeof document;
  } catch {
    throw new AwsError("MalformedPolicyDocument", "This policy contains invalid Json");
  }
  if (!isRecord(document)) throw new AwsError("MalformedPolicyDocument", "Syntax errors in policy.");
  const unknown = Object.keys(document).find((key) => !documentKeys.has(key));
  if (unknown !== undefined) throw new AwsError("MalformedPolicyDocument", `Unknown field ${unknown}`);
  const statements = many<Statement>(document.Statement);
  if (statements.length === 0) throw new AwsError("MalformedPolicyDocument", "Missing required field Statement");
  if (document.Version !== undefined && !["2012-10-17", "2008-10-17"].includes(document.Version)) {
    throw new AwsError(
      "MalformedPolicyDocument",
      `The policy must contain a valid version string, got "${document.Version}"`,
    );
  }
  const sids = statements.map(({ Sid }) => Sid).filter((sid) => sid !== undefined && sid !== "");
  if (new Set(sids).size < sids.length) {
    throw new AwsError("MalformedPolicyDocument", "Statement IDs (SID) in a single policy must be unique.");
  }
  for (const statement of statements) {
    const problem = checkStatement(statement, kind);
    if (problem !== undefined) throw new AwsError("MalformedPolicyDocument", problem);
  }
  return { Version: document.Version, Statement: statements };
}

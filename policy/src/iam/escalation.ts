import { hasWildcard, matchesWildcard } from "../core/wildcard";
import { includesAction } from "./actions";
import { baseOperator, demandsKey, isPositiveComparison, isUnknownCondition } from "./condition-operators";
import { isAccount, isOrganization, isOrganizationPath, isTrue } from "./condition-values";
import { isUnscopedResource } from "./resource-scope";
import { escalatingActions, ownCredentialActions, permissionManagement } from "./sensitive-actions";
import type { Condition, Statement } from "./statement";

const roleType = ["iam::$:role/$"];

/** The actions of a statement with which its principal can extend its own permissions, or those of others. */
export function escalationsIn(statement: Statement): string[] {
  const listed = escalatingActions.filter(
    (action) => includesAction(statement, action) && isOfService(statement, action) && escalates(statement, action),
  );
  const managing = statement.actions
    .map((action) => permissionManagement(action))
    .filter((action) => action !== undefined)
    .filter((action) => escalates(statement, action) && !isLogDelivery(statement, action));
  return [...new Set([...listed, ...managing])];
}

/** False where the resources are of other services: `*` on a bucket allows nothing of IAM. */
function isOfService({ resources, notResources }: Statement, action: string): boolean {
  const [service = ""] = action.split(":");
  const names = (resource: string) =>
    matchesWildcard(resource.split(":")[2] ?? "*", service === "sts" ? "iam" : service);
  return notResources.length > 0 || resources.length === 0 || resources.some(names);
}

/** Log delivery registers itself in the resource policy of CloudWatch Logs, as AWS's guides for it demand. */
function isLogDelivery(statement: Statement, action: string): boolean {
  return action === "logs:PutResourcePolicy" && includesAction(statement, "logs:CreateLogDelivery");
}

function escalates(statement: Statement, action: string): boolean {
  const { resources, conditions } = statement;
  if (action === "sts:AssumeRole") return reachesAnyRole(statement);
  if (action === "iam:PassRole") return resources.some((each) => isUnscopedResource(each, roleType));
  if (ownCredentialActions.includes(action) && resources.length > 0 && resources.every(isCallerItself)) return false;
  return !conditions.some((condition) => limits(condition, conditions, action));
}

/** A role of every account, or every role of one, unless a condition names the account. */
function reachesAnyRole({ resources, conditions }: Statement): boolean {
  const ofAnyAccount = resources.some((resource) => hasWildcard(withoutVariables(resource).split(":")[4] ?? "*"));
  const namesAccount = conditions.some(
    (one) =>
      isUnknownCondition(one) ||
      (isMet(one, conditions) &&
        ((one.key === "aws:resourceaccount" && one.values.every(isAccount)) ||
          (one.key === "aws:resourceorgid" && one.values.every(isOrganization)) ||
          (one.key === "aws:resourceorgpaths" && one.values.every(isOrganizationPath)))),
  );
  return (ofAnyAccount && !namesAccount) || resources.some((each) => isUnscopedResource(each, roleType));
}

function withoutVariables(resource: string): string {
  return resource.replace(/\$\{[^}]*\}/g, "variable");
}

function isCallerItself(resource: string): boolean {
  return /:user\/(.*\/)?\$\{aws:username\}$/i.test(resource);
}

/** The keys whose value says what may be given, by action. */
const limitingKeys: readonly {
  readonly actions: RegExp;
  readonly key: string;
  readonly accepts: (value: string) => boolean;
}[] = [
  { actions: /^iam:/, key: "iam:permissionsboundary", accepts: isNarrowPolicy },
  { actions: /^iam:Attach/, key: "iam:policyarn", accepts: isNarrowPolicy },
  { actions: /^lambda:AddPermission$/, key: "lambda:principal", accepts: (value) => !hasWildcard(value) },
  { actions: /^kms:CreateGrant$/, key: "kms:grantisforawsresource", accepts: isTrue },
  { actions: /^kms:CreateGrant$/, key: "kms:granteeprincipal", accepts: (value) => !hasWildcard(value) },
  { actions: /^s3:PutBucketAcl$/, key: "s3:x-amz-acl", accepts: (value) => /^(private|bucket-owner-.*)$/.test(value) },
  { actions: /^secretsmanager:PutResourcePolicy$/, key: "secretsmanager:blockpublicpolicy", accepts: isTrue },
  ...["aws:calledvia", "aws:calledviafirst", "aws:calledvialast"].map((key) => ({
    actions: /./,
    key,
    accepts: (value: string) => !hasWildcard(value),
  })),
];

function limits(condition: Condition, all: readonly Condition[], action: string): boolean {
  if (isUnknownCondition(condition)) return true;
  return limitingKeys.some(
    ({ actions, key, accepts }) =>
      condition.key === key && actions.test(action) && isMet(condition, all) && condition.values.every(accepts),
  );
}

/** True for a condition that is met by its values alone; unknown ones are decided on once they are known. */
function isMet(condition: Condition, all: readonly Condition[]): boolean {
  const { operator, values, pending } = condition;
  const operators = isPositiveComparison(operator) || baseOperator(operator) === "bool";
  return operators && demandsKey(condition, all) && (values.length > 0 || pending === true);
}

const broadName = /(FullAccess|Administrator|PowerUser|IAMFull)/i;

function isNarrowPolicy(arn: string): boolean {
  return /^arn:[^*?]+:policy\/[^*?]{3,}/.test(arn) && !broadName.test(arn);
}

/** Ends of the names that people give to roles that may do everything: `admin-panel` is none of them. */
const administratorName =
  /(^|[^a-z])(admins?|administrators?|power-?users?|super-?(users?|admins?)|root|full-?access)(-?(access|role|user|group|execution))*$/i;
/** Roles of administrators that AWS makes. */
const awsAdministratorName =
  /^(OrganizationAccountAccessRole|AWSControlTowerExecution|.*AWSReservedSSO_AdministratorAccess_.*)$/;

/** The resources of a statement that are, by their names, roles of administrators: passing or assuming one is all. */
export function administratorRoles(statement: Statement): string[] {
  if (statement.notActions.length > 0) return [];
  if (!includesAction(statement, "iam:PassRole") && !includesAction(statement, "sts:AssumeRole")) return [];
  return statement.resources.filter((resource) => {
    const [, name = ""] = /:role\/(?:.*\/)?([^/]*)$/.exec(resource) ?? [];
    const known = name.replace(/[*?]/g, "");
    return awsAdministratorName.test(known) || administratorName.test(wordsOf(known));
  });
}

/** "my-Admin-Role" of "my_AdminRole". */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/-$/, "");
}

import { matchesAnyCase, matchesWildcard } from "../core/wildcard";
import { baseOperator, demandsKey, isPositiveComparison, isUnknownCondition, negationOf } from "./condition-operators";
import {
  identifiesSource,
  isAccount,
  isIdOf,
  isNarrowAddress,
  isOrganization,
  isOrganizationPath,
  isPrincipalArn,
  isTrue,
  isUserId,
} from "./condition-values";
import { isAnyone } from "./principals";
import type { Condition, Statement } from "./statement";

/**
 * The condition keys that say who calls or on which path, that a caller cannot choose, and the form of a value that
 * means few callers. Keys about the resource (`aws:ResourceAccount`), about the request (`aws:SecureTransport`,
 * `aws:UserAgent`, `aws:Referer`) and about what every account can give its own callers (`aws:PrincipalTag`,
 * `aws:username`, addresses inside a VPC) are met by strangers, too.
 */
const callerKeys: Readonly<Record<string, (value: string) => boolean>> = {
  "aws:federatedprovider": identifiesSource,
  "aws:principalaccount": isAccount,
  "aws:principalarn": isPrincipalArn,
  "aws:principalorgid": isOrganization,
  "aws:principalorgpaths": isOrganizationPath,
  "aws:sourceip": isNarrowAddress,
  "aws:sourcevpc": isIdOf("vpc"),
  "aws:sourcevpcarn": identifiesSource,
  "aws:sourcevpce": isIdOf("vpce"),
  "aws:userid": isUserId,
  "aws:vpceaccount": isAccount,
  "aws:vpceorgid": isOrganization,
  "aws:vpceorgpaths": isOrganizationPath,
  "ec2:sourceinstancearn": identifiesSource,
  "elasticfilesystem:accessedviamounttarget": isTrue,
  "elasticfilesystem:accesspointarn": identifiesSource,
  "kms:calleraccount": isAccount,
  "lambda:sourcefunctionarn": identifiesSource,
  "s3:accessgrantsinstancearn": identifiesSource,
  "s3:dataaccesspointaccount": isAccount,
  "s3:dataaccesspointarn": identifiesSource,
};

/** The keys that say for whose resource an AWS service acts. */
const sourceKeys: Readonly<Record<string, (value: string) => boolean>> = {
  "aws:sourceaccount": isAccount,
  "aws:sourcearn": identifiesSource,
  "aws:sourceorgid": isOrganization,
  "aws:sourceorgpaths": isOrganizationPath,
  "aws:sourceowner": isAccount,
};

/** True where the condition is met by known callers only. */
export function restrictsCaller(condition: Condition, all: readonly Condition[] = [condition]): boolean {
  return restricts(condition, all, { ...callerKeys, ...sourceKeys });
}

/** True where the condition is met by a service that acts for known accounts or resources only. */
export function restrictsSource(condition: Condition, all: readonly Condition[] = [condition]): boolean {
  return restricts(condition, all, sourceKeys);
}

type Keys = Readonly<Record<string, (value: string) => boolean>>;

function restricts(condition: Condition, all: readonly Condition[], keys: Keys): boolean {
  if (isUnknownCondition(condition)) return true;
  const isNarrow = keys[condition.key];
  return (
    isNarrow !== undefined &&
    comparesFor(condition.key, baseOperator(condition.operator)) &&
    demandsKey(condition, all) &&
    namesFew(condition, isNarrow)
  );
}

/** Unknown values are noted as pending, and decided on once they are known. */
function namesFew({ values, pending }: Condition, isNarrow: (value: string) => boolean): boolean {
  return (values.length > 0 || pending === true) && values.every(isNarrow);
}

/** True for the operators that compare a key's values: others are never met, or always. */
function comparesFor(key: string, operator: string): boolean {
  if (key === "aws:sourceip") return operator === "ipaddress";
  if (key === "elasticfilesystem:accessedviamounttarget") return operator === "bool";
  return isPositiveComparison(operator);
}

/**
 * True where the statement allows any principal: `*` or NotPrincipal, without a condition that restricts the caller,
 * and without another statement of the document that denies all other callers.
 */
export function isPublic(statement: Statement, document: readonly Statement[] = []): boolean {
  if (statement.effect !== "Allow") return false;
  if (!statement.principals.some(isAnyone) && statement.notPrincipals.length === 0) return false;
  const { conditions } = statement;
  if (conditions.some((condition) => restrictsCaller(condition, conditions))) return false;
  return !document.some((other) => deniesOthers(other, statement));
}

/** Conditions under which AWS's own services are left out of a Deny: they still need the Allow. */
const serviceExemptions = ["aws:principalisawsservice", "aws:viaawsservice"];

/** True for a Deny, to everyone, of what the statement allows, unless the caller is one of few. */
function deniesOthers(deny: Statement, allow: Statement): boolean {
  if (deny.effect !== "Deny" || !deny.principals.some(isAnyone)) return false;
  const isCovered = (patterns: readonly string[], all: readonly string[]) =>
    all.length > 0 && all.every((one) => patterns.some((pattern) => matchesAnyCase(pattern, one)));
  if (!isCovered(deny.actions, allow.actions)) return false;
  const names = (pattern: string) => allow.resources.every((resource) => matchesWildcard(pattern, resource));
  if (!deny.resources.some(names) && !isCovered(deny.resources, allow.resources)) return false;
  const limits = deny.conditions.filter(({ key }) => !serviceExemptions.includes(key));
  return limits.length > 0 && limits.every(excludesFew);
}

/** True for a condition that is met by all but few callers: a negated one, also without the key. */
function excludesFew(condition: Condition): boolean {
  const isNarrow = callerKeys[condition.key] ?? sourceKeys[condition.key];
  const operator = negationOf(condition.operator);
  if (isNarrow === undefined || operator === undefined || !comparesFor(condition.key, operator)) return false;
  return !/^foranyvalue:/i.test(condition.operator) && namesFew(condition, isNarrow);
}

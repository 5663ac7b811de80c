import { hasWildcard, matchesAnyCase } from "../core/wildcard";
import type { Statement } from "./statement";

/** True where the statement's actions include this one: `s3:*` and `S3:get*` both include `s3:GetObject`. */
export function includesAction({ actions, notActions }: Statement, action: string): boolean {
  if (notActions.length > 0) return !notActions.some((pattern) => matchesAnyCase(pattern, action));
  return actions.some((pattern) => matchesAnyCase(pattern, action));
}

/**
 * All actions on all resources. Narrower rules leave such a statement to `iam-no-admin`, so that one mistake is one
 * finding.
 */
export function isAdministrator({ effect, actions, resources }: Statement): boolean {
  return effect === "Allow" && actions.some(isEveryAction) && resources.some(isEveryResource);
}

/** True for `*`, `**` and `*:*`. */
export function isEveryAction(action: string): boolean {
  return /^[*]+(:[*]+)?$/.test(action);
}

/** True for `*` and for an ARN that consists of wildcards only. */
export function isEveryResource(resource: string): boolean {
  return /^[*]+$/.test(resource) || /^arn:[*]+(:[*]*)*$/.test(resource);
}

/** Resource kinds of which `kind/*` or `kind:*` means all of the account's. */
const resourceKinds = [
  "alias",
  "function",
  "key",
  "parameter",
  "policy",
  "role",
  "rule",
  "secret",
  "stateMachine",
  "table",
  "user",
];

/** True where a resource means all resources of a service or of a kind: `arn:aws:s3:::*`, `arn:aws:kms:*:*:key/*`. */
export function isUnscopedResource(resource: string): boolean {
  if (isEveryResource(resource)) return true;
  const [prefix, , , region = "", account = "", ...rest] = resource.split(":");
  if (prefix !== "arn" || rest.length === 0) return false;
  const name = rest.join(":");
  if (isWildcardsOnly(name)) return true;
  const [, kind = "", id = ""] = /^([A-Za-z-]+)[:/](.*)$/.exec(name) ?? [];
  if (!isWildcardsOnly(id)) return false;
  // AWS services choose the names of their log groups: a role can be scoped to an account and a region, and no further.
  if (kind === "log-group") return hasWildcard(region) || hasWildcard(account);
  return resourceKinds.includes(kind);
}

function isWildcardsOnly(name: string): boolean {
  return /^[*]+([:/][*]+)*$/.test(name);
}

/** True for an action with a wildcard. */
export function isWideAction(action: string): boolean {
  return hasWildcard(action);
}

import { hasWildcard, matchesAnyCase } from "../core/wildcard";
import type { Statement } from "./statement";

/** True where the statement's actions take in this one: `s3:*` and `S3:get*` both take in `s3:GetObject`. */
export function includesAction({ actions, notActions }: Statement, action: string): boolean {
  if (notActions.length > 0) return !notActions.some((pattern) => matchesAnyCase(pattern, action));
  return actions.some((pattern) => matchesAnyCase(pattern, action));
}

/** Everything on everything: said as `*` or `*:*`. Rules of narrower demands leave such a statement to `iam-no-admin`, so that one fault is one finding. */
export function isAdministrator({ effect, actions, resources }: Statement): boolean {
  return effect === "Allow" && actions.some(isEveryAction) && resources.some(isEveryResource);
}

/** True for `*`, `**` and `*:*`. */
export function isEveryAction(action: string): boolean {
  return /^[*]+(:[*]+)?$/.test(action);
}

/** True for `*` and for an ARN that says no more than that. */
export function isEveryResource(resource: string): boolean {
  return /^[*]+$/.test(resource) || /^arn:[*]+(:[*]*)*$/.test(resource);
}

/** Kinds of resources of which `kind/*` or `kind:*` means every one that the account has. */
const wholeKinds = [
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

/** True where a resource stands for all of a service, or for all of a kind: `arn:aws:s3:::*`, `arn:aws:kms:*:*:key/*`. */
export function isUnscopedResource(resource: string): boolean {
  if (isEveryResource(resource)) return true;
  const [prefix, , , region = "", account = "", ...rest] = resource.split(":");
  if (prefix !== "arn" || rest.length === 0) return false;
  const name = rest.join(":");
  if (isWildcardsOnly(name)) return true;
  const [, kind = "", id = ""] = /^([A-Za-z-]+)[:/](.*)$/.exec(name) ?? [];
  if (!isWildcardsOnly(id)) return false;
  // Services name their own log groups, so that a role of theirs can be bound to an account and a region, and no further.
  if (kind === "log-group") return hasWildcard(region) || hasWildcard(account);
  return wholeKinds.includes(kind);
}

function isWildcardsOnly(name: string): boolean {
  return /^[*]+([:/][*]+)*$/.test(name);
}

/** True for an action that a wildcard makes wider than its name. */
export function isWideAction(action: string): boolean {
  return hasWildcard(action);
}

import { hasWildcard, matchesAnyCase } from "../core/wildcard";
import { isEveryResource } from "./resource-scope";
import { actionsMatching } from "./service-reference";
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

/** True for an action with a wildcard. */
export function isWideAction(action: string): boolean {
  return hasWildcard(action);
}

/**
 * True for a wildcard that shows what exists and nothing else, such as `ec2:Describe*`: most of its actions can only be
 * allowed on `*`, and all of them list or read.
 */
export function onlyLists(pattern: string): boolean {
  const actions = actionsMatching(pattern);
  const onEverything = actions.filter(({ resourceTypes }) => resourceTypes.length === 0);
  return (
    /^[^*?]+:(Describe|List)\*$/i.test(pattern) &&
    onEverything.length > actions.length / 2 &&
    actions.every(({ level }) => level === "List" || level === "Read")
  );
}

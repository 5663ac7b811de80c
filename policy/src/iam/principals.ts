import { hasWildcard } from "../core/wildcard";
import type { Principal } from "./statement";

/** True for a principal that stands for many: `*`, and an ARN or a service with a wildcard. */
export function isAnyone({ id }: Principal): boolean {
  return hasWildcard(id);
}

/** The service of a principal, such as `sns.amazonaws.com`. */
export function serviceOf({ kind, id }: Principal): string | undefined {
  return kind.toLowerCase() === "service" ? id : undefined;
}

/** The account of a principal that stands for all of it: its id, or the ARN of its root. */
export function wholeAccountOf({ kind, id }: Principal): string | undefined {
  if (kind.toLowerCase() !== "aws") return undefined;
  return /^\d{12}$/.test(id) ? id : /^arn:[^:]+:iam::(\d{12}):root$/.exec(id)?.[1];
}

/** The identity provider of a principal: the ARN of an own one, or a public one such as `accounts.google.com`. */
export function providerOf({ kind, id }: Principal): string | undefined {
  return kind.toLowerCase() === "federated" ? id : undefined;
}

/** The account of any AWS principal: of its id or ARN. */
export function accountOfPrincipal({ kind, id }: Principal): string | undefined {
  if (kind.toLowerCase() !== "aws") return undefined;
  return /^\d{12}$/.test(id) ? id : /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(id)?.[1];
}

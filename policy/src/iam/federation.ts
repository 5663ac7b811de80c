import { hasWildcard } from "../core/wildcard";
import { baseOperator, demandsKey, isPositiveComparison, isUnknownCondition } from "./condition-operators";
import type { Condition } from "./statement";

/** How the tokens of an identity provider are bounded to identities of one owner. */
interface Provider {
  /** Matches the provider's host and path, as in its ARN. */
  readonly host: RegExp;
  /** Each inner list is enough where all of its claims are bounded. */
  readonly claims: readonly (readonly string[])[];
  /** True for a value of a claim with a wildcard that still names the owner. */
  readonly isOwned?: (value: string) => boolean;
}

/** The owner comes first in a subject, and has no wildcard: `repo:owner/*`. */
const ownerAfter =
  (...prefixes: readonly string[]) =>
  (value: string): boolean =>
    prefixes.some((prefix) => value.startsWith(prefix) && /^[^*?:/]+[:/]./.test(value.slice(prefix.length)));

/** Start of a subject of Kubernetes; its namespace follows. */
const SERVICE_ACCOUNT = "system:serviceaccount:";

const isNever = () => false;
const gitHubClaims = [
  ["sub"],
  ["job_workflow_ref"],
  ["repository"],
  ["repository_id"],
  ["repository_owner"],
  ["repository_owner_id"],
  ["enterprise_id"],
];
const isGitHubOwner = (value: string) =>
  ownerAfter("repo:", "repository_owner:", "repository:", "job_workflow_ref:", "enterprise:")(value) ||
  /^[^*?:/]+\/./.test(value);

/** Providers that many owners share, so that the audience alone says nothing; and those with claims of their own. */
const providers: readonly Provider[] = [
  {
    host: /^token\.actions\.(githubusercontent\.com|[^/]+\.ghe\.com)(\/|$)/,
    claims: gitHubClaims,
    isOwned: isGitHubOwner,
  },
  {
    host: /^(gitlab\.com|[^/]*gitlab[^/]*)(\/|$)/,
    claims: [["sub"], ["project_path"], ["namespace_path"], ["project_id"], ["namespace_id"]],
    isOwned: (value) => ownerAfter("project_path:")(value) || /^[^*?:/]+\/./.test(value),
  },
  {
    host: /^cognito-identity\.amazonaws\.com$/,
    claims: [
      ["aud", "amr"],
      ["aud", "sub"],
    ],
    isOwned: (value) => /^authenticated(:|$)/.test(value),
  },
  { host: /^oidc\.eks\./, claims: [["sub"]], isOwned: ownerAfter(SERVICE_ACCOUNT) },
  { host: /^app\.terraform\.io$/, claims: [["sub"]], isOwned: ownerAfter("organization:") },
  { host: /^agent\.buildkite\.com$/, claims: [["sub"], ["organization_slug"]], isOwned: ownerAfter("organization:") },
  {
    host: /^api\.pulumi\.com\/oidc$/,
    claims: [["sub"], ["aud"]],
    isOwned: ownerAfter("pulumi:deploy:org:", "pulumi:environments:org:"),
  },
  { host: /^accounts\.google\.com$/, claims: [["aud"], ["sub"], ["oaud"]] },
  { host: /^graph\.facebook\.com$/, claims: [["app_id"], ["id"]] },
  { host: /^www\.amazon\.com$/, claims: [["app_id"], ["user_id"]] },
];

/** Any other provider is one that the account has for itself: its subject, or an audience that is not AWS. */
const ownProvider: Omit<Provider, "host"> = {
  claims: [["sub"], ["aud"]],
  isOwned: (value) =>
    value.startsWith(SERVICE_ACCOUNT) ? ownerAfter(SERVICE_ACCOUNT)(value) : /^[^*?]{3,}/.test(value),
};
const GENERIC_AUDIENCE = "sts.amazonaws.com";

/** True where the conditions of a trust policy bound the identities of a provider to those of one owner. */
export function boundsIdentities(provider: string, conditions: readonly Condition[]): boolean {
  if (conditions.some(isUnknownCondition)) return true;
  const saml = /:saml-provider\//.test(provider);
  if (saml) return conditions.some((one) => one.key.startsWith("saml:") && bounds(one, conditions, isNever));
  const host = (/:oidc-provider\/(.+)$/.exec(provider)?.[1] ?? provider).toLowerCase();
  const { claims, isOwned = isNever } = providers.find((each) => each.host.test(host)) ?? ownProvider;
  return claims.some((needed) =>
    needed.every((claim) =>
      conditions.some(
        (one) =>
          one.key === `${host}:${claim}` &&
          bounds(one, conditions, isOwned) &&
          !(claim === "aud" && one.values.includes(GENERIC_AUDIENCE)),
      ),
    ),
  );
}

/** True where the condition is met by identities with one of its values only, and these are of one owner. */
function bounds(condition: Condition, all: readonly Condition[], isOwned: (value: string) => boolean): boolean {
  const { operator, values, pending } = condition;
  const isBounded = (value: string) => value !== "" && (!hasWildcard(value) || isOwned(value));
  return (
    isPositiveComparison(baseOperator(operator)) &&
    demandsKey(condition, all) &&
    (values.length > 0 || pending === true) &&
    values.every(isBounded)
  );
}

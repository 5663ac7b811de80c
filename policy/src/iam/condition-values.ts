import { isIP } from "node:net";

import { hasWildcard } from "../core/wildcard";

/** True where a value of a condition names few callers. `${aws:ResourceAccount}` is the account of the resource. */
type Form = (value: string) => boolean;

const isOwnAccount = (value: string) => /^\$\{aws:ResourceAccount\}$/i.test(value);

/** A whole account id. */
export const isAccount: Form = (value) => /^\d{12}$/.test(value) || isOwnAccount(value);

/** A whole organization id. */
export const isOrganization: Form = (value) => /^o-[a-z0-9]+$/.test(value) || /^\$\{aws:ResourceOrgID\}$/i.test(value);

/** A path that begins with a whole organization id: `o-a1b2c3d4e5/*`. */
export const isOrganizationPath: Form = (value) => /^o-[a-z0-9]+\/./.test(value);

/** A whole id with a prefix: `vpce-0a1b2c3d`. */
export const isIdOf =
  (prefix: string): Form =>
  (value) =>
    value.startsWith(`${prefix}-`) && value.length > prefix.length + 1 && !hasWildcard(value);

/** The unique id of a principal, with any session name: `AROAEXAMPLE1234567890:*`; or of an account. */
export const isUserId: Form = (value) => /^A(ROA|IDA|NPA|GPA|IPA)[A-Z0-9]{8,}(:.*)?$/.test(value) || isAccount(value);

/** Fewer known characters than these in a name without an account bound nothing. */
const MIN_KNOWN_CHARACTERS = 3;

/** An ARN with a whole account or, where the service has none in its ARNs as S3 does, a known resource. */
export const identifiesSource: Form = (arn) => {
  const { isArn, account, resource } = partsOf(arn);
  if (!isArn || account !== "") return isArn && isAccount(account);
  // In `/restapis/*` the kind of the resource is known, and no resource.
  const known = /^[^*?]*/.exec(resource.replace(/^\/?[a-z]+\/(?=[*?]|$)/, ""))?.[0] ?? "";
  return known.length >= MIN_KNOWN_CHARACTERS;
};

/** An ARN of a principal, with a whole account. */
export const isPrincipalArn: Form = (arn) => {
  const { isArn, service, account, resource } = partsOf(arn);
  return isArn && /^(iam|sts)$/.test(service) && isAccount(account) && resource !== "";
};

function partsOf(arn: string): { isArn: boolean; service: string; account: string; resource: string } {
  const own = arn.replace(/\$\{aws:ResourceAccount\}/gi, "000000000000");
  const [prefix, , service = "", , account = "", ...resource] = own.split(":");
  return { isArn: prefix === "arn", service, account, resource: resource.join(":") };
}

/** Shortest accepted prefixes, in bits: S3 also treats a wider range as public. */
const minPrefixBits = { v4: 8, v6: 32 };

/** An address, or a range that is not wider than S3 accepts. */
export const isNarrowAddress: Form = (range) => {
  const [address = "", prefix] = range.split("/");
  const version = isIP(address);
  if (version === 0 || (prefix !== undefined && !/^\d+$/.test(prefix))) return false;
  const bits = prefix === undefined ? 128 : Number(prefix);
  return bits >= (version === 6 ? minPrefixBits.v6 : minPrefixBits.v4);
};

export const isTrue: Form = (value) => value.toLowerCase() === "true";

import type { ConfigReader } from "../config-reader";
import type { Settings } from "../settings";

/** How the stack's roles are made. */
export interface RolesConfig {
  /** Path of every role. Default `/`. */
  readonly path: string;
  /** Managed policy that bounds what every role may do: its path and name in the account, or its ARN; absent: none. */
  readonly permissionsBoundary?: string;
}

/** The network that the functions run in. */
export interface VpcConfig {
  /** Identifiers, of subnets in different availability zones. */
  readonly subnets: readonly string[];
  /** Identifiers. */
  readonly securityGroups: readonly string[];
}

export const rolesSettings = {
  path: {
    kind: "text",
    unit: "IAM path",
    fallback: "/",
    pattern: /^(?=.{1,512}$)\/([\w+=,.@-]+\/)*$/,
    expected: "/, or names between slashes such as /teams/images/",
    meaning: "Path of every role; another one makes them anew",
  },
  permissionsBoundary: {
    kind: "text",
    unit: "policy",
    pattern: /^(arn:[a-z-]+:iam::(\d{12}|aws):policy\/)?([\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/,
    expected: "the name of a managed policy, with its path if it has one, or its ARN",
    meaning: "Managed policy that [bounds](existing.md#roles) what each role may do: name, or path and name, or ARN",
  },
} as const satisfies Settings;

/** What a function may have at most (Lambda API reference, VpcConfig). */
export const vpcLimits = { subnets: 16, securityGroups: 5 } as const;

const subnetPattern = /^subnet-[0-9a-z]{1,64}$/;
const securityGroupPattern = /^sg-[0-9a-zA-Z]{1,64}$/;

/** Tags of a resource are fifty at most (Tagging AWS resources); the program has some of its own. */
export const MAX_TAGS = 40;

const tagKeyPattern = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+@-]{1,128}$/iu;
const tagValuePattern = /^[\p{L}\p{Z}\p{N}_.:/=+@-]{0,256}$/u;

export function readRoles(reader: ConfigReader): RolesConfig {
  return reader.read(rolesSettings);
}

/** Two subnets at least: a function in one fails with its availability zone. */
export function readVpc(reader: ConfigReader): VpcConfig {
  return {
    subnets: readIds(reader, "subnets", { pattern: subnetPattern, example: "subnet-0a1b2c3d", min: 2 }),
    securityGroups: readIds(reader, "securityGroups", {
      pattern: securityGroupPattern,
      example: "sg-0a1b2c3d",
      min: 1,
    }),
  };
}

function readIds(
  reader: ConfigReader,
  key: keyof typeof vpcLimits,
  { pattern, example, min }: { readonly pattern: RegExp; readonly example: string; readonly min: number },
): readonly string[] {
  const max = vpcLimits[key];
  const expected = `${min}..${max} identifiers such as ${example}`;
  const ids = reader.texts(key, []);
  if (reader.raw(key) === undefined) reader.missing(key, expected);
  else if (ids.length < min || ids.length > max || !ids.every((id) => pattern.test(id))) reader.problem(key, expected);
  return ids;
}

/** Tags that every resource of the stack has. */
export function readTags(reader: ConfigReader): Readonly<Record<string, string>> {
  const tags = reader.textMap("tags");
  const entries = Object.entries(tags);
  if (entries.length > MAX_TAGS) reader.problem("tags", `at most ${MAX_TAGS}`, entries.length);
  for (const [key, value] of entries) {
    if (!tagKeyPattern.test(key) || !tagValuePattern.test(value)) {
      const expected = "keys of 1..128 and values of at most 256 letters, digits, blanks or _.:/=+-@, no key with aws:";
      reader.problem("tags", expected, { [key]: value });
    }
  }
  return tags;
}

/**
 * What the AWS provider makes of a program's inputs before a policy pack sees them, by resource type: defaults of its
 * schema, and names. Taken from the tables of `packages/local-pulumi`, which are tested against the provider's own
 * behaviour. `npm run provider-inputs` writes it for the pack's `aws-serverless-guardrails/testing`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { findType, knownTokens } from "../../../packages/local-pulumi/src/provider/registry";
import type { AutoName } from "../../../packages/local-pulumi/src/provider/resource-type";
import type { Property, Properties, Shape } from "../../../packages/local-pulumi/src/provider/schema";

/** Defaults of an object's properties, and of the objects in them. */
interface Defaults {
  readonly defaults?: Readonly<Record<string, string | number | boolean>>;
  readonly within?: Readonly<Record<string, Defaults>>;
}

/** A type whose inputs the provider completes. */
type ProviderInputs = Defaults & { readonly autoName?: AutoNameForm };

/** How a resource without a name is named: its logical name, a hyphen and seven hexadecimal digits. */
interface AutoNameForm {
  readonly property: string;
  /** Input with a prefix, beside which the name is not known before the resource exists. */
  readonly prefixProperty?: string;
  readonly lowerCase?: true;
  /** What the name begins with. */
  readonly start?: string;
}

const FILE = join(__dirname, "../../../policy/src/testing/data/provider-inputs.json");

/** The file's text. */
export function providerInputs(): string {
  const types = knownTokens().flatMap((token): [string, ProviderInputs][] => {
    const type = findType(token);
    if (type === undefined) return [];
    const autoName = type.autoName === undefined ? {} : { autoName: formOf(type.autoName) };
    const all = { ...autoName, ...defaultsOf(type.properties) };
    return Object.keys(all).length === 0 ? [] : [[token, all]];
  });
  const source = "Tables of @image-pipeline/local-pulumi, for @pulumi/aws 7.48: npm run provider-inputs";
  return `${JSON.stringify({ source, types: Object.fromEntries(types) }, null, 2)}\n`;
}

function formOf({ property, prefixProperty, clean, finish }: AutoName): AutoNameForm {
  const start = finish?.("x", {}).split("x")[0];
  return {
    property,
    ...(prefixProperty !== undefined && { prefixProperty }),
    ...(clean?.("X") === "x" && { lowerCase: true }),
    ...(start && { start }),
  };
}

function defaultsOf(properties: Properties): Defaults {
  const own = Object.entries(properties).flatMap(([name, { byDefault, deprecated, required }]: [string, Property]) =>
    byDefault === undefined || (deprecated !== undefined && required !== true) ? [] : [[name, byDefault] as const],
  );
  const within = Object.entries(properties).flatMap(([name, { shape }]) => {
    const inner = defaultsWithin(shape);
    return inner === undefined || Object.keys(inner).length === 0 ? [] : [[name, inner] as const];
  });
  return {
    ...(own.length > 0 && { defaults: Object.fromEntries(own) }),
    ...(within.length > 0 && { within: Object.fromEntries(within) }),
  };
}

/** Of an object, or of the objects in a list. */
function defaultsWithin(shape: Shape): Defaults | undefined {
  if (shape.kind === "object") return defaultsOf(shape.properties);
  return shape.kind === "list" ? defaultsWithin(shape.of) : undefined;
}

if (require.main === module) writeFileSync(FILE, providerInputs());

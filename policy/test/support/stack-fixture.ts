import { resource, UNKNOWN, type TestResource } from "../../src/testing/resource";

export { resource, UNKNOWN, type TestResource as AnalyzedResource };

/** Properties whose values identify a resource, or refer to one by its name, id, ARN or URL. */
const identifyingProperties = [
  "arn",
  "bucket",
  "endpoint",
  "function",
  "functionName",
  "id",
  "name",
  "policyArn",
  "queueUrl",
  "resourceArn",
  "restApi",
  "role",
  "roleName",
  "url",
];

/**
 * The same stack under other names: `prefix` stands before every resource's name, and before the last part of every
 * name, ARN and URL that identifies one of them, wherever it occurs. Both stacks can then be evaluated as one.
 */
export function renamed(stack: readonly TestResource[], prefix: string): TestResource[] {
  const identities = new Set(
    stack.flatMap(({ properties }) => identifyingProperties.map((key) => properties[key])).filter(isIdentity),
  );
  const urn = (old: string) => old.replace(/[^:]+$/, (name) => `${prefix}${name}`);
  return stack.map((each) => ({
    ...each,
    urn: urn(each.urn),
    name: `${prefix}${each.name}`,
    properties: withIdentities(each.properties, identities, prefix) as Record<string, unknown>,
    dependencies: each.dependencies.map(urn),
    propertyDependencies: Object.fromEntries(
      Object.entries(each.propertyDependencies).map(([input, urns]) => [input, urns.map(urn)]),
    ),
  }));
}

function isIdentity(value: unknown): value is string {
  return typeof value === "string" && value !== UNKNOWN && value !== "" && !value.includes("::aws:policy/");
}

function withIdentities(value: unknown, identities: ReadonlySet<string>, prefix: string): unknown {
  const inside = (item: unknown) => withIdentities(item, identities, prefix);
  if (Array.isArray(value)) return value.map(inside);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inside(item)]));
  }
  if (typeof value !== "string") return value;
  if (value.startsWith('{"')) return JSON.stringify(inside(JSON.parse(value)));
  // An ARN of which a statement names a part: "arn:aws:s3:::source/*" begins with the identity of its bucket.
  const identity = [...identities].find(
    (one) => value === one || (/^[/:*]/.test(value.slice(one.length)) && value.startsWith(one)),
  );
  if (identity === undefined) return value;
  return identity.replace(/[^:/]+$/, (last) => `${prefix}${last}`) + value.slice(identity.length);
}

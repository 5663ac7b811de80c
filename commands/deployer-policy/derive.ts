import { needsByType } from "./needs";
import { operations, type AskedResource, type Need, type Operation, type Place, type Scope } from "./types";

/** One statement of an IAM policy document. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Scope["condition"];
}

/** An IAM policy document. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/** What a policy is derived from. */
export interface DeriveOptions {
  readonly place: Place;
  /** What the deployer does to the resources. Default: everything. `["read"]` makes the policy of a previewer. */
  readonly operations?: readonly Operation[];
}

/**
 * The least that whoever deploys `resources` has to be allowed: for each kind of thing the actions that the provider calls for the
 * types and operations in use, on the names in use.
 *
 * @throws if a resource is of a type of which it is not known what it needs
 */
export function derivePolicy(resources: readonly AskedResource[], options: DeriveOptions): PolicyDocument {
  const wanted = options.operations ?? operations;
  const unknown = [...new Set(resources.map(({ type }) => type))].filter((type) => !(type in needsByType));
  if (unknown.length > 0) throw new Error(`not known what deploying takes for ${unknown.sort().join(", ")}`);

  const needs = resources.flatMap(({ type, inputs }) =>
    (needsByType[type] ?? []).filter(({ when }) => when === undefined || when(inputs)),
  );
  const scopes = new Map(needs.map(({ scope }) => [scope.sid, scope]));
  const statements = [...scopes.values()]
    .map((scope) => statement(scope, actionsOn(scope, needs, wanted), resources, options.place))
    .filter(({ Action }) => Action.length > 0);
  return { Version: "2012-10-17", Statement: statements.sort((a, b) => (a.Sid < b.Sid ? -1 : 1)) };
}

function actionsOn(scope: Scope, needs: readonly Need[], wanted: readonly Operation[]): string[] {
  const all = needs
    .filter((need) => need.scope.sid === scope.sid)
    .flatMap(({ actions }) => wanted.flatMap((operation) => actions[operation] ?? []));
  return [...new Set(all)].sort();
}

function statement(scope: Scope, Action: string[], resources: readonly AskedResource[], place: Place): PolicyStatement {
  const named = resources.flatMap((resource) => {
    const input = scope.owners[resource.type];
    return input === undefined ? [] : [physicalName(resource, input)];
  });
  const names = named.length > 0 ? namePatterns([...new Set(named)].sort()) : ["*"];
  return {
    Sid: scope.sid,
    Effect: "Allow",
    Action,
    Resource: withoutCovered(names.flatMap((name) => scope.arns(place, name))),
    ...(scope.condition && { Condition: scope.condition }),
  };
}

/** A pattern that ends with `*` covers whatever is the same and longer. */
function withoutCovered(arns: readonly string[]): string[] {
  const prefixes = arns.filter((arn) => arn.endsWith("*")).map((arn) => arn.slice(0, -1));
  const covered = (arn: string) => prefixes.some((prefix) => arn.startsWith(prefix) && arn !== `${prefix}*`);
  return [...new Set(arns)].filter((arn) => !covered(arn));
}

/** More names than this become one pattern: a role's policies have a limit on their length. */
const MAX_NAMES = 3;

/** A shorter beginning that names share says nothing of whose they are. */
const MIN_PREFIX_CHARS = 5;

/** `names`, with those of one folder, where they are many, as the pattern of what all of them begin with. */
function namePatterns(names: readonly string[]): string[] {
  const folderOf = (name: string) => name.slice(0, name.lastIndexOf("/") + 1);
  const folders = [...new Set(names.map(folderOf))];
  return folders.flatMap((folder) => gathered(names.filter((name) => folderOf(name) === folder)));
}

/** The names are sorted, so the first and the last differ most. */
function gathered(names: readonly string[]): readonly string[] {
  const first = names[0] ?? "";
  const last = names.at(-1) ?? "";
  const differ = [...first].findIndex((char, at) => char !== last[at]);
  const prefix = first.slice(0, differ === -1 ? first.length : differ).replace(/\*$/, "");
  return names.length > MAX_NAMES && prefix.length >= MIN_PREFIX_CHARS ? [`${prefix}*`] : names;
}

/** The name that AWS will know a resource by, or the pattern of it where part of it is chosen at random. */
function physicalName({ name, inputs }: AskedResource, input: string): string {
  const prefix = inputs[`${input}Prefix`];
  if (typeof prefix === "string") return `${prefix}*`;
  const given = inputs[input];
  if (typeof given !== "string" || isUnknown(given) || given.startsWith(`${name}-`)) return `${name}-*`;
  return given;
}

/** A value that depends on what is not there yet. */
function isUnknown(text: string): boolean {
  return text.includes("04da6b54-80e4-46f7-96ec-b56ff0331ba9");
}

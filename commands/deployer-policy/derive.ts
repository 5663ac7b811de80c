import { needsByType } from "./needs";
import { operations, type DeclaredResource, type Need, type Operation, type AwsEnvironment, type Scope } from "./types";

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

interface DeriveOptions {
  readonly environment: AwsEnvironment;
  /** Operations that the policy allows. Default: all. `["read"]` is the policy of a previewer. */
  readonly operations?: readonly Operation[];
}

/**
 * The least privileges for deploying `resources`: for each scope the actions that the provider calls for the types and
 * operations in use, on the names in use.
 *
 * @throws Error if a resource is of a type without known needs
 */
export function derivePolicy(resources: readonly DeclaredResource[], options: DeriveOptions): PolicyDocument {
  const wanted = options.operations ?? operations;
  const unknown = [...new Set(resources.map(({ type }) => type))].filter((type) => !(type in needsByType));
  if (unknown.length > 0)
    throw new Error(
      `no needs known for ${unknown.sort().join(", ")}: add the actions of the provider to commands/deployer-policy/needs`,
    );

  const needs = resources.flatMap(({ type, inputs }) =>
    (needsByType[type] ?? []).filter(({ when }) => when === undefined || when(inputs)),
  );
  const scopes = new Map(needs.map(({ scope }) => [scope.sid, scope]));
  const statements = [...scopes.values()]
    .map((scope) => statement(scope, actionsOn(scope, needs, wanted), resources, options.environment))
    .filter(({ Action }) => Action.length > 0);
  return { Version: "2012-10-17", Statement: statements.sort((a, b) => (a.Sid < b.Sid ? -1 : 1)) };
}

function actionsOn(scope: Scope, needs: readonly Need[], wanted: readonly Operation[]): string[] {
  const all = needs
    .filter((need) => need.scope.sid === scope.sid)
    .flatMap(({ actions }) => wanted.flatMap((operation) => actions[operation] ?? []));
  return [...new Set(all)].sort();
}

function statement(
  scope: Scope,
  Action: string[],
  resources: readonly DeclaredResource[],
  environment: AwsEnvironment,
): PolicyStatement {
  const named = resources.flatMap((resource) => {
    const input = scope.owners[resource.type];
    return input === undefined ? [] : [physicalName(resource, input)];
  });
  const names = named.length > 0 ? namePatterns([...new Set(named)].sort()) : ["*"];
  return {
    Sid: scope.sid,
    Effect: "Allow",
    Action,
    Resource: withoutCovered(names.flatMap((name) => scope.arns(environment, name))),
    ...(scope.condition && { Condition: scope.condition }),
  };
}

/** Drops ARNs that a pattern with `*` at its end covers. */
function withoutCovered(arns: readonly string[]): string[] {
  const prefixes = arns.filter((arn) => arn.endsWith("*")).map((arn) => arn.slice(0, -1));
  const covered = (arn: string) => prefixes.some((prefix) => arn.startsWith(prefix) && arn !== `${prefix}*`);
  return [...new Set(arns)].filter((arn) => !covered(arn));
}

/** More names than this become one pattern: IAM limits the length of a role's policies. */
const MAX_NAMES = 3;

/** Names with a shorter common prefix may not be of this project, and are not joined into a pattern. */
const MIN_PREFIX_CHARS = 5;

/** Replaces many names of one folder by the pattern of their common prefix. */
function namePatterns(names: readonly string[]): string[] {
  const folderOf = (name: string) => name.slice(0, name.lastIndexOf("/") + 1);
  const folders = [...new Set(names.map(folderOf))];
  return folders.flatMap((folder) => joined(names.filter((name) => folderOf(name) === folder)));
}

/** @param names sorted, so that the first and the last differ most */
function joined(names: readonly string[]): readonly string[] {
  const first = names[0] ?? "";
  const last = names.at(-1) ?? "";
  const differ = [...first].findIndex((char, at) => char !== last[at]);
  const prefix = first.slice(0, differ === -1 ? first.length : differ).replace(/\*$/, "");
  return names.length > MAX_NAMES && prefix.length >= MIN_PREFIX_CHARS ? [`${prefix}*`] : names;
}

/** The name of a resource in AWS, or its pattern where a part of it is random. */
function physicalName({ name, inputs }: DeclaredResource, input: string): string {
  const prefix = inputs[`${input}Prefix`];
  if (typeof prefix === "string") return `${prefix}*`;
  const given = inputs[input];
  if (typeof given !== "string" || isUnknown(given) || given.startsWith(`${name}-`)) return `${name}-*`;
  return given;
}

/** A value that is known only after deployment. */
function isUnknown(text: string): boolean {
  return text.includes("04da6b54-80e4-46f7-96ec-b56ff0331ba9");
}

import { namePattern, type NamePattern } from "./name-pattern";
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

  const patternOf = namePattern(resources);
  const managed = resources.filter(({ isRead }) => isRead !== true);
  const read = resources.filter(({ isRead }) => isRead === true);
  const statements = [
    ...statementsFor(managed, wanted, patternOf, options.environment),
    // What is of others is read, whatever is done to resources of its type that are the stack's.
    ...statementsFor(
      read,
      wanted.filter((operation) => operation === "read"),
      ({ id = "*" }) => id.slice(id.lastIndexOf(":") + 1),
      options.environment,
    ).map((one) => ({ ...one, Sid: `${one.Sid}OfOthers` })),
  ];
  return { Version: "2012-10-17", Statement: statements.sort((a, b) => (a.Sid < b.Sid ? -1 : 1)) };
}

function statementsFor(
  resources: readonly DeclaredResource[],
  wanted: readonly Operation[],
  patternOf: NamePattern,
  environment: AwsEnvironment,
): PolicyStatement[] {
  const needs = resources.flatMap(({ type, inputs }) =>
    (needsByType[type] ?? []).filter(({ when }) => when === undefined || when(inputs)),
  );
  const scopes = new Map(needs.map(({ scope }) => [scope.sid, scope]));
  return [...scopes.values()]
    .map((scope) =>
      statement(scope, actionsOn(scope, needs, wanted), namesIn(scope, resources, patternOf), environment),
    )
    .filter(({ Action }) => Action.length > 0);
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
  names: readonly string[],
  environment: AwsEnvironment,
): PolicyStatement {
  return {
    Sid: scope.sid,
    Effect: "Allow",
    Action,
    Resource: withoutCovered(names.flatMap((name) => scope.arns(environment, name))),
    ...(scope.condition && { Condition: scope.condition }),
  };
}

/** The patterns of the names of a scope's resources. */
function namesIn(scope: Scope, resources: readonly DeclaredResource[], patternOf: NamePattern): readonly string[] {
  const named = resources.flatMap((resource) => {
    const input = scope.owners[resource.type];
    return input === undefined ? [] : [patternOf(resource, input)];
  });
  return named.length > 0 ? namePatterns([...new Set(named)].sort()) : ["*"];
}

/** Drops ARNs that a pattern with `*` at its end covers. */
function withoutCovered(arns: readonly string[]): string[] {
  const prefixes = arns.filter((arn) => arn.endsWith("*")).map((arn) => arn.slice(0, -1));
  const covered = (arn: string) => prefixes.some((prefix) => arn.startsWith(prefix) && arn !== `${prefix}*`);
  return [...new Set(arns)].filter((arn) => !covered(arn));
}

/** More names than this become one pattern: IAM limits the length of a role's policies. */
const MAX_NAMES = 3;

/** Words with fewer letters may not be of this project, and their names are not joined into a pattern. */
const MIN_WORD_CHARS = 5;

/**
 * Replaces many names of one folder and first word by the pattern of their common prefix. A pattern never ends inside a
 * word: `image*` of `images-…` and `image-upload-…` would let the deployer change its own role,
 * `image-pipeline-deployer`.
 */
function namePatterns(names: readonly string[]): string[] {
  const startOf = (name: string) => {
    const folder = name.slice(0, name.lastIndexOf("/") + 1);
    return folder + (name.slice(folder.length).split("-")[0] ?? "");
  };
  const starts = [...new Set(names.map(startOf))];
  return starts.flatMap((start) => joined(names.filter((name) => startOf(name) === start)));
}

/** @param names sorted, so that the first and the last differ most */
function joined(names: readonly string[]): readonly string[] {
  const first = names[0] ?? "";
  const last = names.at(-1) ?? "";
  const differ = [...first].findIndex((char, at) => char !== last[at]);
  const same = first.slice(0, differ === -1 ? first.length : differ);
  const prefix = same.slice(0, same.lastIndexOf("-") + 1);
  return names.length > MAX_NAMES && prefix.length > MIN_WORD_CHARS ? [`${prefix}*`] : names;
}

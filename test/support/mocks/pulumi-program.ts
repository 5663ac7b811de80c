import * as pulumi from "@pulumi/pulumi";
import { outputsOf, readOf, resultOf, type ExistingResources, type Partition } from "./aws-outputs";
import { capturingOnce } from "./capture-once";
import "./without-debugging";

/** A resource that a program registered. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  /** Name of the parent; undefined at the root of the stack. */
  readonly parent: string | undefined;
  /** Names of the resources that it explicitly depends on. */
  readonly dependsOn: readonly string[];
  /** Resolved. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Reference of its provider, `URN::ID`; empty: the default one. */
  readonly provider: string;
  /** Identifier of what others own, and the program only reads. */
  readonly read?: string;
}

/** A function of a provider that a program called. */
interface Call {
  readonly token: string;
  /** Reference of its provider, as that of a resource. */
  readonly provider: string;
}

/** Everything that a program registered. */
export class Registrations {
  constructor(
    readonly all: readonly Registration[],
    readonly calls: readonly Call[] = [],
  ) {}

  /** How many there are of each type. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { type } of this.all) counts[type] = (counts[type] ?? 0) + 1;
    return counts;
  }

  ofType(type: string): readonly Registration[] {
    return this.all.filter((registration) => registration.type === type);
  }

  /** The one of a type whose name contains `part`. Throws when there is none or more than one. */
  one(type: string, part = ""): Registration {
    const found = this.ofType(type).filter(({ name }) => name.includes(part));
    const [first] = found;
    if (!first || found.length !== 1) throw new Error(`expected one ${type} with "${part}", found ${found.length}`);
    return first;
  }
}

interface ProgramOptions {
  readonly preview?: boolean;
  readonly code?: boolean;
  readonly partition?: Partition;
  readonly existing?: ExistingResources;
}

/**
 * Runs a program against recording mocks and resolves once everything that it declares is registered. With `preview`
 * the outputs of resources are unknown, as they are before any resource exists. `code` is for tests of the functions'
 * code; without it the code is captured once per text. `partition` is that of the account (default `aws`), and
 * `existing` says how resources of others are. Types and functions without a mock are refused.
 */
export function runProgram(
  program: (opts: pulumi.ComponentResourceOptions) => void,
  { preview = false, code = false, partition = "aws", existing = {} }: ProgramOptions = {},
): Promise<Registrations> {
  const run = () => register(program, { preview, partition, existing });
  return code ? run() : capturingOnce(run);
}

async function register(
  program: (opts: pulumi.ComponentResourceOptions) => void,
  { preview, partition, existing }: Required<Omit<ProgramOptions, "code">>,
): Promise<Registrations> {
  const inputs = new Map<string, Record<string, unknown>>();
  const providers = new Map<string, string>();
  const calls: Call[] = [];
  const reads = new Map<string, string>();
  await pulumi.runtime.setMocks(
    {
      newResource: (args) => {
        const requested = args.inputs as Record<string, unknown>;
        // A registration has an empty one.
        if (args.id !== undefined && args.id !== "") {
          reads.set(`${args.type} ${args.name}`, args.id);
          return { id: args.id, state: readOf(args.type, args.id, existing) };
        }
        inputs.set(`${args.type} ${args.name}`, requested);
        providers.set(`${args.type} ${args.name}`, args.provider ?? "");
        const outputs = outputsOf(args.type, args.name, requested, partition);
        return preview ? { id: undefined, state: requested } : { id: outputs.id, state: { ...requested, ...outputs } };
      },
      call: ({ token, provider = "" }) => {
        calls.push({ token, provider });
        return resultOf(token, partition);
      },
    },
    "image-pipeline",
    "test",
    preview,
  );
  const declared: pulumi.ResourceTransformationArgs[] = [];
  const record: pulumi.ResourceTransformation = (args) => {
    declared.push(args);
    return undefined;
  };
  program({ transformations: [record] });
  await Promise.all(declared.map(({ resource }) => promiseOf(resource.urn)));
  const names = new Map(declared.map(({ resource, name }) => [resource, name]));
  return new Registrations(
    declared.map(({ type, name, opts: { parent, dependsOn } }) => ({
      type,
      name,
      parent: parent && names.get(parent),
      dependsOn: (Array.isArray(dependsOn) ? dependsOn : []).map((on) => names.get(on as pulumi.Resource) ?? "unknown"),
      inputs: inputs.get(`${type} ${name}`) ?? {},
      provider: providers.get(`${type} ${name}`) ?? "",
      ...(reads.has(`${type} ${name}`) && { read: reads.get(`${type} ${name}`) }),
    })),
    calls,
  );
}

/** Resolves with an output's value. */
export function promiseOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

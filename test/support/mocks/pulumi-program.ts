import * as pulumi from "@pulumi/pulumi";
import { answerCall } from "./answer-call";
import { outputsOf } from "./aws-outputs";
import { capturingOnce } from "./capture-once";
import "./without-debugging";

/** One registration that a program asked for. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  /** Name of the parent; undefined at the root of the stack. */
  readonly parent: string | undefined;
  /** What was asked for, resolved. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Everything that a program registered. */
export class Registrations {
  constructor(readonly all: readonly Registration[]) {}

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
    if (found.length !== 1) throw new Error(`expected one ${type} with "${part}", found ${found.length}`);
    return found[0]!;
  }
}

/**
 * Runs a program against recording mocks and answers once everything it declared is registered. `preview` leaves the
 * outputs of resources unknown, as they are before anything exists. `code` is for who looks into what functions hold. A type or
 * function that no program of ours uses is refused.
 */
export function runProgram(
  program: (opts: pulumi.ComponentResourceOptions) => void,
  { preview = false, code = false } = {},
): Promise<Registrations> {
  const run = () => register(program, preview);
  return code ? run() : capturingOnce(run);
}

async function register(
  program: (opts: pulumi.ComponentResourceOptions) => void,
  preview: boolean,
): Promise<Registrations> {
  const inputs = new Map<string, Record<string, unknown>>();
  await pulumi.runtime.setMocks(
    {
      newResource: (args) => {
        inputs.set(`${args.type} ${args.name}`, args.inputs as Record<string, unknown>);
        const asked = args.inputs as Record<string, unknown>;
        const outputs = outputsOf(args.type, args.name, asked);
        return preview ? { id: undefined, state: asked } : { id: outputs.id, state: { ...asked, ...outputs } };
      },
      call: (args) => answerCall(args.token),
    },
    "image-pipeline",
    "test",
    preview,
  );
  const declared: { type: string; name: string; parent: pulumi.Resource | undefined; resource: pulumi.Resource }[] = [];
  const note: pulumi.ResourceTransformation = ({ resource, type, name, opts }) => {
    declared.push({ resource, type, name, parent: opts.parent });
    return undefined;
  };
  program({ transformations: [note] });
  await Promise.all(declared.map(({ resource }) => promiseOf(resource.urn)));
  return new Registrations(
    declared.map(({ type, name, parent }) => ({
      type,
      name,
      parent: declared.find(({ resource }) => resource === parent)?.name,
      inputs: inputs.get(`${type} ${name}`) ?? {},
    })),
  );
}

/** Resolves with an output's value. */
export function promiseOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

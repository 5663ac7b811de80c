/**
 * Runs the Pulumi.yaml of the folder it is started in: what Pulumi's own host for YAML does (Pulumi documentation,
 * "Pulumi YAML"), as far as the examples go. It knows components of packages, and outputs of interpolated texts;
 * anything else is refused.
 */
import { readFileSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

interface YamlResource {
  readonly type: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

interface YamlProgram {
  readonly resources: Readonly<Record<string, YamlResource>>;
  readonly outputs: Readonly<Record<string, string>>;
}

const REFERENCE = /\$\{([\w-]+)\.(\w+)\}/g;

/** A component of a package, whose plugin constructs it. */
class RemoteComponent extends pulumi.ComponentResource {
  constructor(token: string, name: string, properties: object, outputs: readonly string[]) {
    const absent = outputs.map((output) => [output, undefined] as const);
    super(token, name, { ...Object.fromEntries(absent), ...properties }, {}, true);
  }
}

/** The token of a type, in which the module may be left out. */
function tokenOf(type: string): string {
  const [name = "", ...rest] = type.split(":");
  if (rest.length === 0 || rest.length > 2) throw new Error(`type: expected package:Resource, got ${type}`);
  return rest.length === 1 ? `${name}:index:${rest[0] ?? ""}` : type;
}

function refuseOther(what: string, given: object, known: readonly string[]): void {
  const other = Object.keys(given).filter((key) => !known.includes(key));
  if (other.length > 0) throw new Error(`${what}: expected ${known.join(", ")}, got ${other.join(", ")}`);
}

const program = parse(readFileSync("Pulumi.yaml", "utf8")) as YamlProgram;
refuseOther("Pulumi.yaml", program, ["name", "description", "runtime", "packages", "resources", "outputs"]);
const references = Object.values(program.outputs).flatMap((text) => [...text.matchAll(REFERENCE)]);
const components = new Map(
  Object.entries(program.resources).map(([name, resource]) => {
    refuseOther(`resource ${name}`, resource, ["type", "properties"]);
    const outputs = references.flatMap(([, of, output]) => (of === name && output !== undefined ? [output] : []));
    return [name, new RemoteComponent(tokenOf(resource.type), name, resource.properties ?? {}, outputs)] as const;
  }),
);

function interpolated(text: string): pulumi.Output<string> {
  const values = [...text.matchAll(REFERENCE)].map(([, of = "", output = ""]) => {
    const component = components.get(of) as Record<string, pulumi.Output<string>> | undefined;
    if (!component) throw new Error(`outputs: expected one of ${[...components.keys()].join(", ")}, got ${of}`);
    return component[output];
  });
  return pulumi.all(values).apply((known) => {
    const remaining = [...known];
    return text.replace(REFERENCE, () => remaining.shift() ?? "");
  });
}

export = Object.fromEntries(Object.entries(program.outputs).map(([name, text]) => [name, interpolated(text)]));

import type { AnalyzedResource } from "../../../packages/local-pulumi/src/policy-host/types";
import type { RealStack } from "./real-stack";

type Properties = Record<string, unknown>;
interface Document {
  Statement: Record<string, unknown>[];
}

/**
 * A copy of the real stack in which one thing can be broken. Inputs and outputs are changed alike, as the engine would.
 */
export class MutableStack implements RealStack {
  readonly resources: AnalyzedResource[];
  readonly inputs: Map<string, Properties>;
  /** URNs of the resources that were changed, added or removed. */
  readonly touched = new Set<string>();

  constructor(real: RealStack) {
    this.resources = structuredClone(real.resources) as AnalyzedResource[];
    this.inputs = structuredClone(real.inputs) as Map<string, Properties>;
  }

  /** The one resource of a type (its last part, such as `BucketPolicy`) whose name contains `part`. */
  one(type: string, part = ""): AnalyzedResource {
    const [found, ...others] = this.resources.filter(
      (each) => each.type.endsWith(`:${type}`) && each.name.includes(part),
    );
    if (found === undefined) throw new Error(`Expected a ${type} with "${part}" in its name, found none.`);
    if (others.length === 0) return found;
    const names = [found, ...others].map(({ name }) => name).join(", ");
    throw new Error(`Expected one ${type} with "${part}" in its name, found ${names}.`);
  }

  /** Replaces the value at a path such as `rules.0.status`; undefined removes it. */
  set(type: string, part: string, path: string, value: unknown): void {
    const resource = this.one(type, part);
    this.touched.add(resource.urn);
    for (const properties of this.both(resource)) put(properties, path.split("."), value);
  }

  /** Edits the policy document at a path, which is JSON text. */
  edit(type: string, part: string, path: string, change: (document: Document) => void): void {
    const text = this.one(type, part).properties[path];
    const document = JSON.parse(String(text)) as Document;
    change(document);
    this.set(type, part, path, JSON.stringify(document));
  }

  /** Edits one statement of the policy document at a path. */
  editStatement(type: string, part: string, path: string, sid: string, parts: object): void {
    this.edit(type, part, path, (document) => {
      const statement = document.Statement.find(({ Sid }) => Sid === sid);
      if (statement === undefined) throw new Error(`Expected a statement "${sid}" in ${type} ${part}.`);
      Object.assign(statement, parts);
    });
  }

  /** Removes a resource. */
  remove(type: string, part: string): void {
    const resource = this.one(type, part);
    this.touched.add(resource.urn);
    this.resources.splice(this.resources.indexOf(resource), 1);
  }

  /** Adds a resource. */
  add(
    type: string,
    name: string,
    properties: Properties,
    from: Record<string, AnalyzedResource> = {},
  ): AnalyzedResource {
    const origins = Object.entries(from).map(([input, { urn }]) => [input, [urn]] as const);
    const [{ urn: sample }] = this.resources as [AnalyzedResource];
    const added: AnalyzedResource = {
      urn: `${sample.split("::").slice(0, 2).join("::")}::${type}::${name}`,
      type,
      name,
      properties,
      dependencies: origins.flatMap(([, urns]) => urns),
      propertyDependencies: Object.fromEntries(origins),
      options: {},
    };
    this.touched.add(added.urn);
    this.resources.push(added);
    return added;
  }

  private both({ urn, properties }: AnalyzedResource): Properties[] {
    return [properties, this.inputs.get(urn)].filter((each): each is Properties => each !== undefined);
  }
}

function put(holder: Properties, [key = "", ...rest]: string[], value: unknown): void {
  if (rest.length > 0) {
    holder[key] ??= {};
    put(holder[key] as Properties, rest, value);
  } else if (value === undefined) delete holder[key];
  else holder[key] = value;
}

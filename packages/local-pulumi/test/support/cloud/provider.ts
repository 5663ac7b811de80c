import { makeAwsProvider, type AwsProvider } from "../../../src/aws-provider";
import type { SuiteCloud } from "../../../../local-aws/test/support/cloud/use-cloud";

/** A property bag. */
export type Bag = Record<string, unknown>;

/** What stands for an unknown value on the wire. */
export const UNKNOWN_ON_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";

/** A secret on the wire. */
export const secretOnWire = (value: unknown): Bag => ({ [SIGNATURE_KEY]: "1b47061264138c4ac30d75fd1eb44270", value });

/** An archive of texts on the wire. */
export function archiveOnWire(files: Record<string, string>): Bag {
  const assets = Object.entries(files).map(([path, text]) => [
    path,
    { [SIGNATURE_KEY]: "c44067f5952c0a294b673a41bacd8c17", text },
  ]);
  return { [SIGNATURE_KEY]: "0def7320c3a5731c473e5ecbe6d01bc7", assets: Object.fromEntries(assets) as Bag };
}

/** A resource made by {@link ProviderDriver}. */
export interface MadeResource {
  readonly type: string;
  readonly urn: string;
  readonly id: string;
  /** As the check completed them. */
  readonly inputs: Bag;
  readonly outs: Bag;
}

/** Calls a provider as an engine does: check, then diff, then create, update or replace. */
export class ProviderDriver {
  readonly provider: AwsProvider;

  constructor({ cloud }: Pick<SuiteCloud, "cloud">) {
    this.provider = makeAwsProvider(cloud);
  }

  urn(type: string, name: string): string {
    return `urn:pulumi:dev::test::${type}::${name}`;
  }

  /** What is wrong with inputs, as `property: reason`. */
  async failures(type: string, inputs: Bag, name = "thing"): Promise<string[]> {
    const { failures = [] } = await this.provider.check(this.urn(type, name), {}, inputs);
    return failures.map(({ property, reason }) => `${property}: ${reason}`);
  }

  /** @throws Error with the failures if the inputs are refused. */
  async checked(type: string, name: string, inputs: Bag, oldInputs: Bag = {}): Promise<Bag> {
    const result = await this.provider.check(this.urn(type, name), oldInputs, inputs);
    const { failures = [] } = result;
    if (failures.length > 0)
      throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
    return result.inputs as Bag;
  }

  async create(type: string, name: string, inputs: Bag): Promise<MadeResource> {
    const urn = this.urn(type, name);
    const checked = await this.checked(type, name, inputs);
    const made = await this.provider.create(urn, checked);
    return { type, urn, id: made.id, inputs: checked, outs: made.outs as Bag };
  }

  /** What a change would do: `same`, `update`, or `replace` with the properties that force it. */
  async plan({ type, urn, id, inputs: old, outs }: MadeResource, inputs: Bag): Promise<string> {
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    const newInputs = await this.checked(type, name, inputs, old);
    const { changes, replaces = [] } = await this.provider.diff(id, urn, outs, newInputs);
    if (replaces.length > 0) return `replace ${replaces.join(",")}`;
    return changes === true ? "update" : "same";
  }

  async update(made: MadeResource, inputs: Bag): Promise<MadeResource> {
    const name = made.urn.slice(made.urn.lastIndexOf("::") + 2);
    const newInputs = await this.checked(made.type, name, inputs, made.inputs);
    const updated = await this.provider.update(made.id, made.urn, made.outs, newInputs);
    return { ...made, inputs: newInputs, outs: updated.outs as Bag };
  }

  /** The state that is there now; undefined if it is gone. */
  async read({ id, urn, outs }: MadeResource): Promise<Bag | undefined> {
    const found = await this.provider.read(id, urn, outs);
    return found.id === "" ? undefined : (found.props as Bag);
  }

  /** Inputs as an import would write them. */
  async import(type: string, id: string): Promise<Bag | undefined> {
    const found = await this.provider.read(id, this.urn(type, "imported"), {});
    return found.inputs as Bag | undefined;
  }

  delete({ id, urn, outs }: MadeResource): Promise<void> {
    return this.provider.delete(id, urn, outs);
  }
}

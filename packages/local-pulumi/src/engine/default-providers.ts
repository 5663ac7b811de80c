import type { StackConfig } from "./config";
import { makeGoal, type Goal } from "./goal";
import type { ResourceState } from "./state";
import { packageOf, PROVIDER_TYPE_PREFIX } from "./urn";
import { UNKNOWN_VALUE } from "../property-values";

/** The reference of a provider in its resources: its URN and its id, which a dry run may not know. */
function providerReference({ urn, id }: ResourceState): string {
  return `${urn}::${id ?? UNKNOWN_VALUE}`;
}

/**
 * Registers the provider of a package and version that the program does not declare, when the first resource needs it.
 */
export class DefaultProviders {
  private readonly config: StackConfig;
  private readonly register: (goal: Goal) => Promise<ResourceState>;
  private readonly references = new Map<string, Promise<string>>();

  constructor(config: StackConfig, register: (goal: Goal) => Promise<ResourceState>) {
    this.config = config;
    this.register = register;
  }

  /** Reference of the default provider for resources of this type. */
  reference(type: string, version: string): Promise<string> {
    const name = version === "" ? "default" : `default_${version.replaceAll(/[.+-]/g, "_")}`;
    const providerType = `${PROVIDER_TYPE_PREFIX}${packageOf(type)}`;
    const key = `${providerType}::${name}`;
    const known = this.references.get(key);
    if (known !== undefined) return known;
    const inputs = { ...this.packageConfig(packageOf(type)), ...(version === "" ? {} : { version }) };
    const reference = this.register(makeGoal({ type: providerType, name, inputs })).then(providerReference);
    this.references.set(key, reference);
    return reference;
  }

  /** The stack's configuration in the package's own namespace, such as `aws:region`. */
  private packageConfig(pkg: string): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.config.values)
        .filter(([key]) => key.startsWith(`${pkg}:`))
        .map(([key, value]) => [key.slice(pkg.length + 1), value]),
    );
  }
}

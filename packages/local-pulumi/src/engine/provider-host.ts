import type * as pulumi from "@pulumi/pulumi";

import { EngineError } from "./errors";
import { packageOf } from "./urn";

/** A provider in this process: Pulumi's public interface, and its own configuration where it has one. */
export interface EngineProvider extends Omit<pulumi.provider.Provider, "check"> {
  check?(
    urn: string,
    oldInputs: Readonly<Record<string, unknown>>,
    newInputs: Readonly<Record<string, unknown>>,
  ): Promise<pulumi.provider.CheckResult & { readonly warnings?: readonly string[] }>;
  checkConfig?(config: Readonly<Record<string, unknown>>): Promise<pulumi.provider.CheckResult>;
  configure?(config: Readonly<Record<string, unknown>>): Promise<void>;
}

/** Makes a provider; called once for every provider resource, so that each has a configuration of its own. */
type ProviderFactory = () => EngineProvider;

/** Factories by package: `{ aws: () => … }`. */
export type ProviderFactories = Readonly<Record<string, ProviderFactory>>;

/** The providers of a run, by the URN of their provider resource. */
export class ProviderHost {
  private readonly load: () => Promise<ProviderFactories>;
  private factories: Promise<ProviderFactories> | undefined;
  private readonly running = new Map<string, EngineProvider>();

  /** @param load gives the factories, once what they work on has started; called once */
  constructor(load: () => Promise<ProviderFactories>) {
    this.load = load;
  }

  /** Starts what the providers work on, before the first resource needs one. */
  async start(): Promise<void> {
    await this.started();
  }

  /**
   * Makes the provider of the provider resource `urn`; `check` it before `configure`.
   *
   * @throws EngineError UNSUPPORTED if no factory is known for the package
   */
  async make(urn: string, type: string): Promise<EngineProvider> {
    const factories = await this.started();
    const made = this.running.get(urn);
    if (made !== undefined) return made;
    const factory = factories[packageOf(type)];
    if (factory === undefined) {
      const known = Object.keys(factories).join(", ");
      throw new EngineError(
        "UNSUPPORTED",
        `no provider for package "${packageOf(type)}": expected one of ${known}; run the program with the Pulumi CLI`,
      );
    }
    const provider = factory();
    this.running.set(urn, provider);
    return provider;
  }

  private started(): Promise<ProviderFactories> {
    return (this.factories ??= this.load());
  }

  /** The provider with the reference `URN::ID`. @throws EngineError RESOURCE_INVALID if it was never registered */
  get(reference: string): EngineProvider {
    const provider = this.running.get(reference.slice(0, reference.lastIndexOf("::")));
    if (provider === undefined) throw new EngineError("RESOURCE_INVALID", `unknown provider "${reference}"`);
    return provider;
  }
}

/** The provider's own note of the inputs that it filled in. */
const NOTE = "__defaults";

/**
 * Which inputs of a resource a provider has filled in, because the program does not state them. The engine hides the
 * provider's note when it requests a check, and not when it requests a remediation, which comes first and for every
 * resource.
 */
export class DefaultedInputs {
  private readonly inputs = new Map<string, ReadonlySet<unknown>>();

  /** Keeps the note among a resource's properties in their wire form, where there is one. */
  note(urn: string, properties: unknown): void {
    if (typeof properties !== "object" || properties === null || !(NOTE in properties)) return;
    const noted: unknown = properties[NOTE];
    if (Array.isArray(noted)) this.inputs.set(urn, new Set(noted as unknown[]));
  }

  /** True where the program states the input; false where the provider has filled it in, or where there is no note. */
  isStated(urn: string, input: string): boolean {
    return this.inputs.get(urn)?.has(input) === false;
  }
}

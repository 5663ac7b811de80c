/** The parts of a URN, `urn:pulumi:STACK::PROJECT::TYPES::NAME`. */
export interface UrnParts {
  readonly stack: string;
  readonly project: string;
  /** The resource's type after those of its parents, joined by `$`. */
  readonly qualifiedType: string;
  readonly type: string;
  readonly name: string;
}

/** Type of the resource that every stack begins with. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

/** Types of providers begin with this; the package's name follows. */
export const PROVIDER_TYPE_PREFIX = "pulumi:providers:";

/**
 * The URN of a resource. The parent's types precede its own, unless the parent is the stack itself.
 *
 * @param parent URN of the parent; empty if there is none.
 */
export function makeUrn(stack: string, project: string, parent: string, type: string, name: string): string {
  const above = parent === "" ? "" : parseUrn(parent).qualifiedType;
  const qualified = above === "" || above === STACK_TYPE ? type : `${above}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

/** @throws if `urn` is none. */
export function parseUrn(urn: string): UrnParts {
  const parts = /^urn:pulumi:(.*?)::(.*?)::(.*?)::(.*)$/s.exec(urn);
  if (parts === null) throw new Error(`not a URN: "${urn}"`);
  const [, stack = "", project = "", qualifiedType = "", name = ""] = parts;
  return { stack, project, qualifiedType, type: qualifiedType.slice(qualifiedType.lastIndexOf("$") + 1), name };
}

/** The package that a type token such as `aws:s3/bucket:Bucket` belongs to; a provider's own for provider types. */
export function packageOf(type: string): string {
  return type.startsWith(PROVIDER_TYPE_PREFIX) ? type.slice(PROVIDER_TYPE_PREFIX.length) : (type.split(":")[0] ?? "");
}

/** True for a provider that no program names: engine and CLI neither count nor show it. */
export function isDefaultProvider({ type, name }: { readonly type: string; readonly name: string }): boolean {
  return type.startsWith(PROVIDER_TYPE_PREFIX) && /^default(_|$)/.test(name);
}

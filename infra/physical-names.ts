import * as pulumi from "@pulumi/pulumi";

/**
 * How resources are named in AWS. `auto`: by Pulumi, the guide's name with seven random digits behind it, so that any
 * number of stacks fits into one account and region. `guide`: the guide's names themselves, which one stack per account
 * and region can have.
 */
export type Names = "auto" | "guide";

/** How the resources of a pipeline are named. */
export interface Naming {
  readonly names: Names;
  /** Name of the component. */
  readonly pipeline: string;
  /** Names that it had before, of its aliases. Default: none. */
  readonly formerPipelines?: readonly pulumi.Input<string>[];
}

/** Name of the component in the stacks of this project. Its resources have the guide's names. */
export const STACK_PIPELINE = "images";

/**
 * The logical name of a resource which the guide names `stem`. Pulumi tells the resources of one type in one program
 * apart by it, so that of any other pipeline than a stack's own begins with the component's name.
 */
export function logicalName({ pipeline }: Pick<Naming, "pipeline">, stem: string): string {
  return pipeline === STACK_PIPELINE ? stem : `${pipeline}-${stem}`;
}

/** The `name` of a resource which the guide names `stem`: none where Pulumi makes it from the logical one. */
export function physicalName({ names }: Naming, stem: string): { readonly name?: string } {
  return names === "guide" ? { name: stem } : {};
}

/** Stem of the names that all parts of a stack share. */
const LABEL_STEM = "image-pipeline";

/** Digits at the end of an autoname. */
const RANDOM_DIGITS = 7;

/**
 * The stack's own label, for what the provider does not name by itself: the dashboard, the layer and the metrics'
 * dimension.
 *
 * @param named name that ends with random digits, of something of the stack that is never replaced
 */
export function stackLabel(names: Names, named: pulumi.Output<string>): pulumi.Input<string> {
  return names === "guide" ? LABEL_STEM : named.apply((name) => `${LABEL_STEM}-${name.slice(-RANDOM_DIGITS)}`);
}

/**
 * Aliases of a resource that the guide names `stem`. Pulumi gives a resource the aliases of its parent, with another
 * name where its own begins with the parent's ("Resource options: aliases"), which these names do not.
 *
 * @param earlier its logical names in earlier releases
 */
export function formerly(
  { formerPipelines = [] }: Naming,
  stem: string,
  ...earlier: readonly string[]
): { readonly aliases: pulumi.Input<pulumi.Alias>[] } {
  const renamed = formerPipelines.map((former) =>
    typeof former === "string"
      ? { name: logicalName({ pipeline: former }, stem) }
      : pulumi.output(former).apply((pipeline) => ({ name: logicalName({ pipeline }, stem) })),
  );
  return { aliases: [...earlier.map((name) => ({ name })), ...renamed] };
}

/** Names that a component had, by the aliases that it is given: URNs, or what differs. */
export function formerNames(aliases: readonly pulumi.Input<string | pulumi.Alias>[] = []): pulumi.Input<string>[] {
  return aliases.flatMap((alias): pulumi.Input<string>[] => {
    if (typeof alias === "string") return [nameOf(alias)];
    if (pulumi.Output.isInstance(alias) || alias instanceof Promise) {
      // One that leaves the name as it is names no other resource.
      return [pulumi.output(alias).apply((known) => (typeof known === "string" ? nameOf(known) : (known.name ?? "")))];
    }
    return alias.name === undefined ? [] : [alias.name];
  });
}

const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);

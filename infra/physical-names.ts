import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

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
}

/** Name of the component in the stacks of this project. Its resources have the guide's names. */
export const STACK_PIPELINE = "images";

/**
 * The logical name of a resource which the guide names `stem`. Pulumi tells the resources of one type in one program
 * apart by it, so that of any other pipeline than a stack's own begins with the component's name.
 */
export function logicalName({ pipeline }: Naming, stem: string): string {
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
 * dimension. Its digits are those of the source bucket, which is never replaced.
 */
export function stackLabel(names: Names, source: aws.s3.Bucket): pulumi.Input<string> {
  return names === "guide" ? LABEL_STEM : source.bucket.apply((name) => `${LABEL_STEM}-${name.slice(-RANDOM_DIGITS)}`);
}

/** Alias of a resource whose logical name was another one in earlier releases. */
export const formerly = (name: string): { readonly aliases: pulumi.Alias[] } => ({ aliases: [{ name }] });

import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/**
 * How resources are named in AWS. `auto`: by Pulumi, the guide's name with seven random digits behind it, so that any
 * number of stacks fits into one account and region. `guide`: the guide's names themselves, which one stack per account
 * and region can have.
 */
export type Names = "auto" | "guide";

/**
 * The `name` of a resource whose logical name is `stem`: none where Pulumi makes it from the logical one, or the stem
 * itself.
 */
export function physicalName(names: Names, stem: string): { readonly name?: string } {
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

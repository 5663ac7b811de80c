import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "./config";

/** What events, requests and the workflow invoke: a function, or an alias of its versions. */
export interface FunctionTarget {
  /** Name of the function, with the alias behind a colon if there is one. */
  readonly name: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** URI for API Gateway. */
  readonly invokeArn: pulumi.Output<string>;
  /** Name of the alias; absent: the function itself is invoked. */
  readonly qualifier?: pulumi.Output<string>;
}

/** Name of the alias that everything invokes of a function whose code is released by canary. */
const ALIAS = "live";

/**
 * The target of a function: the function, or with `deployment: canary10percent5minutes` its alias.
 *
 * The alias is made with the version that is published then. Afterwards a release shifts it, outside of Pulumi, so that
 * the program ignores which versions it points to. Nothing else of it may ever change: an update would send the
 * versions of its creation along.
 */
export function functionTarget(
  name: string,
  { fn, deployment }: { readonly fn: aws.lambda.Function; readonly deployment: StackConfig["deployment"] },
  opts: pulumi.CustomResourceOptions,
): FunctionTarget {
  if (deployment === "allAtOnce") return { name: fn.name, arn: fn.arn, invokeArn: fn.invokeArn };
  const alias = new aws.lambda.Alias(
    `${name}-${ALIAS}`,
    { name: ALIAS, functionName: fn.name, functionVersion: fn.version },
    { ...opts, ignoreChanges: ["functionVersion", "routingConfig"] },
  );
  return {
    name: pulumi.interpolate`${fn.name}:${alias.name}`,
    arn: alias.arn,
    invokeArn: alias.invokeArn,
    qualifier: alias.name,
  };
}

/** Arguments of a permission, or of settings of events, that are those of a target. */
export const qualified = ({ qualifier }: FunctionTarget): { readonly qualifier?: pulumi.Output<string> } =>
  qualifier ? { qualifier } : {};

/** Name of a target in an event source mapping, which takes an alias by its ARN alone. */
export const mappedName = ({ qualifier, name, arn }: FunctionTarget): pulumi.Output<string> => (qualifier ? arn : name);

import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** One resource per path, which have to come parents first. Answers their ids by path. */
export function apiResources(
  name: string,
  api: aws.apigateway.RestApi,
  paths: readonly string[],
  opts: pulumi.CustomResourceOptions,
): ReadonlyMap<string, pulumi.Output<string>> {
  const ids = new Map<string, pulumi.Output<string>>();
  for (const path of paths) {
    const cut = path.lastIndexOf("/");
    const parentId = ids.get(path.slice(0, cut)) ?? api.rootResourceId;
    const resource = new aws.apigateway.Resource(
      `${name}${path.replace(/[/{}]+/g, "-").replace(/-$/, "")}`,
      { restApi: api.id, parentId, pathPart: path.slice(cut + 1) },
      opts,
    );
    ids.set(path, resource.id);
  }
  return ids;
}

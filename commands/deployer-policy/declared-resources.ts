import { isMap } from "@image-pipeline/local-pulumi";
import type { DeclaredResource } from "./types";

/** What of a resource in a stack's state a policy depends on. */
interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly external?: boolean;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/** The resources of a state that a provider made or read, as a program declares them. */
export function declaredIn(resources: readonly StateResource[]): DeclaredResource[] {
  return resources
    .filter(({ custom }) => custom)
    .map(({ urn, type, id, external = false, inputs = {} }) => ({
      type,
      name: urn.slice(urn.lastIndexOf("::") + 2),
      ...(id !== undefined && { id }),
      inputs,
      ...(external && { isRead: true }),
    }));
}

/**
 * The resources of a stack that `pulumi stack export` has written.
 *
 * @param text of the file
 * @param file its name, for the error
 * @throws Error if it is no such file
 */
export function exportedResources(text: string, file: string): DeclaredResource[] {
  const state: unknown = parsed(text);
  const deployment = isMap(state) ? state["deployment"] : undefined;
  const resources: unknown = isMap(deployment) ? deployment["resources"] : undefined;
  if (!Array.isArray(resources))
    throw new Error(`expected a file of \`pulumi stack export\` for --state, with deployment.resources; got ${file}`);
  return declaredIn((resources as readonly unknown[]).filter(isStateResource));
}

function isStateResource(value: unknown): value is StateResource {
  return isMap(value) && typeof value["urn"] === "string" && typeof value["type"] === "string";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

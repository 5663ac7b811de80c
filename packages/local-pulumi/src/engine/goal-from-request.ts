import type { Alias as AliasMessage } from "@pulumi/pulumi/proto/alias_pb";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

import { EngineError } from "./errors";
import type { Alias, Goal } from "./goal";
import { fromStruct, toPropertyMap, withoutOutputs, withoutReferences, type PropertyMap } from "../property-values";

/**
 * The goal that a registration carries.
 *
 * @throws EngineError UNSUPPORTED for what only the real engine does: import, transforms, hooks
 */
export function goalFromRequest(request: RegisterResourceRequest): Goal {
  refuseUnsupported(request);
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    parent: request.getParent(),
    inputs: inputsFrom(request),
    dependencies: [...request.getDependenciesList()].sort(),
    propertyDependencies: Object.fromEntries(
      [...request.getPropertydependenciesMap().entries()].map(([key, urns]) => [key, [...urns.getUrnsList()].sort()]),
    ),
    provider: request.getProvider(),
    version: request.getVersion(),
    protect: request.hasProtect() ? request.getProtect() : undefined,
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: [...request.getAliasesList().map(aliasFrom), ...request.getAliasurnsList().map((urn) => ({ urn }))],
    deletedWith: request.getDeletedwith(),
  };
}

/** Inputs as providers take them: a resource among them is its id. */
function inputsFrom(request: RegisterResourceRequest): PropertyMap {
  const sent = toPropertyMap(withoutOutputs(toPropertyMap(fromStruct(request.getObject()))));
  return request.getCustom() ? toPropertyMap(withoutReferences(sent)) : sent;
}

function refuseUnsupported(request: RegisterResourceRequest): void {
  const resource = `${request.getType()} "${request.getName()}"`;
  const unsupported = (what: string) =>
    new EngineError("UNSUPPORTED", `${resource}: ${what}; use the Pulumi CLI for it`);
  if (request.getImportid() !== "") throw unsupported("the option import does not work here");
  if (request.getTransformsList().length > 0) throw unsupported("the option transforms does not work here");
  if (request.getReplaceWithList().length > 0) throw unsupported("the option replaceWith does not work here");
  if (request.hasHooks()) throw unsupported("resource hooks do not work here");
  if (request.getPackageref() !== "") throw unsupported("parameterized packages do not work here");
}

function aliasFrom(message: AliasMessage): Alias {
  const spec = message.getSpec();
  if (message.hasUrn() || spec === undefined) return { urn: message.getUrn() };
  const { name, type, stack, project } = spec.toObject();
  return {
    ...(name !== "" && { name }),
    ...(type !== "" && { type }),
    ...(stack !== "" && { stack }),
    ...(project !== "" && { project }),
    ...(spec.getNoparent() ? { parent: "" } : spec.getParenturn() === "" ? {} : { parent: spec.getParenturn() }),
  };
}

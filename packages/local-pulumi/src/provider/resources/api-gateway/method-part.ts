import type { ApiMethod } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import type { Properties } from "../../schema";
import type { Bag } from "../../../property-values";
import { methodKeyOf, methodKeyProperties } from "./method-key";

/** A resource that is a part of a method: it is found through the method, and deleted with it. */
export interface MethodPartSpec<T> {
  readonly token: string;
  /** Inputs besides those that name the method. */
  readonly properties: Properties;
  readonly deleteBeforeReplace?: boolean;
  readonly put: (inputs: Bag, context: ProviderContext) => T;
  /** The part as the method has it; undefined if it has none. */
  readonly get: (method: ApiMethod, known: Bag) => T | undefined;
  readonly made: (known: Bag, part: T) => Made;
  readonly remove: (method: ApiMethod, known: Bag) => void;
}

/** Makes the resource type of a part of a method. */
export function methodPart<T>(spec: MethodPartSpec<T>): ResourceType {
  const { token, properties, deleteBeforeReplace = false, put, get, made, remove } = spec;
  const write = (inputs: Bag, context: ProviderContext) => made(inputs, put(inputs, context));
  const methodOf = (known: Bag, { cloud }: ProviderContext) => {
    const { restApi, resourceId, httpMethod } = methodKeyOf(known);
    const { apis } = cloud.services.apiGateway;
    return ifExists(() => apis.method(restApi, resourceId, httpMethod), "NotFoundException");
  };
  return {
    token,
    properties: { ...methodKeyProperties, ...properties },
    deleteBeforeReplace,
    create: write,
    update: (_, inputs, __, context) => write(inputs, context),
    async read(_, known, context) {
      const method = await methodOf(known, context);
      const part = method && get(method, known);
      return part && made(known, part);
    },
    async delete(_, known, context) {
      const method = await methodOf(known, context);
      if (method === undefined) return;
      remove(method, known);
      context.cloud.services.apiGateway.changed();
    },
  };
}

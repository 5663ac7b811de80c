import { text } from "../../schema";
import type { Bag } from "../../../property-values";

/** Which method of which API something belongs to. */
export interface MethodPlace {
  readonly restApi: string;
  readonly resourceId: string;
  readonly httpMethod: string;
}

/** The inputs that say so. */
export const placeProperties = {
  restApi: text({ required: true, replaces: true }),
  resourceId: text({ required: true, replaces: true }),
  httpMethod: text({ required: true, replaces: true }),
};

/** Reads them. */
export function placeOf(inputs: Bag): MethodPlace {
  return {
    restApi: inputs.restApi as string,
    resourceId: inputs.resourceId as string,
    httpMethod: inputs.httpMethod as string,
  };
}

/** The text map of an input; empty if there is none. */
export function texts(value: unknown): Record<string, string> {
  return { ...(value as Record<string, string> | undefined) };
}

/** The map of flags of an input; empty if there is none. */
export function flags(value: unknown): Record<string, boolean> {
  return { ...(value as Record<string, boolean> | undefined) };
}

/** A map as an output: none if it is empty. */
export function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}

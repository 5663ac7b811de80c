import { oneOf, text } from "../../schema";
import type { Bag } from "../../../property-values";

/** The key of a method: its API, resource and verb. */
export interface MethodKey {
  readonly restApi: string;
  readonly resourceId: string;
  readonly httpMethod: string;
}

/** Source: `validHTTPMethod` in `apigateway/validate.go` (28b90493) of the Terraform provider. */
export const httpMethod = oneOf(["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);

/** The inputs that name a method. */
export const methodKeyProperties = {
  restApi: text({ required: true, replaces: true }),
  resourceId: text({ required: true, replaces: true }),
  httpMethod: { ...httpMethod, required: true, replaces: true },
};

/** Reads the key of a method from inputs. */
export function methodKeyOf(inputs: Bag): MethodKey {
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

import * as sdk from "@pulumi/policy";

/** What the SDK (1.21) exports at run time while its declarations leave it out. */
interface Internals {
  /** Wraps properties as the SDK's server does before a rule sees them: touching an unknown value throws. */
  readonly unknownCheckingProxy: <T extends object>(properties: T) => T;
  /** What that throws. */
  readonly UnknownValueError: abstract new (...args: never[]) => Error;
}

export const { unknownCheckingProxy, UnknownValueError } = sdk as unknown as Internals;

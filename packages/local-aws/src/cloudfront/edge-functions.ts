import { AwsError } from "../http/aws-error";
import { checkVersion, invalidArgument, notImplemented } from "./errors";
import { newEtag } from "./ids";
import type { EdgeFunction, EdgeFunctionConfig } from "./types";

/** Largest function, in bytes ("Quotas on CloudFront Functions": maximum function size 10 KB). */
const MAX_CODE_BYTES = 10 * 1024;

function check({ name, runtime, code }: EdgeFunctionConfig): void {
  if (!/^[\w-]{1,64}$/.test(name))
    throw invalidArgument(`Function name "${name}": expected 1 to 64 letters, digits, _ or -`);
  // The type has one runtime; a definition may come from elsewhere.
  if ((runtime as string) !== "cloudfront-js-2.0")
    throw notImplemented(`functions of the runtime "${String(runtime)}"`);
  if (Buffer.byteLength(code) > MAX_CODE_BYTES) {
    throw new AwsError("FunctionSizeLimitExceeded", `The function ${name} has more than ${MAX_CODE_BYTES} bytes.`, 413);
  }
}

/** Dependencies of {@link EdgeFunctions}. */
interface EdgeFunctionsDeps {
  readonly accountId: string;
  /** The distribution that runs a function, in words; undefined: none does. */
  readonly user: (fn: EdgeFunction) => string | undefined;
  readonly changed: () => void;
}

/** Functions by name. A change is in the stage DEVELOPMENT until it is published to LIVE. */
export class EdgeFunctions {
  private readonly byName = new Map<string, EdgeFunction>();

  constructor(
    private readonly deps: EdgeFunctionsDeps,
    saved: readonly EdgeFunction[] = [],
  ) {
    for (const fn of saved) this.byName.set(fn.id, fn);
  }

  all(): readonly EdgeFunction[] {
    return [...this.byName.values()];
  }

  /** @throws AwsError `NoSuchFunctionExists`. */
  get(name: string): EdgeFunction {
    const fn = this.byName.get(name);
    if (fn === undefined) throw new AwsError("NoSuchFunctionExists", "The specified function does not exist.", 404);
    return fn;
  }

  byArn(arn: string): EdgeFunction | undefined {
    return this.all().find((fn) => fn.arn === arn);
  }

  /** @throws AwsError `FunctionAlreadyExists`, `FunctionSizeLimitExceeded`, `InvalidArgument`, `NotImplemented`. */
  create(config: EdgeFunctionConfig): EdgeFunction {
    check(config);
    if (this.byName.has(config.name)) {
      throw new AwsError("FunctionAlreadyExists", `A function with the name ${config.name} exists already.`, 409);
    }
    const arn = `arn:aws:cloudfront::${this.deps.accountId}:function/${config.name}`;
    return this.put({ id: config.name, arn, etag: newEtag(), lastModified: Date.now(), config });
  }

  /** Changes the stage DEVELOPMENT. @throws AwsError as `create` does; `NoSuchFunctionExists`, `PreconditionFailed`. */
  update(name: string, config: EdgeFunctionConfig, ifMatch?: string): EdgeFunction {
    const before = this.get(name);
    checkVersion(before.etag, ifMatch);
    check(config);
    if (config.name !== name) throw invalidArgument(`The function ${name} cannot be renamed.`);
    return this.put({ ...before, etag: newEtag(), lastModified: Date.now(), config });
  }

  /** Copies DEVELOPMENT to LIVE: distributions run it from now on. @throws AwsError as `update` does. */
  publish(name: string, ifMatch?: string): EdgeFunction {
    const fn = this.get(name);
    checkVersion(fn.etag, ifMatch);
    return this.put({ ...fn, live: { etag: fn.etag, code: fn.config.code, publishedAt: Date.now() } });
  }

  /** @throws AwsError `NoSuchFunctionExists`, `PreconditionFailed`, `FunctionInUse`. */
  delete(name: string, ifMatch?: string): void {
    const fn = this.get(name);
    checkVersion(fn.etag, ifMatch);
    const user = this.deps.user(fn);
    if (user !== undefined) throw new AwsError("FunctionInUse", `The function ${name} is used by ${user}.`, 409);
    this.byName.delete(name);
    this.deps.changed();
  }

  private put(fn: EdgeFunction): EdgeFunction {
    this.byName.set(fn.id, fn);
    this.deps.changed();
    return fn;
  }
}

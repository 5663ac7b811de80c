import { HANG_TIMEOUT_MS } from "../cli";
import { GrantUse } from "./grants";
import { Pipeline } from "./pipeline";

/** Two configurations of a stack, which have each optional part between them. */
const settings = {
  /** Uploads trigger a function; requests to the API are signed; pages of one origin may send them; links are, too. */
  direct: {
    uploadApi: { corsOrigin: "https://app.example", accountLogging: true },
    monitoring: { email: "ops@example.org" },
    delivery: { signed: true },
  },
  /** Uploads start the state machine; callers of the API send a key and are limited to few requests. */
  workflow: {
    uploadApi: { auth: "apiKey", rateLimitPerSec: 1, burstLimit: 5 },
    workflow: { type: "STANDARD" },
    monitoring: true,
    delivery: true,
  },
} as const;

/** Names of the configurations. */
type StackKind = keyof typeof settings;

/** A stack that is up, and the actions that its roles have been allowed since. */
interface StackInUse {
  readonly pipeline: Pipeline;
  readonly grants: GrantUse;
}

/** A stack that suites share until the last of them has run. */
interface Shared {
  users: number;
  suites: number;
  stack?: Promise<StackInUse>;
}

const stacks: Record<StackKind, Shared> = { direct: { users: 0, suites: 0 }, workflow: { users: 0, suites: 0 } };

async function start(kind: StackKind): Promise<StackInUse> {
  const pipeline = await Pipeline.start(settings[kind]);
  return { pipeline, grants: new GrantUse(pipeline.cloud.services) };
}

/** Number of suites that were loaded for a stack: one if a single file is run. */
export function suitesOf(kind: StackKind): number {
  return stacks[kind].suites;
}

/**
 * Gives the calling suite one of the stacks, which suites in several files share: the first to run brings it up, the
 * last takes it down.
 */
export function useStackInUse(kind: StackKind): () => StackInUse {
  const shared = stacks[kind];
  let stack: StackInUse | undefined;
  shared.users += 1;
  shared.suites += 1;
  before(async function () {
    this.timeout(HANG_TIMEOUT_MS);
    shared.stack ??= start(kind);
    stack = await shared.stack;
  });
  afterEach(() => stack?.pipeline.cloud.faults.clear());
  after(async () => {
    shared.users -= 1;
    if (shared.users === 0) await stack?.pipeline.close();
  });
  return () => {
    if (stack === undefined) throw new Error("the stack is not up");
    return stack;
  };
}

/** {@link useStackInUse}, the pipeline alone. */
export function useStack(kind: StackKind): () => Pipeline {
  const stack = useStackInUse(kind);
  return () => stack().pipeline;
}

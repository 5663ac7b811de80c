import { Pipeline } from "./pipeline";

/** The two ways in which the optional parts of a stack are switched on in tests. */
const settings = {
  /** Uploads trigger a function; callers of the API sign. */
  direct: { uploadApi: true, monitoring: { email: "ops@example.org" } },
  /** Uploads start the state machine; callers of the API have a key, and few requests. */
  workflow: {
    uploadApi: { auth: "apiKey", rateLimitPerSec: 1, burstLimit: 5 },
    workflow: { type: "STANDARD" },
    monitoring: true,
  },
} as const;

/** A stack that suites share, for as long as one of them still needs it. */
interface Shared {
  users: number;
  pipeline?: Promise<Pipeline>;
}

const stacks: Record<keyof typeof settings, Shared> = { direct: { users: 0 }, workflow: { users: 0 } };

/**
 * Gives the suite it is called in one of the stacks, which suites in several files share: the first to run brings it up, the last takes
 * it down.
 */
export function useStack(kind: keyof typeof settings): () => Pipeline {
  const shared = stacks[kind];
  let pipeline: Pipeline | undefined;
  shared.users += 1;
  before(async function () {
    this.timeout(60_000);
    shared.pipeline ??= Pipeline.start(settings[kind]);
    pipeline = await shared.pipeline;
  });
  afterEach(() => pipeline?.cloud.faults.clear());
  after(async () => {
    shared.users -= 1;
    if (shared.users === 0) await pipeline?.close();
  });
  return () => {
    if (pipeline === undefined) throw new Error("the stack is not up");
    return pipeline;
  };
}

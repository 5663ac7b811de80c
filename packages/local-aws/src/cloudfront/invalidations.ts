import { AwsError } from "../http/aws-error";
import type { StateTable } from "../state/state-store";
import { invalidArgument } from "./errors";
import { newId } from "./ids";
import type { Invalidation } from "./types";

/** Most paths that may be under way at once ("Quotas on invalidations"), and so the most of one request. */
const MAX_PATHS = 3000;

/** Most paths with a wildcard, likewise. */
const MAX_WILDCARDS = 15;

/** Longest path, in characters ("Invalidation paths"). */
const MAX_PATH = 4000;

/** What a caller asks for. */
export type InvalidationBatch = Pick<Invalidation, "callerReference" | "paths">;

/** Dependencies of {@link Invalidations}. */
interface InvalidationsDeps {
  readonly table: StateTable<Invalidation>;
  /** @throws AwsError `NoSuchDistribution`. */
  readonly requireDistribution: (id: string) => unknown;
  /** Removes paths from a distribution's cache. */
  readonly apply: (distributionId: string, paths: readonly string[]) => void;
}

/** Requests to remove paths from caches, all of which are remembered. AWS bills them by the path. */
export class Invalidations {
  private readonly byId = new Map<string, Invalidation>();
  private readonly byReference = new Map<string, Invalidation>();

  constructor(private readonly deps: InvalidationsDeps) {
    for (const [, invalidation] of deps.table.takeSaved()) this.add(invalidation);
  }

  /**
   * Removes paths from a distribution's cache. The same reference with the same paths once more is answered with the
   * invalidation that there is.
   *
   * @throws AwsError `NoSuchDistribution`, `InvalidArgument`, `BatchTooLarge`, `InvalidationBatchAlreadyExists`.
   */
  create(distributionId: string, { callerReference, paths }: InvalidationBatch): Invalidation {
    this.deps.requireDistribution(distributionId);
    checkPaths(paths);
    const same = this.byReference.get(referenceKey(distributionId, callerReference));
    if (same !== undefined) {
      if (same.paths.length === paths.length && same.paths.every((path, i) => path === paths[i])) return same;
      const message = `An invalidation with the caller reference ${callerReference} and other paths exists already.`;
      throw new AwsError("InvalidationBatchAlreadyExists", message);
    }
    this.deps.apply(distributionId, paths);
    const made = { id: newId("I"), distributionId, callerReference, paths, createdAt: Date.now() };
    const done: Invalidation = { ...made, status: "Completed" };
    this.add(done);
    this.deps.table.put(done.id, done);
    // As AWS's first answer: whoever wants to know the end asks once more.
    return { ...done, status: "InProgress" };
  }

  /** @throws AwsError `NoSuchDistribution`, `NoSuchInvalidation`. */
  get(distributionId: string, id: string): Invalidation {
    this.deps.requireDistribution(distributionId);
    const found = this.byId.get(id);
    if (found?.distributionId !== distributionId) {
      throw new AwsError("NoSuchInvalidation", "The specified invalidation does not exist.", 404);
    }
    return found;
  }

  /** All of a distribution, the latest first. */
  all(distributionId: string): readonly Invalidation[] {
    return [...this.byId.values()]
      .filter((invalidation) => invalidation.distributionId === distributionId)
      .sort((a, b) => b.createdAt - a.createdAt);
  }

  /** Forgets those of a distribution that is deleted. */
  forget(distributionId: string): void {
    for (const { id, callerReference } of this.all(distributionId)) {
      this.byId.delete(id);
      this.byReference.delete(referenceKey(distributionId, callerReference));
      this.deps.table.delete(id);
    }
  }

  private add(invalidation: Invalidation): void {
    this.byId.set(invalidation.id, invalidation);
    this.byReference.set(referenceKey(invalidation.distributionId, invalidation.callerReference), invalidation);
  }
}

const referenceKey = (distributionId: string, callerReference: string) => `${distributionId} ${callerReference}`;

/** @throws AwsError `InvalidArgument`, `BatchTooLarge`. */
function checkPaths(paths: readonly string[]): void {
  if (paths.length === 0) throw invalidArgument("Paths: expected at least one");
  const wildcards = paths.filter((path) => path.includes("*"));
  if (paths.length > MAX_PATHS || wildcards.length > MAX_WILDCARDS) {
    const message = `Invalidation batch specified is too large: at most ${MAX_PATHS} paths, ${MAX_WILDCARDS} with *`;
    throw new AwsError("BatchTooLarge", message, 413);
  }
  for (const path of paths) {
    const isPath = path.startsWith("/") && path.length <= MAX_PATH && !path.slice(0, -1).includes("*");
    // CloudFront wants what is no ASCII, and what is unsafe in a URL, percent-encoded.
    if (isPath && /^[!$&-;=?-Z_a-z~]+$/.test(path.replace(/%[0-9a-fA-F]{2}/g, ""))) continue;
    throw invalidArgument(`Your request contains one or more invalid invalidation paths: "${path}"`);
  }
}

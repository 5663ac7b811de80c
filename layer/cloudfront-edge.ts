import { resultPath } from "../handlers/contract";
import type { Edge } from "../handlers/ports/edge";
import type { Telemetry } from "../handlers/ports/telemetry";
import type { Invalidate } from "./invalidation";

/** Where nothing is delivered, nothing has to be invalidated. */
export const noEdge: Edge = { enabled: false, changed: () => undefined, flush: () => Promise.resolve() };

/** The caches of a distribution. */
export function cloudfrontEdge(invalidate: Invalidate, telemetry: Pick<Telemetry, "invalidated">): Edge {
  let keys = new Set<string>();
  return {
    enabled: true,
    changed: (key) => void keys.add(key),
    async flush() {
      if (keys.size === 0) return;
      const paths = [...keys].map(resultPath);
      keys = new Set();
      await invalidate(paths);
      telemetry.invalidated(paths.length);
    },
  };
}

import { CreateInvalidationCommand, type CloudFrontClient } from "@aws-sdk/client-cloudfront";
import { randomUUID } from "node:crypto";
import { resultPath } from "../handlers/contract";
import type { Edge } from "../handlers/ports/edge";
import type { Telemetry } from "../handlers/ports/telemetry";

/** Where nothing is delivered, nothing has to be invalidated. */
export const noEdge: Edge = { enabled: false, changed: () => undefined, flush: () => Promise.resolve() };

/** The caches of a distribution. */
export function cloudfrontEdge(
  client: () => CloudFrontClient,
  distributionId: string,
  telemetry: Pick<Telemetry, "invalidated">,
): Edge {
  let connected: CloudFrontClient | undefined;
  let keys = new Set<string>();
  return {
    enabled: true,
    changed: (key) => void keys.add(key),
    async flush() {
      if (keys.size === 0) return;
      const paths = [...keys].map(resultPath);
      keys = new Set();
      connected ??= client();
      await connected.send(
        new CreateInvalidationCommand({
          DistributionId: distributionId,
          InvalidationBatch: {
            // The client repeats a request with it, which is the same invalidation then.
            CallerReference: randomUUID(),
            Paths: { Quantity: paths.length, Items: paths },
          },
        }),
      );
      telemetry.invalidated(paths.length);
    },
  };
}

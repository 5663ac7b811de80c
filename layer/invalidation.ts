import { CloudFrontClient, CreateInvalidationCommand } from "@aws-sdk/client-cloudfront";
import { randomUUID } from "node:crypto";
import { clientOptions } from "./clients";

/** Makes the caches of a distribution forget paths, in one request. */
export type Invalidate = (paths: readonly string[]) => Promise<void>;

export function invalidator(DistributionId: string, client = new CloudFrontClient(clientOptions)): Invalidate {
  return async (paths) => {
    await client.send(
      new CreateInvalidationCommand({
        DistributionId,
        InvalidationBatch: {
          // The client repeats a request with it, which is the same invalidation then.
          CallerReference: randomUUID(),
          Paths: { Quantity: paths.length, Items: [...paths] },
        },
      }),
    );
  };
}

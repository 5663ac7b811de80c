import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";

/** Milliseconds. A call that hangs is retried: well below the function's own timeout. */
const requestHandler = { connectionTimeout: 2_000, requestTimeout: 15_000, throwOnRequestTimeout: true };

/** Five attempts with the SDK's exponential back-off and jitter; after them Lambda retries the event. */
const retries = { maxAttempts: 5, retryMode: "standard" };

/** One client per service and cold start: connections are kept alive between invocations. */
export function makeClients() {
  return {
    s3: new S3Client({ requestHandler, ...retries }),
    /** Made on demand: a stack without a metadata table needs no client. */
    dynamodb: () => new DynamoDBClient({ requestHandler, ...retries }),
  };
}

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";

/** A call that hangs is worth less than a second try: well below the function's own timeout. */
const requestHandler = { connectionTimeout: 2_000, requestTimeout: 15_000, throwOnRequestTimeout: true };

/** Five attempts with the SDK's exponential back-off and jitter; after them Lambda's own retries have their turn. */
const retries = { maxAttempts: 5, retryMode: "standard" };

/** One client per service and cold start; their connections are kept alive from one invocation to the next. */
export function makeClients() {
  return {
    s3: new S3Client({ requestHandler, ...retries }),
    /** Made on demand: a stack without a metadata table needs none. */
    dynamodb: () => new DynamoDBClient({ requestHandler, ...retries }),
  };
}
